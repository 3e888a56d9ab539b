"""A reminder: something a person must do or know by a day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal, get_args

from certtrack.rules.answers import Standing
from certtrack.rules.findings import Citation

Kind = Literal[
    "ceu-shortfall",
    "fee-due",
    "evidence-missing",
    "ready-to-renew",
    "cycle-started",
    "inactive",
    "exam-window",
    "retest-allowed",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

Severity = Literal["overdue", "urgent", "soon", "info"]
WORST_FIRST: tuple[Severity, ...] = get_args(Severity)
URGENT_DAYS, SOON_DAYS = 30, 90

NEW_FOR_DAYS = 30
"""Days for which is told what is new: a cycle, an exam that may be taken again, a day missed."""


def severity_of(days_left: int) -> Severity:
    """How pressing a day is: past, up to 30 days away, up to 90, or further."""
    if days_left < 0:
        return "overdue"
    if days_left <= URGENT_DAYS:
        return "urgent"
    return "soon" if days_left <= SOON_DAYS else "info"


def severity_of_kind(kind: Kind, days_left: int) -> Severity:
    """How pressing a reminder is: what lapsed always is, and what is only told never."""
    if kind == "inactive":
        return "overdue"
    if kind == "cycle-started" or (kind == "retest-allowed" and days_left < 0):
        return "info"
    return severity_of(days_left)


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a rule still asks for.

    Args:
        words: What it asks for, in the rule's words.
        ceus: How many CEUs; perhaps none.
        in_all: Whether it asks for CEUs of any sort, in the whole cycle.
    """

    words: str
    ceus: Decimal
    in_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Something a person must do or know by a day.

    Args:
        person: The person's name.
        body: The certifying body's code.
        credentials: The credentials it concerns.
        labels: What to call them, in words.
        kind: What it is about.
        about: Tells reminders of one kind apart, for example the fee of a year.
        anchor: The day it all counts from: the cycle's first, or the one on which an exam
            was taken or an application approved. It stays when the deadline moves.
        due: The day by which, included.
        on: The day it is told for.
        severity: How pressing it is.
        message: What to do, in words.
        remaining: CEUs still to be earned, where that is what it is about.
        on_pace: Whether the pace so far reaches every rule in time; None when unknown.
        pace_until: The last day on which it does; None when unknown.
        lacking: What each rule still asks for.
        amount: What is to be paid; None when nothing is.
        currency: Of the amount.
        named: Activities without a certificate, or rules that changed.
        opens: The first day on which it can be done; None when that is no matter.
        overdue_from: The first day of being overdue; None when it never is.
        until: The last day on which it is told; None when there is none.
        citation: The ground of the deadline; None when the message tells it.
        ends: The last day of the cycle it is about; None when it is about none.
        required: CEUs that the cycle asks for, where that is told.
        standing: The credentials' standing, where that is what it is about.
        why: What the rules say of it beyond all this, in words; None when nothing.
    """

    person: str
    body: str
    credentials: tuple[str, ...]
    labels: str
    kind: Kind
    about: str = ""
    anchor: date
    due: date
    on: date
    severity: Severity
    message: str
    remaining: Decimal | None = None
    on_pace: bool | None = None
    pace_until: date | None = None
    lacking: tuple[Lacking, ...] = ()
    amount: Decimal | None = None
    currency: str | None = None
    named: tuple[str, ...] = ()
    opens: date | None = None
    overdue_from: date | None = None
    until: date | None = None
    citation: Citation | None = None
    ends: date | None = None
    required: Decimal | None = None
    standing: Standing | None = None
    why: str | None = None

    @property
    def days_left(self) -> int:
        """Days from the day it is told for to `due`; negative when past."""
        return (self.due - self.on).days

    @property
    def id(self) -> str:
        """The same on every day, for one person, until the deadline or what it is about changes."""
        return _short((self.body, *self.credentials, self.kind, self.about, self.due.isoformat()))

    @property
    def asks(self) -> bool:
        """Whether there is something to do about it."""
        return self.kind != "cycle-started"


@lru_cache(maxsize=4096)
def _short(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:8]
