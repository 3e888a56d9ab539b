"""What is due: reminders from the state of cycles and exams on a day, by severity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from certtrack.reminders.of_exams import exam_window, retest
from certtrack.reminders.reminder import (
    NEW_FOR_DAYS,
    WORST_FIRST,
    Kind,
    Lacking,
    Reminder,
    severity_of_kind,
)
from certtrack.rules.answers import CycleStatus, FeeStatus
from certtrack.rules.card import pace_until
from certtrack.rules.open_windows import ExamWindow
from certtrack.rules.period import day_after, days_from
from certtrack.rules.verdict import Verdict


def reminders(
    person: str,
    statuses: Sequence[CycleStatus],
    retests: Sequence[Verdict],
    windows: Sequence[ExamWindow],
    on: date,
    within: int,
) -> list[Reminder]:
    """What is due within so many days, the most pressing first.

    Args:
        person: The person's name.
        statuses: The state of each cycle on the day.
        retests: Verdicts on exams that were failed, each on a day on which it had to wait.
        windows: In which exams may be taken.
        on: The day.
        within: How many days to look ahead; what is past already is always told.
    """
    found = [one for status in statuses for one in _of_cycle(person, status)]
    of_exams = [retest(person, verdict, on) for verdict in retests]
    of_exams += [exam_window(person, window) for window in windows]
    return soon([*found, *filter(None, of_exams)], within)


def soon(found: Iterable[Reminder], within: int) -> list[Reminder]:
    """Those that are due within so many days, the most pressing first."""
    due = [one for one in found if one.days_left <= within or one.kind == "inactive"]
    return sorted(due, key=pressing)


def pressing(one: Reminder) -> tuple[int, date, str]:
    """The key by which the most pressing reminder comes first."""
    return WORST_FIRST.index(one.severity), one.due, one.kind


def _of_cycle(person: str, status: CycleStatus) -> Iterator[Reminder]:
    if status.standing in ("inactive", "revoked", "grace"):
        yield _inactive(person, status)
        return
    if any(rule.outcome != "met" for rule in status.rules):
        yield _shortfall(person, status)
    elif status.standing == "complete" and not (status.filing and status.filing.handed_in_on):
        yield _ready(person, status)
    for about, fee in (("cycle", status.fee), ("year", status.dues)):
        if fee and not fee.paid_on:
            yield _fee(person, status, about, fee)
    yield from _of_past(person, status)
    yield from _without_evidence(person, status)
    if 0 <= (status.on - status.period.first).days <= NEW_FOR_DAYS:
        yield _started(person, status)


def _inactive(person: str, status: CycleStatus) -> Reminder:
    now, last = status.now, status.period.last
    return _reminder(
        person,
        status,
        "inactive",
        now.revoked_on or now.inactive_on or last,
        now.because,
        overdue_from=day_after(last),
        until=now.revoked_on,
        citation=status.dates,
        standing=now.standing,
        why=now.because,
    )


def _shortfall(person: str, status: CycleStatus) -> Reminder:
    unmet = [rule for rule in status.rules if rule.outcome != "met"]
    last = status.period.last
    soonest = min(last, _hand_in(status))
    until = f"The cycle ends on {last}." if soonest == last else f"Hand in by {soonest}."
    pace = None if status.required is None else pace_until(status.rules, status.period)
    return _reminder(
        person,
        status,
        "ceu-shortfall",
        soonest,
        f"{' '.join(rule.because for rule in unmet)} {until}",
        remaining=status.remaining,
        on_pace=None if pace is None else status.on <= pace,
        pace_until=pace,
        lacking=tuple(
            Lacking(rule.words, rule.remaining, in_all=rule.id == "total") for rule in unmet
        ),
        overdue_from=day_after(soonest),
        until=last,
        citation=unmet[0].citation,
    )


def _ready(person: str, status: CycleStatus) -> Reminder:
    due = _hand_in(status)
    return _reminder(
        person,
        status,
        "ready-to-renew",
        due,
        f"every rule is met. Renew by {due}.",
        opens=status.filing.opens if status.filing else None,
        overdue_from=day_after(due),
        citation=status.filing.citation if status.filing else status.dates,
    )


def _of_past(person: str, status: CycleStatus) -> Iterator[Reminder]:
    """What is still to be handed in for cycles that are over."""
    for past in status.past:
        if past.filing:
            due = past.filing.due
            yield _reminder(
                person,
                status,
                "ready-to-renew",
                due,
                f"the cycle {past.period} is over; hand in its CEUs by {due}.",
                about="past",
                anchor=past.period.first,
                opens=past.filing.opens,
                ends=past.period.last,
                overdue_from=day_after(due),
                citation=past.filing.citation,
            )


def _fee(person: str, status: CycleStatus, about: str, fee: FeeStatus) -> Reminder:
    unsure = f" {fee.because}" if fee.because else ""
    return _reminder(
        person,
        status,
        "fee-due",
        fee.due,
        f"pay {fee.amount:f} {fee.currency} by {fee.due}.{unsure}",
        about=about,
        amount=fee.amount,
        currency=fee.currency,
        why=fee.because,
        overdue_from=day_after(fee.due),
        citation=fee.citation,
    )


def _without_evidence(person: str, status: CycleStatus) -> Iterator[Reminder]:
    counted = (one for one in status.account.activities if one.counted)
    if bare := tuple(one.activity.title for one in counted if not one.activity.evidence):
        told = f"no certificate is noted for {', '.join(bare)}."
        yield _reminder(person, status, "evidence-missing", status.period.last, told, named=bare)


def _started(person: str, status: CycleStatus) -> Reminder:
    first, last = status.period.first, status.period.last
    asked = "" if status.required is None else f" and asks for {status.required:f} CEUs"
    new = "".join(f" {words}" for words in status.new_rules)
    return _reminder(
        person,
        status,
        "cycle-started",
        first,
        f"a new cycle began on {first}. It ends on {last}{asked}.{new}",
        named=status.new_rules,
        until=days_from(first, NEW_FOR_DAYS),
        citation=status.dates,
        required=status.required,
    )


def _reminder(
    person: str, status: CycleStatus, kind: Kind, due: date, told: str, **further: Any
) -> Reminder:
    """A reminder about a cycle; what its kind does not need is left out."""
    return Reminder(
        person=person,
        body=status.body,
        credentials=status.credentials,
        labels=status.labels,
        kind=kind,
        due=due,
        on=status.on,
        severity=severity_of_kind(kind, (due - status.on).days),
        message=f"{status.labels}: {told}",
        **{"anchor": status.period.first, "ends": status.period.last, **further},
    )


def _hand_in(status: CycleStatus) -> date:
    return status.filing.due if status.filing else status.period.last
