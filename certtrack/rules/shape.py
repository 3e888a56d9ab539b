"""How every fact and every rule is declared: frozen, exact, with no key it does not know.

The classes are plain dataclasses; their annotations also say how text from a file
becomes a value, so that the file format, its faults and its JSON Schema have one source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal, TypeVar, dataclass_transform

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

T = TypeVar("T")

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days outside are slips of the pen; inside, no sum of years leaves the calendar."""

DECIMAL = re.compile(r"-?\d{1,9}(\.\d{1,9})?")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def shape(cls: type[T]) -> type[T]:
    """Declare a value of the field: frozen, compared by content, unknown keys refused."""
    cls.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


def nodes(
    value: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """A shape and every shape inside it, each with its key path in a file."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from nodes(item, (*path, index))
    elif is_dataclass(value) and not isinstance(value, type):
        yield path, value
        for each in fields(value):
            yield from nodes(getattr(value, each.name), (*path, each.name.rstrip("_")))


def civil_date(value: object) -> date:
    """A calendar day from a date or from text like 2026-03-31.

    Raises:
        ValueError: For anything else. Numbers in particular are refused: a lenient
            reader takes 86400 for the second of January 1970.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return _within_living_memory(value)
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        raise ValueError(f"{value} is not a date like 2026-03-31")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value} is not in the calendar") from None
    return _within_living_memory(day)


def _within_living_memory(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"{day} is not between {EARLIEST} and {LATEST}")
    return day


def exact_number(value: object) -> Decimal:
    """A decimal from a whole number, a decimal or plain digits such as "1.25".

    Raises:
        ValueError: For exponents, infinities and anything that is not a number.
    """
    plain = str(value)
    if isinstance(value, bool) or not DECIMAL.fullmatch(plain):
        raise ValueError(f"{plain} is not a plain number like 1.5")
    try:
        return Decimal(plain)
    except InvalidOperation:  # pragma: no cover - the pattern admits no such text
        raise ValueError(f"{plain} is not a plain number like 1.5") from None


def whole_number(value: object) -> int:
    """A whole number; a text of digits is taken too, because options arrive as text.

    Raises:
        ValueError: For fractions, booleans and anything else.
    """
    number = exact_number(value)
    if number != number.to_integral_value():
        raise ValueError(f"{value} is not a whole number")
    return int(number)


def hundredths(value: object) -> Decimal:
    """An amount with at most two decimal places, as it is stored.

    Raises:
        ValueError: For a third decimal place: a third of a CEU has no exact form, so
            the rounding of the certificate must be used.
    """
    number = exact_number(value)
    if number != round(number, 2):
        raise ValueError(f"{number} has more than two decimals; use the certificate's rounding")
    return number


def version_one(value: object) -> int:
    """The version of a file's form, of which there is one.

    Raises:
        ValueError: For anything but 1; yes and no are numbers to Python, but not here.
    """
    if isinstance(value, bool) or value != 1:
        raise ValueError(f"{value} is no version of this form; write schema = 1")
    return 1


STATE_CODES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM "
    "NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR VI"
)
"""The states of the US, its capital's district and its territories, by their two letters."""

STATES = frozenset(STATE_CODES.split())


def state_code(value: object) -> str:
    """The two letters of a US state or territory, in capitals.

    Raises:
        ValueError: For anything else; a name spelled out is not looked up.
    """
    code = str(value).strip().upper()
    if code not in STATES:
        raise ValueError(f"{str(value)[:40]!r} is not a US state or territory by its two letters")
    return code


SchemaVersion = Annotated[int, BeforeValidator(version_one), WithJsonSchema({"const": 1})]
CivilDate = Annotated[date, BeforeValidator(civil_date)]
Text = Annotated[
    str,
    StringConstraints(
        strict=True,
        strip_whitespace=True,
        min_length=1,
        max_length=500,
        pattern=r"^[^\x00-\x1f\x7f-\x9f]*$",
    ),
]
Prose = Annotated[
    str,
    StringConstraints(
        strict=True,
        strip_whitespace=True,
        min_length=1,
        max_length=5000,
        pattern=r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$",
    ),
]
Slug = Annotated[
    str, StringConstraints(strict=True, max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
]
Code = Annotated[
    str, StringConstraints(strict=True, max_length=40, pattern=r"^[A-Za-z][A-Za-z0-9()-]*$")
]
CredentialName = Annotated[
    str,
    StringConstraints(
        strict=True, max_length=121, pattern=r"^([A-Za-z0-9()-]+:)?[A-Za-z][A-Za-z0-9()-]*$"
    ),
]
State = Annotated[
    str, BeforeValidator(state_code), WithJsonSchema({"type": "string", "enum": sorted(STATES)})
]
Number = Annotated[Decimal, BeforeValidator(exact_number)]
Hundredths = Annotated[Decimal, BeforeValidator(hundredths)]
Whole = Annotated[int, BeforeValidator(whole_number)]
Ceus = Annotated[
    Decimal,
    BeforeValidator(hundredths),
    Field(ge=0, le=1000, description="CEUs, at most two decimals."),
]
Credits = Annotated[
    Decimal,
    BeforeValidator(hundredths),
    Field(ge=0, le=1000, description="College credits, at most two decimals."),
]

Level = Literal[
    "high-school",
    "certificate",
    "associate",
    "bachelor",
    "post-bachelor-certificate",
    "master",
    "doctorate",
]
StudyStatus = Literal["completed", "coursework-completed", "final-term", "enrolled", "withdrawn"]
CourseGrade = Literal[
    "A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F", "pass"
]
"""The best first; a pass has no place among the letters, for nobody knows which it was."""

Certainty = Literal["primary", "secondary", "assumed"]
