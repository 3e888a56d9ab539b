"""What do the rules say, what changed, and are these rule files right?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from certtrack.errors import refuse
from certtrack.rulebooks.shelf import library, shipped_and
from certtrack.rules.outline import Change, changes
from certtrack.rules.rulebook import Library, Rulebook


def books(folders: Sequence[Path]) -> Library:
    """Every rulebook: the shipped ones, those in the folders and in the configuration folder.

    Raises:
        Refused: With every fault of every file.
    """
    return library(folders)


def rulebook(code: str, library: Library) -> Rulebook:
    """The rulebook of a credential.

    Raises:
        Refused: When no rulebook has the code, or several bodies' have.
    """
    book = library.find(code)
    if book is None:
        # Only what is wrong needs it.
        from certtrack.rulebooks.names import doubt

        what, hint = doubt(code, library)
        raise refuse(what, hint=hint)
    return book


def differences(book: Rulebook, earlier: date, later: date) -> tuple[Change, ...]:
    """The rules that read otherwise on a later day, that came, and that went.

    Raises:
        Refused: When the later day is before the earlier one.
    """
    if later < earlier:
        raise refuse(f"{later} comes before {earlier}; give the earlier day first")
    return changes(book, earlier, later)


def in_order(library: Library) -> list[Rulebook]:
    """Every rulebook, by its body and its code."""
    return sorted(library, key=lambda book: (book.body.code, book.code))


def check(files: Sequence[Path], folders: Sequence[Path]) -> int:
    """Read rule files together with the shipped ones; gives how many were read.

    Args:
        files: Files to check; none for all that certtrack would use.
        folders: The user's folders of rule files.

    Raises:
        Refused: With every fault of every file.
    """
    from certtrack.rulebooks.reader import read_files

    paths = list(dict.fromkeys([*shipped_and(folders), *(path.resolve() for path in files)]))
    read_files(paths)
    return len(files) or len(paths)


def rule_schema() -> dict[str, Any]:
    """The JSON Schema of a credential's rule file, for editors that complete it."""
    from certtrack.reading.schema import schema_of
    from certtrack.rules.rule_file import Credential

    return schema_of(Credential, "certtrack rule file of a credential, version 1")
