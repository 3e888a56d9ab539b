"""What was sent, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.reminders.delivery import Delivery, State
from certtrack.reminders.delivery_report import Outcome, Report

WORDS: dict[State, tuple[str, str]] = {
    "sent": ("sent", "green"),
    "waiting": ("waits", "yellow"),
    "failed": ("failed", "bold red"),
    "claimed": ("begun", "yellow"),
    "sending": ("leaving", "yellow"),
    "superseded": ("no longer due", "dim"),
}


def show_report(out: Console, report: Report) -> None:
    """Print what a run did, or would do."""
    if report.outcomes:
        table = Table(box=None, pad_edge=False)
        table.add_column("To", overflow="fold")
        for heading in ("By", "About", "What became of it"):
            table.add_column(heading, overflow="fold")
        for one in report.outcomes:
            to = f"{one.name} <{one.address}>" if one.address else one.name
            table.add_row(Text(to), one.channel, Text(one.subject), _became(one))
        out.print(table)
        out.print()
    for name, closed in report.closed.items():
        until = "until that is put right" if closed.for_good else "for the next run"
        what = f"Nothing more left by {name}, all of it waits {until}: {closed.reason}."
        out.print(Text(what, style="red" if closed.for_good else "yellow"))
    for trouble in report.troubles:
        out.print(Text(f"{trouble.name}: {trouble.what}", style="red"))
    out.print(Text(_summary(report)))


def _became(one: Outcome) -> Text:
    if one.state == "due":
        return Text("would be sent, as a possible repeat" if one.repeat else "would be sent")
    word, style = WORDS[one.state]
    text = Text(word, style=style)
    if one.repeat and one.state == "sent":
        text.append(", as a possible repeat", style="default")
    if one.reason:
        text.append(f": {one.reason}", style="default")
    if one.next_attempt_at:
        text.append(f"; tried again from {_when(one.next_attempt_at)}", style="default")
    return text


def _summary(report: Report) -> str:
    if report.dry_run:
        number = report.number("due")
        return f"Nothing was sent. Messages that would be sent now: {number}."
    told = list(_counted(report))
    return f"{', '.join(told)}." if told else "Nothing is to be sent now."


def _counted(report: Report) -> Iterator[str]:
    for state, words in (("sent", "sent"), ("waiting", "waiting"), ("failed", "failed")):
        if number := report.number(state):
            messages = "1 message" if number == 1 else f"{number} messages"
            yield f"{messages} {words}"


def show_log(out: Console, lines: Sequence[tuple[Delivery, str]]) -> None:
    """Print lines of the delivery log, each with whom it is to."""
    if not lines:
        out.print(Text("The log has no such lines."))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("When", no_wrap=True)
    for heading in ("To", "By", "About", "Due"):
        table.add_column(heading, overflow="fold")
    table.add_column("Days", justify="right")
    table.add_column("State", overflow="fold", min_width=24)
    for one, name in lines:
        about = " ".join([*one.credentials, one.kind])
        due, days = str(one.due), "" if one.kind == "digest" else str(one.lead)
        when = _when(one.claimed_at)
        table.add_row(when, Text(name), one.channel, about, due, days, _state(one))
    out.print(table)


def _state(one: Delivery) -> Text:
    word, style = WORDS[one.state]
    text = Text(word, style=style)
    if one.repeat:
        text.append(" (possible repeat)", style="default")
    if one.reason and one.state != "sent":
        text.append(f": {one.reason}", style="default")
    if one.next_attempt_at:
        text.append(f"; tried again from {_when(one.next_attempt_at)}", style="default")
    return text


def _when(moment: datetime) -> str:
    """A moment where this machine is, to the minute."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
