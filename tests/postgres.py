"""A real PostgreSQL server for the tests: one for the whole run, a new database for each test.

Where no server is installed the tests that need one are skipped; in CI that is a failure.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.postgres_keeper import PASSWORD, USER, binaries

RUN = int(os.environ.setdefault("CERTTRACK_TEST_RUN", str(os.getpid())))
"""The process of the whole run; its workers inherit the variable."""

MEMORY, ENOUGH = Path("/dev/shm"), 2 << 30
"""Where files are in memory, if there is room: making and dropping databases waits for the
disk, and every other test with it. The server itself stays as durable as any."""


def _in_memory() -> bool:
    return MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ENOUGH


FOLDER = (MEMORY if _in_memory() else Path(tempfile.gettempdir())) / f"certtrack-tests-{RUN}"
READY = FOLDER / "ready.json"
KEEPER = Path(__file__).with_name("postgres_keeper.py")
MISSING = "no PostgreSQL server is installed (on Debian: apt-get install postgresql)"


@dataclass(frozen=True)
class Running:
    """The server of this test run."""

    folder: str
    port: int

    def url(self, database: str) -> str:
        """A database's address by the server's socket, where everybody is trusted."""
        return f"postgresql://{USER}@/{database}?host={quote(self.folder, '')}&port={self.port}"

    def by_network(self, database: str, user: str = USER, password: str = PASSWORD) -> str:
        """A database's address by the network, where a password is asked for."""
        return f"postgresql://{user}:{quote(password, '')}@127.0.0.1:{self.port}/{database}"

    def make(self, database: str, *more: str) -> str:
        """Make a database; gives its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database} {' '.join(more)}")
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def pytest_unconfigure() -> None:
    """Stop the server when the run ends, if there was one."""
    if os.getpid() != RUN or not READY.exists():
        return
    os.kill(json.loads(READY.read_text())["keeper"], signal.SIGTERM)
    for _ in range(100):
        if not FOLDER.exists():
            break
        time.sleep(0.1)


@pytest.fixture(scope="session")
def server() -> Running:
    """The server; started by whoever needs it first."""
    found = running()
    if found is None:
        assert os.environ.get("CI", "").lower() not in ("1", "true"), MISSING
        pytest.skip(MISSING)
    return found


def running() -> Running | None:
    """The server, started if need be; None where none is installed."""
    if binaries() is None:
        return None
    with FOLDER.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not READY.exists():
            _start()
    return Running(str(FOLDER), json.loads(READY.read_text())["port"])


@pytest.fixture
def database(server: Running) -> Iterator[str]:
    """The address of an empty database of the test's own."""
    name = f"t_{uuid.uuid4().hex}"
    yield server.make(name)
    server.drop(name)


def dumped(url: str) -> list[str]:
    """Everything in a database: each column with its type, and each row."""
    columns = (
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
    )
    with psycopg.connect(url) as connection:
        declared = connection.execute(columns).fetchall()
        lines = [str(column) for column in declared]
        for table in sorted({name for name, *_ in declared}):
            rows = connection.execute(f'SELECT * FROM "{table}" ORDER BY 1').fetchall()
            lines += [f"{table} {row}" for row in rows]
    return lines


def until_it_waits(url: str) -> None:
    """Return as soon as somebody waits for a lock in a database.

    Others wait in other databases of the server.
    """
    waiting = (
        "SELECT 1 FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with psycopg.connect(url, autocommit=True) as looking:
        for _ in range(300):
            if looking.execute(waiting).fetchone():
                return
            time.sleep(0.1)
    raise AssertionError("nobody waits")


def _start() -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    FOLDER.mkdir(mode=0o700)
    keeper = subprocess.Popen(
        [sys.executable, KEEPER, FOLDER, str(port), str(RUN)],
        # It outlives whoever started it, and must hold open nothing that others wait for.
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _wait_for(Running(str(FOLDER), port), keeper)
    READY.write_text(json.dumps({"keeper": keeper.pid, "port": port}))
    # It outlives this process on purpose: the run's end stops it.
    keeper.returncode = 0


def _wait_for(server: Running, keeper: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert keeper.poll() is None, "the PostgreSQL server of the tests did not start"
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the PostgreSQL server of the tests did not answer in 30 seconds")
