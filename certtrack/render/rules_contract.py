"""The machine's face of the rules: JSON with stable keys. Keys are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from certtrack.render.finding_contract import citation
from certtrack.rules.entries import Entry
from certtrack.rules.outline import Change, Outline
from certtrack.rules.rulebook import Rulebook


def books(found: Sequence[Rulebook]) -> list[dict[str, Any]]:
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


def rules(book: Rulebook, on: date, read: Outline) -> dict[str, Any]:
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


def _entry(one: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {"id": one.id, "words": one.words, "when": one.when, "note": one.note}
    if one.citation:
        told |= citation(one.citation)
    return {**told, "then": list(one.then), "parts": [_entry(part) for part in one.parts]}


def changes(book: Rulebook, earlier: date, later: date, found: Sequence[Change]) -> dict[str, Any]:
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
