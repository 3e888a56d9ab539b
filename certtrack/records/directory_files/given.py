"""What somebody gives: a file of a directory, or a ZIP of several, read where it lies.

A ZIP can claim to be small and unpack to gigabytes, or name places outside the folder that it
is unpacked into. So it is never unpacked: its tables are read as a stream, after its directory
was looked through.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from certtrack.errors import refuse
from certtrack.reading.files import Content, content_of
from certtrack.reading.seen_text import one_line
from certtrack.records.zip_limits import PACKED, most_unpacked

LARGEST = 1_000_000_000
"""Bytes of all tables of a ZIP."""

MOST_TABLES = 20
BEGINNING = (b"PK\x03\x04", b"PK\x05\x06")
"""How a ZIP begins, with parts and without any."""

REVISED = "_rv"
"""How a name ends that has a newer version of the table beside it, as NCES names them."""

DAMAGED = (OSError, ValueError, RuntimeError, struct.error)
"""What opening a damaged ZIP, or a part of one, ends in besides its own error."""

ENCRYPTED = 1
"""The bit of a part that says so."""


@contextmanager
def given(path: Path) -> Iterator[list[Content]]:
    """The tables that somebody gives as one file, open as long as this is.

    Args:
        path: A CSV file, or a ZIP with some; what else is in a ZIP is passed over.

    Raises:
        Refused: When it cannot be read, or is a ZIP without tables, a trap, or damaged.
    """
    whole = content_of(path)
    with whole.open() as file:
        is_zip = file.read(len(BEGINNING[0])) in BEGINNING
    if not is_zip:
        yield [whole]
        return
    try:
        with _opened(path) as parts:
            tables = _tables(parts, path.name)
            _must_be_harmless(parts, whole)
            yield [_content(parts, one, path.name) for one in tables]
    except (zipfile.BadZipFile, zlib.error, EOFError):
        hint = "Download it again."
        raise refuse("the ZIP file is damaged", where=path.name, hint=hint) from None


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except DAMAGED as error:
        raise zipfile.BadZipFile from error


def _tables(parts: zipfile.ZipFile, where: str) -> list[zipfile.ZipInfo]:
    found = [one for one in parts.infolist() if _is_table(one)]
    if not found:
        hint = "Give the ZIP as it was downloaded."
        raise refuse("there is no CSV file in the ZIP", where=where, hint=hint)
    if len(found) > MOST_TABLES:
        what = f"there are {len(found):,} CSV files in the ZIP, which is more than {MOST_TABLES}"
        raise refuse(what, where=where, hint="Unpack it and give those that you mean.")
    revised = {_stem(one) for one in found}
    return [one for one in found if f"{_stem(one)}{REVISED}" not in revised]


def _is_table(part: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(part.filename)
    # A Mac adds a shadow of each file.
    return path.suffix.lower() == ".csv" and "__MACOSX" not in path.parts


def _stem(part: zipfile.ZipInfo) -> str:
    return str(PurePosixPath(part.filename).with_suffix("")).lower()


def _must_be_harmless(parts: zipfile.ZipFile, whole: Content) -> None:
    most = most_unpacked(whole.size, LARGEST)
    if sum(one.file_size for one in parts.infolist()) > most:
        what = f"the ZIP has more than {most // 1_000_000} MB unpacked"
        raise refuse(what, where=whole.name, hint="Unpack it and give its CSV files.")
    for one in parts.infolist():
        if one.flag_bits & ENCRYPTED:
            hint = "Unpack it and give its CSV files."
            raise refuse("the ZIP has a password", where=whole.name, hint=hint)
        if one.compress_type not in PACKED:
            hint = "Unpack it and give its CSV files."
            raise refuse("the ZIP is packed in an unusual way", where=whole.name, hint=hint)
        if _leads_outside(one.filename):
            what = f"the ZIP names a place outside itself: {one_line(one.filename)[:80]!r}"
            raise refuse(what, where=whole.name, hint="Download it again.")


def _leads_outside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in "".join(path.parts[:1])


def _content(parts: zipfile.ZipFile, part: zipfile.ZipInfo, where: str) -> Content:
    name = one_line(PurePosixPath(part.filename).name)
    return Content(f"{where}/{name}", part.file_size, partial(_open, parts, part))


def _open(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> BinaryIO:
    try:
        # What is longer than it says ends there, and has another checksum than it says.
        return cast("BinaryIO", parts.open(part))
    except DAMAGED as error:
        raise zipfile.BadZipFile from error
