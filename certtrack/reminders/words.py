"""The words of messages: a person's letter, a manager's digest, a test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from textwrap import shorten
from typing import Any

from certtrack.errors import refuse
from certtrack.reminders.digest import Digest
from certtrack.reminders.due import Letter
from certtrack.reminders.message import Message
from certtrack.reminders.plain_text import one_line
from certtrack.reminders.template_filling import (
    digest_values,
    letter_values,
    line_values,
    reminder_values,
)
from certtrack.reminders.template_shelf import Templates
from certtrack.reminders.template_values import (
    LetterValues,
    LineValues,
    Passage,
    ReminderValues,
    TrialValues,
)

LONGEST_SUBJECT = 150
"""Characters; mailboxes show fewer."""

ITEM = "- "
BLANKS = re.compile(r"\n{3,}")


def message_of(
    letter: Letter, *, name: str, language: str, templates: Templates, key: str, repeat: bool
) -> Message:
    """A letter in words.

    Args:
        letter: What is to be told.
        name: The person's name.
        language: The code of the language it is written in.
        templates: What makes words of it.
        key: What the message is known by each time it is sent.
        repeat: Whether it may have been sent before, so that it says so.

    Raises:
        Refused: When there are no messages in the language, or a template of the user's
            has a fault.
    """
    values = _letter(letter, name, language, templates, repeat=repeat)
    return _message("letter", values, language, templates, key)


def subject_of(
    letter: Letter, *, name: str, language: str, templates: Templates, repeat: bool
) -> str:
    """What the message that `message_of` makes of a letter is about, in a line.

    Raises:
        Refused: As `message_of` does.
    """
    values = _letter(letter, name, language, templates, repeat=repeat)
    return _subject("letter", _by_name(values), language, templates)


def digest_message(
    digest: Digest, *, language: str, templates: Templates, key: str, repeat: bool
) -> Message:
    """A manager's digest in words.

    Args:
        digest: What is to be told.
        language: The code of the language it is written in.
        templates: What makes words of it.
        key: What the message is known by each time it is sent.
        repeat: Whether it may have been sent before, so that it says so.

    Raises:
        Refused: As `message_of` does.
    """
    values = digest_values(digest, language, repeat=repeat)
    seen = _by_name(values)

    def told(line: LineValues) -> LineValues:
        words = templates.render(language, "digest-line.txt", {**seen, **_by_name(line)})
        return replace(line, told=one_line(words))

    lines = tuple(told(line_values(line)) for line in digest.lines)
    return _message("digest", replace(values, lines=lines), language, templates, key)


def trial_message(channel: str, *, language: str, templates: Templates, key: str) -> Message:
    """A message by which a channel is tried.

    Args:
        channel: The channel's name.
        language: The code of the language it is written in.
        templates: What makes words of it.
        key: What the message is known by.

    Raises:
        Refused: As `message_of` does.
    """
    values = TrialValues(channel=one_line(channel), language=language)
    return _message("test", values, language, templates, key)


def _letter(
    letter: Letter, name: str, language: str, templates: Templates, *, repeat: bool
) -> LetterValues:
    values = letter_values(letter, name, language, repeat=repeat)
    told = tuple(_told(reminder_values(part.reminder), values, templates) for part in letter.parts)
    return replace(values, reminders=told)


def _message(what: str, values: object, language: str, templates: Templates, key: str) -> Message:
    """What the three templates of a message make of its values."""
    seen = _by_name(values)
    text, html = (templates.render(language, f"{what}.{part}", seen) for part in ("txt", "html"))
    return Message(
        key=key,
        subject=_subject(what, seen, language, templates),
        text=_tidy(text),
        html=html.strip() + "\n",
        language=language,
    )


def _subject(what: str, seen: Mapping[str, object], language: str, templates: Templates) -> str:
    written = templates.render(language, f"{what}.subject.txt", seen)
    return shorten(one_line(written), LONGEST_SUBJECT, placeholder="…")


def _told(one: ReminderValues, letter: LetterValues, templates: Templates) -> ReminderValues:
    """A reminder with what its kind's template writes of it."""
    name = f"kinds/{one.kind}.txt"
    written = templates.render(letter.language, name, {**_by_name(letter), **_by_name(one)})
    headline, *passages = passages_of(written)
    if not headline.words:
        place = templates.replaced(letter.language).get(name)
        raise refuse("the first line must be a headline", where=str(place or name))
    return replace(one, headline=headline.words, passages=tuple(passages))


def passages_of(written: str) -> list[Passage]:
    """What a kind's template wrote: passages with an empty line between them.

    In each, lines that begin with "- " are a list, whose items go on in lines that do not;
    what stands before it is one paragraph.
    """
    return [_passage(block) for block in re.split(r"\n\s*\n", written.strip())]


def _passage(block: str) -> Passage:
    words, *items = re.split(rf"^\s*{ITEM}", block, flags=re.MULTILINE)
    return Passage(one_line(words), tuple(map(one_line, items)))


def _by_name(values: Any) -> Mapping[str, object]:
    return {one.name: getattr(values, one.name) for one in fields(values)}


def _tidy(text: str) -> str:
    """No blanks at the ends of lines, and at most one empty line together."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return BLANKS.sub("\n\n", lines).strip() + "\n"
