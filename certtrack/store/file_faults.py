"""One sentence for each thing that SQLite or the system says of a store's file."""

from __future__ import annotations

import sqlite3

from certtrack.errors import Refused, refuse
from certtrack.store.location import Location

FAILURES = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What SQLite raises; the second where its own words repeat the damage of a schema."""

DAMAGE = ("not a database", "malformed", "corrupt")
UNWRITABLE = ("readonly", "unable to open")


def trouble(error: BaseException, location: Location) -> Refused:
    """What is said of a store that failed."""
    said = str(error)
    where = str(location.path)
    if "locked" in said:
        hint = "Close the other program that writes to it and try again."
        return refuse("the store is locked by another process", where=where, hint=hint)
    if any(word in said for word in UNWRITABLE):
        return refuse("the store cannot be written; see its permissions", where=where)
    if is_damage(error):
        hint = "Put a backup in its place: certtrack restore FILE; the usual ones are in backups/."
        return refuse("the store is damaged or no certtrack store", where=where, hint=hint)
    if "full" in said:
        return refuse("the disk is full; nothing was written", where=where)
    if "disk I/O" in said:
        what = "the disk takes or gives no more: it is full or failing; nothing was written"
        return refuse(what, where=where)
    return refuse(f"the store cannot be used: {said}", where=where)


def is_damage(error: BaseException) -> bool:
    """Whether a file is not what SQLite wrote."""
    return isinstance(error, UnicodeDecodeError) or any(word in str(error) for word in DAMAGE)


def uncopied(error: BaseException, location: Location, hint: str) -> Refused:
    """What is said when a copy that is made by itself could not be made.

    Args:
        error: Why.
        location: The store.
        hint: How to go on without it.
    """
    if is_damage(error):
        return trouble(error, location)
    why = (error.strerror if isinstance(error, OSError) else None) or str(error)
    what = f"no copy of the store could be made, so nothing was done: {why}"
    return refuse(what, where=str(location.path), hint=hint)
