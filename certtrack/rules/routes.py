"""Routes: every pathway to an exam with what is there, what is lacking, and what to do now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from certtrack.rules.advice import distinct
from certtrack.rules.findings import Finding, Outcome
from certtrack.rules.grades import Grading
from certtrack.rules.requirements.aspect import AWARDS
from certtrack.rules.rule_file import Pathway
from certtrack.rules.shape import Level
from certtrack.rules.studies import Education
from certtrack.rules.verdict import Verdict

LackKind = Literal["wait", "study", "program", "work", "find-out", "other"]
"""What fills the gap: time, study that goes on, study to begin, work, a fact, or anything else."""

ASK_THE_END = "Ask the school when it will be completed, and put that day on record."


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that is lacking on a route.

    Args:
        kind: What fills the gap.
        words: What to do, or to find out.
        until: The first day on which time alone will have filled it; None where it will not,
            or where that day is not known.
        work: Months of full-time work still to do.
        award: The award of the program of study to begin.
        early: Whether a stage before the end of the study will do.
        study: The program on record that has still to come so far.
        untold: Whether nothing can be said of what is lacking before it is found out.
    """

    kind: LackKind
    words: str
    until: date | None = None
    work: Fraction | None = None
    award: Level | None = None
    early: bool = False
    study: Education | None = None
    untold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One pathway to the exam, and what is lacking on it.

    Args:
        pathway: The pathway; None where no rule is known, or for what lifts a grade.
        words: The pathway in words.
        outcome: Whether it is met.
        have: The requirements that are met.
        lacks: What is lacking.
        not_before: The day on which it is met by waiting alone; None when it is not.
    """

    pathway: Pathway | None
    words: str
    outcome: Outcome
    have: tuple[Finding, ...]
    lacks: tuple[Lack, ...]
    not_before: date | None

    @property
    def steps(self) -> tuple[str, ...]:
        """What to do, in words."""
        return distinct(one.words for one in self.lacks if one.kind != "find-out")

    @property
    def find_out(self) -> tuple[str, ...]:
        """What to find out, in words."""
        return distinct(one.words for one in self.lacks if one.kind == "find-out")

    @property
    def awards(self) -> tuple[Level, ...]:
        """Awards of the programs of study that must be begun."""
        return tuple(dict.fromkeys(one.award for one in self.lacks if one.award))

    @property
    def this_week(self) -> tuple[str, ...]:
        """What can be done now, whatever else takes time."""
        if not self.lacks:
            return self.pathway.then if self.pathway else ()
        first = [f"Find out {text}." for text in self.find_out]
        now = distinct([*first, *map(_now, self.lacks)])
        return now or (f"Nothing: only waiting is left ({' '.join(self.steps)})",)


def _now(lack: Lack) -> str | None:
    if lack.kind == "program" and lack.award:
        what = AWARDS[lack.award]
        asked = "when a program begins, how long it takes, and what it costs"
        return f"Ask schools that give {what} {asked}."
    if lack.kind == "study":
        return "Go on with the study." if lack.until else ASK_THE_END
    if lack.until:
        return "Go on with the work." if lack.kind == "work" else None
    return None if lack.kind == "find-out" else lack.words


def routes(verdict: Verdict, begun: Collection[Level]) -> tuple[Route, ...]:
    """Every pathway, the one with the fewest and soonest steps first.

    Unmet conditions asked whatever the pathway belong to each of them.

    Args:
        verdict: What was judged.
        begun: Awards that are being studied for.
    """
    pathways, *common = verdict.finding.children
    if not pathways.children:
        return (_route(pathways, common, None, begun),)
    told = zip(pathways.children, verdict.pathways, strict=True)
    return nearest_first(_route(way, common, pathway, begun) for way, pathway in told)


def lifting(grade: Grading) -> tuple[Route, ...]:
    """What lifts a grade: every one of the alternatives, the nearest first."""
    whole = grade.finding
    ways = whole.children if whole.needs == 1 else (whole,)
    return nearest_first(_route(way, (), None, ()) for way in ways)


def nearest_first(found: Iterable[Route]) -> tuple[Route, ...]:
    """Nothing lacking first, then fewest things to do, then soonest by waiting."""
    return tuple(sorted(found, key=_distance))


def _distance(route: Route) -> tuple[bool, int, date]:
    lacking = len(route.steps) + len(route.find_out)
    return (route.outcome != "met", lacking, route.not_before or date.max)


def _route(
    way: Finding, common: Sequence[Finding], pathway: Pathway | None, begun: Collection[Level]
) -> Route:
    parts = [way, *common]
    waits = [part.waited_for() for part in parts]
    known = [day for day in waits if day is not None]
    return Route(
        pathway=pathway,
        words=way.requirement,
        outcome=way.outcome,
        have=tuple(leaf for part in parts for leaf in _held(part) if leaf is not way),
        lacks=tuple(dict.fromkeys(lack for part in parts for lack in _lacking(part, begun))),
        not_before=max(known) if len(known) == len(waits) and max(known) > date.min else None,
    )


def _held(finding: Finding) -> Iterator[Finding]:
    """The leaves that are met, where they help.

    What is met of a program that will not do does not, and neither does what is met of an
    alternative that is not.
    """
    deciding = [child for child in finding.children if child.decides]
    if not deciding:
        if finding.outcome == "met" and finding.decides:
            yield finding
        return
    if not _asks_for_another(finding):
        for child in deciding:
            if finding.needs is None or child.outcome == "met":
                yield from _held(child)


def _asks_for_another(finding: Finding) -> bool:
    """Whether the program that comes nearest leads to another award than is asked."""
    return finding.asked.award is not None and any(
        one.outcome == "not-met" and one.asked.award for one in finding.children
    )


def _lacking(
    finding: Finding,
    begun: Collection[Level],
    award: Level | None = None,
    early: bool = False,  # noqa: FBT001, FBT002
) -> Iterator[Lack]:
    """What stands between a finding and being met; of alternatives the nearest.

    Args:
        finding: What is not met.
        begun: Awards that are being studied for.
        award: The award that what it is part of asks for.
        early: Whether a stage before the end of that study will do.
    """
    if finding.outcome == "met":
        return
    award, early = finding.asked.award or award, finding.asked.early or early
    deciding = [child for child in finding.children if child.decides]
    if not deciding:
        yield from _lack(finding, begun, award, early=early)
        return
    if _asks_for_another(finding):
        step = f"Obtain: {finding.requirement}."
        yield Lack(kind="program", words=step, award=award, early=early)
        return
    unmet = [list(_lacking(one, begun, award, early)) for one in deciding if one.outcome != "met"]
    needed = len(deciding) if finding.needs is None else finding.needs
    still = needed - sum(child.outcome == "met" for child in deciding)
    for lacks in sorted(unmet, key=len)[: max(still, 0)]:
        yield from lacks


def _lack(
    leaf: Finding, begun: Collection[Level], award: Level | None, *, early: bool
) -> Iterator[Lack]:
    """What is lacking of a requirement without parts; nothing where nobody can say."""
    said = leaf.said
    if leaf.outcome == "unknown":
        if said.find_out:
            yield Lack(kind="find-out", words=said.find_out, untold=said.untold)
        return
    if said.step is None:
        return
    if entry := said.study:
        until = entry.completed_on or entry.expected_on
        yield Lack(kind="study", words=said.step, until=until, early=early, study=entry)
    elif said.work is not None:
        yield Lack(kind="work", words=said.step, until=said.not_before, work=said.work)
    elif said.not_before:
        yield Lack(kind="wait", words=said.step, until=said.not_before)
    elif award and award not in begun:
        yield Lack(kind="program", words=said.step, award=award, early=early)
    else:
        yield Lack(kind="other", words=said.step)
