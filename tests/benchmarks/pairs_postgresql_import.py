"""The import into a store on a server, and the bare COPY of the same rows into the same table.

A server is started for it and stopped again; where none is installed there is no figure.
"""

from __future__ import annotations

import csv
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
from pairs import COLUMNS, as_kept

sys.path.insert(0, str(Path(__file__).parent.parent))

from postgres_keeper import USER, binaries

from certtrack.services import databases

KEEPER = Path(__file__).parent.parent / "postgres_keeper.py"


def can_serve() -> bool:
    """Whether a server is installed."""
    return binaries() is not None


@dataclass(frozen=True)
class Server:
    """A running server with a store in it, of which copies are made."""

    folder: Path
    port: int
    numbers: Iterator[int]

    def url(self, database: str) -> str:
        """A database's address."""
        return (
            f"postgresql://{USER}@/{database}?host={quote(str(self.folder), '')}&port={self.port}"
        )

    @contextmanager
    def copy(self) -> Iterator[str]:
        """A fresh copy of the store; gives its address."""
        name = f"copy_{next(self.numbers)}"
        self.do("postgres", f"CREATE DATABASE {name} TEMPLATE whole", "CHECKPOINT")
        yield self.url(name)
        self.do("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def do(self, database: str, *statements: str) -> None:
        """Run statements that need no transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def serving(store: Path) -> Iterator[Server]:
    """A server with the store of a file copied into it."""
    with tempfile.TemporaryDirectory(prefix="certtrack-bench-") as above:
        Path(above).chmod(0o755)
        folder = Path(above, "server")
        folder.mkdir(mode=0o700)
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, str(KEEPER), str(folder), str(port), str(os.getpid())]
        keeper = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        try:
            server = Server(folder, port, count())
            _wait_for(server)
            server.do("postgres", "CREATE DATABASE whole")
            databases.copy(str(store), server.url("whole"))
            server.do("whole", "VACUUM ANALYZE")
            yield server
        finally:
            keeper.terminate()
            keeper.wait()


def _wait_for(server: Server) -> None:
    for _ in range(300):
        try:
            server.do("postgres", "SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the PostgreSQL server did not answer in 30 seconds")


def copying(url: str, file: Path) -> Callable[[], object]:
    """The same rows by csv and COPY in one durable transaction, unchecked."""

    def copied() -> None:
        with psycopg.connect(url) as connection, file.open(newline="") as opened:
            rows = csv.reader(opened)
            next(rows)
            copy = f"COPY activity ({COLUMNS}) FROM STDIN"
            with connection.cursor().copy(copy.encode()) as stream:
                for row in as_kept(rows):
                    stream.write_row(row)

    return copied
