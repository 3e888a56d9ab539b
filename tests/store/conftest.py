"""A store of the test's own, with one person in it, and processes that write to it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from certtrack.__main__ import main
from certtrack.store.location import Location, Place, locate
from tests.dumps import statements
from tests.postgres import dumped

PROGRAM = """\
import sys, time
from pathlib import Path
from certtrack.__main__ import main

def run(*args):
    sys.argv = ["certtrack", *args]
    try:
        main()
    except SystemExit as stop:
        return stop.code or 0
    return 0

def say(word):
    sys.stderr.write(f"{word}\\n")
    sys.stderr.flush()

def meet(folder, me, others):
    '''Wait until every process has come to the same point.'''
    Path(folder, me).touch()
    while not all(Path(folder, other).exists() for other in others):
        pass

"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, with the program's environment pointing into it."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("CERTTRACK_DB", str(tmp_path / "store.db"))
    monkeypatch.delenv("CERTTRACK_RULEBOOKS", raising=False)
    return tmp_path


@pytest.fixture
def run(home: Path) -> Callable[..., int]:
    """Run the program in this process; gives its exit code."""
    return run_program


def run_program(*args: object) -> int:
    """Run the program in this process, on whatever store the environment names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["certtrack", *map(str, args)])
        try:
            main()
        except SystemExit as stop:
            return int(stop.code or 0)
    return 0


@pytest.fixture
def store(home: Path, run: Callable[..., int]) -> Path:
    """A store with Bo in it."""
    assert run("person", "add", "--name", "Bo Li") == 0
    return home / "store.db"


@pytest.fixture
def location(store: Path) -> Location:
    """Where that store is."""
    return Location(store)


@pytest.fixture(params=["sqlite", "postgresql"])
def new(request: pytest.FixtureRequest, home: Path) -> Iterator[Callable[[], str]]:
    """Gives places for stores of their own, in files and then once more on a server."""
    made: list[str] = []
    server = request.getfixturevalue("server") if request.param == "postgresql" else None

    def new_() -> str:
        name = f"n{uuid.uuid4().hex}"
        made.append(name)
        return server.make(name) if server else str(home / f"{name}.db")

    yield new_
    for name in made if server else ():
        server.drop(name)


@pytest.fixture
def either(new: Callable[[], str], run: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with Bo in it, in a file and then once more on a server."""
    url = new()
    monkeypatch.setenv("CERTTRACK_DB", url)
    assert run("person", "add", "--name", "Bo Li") == 0
    return url


@pytest.fixture
def served(database: str, run: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a store on a server, with Bo in it."""
    monkeypatch.setenv("CERTTRACK_DB", database)
    assert run("person", "add", "--name", "Bo Li") == 0
    return database


@pytest.fixture
def place(either: str) -> Place:
    """Where that store is."""
    return locate(either)


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process that can run the program again and again; what is said is on stderr."""
    started = []

    def start_(script: str, *args: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PROGRAM + script, *map(str, args)]
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ,
        )
        started.append(process)
        return process

    yield start_
    for process in started:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.fixture
def ask() -> Callable[..., list[tuple[object, ...]]]:
    """Ask a store in plain SQL, past the program."""
    return _ask


def _ask(store: Path | str, query: str, *values: object) -> list[tuple[object, ...]]:
    if str(store).startswith("postgresql"):
        with psycopg.connect(str(store)) as server:
            cursor = server.execute(query.replace("%", "%%").replace("?", "%s"), values)
            return cursor.fetchall() if cursor.description else []
    with closing(sqlite3.connect(store)) as connection:
        rows = connection.execute(query, values).fetchall()
        connection.commit()
        return rows


@pytest.fixture
def dump() -> Callable[[Path | str], list[str]]:
    """Gives everything in a store, its history and schema included."""

    def dump_(store: Path | str) -> list[str]:
        if str(store).startswith("postgresql"):
            return dumped(str(store))
        return statements(Path(store))

    return dump_
