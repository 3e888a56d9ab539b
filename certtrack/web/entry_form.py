"""A form for an entry of a record: its fields, what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from certtrack.errors import Refused
from certtrack.reading.entry_fields import Field, fields_of, values_of
from certtrack.rules.facts import Section
from certtrack.rules.record import SHAPES
from certtrack.web.refusals import by_key

FIRST: dict[str, tuple[str, ...]] = {
    "activity": ("title", "completed_on", "ceus", "minutes", "domain", "source", "provider"),
    "education": ("school", "program", "level", "field", "status", "completed_on", "expected_on"),
}
"""What a form asks for first; the rest stands behind it, folded."""

OURS = ("evidence", "listed")
"""Keys that are written by what people do, not by what they type."""

NONE = "none"
"""What stands in a field whose list is known to be empty."""

LONG = ("notes",)
NUMBERS = ("minutes", "ceus", "credits", "hours", "hours_per_week")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryForm:
    """What a form for an entry shows.

    Args:
        section: The section of the entry.
        typed: What stands in each field.
        beside: What is wrong, by the field that it stands beside.
        above: What else is wrong.
        doubts: Why the entry would be asked about.
        seen: The entry's mark when it was looked at; empty for a new one.
        held: The name under which a certificate waits; empty for none.
        held_name: What that certificate is called.
        told: What there is to know beforehand, for example what a certificate says twice.
    """

    section: Section
    typed: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    above: Sequence[str] = ()
    doubts: Sequence[str] = ()
    seen: str = ""
    held: str = ""
    held_name: str = ""
    told: Sequence[str] = ()

    @property
    def first(self) -> list[Field]:
        """The fields that are asked for first."""
        known = {one.key: one for one in fields_for(self.section)}
        wanted = FIRST.get(self.section, tuple(known))
        return [known[key] for key in wanted if key in known]

    @property
    def rest(self) -> list[Field]:
        """The other fields."""
        first = {one.key for one in self.first}
        return [one for one in fields_for(self.section) if one.key not in first]

    @property
    def rest_is_used(self) -> bool:
        """Whether something stands in the other fields, or is wrong with it."""
        return any(self.typed.get(one.key) or one.key in self.beside for one in self.rest)

    @property
    def has_faults(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.beside or self.above)

    def widget(self, one: Field) -> str:
        """How a field is shown."""
        if one.form == "yes-no":
            return "yes-no"
        if one.choices and one.form == "text":
            return "choice"
        if one.form == "day":
            return "day"
        return "long" if one.key in LONG or one.form == "spells" else "text"

    def input_mode(self, one: Field) -> str:
        """Which keys a telephone shows for a field."""
        return "decimal" if one.key in NUMBERS else "text"


@cache
def fields_for(section: Section) -> tuple[Field, ...]:
    """The fields of a section that people fill in."""
    return tuple(one for one in fields_of(SHAPES[section]) if one.key not in OURS)


def typed_from(section: Section, content: Mapping[str, Any]) -> dict[str, str]:
    """What stands in a form's fields for an entry that is on record."""
    return {
        one.key: _written(content[one.key])
        for one in fields_for(section)
        if content.get(one.key) is not None
    }


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return _span(value)
    if isinstance(value, list | tuple):
        spells = any(isinstance(one, dict) for one in value)
        return ("\n" if spells else ", ").join(map(_several, value)) or NONE
    return str(value)


def _several(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    days = _span(value)
    return str(value["agency"]) if days == ".." else f"{value['agency']}={days}"


def _span(value: Mapping[str, Any]) -> str:
    return f"{value.get('from') or ''}..{value.get('until') or ''}"


def values_from(section: Section, typed: Mapping[str, str], today: date) -> dict[str, Any]:
    """What was typed, as a record file has it; what was left empty is absent.

    Args:
        section: The section of the entry.
        typed: What stands in each field.
        today: The day that counts as today.

    Raises:
        Refused: With all that is wrong with how it is written.
    """
    known = fields_for(section)
    given = {one.key: _given(one, typed.get(one.key, "")) for one in known}
    values, faults = values_of(given, known, today)
    if faults:
        raise Refused(*faults)
    return values


def _given(one: Field, text: str) -> Any:
    text = text.strip()
    if not text:
        return None
    if one.form == "yes-no":
        return {"yes": True, "no": False}.get(text, text)
    if one.form == "list":
        return [] if text == NONE else text.splitlines()
    return text.splitlines() if one.form == "spells" else text


def faulty(section: Section, refused: Refused) -> dict[str, Any]:
    """What of a form tells a refusal: beside its fields, and above them."""
    beside, above = by_key(refused.faults, (one.key for one in fields_for(section)))
    return {"beside": beside, "above": above}
