"""A calendar's file: read before it is written again, and written as a whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile

from certtrack.errors import refuse
from certtrack.reminders.calendar_entry import Concern, Kept
from certtrack.reminders.calendar_text import kept_in

FORCE = "Name another file, or add --force to overwrite it."


def kept_by(out: Path, uid: str, *, force: bool) -> dict[Concern, Kept]:
    """What a calendar's file says of its entries, to be gone on from; nothing when there is none.

    Args:
        out: The file that is to be written.
        uid: Of the calendar that is to be written there.
        force: Whether another file may be overwritten.

    Raises:
        Refused: When it is another file, or another calendar, unless forced.
    """
    content = _content(out)
    if content is None:
        return {}
    try:
        found, kept = kept_in(content)
    except ValueError:
        if force:
            return {}
        raise refuse(
            "the file is there, and is no calendar that certtrack wrote",
            where=str(out),
            hint=FORCE,
        ) from None
    if found == uid:
        return kept
    if force:
        return {}
    raise refuse("the file is a calendar of something else", where=str(out), hint=FORCE)


def write_calendar(out: Path, content: bytes) -> bool:
    """Write a calendar's file, all of it or nothing; gives whether it is another than before.

    A new file is only for its owner to read; one that is there keeps its permissions.

    Raises:
        Refused: When it cannot be written; then it is as it was.
    """
    if _content(out) == content:
        return False
    try:
        # Where a name stands for a file elsewhere, that one is written.
        target = out.resolve()
        _replace(target, content)
    except OSError as error:
        raise refuse(f"the file cannot be written: {error.strerror}", where=str(out)) from None
    return True


def _content(out: Path) -> bytes | None:
    try:
        return out.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refuse(f"the file cannot be read: {error.strerror}", where=str(out)) from None


def _replace(target: Path, content: bytes) -> None:
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o600
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            unfinished.chmod(mode)
            unfinished.replace(target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
