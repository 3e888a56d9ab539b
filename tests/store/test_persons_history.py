"""The history of one person is found by an index: that of others does not make it slower."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from certtrack.store.history import recorded
from certtrack.store.location import locate
from certtrack.store.past import deeds
from certtrack.store.tables import PersonRow
from certtrack.store.undoable import last_done
from certtrack.store.undoing import undo_last
from tests.store.conftest import run_program

NOW = "2026-06-01T12:00:00+00:00"
BO = 1
DAY = ("--completed-on", "2025-02-01", "--ceus", "1")


def fill(store: Path, others: int) -> None:
    """Changes of Bo's and of so many others: one by one, and of all of them at once."""
    names = ["Bo Li", *(f"Person {number}" for number in range(others))]
    roster = store.with_name("roster.csv")
    for department in ("First", "Second"):
        lines = [f"{name},{department}" for name in names]
        roster.write_text("\n".join(["name,department", *lines, ""]), encoding="utf-8")
        assert run_program("roster", "import", roster, "--write", "--db", store) == 0
    log = store.with_name("log.csv")
    rows = [f"{number},Talk {n},2025-02-01,1" for number in range(1, others + 2) for n in (1, 2)]
    log.write_text("\n".join(["person,title,completed_on,ceus", *rows, ""]), encoding="utf-8")
    assert run_program("ceu", "import", log, "--write", "--db", store) == 0
    for number in range(2, others + 2):
        with recorded(locate(str(store)), "person edit", NOW) as work:
            work.edit(work.get(PersonRow, number), {"state": "FL"})
        if number % 3 == 0:
            undo_last(locate(str(store)), NOW)
    own = ("ceu", "add", "--title", "Bo's own", *DAY, "--person", "Bo Li", "--db", store)
    assert run_program(*own) == 0


def steps_of(store: Path, read: Callable[[sqlite3.Connection], object]) -> int:
    """How many steps the database takes to read something."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    with closing(sqlite3.connect(store)) as connection:
        connection.row_factory = sqlite3.Row
        connection.set_progress_handler(count, 1)
        read(connection)
    return taken


READINGS = {
    "deeds": lambda connection: list(deeds(connection, BO, 50, 8)),
    "later pages": lambda connection: list(deeds(connection, BO, 50, 8, before=3)),
    "what can be taken back": lambda connection: last_done(connection, BO),
}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Two stores with the same history of Bo's: with few others, and with many."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for others in (5, 400):
            folder = tmp_path_factory.mktemp(f"of_{others}")
            for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
                patch.setenv(name, str(folder / name.lower()))
            store = folder / "store.db"
            assert run_program("person", "add", "--name", "Bo Li", "--db", store) == 0
            fill(store, others)
            found.append(store)
    return found


@pytest.mark.parametrize("reading", READINGS)
def test_the_history_of_others_costs_nothing(both, reading):
    few, many = (steps_of(store, READINGS[reading]) for store in both)
    assert few > 50
    assert many < 1.1 * few


def test_of_a_change_of_many_only_what_is_theirs_is_told(both):
    with closing(sqlite3.connect(both[1])) as connection:
        connection.row_factory = sqlite3.Row
        own, log, second, first, add = deeds(connection, BO, 50, 8)
    assert [one.what.partition(" ")[0] for one in (own, log, second, first, add)] == [
        "ceu", "ceu", "roster", "roster", "person",
    ]  # fmt: skip
    assert [len(one.changes) + one.more for one in (own, log, second, first, add)] == [1] * 5
    assert (log.changes[0].table, log.changes[0].rows) == ("activity", 2)
    assert second.changes[0].after["department"] == "Second"


def test_an_import_stays_in_the_history_of_all_whom_it_concerned(either, run, home, capsys):
    """Also when what it added is gone again."""
    assert run("person", "add", "--name", "Cy") == 0
    log = home / "log.csv"
    log.write_text(
        "person,title,completed_on,ceus\nBo Li,A,2025-02-01,1\nCy,A,2025-02-01,1\n"
        "Bo Li,B,2025-02-02,1\n"
    )
    assert run("ceu", "import", log, "--write") == 0
    assert run("undo") == 0
    assert run("ceu", "add", "--title", "Later", *DAY, "--person", "Cy") == 0
    for name, rows in (("Bo Li", 2), ("Cy", 1)):
        capsys.readouterr()
        assert run("history", "--person", name) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert "undo: ceu import log.csv" in told, name
        assert told.count(f"activity: {rows} row") == 2, told


@pytest.mark.parametrize("name", ["Bo Li", "Cy"])
def test_one_person_takes_back_what_is_theirs_whatever_others_did_since(either, run, ask, name):
    assert run("person", "add", "--name", "Cy") == 0
    for title in ("One", "Two"):
        for person in ("Bo Li", "Cy"):
            assert run("ceu", "add", "--title", title, *DAY, "--person", person, "--force") == 0
    number = {"Bo Li": 1, "Cy": 2}[name]
    assert undo_last(locate(either), NOW, person=number)[0] == f"ceu add Two ({name})"
    left = ask(either, "SELECT person_id, title FROM activity ORDER BY person_id, title")
    assert left == [pair for pair in ((1, "One"), (1, "Two"), (2, "One"), (2, "Two"))
                    if pair != (number, "Two")]  # fmt: skip
    assert undo_last(locate(either), NOW)[0] == f"ceu add Two ({'Cy' if number == 1 else 'Bo Li'})"
    assert ask(either, "SELECT DISTINCT title FROM activity") == [("One",)]
