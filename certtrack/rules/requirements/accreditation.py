"""Accreditation: whether an agency accredited a program on the day that counts.

That is the day the award was conferred; for a student who has not finished it is the day
asked about. (That the day of conferral counts is our reading; no source says it.)
"""

from __future__ import annotations

from datetime import date

from certtrack.rules.findings import Outcome, any_of
from certtrack.rules.requirements.aspect import Aspect, named, same
from certtrack.rules.studies import AccreditationSpell, Education


def accreditation(entry: Education, agency: str, on: date, look_up: str | None) -> Aspect:
    """Whether an agency accredited a program on the day that counts.

    Args:
        entry: The program.
        agency: The accreditor.
        on: The day asked about.
        look_up: Where it can be looked up, for what is to be found out.
    """
    conferred = entry.status == "completed" and not (entry.completed_on and entry.completed_on > on)
    day = entry.completed_on if conferred else on
    what = "the day it was conferred" if conferred else "the day asked about"
    words = f"Accredited by {agency} on {what}"
    spells = entry.accreditation
    mine = None if spells is None else [one for one in spells if same(one.agency, agency)]
    outcome = "unknown" if mine is None else any_of([_running(one, day) for one in mine])
    if outcome == "unknown":
        when = f"on {day}" if day else "on the day the award was conferred, and that day"
        where = f" (look in {look_up})" if look_up else ""
        missing = f"whether {agency} accredited {named(entry)} {when}{where}"
        return Aspect(words, outcome, _open_because(mine, day), find_out=missing)
    step = f"Choose a program that {agency} accredits" + (f" (see {look_up})." if look_up else ".")
    because = _because(mine or [], agency, day, what)
    return Aspect(words, outcome, because, step=None if outcome == "met" else step)


def _open_because(spells: list[AccreditationSpell] | None, day: date | None) -> str:
    if not spells:
        return "Its accreditation is not on record."
    if day is None:
        return "Its accreditation is on record, but the day of completion is not."
    return "Its accreditation is not fully dated."


def _running(spell: AccreditationSpell, day: date | None) -> Outcome:
    """Whether a spell of accreditation covers a day; its edges may not be known."""
    if day is None:
        return "unknown"
    if spell.until and day > spell.until:
        return "not-met"
    if spell.from_ is None:
        return "unknown"
    return "met" if day >= spell.from_ else "not-met"


def _because(spells: list[AccreditationSpell], agency: str, day: date | None, what: str) -> str:
    if not spells:
        return f"The record says that {agency} has not accredited it."
    running = [one for one in spells if _running(one, day) == "met"]
    told = "; ".join(_spell(one) for one in running or spells)
    return f"{agency} accredited it {told}; {what} is {day}."


def _spell(spell: AccreditationSpell) -> str:
    start = f"from {spell.from_}" if spell.from_ else "from a day not known"
    return f"{start} to {spell.until}" if spell.until else start
