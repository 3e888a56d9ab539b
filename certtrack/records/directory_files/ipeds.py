"""What schools report to the U.S. Department of Education (IPEDS), as NCES hands it out.

Three of its files are read: completions (`C2023_A.csv`), the header of schools (`HD2023.csv`),
and student charges (`IC2023_AY.csv`, later `COST1_2024.csv`). Their year stands in their names
alone.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from certtrack.programs import shipped
from certtrack.programs.ipeds import FieldOfStudy
from certtrack.records.directory_files.opening import Cells, Kind, Values
from certtrack.rules.shape import STATES

MISSING = frozenset(["", ".", "-1", "-2", "-3"])
"""Blank, a point, and IPEDS' codes for not reported, not applicable and not available."""

CIP = re.compile(r"\d\d(?:\.\d\d(?:\d\d)?)?")
"""A field of study, or a group of them: totals stand under 99."""

FIRST_MAJOR, SECOND_MAJOR = "1", "2"
LONGEST = 6
"""Digits of a UNITID, and of amounts and numbers at most."""

END = r"(?:_rv)?(?: ?\(\d+\))?\.csv"
"""How names end: a revised file says so, and a browser numbers what it loads again."""

RESIDENCIES = {1: "in_district", 2: "in_state", 3: "out_of_state"}


def _completion(cells: Cells) -> Values | None:
    """An award in a field that is kept; None for another, and for a second major.

    Who took a field as a second major is counted in the first one, too.
    """
    field = _field(cells["CIPCODE"])
    if field is None:
        return None
    major = cells["MAJORNUM"]
    if major == SECOND_MAJOR:
        return None
    if major != FIRST_MAJOR:
        raise ValueError(f"MAJORNUM {major[:40]!r} is neither 1 nor 2")
    level = _number(cells, "AWLEVEL")
    if level not in shipped.ipeds().awards():
        raise ValueError(f"AWLEVEL {cells['AWLEVEL'][:40]!r} is no award that is known")
    school = _key(cells)
    return {
        "key": f"{school}-{field.cip.replace('.', '')}-{level}",
        "institution_key": school,
        "cip_code": field.cip,
        "award_level": level,
        "awards": _number(cells, "CTOTALT"),
    }


@lru_cache(maxsize=10_000)
def _field(cip: str) -> FieldOfStudy | None:
    if not CIP.fullmatch(cip):
        what = f"CIPCODE {cip[:40]!r} is none like 51.0707; a spreadsheet drops its zeros"
        raise ValueError(f"{what}: give the file as it was downloaded")
    return shipped.ipeds().fields().get(cip)


def _institution(cells: Cells) -> Values:
    name, state = _text(cells, "INSTNM"), _text(cells, "STABBR")
    if name is None:
        raise ValueError("INSTNM is missing")
    return {
        "key": _key(cells),
        "name": name,
        "city": _text(cells, "CITY"),
        "state": state if state in STATES else None,
        "ope_id": _text(cells, "OPEID"),
        "web_address": _text(cells, "WEBADDR"),
        "closed": _text(cells, "CLOSEDAT"),
    }


def _charges(cells: Cells) -> Values | None:
    """What full-time undergraduates are charged; None where nothing is told."""
    told: Values = {}
    for number, residency in RESIDENCIES.items():
        told[residency] = _dollars(cells, f"TUITION{number}")
        told[f"{residency}_fees"] = _dollars(cells, f"FEE{number}")
    return {"key": _key(cells), **told} if any(one is not None for one in told.values()) else None


def _key(cells: Cells) -> str:
    number = cells["UNITID"]
    if not (number.isdecimal() and number.isascii() and len(number) == LONGEST):
        raise ValueError(f"UNITID {number[:40]!r} is no number of six digits")
    return f"ipeds-{number}"


def _text(cells: Cells, name: str) -> str | None:
    text = cells[name]
    return None if text in MISSING else text


def _number(cells: Cells, name: str) -> int | None:
    text = _text(cells, name)
    if text is None:
        return None
    if not (text.isdecimal() and text.isascii() and len(text) <= LONGEST):
        raise ValueError(f"{name} {text[:40]!r} is no whole number below 1,000,000")
    return int(text)


def _dollars(cells: Cells, name: str) -> Decimal | None:
    number = _number(cells, name)
    return None if number is None else Decimal(number)


KINDS = (
    Kind(
        "IpedsCompletions",
        "completion",
        frozenset(["UNITID", "CIPCODE", "MAJORNUM", "AWLEVEL", "CTOTALT"]),
        _completion,
        named=re.compile(rf"c(?P<year>20\d\d)_a{END}", re.IGNORECASE),
        example="C2023_A.csv",
    ),
    Kind(
        "IpedsInstitutions",
        "ipeds_institution",
        frozenset(["UNITID", "OPEID", "INSTNM", "CITY", "STABBR", "WEBADDR", "CLOSEDAT"]),
        _institution,
        named=re.compile(rf"hd(?P<year>20\d\d){END}", re.IGNORECASE),
        example="HD2023.csv",
    ),
    Kind(
        "IpedsCharges",
        "student_charge",
        frozenset(["UNITID", *(f"{one}{n}" for one in ("TUITION", "FEE") for n in RESIDENCIES)]),
        _charges,
        named=re.compile(rf"(?:ic(?=\d+_ay)|cost1_)(?P<year>20\d\d)(?:_ay)?{END}", re.IGNORECASE),
        example="IC2023_AY.csv",
    ),
)
"""Columns as the files have them in which they were looked up: certtrack/docs/programs.md."""
