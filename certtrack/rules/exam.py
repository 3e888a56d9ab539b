"""The eligibility rules of one exam on one day, made ready once for everybody who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from certtrack.rules.editions import anchored, in_force
from certtrack.rules.findings import WORST_FIRST, Asked, Citation, Finding, Said, Source, worst_of
from certtrack.rules.requirements.case import Case, Ground, Judge
from certtrack.rules.rule_file import EligibilityEdition, Pathway, SeeAlso
from certtrack.rules.rulebook import Rulebook

NO_SOURCE = Citation(source=Source(title="No source is known for that day"), certainty="assumed")

EXAMS_KEPT = 256
"""Exams, each on a day, that are kept ready."""


Way = tuple[Pathway, Finding]
"""A pathway and how a person fares on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """What is asked of whoever wants to sit an exam on a day.

    Args:
        book: The credential's rules.
        on: The day.
        edition: The edition of the rules in force on it; None when none is known.
        ground: What the requirements stand on.
        ways: The pathways, in the order of the rule file.
        common: What is asked whatever the pathway.
        see_also: Other credentials that may serve better, each with when.
        any_way: That one of the pathways is met.
        no_rule: What is found in its place where no rule is known.
        whole: All that is asked.
        said: By which rules it is judged.
    """

    book: Rulebook
    on: date
    edition: EligibilityEdition | None
    ground: Ground
    ways: tuple[Road, ...]
    common: tuple[Judge, ...]
    see_also: tuple[tuple[SeeAlso, Judge], ...]
    any_way: Asked
    no_rule: Finding
    whole: Asked
    said: Said


@dataclass(frozen=True, slots=True)
class Road:
    """A pathway made ready."""

    pathway: Pathway
    asked: Asked
    parts: tuple[Judge, ...]

    def taken(self, case: Case) -> Way:
        """How a person fares on it."""
        parts = tuple([part(case) for part in self.parts])
        return self.pathway, Finding(self.asked, worst_of(parts), lambda: tally(parts), parts)


def nearness(way: Way) -> tuple[int, bool, int, int]:
    """Greater is nearer: its outcome, whether it credentials at once, what it lacks and has.

    Among equals the order of the rule file stays, which lists the usual way first.
    """
    pathway, finding = way
    lacking = 0
    for one in finding.children:
        lacking += one.outcome != "met" and one.asked.decides
    at_once = pathway.gives == "eligible"
    return WORST_FIRST.index(finding.outcome), at_once, -lacking, finding.leaves_met


def tally(parts: Sequence[Finding]) -> Said:
    """How many of the parts that decide are met."""
    outcomes = [part.outcome for part in parts if part.decides]
    return Said(f"{outcomes.count('met')} of {len(outcomes)} met.")


@lru_cache(maxsize=EXAMS_KEPT)
def exam_of(book: Rulebook, on: date) -> Exam:
    """What is asked on a day of whoever wants to sit a credential's exam.

    Args:
        book: The credential's rules.
        on: The day asked about; the edition in force on it is used.
    """
    days = anchored(on=on)
    edition = in_force(book.credential.eligibility, days)
    ground = Ground(
        on=on,
        credential=book.label,
        body=book.body.code,
        sources=book.sources,
        citation=book.cite(edition) if edition else NO_SOURCE,
    )
    always = [rule for rules in book.always if (rule := in_force(rules, days))]
    no_rule = _no_rule(book, ground)
    return Exam(
        book=book,
        on=on,
        edition=edition,
        ground=ground,
        ways=tuple(_road(pathway, ground) for pathway in edition.pathway) if edition else (),
        common=tuple(ground.by(book.cite(rule)).prepare(rule.requires) for rule in always),
        see_also=_see_also(edition, ground) if edition else (),
        any_way=Asked("Any one of these pathways", ground.citation, needs=1),
        no_rule=no_rule,
        whole=ground.asked(f"May sit the {book.label} exam"),
        said=_said(edition, on) if edition else Said(no_rule.because),
    )


def _see_also(edition: EligibilityEdition, ground: Ground) -> tuple[tuple[SeeAlso, Judge], ...]:
    return tuple((see, ground.prepare(see.when)) for see in edition.see_also)


def _said(edition: EligibilityEdition, on: date) -> Said:
    return Said(f"Judged on {on} by the rules in force from {edition.effective_from}.")


def _no_rule(book: Rulebook, ground: Ground) -> Finding:
    """What is found where no eligibility rule is known: that it cannot be told, and why."""
    if editions := book.credential.eligibility:
        first = min(one.effective_from for one in editions)
        because = f"No rule is known for {ground.on}; the first one known is from {first}."
    else:
        because = book.credential.not_covered or f"Eligibility for {book.label} is not yet covered."
    rules = f"eligibility rules of {book.body.name} for {book.label} on {ground.on}"
    asked = ground.asked(f"The eligibility rules of {book.body.code} for {book.label}")
    return Finding(asked, "unknown", Said(because, find_out=f"the {rules}", untold=True))


def _road(pathway: Pathway, ground: Ground) -> Road:
    citation = Citation(source=ground.sources[pathway.source], certainty=pathway.certainty)
    inside = ground.by(citation)
    parts = tuple(inside.prepare(requirement) for requirement in pathway.requires)
    return Road(pathway, inside.asked(pathway.words), parts)
