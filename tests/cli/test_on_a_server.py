"""Every command that keeps a record does the same on a server as in a file.

The tests are those of files, collected once more with a store on a server.
"""

from __future__ import annotations

import os

import pytest

from tests.cli.test_record_commands import *  # noqa: F403
from tests.postgres import dumped

HISTORY = ("change ", "change_set ")


@pytest.fixture
def home(home, database, monkeypatch):
    """The same folder, with an empty database as the store."""
    monkeypatch.setenv("CERTTRACK_DB", database)
    return home


@pytest.fixture
def store(home, run, record):
    """A store with Ana in it."""
    assert run("import", record).code == 0
    return home / "store.db"


@pytest.fixture
def dump(home):
    """Gives everything in the store, its history and schema included."""
    return lambda _: dumped(os.environ["CERTTRACK_DB"])


@pytest.fixture
def facts(dump):
    """Gives everything in the store but the history of changes."""
    return lambda path: sorted(line for line in dump(path) if not line.startswith(HISTORY))
