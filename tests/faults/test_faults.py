"""A full disk, a folder that cannot be written, a store that is locked or was damaged."""

from __future__ import annotations

import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest

import certtrack.store.files
import certtrack.store.sessions
from tests.dumps import statements
from tests.faults.victim import run as quietly

DAY = ("--completed-on", "2025-02-01", "--ceus", "1")


@pytest.fixture
def home(tmp_path, monkeypatch):
    settings = {
        "CERTTRACK_DB": tmp_path / "store.db",
        "XDG_CONFIG_HOME": tmp_path / "config",
        "XDG_DATA_HOME": tmp_path / "data",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))
    return tmp_path


@pytest.fixture
def store(home):
    assert quietly("person", "add", "--name", "Bo Li") == 0
    assert quietly("ceu", "add", "--title", "Talk", *DAY) == 0
    return home / "store.db"


@pytest.fixture
def backup(store, home):
    assert quietly("backup", home / "good.zip") == 0
    return home / "good.zip"


@pytest.fixture
def said(capsys):
    """Run the program; gives its exit code and the sentence that it said of a refusal."""

    def said_(*args):
        capsys.readouterr()
        code = quietly(*args)
        told = capsys.readouterr().err
        assert "Traceback" not in told
        if code:
            assert (code, told.count("\n")) == (2, 1), told
        return code, told

    return said_


COMMANDS = {
    "add": ("ceu", "add", "--title", "Other", *DAY),
    "undo": ("undo",),
    "backup": ("backup",),
    "restore": ("restore", "good.zip", "--yes"),
    "forget": ("person", "forget", "--yes"),
}


def command(name, home):
    return [home / word if word.endswith(".zip") else word for word in COMMANDS[name]]


# --- the disk is full -------------------------------------------------------------------


@contextmanager
def no_file_larger_than(size):
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, allowed[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)


@pytest.mark.parametrize("room", [0, 3_000, 20_000, 60_000])
@pytest.mark.parametrize("name", ["add", "undo", "backup", "restore"])
def test_on_a_full_disk_nothing_is_torn(name, room, home, store, backup, said):
    before, kept = statements(store), set(home.rglob("*.zip"))
    with no_file_larger_than(room):
        code, told = said(*command(name, home))
    if code:
        assert statements(store) == before
        assert set(home.rglob("*.zip")) == kept
        assert not list(home.rglob("*unfinished*")), told
    assert said("db", "check", "--exit-code")[0] == 0


ROOM = 160_000
"""Bytes that are left: for the journal and a few more pages of the store."""


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("only root may make a file system here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_disk_that_fills_up_loses_nothing_that_was_confirmed(small_disk, said):
    store, confirmed = small_disk / "store.db", 0
    code, told = said("person", "add", "--name", "Bo Li", "--db", store)
    assert code == 0, told
    free = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(b"x" * (free - ROOM))
    while code == 0:
        code, told = said("ceu", "add", "--title", f"T{confirmed}", *DAY, "--db", store, "--force")
        confirmed += code == 0
        assert confirmed < 500
    assert "full" in told or "disk" in told or "cannot be written" in told
    (small_disk / "ballast").unlink()
    assert confirmed > 2
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("SELECT count(*) FROM activity").fetchone() == (confirmed,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# --- a folder that cannot be written ----------------------------------------------------

LIKE_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""To root, permissions say nothing; without these two powers they do."""


@pytest.mark.parametrize("name", ["add", "undo", "backup", "restore", "forget"])
def test_where_nothing_may_be_written_one_sentence_is_said(name, home, store, backup):
    prefix = LIKE_ANYBODY if os.geteuid() == 0 else ()
    paths = [home, *home.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    before = {path: path.read_bytes() for path in paths if path.is_file()}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "certtrack", *map(str, command(name, home))],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


# --- somebody else has it ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["add", "undo", "restore", "forget"])
def test_a_locked_store_is_waited_for_and_then_one_sentence_said(
    name, home, store, backup, said, monkeypatch
):
    monkeypatch.setattr(certtrack.store.sessions, "WAIT", 80)
    before = statements(store)
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, told = said(*command(name, home))
        other.execute("ROLLBACK")
    assert code == 2
    assert "locked by another process" in told
    assert statements(store) == before


def test_a_backup_waits_for_nobody_who_writes(home, store):
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE person SET name = 'Half Done'")
        assert quietly("backup", home / "meanwhile.zip") == 0
        other.execute("ROLLBACK")
    assert quietly("restore", home / "meanwhile.zip", "--yes", "--db", home / "new.db") == 0
    with closing(sqlite3.connect(home / "new.db")) as connection:
        assert connection.execute("SELECT name FROM person").fetchone() == ("Bo Li",)


def test_a_backup_of_what_somebody_keeps_for_themselves_gives_up(home, store, said, monkeypatch):
    monkeypatch.setattr(certtrack.store.sessions, "WAIT", 50)
    monkeypatch.setattr(certtrack.store.files, "LONGEST", 0.1)
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE person SET name = 'Mine'")
        other.execute("COMMIT")
        code, told = said("backup")
    assert code == 2
    assert "locked" in told


# --- the file is damaged ----------------------------------------------------------------

USES = [
    ("status",),
    ("history",),
    ("export",),
    ("ceu", "list"),
    ("ceu", "add", "--title", "Other", *DAY),
    ("undo",),
    ("backup",),
    ("person", "forget", "--yes"),
    ("db", "compact"),
    ("db", "migrate"),
]


def damaged(whole, chance, how):
    if how == "cut":
        return whole[: chance.randrange(1, len(whole) - 4096)]
    broken = bytearray(whole)
    for _ in range({"bytes": 40, "pages": 4096 * 8}[how]):
        broken[chance.randrange(100, len(broken))] = chance.randrange(256)
    return bytes(broken)


@pytest.mark.parametrize("how", ["cut", "bytes", "pages"])
@pytest.mark.parametrize("seed", range(3))
def test_damage_never_shows_as_a_traceback_and_a_backup_heals_it(how, seed, store, backup, said):
    before, whole = statements(store), store.read_bytes()
    broken = damaged(whole, random.Random(seed), how)
    for use in USES:
        for path in store.parent.glob("store.db*"):
            path.unlink()
        store.write_bytes(broken)
        said(*use)
    for path in store.parent.glob("store.db*"):
        path.unlink()
    store.write_bytes(broken)
    # What falls on parts of a page that hold nothing damages nothing.
    assert said("db", "check", "--exit-code")[0] or statements(store) == before
    code, told = said("restore", backup, "--yes")
    assert code == 0, told
    assert statements(store) == before
