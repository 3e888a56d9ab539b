"""What the user set up: the settings of reminders, the schedule, and rule files."""

from __future__ import annotations

from collections.abc import Iterator

from certtrack.errors import Refused
from certtrack.reminders.settings import read_settings
from certtrack.rulebooks.shelf import library
from certtrack.services.doctor.finding import Finding, Subject, refused
from certtrack.services.scheduling import Standing, standing


def check_settings(subject: Subject) -> Iterator[Finding]:
    """Whether the settings of reminders can be used, and somebody gets something by them."""
    if not subject.settings.exists():
        todo = "To have reminders sent, write one: see examples/reminders.toml."
        told = f"{subject.settings}: there is none, so no reminders are sent"
        yield Finding("settings", "ok", told, todo)
        return
    try:
        settings = read_settings(subject.settings)
    except Refused as why:
        yield from refused("settings", why)
        return
    told = f"{subject.settings}: {len(settings.channels)} channels"
    if settings.delivery.channels:
        yield Finding("settings", "ok", told)
    else:
        todo = "Name some: [delivery] channels = […]."
        yield Finding("settings", "warning", f"{told}, and nobody gets any by default", todo)


def check_schedule(subject: Subject) -> Iterator[Finding]:
    """Whether reminders run by themselves, and how that ended."""
    found = standing()
    for one in found:
        yield _of(one)
    if found:
        return
    if subject.settings.exists():
        todo = "To have them run: certtrack remind install."
        yield Finding("schedule", "warning", "no reminders run by themselves", todo)
    else:
        yield Finding("schedule", "ok", "no reminders run by themselves, and none are set up")


def _of(one: Standing) -> Finding:
    check, found = f"schedule: {one.scheduler}", one.found
    if found.enabled is False:
        todo = "certtrack remind install puts it right."
        return Finding(check, "fault", "the reminders are there but will not run", todo)
    last = f"last run {found.last_run or 'not told'}, it ended: {found.last_result or 'not told'}"
    return Finding(check, "ok", last)


def check_rules(subject: Subject) -> Iterator[Finding]:
    """Whether rule files can be read, and which ought to be looked at again."""
    today = subject.now().date()
    books = list(library(subject.rulebooks))
    stale = sorted({book.body.code for book in books if book.review_by < today})
    if stale:
        told = f"those of {', '.join(stale)} were to be reviewed before {today}"
        todo = "Update certtrack; until then look at the body's own pages."
        yield Finding("rules", "warning", told, todo)
    else:
        yield Finding("rules", "ok", f"{len(books)} rulebooks, none past its review")
