"""Names of files that strangers chose, made harmless on every system and every screen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from certtrack.reading.seen_text import one_line

LONGEST = 120
"""Bytes of a name in UTF-8; no usual file system takes more than 255."""

NAMELESS = "certificate"
FORBIDDEN = re.compile(r'[<>:"|?*]')
RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE)
"""What Windows takes for a device, whatever its ending."""

LONGEST_ENDING = 10


def harmless(name: str) -> str:
    """A name without a folder, a sign that is not seen, or a meaning of its own.

    Control characters and marks that turn the direction of writing are left out; what
    Windows forbids becomes an underscore; nothing is left that begins with a dot or dash.

    Args:
        name: Whatever somebody wrote; it may be a path of any system, or empty.
    """
    # Only afterwards are signs that look like a stroke or a dot the same as those.
    plain = unicodedata.normalize("NFKC", name)
    last = re.split(r"[/\\]", plain)[-1]
    name = FORBIDDEN.sub("_", one_line(last)).strip(". ").lstrip("-. ")
    if RESERVED.fullmatch(name):
        name = f"_{name}"
    return _shortened(name) or NAMELESS


def with_ending(name: str, endings: tuple[str, ...]) -> str:
    """A name that ends as the kind of the file does, one of these, whatever it said before."""
    if not endings or name.lower().endswith(endings):
        return name
    return f"{_shortened(name)}{endings[0]}"


def unlike(names: Iterable[str]) -> list[str]:
    """The same names, numbered where two would be one file on some system."""
    taken: set[str] = set()
    made = []
    for name in names:
        stem, ending = _parted(name)
        one, number = name, 1
        while one.casefold() in taken:
            number += 1
            one = f"{stem} ({number}){ending}"
        taken.add(one.casefold())
        made.append(one)
    return made


def _parted(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    if stem and len(ending) <= LONGEST_ENDING:
        return stem, f"{dot}{ending}"
    return name, ""


def _shortened(name: str) -> str:
    stem, ending = _parted(name)
    room = LONGEST - len(ending.encode())
    return f"{stem.encode()[:room].decode(errors='ignore').rstrip('. ')}{ending}" if stem else ""
