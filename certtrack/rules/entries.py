"""Rules as entries to read: each edition of a rule in words, with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from certtrack.rules.editions import Anchor, Dated
from certtrack.rules.findings import Citation
from certtrack.rules.recertification import Recertification
from certtrack.rules.rule_file import Always, EligibilityEdition, Grade, Pathway
from certtrack.rules.rulebook import Rulebook
from certtrack.rules.shape import Certainty

BINDS: dict[Anchor, str] = {
    "as-of": "in force",
    "cycle-start": "for cycles that begin",
    "cycle-end": "for cycles that end",
    "exam-date": "for exams passed",
    "application": "for CEUs handed in",
    "approval": "for applications approved",
}

CERTAINTIES: dict[Certainty, str] = {
    "primary": "the certifying body says so",
    "secondary": "someone else says so",
    "assumed": "our reading where the sources are silent",
}
"""How sure a rule is, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A rule, or a part of one, to read.

    Args:
        id: What it is called in the rule file; parts of a requirement have a number.
        words: The rule in words.
        when: From when to when it binds, in words; None for a part of a rule.
        citation: Its source; None where it stands on what it is part of.
        note: What a reader should know about it.
        then: What to do once it is met.
        parts: What it is made of.
    """

    id: str
    words: str
    when: str | None = None
    citation: Citation | None = None
    note: str | None = None
    then: tuple[str, ...] = ()
    parts: tuple[Entry, ...] = ()

    def text(self) -> str:
        """All its words, for comparing."""
        return "\n".join([self.words, *self.then, *(part.text() for part in self.parts)])


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with all its editions.

    Args:
        id: What it is called in the rule file; `pathways` for all of them together.
        editions: Its editions, as the file has them.
        read: Gives what an edition says: one entry, or of pathways one for each.
    """

    id: str
    editions: Sequence[Dated]
    read: Callable[[Any, Rulebook], tuple[Entry, ...]]


def of_eligibility(book: Rulebook) -> Iterator[Rule]:
    """The pathways, what is asked whatever the pathway, the exam's window and the grade."""
    yield Rule("pathways", book.credential.eligibility, _pathways)
    for editions in book.always:
        yield Rule(editions[0].id, editions, _always)
    yield Rule("exam-window", book.exam_window, _named("exam-window"))
    yield Rule("grade", book.credential.grade, _grade)


def of_recertification(book: Rulebook) -> Iterator[Rule]:
    """The rules of a cycle, then those by which activities count."""
    rules = book.recertification
    for each in fields(Recertification):
        if each.name not in ("counting", "not_checked"):
            yield Rule(each.name, getattr(rules, each.name), _named(each.name))
    for editions in book.counting:
        yield Rule(editions[0].id, editions, _named(editions[0].id))


def _pathways(edition: EligibilityEdition, book: Rulebook) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            id=pathway.id,
            words=_gives(pathway),
            when=_when(edition),
            citation=Citation(source=book.sources[pathway.source], certainty=pathway.certainty),
            note=edition.note,
            then=pathway.then,
            parts=_parts(pathway.requires, book),
        )
        for pathway in edition.pathway
    )


def _gives(pathway: Pathway) -> str:
    early = " (may sit early; credentialed once verified)"
    return pathway.words + (early if pathway.gives == "eligible-early" else "")


def _parts(requirements: Sequence[Any], book: Rulebook) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            id=str(number),
            words=requirement.in_words(),
            citation=Citation(
                source=book.sources[requirement.source], certainty=requirement.certainty
            )
            if requirement.source and requirement.certainty
            else None,
            note=getattr(requirement, "doubt", None),
            parts=_parts(getattr(requirement, "of", ()), book),
        )
        for number, requirement in enumerate(requirements, start=1)
    )


def _always(rule: Always, book: Rulebook) -> tuple[Entry, ...]:
    return (_dated(rule.id, rule.requires.in_words(), rule, book),)


def _grade(grade: Grade, book: Rulebook) -> tuple[Entry, ...]:
    words = f"Awarded as {grade.code}: {grade.words}"
    parts = _parts((grade.lifted_by,), book)
    return (_dated("grade", words, grade, book, then=grade.then, parts=parts),)


def _named(id_: str) -> Callable[[Any, Rulebook], tuple[Entry, ...]]:
    return lambda rule, book: (_dated(id_, rule.in_words(), rule, book),)


def _dated(id_: str, words: str, rule: Dated, book: Rulebook, **more: Any) -> Entry:
    when, citation = _when(rule), book.cite(rule)
    return Entry(id=id_, words=words, when=when, citation=citation, note=rule.note, **more)


def _when(rule: Dated) -> str:
    until = f" to {rule.until}" if rule.until else " on"
    return f"{BINDS[rule.binds]} from {rule.effective_from}{until}"
