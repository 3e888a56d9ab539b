"""The policy: how long before a deadline, and at which hours, a person is reminded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache, lru_cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from certtrack.reading.shapes import read
from certtrack.reminders.reminder import Kind, Reminder
from certtrack.rules.shape import SchemaVersion, Whole, shape

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def clock_time(value: object) -> time:
    """A time of day from text like 21:00, or as TOML writes it.

    Raises:
        ValueError: For anything else.
    """
    if isinstance(value, time):
        return value
    try:
        return datetime.strptime(str(value), "%H:%M").time()  # noqa: DTZ007 - of any zone
    except ValueError:
        raise ValueError(f"{value} is not a time like 21:00") from None


@lru_cache(maxsize=256)
def _from_far_to_near(value: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(value), reverse=True))


ClockTime = Annotated[time, BeforeValidator(clock_time)]
Leads = Annotated[
    tuple[Annotated[Whole, Field(ge=0, le=3660)], ...],
    Field(description="Days before a deadline; 0 is the day itself."),
]
Days = Annotated[tuple[Weekday, ...], Field(min_length=1)]


@shape
class Quiet:
    """Hours of the day in which nothing is sent: from, included, until, not included."""

    from_: Annotated[ClockTime, Field(alias="from")]
    until: ClockTime

    def __contains__(self, moment: time) -> bool:
        if self.from_ <= self.until:
            return self.from_ <= moment < self.until
        return moment >= self.from_ or moment < self.until


@shape
class PaceLeads:
    """How pace changes the lead times of CEUs that are lacking."""

    on_pace_lead_days: Leads
    behind_lead_days: Annotated[Leads, Field(description="These besides the usual ones.")]


@shape
class KindLeads:
    """Lead times of one kind of reminder; none: it is never sent."""

    lead_days: Leads


@shape
class ManagerPolicy:
    """When managers hear of the people in their care, and how far ahead."""

    weekdays: Days
    within_days: Annotated[Whole, Field(ge=0, le=3660)]


@shape
class Policy:
    """When a person is reminded, and when not."""

    schema_: Annotated[SchemaVersion, Field(alias="schema")]
    lead_days: Leads
    overdue_every_days: Annotated[Whole, Field(ge=1, le=366)]
    overdue_for_days: Annotated[Whole, Field(ge=0, le=3660)]
    quiet: Quiet | None = None
    weekdays: Days
    messages_a_day: Annotated[Whole, Field(ge=1, le=24)]
    pace: PaceLeads
    kinds: Annotated[dict[Kind, KindLeads], Field(default_factory=dict)]
    manager: ManagerPolicy

    def leads(self, reminder: Reminder) -> tuple[int, ...]:
        """Days before its deadline on which a reminder is told, from far to near."""
        if reminder.kind in self.kinds:
            return _from_far_to_near(self.kinds[reminder.kind].lead_days)
        if reminder.on_pace:
            return _from_far_to_near(self.pace.on_pace_lead_days)
        earlier = self.pace.behind_lead_days if reminder.on_pace is False else ()
        return _from_far_to_near((*self.lead_days, *earlier))

    def allows(self, day: date) -> bool:
        """Whether anything is sent on a day, by its weekday."""
        return WEEKDAYS[day.weekday()] in self.weekdays

    def allows_at(self, local: datetime) -> bool:
        """Whether anything is sent at a moment, where the person is."""
        quiet = self.quiet is not None and local.time() in self.quiet
        return self.allows(local.date()) and not quiet

    def first_moment(self, local: datetime) -> datetime | None:
        """The first moment of a day, from one on, at which anything is sent; None for none."""
        if self.quiet is None or self.allows_at(local) or not self.allows(local.date()):
            return local if self.allows_at(local) else None
        ends = datetime.combine(local.date(), self.quiet.until, local.tzinfo)
        return ends if ends > local else None


@cache
def shipped() -> Mapping[str, Any]:
    """The tables of the policy that holds where nobody says otherwise."""
    import tomllib

    text = (files("certtrack.reminders") / "policy.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def policy_of(*changes: Mapping[str, Any], place: Any = str) -> Policy:
    """The shipped policy with changes to it, the later ones on top.

    Args:
        changes: Tables with some of the policy's keys.
        place: Tells where a key path stands, for faults.

    Raises:
        Refused: With every fault.
    """
    tables: dict[str, Any] = dict(shipped())
    for change in changes:
        tables = _laid_over(tables, change)
    return read(Policy, tables, place)


def _laid_over(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        merged[key] = _laid_over(below, value) if both else value  # type: ignore[arg-type]
    return merged
