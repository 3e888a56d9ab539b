"""What the core answers with: a tree that says what, whether, why, and by which rule.

Three outcomes, because a missing fact is unknown and never false.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from certtrack.rules.shape import Certainty, CivilDate, Text, shape

Outcome = Literal["met", "not-met", "unknown"]

WORST_FIRST: tuple[Outcome, ...] = ("not-met", "unknown", "met")


def at_least(needed: int, outcomes: Sequence[Outcome]) -> Outcome:
    """Whether `needed` of these are met, as far as is known: the `needed`-th best of them.

    None needed is met; more needed than there are is not met.
    """
    if needed <= 0:
        return "met"
    if needed > len(outcomes):
        return "not-met"
    return sorted(outcomes, key=WORST_FIRST.index)[-needed]


def all_of(outcomes: Sequence[Outcome]) -> Outcome:
    """Met when each is; not met beats unknown."""
    if "not-met" in outcomes:
        return "not-met"
    return "unknown" if "unknown" in outcomes else "met"


def any_of(outcomes: Sequence[Outcome]) -> Outcome:
    """Met when one is; unknown beats not met."""
    if "met" in outcomes:
        return "met"
    return "unknown" if "unknown" in outcomes else "not-met"


@shape
class Source:
    """Where a rule is written."""

    title: Text
    url: Text | None = None
    retrieved: CivilDate | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The ground a rule stands on, and how sure it is.

    Args:
        source: The document.
        certainty: Whether it is the certifying body's own word (primary), another's
            (secondary), or our reading where the sources are silent (assumed).
    """

    source: Source
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One requirement judged.

    Args:
        requirement: The requirement in words.
        outcome: Met, not met, or unknown.
        because: The facts it was judged by, with their dates, in words for the holder.
        citation: The rule's source.
        children: The parts it was put together from.
        find_out: The missing fact, when the outcome is unknown for want of one.
        step: What to do to meet it, when it is not met.
        not_before: First day on which it is met by waiting alone.
        needs: How many of the deciding parts must be met; None for all.
        recommended: Whether it is advised rather than required.
        decides: Whether it has a say in what it is part of; a recommendation has none.
    """

    requirement: str
    outcome: Outcome
    because: str
    citation: Citation
    children: tuple[Finding, ...] = ()
    find_out: str | None = None
    step: str | None = None
    not_before: date | None = None
    needs: int | None = None
    recommended: bool = False
    decides: bool = True

    def waited_for(self) -> date | None:
        """The day on which it is met by waiting alone: the first day of all when it is met.

        None when something must be done or found out.
        """
        if self.outcome == "met":
            return date.min
        deciding = [child for child in self.children if child.decides]
        if not deciding:
            return self.not_before
        days = sorted(day for child in deciding if (day := child.waited_for()) is not None)
        needed = len(deciding) if self.needs is None else self.needs
        return days[needed - 1] if 0 < needed <= len(days) else None

    def leaves(self) -> Iterator[Finding]:
        """The deciding findings without parts of their own, in order."""
        if not self.children:
            yield self
        for child in self.children:
            if child.decides:
                yield from child.leaves()
