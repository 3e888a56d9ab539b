"""The machine's face of the rules: JSON with stable keys. Keys are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NotRequired

from typing_extensions import TypedDict

from certtrack.render.finding_contract import SourceJson, citation
from certtrack.rules.entries import Entry
from certtrack.rules.outline import Change, Outline
from certtrack.rules.rulebook import Rulebook
from certtrack.rules.shape import Certainty


class BookJson(TypedDict):
    """A credential that the rulebooks know."""

    code: str
    name: str
    body: str
    aliases: list[str]
    eligibility: bool
    recertification: bool
    review_by: date
    rulebook: str


class EntryJson(TypedDict):
    """A rule in words, with its parts."""

    id: str
    words: str
    when: str | None
    note: str | None
    source: NotRequired[SourceJson]
    certainty: NotRequired[Certainty]
    then: list[str]
    parts: list[EntryJson]


class ReadingJson(TypedDict):
    """What a source says where sources disagree."""

    says: str
    source: str


class ConflictJson(TypedDict):
    """Where sources disagree, and which of them is followed."""

    about: str
    readings: list[ReadingJson]
    taken: str
    matters: str


class RulesJson(TypedDict):
    """The rules of one credential on a day."""

    code: str
    name: str
    body: str
    on: date
    eligibility: list[EntryJson]
    recertification: list[EntryJson]
    not_checked: list[str]
    conflicts: list[ConflictJson]
    review_by: date
    rulebook: str


class ChangedJson(TypedDict):
    """A rule before and after; null where there was none."""

    before: EntryJson | None
    after: EntryJson | None


class ChangesJson(TypedDict):
    """What changed in a credential's rules between two days."""

    code: str
    body: str
    earlier: date
    later: date
    changes: list[ChangedJson]


def books(found: Sequence[Rulebook]) -> list[BookJson]:
    """The credentials that the rulebooks know."""
    return [
        {
            "code": book.code,
            "name": book.credential.name,
            "body": book.body.code,
            "aliases": list(book.credential.aliases),
            "eligibility": bool(book.credential.eligibility),
            "recertification": bool(book.recertification.required),
            "review_by": book.review_by,
            "rulebook": book.fingerprint,
        }
        for book in found
    ]


def rules(book: Rulebook, on: date, read: Outline) -> RulesJson:
    """The rules of one credential on a day."""
    return {
        "code": book.code,
        "name": book.credential.name,
        "body": book.body.code,
        "on": on,
        "eligibility": [_entry(one) for one in read.eligibility],
        "recertification": [_entry(one) for one in read.recertification],
        "not_checked": [*book.not_checked, *book.recertification.not_checked],
        "conflicts": [
            {
                "about": one.about,
                "readings": [
                    {"says": each.says, "source": book.sources[each.source].title}
                    for each in one.reading
                ],
                "taken": one.taken,
                "matters": one.matters,
            }
            for one in book.conflicts
        ],
        "review_by": book.review_by,
        "rulebook": book.fingerprint,
    }


def _entry(one: Entry) -> EntryJson:
    told: EntryJson = {
        "id": one.id,
        "words": one.words,
        "when": one.when,
        "note": one.note,
        "then": list(one.then),
        "parts": [_entry(part) for part in one.parts],
    }
    return {**told, **citation(one.citation)} if one.citation else told


def changes(book: Rulebook, earlier: date, later: date, found: Sequence[Change]) -> ChangesJson:
    """What changed in a credential's rules between two days."""
    return {
        "code": book.code,
        "body": book.body.code,
        "earlier": earlier,
        "later": later,
        "changes": [
            {
                "before": _entry(one.before) if one.before else None,
                "after": _entry(one.after) if one.after else None,
            }
            for one in found
        ],
    }
