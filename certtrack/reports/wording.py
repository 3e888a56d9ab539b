"""Words that documents share: amounts, outcomes, and text that no one can hide anything in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from certtrack import __version__
from certtrack.reminders.plain_text import one_line
from certtrack.render.page import SIGNS, Footnotes
from certtrack.reports.findings import Chapter, Transcript
from certtrack.rules.answers import Ended, RuleStatus, answer_id
from certtrack.rules.findings import Citation

Values = dict[str, Any]
"""What a template sees: texts, lists and tables of them, and nothing that computes."""

ENDED: dict[Ended, str] = {
    "renewed": "Renewed",
    "presumed-renewed": "Presumed renewed",
    "deferred": "Deferred: what was lacking is owed in the next cycle",
    "reinstated": "Lapsed, reinstated later",
}


def plain(value: Any) -> Any:
    """The same values with every text on one line and without signs that no one sees.

    A title could otherwise turn the writing round, or look like another.
    """
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def opening(title: str, made_of: Transcript) -> Values:
    """What every document begins with: whose it is, of which day, by which rules."""
    answers = [chapter.cycle for chapter in made_of.chapters]
    return {
        "title": title,
        "name": made_of.person.name,
        "on": made_of.on.isoformat(),
        "about": [
            ["As of", made_of.on.isoformat()],
            ["Rules", hash_of([one.rulebook for one in answers])],
            ["Answer", hash_of([one.answer_id for one in answers])],
            ["Made with", f"certtrack {__version__}"],
        ],
    }


def hash_of(hashes: Iterable[str]) -> str:
    """One hash for several: itself when it is the only one, else one made of them all."""
    distinct = list(dict.fromkeys(hashes))
    return distinct[0] if len(distinct) == 1 else answer_id(*distinct)


def heading(chapter: Chapter) -> Values:
    """What a cycle is called, and how it is told apart from others."""
    cycle = chapter.cycle
    return {
        "heading": f"{cycle.labels}, cycle {cycle.period}",
        "body": cycle.body,
        "answer": f"Answer {cycle.answer_id}, rules {cycle.rulebook}, counted as of {cycle.on}.",
    }


def held(chapter: Chapter) -> Iterator[tuple[str, str]]:
    """The credentials that share a cycle, and when each was earned."""
    for label, holding in chapter.cycle.holdings:
        number = f", certificate {holding.number}" if holding.number else ""
        yield label, f"passed on {holding.passed_on}{number}"


def rule(one: RuleStatus, notes: Footnotes) -> Values:
    """How far a rule is met."""
    sign, word, _ = SIGNS[one.outcome]
    return {
        "outcome": one.outcome,
        "sign": sign,
        "word": word,
        "words": one.words[:1].upper() + one.words[1:],
        "required": f"{one.required:f}",
        "counted": f"{one.counted:f}",
        "because": one.because,
        "certainty": one.citation.certainty,
        "mark": notes.mark(one.citation),
    }


def sources(notes: Footnotes) -> list[Values]:
    """Every source named, by its number."""
    return [_source(number, citation) for number, citation in notes.cited()]


def _source(number: int, citation: Citation) -> Values:
    source = citation.source
    retrieved: date | None = source.retrieved
    return {
        "mark": f"[{number}]",
        "title": source.title,
        "certainty": citation.certainty,
        "note": source.note or "",
        "url": source.url if (source.url or "").startswith(("https://", "http://")) else "",
        "retrieved": f"read on {retrieved}" if retrieved else "",
    }


CERTAINTY = (
    "Primary: the certifying body's own word. Secondary: another's. "
    "Assumed: our reading where the sources are silent."
)
