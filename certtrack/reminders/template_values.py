"""What a template of a message sees: plain values, each with its meaning beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, get_args, get_type_hints


@dataclass(frozen=True, slots=True)
class LackingValues:
    """What a template sees of a rule that is not met."""

    words: Annotated[str, "What the rule asks for, in the rule's own words (English)."]
    ceus: Annotated[Decimal, "CEUs still needed for it; 0 when it asks for something else."]
    in_all: Annotated[bool, "Whether it asks for CEUs of any sort, in the whole cycle."]


@dataclass(frozen=True, slots=True)
class Passage:
    """What a template sees of a passage that a kind's template wrote."""

    words: Annotated[str, "A paragraph; empty when there is only a list."]
    items: Annotated[tuple[str, ...], "The list after it."] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderValues:
    """What a template sees of one reminder."""

    id: Annotated[str, "By which it is snoozed or acknowledged."]
    kind: Annotated[str, "What it is about, for example ceu-shortfall."]
    about: Annotated[str, "Which of its kind: cycle or year (a fee), past (a cycle); or empty."]
    labels: Annotated[str, "What to call the credentials, in words."]
    credentials: Annotated[tuple[str, ...], "The credentials by their codes."]
    body: Annotated[str, "The certifying body's code."]
    severity: Annotated[str, "How pressing it is: overdue, urgent, soon or info."]
    on: Annotated[date, "The day it is told for."]
    due: Annotated[date, "The day by which, included."]
    days_left: Annotated[int, "Days from `on` to `due`; negative when it is past."]
    opens: Annotated[date | None, "The first day on which it can be done."]
    until: Annotated[date | None, "The last day on which it is told; of a lapse: revocation."]
    ends: Annotated[date | None, "The last day of the cycle it is about."]
    standing: Annotated[str | None, "Of a lapse: grace, inactive or revoked."]
    required: Annotated[Decimal | None, "CEUs that a new cycle asks for."]
    remaining: Annotated[Decimal | None, "CEUs still to be earned at least."]
    on_pace: Annotated[bool | None, "Whether the pace so far is enough; none when unknown."]
    lacking: Annotated[tuple[LackingValues, ...], "Every rule that is not met."]
    amount: Annotated[Decimal | None, "What is to be paid."]
    currency: Annotated[str | None, "Of the amount, for example USD."]
    named: Annotated[tuple[str, ...], "Activities without a certificate, or rules that changed."]
    why: Annotated[str | None, "What the rules say beyond all this, in English."]
    message: Annotated[str, "All of it in one English line."]
    source_title: Annotated[str | None, "Where the deadline's rule is written."]
    source_url: Annotated[str | None, "Its address in the web."]
    assumed: Annotated[bool, "Whether the rule is a reading where the sources are silent."]
    headline: Annotated[str, "The first line that its kind's template wrote."] = ""
    passages: Annotated[tuple[Passage, ...], "The paragraphs and lists after it."] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterValues:
    """What every template of a letter sees."""

    name: Annotated[str, "The person's name."]
    language: Annotated[str, "The language's code."]
    day: Annotated[date, "The person's day."]
    repeat: Annotated[bool, "Whether this message may have been sent before."]
    reminders: Annotated[tuple[ReminderValues, ...], "The most pressing first; at least one."] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineValues:
    """What a template sees of one cycle of one person in a manager's care."""

    name: Annotated[str, "The person's name."]
    department: Annotated[str | None, "Where they work."]
    credentials: Annotated[tuple[str, ...], "The credentials that share the cycle."]
    body: Annotated[str, "The certifying body's code."]
    standing: Annotated[str, "Their standing: active, complete, grace, inactive or revoked."]
    severity: Annotated[str, "How near the end is: overdue, urgent, soon or info."]
    ends: Annotated[date, "The cycle's last day."]
    days_left: Annotated[int, "Days to it; negative when it is past."]
    complete: Annotated[bool, "Whether every rule is met."]
    on_pace: Annotated[bool | None, "Whether the pace so far is enough; none when unknown."]
    required: Annotated[Decimal | None, "CEUs required; none when not known."]
    counted: Annotated[Decimal, "CEUs that count so far."]
    remaining: Annotated[Decimal | None, "CEUs still to be earned; none when not known."]
    lacking: Annotated[tuple[LackingValues, ...], "Every rule that is not met."]
    told: Annotated[str, "What digest-line.txt wrote of it."] = ""


@dataclass(frozen=True, slots=True)
class SeverityCount:
    """What a template sees of how many cycles are equally pressing."""

    severity: Annotated[str, "overdue, urgent, soon or info."]
    number: Annotated[int, "How many cycles that are not complete."]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestValues:
    """What every template of a manager's digest sees."""

    manager: Annotated[str | None, "The manager by name or e-mail."]
    language: Annotated[str, "The language's code."]
    day: Annotated[date, "The day it is told."]
    within: Annotated[int, "How many days it looks ahead."]
    people: Annotated[int, "How many people it tells of."]
    severities: Annotated[tuple[SeverityCount, ...], "How many cycles of each, the worst first."]
    repeat: Annotated[bool, "Whether this message may have been sent before."]
    lines: Annotated[tuple[LineValues, ...], "Their cycles, the most pressing first."] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialValues:
    """What every template of a test message sees."""

    channel: Annotated[str, "The channel's name."]
    language: Annotated[str, "The language's code."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageValues:
    """What a template sees that stands around every message in HTML."""

    language: Annotated[str, "The language's code."]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPageValues:
    """What the layout of a letter in HTML sees besides what the letter itself sees."""

    words: Annotated[dict[str, str], "The words in the letter's language, which letter.html sets."]


TELLING = ("kinds/", "left.txt", "digest-line.txt")
"""How the names of templates begin that write of one thing, for others to put together."""

TOLD_LATER = frozenset({"headline", "passages", "told", "reminders", "lines"})
"""Values made of what these write, which do not see them."""

SIGHT: dict[str, tuple[type[Any], ...]] = {
    "kinds/": (ReminderValues, LetterValues),
    "left.txt": (ReminderValues, LetterValues),
    "digest-line.txt": (LineValues, DigestValues),
    "digest": (DigestValues,),
    "test": (TrialValues,),
    "letter-page.html": (LetterValues, LetterPageValues),
    "letter": (LetterValues,),
    "page.html": (PageValues,),
    "look.html": (),
}
"""What templates see, by how their names begin."""

EVERYTHING = (ReminderValues, LetterValues, LineValues, DigestValues, TrialValues)
"""What a part that others include may see."""

PARTS: dict[str, type[Any]] = {
    "reminders": ReminderValues,
    "passages": Passage,
    "lacking": LackingValues,
    "lines": LineValues,
    "severities": SeverityCount,
}
"""What is in the values that are lists, by their names."""


def meanings(values: type[Any]) -> dict[str, str]:
    """Every value of one of these classes by name, with what it means."""
    hints = get_type_hints(values, include_extras=True)
    return {name: get_args(hint)[1] for name, hint in hints.items()}


def seen_by(name: str) -> dict[str, str]:
    """What a template sees by name, with what each value means.

    Args:
        name: The template's, for example letter.txt.
    """
    classes = next((seen for start, seen in SIGHT.items() if name.startswith(start)), EVERYTHING)
    values = {key: told for one in classes for key, told in meanings(one).items()}
    unwritten = TOLD_LATER if name.startswith(TELLING) else frozenset()
    return {key: told for key, told in values.items() if key not in unwritten}
