"""Reminders of every kind, full and bare, and letters of them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

from certtrack.reminders.digest import Digest
from certtrack.reminders.due import Letter, Part
from certtrack.reminders.message import Message
from certtrack.reminders.reminder import Lacking, Reminder, severity_of
from certtrack.reminders.roster import RosterLine
from certtrack.reminders.template_shelf import Templates
from certtrack.reminders.words import digest_message, message_of
from certtrack.rules.findings import Citation, Source

TODAY = date(2026, 6, 1)
SHIPPED = Templates()

PAGE = Citation(
    source=Source(title="Recertification guide", url="https://example.org/guide"),
    certainty="primary",
)
READING = Citation(source=Source(title="A page that is silent"), certainty="assumed")


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def bare(kind: str, days: int = 12, **values: object) -> Reminder:
    """A reminder with no more than every one has."""
    plain = {
        "person": "Ana Flores",
        "body": "AHIMA",
        "credentials": ("RHIT",),
        "labels": "RHIT",
        "anchor": date(2024, 6, 14),
        "due": in_days(days),
        "on": TODAY,
        "severity": severity_of(days),
        "message": "RHIT: …",
    }
    return Reminder(kind=kind, **{**plain, **values})


IN_ALL = Lacking("CEUs in the cycle", Decimal(8), in_all=True)
DOMAINS = Lacking("the HIIM domains", Decimal("6.5"))
REVIEWS = Lacking("the two coding self-reviews", Decimal(0))

SHORTFALL = bare(
    "ceu-shortfall",
    remaining=Decimal(8),
    on_pace=False,
    lacking=(IN_ALL, DOMAINS, REVIEWS),
    ends=in_days(12),
    until=in_days(12),
    overdue_from=in_days(13),
    citation=PAGE,
)
FEE = bare(
    "fee-due",
    about="cycle",
    amount=Decimal(218),
    currency="USD",
    why="For non-members; members pay less, how much is not known.",
    ends=in_days(12),
    overdue_from=in_days(13),
    citation=READING,
)
EVIDENCE = bare("evidence-missing", named=("Privacy webinar", "Coding update"), ends=in_days(12))
RENEWAL = bare("ready-to-renew", 45, opens=in_days(1), ends=in_days(45), citation=PAGE)
PAST = bare(
    "ready-to-renew", -3, about="past", opens=in_days(-90), ends=in_days(-30), citation=PAGE
)
STARTED = bare(
    "cycle-started",
    -4,
    severity="info",
    named=("20 CEUs instead of 30.",),
    required=Decimal(20),
    ends=in_days(725),
    until=in_days(26),
    citation=PAGE,
)
LAPSED = bare(
    "inactive",
    162,
    severity="overdue",
    standing="inactive",
    until=in_days(162),
    ends=in_days(-18),
    overdue_from=in_days(-17),
    why="The cycle ended on 2026-05-14 with its requirements unmet; inactive from 2026-05-15.",
    citation=PAGE,
)
GRACE = bare(
    "inactive",
    20,
    severity="overdue",
    standing="grace",
    ends=in_days(-10),
    why="The cycle ended on 2026-05-22 with its requirements unmet; the grace period runs on.",
)
REVOKED = bare("inactive", -1, severity="overdue", standing="revoked", until=in_days(-1))
WINDOW = bare("exam-window", 100, opens=in_days(10), why="Approved on 2026-05-01.")
RETEST = bare("retest-allowed", 1, until=in_days(31))

FULL = (SHORTFALL, FEE, EVIDENCE, RENEWAL, PAST, STARTED, LAPSED, GRACE, REVOKED, WINDOW, RETEST)


def letter(*reminders: Reminder) -> Letter:
    return Letter("mail", TODAY, tuple(Part(one, one.days_left) for one in reminders))


def written(
    *reminders: Reminder,
    language: str = "en",
    name: str = "Ana Flores",
    repeat: bool = False,
    templates: Templates = SHIPPED,
) -> Message:
    return message_of(
        letter(*reminders),
        name=name,
        language=language,
        templates=templates,
        key="letter-1",
        repeat=repeat,
    )


def line(name: str, days: int, **values: object) -> RosterLine:
    plain = {
        "number": sum(map(ord, name)),
        "name": name,
        "email": None,
        "department": None,
        "manager": "Dana Reyes",
        "state": None,
        "first_kept": "2024-06-14",
        "until_kept": in_days(days).isoformat(),
        "pace_kept": None,
        "body": "AHIMA",
        "credentials_kept": json.dumps(["RHIT"]),
        "standing": "active",
        "required_kept": 2000,
        "counted_kept": 1200,
        "remaining_kept": "8",
        "lacking_kept": json.dumps(
            [["total", "CEUs in the cycle", "8"], ["domains", "the HIIM domains", "0.5"]]
        ),
        "on_kept": TODAY.isoformat(),
    }
    return RosterLine(**{**plain, **values})


COMPLETE = {"standing": "complete", "remaining_kept": "0", "lacking_kept": "[]"}
DIGEST = Digest(
    manager="Dana Reyes",
    on=TODAY,
    within=90,
    lines=(
        line("Ben Okafor", -17, standing="inactive", department="Coding"),
        line("Ana Flores", 12, credentials_kept=json.dumps(["RHIT", "CCS"])),
        line("Cai Lin", 80, pace_kept="2026-07-01"),
        line("Eva Ortiz", 85, required_kept=None, remaining_kept=None, lacking_kept="[]"),
        line("Dee Moss", 60, **COMPLETE),
    ),
)


def digest(
    of: Digest = DIGEST,
    language: str = "en",
    *,
    repeat: bool = False,
    templates: Templates = SHIPPED,
) -> Message:
    return digest_message(of, language=language, templates=templates, key="digest-1", repeat=repeat)
