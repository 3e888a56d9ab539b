"""A file of accreditations is taken in, a name is found; beside the least that could."""

from __future__ import annotations

import csv
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from certtrack.programs.wanted import Wanted
from certtrack.services.program_imports import import_files
from certtrack.services.programs import search

Work = Callable[[], object]
ON = date(2026, 6, 1)
RECORDS = [
    "DapipId",
    "AgencyId",
    "AgencyName",
    "ProgramId",
    "ProgramName",
    "SequentialId",
    "InitialDateFlag",
    "AccreditationDate",
    "AccreditationStatus",
    "ReviewDate",
    "DepartmentDescription",
    "AccreditationEndDate",
    "EndingActionId",
]
INSTITUTIONS = [
    "DapipId",
    "OpeId",
    "IpedsUnitIds",
    "LocationName",
    "ParentName",
    "ParentDapipId",
    "LocationType",
    "Address",
    "GeneralPhone",
    "AdminName",
    "AdminPhone",
    "AdminEmail",
    "Fax",
    "UpdateDate",
]
LIST = ["id", "school", "program", "state", "level", "accreditation", "source", "looked_up_on"]
PLACES = ("River", "Lake", "Oak", "Stone", "North", "Summit", "Harbor", "Cedar", "Mill", "Glen")
ENDS = ("bend", "side", "field", "view", "port", "ton", "wood", "dale", "crest", "ford")
KINDS = ("Community College", "University", "Technical College", "State College", "Institute")
SOUGHT = "Stoneferd Technical Colege"
WANTED = Wanted(text=SOUGHT, at_most=20)


def accreditations(path: Path, rows: int, seed: int = 3) -> None:
    """Write a file of so many accreditations, several of each school."""
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(RECORDS)
        for number in range(rows):
            year = dice.randint(1950, 2022)
            ended = f"6/30/{year + dice.randint(1, 20)}" if dice.random() < 0.3 else "-"
            first = f"{dice.randint(1, 12)}/1/{year} 12:00:00 AM"
            agency, program = dice.randint(1, 54), number % 5 + 1
            told = [100000 + number // 5, agency, f"Agency {agency}", program, f"Program {program}"]
            writer.writerow([*told, number, "Actual", first, "Accredited", "-", "-", ended, "-"])


def programs(path: Path, number: int, seed: int = 3) -> None:
    """Write a list of so many programs that somebody looked up, two in three accredited."""
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(LIST)
        for key in range(number):
            name = f"{dice.choice(PLACES)}{dice.choice(ENDS)} {dice.choice(KINDS)} {key % 997}"
            accredited = f"CAHIIM={dice.randint(1990, 2020)}-01-01.." if key % 3 else ""
            told = ["FL", "associate", accredited, "A directory", "2026-05-01"]
            writer.writerow([f"program-{key}", name, f"Program {key % 7}", *told])


def schools(path: Path, number: int, seed: int = 3) -> None:
    """Write a file of so many schools."""
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(INSTITUTIONS)
        for key in range(100000, 100000 + number):
            name = f"{dice.choice(PLACES)}{dice.choice(ENDS)} {dice.choice(KINDS)} {key % 997}"
            told = [key, "-", "-", name, "-", "-", "Institution", "1 Main St, Ocala, FL 34470"]
            writer.writerow([*told, *["-"] * 6])


def importing(store: Path, file: Path) -> Work:
    """The import, all that it checks and keeps included, into a store that has none of it."""
    return lambda: import_files(str(store), [file], ON, write=True)


def inserting(store: Path, file: Path) -> Work:
    """The rows of the same file as they are, by csv and executemany in one transaction."""

    def inserted() -> None:
        marks = ", ".join("?" * len(RECORDS))
        with (
            closing(sqlite3.connect(store, isolation_level=None)) as connection,
            file.open(encoding="utf-8", newline="") as text,
        ):
            connection.execute(f"CREATE TABLE plain ({', '.join(RECORDS)})")
            connection.execute("CREATE INDEX by_school ON plain (DapipId)")
            rows = csv.reader(text)
            next(rows)
            connection.execute("BEGIN")
            connection.executemany(f"INSERT INTO plain VALUES ({marks})", rows)
            connection.execute("COMMIT")

    return inserted


def searching(store: Path) -> Work:
    """What has a name with two letters wrong is found."""
    return lambda: search(str(store), WANTED)


def matching(store: Path, names: str) -> Work:
    """The names alone, as a plain query gives them, and the library alone."""

    def matched() -> object:
        with closing(sqlite3.connect(store)) as connection:
            found = [name for (name,) in connection.execute(names)]
        return process.extract(
            SOUGHT, found, scorer=fuzz.WRatio, processor=utils.default_process, limit=20
        )

    return matched
