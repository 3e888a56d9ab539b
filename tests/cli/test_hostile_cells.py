"""Cells made to do harm are only text: in the store, on the terminal, and in what is exported."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing

import pytest

from certtrack.errors import Fault
from certtrack.reading.cells import FORMULA

ON = ("--on", "2026-06-01")
SQL = "x'); DROP TABLE activity;-- \" ? %s :a"
COLUMNS = ("title", "provider", "completed_on", "ceus", "reference", "evidence", "notes", "id")
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "'=1")
PAGES = (
    ("ceu", "list"),
    ("person", "list"),
    ("status", *ON),
    ("remind", "--within", "3000", *ON),
    ("roster", "status", *ON),
    ("plan", "RHIT", *ON),
    ("undo",),
)


@pytest.fixture
def table(home):
    """Writes a table of one activity under any names of columns."""

    def table_(*rows, header):
        path = home / "log.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return table_


@pytest.mark.parametrize("header", [COLUMNS, ("Title", "Sponsor", "Date", "CEUs", *COLUMNS[4:])])
def test_sql_in_every_field_is_only_text(run, store, table, exported, header):
    path = table((SQL, SQL, "2026-03-04", "1", SQL, SQL, SQL, SQL), header=header)
    answer = run("ceu", "import", path, "--write", *ON)
    assert answer.code == 0, answer.err + answer.out
    kept = exported()["activity"][-1]
    assert {kept[key] for key in ("id", "title", "provider", "reference", "evidence", "notes")} == {
        SQL
    }


def test_sql_in_every_field_of_a_person_is_only_text(run, store, exported):
    assert run("person", "add", "--name", SQL, "--department", SQL, "--manager", SQL).code == 0
    assert exported("--person", SQL)["person"] == {
        "name": SQL,
        "department": SQL,
        "manager": SQL,
    }
    assert run("ceu", "list", "--person", SQL).code == 0


@pytest.mark.parametrize("word", FORMULAS)
def test_no_exported_cell_begins_a_formula_and_imports_take_it_back(run, store, home, word):
    told = ("--title", word, "--provider", word, "--reference", word, "--notes", word)
    options = [part.replace("--", "--") for part in told]
    add = ("ceu", "add", "--completed-on", "2026-03-04", "--ceus", "1", *ON)
    pairs = [f"{name}={value}" for name, value in zip(options[::2], options[1::2], strict=True)]
    assert run(*add, *pairs).code == 0
    out = home / "out.csv"
    assert run("export", out, *ON).code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert word not in cells
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    assert "There is nothing to write." in run("ceu", "import", out, *ON).out
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = [row[:-2] for row in csv.reader(file)]
    with (home / "keys.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert "3 on record already" in run("ceu", "import", home / "keys.csv", *ON).out
    assert run("ceu", "remove", "a3", "--yes").code == 0
    assert run("ceu", "import", out, "--write", *ON).code == 0
    (again,) = [one for one in run("ceu", "list", "--json").json if one["id"] == "a3"]
    assert [again[key] for key in ("title", "provider", "reference", "notes")] == [word] * 4


@pytest.mark.parametrize("kind", ["Title", "CEUs", "Date", "Domain"])
def test_an_escape_sequence_in_a_table_never_reaches_the_terminal(run, store, table, kind):
    row = {"Title": "Talk", "CEUs": "1", "Date": "2026-03-04", "Domain": "outside"}
    row[kind] += "\x1b[2J\x1b]0;x\x07\x9b31m"
    other = {**row, kind: "Talk", "Title": "Fine", "CEUs": "1", "Date": "2026-03-05"}
    answer = run("ceu", "import", table(row.values(), other.values(), header=row), *ON)
    assert not [one for one in answer.out + answer.err if one in "\x1b\x07\x9b"]


def test_nor_does_one_in_the_name_of_a_column_or_of_a_file(run, store, home, table):
    path = table(("x", "y", "z"), header=("Title\x1b[2J", "Date", "CEUs\x07"))
    named = path.rename(home / "l\x1b[2Jog.csv")
    answer = run("ceu", "import", named, *ON)
    assert answer.code == 2
    assert "\x1b" not in answer.err


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_nor_does_one_that_another_program_put_into_the_store(run, store, page):
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE activity SET title = 'Talk' || char(27) || '[2J'")
        connection.execute("UPDATE person SET name = 'Ana' || char(27) || '[2J'")
        connection.execute("UPDATE change_set SET what = what || char(27) || '[2J'")
        connection.commit()
    answer = run(*page)
    assert "\x1b" not in answer.out + answer.err


def test_a_fault_shows_signs_that_steer_a_terminal_as_they_are_written():
    assert str(Fault("bad \x1b[2J\x07", "l\x9bog.csv")) == "l\\x9bog.csv: bad \\x1b[2J\\x07."


def test_braces_in_the_name_of_a_column_are_only_text(run, store, table):
    answer = run("ceu", "import", table(("x", "y"), header=("}{0.__class__}", "Date")), *ON)
    assert "The columns are '}{0.__class__}', 'Date'; say" in answer.err
