"""Finding names that somebody may have misspelt: ranked, never chosen among."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")

ENOUGH = 75
"""From what likeness on, of 100, a name is told."""


def ranked(text: str, names: Mapping[K, str], at_most: int) -> list[tuple[K, float]]:
    """Those whose names are like a text, the likeliest first, each with its likeness up to 100.

    Case, signs and the order of words play no part; a part of a name is like all of it, and
    so is one with a letter or two wrong. Of names that are equally like the text the one that
    comes first stays first.

    Args:
        text: What somebody wrote.
        names: Names by what they name.
        at_most: How many are told.
    """
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        text,
        names,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=ENOUGH,
        limit=at_most,
    )
    return [(key, score) for _, score, key in found]
