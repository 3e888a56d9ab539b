"""May this person sit the exam? Pathways judged, the nearest first, with every reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from certtrack.rules.answers import answer_id, stale_note
from certtrack.rules.editions import anchored, in_force
from certtrack.rules.facts import Person
from certtrack.rules.findings import WORST_FIRST, Citation, Finding, Source, all_of, any_of
from certtrack.rules.grades import graded
from certtrack.rules.requirements.case import Case
from certtrack.rules.rule_file import EligibilityEdition, Pathway
from certtrack.rules.rulebook import Rulebook
from certtrack.rules.verdict import Ruling, Verdict

StandingOf = Callable[[str], str | None]
Same = Callable[[str, str], bool]

NO_SOURCE = Citation(source=Source(title="No source is known for that day"), certainty="assumed")


@dataclass(frozen=True, slots=True)
class Way:
    """A pathway and how the person fares on it."""

    pathway: Pathway
    finding: Finding

    @property
    def nearness(self) -> tuple[int, bool, int, int]:
        """Greater is nearer: its outcome, whether it credentials at once, what it lacks and has.

        Among equals the order of the rule file stays, which lists the usual way first.
        """
        asked = [part for part in self.finding.children if part.decides]
        lacking = sum(part.outcome != "met" for part in asked)
        met = sum(leaf.outcome == "met" for leaf in self.finding.leaves())
        at_once = self.pathway.gives == "eligible"
        return WORST_FIRST.index(self.finding.outcome), at_once, -lacking, met


def judge(person: Person, book: Rulebook, on: date, standing: StandingOf, same: Same) -> Verdict:
    """Whether a person may sit a credential's exam on a day.

    Args:
        person: The facts.
        book: The credential's rules.
        on: The day asked about; the edition in force on it is used.
        standing: The standing on that day of a holding by its name; None when not held.
        same: Whether two names mean one credential.
    """
    edition = in_force(book.credential.eligibility, anchored(on=on))
    case = Case(
        person=person,
        on=on,
        credential=book.label,
        body=book.body.code,
        sources=book.sources,
        citation=book.cite(edition) if edition else NO_SOURCE,
        standing=standing,
        same=same,
    )
    common = tuple(
        case.by(book.cite(rule)).judge(rule.requires)
        for rules in book.always
        if (rule := in_force(rules, anchored(on=on)))
    )
    if edition is None:
        return _no_rule(case, book, common)
    ways = sorted(
        (Way(pathway, _on_pathway(pathway, case)) for pathway in edition.pathway),
        key=lambda way: way.nearness,
        reverse=True,
    )
    return _verdict(case, book, edition, ways, common)


def _on_pathway(pathway: Pathway, case: Case) -> Finding:
    citation = Citation(source=case.sources[pathway.source], certainty=pathway.certainty)
    inside = case.by(citation)
    parts = tuple(inside.judge(requirement) for requirement in pathway.requires)
    deciding = [part for part in parts if part.decides]
    met = sum(part.outcome == "met" for part in deciding)
    return Finding(
        requirement=pathway.words,
        outcome=all_of([part.outcome for part in deciding]),
        because=f"{met} of {len(deciding)} met.",
        citation=citation,
        children=parts,
    )


def _verdict(
    case: Case,
    book: Rulebook,
    edition: EligibilityEdition,
    ways: list[Way],
    common: tuple[Finding, ...],
) -> Verdict:
    finding = _whole(case, edition, ways, common)
    nearest = ways[0]
    taken = nearest.pathway if finding.outcome == "met" else None
    ruling = _ruling(finding, nearest.pathway)
    return replace(
        _told(case, book, finding),
        ruling=ruling,
        pathway=taken.id if taken else None,
        pathway_words=taken.words if taken else None,
        recommendations=tuple(_recommended(finding)),
        next_steps=_next_steps(case, edition, nearest, common, ruling),
        not_before=_first_day(finding, common),
        edition=edition.effective_from,
    )


def _told(case: Case, book: Rulebook, finding: Finding) -> Verdict:
    """A verdict that cannot tell, with what every verdict says of itself."""
    return Verdict(
        credential=book.code,
        label=book.label,
        name=book.credential.name,
        body=book.body.code,
        on=case.on,
        ruling="cannot-tell",
        pathway=None,
        pathway_words=None,
        finding=finding,
        grade=graded(case, book),
        recommendations=(),
        missing=_missing(finding),
        next_steps=(),
        not_before=None,
        notes=_notes(case, book),
        edition=None,
        rulebook=book.fingerprint,
        answer_id=answer_id(case.person, book.fingerprint, case.on),
    )


def _whole(
    case: Case, edition: EligibilityEdition, ways: list[Way], common: tuple[Finding, ...]
) -> Finding:
    """One pathway, and everything asked besides."""
    met = sum(way.finding.outcome == "met" for way in ways)
    pathways = Finding(
        requirement="Any one of these pathways",
        outcome=any_of([way.finding.outcome for way in ways]),
        because=f"{met} of {len(ways)} met.",
        citation=case.citation,
        children=tuple(way.finding for way in ways),
        needs=1,
    )
    return Finding(
        requirement=f"May sit the {case.credential} exam",
        outcome=all_of([pathways.outcome, *(one.outcome for one in common)]),
        because=f"Judged on {case.on} by the rules in force from {edition.effective_from}.",
        citation=case.citation,
        children=(pathways, *common),
    )


def _ruling(finding: Finding, nearest: Pathway) -> Ruling:
    if finding.outcome == "met":
        return nearest.gives
    return "cannot-tell" if finding.outcome == "unknown" else "not-eligible"


def _first_day(finding: Finding, common: tuple[Finding, ...]) -> date | None:
    """The first day allowed: by waiting alone, or at least not sooner for other reasons too."""
    if finding.outcome == "met":
        return None
    asked = (one.not_before for one in common if one.outcome != "met")
    return finding.waited_for() or max((day for day in asked if day), default=None)


def _missing(finding: Finding) -> tuple[str, ...]:
    """The facts that the outcome hangs on: what is unknown beneath what is unknown."""
    open_ends = list(_beneath(finding, "unknown"))
    # A wait that is not over hides what is open on the pathways, but it can be found out now.
    if finding.outcome == "not-met":
        open_ends += [leaf for one in finding.children for leaf in _beneath(one, "unknown")]
    # A doubt about what is only recommended is settled by the rule or by the facts.
    open_ends += [
        leaf for one in open_ends for part in one.children for leaf in _beneath(part, "unknown")
    ]
    return _distinct(leaf.find_out for leaf in open_ends if leaf.find_out)


def _next_steps(
    case: Case,
    edition: EligibilityEdition,
    nearest: Way,
    common: tuple[Finding, ...],
    ruling: Ruling,
) -> tuple[str, ...]:
    if ruling in ("eligible", "eligible-early"):
        return nearest.pathway.then
    elsewhere = [
        f"{see.because} See {see.credential}."
        for see in edition.see_also
        if case.judge(see.when).outcome == "met"
    ]
    if ruling == "cannot-tell":
        found = _missing(nearest.finding) or _distinct(
            text for one in common for text in _missing(one)
        )
        return _distinct([*(f"Find out {text}." for text in found), *elsewhere])
    unmet = [leaf for one in (nearest.finding, *common) for leaf in _beneath(one, "not-met")]
    return _distinct([*(leaf.step for leaf in unmet if leaf.step), *elsewhere])


def _beneath(finding: Finding, outcome: str) -> Iterator[Finding]:
    """The deciding leaves with an outcome that are reached through nodes with the same."""
    if finding.outcome != outcome:
        return
    deciding = [child for child in finding.children if child.decides]
    if not deciding:
        yield finding
    for child in deciding:
        yield from _beneath(child, outcome)


def _recommended(finding: Finding) -> Iterator[Finding]:
    if finding.recommended:
        yield finding
        return
    for child in finding.children:
        yield from _recommended(child)


def _notes(case: Case, book: Rulebook) -> tuple[str, ...]:
    """What a reader must know beside the verdict: staleness, limits, disagreeing sources."""
    held = case.standing(book.label)
    return (
        *((f"You already hold {book.label}; it is {held} on {case.on}.",) if held else ()),
        *stale_note(book.review_by, case.on),
        *book.not_checked,
        *book.doubts("eligibility"),
    )


def _no_rule(case: Case, book: Rulebook, common: tuple[Finding, ...]) -> Verdict:
    """The answer where no eligibility rule is known: it cannot be told, and why."""
    editions = book.credential.eligibility
    if editions:
        first = min(one.effective_from for one in editions)
        because = f"No rule is known for {case.on}; the first one known is from {first}."
    else:
        because = book.credential.not_covered or f"Eligibility for {book.label} is not yet covered."
    rules = Finding(
        requirement=f"The eligibility rules of {book.body.code} for {book.label}",
        outcome="unknown",
        because=because,
        citation=case.citation,
        find_out=f"the eligibility rules of {book.body.name} for {book.label} on {case.on}",
    )
    finding = Finding(
        requirement=f"May sit the {book.label} exam",
        outcome=all_of(["unknown", *(one.outcome for one in common)]),
        because=because,
        citation=case.citation,
        children=(rules, *common),
    )
    unmet = [leaf.step for one in common for leaf in _beneath(one, "not-met") if leaf.step]
    return replace(
        _told(case, book, finding),
        ruling="not-eligible" if finding.outcome == "not-met" else "cannot-tell",
        next_steps=_distinct([*unmet, f"Ask {book.body.name} which rules hold."]),
        not_before=_first_day(finding, common),
    )


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
