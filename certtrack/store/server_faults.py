"""One sentence for whatever PostgreSQL, or the way to it, refuses."""

from __future__ import annotations

import re

import psycopg

from certtrack.errors import Refused, refuse
from certtrack.store.claims import Collision
from certtrack.store.server import ESCAPED, Server

COLLISIONS = ("40001", "40P01")
"""Not serialisable; deadlock."""

BY_STATE: dict[str, tuple[str, str | None]] = {
    "55P03": (
        "the store is locked by another process",
        "Wait until the other program has written, and try again.",
    ),
    "25006": (
        "the store cannot be written: this server, or this role, may only read",
        "Give the URL of the primary server.",
    ),
    "42501": (
        "the role may not do this: {said}",
        "Let the store's owner GRANT it, or connect as another role.",
    ),
    "3F000": ("there is no schema to keep the store in", "See the role's search_path."),
    "42P01": ("this is not a whole certtrack store: {said}", "Restore a backup."),
    "42703": ("this is not a whole certtrack store: {said}", "Restore a backup."),
    "53100": ("the server's disk is full; nothing was written", None),
    "53300": ("the server takes no more connections", "Try again later."),
}
"""What a state that the server reports means, and what to do; by its class below."""

BY_CLASS: dict[str, tuple[str, str | None]] = {
    "22": ("the database refuses a value: {said}; nothing was written", None),
    "23": ("the database refuses a row: {said}; nothing was written", None),
    "53": ("the server lacks something: {said}; nothing was written", "Try again later."),
    "57": (
        "the server stopped working for us; nothing was written",
        "Try again when it is back.",
    ),
}

ON_THE_WAY: tuple[tuple[str, str, str | None], ...] = (
    (
        r"password authentication failed|authentication failed for user",
        "the server does not take this user and password",
        ESCAPED,
    ),
    (
        r"no password supplied",
        "the server asks for a password and none was given",
        "Put it into ~/.pgpass or PGPASSWORD, or into the URL.",
    ),
    (r'role ".*" does not exist', "the server does not know this user", None),
    (
        r'database ".*" does not exist',
        "the server has no database of this name",
        "Make it first: createdb --owner USER DATABASE.",
    ),
    (r"no pg_hba.conf entry", "the server lets nobody in from here as this user", None),
    (r"permission denied for database", "the user may not connect to this database", None),
    (
        r"Name or service not known|could not translate host|nodename nor servname"
        r"|failed to resolve|No address associated|name resolution",
        "there is no host of this name",
        "See how it is written, and whether this machine is on the network.",
    ),
    (
        r"Connection refused|No such file or directory",
        "no PostgreSQL server answers there",
        "See host and port, and whether it runs.",
    ),
    (r"timeout expired|timed out|timeout", "the server does not answer in time", None),
    (r"starting up|shutting down|in recovery", "the server is not ready yet", "Try again soon."),
    (r"too many clients|too many connections|remaining connection slots", *BY_STATE["53300"]),
    (r"SSL|certificate|sslmode|GSSAPI", "no secure connection can be made: {said}", None),
)
"""What the library says when there is no connection; it gives no states for these."""


def unreachable(error: psycopg.Error, server: Server) -> Refused:
    """One sentence for a connection that could not be made."""
    said = _said(error, server)
    for pattern, what, hint in ON_THE_WAY:
        if re.search(pattern, str(error)):
            return refuse(what.format(said=said), where=server.shown, hint=hint)
    return refuse(f"the server cannot be reached: {said}", where=server.shown)


def trouble(
    error: BaseException, server: Server, *, serial: bool = False, committing: bool = False
) -> Refused:
    """One sentence for what went wrong on a connection.

    Args:
        error: What was raised.
        server: Where.
        serial: Whether the work was to be as if nobody else wrote: then a row that is
            there against expectation is another writer's.
        committing: Whether it happened while the work was being confirmed.
    """
    state = getattr(error, "sqlstate", None) or ""
    if state in COLLISIONS or (serial and state == "23505"):
        told = refuse(
            "others are changing the same just now; nothing was written",
            where=server.shown,
            hint="Try again.",
        )
        return Collision(*told.faults)
    if state in ("", "57P01", "57P02") or state.startswith("08"):
        return _lost(error, server, committing=committing)
    what, hint = BY_STATE.get(state) or BY_CLASS.get(state[:2]) or ("{said}", None)
    said = _said(error, server)
    return refuse(what.format(said=said), where=server.shown, hint=hint)


def _lost(error: BaseException, server: Server, *, committing: bool) -> Refused:
    if not isinstance(error, psycopg.OperationalError):
        return refuse(f"the store cannot be used: {_said(error, server)}", where=server.shown)
    if committing:
        # The confirmation may have been lost, or the work before it: nobody here can know.
        return refuse(
            "the connection was lost while the change was being confirmed",
            where=server.shown,
            hint="It is there whole or not at all: look before you repeat it.",
        )
    hint = "Try again when it can be reached."
    return refuse("the connection was lost; nothing was written", where=server.shown, hint=hint)


def _said(error: BaseException, server: Server) -> str:
    """The first line of what was said, without secrets or where in its own code."""
    diagnosis = getattr(error, "diag", None)
    said = (diagnosis.message_primary if diagnosis else None) or str(error)
    lines = said.strip().splitlines()
    return server.hushed(lines[0].removeprefix("ERROR: ").strip() if lines else "no reason given")
