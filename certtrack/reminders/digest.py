"""A manager's digest: the people in their care, the most pressing first, in one message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from certtrack.reminders.reminder import WORST_FIRST, Severity
from certtrack.reminders.roster import RosterLine, lacking_words, pressing


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One message about the people whom one manager looks after.

    Args:
        manager: The manager by name or e-mail; None for people who have none.
        on: The day it is told.
        within: How many days it looks ahead.
        lines: Their cycles, the most pressing first.
    """

    manager: str | None
    on: date
    within: int
    lines: tuple[RosterLine, ...]

    @property
    def people(self) -> int:
        """How many people it tells of."""
        return len({line.number for line in self.lines})

    @property
    def severities(self) -> Counter[Severity]:
        """How many cycles that are not complete, by severity."""
        return Counter(line.severity for line in self.lines if line.how != "complete")

    @property
    def subject(self) -> str:
        """What the message is about, in a line."""
        parts = [f"{n} {one}" for one in WORST_FIRST if (n := self.severities[one])]
        told = ", ".join(parts) or "every rule is met"
        people = "1 person" if self.people == 1 else f"{self.people} people"
        return f"Credentials of {people} within {self.within} days of {self.on}: {told}"

    @property
    def text(self) -> str:
        """The whole message."""
        return "\n".join(sentence(line) for line in self.lines)


def digests(lines: Iterable[RosterLine], on: date, within: int) -> list[Digest]:
    """One digest for each manager, the one with the most pressing line first.

    Args:
        lines: The cycles that end so soon, or are past.
        on: The day asked about.
        within: How many days they look ahead.
    """
    by_manager = sorted(lines, key=lambda line: (_key(line), pressing(line)))
    found = []
    for _, group in groupby(by_manager, key=_key):
        mine = tuple(group)
        found.append(Digest(manager=mine[0].manager, on=on, within=within, lines=mine))
    # People without a manager are told last: nobody gets that message.
    return sorted(found, key=lambda one: (one.manager is None, pressing(one.lines[0])))


def sentence(line: RosterLine) -> str:
    """What a manager must know of one cycle, in a sentence."""
    codes = ", ".join(line.credentials)
    return f"{line.severity}: {line.name}, {codes} ({line.body}): {_state(line)}."


def _state(line: RosterLine) -> str:
    days = f"{abs(line.days_left)} day{'' if abs(line.days_left) == 1 else 's'}"
    when = f"{days} left" if line.days_left >= 0 else f"{days} past"
    end = f"the cycle {'ends' if line.days_left >= 0 else 'ended'} on {line.until} ({when})"
    if line.how == "complete":
        return f"every rule is met; renew by {line.until} ({when})"
    pace = "; on pace" if line.on_pace else ""
    lapsed = f"{line.standing}; " if line.severity == "overdue" else ""
    return f"{lapsed}lacking {lacking_words(line)}{pace}; {end}"


def _key(line: RosterLine) -> str:
    return (line.manager or "").casefold()
