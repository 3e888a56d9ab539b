"""What is due: reminders from the state of cycles on a day, by severity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from certtrack.rules.answers import CycleStatus
from certtrack.rules.verdict import Verdict

Kind = Literal[
    "ceu-shortfall", "fee-due", "evidence-missing", "ready-to-renew", "inactive", "retest-allowed"
]
Severity = Literal["overdue", "urgent", "soon", "info"]

WORST_FIRST: tuple[Severity, ...] = ("overdue", "urgent", "soon", "info")
URGENT_DAYS, SOON_DAYS = 30, 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Something a person must do or know by a day.

    Args:
        person: The person's name.
        body: The certifying body's code.
        credentials: The credentials it concerns.
        kind: What it is about.
        due: The day by which, included.
        days_left: Days from the day asked about to `due`; negative when past.
        remaining: CEUs still to be earned, where that is what it is about.
        severity: How pressing it is.
        message: What to do, in words.
    """

    person: str
    body: str
    credentials: tuple[str, ...]
    kind: Kind
    due: date
    days_left: int
    remaining: Decimal | None
    severity: Severity
    message: str


def severity_of(days_left: int) -> Severity:
    """How pressing a day is: past, up to 30 days away, up to 90, or further."""
    if days_left < 0:
        return "overdue"
    if days_left <= URGENT_DAYS:
        return "urgent"
    return "soon" if days_left <= SOON_DAYS else "info"


def reminders(
    person: str,
    statuses: Sequence[CycleStatus],
    retests: Sequence[Verdict],
    on: date,
    within: int,
) -> list[Reminder]:
    """What is due within so many days, the most pressing first.

    Args:
        person: The person's name.
        statuses: The state of each cycle on the day.
        retests: Verdicts on exams that may have to wait.
        on: The day.
        within: How many days to look ahead; what is past already is always told.
    """
    found = [
        Reminder(
            person=person,
            body=status.body,
            credentials=status.credentials,
            kind=kind,
            due=due,
            days_left=(due - on).days,
            remaining=status.remaining if kind == "ceu-shortfall" else None,
            severity="overdue" if kind == "inactive" else severity_of((due - on).days),
            message=message,
        )
        for status in statuses
        for kind, due, message in _of_cycle(status)
    ]
    found += [_retest(person, verdict, on) for verdict in retests if verdict.not_before]
    due = [one for one in found if one.days_left <= within or one.kind == "inactive"]
    return sorted(due, key=lambda one: (WORST_FIRST.index(one.severity), one.due, one.kind))


def _of_cycle(status: CycleStatus) -> Iterator[tuple[Kind, date, str]]:
    codes = status.labels
    last = status.period.last
    hand_in = status.filing.due if status.filing else last
    soonest = min(last, hand_in)
    if status.standing in ("inactive", "revoked", "grace"):
        due = status.now.revoked_on or status.now.inactive_on or last
        yield "inactive", due, f"{codes}: {status.now.because}"
        return
    unmet = [rule for rule in status.rules if rule.outcome != "met"]
    if unmet:
        lacking = " ".join(rule.because for rule in unmet)
        until = f"The cycle ends on {last}." if soonest == last else f"Hand in by {hand_in}."
        yield "ceu-shortfall", soonest, f"{codes}: {lacking} {until}"
    elif status.standing == "complete" and not (status.filing and status.filing.handed_in_on):
        yield "ready-to-renew", hand_in, f"{codes}: every rule is met. Renew by {hand_in}."
    for fee in (status.fee, status.dues):
        if fee and not fee.paid_on:
            unsure = f" {fee.because}" if fee.because else ""
            amount = f"{fee.amount:f} {fee.currency}"
            yield "fee-due", fee.due, f"{codes}: pay {amount} by {fee.due}.{unsure}"
    yield from _of_past(status)
    if bare := [
        one for one in status.account.activities if one.counted and not one.activity.evidence
    ]:
        titles = ", ".join(one.activity.title for one in bare)
        yield "evidence-missing", last, f"{codes}: no certificate is noted for {titles}."


def _of_past(status: CycleStatus) -> Iterator[tuple[Kind, date, str]]:
    """What is still to be handed in for cycles that are over."""
    codes = ", ".join(status.credentials)
    for past in status.past:
        if past.filing:
            due = past.filing.due
            told = f"the cycle {past.period} is over; hand in its CEUs by {due}."
            yield "ready-to-renew", due, f"{codes}: {told}"


def _retest(person: str, verdict: Verdict, on: date) -> Reminder:
    due = verdict.not_before or on
    return Reminder(
        person=person,
        body=verdict.body,
        credentials=(verdict.credential,),
        kind="retest-allowed",
        due=due,
        days_left=(due - on).days,
        remaining=None,
        severity=severity_of((due - on).days),
        message=f"{verdict.label}: the exam may be taken again from {due}.",
    )
