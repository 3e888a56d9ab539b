"""Files that were sent and are not taken in yet: they wait while a form is filled in.

They lie in a folder of the user's own, so that a form can be handed in after the dashboard
was started again. What nobody came back for is removed after a day.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from time import time

from certtrack.errors import refuse
from certtrack.reading.file_names import harmless
from certtrack.web.sent import Sent

WAITS = 24 * 60 * 60
"""Seconds that a file waits."""

MARK = 22
"""Characters of the name under which a file waits."""


def hold(folder: Path, name: str, content: bytes) -> str:
    """Let a file wait; gives the name under which it can be asked for.

    Args:
        folder: Where files wait; made when it is not there.
        name: What the file is called.
        content: All of it.

    Raises:
        Refused: When it cannot be written.
    """
    mark = secrets.token_urlsafe(16)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder)
        (folder / mark).mkdir(mode=0o700)
        path = folder / mark / harmless(name)
        path.touch(mode=0o600)
        path.write_bytes(content)
    except OSError as error:
        shutil.rmtree(folder / mark, ignore_errors=True)
        raise refuse(f"the file cannot be kept: {error.strerror}") from None
    return mark


def held(folder: Path, mark: str) -> Path | None:
    """The file that waits under a name; None when it does not, or no longer."""
    plain = mark.replace("-", "").replace("_", "")
    if len(mark) != MARK or not (plain.isascii() and plain.isalnum()):
        return None
    place = folder / mark
    return next(iter(sorted(place.iterdir())), None) if place.is_dir() else None


def let_go(folder: Path, mark: str) -> None:
    """Remove a file that waits, if it does."""
    if held(folder, mark):
        shutil.rmtree(folder / mark, ignore_errors=True)


def received(folder: Path, was_sent: Sent, field: str) -> Sent:
    """What a form sent, with the name under which its file waits (`held`), if one came.

    Args:
        folder: Where files wait.
        was_sent: What the form sent; a file that came before is removed for a new one.
        field: The field of the file.

    Raises:
        Refused: When it cannot be written.
    """
    if field not in was_sent.files:
        return was_sent
    let_go(folder, was_sent.text("held"))
    return Sent({**was_sent.texts, "held": hold(folder, *was_sent.files[field])}, {})


def _sweep(folder: Path) -> None:
    for place in folder.iterdir():
        if time() - place.stat().st_mtime > WAITS:
            shutil.rmtree(place, ignore_errors=True)
