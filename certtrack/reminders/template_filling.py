"""What a template sees is filled with: plain words from reminders, rosters and rule files."""

from __future__ import annotations

import unicodedata

from certtrack.reminders.digest import Digest
from certtrack.reminders.due import Letter
from certtrack.reminders.reminder import WORST_FIRST, Reminder
from certtrack.reminders.roster import RosterLine
from certtrack.reminders.template_values import (
    DigestValues,
    LackingValues,
    LetterValues,
    LineValues,
    ReminderValues,
    SeverityCount,
)

CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Kinds of characters that are no part of a line: controls, halves, ends of lines."""

TURNS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows, and could hide what it says."""


def plain(text: str) -> str:
    """A text on one line, without what is no part of a line."""
    parts = (" " if one in TURNS or unicodedata.category(one) in CONTROLS else one for one in text)
    return " ".join("".join(parts).split())


def reminder_values(one: Reminder) -> ReminderValues:
    """What a template sees of a reminder, before its kind's template has written."""
    source = one.citation.source if one.citation else None
    return ReminderValues(
        id=one.id,
        kind=one.kind,
        about=one.about,
        labels=plain(one.labels),
        credentials=tuple(map(plain, one.credentials)),
        body=plain(one.body),
        severity=one.severity,
        on=one.on,
        due=one.due,
        days_left=one.days_left,
        opens=one.opens,
        until=one.until,
        ends=one.ends,
        standing=one.standing,
        required=one.required,
        remaining=one.remaining,
        on_pace=one.on_pace,
        lacking=tuple(LackingValues(plain(it.words), it.ceus, it.in_all) for it in one.lacking),
        amount=one.amount,
        currency=one.currency,
        named=tuple(map(plain, one.named)),
        why=plain(one.why) if one.why else None,
        message=plain(one.message),
        source_title=plain(source.title) if source else None,
        source_url=_address(source.url) if source and source.url else None,
        assumed=bool(one.citation and one.citation.certainty == "assumed"),
    )


def _address(url: str) -> str | None:
    """An address that may be followed; any other is none."""
    return plain(url) if url.startswith(("https://", "http://")) else None


def letter_values(letter: Letter, name: str, language: str, *, repeat: bool) -> LetterValues:
    """What a template sees of a letter, before its reminders are told."""
    return LetterValues(name=plain(name), language=language, day=letter.day, repeat=repeat)


def line_values(line: RosterLine) -> LineValues:
    """What a template sees of a roster's line, before it is told."""
    return LineValues(
        name=plain(line.name),
        department=plain(line.department) if line.department else None,
        credentials=tuple(map(plain, line.credentials)),
        body=plain(line.body),
        standing=line.standing,
        severity=line.severity,
        ends=line.until,
        days_left=line.days_left,
        complete=line.how == "complete",
        on_pace=line.on_pace,
        required=line.required,
        counted=line.counted,
        remaining=line.remaining,
        lacking=tuple(
            LackingValues(plain(words), ceus, rule == "total") for rule, words, ceus in line.lacking
        ),
    )


def digest_values(digest: Digest, language: str, *, repeat: bool) -> DigestValues:
    """What a template sees of a digest, before its lines are told."""
    found = digest.severities
    return DigestValues(
        manager=plain(digest.manager) if digest.manager else None,
        language=language,
        day=digest.on,
        within=digest.within,
        people=digest.people,
        severities=tuple(SeverityCount(one, found[one]) for one in WORST_FIRST if found[one]),
        repeat=repeat,
    )
