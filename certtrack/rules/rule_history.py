"""Every edition of a credential's rules, and the days on which rules change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from certtrack.rules.editions import Dated, on_day
from certtrack.rules.entries import Entry, Rule, of_eligibility, of_recertification
from certtrack.rules.outline import Change, changes
from certtrack.rules.period import day_after, day_before
from certtrack.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a rule.

    Args:
        rule: The edition as the file has it.
        entries: What it says: one entry, or of pathways one for each.
    """

    rule: Dated
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A rule in time.

    Args:
        id: What it is called in the rule file; `pathways` for all of them together.
        editions: Its editions, the oldest first; at least one.
    """

    id: str
    editions: tuple[Edition, ...]

    def on(self, day: date) -> Edition | None:
        """The edition in force on a day, whatever it binds by."""
        now = on_day([one.rule for one in self.editions], day)
        return next((one for one in self.editions if one.rule is now), None)

    def others(self, day: date) -> tuple[Edition, ...]:
        """The editions that are not in force on a day."""
        now = self.on(day)
        return tuple(one for one in self.editions if one is not now)


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which rules read otherwise than on the day before.

    Args:
        day: The day.
        begins: Whether an edition begins on it; else one ended the day before.
        changes: What changes.
    """

    day: date
    begins: bool
    changes: tuple[Change, ...]

    @property
    def eve(self) -> date:
        """The day before."""
        return day_before(self.day)


@dataclass(frozen=True, slots=True)
class Histories:
    """Every rule of a credential in time, for eligibility and for recertification."""

    eligibility: tuple[History, ...]
    recertification: tuple[History, ...]


def histories(book: Rulebook) -> Histories:
    """Every rule of a credential with all its editions; rules that it has none of lack."""
    return Histories(_in_time(of_eligibility(book), book), _in_time(of_recertification(book), book))


def _in_time(rules: Iterable[Rule], book: Rulebook) -> tuple[History, ...]:
    return tuple(
        History(
            rule.id,
            tuple(
                Edition(one, rule.read(one, book))
                for one in sorted(rule.editions, key=lambda each: each.effective_from)
            ),
        )
        for rule in rules
        if rule.editions
    )


def turns(book: Rulebook) -> tuple[Turn, ...]:
    """The days on which the rules read otherwise than on the day before, the oldest first."""
    rules = [*of_eligibility(book), *of_recertification(book)]
    editions = [one for rule in rules for one in rule.editions]
    first = {one.effective_from for one in editions}
    over = {day_after(one.until) for one in editions if one.until}
    return tuple(
        Turn(day, day in first, found)
        for day in sorted(first | over)
        if (found := changes(book, day_before(day), day))
    )
