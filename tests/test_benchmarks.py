"""The benchmarks run: at a tiny size, and no time is held to anything."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"
COUNTS = "SELECT count(*), min(completed_on), max(completed_on) FROM activity"


def run(script: str, *words: object, home: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *map(str, words)],
        env={**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_line_of_the_table_is_measured_or_says_why_not(tmp_path):
    sizes = ("--people", 20, "--people", 40, "--rows", 60, "--candidates", 30, "--runs", 1)
    sizes += ("--accreditations", 50, "--names", 30)
    lines = run("table.py", *sizes, home=tmp_path).splitlines()
    assert lines[0].startswith("| measure | beside | median")
    measures = [line.split(" | ")[0].removeprefix("| ") for line in lines[2:]]
    assert set(measures) == {
        "eligibility, all findings",
        "eligibility, all words as JSON",
        "one durable ceu add",
        "import of activities",
        "import on a server",
        "due scan, 90 days",
        "due scan, 90 days, PostgreSQL",
        "deciding a day's reminders",
        "import of accreditations",
        "search of a program",
        "search of a school",
        "first page of ten years",
        "page of a roster",
        "page of one manager's people",
    }
    assert all(line.count("|") == 8 for line in lines)
    grown = [line for line in lines if "time by due cycles" in line]
    assert [line.split(" | ")[0] for line in grown] == [
        "| due scan, 90 days",
        "| due scan, 90 days, PostgreSQL",
    ]


def test_the_same_seed_gives_the_same_roster_of_all_eras(tmp_path):
    stores = [tmp_path / name for name in ("one.db", "other.db")]
    for store in stores:
        run("roster.py", 60, store, "--seed", 5, home=tmp_path)
    with closing(sqlite3.connect(stores[0])) as one, closing(sqlite3.connect(stores[1])) as other:
        assert list(one.iterdump()) == list(other.iterdump())
        number, first, last = one.execute(COUNTS).fetchone()
        bodies = one.execute("SELECT count(DISTINCT source) FROM activity").fetchone()[0]
        shared = one.execute(
            "SELECT count(*) FROM (SELECT person_id FROM credential GROUP BY 1 HAVING count(*) > 1)"
        ).fetchone()[0]
    assert number > 100
    assert first < "2016"
    assert last > "2025"
    assert bodies >= 4
    assert shared > 5


@pytest.mark.parametrize("by_person", [True, False])
def test_a_log_of_a_roster_can_be_imported(tmp_path, monkeypatch, by_person):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import pairs
    from roster import log, roster

    store, file = tmp_path / "store.db", tmp_path / "log.csv"
    roster(store, 20)
    log(file, 20, 50, by_person=by_person)
    found = pairs.importing(store, file)()
    assert (found.rows, found.added, found.written) == (50, 50, True)
