"""The rules of a credential on a day, as an outline to read, and what changed between days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from certtrack.rules.editions import Anchor, Dated, on_day
from certtrack.rules.findings import Citation
from certtrack.rules.recertification import Recertification
from certtrack.rules.rule_file import EligibilityEdition, Pathway
from certtrack.rules.rulebook import Rulebook

BINDS: dict[Anchor, str] = {
    "as-of": "in force",
    "cycle-start": "for cycles that begin",
    "cycle-end": "for cycles that end",
    "exam-date": "for exams passed",
    "application": "for CEUs handed in",
    "approval": "for applications approved",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A rule, or a part of one, to read.

    Args:
        id: What it is called in the rule file; parts of a requirement have a number.
        words: The rule in words.
        when: From when to when it binds, in words; None for a part of a rule.
        citation: Its source; None where it stands on what it is part of.
        note: What a reader should know about it.
        parts: What it is made of.
    """

    id: str
    words: str
    when: str | None = None
    citation: Citation | None = None
    note: str | None = None
    parts: tuple[Entry, ...] = ()

    def text(self) -> str:
        """All its words, for comparing."""
        return "\n".join([self.words, *(part.text() for part in self.parts)])


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


def outline(book: Rulebook, on: date) -> Outline:
    """The rules in force on a day; a recertification rule is the one a cycle on it would bind."""
    edition = on_day(book.credential.eligibility, on)
    always = [rule for editions in book.always if (rule := on_day(editions, on))]
    return Outline(
        on=on,
        eligibility=(
            *(_pathways(edition, book) if edition else ()),
            *(_dated(rule.id, rule.requires.in_words(), rule, book) for rule in always),
            *_exam_window(book, on),
            *_grade(book, on),
        ),
        recertification=tuple(_recertification(book, on)),
    )


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


def _pathways(edition: EligibilityEdition, book: Rulebook) -> list[Entry]:
    return [
        Entry(
            id=pathway.id,
            words=_gives(pathway),
            when=_when(edition),
            citation=Citation(source=book.sources[pathway.source], certainty=pathway.certainty),
            note=edition.note,
            parts=_parts(pathway.requires, book),
        )
        for pathway in edition.pathway
    ]


def _exam_window(book: Rulebook, on: date) -> Iterator[Entry]:
    if rule := on_day(book.exam_window, on):
        yield _dated("exam-window", rule.in_words(), rule, book)


def _grade(book: Rulebook, on: date) -> Iterator[Entry]:
    if grade := on_day(book.credential.grade, on):
        words = f"Awarded as {grade.code}: {grade.words}"
        parts = _parts((grade.lifted_by,), book)
        yield replace(_dated("grade", words, grade, book), parts=parts)


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


def _recertification(book: Rulebook, on: date) -> list[Entry]:
    rules = book.recertification
    entries = []
    for each in fields(Recertification):
        editions = getattr(rules, each.name)
        if each.name in ("counting", "not_checked"):
            continue
        if rule := on_day(editions, on):
            entries.append(_dated(each.name, rule.in_words(), rule, book))
    counting = [on_day(editions, on) for editions in book.counting]
    return entries + [_dated(one.id, one.in_words(), one, book) for one in counting if one]


def _dated(id_: str, words: str, rule: Dated, book: Rulebook) -> Entry:
    return Entry(id=id_, words=words, when=_when(rule), citation=book.cite(rule), note=rule.note)


def _when(rule: Dated) -> str:
    until = f" to {rule.until}" if rule.until else " on"
    return f"{BINDS[rule.binds]} from {rule.effective_from}{until}"
