"""An import and what can come between: a server that goes, a process that is killed, another."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.postgres_keeper import USER, initialised, started

ROWS = 15_000
"""More than are held in memory, and enough that a pipe cannot hold the rest."""

IMPORT = """\
sys.exit(run("ceu", "import", sys.argv[1], "--write", "--on", "2025-06-01"))
"""
COUNTED = "SELECT count(*), count(DISTINCT name) FROM activity"
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def pipe(home):
    """A pipe by which a file can be read up to a point and no further."""
    path = home / "log.csv"
    os.mkfifo(path)
    return path


def rows(numbers):
    days = [date(2012, 1, 1) + timedelta(days=number % 4_000) for number in numbers]
    return "".join(f"Talk {n},{day},1\n" for n, day in zip(numbers, days, strict=True))


HEADER = "title,completed_on,ceus\n"


@pytest.fixture
def halfway(start, pipe, home):
    """Starts an import and gives it a good part of a file; then it waits for the rest."""

    @contextmanager
    def halfway_():
        # The program itself, run in this process, has made it end whoever meets one.
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        process = start(IMPORT, pipe)
        with pipe.open("w", encoding="utf-8") as half:
            half.write(HEADER + rows(range(ROWS)))
            half.flush()
            yield process, half
            # Whoever has ended does not want the rest any more.
            with suppress(BrokenPipeError):
                half.write(rows(range(ROWS, 2 * ROWS)))
                half.flush()

    return halfway_


@pytest.fixture
def whole(home):
    """The same file, at rest."""
    path = home / "whole.csv"
    path.write_text(HEADER + rows(range(2 * ROWS)), encoding="utf-8")
    return path


def finishes(run, ask, store, whole, capsys):
    """The same command once more adds all of it, and then no more."""
    for told in ("30,000 added", "0 added; 30,000 on record already"):
        capsys.readouterr()
        assert run("ceu", "import", whole, "--write", "--on", "2025-06-01") == 0
        assert told in capsys.readouterr().out
        assert ask(store, COUNTED) == [(2 * ROWS, 2 * ROWS)]
    return True


def test_a_server_that_ends_the_import_has_nothing_of_it(
    served, run, halfway, whole, ask, dump, capsys
):
    before = dump(served)
    with halfway() as (process, _):
        assert ask(served, OTHERS) == [(True,)]
    said = process.communicate(timeout=60)[1].splitlines()
    assert (process.returncode, len(said)) == (2, 1), said
    assert "the connection was lost; nothing was written. Try again" in said[0]
    assert dump(served) == before
    assert finishes(run, ask, served, whole, capsys)


def test_a_killed_import_leaves_nothing_behind(either, run, halfway, whole, ask, dump, capsys):
    before = dump(either)
    with halfway() as (process, _):
        process.kill()
        process.wait()
    _wait_until_alone(either, ask)
    assert dump(either) == before
    assert finishes(run, ask, either, whole, capsys)


def _wait_until_alone(store, ask):
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    deadline = time.monotonic() + 30
    while str(store).startswith("postgresql") and ask(store, query) != [(1,)]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def own_server(server):
    """A server that the test may stop as if the power went: its address, its end, its return."""
    with (
        tempfile.TemporaryDirectory(prefix="certtrack-own-", dir=Path(server.folder).parent) as own,
        closing(socket.socket()) as probe,
    ):
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        folder = Path(own)
        initialised(folder)
        running = [started(folder, port)]

        def fail():
            running[-1].send_signal(signal.SIGQUIT)
            running[-1].wait(timeout=30)

        def come_back():
            running.append(started(folder, port))
            _wait_for(url)

        url = f"postgresql://{USER}@/postgres?host={quote(own, '')}&port={port}"
        _wait_for(url)
        yield url, fail, come_back
        fail()


def _wait_for(url):
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "the server did not answer"
            time.sleep(0.1)
        else:
            return


def test_a_server_that_falls_in_the_middle_comes_back_with_nothing_of_it(
    own_server, run, monkeypatch, halfway, whole, ask, dump, capsys
):
    url, fail, come_back = own_server
    monkeypatch.setenv("CERTTRACK_DB", url)
    assert run("person", "add", "--name", "Bo Li") == 0
    before = dump(url)
    with halfway() as (process, _):
        fail()
    said = process.communicate(timeout=60)[1].splitlines()
    assert (process.returncode, len(said)) == (2, 1), said
    assert "nothing was written" in said[0]
    assert run("ceu", "import", whole, "--write", "--on", "2025-06-01") == 2
    assert "no PostgreSQL server answers there" in capsys.readouterr().err
    come_back()
    assert dump(url) == before
    assert finishes(run, ask, url, whole, capsys)


BOTH = """\
me, other, folder, file = sys.argv[1:]
run("ceu", "list")
meet(folder, me, [other])
say(run("ceu", "import", file, "--write", "--on", "2025-06-01"))
"""


def test_two_imports_of_one_file_at_once_add_it_once(either, start, home, ask):
    path = home / "both.csv"
    path.write_text(HEADER + rows(range(3_000)), encoding="utf-8")
    pair = [start(BOTH, me, other, home, path) for me, other in (("x", "y"), ("y", "x"))]
    said = [process.communicate(timeout=120)[1].splitlines() for process in pair]
    assert [one[-1] for one in said] == ["0", "0"], said
    assert ask(either, COUNTED) == [(3_000, 3_000)]
    assert ask(either, "SELECT count(*) FROM change WHERE table_name = 'activity'") == [(1,)]


def test_who_waits_too_long_for_another_import_is_told(served, halfway, run, whole, ask, capsys):
    with halfway() as (process, _):
        assert run("ceu", "import", whole, "--write", "--on", "2025-06-01") == 2
        assert "the store is locked by another process" in capsys.readouterr().err
    assert process.wait(timeout=60) == 0
    assert ask(served, COUNTED) == [(2 * ROWS, 2 * ROWS)]


MANY = "person,title,completed_on,ceus\n"


def test_undo_leaves_what_another_added_in_between(served, run, start, pipe, ask):
    """Whoever is not in the file is written about while the import goes on."""
    assert run("person", "add", "--name", "Cy Ng") == 0
    talk = ("--title", "Other", "--completed-on", "2025-02-01", "--ceus", "1")
    process = start(IMPORT, pipe)
    with pipe.open("w", encoding="utf-8") as half:
        for part in (range(ROWS), range(ROWS, 2 * ROWS)):
            half.write((MANY if not part.start else "") + _of_the_first(part))
            half.flush()
            assert run("ceu", "add", "--person", "2", *talk, "--force") == 0
    assert process.wait(timeout=60) == 0
    query = "SELECT row_id, after FROM change WHERE after LIKE '%through%'"
    assert len(ask(served, query)) > 1
    assert run("undo") == 0
    assert ask(served, "SELECT person_id, count(*) FROM activity GROUP BY person_id") == [(2, 2)]


def _of_the_first(numbers):
    return "".join(f"1,{row}" for row in rows(numbers).splitlines(keepends=True))
