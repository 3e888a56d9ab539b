"""Bringing a store's schema up to date, after a backup of what it holds."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from certtrack.errors import refuse
from certtrack.store.file_faults import FAILURES, uncopied
from certtrack.store.files import copy_in_use
from certtrack.store.location import Location

WITHOUT = "Make room; or do without: certtrack db migrate --no-backup."
SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, location: Location, version: str | None, *, copy: bool) -> None:
    """Run every migration that the store lacks, in one transaction.

    Args:
        engine: Connects to the store.
        location: Where it is.
        version: Its schema's version; None for a new store, which needs no backup.
        copy: Whether it is copied before.

    Raises:
        Refused: When that version never was, or no copy can be made.
    """
    must_be_known(version, location.shown)
    if version is not None and copy:
        try:
            copy_in_use(location.path, backup_of(location.path, version))
        except (OSError, *FAILURES) as error:
            raise uncopied(error, location, WITHOUT) from error
    with engine.begin() as connection:
        apply(connection)


def must_be_known(version: str | None, where: str) -> None:
    """Refuse a version that never was."""
    if version not in (None, *known_versions(configuration())):
        hint = "It was not made by a released certtrack."
        raise refuse(f"the schema {version!r} is not known", where=where, hint=hint)


def backup_of(path: Path, version: str) -> Path:
    """Where a file is copied to before it is migrated from a version."""
    return path.with_name(f"{path.name}.before-{version}.backup")


def apply(connection: Connection) -> None:
    """Run every migration that a store lacks, in the connection's transaction."""
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def known_versions(config: Config) -> tuple[str, ...]:
    """Every version of the schema there has been."""
    return tuple(one.revision for one in ScriptDirectory.from_config(config).walk_revisions())


def configuration() -> Config:
    """What alembic must know to find the migrations."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config
