"""A store is copied from a file to a server and back: whole, unchanged, or not at all."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing

import psycopg
import pytest

import certtrack.store.copying
from tests.store.conftest import run_program

CEU = ("--completed-on", "2025-02-01", "--ceus", "1.25")


@pytest.fixture(params=[5000, 3, 1])
def chunk(request, monkeypatch):
    """Few rows at a time, so that there are several chunks."""
    monkeypatch.setattr(certtrack.store.copying, "CHUNK", request.param)


@pytest.fixture(scope="session")
def _full_once(tmp_path_factory):
    path = tmp_path_factory.mktemp("full") / "store.db"
    settings = path.with_name("reminders.toml")
    settings.write_text(SETTINGS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CERTTRACK_DB", str(path))
        patch.setenv("CERTTRACK_SETTINGS", str(settings))
        _fill(run_program)
        _send(run_program, path)
    return path


def _fill(run):
    chance = random.Random(1)
    assert run("person", "add", "--name", "Bo Li") == 0
    for name in ("Ana “Ü” Flores", "Cy\u2028 O'Neil 🏥", "Di \\N \\. %s ?"):
        assert run("person", "add", "--name", name, "--membership", "AHIMA") == 0
        for number in range(4):
            title = f"Talk {number} of {name}"
            assert run("ceu", "add", "--person", name, "--title", title, *CEU) == 0
        entry = f"a{chance.randint(1, 4)}"
        notes = "One line.\nAnother\twith \\n and a tab."
        assert run("ceu", "edit", entry, "--person", name, "--notes", notes) == 0
        assert run("ceu", "remove", entry, "--person", name, "--yes") == 0
    assert run("undo") == 0
    assert run("person", "remove", "Cy\u2028 O'Neil 🏥", "--yes") == 0
    studied = ("--listed", "miami-dade-college", "--level", "associate", "--status", "enrolled")
    assert run("education", "add", "--person", "Bo Li", *studied) == 0
    held = ("--passed-on", "2024-06-14", "--cycle", "2024-07-01..2026-06-30")
    assert run("credential", "add", "--person", "Bo Li", "--code", "RHIT", *held) == 0
    approved = ("--approved-on", "2024-04-02", "--window-until", "2024-08-29")
    assert run("application", "add", "--person", "Bo Li", "--credential", "RHIT", *approved) == 0


SETTINGS = """\
schema = 1
[channels.screen]
kind = "terminal"
[delivery]
channels = ["screen"]
[policy]
quiet = { from = "00:00", until = "00:00" }
lead_days = [3660]
[policy.pace]
on_pace_lead_days = [3660]
behind_lead_days = []
"""


def _send(run, path):
    """Something is sent, and something is silenced."""
    held = ("--cycle", "2024-07-01..2032-06-30", "--passed-on", "2024-06-14")
    assert run("credential", "edit", "RHIT", "--person", "Bo Li", *held) == 0
    assert run("remind", "--send") == 0
    assert run("remind", "mute", "--person", "Bo Li", "--kind", "fee-due") == 0
    with closing(sqlite3.connect(path)) as connection:
        for table in ("delivery", "silence"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.fixture
def full(_full_once, home):
    """A file with several people, of whom much was added, changed, removed and undone."""
    shutil.copyfile(_full_once, home / "store.db")
    return home / "store.db"


def test_a_store_goes_to_a_server_and_back_unchanged(chunk, full, database, home, run, dump):
    back = home / "back.db"
    before = dump(full)
    assert run("db", "copy", full, database) == 0
    assert run("db", "check", "--exit-code", "--db", database) == 0
    assert run("db", "copy", database, back) == 0
    assert run("db", "check", "--exit-code", "--db", back) == 0
    assert dump(back) == before == dump(full)


def test_a_file_goes_into_another_and_a_server_to_another(full, home, server, run, dump):
    assert run("db", "copy", full, home / "other.db") == 0
    assert dump(home / "other.db") == dump(full)
    first, second = server.make("first"), server.make("second")
    try:
        assert run("db", "copy", full, first) == 0
        assert run("db", "copy", first, second) == 0
        assert dump(first) == dump(second)
    finally:
        server.drop("first")
        server.drop("second")


def test_the_history_goes_along_and_can_be_undone_there(full, database, home, run, dump):
    assert run("db", "copy", full, database) == 0
    done = 0
    while run("undo", "--db", database) == 0:
        assert run("undo", "--db", full) == 0
        done += 1
    assert done > 15
    assert run("db", "copy", database, home / "back.db") == 0
    for table in ("person", "activity", "credential"):
        assert _rows(home / "back.db", table) == _rows(full, table) == []


def _rows(path, table):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()


def test_new_rows_get_numbers_that_no_row_and_no_history_has(store, database, run, ask):
    for number in range(3):
        assert run("ceu", "add", "--title", f"Talk {number}", *CEU) == 0
    assert run("ceu", "remove", "a3", "--yes") == 0
    assert run("db", "copy", store, database) == 0
    assert run("ceu", "add", "--title", "New", *CEU, "--db", database) == 0
    assert ask(database, "SELECT max(id) FROM activity") == [(4,)]
    assert run("undo", "--db", database) == 0
    assert run("undo", "--db", database) == 0
    assert ask(database, "SELECT id FROM activity ORDER BY id") == [(1,), (2,), (3,)]
    assert run("person", "add", "--name", "Cy", "--db", database) == 0
    assert ask(database, "SELECT max(id) FROM person") == [(2,)]


def test_a_store_with_nothing_but_a_history_is_not_empty(full, new, run, refused):
    target = new()
    assert run("person", "add", "--name", "Cy", "--db", target) == 0
    assert run("undo", "--db", target) == 0
    assert "not empty" in refused(full, target)


def test_what_was_made_by_migrate_is_empty(full, database, run):
    assert run("db", "migrate", "--db", database) == 0
    assert run("db", "copy", full, database) == 0


@pytest.fixture
def refused(run, capsys):
    """A copy that must be refused in one sentence, which it gives."""

    def refused_(source, target):
        capsys.readouterr()
        assert run("db", "copy", source, target) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert len(told.err.splitlines()) == 1, told.err
        return told.err

    return refused_


def test_a_target_that_is_not_empty_is_refused_and_left(full, either, refused, dump):
    before = dump(either)
    assert "not empty" in refused(full, either)
    assert dump(either) == before


def test_a_target_of_something_else_is_refused_and_left(full, new, refused, ask, dump):
    target = new()
    ask(target, "CREATE TABLE songs (title TEXT)")
    before = dump(target)
    assert "not a certtrack store" in refused(full, target)
    assert dump(target) == before


def test_a_store_is_not_copied_onto_itself(either, refused, dump):
    before = dump(either)
    assert "onto itself" in refused(either, either)
    assert dump(either) == before


def test_what_is_not_there_is_not_copied(home, database, refused, dump):
    assert "no store yet" in refused(home / "none.db", database)
    assert dump(database) == []
    assert "no store yet" in refused(database, home / "none.db")
    assert not (home / "none.db").exists()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE activity SET minutes = 99999999999, ceus = NULL WHERE id = 1", "out of range"),
        ("UPDATE activity SET title = 'a' || char(0) || 'b' WHERE id = 1", "NUL"),
        ("UPDATE activity SET person_id = 77 WHERE id = 1", "foreign key"),
        ("UPDATE activity SET title = CAST(x'ff41' AS TEXT) WHERE id = 1", "UTF-8"),
    ],
)
def test_what_a_server_cannot_hold_is_refused_and_nothing_is_left(
    full, database, refused, ask, dump, damage, said
):
    ask(full, damage)
    before = dump(database)
    assert said in refused(full, database)
    assert dump(database) == before == []


def test_a_file_that_could_not_be_filled_is_not_left_behind(full, home, refused, ask):
    ask(full, "UPDATE activity SET person_id = 77 WHERE id = 1")
    assert "FOREIGN KEY" in refused(full, home / "copy.db")
    assert list(home.glob("copy.db*")) == []


CHANGING = """\
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.title := upper(NEW.title); RETURN NEW; END $$
"""
TRIGGER = """\
CREATE TRIGGER shouting BEFORE INSERT ON activity FOR EACH ROW EXECUTE FUNCTION shout()
"""


def test_a_copy_that_is_not_what_was_copied_is_taken_back(full, database, run, refused, dump):
    """The target changes what is written to it: only reading it again can show that."""
    assert run("db", "migrate", "--db", database) == 0
    with psycopg.connect(database) as connection:
        connection.execute(CHANGING)
        connection.execute(TRIGGER)
    before = dump(database)
    assert "the copy of activity is not what was copied" in refused(full, database)
    assert dump(database) == before


def test_a_copy_holds_one_state_while_others_write(full, database, home, start, run, ask):
    """Rows and their history agree in the copy, whatever is written meanwhile."""
    process = start(
        "number = 0\n"
        "while True:\n"
        "    number += 1\n"
        "    code = run('ceu', 'add', '--person', 'Bo Li', '--title', f'N {number}',"
        " '--completed-on', '2025-02-01', '--ceus', '1')\n"
        "    say(code)\n"
    )
    assert process.stderr.readline() == "0\n"
    for number in range(5):
        copy = home / f"{number}.db"
        assert run("db", "copy", full, copy) == 0
        added = ask(copy, "SELECT count(*) FROM activity WHERE title LIKE 'N %'")
        told = ask(copy, "SELECT count(*) FROM change_set WHERE what LIKE 'ceu add N %'")
        assert added == told
    process.kill()
