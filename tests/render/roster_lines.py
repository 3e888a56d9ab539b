"""Lines of rosters of any size, invented."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

from certtrack.reminders.roster import RosterLine, line_of
from certtrack.rules.card import Card
from certtrack.rules.period import Period
from certtrack.rules.written_card import written
from certtrack.services.roster import Who

ON = date(2026, 6, 1)

ANA = Who(
    name="Ana Flores",
    email="ana@example.org",
    department="Inpatient Coding",
    manager="dana@example.org",
    state="FL",
)
CARD = Card(
    body="AHIMA",
    credentials=("RHIT",),
    period=Period(date(2024, 6, 14), date(2026, 6, 13)),
    standing="active",
    required=Decimal(20),
    counted=Decimal(16),
    remaining=Decimal(4),
    lacking=(("total", "CEUs in the cycle", Decimal(4)),),
    pace_until=date(2026, 5, 31),
)


def line(number: int = 1, days_left: int = 12, **changes: object) -> RosterLine:
    """A line that ends in so many days, with changes of who it is about and of its card."""
    until = ON + timedelta(days=days_left)
    period = Period(min(CARD.period.first, until), until)
    whose = {each.name for each in fields(Who)}
    who = replace(ANA, **{key: value for key, value in changes.items() if key in whose})
    others = {key: value for key, value in changes.items() if key not in whose}
    return line_of(number, who, written(replace(CARD, **{"period": period, **others})), ON)


def lines(number: int, departments: list[str | None]) -> list[RosterLine]:
    """So many lines, spread over departments, months and states."""
    states = [
        {},
        {"pace_until": ON},
        {"pace_until": ON, "standing": "complete", "remaining": Decimal(0), "lacking": ()},
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
