"""The rules of a credential on a day, as an outline to read, and what changed between days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from certtrack.rules.editions import on_day
from certtrack.rules.entries import Entry, Rule, of_eligibility, of_recertification
from certtrack.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A credential's rules on a day, for eligibility and for recertification."""

    on: date
    eligibility: tuple[Entry, ...]
    recertification: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One rule on an earlier and on a later day; None where it did not hold."""

    before: Entry | None
    after: Entry | None

    @property
    def id(self) -> str:
        """What the rule is called in the rule file."""
        return next(one.id for one in (self.after, self.before) if one)

    @property
    def what(self) -> Literal["changed", "new", "gone"]:
        """What became of the rule."""
        if self.before and self.after:
            return "changed"
        return "new" if self.after else "gone"


def outline(book: Rulebook, on: date) -> Outline:
    """The rules in force on a day; a recertification rule is the one a cycle on it would bind."""
    return Outline(
        on=on,
        eligibility=tuple(_read(of_eligibility(book), book, on)),
        recertification=tuple(_read(of_recertification(book), book, on)),
    )


def _read(rules: Iterable[Rule], book: Rulebook, on: date) -> Iterator[Entry]:
    for rule in rules:
        if edition := on_day(rule.editions, on):
            yield from rule.read(edition, book)


def changes(book: Rulebook, earlier: date, later: date) -> tuple[Change, ...]:
    """The rules that read otherwise on a later day, that came, and that went."""
    before, after = outline(book, earlier), outline(book, later)
    found = []
    for old, new in (
        (before.eligibility, after.eligibility),
        (before.recertification, after.recertification),
    ):
        was = {entry.id: entry for entry in old}
        now = {entry.id: entry for entry in new}
        for id_ in dict.fromkeys([*was, *now]):
            one, other = was.get(id_), now.get(id_)
            if one is None or other is None or one.text() != other.text():
                found.append(Change(before=one, after=other))
    return tuple(found)
