"""An invented roster of any size: people, credentials and logs as a large employer has them.

    python tests/benchmarks/roster.py PEOPLE PATH [--seed N] [--csv ROWS OUT]

The same seed gives the same roster. Rows are written as they are made, so that a million
people need no more memory than a thousand.
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from certtrack.rulebooks.reader import read_files
from certtrack.rulebooks.shelf import SHIPPED
from certtrack.rules.rulebook import Library
from certtrack.store.location import Location
from certtrack.store.sessions import unit_of_work

FIRST, TODAY = date(2010, 1, 1), date(2026, 6, 1)
"""Exams were passed between these days; whoever reads the roster asks about the second."""

SHARES = {"AHIMA": 45, "AAPC": 40, "PTCB": 10, "NCRA": 5}
HELD = {1: 62, 2: 26, 3: 9, 4: 3}
"""Bodies, and how many credentials people hold, in hundredths of the people."""

CYCLE = timedelta(days=730)
CHUNK = 2_000
"""People whose rows are written together."""

GIVEN = "Ana Ben Chidi Dara Emil Farah Grace Hugo Ines Jamal Kofi Lena Mei Nadia Omar Priya Quinn"
FAMILY = "Adler Baptiste Chen Diaz Evans Flores Garcia Haddad Ito Johnson Kim Lopez Nguyen Okafor"
SUBJECTS = "Coding|Privacy|Risk adjustment|Auditing|Compliance|Pharmacy law|Data quality|Anatomy"
FORMS = "update|webinar|workshop|annual meeting, day one|course|case studies|self-review"
PROVIDERS = (
    "AHIMA",
    "AAPC",
    "State association",
    "NCRA",
    "County hospital",
    "Evening school",
    None,
)
DOMAINS = {
    "AHIMA": ("clinical-coding", "data-structure", "compliance", "outside", None),
    "AAPC": ("auditing", "compliance", "documentation", "practice-management", None),
    "PTCB": ("pharmacy-law", "patient-safety", None),
    "NCRA": ("category-a", None),
}
STATES = ("CA", "FL", "MA", "NY", "TX", None)
KINDS = ("webinar", "conference", "college-course", "in-service", "reading", None)
COLUMNS = (
    "person_id,name,title,provider,source,completed_on,minutes,ceus,kind,domain,audience,"
    "for_codes,reference,evidence"
)


@dataclass(frozen=True, slots=True)
class Offering:
    """Something that many people attend."""

    title: str
    provider: str | None
    source: str | None
    minutes: int | None
    ceus: int | None
    kind: str | None
    domain: str | None
    audience: str | None


def shipped() -> Library:
    """The shipped rulebooks alone."""
    return Library(read_files(sorted(SHIPPED.rglob("*.toml"))).rulebooks)


def roster(path: Path, people: int, seed: int = 1) -> None:
    """Make a store with so many people.

    Args:
        path: The SQLite file, which must not be there.
        people: How many.
        seed: What it is made from.
    """
    with unit_of_work(Location(path), may_create=True):
        pass  # The store's own migrations make its tables.
    made = Roster(Random(seed))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")
        for first in range(1, people + 1, CHUNK):
            connection.execute("BEGIN")
            made.write(connection, range(first, min(first + CHUNK, people + 1)))
            connection.execute("COMMIT")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA journal_mode=WAL")


class Roster:
    """Makes people one after the other.

    Args:
        rng: Where everything invented comes from.
    """

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.codes: dict[str, list[str]] = {}
        self.likely: dict[str, list[int]] = {}
        self.rules: dict[str, list[str]] = {}
        for book in shipped():
            body = book.body.code
            self.codes.setdefault(body, []).append(book.label)
            # What can be sat for today is held by more people than what is retired.
            self.likely.setdefault(body, []).append(9 if book.credential.eligibility else 1)
            self.rules[body] = ["total", *book.recertification.rule_ids()]
        self.offerings = {body: _offerings(rng, body) for body in SHARES}

    def write(self, connection: sqlite3.Connection, numbers: range) -> None:
        """Write these people with everything on record about them."""
        people, credentials, activities, decisions = [], [], [], []
        for number in numbers:
            people.append(self._person(number))
            held = self._credentials(number)
            credentials += held
            activities += self._log(number, held)
            if self.rng.random() < 0.02:
                decisions.append(self._decision(number, held))
        columns = "id,name,email,department,manager,state,memberships,none_of"
        _insert(connection, "person", columns, people)
        columns = "person_id,code,passed_on,valid_until,tracked_from,held_until"
        _insert(connection, "credential", columns, credentials)
        _insert(connection, "activity", COLUMNS, activities)
        columns = "person_id,body,kind,decided_on,rule,ceus,until"
        _insert(connection, "decision", columns, decisions)

    def _person(self, number: int) -> tuple[Any, ...]:
        given, family = self.rng.choice(GIVEN.split()), self.rng.choice(FAMILY.split())
        email = f"{given}.{family}.{number}@example.org".lower()
        # A manager has some dozens of people, a department some hundreds.
        manager = f"manager.{number // 40}@example.org"
        department = f"Department {number // 400 + 1}"
        state = self.rng.choice(STATES)
        return number, f"{given} {family}", email, department, manager, state, "[]", "[]"

    def _credentials(self, number: int) -> list[tuple[Any, ...]]:
        """One to four; further ones are mostly of the first one's body."""
        rng = self.rng
        (body,) = rng.choices(list(SHARES), list(SHARES.values()))
        (wanted,) = rng.choices(list(HELD), list(HELD.values()))
        rows: dict[tuple[str, str], tuple[Any, ...]] = {}
        expiry: dict[str, date] = {}
        for _ in range(wanted):
            (code,) = rng.choices(self.codes[body], self.likely[body])
            passed = FIRST + timedelta(days=rng.randrange((TODAY - FIRST).days))
            rows[body, code] = self._credential(number, code, passed, expiry, body)
            if rng.random() < 0.3:
                (body,) = rng.choices(list(SHARES), list(SHARES.values()))
        return list(rows.values())

    def _credential(
        self, number: int, code: str, passed: date, expiry: dict[str, date], body: str
    ) -> tuple[Any, ...]:
        rng = self.rng
        stated = None
        if body in ("AAPC", "PTCB") and rng.random() < 0.9:
            stated = expiry.setdefault(body, TODAY + timedelta(days=rng.randrange(-90, 730)))
        tracked = passed + timedelta(days=rng.randrange(1500)) if rng.random() < 0.3 else None
        given_up = passed + timedelta(days=rng.randrange(2500)) if rng.random() < 0.04 else None
        days = (passed, stated and max(stated, passed), tracked and min(tracked, TODAY))
        return number, code, *map(_iso, days), _iso(given_up and min(given_up, TODAY))

    def _log(self, number: int, held: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Up to 40 activities in each of the last cycles, of every era, for each body."""
        rng, name = self.rng, 0
        bodies = {self._body(row[1]): row for row in sorted(held, key=lambda row: row[2])[::-1]}
        for body, (_, code, passed, *_) in bodies.items():
            start = date.fromisoformat(passed)
            cycles = (TODAY - start) // CYCLE + 1
            for cycle in range(max(0, cycles - rng.choice((1, 1, 1, 2, 2, 4, 8))), cycles):
                first = start + CYCLE * cycle
                span = min((TODAY - first).days, CYCLE.days)
                for _ in range(min(40, int(rng.expovariate(1 / 6))) if span else 0):
                    name += 1
                    day = first + timedelta(days=int(rng.random() * span))
                    row = self._activity(number, name, body, day, code)
                    yield row
                    if rng.random() < 0.01:
                        # Now and then the same is entered twice.
                        name += 1
                        yield (number, f"a{name}", *row[2:])

    def _activity(self, number: int, name: int, body: str, day: date, code: str) -> tuple[Any, ...]:
        rng, offerings = self.rng, self.offerings[body]
        one = _offered(rng, offerings, day)
        meant = rng.random()
        return (
            number,
            f"a{name}",
            one.title,
            one.provider,
            one.source,
            day.isoformat(),
            one.minutes,
            one.ceus,
            one.kind,
            one.domain,
            one.audience,
            f'["{code}"]' if meant > 0.95 else None,
            f"C-{number}-{name}" if meant < 0.7 else None,
            f"certificates/{number}-{name}.pdf" if meant < 0.4 else None,
        )

    def _body(self, code: str) -> str:
        return next(body for body, codes in self.codes.items() if code in codes)

    def _decision(self, number: int, held: list[tuple[Any, ...]]) -> tuple[Any, ...]:
        rng = self.rng
        body = self._body(held[0][1])
        day = TODAY - timedelta(days=rng.randrange(400))
        kind = rng.choice(("required-ceus", "waiver", "extension", "deferral", "reinstatement"))
        rule = rng.choice(self.rules[body]) if kind == "waiver" else None
        ceus = rng.choice((1000, 2000, 3000)) if kind == "required-ceus" else None
        until = _iso(day + timedelta(days=180)) if kind == "extension" else None
        return number, body, kind, _iso(day), rule, ceus, until


def log(path: Path, people: int, rows: int, seed: int = 2, *, by_person: bool = False) -> None:
    """Write a CSV of so many new activities of the people of a roster.

    Args:
        path: The file.
        people: How many people there are; each gets about as many rows.
        rows: How many rows.
        seed: What it is made from.
        by_person: Whether a person's rows stand together; else they are in order of days.
    """
    rng = Random(seed)
    offerings = [_offerings(rng, body) for body in SHARES]
    days = (TODAY - FIRST).days
    each = -(-rows // people)
    header = "person,title,provider,source,completed_on,minutes,ceus,kind,domain,audience,reference"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        for row in range(rows):
            person = row // each if by_person else row % people
            day = FIRST + timedelta(days=row * days // rows)
            if by_person:
                day = FIRST + timedelta(days=row % each * days // each)
            one = _offered(rng, rng.choice(offerings), day)
            ceus = one.ceus and f"{one.ceus / 100:g}"
            told = (one.title, one.provider, one.source, day, one.minutes, ceus)
            more = (one.kind, one.domain, one.audience, f"L-{row}")
            writer.writerow((person + 1, *told, *more))


def _offered(rng: Random, offerings: list[Offering], day: date) -> Offering:
    """One of the offerings of the day's year."""
    a_year = len(offerings) // (TODAY.year - FIRST.year + 1)
    return offerings[(day.year - FIRST.year) * a_year + int(rng.random() * a_year)]


def _offerings(rng: Random, body: str) -> list[Offering]:
    """What a body's people attend: some dozens of offerings a year, each with its own worth."""
    made = []
    for year in range(FIRST.year, TODAY.year + 1):
        for subject in SUBJECTS.split("|"):
            for form in FORMS.split("|"):
                minutes = rng.choice((30, 45, 60, 90, 240)) if rng.random() < 0.25 else None
                made.append(
                    Offering(
                        title=f"{subject} {form} {year}",
                        provider=rng.choice(PROVIDERS),
                        source=rng.choice((body.lower(), "component-association", "other", None)),
                        minutes=minutes,
                        ceus=None if minutes else rng.choice((50, 100, 100, 150, 200, 400, 600)),
                        kind=rng.choice(KINDS),
                        domain=rng.choice(DOMAINS[body]),
                        audience=rng.choice(("technicians", "pharmacists", None))
                        if body == "PTCB"
                        else None,
                    )
                )
    return made


def _insert(
    connection: sqlite3.Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    marks = ",".join("?" * len(columns.split(",")))
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--csv", nargs=2, metavar=("ROWS", "OUT"))
    asked = parser.parse_args()
    roster(asked.path, asked.people, asked.seed)
    if asked.csv:
        log(Path(asked.csv[1]), asked.people, int(asked.csv[0]), asked.seed)
