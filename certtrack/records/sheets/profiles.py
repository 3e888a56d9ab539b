"""Profiles: which column of a table is which key of a record, kept under a name.

Shipped ones tell the usual names of columns, by the shape of a table; a user's own, in the
configuration folder, tells the columns of one kind of file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from certtrack.errors import Refused, did_you_mean, refuse
from certtrack.reading.files import read_document
from certtrack.reading.shapes import read, write
from certtrack.records.activity_csv import HINTS, PERSON
from certtrack.records.sheets.days import Order
from certtrack.rules.shape import SchemaVersion, Text, shape

SHIPPED = Path(__file__).with_name("profiles")
IGNORED, UNIT, AMOUNT = "ignore", "unit", "amount"
HOURS: Literal["hours"] = "hours"
TARGETS = (PERSON, *HINTS, HOURS, AMOUNT, UNIT, IGNORED)
"""What a column can be taken for: a key, hours that become minutes, an amount with its unit
in each cell, the unit of the amount, or nothing."""

Encoding = Literal["utf-8", "utf-16", "windows-1252"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table, with profiles of its own.

    Args:
        name: What it is a table of, as the folder of its profiles is called.
        keys: What a column of it can be taken for.
    """

    name: str
    keys: tuple[str, ...]


ACTIVITIES = Kind("activities", TARGETS)


@shape
class Profile:
    """Which names of columns stand for which key."""

    schema_: Annotated[SchemaVersion, Field(alias="schema")] = 1
    about: Annotated[Text | None, Field(description="What such a table is, in a line.")] = None
    names: Annotated[
        dict[str, tuple[str, ...]], Field(description="For each key the names of its columns.")
    ]
    dates: Annotated[Order | None, Field(description="The order of day and month.")] = None
    encoding: Annotated[Encoding | None, Field(description="How text is written.")] = None

    def by_name(self) -> dict[str, str]:
        """The key of each column's name, written plainly."""
        return {plain(name): key for key, names in self.names.items() for name in names}


def plain(name: str) -> str:
    """A column's name in small letters, without signs and what stands in brackets."""
    return " ".join(re.sub(r"\([^)]*\)|[^\w]|_", " ", name.casefold()).split())


def shipped(kind: Kind) -> dict[str, Profile]:
    """The shipped profiles of a kind of table by name, the most usual first."""
    paths = sorted((SHIPPED / kind.name).glob("*.toml"))
    return {path.stem: _read(path, kind) for path in paths}


def folder(kind: Kind) -> Path:
    """Where a user's own profiles of a kind of table are."""
    from platformdirs import user_config_path

    return user_config_path("certtrack", appauthor=False) / "import-profiles" / kind.name


def found(name: str, kind: Kind) -> Profile:
    """The profile of a name: the user's own, else a shipped one.

    Raises:
        Refused: When there is none, or it has faults.
    """
    folders = folder(kind), SHIPPED / kind.name
    for path in (where / f"{name}.toml" for where in folders):
        if _is_name(name) and path.is_file():
            return _read(path, kind)
    known = sorted({path.stem for where in folders for path in where.glob("*.toml")})
    hint = did_you_mean(name, known) or f"Known are {', '.join(known)}."
    raise refuse(f"there is no profile {name!r}", where="--profile", hint=hint)


def keep(name: str, profile: Profile, kind: Kind) -> Path:
    """Keep a profile under a name of the user's; gives its file. One of that name is replaced.

    Raises:
        Refused: When the name is none, or the file cannot be written.
    """
    must_be_name(name)
    import tomlkit

    path = folder(kind) / f"{name}.toml"
    tables = write(profile)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(tomlkit.dumps(tables), encoding="utf-8")
    except OSError as error:
        raise refuse(f"the file cannot be written: {error.strerror}", where=str(path)) from None
    return path


def must_be_name(name: str) -> None:
    """Refuse what cannot be the name of a profile.

    Raises:
        Refused: When it has other signs than a name may have.
    """
    if not _is_name(name):
        hint = "Small letters, digits and single hyphens."
        raise refuse(f"{name!r} is no name for a profile", where="--save-profile", hint=hint)


def own(kind: Kind) -> list[str]:
    """The names of a user's own profiles of a kind of table."""
    return sorted(path.stem for path in folder(kind).glob("*.toml"))


def target(name: str, where: str, kind: Kind) -> str:
    """What a column of a kind of table is taken for, as somebody wrote it.

    Raises:
        Refused: For anything that no column can be.
    """
    key = name.strip().replace("-", "_")
    if key not in kind.keys:
        hint = did_you_mean(key, kind.keys) or f"It is one of: {', '.join(kind.keys)}."
        raise refuse(f"{name!r} is nothing that a column can be", where=where, hint=hint)
    return key


def _read(path: Path, kind: Kind) -> Profile:
    document = read_document(path)
    profile = read(Profile, document.tables, document.place)
    faults: list[Refused] = []
    for key in profile.names:
        try:
            target(key, document.place(("names", key)), kind)
        except Refused as refused:
            faults.append(refused)
    if faults:
        raise Refused(*(fault for one in faults for fault in one.faults))
    return profile


def _is_name(name: str) -> bool:
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) is not None


def of_columns(taken: Mapping[str, str], dates: Order | None, encoding: Encoding | None) -> Profile:
    """A profile of columns, each with what it is taken for."""
    names: dict[str, tuple[str, ...]] = {}
    for column, key in taken.items():
        names[key] = (*names.get(key, ()), column)
    return Profile(names=names, dates=dates, encoding=encoding)
