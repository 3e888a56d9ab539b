"""What is to be paid and handed in for a cycle, its limits, and the way back, for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from certtrack.render.page import Footnotes
from certtrack.rules.answers import (
    CycleStatus,
    FeeStatus,
    FilingStatus,
    LimitStatus,
    ReinstatementStatus,
)
from certtrack.rules.findings import Citation


def show_duties(out: Console, cycle: CycleStatus, notes: Footnotes) -> None:
    """Print everything a cycle asks for besides CEUs; nothing when there is nothing."""
    lines = list(duties(cycle))
    if lines:
        out.print()
    for words, ground in lines:
        line = Text(f"{words} ")
        line.append(notes.mark(ground), style="dim")
        out.print(line)


def duties(cycle: CycleStatus) -> Iterator[tuple[str, Citation]]:
    """Everything a cycle asks for besides CEUs, in words, each with its ground."""
    for limit in cycle.limits:
        yield _limit(limit), limit.citation
    if cycle.fee:
        yield _fee("Fee", cycle.fee), cycle.fee.citation
    if cycle.dues:
        yield _fee("Yearly fee", cycle.dues), cycle.dues.citation
    for past in cycle.past:
        if past.filing:
            words = f"The cycle {past.period} is over: hand in its CEUs by {past.filing.due}."
            yield words, past.filing.citation
    if cycle.filing:
        yield _filing(cycle.filing), cycle.filing.citation
    if cycle.reinstatement:
        yield _back(cycle.reinstatement), cycle.reinstatement.citation


def _limit(limit: LimitStatus) -> str:
    when = f" in {limit.year}" if limit.year else ""
    return f"Limit: {limit.counted:f} of at most {limit.most:f} CEUs in {limit.words}{when}."


def _fee(name: str, fee: FeeStatus) -> str:
    state = f"paid on {fee.paid_on}" if fee.paid_on else f"due by {fee.due}"
    return f"{name}: {fee.amount:f} {fee.currency}, {state}. {fee.because or ''}".rstrip()


def _filing(filing: FilingStatus) -> str:
    if filing.handed_in_on:
        return f"CEUs were handed in on {filing.handed_in_on}."
    opens = f"from {filing.opens} " if filing.opens else ""
    late = f"; later for {filing.late_fee:f} {filing.currency}" if filing.late_fee else ""
    return f"Hand in your CEUs {opens}by {filing.due}{late}."


def _back(way: ReinstatementStatus) -> str:
    fee = f" for {way.fee:f} {way.currency}" if way.fee else ""
    lacking = " ".join(rule.because for rule in way.rules if rule.outcome != "met")
    if way.required is None:
        asked = " Ask the body which CEUs it wants."
    else:
        asked = f" Lacking: {lacking}" if lacking else " The CEUs it asks for are there."
    return f"Without an exam it can be reinstated to {way.until}{fee}.{asked}"
