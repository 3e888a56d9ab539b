"""A roster's lines: the cycles of many people, one line each, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from textwrap import shorten
from typing import Any, Literal, NamedTuple, Protocol, get_args

from certtrack.reminders.reminder import WORST_FIRST, Severity, severity_of
from certtrack.rules.answers import Standing
from certtrack.rules.written_card import (
    REMEMBERED,
    WrittenCard,
    ceus_of,
    codes_of,
    day_of,
    exactly,
    lacking_of,
)

LAPSED: frozenset[Standing] = frozenset({"grace", "inactive", "revoked"})
"""Standings of a cycle that ended unmet."""

STANDINGS: tuple[Standing, ...] = get_args(Standing)

State = Literal["complete", "on pace", "short"]
STATES: tuple[State, ...] = get_args(State)


class RosterLine(NamedTuple):
    """One cycle of one person on a day.

    A roster has many lines and of most of them little is asked, so a line is a row of the
    store as it is; what is written in a form of its own (`…_kept`, see `WrittenCard`) is
    read when it is asked for.

    Args:
        number: The person's number in the store.
        name: Their name.
        email: Their e-mail.
        department: Where they work.
        manager: Who looks after them, by name or e-mail.
        state: The US state or territory.
        first_kept: See `first`.
        until_kept: See `until`.
        pace_kept: The last day on which what counts keeps pace.
        body: The certifying body's code.
        credentials_kept: See `credentials`.
        standing: The credentials' standing on the day.
        required_kept: See `required`.
        counted_kept: See `counted`.
        remaining_kept: See `remaining`.
        lacking_kept: See `lacking`.
        on_kept: The day asked about.
    """

    number: int
    name: str
    email: str | None
    department: str | None
    manager: str | None
    state: str | None
    first_kept: str
    until_kept: str
    pace_kept: str | None
    body: str
    credentials_kept: str
    standing: Standing
    required_kept: int | None
    counted_kept: int
    remaining_kept: str | None
    lacking_kept: str
    on_kept: str

    @property
    def credentials(self) -> tuple[str, ...]:
        """The credentials that share the cycle."""
        return codes_of(self.credentials_kept)

    @property
    def first(self) -> date:
        """The cycle's first day."""
        return day_of(self.first_kept)

    @property
    def until(self) -> date:
        """Its last day."""
        return day_of(self.until_kept)

    @property
    def days_left(self) -> int:
        """Days from the day asked about to `until`; negative when past."""
        return (day_of(self.until_kept) - day_of(self.on_kept)).days

    @property
    def required(self) -> Decimal | None:
        """CEUs required; None when not known."""
        return None if self.required_kept is None else ceus_of(self.required_kept)

    @property
    def counted(self) -> Decimal:
        """CEUs that count so far."""
        return ceus_of(self.counted_kept)

    @property
    def remaining(self) -> Decimal | None:
        """CEUs still to be earned at least; None when not known."""
        return None if self.remaining_kept is None else exactly(self.remaining_kept)

    @property
    def lacking(self) -> tuple[tuple[str, str, Decimal], ...]:
        """Every rule that is not met: its id, what it asks for, and CEUs still needed."""
        return lacking_of(self.lacking_kept)

    @property
    def on_pace(self) -> bool | None:
        """Whether the pace so far, held to the end, reaches every rule.

        Never once the cycle ended unmet; None when what is required is not known.
        """
        if self.standing in LAPSED:
            return False
        # ISO text is in the order of the days.
        return None if self.pace_kept is None else self.on_kept <= self.pace_kept

    @property
    def severity(self) -> Severity:
        """How near the end is; overdue once the cycle ended unmet."""
        if self.standing in LAPSED:
            return "overdue"
        return _severity(self.until_kept, self.on_kept)

    @property
    def how(self) -> State:
        """Complete; on pace to be; or short: neither, or not known to be."""
        if self.standing == "complete":
            return "complete"
        return "on pace" if self.on_pace else "short"


