"""Lines of rosters of any size, invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from certtrack.reminders.decide import severity_of
from certtrack.reminders.roster import RosterLine

ON = date(2026, 6, 1)

LINE = RosterLine(
    number=1,
    name="Ana Flores",
    email="ana@example.org",
    department="Inpatient Coding",
    manager="dana@example.org",
    state="FL",
    body="AHIMA",
    credentials=("RHIT",),
    first=date(2024, 6, 14),
    until=date(2026, 6, 13),
    days_left=12,
    standing="active",
    required=Decimal(20),
    counted=Decimal(16),
    remaining=Decimal(4),
    lacking=(("total", "CEUs in the cycle", Decimal(4)),),
    on_pace=False,
    severity="urgent",
)


def line(number: int = 1, days_left: int = 12, **changes: object) -> RosterLine:
    """A line that ends in so many days."""
    until = ON + timedelta(days=days_left)
    given = {"until": until, "days_left": days_left, "severity": severity_of(days_left)}
    return replace(LINE, number=number, **{**given, **changes})


def lines(number: int, departments: list[str | None]) -> list[RosterLine]:
    """So many lines, spread over departments, months and states."""
    states = [
        {"on_pace": False},
        {"on_pace": True},
        {"on_pace": True, "standing": "complete", "remaining": Decimal(0), "lacking": ()},
    ]
    return [
        line(
            n,
            (n * 37) % 700 - 20,
            name=f"Person {n}",
            department=departments[n % len(departments)],
            **states[(n // 7) % 3],
        )
        for n in range(number)
    ]
