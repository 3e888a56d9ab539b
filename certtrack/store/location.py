"""Where the store is: an option, an environment variable, or the system's data folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from certtrack.errors import refuse
from certtrack.store.server import LOOKS, SCHEMES, Server, server_at

VARIABLE = "CERTTRACK_DB"
SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Location:
    """The store's file."""

    path: Path

    @property
    def shown(self) -> str:
        """The file's name, for people."""
        return str(self.path)


Place = Location | Server
"""Where a store can be: a file of one's own, or a database that a team shares."""


def locate(given: str | None) -> Place:
    """The store to use.

    Args:
        given: A file's path, a sqlite:/// or a postgresql:// URL; None for $CERTTRACK_DB,
            and without that the system's folder for application data.

    Raises:
        Refused: For the URL of another kind of database, or a folder.
    """
    named = given or os.environ.get(VARIABLE) or str(data_folder() / "certtrack.db")
    scheme = named.split(":", 1)[0] if ":" in named else ""
    if scheme.lower() in SCHEMES:
        if "://" not in named:
            # Taken for a file it would be made, with the password in its name.
            raise refuse(f"after {scheme}: come two slashes", hint=f"{LOOKS}.")
        return server_at(named)
    if "://" in named and not named.startswith(SQLITE):
        scheme = named.split("://", 1)[0]
        raise refuse(
            f"a store of the kind {scheme!r} is not supported",
            hint="Give a file's path, or a URL like sqlite:////home/ana/certtrack.db "
            "or postgresql://ana@db.example.org/certtrack.",
        )
    path = Path(named.removeprefix(SQLITE)).expanduser()
    if path.is_dir():
        raise refuse("the store is a folder, not a file", where=str(path))
    return Location(path)


def data_folder() -> Path:
    """The system's folder for what programs keep."""
    from platformdirs import user_data_path

    return user_data_path("certtrack", appauthor=False)
