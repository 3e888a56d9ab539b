"""Where it is tight: how many cycles of which people are not complete and end soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from certtrack.reminders.reminder import SOON_DAYS, URGENT_DAYS, Severity
from certtrack.reminders.roster import LAPSED
from certtrack.rules.period import days_from
from certtrack.rules.rulebook import Library
from certtrack.services.card_makers import maker
from certtrack.store.card_page import open_cycles
from certtrack.store.location import locate
from certtrack.store.sessions import reading

By = Literal["department", "manager", "state"]


@dataclass(frozen=True, slots=True)
class HeatRow:
    """The cycles of some people that are not complete.

    Args:
        word: What these people have as department, manager or state; None for those who
            have nothing there.
        cycles: How many of their cycles are how pressing.
    """

    word: str | None
    cycles: Mapping[Severity, int]

    @property
    def all(self) -> int:
        """How many cycles it is in all."""
        return sum(self.cycles.values())


def heat(
    store: str | None,
    library: Library,
    on: date,
    within: int,
    by: By,
    manager: str | None = None,
) -> list[HeatRow]:
    """How many cycles that are not complete end how soon, those with the most pressing first.

    Args:
        store: The store; people whose cycles are not counted yet are left out.
        library: The rulebooks.
        on: The day asked about.
        within: Days to look ahead for cycles that are not pressing yet.
        by: By what people are put together.
        manager: Only whom this manager looks after, in either case; None for all.

    Raises:
        Refused: When there is no store.
    """
    steps: list[tuple[date, Severity]] = [
        (days_from(on, -1), "overdue"),
        (days_from(on, URGENT_DAYS), "urgent"),
        (days_from(on, SOON_DAYS), "soon"),
        (days_from(on, max(within, SOON_DAYS)), "info"),
    ]
    severities = {day.isoformat(): severity for day, severity in steps}
    found: dict[str | None, dict[Severity, int]] = {}
    with reading(locate(store)) as connection:
        rules = maker(library, on).rules
        counts = open_cycles(connection, rules, on, [day for day, _ in steps], by, manager)
        for word, standing, until, cycles in counts:
            # A cycle that ended unmet is overdue however long it has time to be made good.
            severity = "overdue" if standing in LAPSED else severities[until]
            row = found.setdefault(word, dict.fromkeys(severities.values(), 0))
            row[severity] += cycles
    rows = [HeatRow(word, cycles) for word, cycles in found.items()]
    return sorted(
        rows, key=lambda row: ([-number for number in row.cycles.values()], row.word or "")
    )
