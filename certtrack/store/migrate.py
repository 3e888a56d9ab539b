"""Bringing a store's schema up to date, after a backup of what it holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from certtrack.store.location import Location

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, location: Location, version: str | None) -> None:
    """Run every migration that the store lacks, in one transaction.

    Args:
        engine: Connects to the store.
        location: Where it is.
        version: Its schema's version; None for a new store, which needs no backup.
    """
    if version is not None:
        back_up(location.path, location.path.with_suffix(f".before-{version}.backup"))
    with engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def configuration() -> Config:
    """What alembic must know to find the migrations."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config


def back_up(source: Path, target: Path) -> None:
    """Copy a store while it may be in use; an older copy of the same name is replaced."""
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with sqlite3.connect(source) as from_, sqlite3.connect(unfinished) as to:
        from_.backup(to)
    from_.close()
    to.close()
    unfinished.replace(target)
