"""What stands in a backup about itself: what it was made of, when, and a checksum of each part."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from certtrack.errors import refuse
from certtrack.store.backups.holding import Held

FORMAT = 1
"""The newest form of a backup that this program reads and writes."""

MANIFEST = "manifest.json"
DATABASE = "store.sqlite3"
EVIDENCE = "evidence/"
NAME = re.compile(r"evidence(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+", re.ASCII)
"""How a piece of evidence may be called: nothing that leads out of the vault."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file in a backup.

    Args:
        size: Its bytes.
        sha256: The SHA-256 of its content, in hexadecimal digits.
    """

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself.

    Args:
        format: The form of the backup.
        certtrack: The version of the program that made it.
        store_schema: The version of the store's schema.
        made_at: The moment, as ISO text in UTC.
        store: What the store was called.
        parts: Every file in it but the manifest, by name.
        held: What the store in it holds; None where the backup does not say.
    """

    format: int
    certtrack: str
    store_schema: str
    made_at: str
    store: str
    parts: dict[str, Part]
    held: Held | None = None

    def text(self) -> str:
        """The manifest as it is written."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)

    @property
    def evidence(self) -> list[str]:
        """The names of the evidence in it."""
        return [name for name in self.parts if name.startswith(EVIDENCE)]

    @property
    def size(self) -> int:
        """The bytes of everything in it, once unpacked."""
        return sum(part.size for part in self.parts.values())


def manifest_of(text: bytes, where: str) -> Manifest:
    """The manifest in a backup.

    Args:
        text: What is written there.
        where: What the backup is called.

    Raises:
        Refused: For anything else, a newer form, or a name that leads out of the backup.
    """
    told = _told(text, where)
    if isinstance(told.get("format"), int) and told["format"] > FORMAT:
        raise refuse(
            "the backup was made by a newer certtrack", where=where, hint="Update certtrack."
        )
    manifest = _read(told, where)
    for name in manifest.parts:
        if name != DATABASE and not NAME.fullmatch(name):
            raise refuse(f"the backup names a file that it may not: {name[:80]!r}", where=where)
    if DATABASE not in manifest.parts:
        raise refuse("there is no store in the backup", where=where)
    return manifest


def _told(text: bytes, where: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise refuse("the backup's manifest cannot be read", where=where)
    return told


def _read(told: dict[str, Any], where: str) -> Manifest:
    # Slow to import, and only what is put back needs it.
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Manifest).validate_python(told)
    except ValidationError:
        raise refuse("the backup's manifest cannot be read", where=where) from None
