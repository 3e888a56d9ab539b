"""The keys of a fact, made from the fact itself: what each means and how it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, timedelta
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from certtrack.errors import Fault
from certtrack.reading.shapes import check_value
from certtrack.reading.spans import span, spell
from certtrack.rules.shape import civil_date

Form = Literal["text", "day", "yes-no", "list", "spells", "span"]
AGO = re.compile(r"(\d{1,4}) days? ago")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key of a fact.

    Args:
        key: The key in a record file.
        form: How its value is written.
        help: What it means.
        required: Whether an entry must have it.
        choices: The words it may be; empty for any.
        hint: The type of its value.
    """

    key: str
    form: Form
    help: str
    required: bool
    choices: tuple[str, ...]
    hint: Any

    @property
    def option(self) -> str:
        """The option's name."""
        return f"--{self.key.replace('_', '-')}"

    @property
    def attribute(self) -> str:
        """The parameter's name in Python."""
        return f"{self.key}_"


def fields_of(shape: type[Any]) -> tuple[Field, ...]:
    """The keys of a fact, in the order it declares them."""
    hints = get_type_hints(shape, include_extras=True)
    return tuple(_field(each, hints[each.name]) for each in fields(shape))


def _field(each: Any, hint: Any) -> Field:
    key = each.name.rstrip("_")
    told = [one.description for one in _infos(hint) if one.description]
    choices = next((get_args(one) for one in _within(hint) if get_origin(one) is Literal), ())
    help_ = told[-1] if told else key
    if choices:
        help_ = f"{help_} One of: {', '.join(choices)}."
    return Field(
        key=key,
        form=_form(key, hint),
        help=help_,
        required=each.default is MISSING,
        choices=choices,
        hint=hint,
    )


def _form(key: str, hint: Any) -> Form:
    inside = list(_within(hint))
    if key in ("accreditation", "cycle"):
        return "spells" if key == "accreditation" else "span"
    if any(get_origin(one) is tuple for one in inside):
        return "list"
    if bool in inside:
        return "yes-no"
    return "day" if date in inside else "text"


def _within(hint: Any) -> list[Any]:
    """A type and every type inside it."""
    parts = [part for arg in get_args(hint) if not isinstance(arg, str) for part in _within(arg)]
    return [hint, *parts]


def _infos(hint: Any) -> list[FieldInfo]:
    return [one for one in _within(hint) if isinstance(one, FieldInfo)]


def values_of(
    given: Mapping[str, Any], known: tuple[Field, ...], today: date
) -> tuple[dict[str, Any], list[Fault]]:
    """Options as a record file's values, and what is wrong with how they are written."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for field in known:
        if (value := given.get(field.key)) is None:
            continue
        try:
            values[field.key] = value_of(field, value, today, check=False)
        except ValueError as error:
            faults.append(Fault(str(error), field.option))
    return values, faults


def value_of(field: Field, value: Any, today: date, *, check: bool = True) -> Any:
    """An option's or an answer's value as a record file has it.

    Args:
        field: The key it is for.
        value: Text, or a list of texts.
        today: The day that counts as today.
        check: Whether it is also held to what the key takes.

    Raises:
        ValueError: For what cannot be read.
    """
    read = _read(field, value, today)
    if check:
        check_value(field.hint, read)
    return read


def _read(field: Field, value: Any, today: date) -> Any:
    if field.form == "day":
        return day_from(value, today)
    if field.form == "span":
        return span(value)
    if field.form == "spells":
        return [spell(one) for one in value if one != "none"]
    if field.form == "list":
        return [part.strip() for one in value for part in one.split(",") if part.strip()]
    return value


def day_from(text: str, today: date) -> date:
    """A day as people write it: 2026-03-31, today, yesterday, or 10 days ago.

    Args:
        text: What somebody wrote.
        today: The day that counts as today.

    Raises:
        ValueError: For anything else; nothing is guessed.
    """
    written = text.strip().lower()
    if written in ("today", "yesterday"):
        return today - timedelta(days=written == "yesterday")
    if ago := AGO.fullmatch(written):
        return today - timedelta(days=int(ago[1]))
    return civil_date(text.strip())
