"""Files of documents: whole or not at all, and never in the place of another's file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import IO

from certtrack.errors import refuse

LARGEST_LOOKED_AT = 100_000_000


def must_be_ours(out: Path, kinds: Sequence[str], mark: bytes, *, force: bool) -> None:
    """See that a file may be written before anything is computed for it.

    Args:
        out: The file.
        kinds: How it may end.
        mark: What a file has in it that certtrack made and may replace.
        force: Replace any other file too.

    Raises:
        Refused: When it may not.
    """
    if out.suffix.lower() not in kinds:
        raise refuse(f"the file must end in {' or '.join(kinds)}", where=str(out))
    if not out.parent.is_dir():
        raise refuse("there is no such folder", where=str(out.parent))
    if out.exists() and not out.is_file():
        raise refuse("this is no file", where=str(out))
    if out.exists() and not force and not _has(out, mark):
        what = "the file is there already, and certtrack did not make it"
        raise refuse(what, where=str(out), hint="Add --force to overwrite.")


def _has(out: Path, mark: bytes) -> bool:
    try:
        return out.stat().st_size <= LARGEST_LOOKED_AT and mark in out.read_bytes()
    except OSError:
        return False


@contextmanager
def whole(out: Path) -> Iterator[IO[bytes]]:
    """A file that takes its place when all is written; else nothing is changed.

    Raises:
        Refused: When it cannot be written.
    """
    unfinished = out.with_name(f".{out.name[:80]}.{token_hex(4)}.unfinished")
    try:
        with unfinished.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(out)
    except OSError as error:
        raise refuse(f"the file cannot be written: {error.strerror}", where=str(out)) from None
    finally:
        unfinished.unlink(missing_ok=True)
