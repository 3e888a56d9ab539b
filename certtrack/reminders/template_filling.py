"""What a template sees is filled with: plain words from reminders, rosters and rule files."""

from __future__ import annotations

from certtrack.reminders.digest import Digest
from certtrack.reminders.due import Letter
from certtrack.reminders.plain_text import one_line
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


def reminder_values(one: Reminder) -> ReminderValues:
    """What a template sees of a reminder, before its kind's template has written."""
    source = one.citation.source if one.citation else None
    return ReminderValues(
        id=one.id,
        kind=one.kind,
        about=one.about,
        labels=one_line(one.labels),
        credentials=tuple(map(one_line, one.credentials)),
        body=one_line(one.body),
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
        lacking=tuple(LackingValues(one_line(it.words), it.ceus, it.in_all) for it in one.lacking),
        amount=one.amount,
        currency=one.currency,
        named=tuple(map(one_line, one.named)),
        why=one_line(one.why) if one.why else None,
        message=one_line(one.message),
        source_title=one_line(source.title) if source else None,
        source_url=_address(source.url) if source and source.url else None,
        assumed=bool(one.citation and one.citation.certainty == "assumed"),
    )


def _address(url: str) -> str | None:
    """An address that may be followed; any other is none."""
    return one_line(url) if url.startswith(("https://", "http://")) else None


def letter_values(letter: Letter, name: str, language: str, *, repeat: bool) -> LetterValues:
    """What a template sees of a letter, before its reminders are told."""
    return LetterValues(name=one_line(name), language=language, day=letter.day, repeat=repeat)


def line_values(line: RosterLine) -> LineValues:
    """What a template sees of a roster's line, before it is told."""
    return LineValues(
        name=one_line(line.name),
        department=one_line(line.department) if line.department else None,
        credentials=tuple(map(one_line, line.credentials)),
        body=one_line(line.body),
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
            LackingValues(one_line(words), ceus, rule == "total")
            for rule, words, ceus in line.lacking
        ),
    )


def digest_values(digest: Digest, language: str, *, repeat: bool) -> DigestValues:
    """What a template sees of a digest, before its lines are told."""
    found = digest.severities
    return DigestValues(
        manager=one_line(digest.manager) if digest.manager else None,
        language=language,
        day=digest.on,
        within=digest.within,
        people=digest.people,
        severities=tuple(SeverityCount(one, found[one]) for one in WORST_FIRST if found[one]),
        repeat=repeat,
    )
