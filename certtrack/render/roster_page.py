"""A roster for people: who is short, of what, by when; and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.reminders.digest import Digest
from certtrack.reminders.reminder import WORST_FIRST
from certtrack.reminders.roster import (
    STATES,
    Missing,
    RosterLine,
    State,
    Totals,
    lacking_words,
)
from certtrack.render.page import drawn
from certtrack.render.reminders_page import STYLES

SHORT = 32
"""Characters to which the words of a rule are cut in the table."""

SIGNS: dict[State, str] = {"complete": "✔", "on pace": "•", "short": "✘"}
"""For each state of a cycle a sign, beside its word."""


def show(out: Console, lines: Sequence[RosterLine], totals: Totals, on: date) -> None:
    """Print the lines and what all of them come to.

    Args:
        out: Where to print.
        lines: The lines to show, of perhaps more.
        totals: What all lines come to.
        on: The day asked about.
    """
    if not totals.cycles:
        out.print(Text(f"Nobody has such a cycle on {on}."))
        return
    out.print(_table(lines, on))
    if more := totals.cycles - len(lines):
        out.print(Text(f"and {more} more: narrow it down, or see all with --limit 0."))
    out.print()
    how = ", ".join(f"{totals.how[state]} {state}" for state in STATES)
    people = f"{totals.people} {'person' if totals.people == 1 else 'people'}"
    cycles = f"{totals.cycles} cycle{'' if totals.cycles == 1 else 's'}"
    out.print(Text(f"{people}, {cycles}: {how}."))
    worst = ", ".join(f"{totals.pressing[one]} {one}" for one in WORST_FIRST)
    out.print(Text(f"Of those not complete: {worst}."))


def show_missing(out: Console, missing: Missing) -> None:
    """Print of which credentials no cycle is known."""
    if not missing.number:
        return
    more = missing.number - len(missing.first)
    names = [f"{name} ({code})" for _, name, code in missing.first]
    told = ", ".join([*names, *([f"and {more} more"] if more else [])])
    hint = "Enter the last day that the body shows, as valid_until."
    out.print(Text(f"No cycle is known of {told}. {hint}"))


def _table(lines: Sequence[RosterLine], on: date) -> Table:
    table = Table(box=None, pad_edge=False, title=f"Cycles on {on}", title_justify="left")
    table.add_column("State", no_wrap=True)
    table.add_column("Name", overflow="fold")
    table.add_column("Department", overflow="fold", min_width=10)
    table.add_column("Credentials", overflow="fold", min_width=11)
    table.add_column("Until", no_wrap=True)
    table.add_column("Days", justify="right")
    table.add_column("CEUs", justify="right", no_wrap=True)
    table.add_column("Lacking", overflow="fold")
    for line in lines:
        sign = SIGNS[line.how]
        style = STYLES[line.severity] if line.how == "short" else "green"
        required = "?" if line.required is None else f"{line.required:f}"
        table.add_row(
            Text(f"{drawn(sign)} {_word(line)}", style=style),
            Text(line.name),
            Text(line.department or ""),
            Text(f"{', '.join(line.credentials)} ({line.body})"),
            str(line.until),
            str(line.days_left),
            f"{line.counted:f}/{required}",
            Text(lacking_words(line, SHORT), style="dim"),
        )
    return table


def _word(line: RosterLine) -> str:
    """How pressing it is where it is short; its standing once it ended unmet."""
    if line.how != "short":
        return line.how
    return line.standing if line.severity == "overdue" else line.severity


def show_digests(out: Console, found: Sequence[Digest], on: date, within: int) -> None:
    """Print each manager's message."""
    if not found:
        out.print(Text(f"Nothing is due within {within} days of {on}."))
    for number, one in enumerate(found):
        if number:
            out.print()
        out.print(Text(f"To: {one.manager or 'nobody (these people have no manager)'}", "bold"))
        out.print(Text(one.subject))
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for line in one.text.splitlines():
            severity, _, rest = line.partition(": ")
            table.add_row(f" {drawn('•')} {severity}", Text(rest))
        out.print(table)
