"""Accreditation: whether an agency accredited a program on the day that counts.

That is the day the award was conferred; for a student who has not finished it is the day
asked about. (That the day of conferral counts is our reading; no source says it.)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from certtrack.rules.findings import Finding, Outcome, Said
from certtrack.rules.requirements.aspect import Aspect, named, same
from certtrack.rules.requirements.case import Ground
from certtrack.rules.studies import AccreditationSpell, Education

DAYS = CONFERRED, ASKED_ABOUT = "the day it was conferred", "the day asked about"


def accreditation(ground: Ground, agency: str, look_up: str | None) -> Aspect:
    """Whether an agency accredited a program on the day that counts.

    Args:
        ground: The rules and the day asked about.
        agency: The accreditor.
        look_up: Where it can be looked up, for what is to be found out.
    """
    on, name = ground.on, agency.casefold()
    words = {day: ground.asked(f"Accredited by {agency} on {day}") for day in DAYS}
    see = f" (see {look_up})." if look_up else "."
    step = f"Choose a program that {agency} accredits{see}"

    def aspect(entry: Education) -> Finding:
        done, what = entry.completed_on, CONFERRED
        if entry.status != "completed" or (done and done > on):
            done, what = on, ASKED_ABOUT
        outcome = _accredited(entry.accreditation, name, done)
        if outcome == "unknown":
            return Finding(words[what], outcome, lambda: _open(entry, agency, done, look_up))
        lacking = None if outcome == "met" else step
        return Finding(
            words[what],
            outcome,
            lambda: Said(_because(_by(entry, agency), agency, done, what), step=lacking),
        )

    return aspect


def _accredited(
    spells: Sequence[AccreditationSpell] | None, name: str, day: date | None
) -> Outcome:
    """Whether one of the spells, of the agency with this name in small letters, covers a day."""
    if spells is None:
        return "unknown"
    best: Outcome = "not-met"
    for spell in spells:
        if spell.agency.casefold() == name and (found := _running(spell, day)) != "not-met":
            best = found
            if best == "met":
                break
    return best


def _by(entry: Education, agency: str) -> list[AccreditationSpell]:
    return [one for one in entry.accreditation or () if same(one.agency, agency)]


def _open(entry: Education, agency: str, day: date | None, look_up: str | None) -> Said:
    when = f"on {day}" if day else "on the day the award was conferred, and that day"
    where = f" (look in {look_up})" if look_up else ""
    missing = f"whether {agency} accredited {named(entry)} {when}{where}"
    if not _by(entry, agency):
        return Said("Its accreditation is not on record.", missing)
    if day is None:
        because = "Its accreditation is on record, but the day of completion is not."
        return Said(because, missing)
    return Said("Its accreditation is not fully dated.", missing)


def _running(spell: AccreditationSpell, day: date | None) -> Outcome:
    """Whether a spell of accreditation covers a day; its edges may not be known."""
    if day is None:
        return "unknown"
    if spell.until and day > spell.until:
        return "not-met"
    if spell.from_ is None:
        return "unknown"
    return "met" if day >= spell.from_ else "not-met"


def _because(spells: Sequence[AccreditationSpell], agency: str, day: date | None, what: str) -> str:
    if not spells:
        return f"The record says that {agency} has not accredited it."
    running = [one for one in spells if _running(one, day) == "met"]
    told = "; ".join(_spell(one) for one in running or spells)
    return f"{agency} accredited it {told}; {what} is {day}."


def _spell(spell: AccreditationSpell) -> str:
    start = f"from {spell.from_}" if spell.from_ else "from a day not known"
    return f"{start} to {spell.until}" if spell.until else start
