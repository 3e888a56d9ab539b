"""What the harnesses share: a file of fuzzed bytes, and what may come of reading it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["certtrack"]):
    from certtrack.errors import Refused
    from certtrack.rulebooks.reader import read_files
    from certtrack.rulebooks.shelf import SHIPPED
    from certtrack.rules.rulebook import Library

LIBRARY = Library(read_files(sorted(SHIPPED.rglob("*.toml"))).rulebooks)


def fuzz(
    ending: Callable[[atheris.FuzzedDataProvider], str], read: Callable[[Path], object]
) -> None:
    """Read fuzzed files until told to stop: a refusal is fine, anything else is a finding.

    Args:
        ending: Chooses how a file's name ends.
        read: The reader.
    """
    folder = Path(tempfile.mkdtemp(prefix="certtrack-fuzz-"))

    def once(content: bytes) -> None:
        provider = atheris.FuzzedDataProvider(content[:1])
        path = folder / f"input{ending(provider)}"
        path.write_bytes(content[1:])
        with suppress(Refused):
            read(path)

    atheris.Setup(sys.argv, once)
    atheris.Fuzz()
