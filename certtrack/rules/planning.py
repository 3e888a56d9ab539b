"""The shortest way from here: to eligible by a pathway, or to renewed by the cycle's end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from fractions import Fraction

from certtrack.rules.answers import CycleStatus
from certtrack.rules.card import pace_until
from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.grades import Grading
from certtrack.rules.period import DAYS_A_WEEK
from certtrack.rules.routes import Route
from certtrack.rules.rulebook import Rulebook
from certtrack.rules.verdict import Verdict

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """CEUs still needed for one rule.

    Args:
        words: What they must be in.
        remaining: CEUs.
        a_week: CEUs a week from now to the cycle's end; rounded up to a tenth.
    """

    words: str
    remaining: Decimal
    a_week: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Whether a cycle will be met at the pace held so far.

    Args:
        credentials: Codes of the credentials that share the cycle.
        until: The last day on which CEUs count; what is completed later does not.
        weeks_left: Weeks from the day asked about to `until`, that day included.
        needs: What is still needed, rule by rule; none when every rule is met.
        held: CEUs a week that counted so far in the cycle, rounded down to hundredths.
        suffices: Whether the pace so far, held to the end, reaches every rule; None when
            what is required is not known.
        room: Limits that leave less than the requirement, and what they still leave.
    """

    credentials: tuple[str, ...]
    until: date
    weeks_left: Decimal
    needs: tuple[Need, ...]
    held: Decimal
    suffices: bool | None
    room: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The way to one credential, or through the cycle of one that is held.

    Args:
        book: The credential's rules.
        on: The day asked about.
        verdict: Whether the exam may be sat; None when the credential is held.
        routes: The pathways to it, the nearest first; none when it is held.
        grade: The grade in which it would be awarded, or is held; None where it has none.
        cycle: The cycle of the credential; None when it is not held.
        pace: What the cycle still needs and at what pace; None outside a running cycle.
    """

    book: Rulebook
    on: date
    verdict: Verdict | None
    routes: tuple[Route, ...]
    grade: Grading | None
    cycle: CycleStatus | None
    pace: Pace | None


def pace(status: CycleStatus) -> Pace:
    """What a cycle still needs, and whether the pace held so far will do.

    Args:
        status: The state of the cycle on a day within it.
    """
    left = Fraction(status.days_left + 1, DAYS_A_WEEK)
    past = Fraction((status.on - status.period.first).days + 1, DAYS_A_WEEK)
    held = Fraction(status.account.counted) / past
    suffices = None
    if status.required is not None:
        suffices = status.on <= pace_until(status.rules, status.period)
    return Pace(
        credentials=status.credentials,
        until=status.period.last,
        weeks_left=_tenths(left),
        needs=tuple(
            Need(
                words=rule.words,
                remaining=rule.remaining,
                a_week=_tenths(Fraction(rule.remaining) / left),
            )
            for rule in status.rules
            if rule.remaining and left > 0
        ),
        held=Decimal(int(held * 100)) / 100,
        suffices=suffices,
        room=tuple(_room(status)),
    )


def _room(status: CycleStatus) -> Iterator[str]:
    """How much of the rest may still come from outside each share."""
    for one in status.account.minimums:
        if isinstance(one.rule, MinimumShare) and status.required is not None:
            most = one.rule.most(status.required)
            taken = status.account.counted - one.counted
            yield f"At most {most - taken:f} more CEUs from outside {one.rule.words} can count."


def _tenths(exact: Fraction) -> Decimal:
    """An amount in tenths, rounded up, so that keeping to it is enough."""
    return (Decimal(exact.numerator) / exact.denominator).quantize(TENTH, ROUND_UP)
