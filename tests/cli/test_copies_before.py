"""Before many rows are changed at once the store's file is copied, unless somebody says no."""

from __future__ import annotations

import resource
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

import certtrack.services.copies_before
from certtrack.store.backups.snapshots import automatic
from certtrack.store.location import locate


@pytest.fixture
def csv(home):
    path = home / "ceus.csv"
    rows = "".join(f"Talk {n},2025-02-{n % 27 + 1:02},1\n" for n in range(600))
    path.write_text(f"title,completed_on,ceus\n{rows}")
    return path


@pytest.fixture
def roster(home):
    path = home / "roster.csv"
    path.write_text("name\n" + "".join(f"Person {n}\n" for n in range(600)))
    return path


@pytest.fixture(params=["ceu", "roster"])
def large(request):
    return (
        request.param,
        "import",
        request.getfixturevalue({"ceu": "csv"}.get(request.param, "roster")),
    )


def copies(home):
    return sorted((home / "backups").glob("store.db.before-import.*"))


def test_before_a_large_import_the_store_is_copied(run, store, large, home, dump):
    before = dump(store)
    assert run(*large).code == 0
    assert copies(home) == []
    assert run(*large, "--write").code == 0
    (copy,) = copies(home)
    assert dump(copy) == before
    after = dump(store)
    assert run("restore", copy, "--yes").code == 0
    assert dump(store) == before != after


def test_no_copy_stays_of_an_import_that_wrote_nothing(run, store, large, home):
    path = large[2]
    path.write_text(path.read_text() + "a row, of, too, many, cells\n")
    assert run(*large, "--write").code == 2
    assert copies(home) == []
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    assert run(*large, "--write").code == 0
    assert run(*large, "--write").code == 0
    assert len(copies(home)) == 1


def test_no_copy_is_made_where_none_is_wanted_or_needed(run, store, large, home, csv):
    assert run(*large, "--write", "--no-backup").code == 0
    csv.write_text("title,completed_on,ceus\nOne,2024-02-01,1\n")
    assert run("ceu", "import", csv, "--person", "Ana Flores", "--write").code == 0
    assert copies(home) == []


def test_a_first_roster_has_nothing_to_copy(run, home, roster):
    assert run("roster", "import", roster, "--write", "--db", home / "new.db").code == 0
    assert not (home / "backups").exists()


def test_copies_made_at_the_same_moment_are_all_there(store, home, dump):
    place, together = locate(str(store)), threading.Barrier(4)

    def copied(_):
        together.wait()
        with automatic(place, "before-import", "2026-06-01T12:00:00+00:00") as keep:
            keep(True)

    with ThreadPoolExecutor(4) as four:
        list(four.map(copied, range(4)))
    assert len(copies(home)) == 4
    assert [dump(copy) for copy in copies(home)] == [dump(store)] * 4


def test_only_some_copies_stay(run, store, home, monkeypatch, csv):
    monkeypatch.setattr(certtrack.services.copies_before, "MANY", 1)
    backup = run("backup", "--json").json["backup"]
    for number in range(7):
        csv.write_text(f"title,completed_on,ceus\nOne,2024-02-0{number + 1},1\n")
        assert run("ceu", "import", csv, "--write").code == 0
    assert len(copies(home)) == 5
    assert run("restore", backup, "--yes").code == 0


@contextmanager
def no_file_larger_than(size):
    """What the system allows a process to write, as a full disk would."""
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, allowed[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)


def test_without_room_for_the_copy_nothing_is_imported(run, store, large, home, dump):
    before = dump(store)
    with no_file_larger_than(40_000):
        answer = run(*large, "--write")
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "--no-backup" in answer.err
    assert dump(store) == before
    assert list((home / "backups").iterdir()) == []
