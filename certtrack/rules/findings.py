"""What the core answers with: a tree that says what, whether, why, and by which rule.

Three outcomes, because a missing fact is unknown and never false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from certtrack.rules.shape import Certainty, CivilDate, Level, Text, shape
from certtrack.rules.studies import Education

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


@dataclass(frozen=True, slots=True)
class Asked:
    """What a finding judges: a requirement, made ready once for everybody it is asked of.

    Args:
        requirement: The requirement in words.
        citation: The rule's source.
        needs: How many of the deciding parts must be met; None for all.
        recommended: Whether it is advised rather than required.
        decides: Whether it has a say in what it is part of; a recommendation has none.
        award: The award of a program of study that it asks for; None where it asks for none.
        early: Whether a stage before the end of that program will do.
    """

    requirement: str
    citation: Citation
    needs: int | None = None
    recommended: bool = False
    decides: bool = True
    award: Level | None = None
    early: bool = False


class Said(NamedTuple):
    """What there is to say on an outcome.

    Args:
        because: The facts it was judged by, with their dates, in words for the holder.
        find_out: The missing fact, when the outcome is unknown for want of one.
        step: What to do to meet it, when it is not met.
        not_before: First day on which it is met by waiting alone.
        work: Months of full-time work that are lacking, where work is.
        study: The program on record that has still to come so far, where one has.
        untold: Whether a whole part of the record, or the rule itself, is what is to be found
            out, so that nothing else can be said before it is.
    """

    because: str
    find_out: str | None = None
    step: str | None = None
    not_before: date | None = None
    work: Fraction | None = None
    study: Education | None = None
    untold: bool = False


class Finding:
    """One requirement judged.

    What there is to say is put into words when somebody reads it: of a roster most is
    counted and never read.

    Args:
        asked: The requirement.
        outcome: Met, not met, or unknown.
        said: What there is to say on it, or what gives that when it is read.
        children: The parts it was put together from.

    Attributes:
        leaves_met: How many of the deciding findings without parts of their own are met.
    """

    leaves_met: int
    __slots__ = ("_said", "asked", "children", "leaves_met", "outcome")

    def __init__(
        self,
        asked: Asked,
        outcome: Outcome,
        said: Said | Callable[[], Said],
        children: tuple[Finding, ...] = (),
    ) -> None:
        self.asked = asked
        self.outcome = outcome
        self.children = children
        self._said = said
        met = 1 if outcome == "met" and not children else 0
        for child in children:
            if child.asked.decides:
                met += child.leaves_met
        self.leaves_met = met

    @property
    def said(self) -> Said:
        """What there is to say on it."""
        if not isinstance(self._said, Said):
            self._said = self._said()
        return self._said

    @property
    def requirement(self) -> str:
        """The requirement in words."""
        return self.asked.requirement

    @property
    def citation(self) -> Citation:
        """The rule's source."""
        return self.asked.citation

    @property
    def needs(self) -> int | None:
        """How many of the deciding parts must be met; None for all."""
        return self.asked.needs

    @property
    def recommended(self) -> bool:
        """Whether it is advised rather than required."""
        return self.asked.recommended

    @property
    def decides(self) -> bool:
        """Whether it has a say in what it is part of."""
        return self.asked.decides

    @property
    def because(self) -> str:
        """The facts it was judged by, with their dates, in words for the holder."""
        return self.said.because

    @property
    def find_out(self) -> str | None:
        """The missing fact, when the outcome is unknown for want of one."""
        return self.said.find_out

    @property
    def step(self) -> str | None:
        """What to do to meet it, when it is not met."""
        return self.said.step

    @property
    def not_before(self) -> date | None:
        """First day on which it is met by waiting alone."""
        return self.said.not_before

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


def worst_of(parts: Iterable[Finding]) -> Outcome:
    """Met when each part that decides is; not met beats unknown."""
    worst: Outcome = "met"
    # Asked several times of every person: a list of outcomes would take twice as long.
    for part in parts:
        outcome = part.outcome
        if outcome != "met" and part.asked.decides:
            if outcome == "not-met":
                return outcome
            worst = outcome
    return worst
