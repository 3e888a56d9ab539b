"""A certificate as somebody hands it in: read whole, known by its content, within limits."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from certtrack.errors import refuse
from certtrack.reading.file_names import harmless
from certtrack.reading.media_types import WORDS, media_type

MEGABYTE = 1_000_000
LARGEST = 25
"""Megabytes that a certificate may have unless another limit is given."""


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that may be kept as evidence.

    Args:
        name: What it was called, made harmless.
        media_type: What it is, by its content.
        content: All of it.
    """

    name: str
    media_type: str
    content: bytes


def read_evidence(path: Path, largest: int = LARGEST) -> EvidenceFile:
    """Read a file that is to be kept.

    Args:
        path: The file.
        largest: How many megabytes it may have.

    Raises:
        Refused: When it cannot be read, is empty, too large, or of a kind that is not kept.
    """
    content = _content(path, largest * MEGABYTE)
    if not content:
        raise refuse("the file is empty", where=str(path))
    if len(content) > largest * MEGABYTE:
        hint = "Scan it smaller, or give another limit: --largest MB."
        raise refuse(f"the file is larger than {largest} MB", where=str(path), hint=hint)
    kind = media_type(content)
    if kind is None:
        what = "by its content the file is none that is kept as evidence"
        raise refuse(what, where=str(path), hint=f"It must be {WORDS}.")
    return EvidenceFile(harmless(path.name), kind, content)


def _content(path: Path, largest: int) -> bytes:
    """A file's bytes; of one that is too large only so many that it is seen to be."""
    try:
        # A pipe is opened without waiting for somebody to write into it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise refuse("this is no file", where=str(path))
            return file.read(largest + 1)
    except FileNotFoundError:
        raise refuse("there is no such file", where=str(path)) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise refuse(f"the file cannot be read: {why}", where=str(path)) from None