@lru_cache(REMEMBERED)
def _severity(until: str, on: str) -> Severity:
    return severity_of((day_of(until) - day_of(on)).days)


class Someone(Protocol):
    """Who a line is about: a person's facts, or only these of them."""

    @property
    def name(self) -> str:
        """Their name."""

    @property
    def email(self) -> str | None:
        """Their e-mail."""

    @property
    def department(self) -> str | None:
        """Where they work."""

    @property
    def manager(self) -> str | None:
        """Who looks after them."""

    @property
    def state(self) -> str | None:
        """The US state or territory."""


def line_of(number: int, who: Someone, card: WrittenCard, on: date) -> RosterLine:
    """The line of one cycle.

    Args:
        number: The person's number in the store.
        who: The person.
        card: The cycle's card, true on the day.
        on: The day asked about.
    """
    person = (number, who.name, who.email, who.department, who.manager, who.state)
    return RosterLine._make((*person, *card, on.isoformat()))


@dataclass(slots=True)
class Totals:
    """What lines come to; they are counted as they go by.

    Attributes:
        cycles: How many lines there were.
        people: How many people they are about.
        how: How many cycles are complete, on pace and short.
        pressing: How many of those that are not complete, by severity.
    """

    cycles: int = 0
    people: int = 0
    how: Counter[State] = field(default_factory=Counter)
    pressing: Counter[Severity] = field(default_factory=Counter)
    _last: int | None = None

    def counted(self, lines: Iterable[RosterLine]) -> Iterator[RosterLine]:
        """The same lines, which come person by person, each counted."""
        for line in lines:
            self.cycles += 1
            self.people += line.number != self._last
            self._last = line.number
            self.how[line.how] += 1
            if line.how != "complete":
                self.pressing[line.severity] += 1
            yield line


@dataclass(slots=True)
class Missing:
    """Credentials that are held, of which no cycle is known, so that no line tells of them.

    Attributes:
        number: How many there are.
        first: Number and name of the person, and the code, of the first of them.
    """

    number: int = 0
    first: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, number: int, name: str, code: str) -> None:
        """Note one."""
        self.number += 1
        if len(self.first) < MOST_TOLD:
            self.first.append((number, name, code))


MOST_TOLD = 20

Order = Literal["pressing", "until", "name", "department", "manager", "body", "remaining"]

Key = Callable[[RosterLine], Any]


def order(by: Order) -> Key:
    """The key to sort lines by; what is the same goes by urgency, then by name."""
    keys: dict[Order, Key] = {
        "pressing": lambda _: 0,
        "until": lambda line: line.until,
        "name": lambda line: line.name.casefold(),
        "department": lambda line: _last_none(line.department),
        "manager": lambda line: _last_none(line.manager),
        "body": lambda line: (line.body, line.credentials),
        "remaining": lambda line: -(line.remaining if line.remaining is not None else -1),
    }
    return lambda line: (keys[by](line), *pressing(line))


def pressing(line: RosterLine) -> tuple[Any, ...]:
    """The key by which the most pressing line comes first; what is complete comes last."""
    worst = (line.how == "complete", WORST_FIRST.index(line.severity))
    return (*worst, line.until, line.name.casefold(), line.number, line.body, line.credentials)


def _last_none(text: str | None) -> tuple[bool, str]:
    return text is None, (text or "").casefold()


def lacking_words(line: RosterLine, longest: int = 1000) -> str:
    """What a line lacks, in words; those of each rule no longer than so many characters."""
    if line.remaining is None:
        return "what is required is not known"
    needs = (_need(*one) for one in line.lacking)
    return "; ".join(shorten(need, longest, placeholder="…") for need in needs)


def _need(rule: str, words: str, ceus: Decimal) -> str:
    if not ceus:
        return words
    return f"{ceus:f} {words}" if rule == "total" else f"{ceus:f} in {words}"
