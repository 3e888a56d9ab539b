"""A roster's lines: the cycles of many people, one line each, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from textwrap import shorten
from typing import Any, Literal, Protocol, get_args

from certtrack.reminders.decide import WORST_FIRST, Severity, severity_of
from certtrack.rules.answers import Standing
from certtrack.rules.card import Card, keeps_pace

LAPSED: tuple[Standing, ...] = ("grace", "inactive", "revoked")
"""Standings of a cycle that ended unmet."""

STANDINGS: tuple[Standing, ...] = get_args(Standing)

State = Literal["complete", "on pace", "short"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """One cycle of one person on a day.

    Args:
        number: The person's number in the store.
        name: Their name.
        email: Their e-mail.
        department: Where they work.
        manager: Who looks after them, by name or e-mail.
        state: The US state or territory.
        body: The certifying body's code.
        credentials: The credentials that share the cycle.
        first: The cycle's first day.
        until: Its last day.
        days_left: Days from the day asked about to `until`; negative when past.
        standing: The credentials' standing on the day.
        required: CEUs required; None when not known.
        counted: CEUs that count so far.
        remaining: CEUs still to be earned at least; None when not known.
        lacking: Every rule that is not met: its id, what it asks for, and CEUs still needed.
        on_pace: Whether the pace so far, held to the end, reaches every rule; never once the
            cycle ended unmet; None when what is required is not known.
        severity: How near the end is; overdue once the cycle ended unmet.
    """

    number: int
    name: str
    email: str | None
    department: str | None
    manager: str | None
    state: str | None
    body: str
    credentials: tuple[str, ...]
    first: date
    until: date
    days_left: int
    standing: Standing
    required: Decimal | None
    counted: Decimal
    remaining: Decimal | None
    lacking: tuple[tuple[str, str, Decimal], ...]
    on_pace: bool | None
    severity: Severity

    @property
    def how(self) -> State:
        """Complete; on pace to be; or short: neither, or not known to be."""
        if self.standing == "complete":
            return "complete"
        return "on pace" if self.on_pace else "short"


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


def line_of(number: int, who: Someone, card: Card, on: date) -> RosterLine:
    """The line of one cycle.

    Args:
        number: The person's number in the store.
        who: The person.
        card: The cycle's card, true on the day.
        on: The day asked about.
    """
    lapsed = card.standing in LAPSED
    days_left = (card.period.last - on).days
    known = card.required is not None
    return RosterLine(
        number=number,
        name=who.name,
        email=who.email,
        department=who.department,
        manager=who.manager,
        state=who.state,
        body=card.body,
        credentials=card.credentials,
        first=card.period.first,
        until=card.period.last,
        days_left=days_left,
        standing=card.standing,
        required=card.required,
        counted=card.counted,
        remaining=card.remaining,
        lacking=card.lacking,
        on_pace=not lapsed and (keeps_pace(card.rules, card.period, on) if known else None),
        severity="overdue" if lapsed else severity_of(days_left),
    )


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
