"""The accreditation database of the U.S. Department of Education (DAPIP), as it is downloaded."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache
from operator import itemgetter

from certtrack.records.directory_files.opening import Cells, Kind, Values
from certtrack.rules.shape import STATES, civil_date

ABSENT = frozenset(["", "-"])
DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: \d{1,2}:\d{2}:\d{2} [AP]M)?")
"""Month, day, year, and a time that is always midnight."""

STATE = re.compile(r"[, ]([A-Z]{2})[, ]+\d{5}(?:-\d{4})?\s*$")
WHOLE_INSTITUTION = "1"
"""The ProgramId of the accreditation of an institution as a whole."""

NAMES = ("DapipId", "ProgramId", "AgencyId", "AgencyName", "SequentialId")
named = itemgetter(*NAMES)


def _institution(cells: Cells) -> Values:
    address = _text(cells, "Address")
    parent = _text(cells, "ParentDapipId")
    found = STATE.search(address or "")
    return {
        "key": _key(cells["DapipId"]),
        "name": _needed(cells, "LocationName"),
        "parent_key": f"dapip-{parent}" if parent else None,
        "kind": _text(cells, "LocationType"),
        "address": address,
        "state": found[1] if found and found[1] in STATES else None,
        "ope_id": _text(cells, "OpeId"),
        # Older files do not have it.
        "unit_ids": _text(cells, UNIT_IDS) if UNIT_IDS in cells else None,
    }


def _accreditation(cells: Cells) -> Values:
    first, last = _day(cells, "AccreditationDate"), _day(cells, "AccreditationEndDate")
    if first and last and last < first:
        raise ValueError(f"AccreditationEndDate {last} is before AccreditationDate {first}")
    school, of, agency, program = _accredited(cells)
    return {
        "key": of,
        "institution_key": school,
        "agency": agency,
        "program": program,
        "status": _text(cells, "AccreditationStatus"),
        "first_day": first,
        "last_day": last,
    }


def _action(cells: Cells) -> Values:
    school, of, agency, program = _accredited(cells)
    # Actions have no number of their own.
    told = "\n".join(cells[name] for name in TOLD_OF_ACTIONS)
    return {
        "key": f"{of}-{hashlib.sha256(told.encode()).hexdigest()[:16]}",
        "institution_key": school,
        "agency": agency,
        "program": program,
        "action": _needed(cells, "ActionDescription"),
        "taken_on": _day(cells, "ActionDate"),
        "reason": _text(cells, "JustificationDescription"),
        "reason_more": _text(cells, "JustificationOther"),
        "ends": _text(cells, "EndDate"),
    }


def _accredited(cells: Cells) -> tuple[str, str, str, str | None]:
    """A school's key, that of an accreditation of it, the agency, and the program."""
    told = named(cells)
    if not ABSENT.isdisjoint(told):
        raise ValueError(f"{next(n for n in NAMES if cells[n] in ABSENT)} is missing")
    number, program, agency_id, agency, sequence = told
    school = _key(number)
    name = None if program == WHOLE_INSTITUTION else _needed(cells, "ProgramName")
    return school, f"{school}-{agency_id}-{program}-{sequence}", agency, name


def _key(number: str) -> str:
    if not number.isdecimal():
        raise ValueError(f"DapipId {number[:40]!r} is no number")
    return f"dapip-{number}"


def _text(cells: Cells, name: str) -> str | None:
    text = cells[name]
    return None if text in ABSENT else text


def _needed(cells: Cells, name: str) -> str:
    text = cells[name]
    if text in ABSENT:
        raise ValueError(f"{name} is missing")
    return text


def _day(cells: Cells, name: str) -> date | None:
    try:
        return _written(cells[name])
    except ValueError as error:
        raise ValueError(f"{name} {cells[name][:40]!r} {error}") from None


@lru_cache(maxsize=10_000)
def _written(text: str) -> date | None:
    """The day that is written so, None where none is; most are written many times."""
    if text in ABSENT:
        return None
    found = DAY.fullmatch(text)
    if found is None:
        raise ValueError("is no day like 7/19/2023")
    month, day, year = map(int, found.groups())
    return civil_date(f"{year:04}-{month:02}-{day:02}")


UNIT_IDS = "IpedsUnitIds"
INSTITUTIONS = frozenset(
    ["DapipId", "OpeId", "LocationName", "ParentName", "ParentDapipId", "LocationType", "Address"]
)
OF_ACCREDITATION = (*NAMES, "ProgramName")
RECORDS = frozenset(
    [*OF_ACCREDITATION, "AccreditationDate", "AccreditationStatus", "AccreditationEndDate"]
)
TOLD_OF_ACTIONS = (
    *("ActionDescription", "ActionDate", "JustificationDescription", "JustificationOther"),
    "EndDate",
)
ACTIONS = frozenset([*OF_ACCREDITATION, *TOLD_OF_ACTIONS])
KINDS = (
    Kind("InstitutionCampus", "institution", INSTITUTIONS, _institution, frozenset([UNIT_IDS])),
    Kind("AccreditationRecords", "accreditation", RECORDS, _accreditation),
    Kind("AccreditationActions", "accreditation_action", ACTIONS, _action, may_repeat=True),
)
"""Columns as its files had them on 2023-07-19, those of actions as in 2018."""
