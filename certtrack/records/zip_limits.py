"""How much a ZIP that somebody hands in may unpack to before it is a mistake or a trap."""

from __future__ import annotations

import zipfile

PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The ways of packing that are read."""

ENOUGH, DENSEST = 20_000_000, 100
"""Bytes that any ZIP may have unpacked, and how many times its size a larger one may."""


def most_unpacked(size: int, largest: int) -> int:
    """How many bytes all parts of a ZIP together may have unpacked.

    Args:
        size: The bytes of the ZIP.
        largest: The most that one of its kind may have.
    """
    return min(largest, max(ENOUGH, DENSEST * size))
