"""Reminders of exams: by when one may be taken, and from when again."""

from __future__ import annotations

from datetime import date

from certtrack.reminders.reminder import NEW_FOR_DAYS, Reminder, severity_of_kind
from certtrack.rules.open_windows import ExamWindow
from certtrack.rules.period import day_after, days_from
from certtrack.rules.verdict import Verdict


def retest(person: str, verdict: Verdict, on: date) -> Reminder | None:
    """The day from which an exam may be taken again; None when nothing has to wait.

    Args:
        person: The person's name.
        verdict: On an exam that was failed, on a day on which it had to wait.
        on: The day it is told for.
    """
    if verdict.not_before is None:
        return None
    due = verdict.not_before
    return Reminder(
        person=person,
        body=verdict.body,
        credentials=(verdict.credential,),
        labels=verdict.label,
        kind="retest-allowed",
        anchor=due,
        due=due,
        on=on,
        severity=severity_of_kind("retest-allowed", (due - on).days),
        message=f"{verdict.label}: the exam may be taken again from {due}.",
        until=days_from(due, NEW_FOR_DAYS),
    )


def exam_window(person: str, window: ExamWindow) -> Reminder | None:
    """The last day for an exam; None once it was taken, or while the day is not known.

    For some time after that day it is told that it is past, and what to do then.
    """
    last = window.until
    if last is None or window.used_on or (window.on - last).days > NEW_FOR_DAYS:
        return None
    return Reminder(
        person=person,
        body=window.body,
        credentials=(window.credential,),
        labels=window.label,
        kind="exam-window",
        anchor=window.approved_on,
        due=last,
        on=window.on,
        severity=severity_of_kind("exam-window", (last - window.on).days),
        message=" ".join(filter(None, (window.words, window.advice))),
        opens=window.approved_on,
        overdue_from=day_after(last),
        until=days_from(last, NEW_FOR_DAYS),
        why=window.advice,
        citation=window.citation,
    )
