"""A cycle for people: how far it is, rule by rule, activity by activity."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.render.duties_page import show_duties
from certtrack.render.page import Footnotes, bullets, drawn, sign
from certtrack.rules.answers import CycleStatus, Standing
from certtrack.rules.counting.account import Counted
from certtrack.rules.facts import Activity, Person
from certtrack.rules.timeline import timeline

STYLES: dict[Standing, str] = {
    "active": "bold",
    "complete": "bold green",
    "grace": "bold yellow",
    "inactive": "bold red",
    "revoked": "bold red",
}
BAR = 30
"""Width of a progress bar in characters."""


def show(out: Console, person: Person, cycles: Sequence[CycleStatus], notes: Sequence[str]) -> None:
    """Print every cycle."""
    if not cycles and not notes:
        out.print("No credential is on record, so there is no cycle to keep.")
    for number, cycle in enumerate(cycles):
        if number:
            out.print()
        _show(out, person, cycle)
    bullets(out, "Please note", notes)


def show_counted(out: Console, activity: Activity, cycles: Sequence[CycleStatus]) -> None:
    """Print what one activity counts for, and how far each cycle is now."""
    found = False
    for cycle in cycles:
        for one in cycle.account.activities:
            if one.activity == activity:
                found = True
                ceus = f"{one.counted:f} of {one.earned:f} CEUs"
                line = f"It counts {ceus} towards {cycle.labels}."
                out.print(Text(f"{line} {one.because or ''}".strip()))
        out.print(Text(f"{cycle.labels}  {progress(cycle)}"))
    if not found:
        day = activity.completed_on
        out.print(Text(f"It counts for no cycle that matters now: none contains {day}."))


def bar(counted: Decimal, required: Decimal) -> str:
    """Progress as a bar that reads without colour: █ counted, ░ to go."""
    share = min(counted / required, Decimal(1)) if required else Decimal(1)
    full = int(share * BAR)
    return drawn("█" * full + "░" * (BAR - full))


def progress(cycle: CycleStatus) -> str:
    """One line: the bar, and counted of required."""
    if cycle.required is None:
        return f"{cycle.account.counted:f} CEUs; what is required is not known"
    drawn = bar(cycle.account.counted, cycle.required)
    return f"{drawn} {cycle.account.counted:f} of {cycle.required:f} CEUs"


def _show(out: Console, person: Person, cycle: CycleStatus) -> None:
    notes = Footnotes()
    heading = Text(cycle.labels, style="bold")
    heading.append(f"  {cycle.body}, cycle {cycle.period} ", style="not bold")
    heading.append(notes.mark(cycle.dates), style="dim")
    out.print(heading)
    out.print(Text(sentence(cycle), style=STYLES[cycle.standing]))
    out.print(Text(progress(cycle)))
    out.print(Text(cycle.dates_because, style="dim"))
    if cycle.rules:
        out.print()
        out.print(_rules(cycle, notes))
    if cycle.account.activities:
        out.print()
        out.print(_activities(cycle.account.activities))
    show_duties(out, cycle, notes)
    events = timeline(person, cycle)
    bullets(out, "So far", [f"{one.on} {one.what}" for one in events if not one.to_come])
    bullets(out, "To come", [f"{one.on} {one.what}" for one in events if one.to_come])
    bullets(out, "The next cycle has other rules", cycle.next_rules)
    bullets(out, "Please note", cycle.notes)
    notes.show(out)
    out.print(Text(f"Answer {cycle.answer_id}, rules {cycle.rulebook}", style="dim"))


def sentence(cycle: CycleStatus) -> str:
    """The standing, how many days are left, and why."""
    left = cycle.days_left
    days = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
    when = f"{days} left" if left >= 0 else f"{days} past"
    return f"{cycle.standing.capitalize()}, {when}. {cycle.now.because}"


def _rules(cycle: CycleStatus, notes: Footnotes) -> Table:
    table = Table(box=None, pad_edge=False, title="Rules", title_justify="left")
    table.add_column("")
    table.add_column("Counted", justify="right")
    table.add_column("Required", justify="right")
    table.add_column("Why", overflow="fold")
    for rule in cycle.rules:
        why = Text(f"{rule.because} ")
        why.append(notes.mark(rule.citation), style="dim")
        table.add_row(sign(rule.outcome), f"{rule.counted:f}", f"{rule.required:f}", why)
    return table


def _activities(activities: Sequence[Counted]) -> Table:
    table = Table(box=None, pad_edge=False, title="Activities", title_justify="left")
    table.add_column("Id")
    table.add_column("Completed", no_wrap=True)
    table.add_column("Title", overflow="fold")
    table.add_column("Earned", justify="right")
    table.add_column("Counted", justify="right")
    table.add_column("Why", overflow="fold")
    for one in activities:
        activity = one.activity
        table.add_row(
            Text(activity.id or ""),
            str(activity.completed_on),
            Text(activity.title),
            f"{one.earned:f}",
            f"{one.counted:f}",
            Text(one.because or "", style="dim"),
        )
    return table
