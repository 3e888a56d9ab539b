"""Tokens by which programs are let in to the JSON API: made, listed, taken back and known.

Of a token only its SHA-256 is kept, in a file of its own that nobody else can read. Each
token has 256 random bits, so that nobody finds it by trying and its hash needs no salt.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from certtrack.errors import did_you_mean, refuse

Scope = Literal["read", "write"]
"""What a token allows: to read, or to change things too."""

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 80
SIGN = "certtrack_"
"""What every token begins with, so that programs that look for lost secrets find it."""

UNREADABLE = "this is no token of certtrack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token, without what it is.

    Args:
        name: What it is called.
        scope: What it allows.
        made_on: The day it was made.
        until: The last day on which it lets anybody in; None for no end.
        sha256: The SHA-256 of the token, in hexadecimal digits.
    """

    name: str
    scope: Scope
    made_on: date
    until: date | None
    sha256: str

    def is_valid_on(self, day: date) -> bool:
        """Whether it lets anybody in on a day."""
        return self.until is None or day <= self.until


def add(folder: Path, name: str, scope: Scope, until: date | None, today: date) -> str:
    """Make a token; gives it, for the only time.

    Args:
        folder: Where tokens are kept; made when it is not there.
        name: What it is called: small letters, digits and single hyphens.
        scope: What it allows.
        until: The last day on which it lets anybody in; None for no end.
        today: The day on which it is made.

    Raises:
        Refused: For another name, one that is taken, a day that is over; when it cannot be kept.
    """
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        hint = "Use small letters, digits and single hyphens, for example payroll."
        raise refuse(f"{name!r} is no name of a token", hint=hint)
    if until and until < today:
        raise refuse(f"{until} is over: the token would let nobody in", where="--until")
    secret = f"{SIGN}{secrets.token_urlsafe(32)}"
    kept = {
        "scope": scope,
        "made_on": today.isoformat(),
        "until": until.isoformat() if until else None,
        "sha256": _hash(secret),
    }
    _keep(folder, name, json.dumps(kept))
    return secret


def _keep(folder: Path, name: str, text: str) -> None:
    path = _path(folder, name)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        hint = f"Choose another name, or take it back: certtrack serve token remove {name}."
        raise refuse(f"there is a token {name!r} already", hint=hint) from None
    except OSError as error:
        raise refuse(f"the token cannot be kept: {error.strerror}", where=str(folder)) from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise refuse(f"the token cannot be kept: {error.strerror}", where=str(path)) from None


def listed(folder: Path) -> list[Token]:
    """Every token, by name; those that are over too.

    Raises:
        Refused: When a file in the folder is none or cannot be read.
    """
    return [_read(path) for path in _files(folder)]


def remove(folder: Path, name: str) -> None:
    """Take a token back: from then on it lets nobody in.

    Raises:
        Refused: When there is none of that name; when it cannot be removed.
    """
    names = [path.stem for path in _files(folder)]
    if name not in names:
        hint = did_you_mean(name, names) or "See certtrack serve token list."
        raise refuse(f"there is no token {name!r}", hint=hint)
    path = _path(folder, name)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise refuse(f"the token cannot be removed: {error.strerror}", where=str(path)) from None


def known(folder: Path, secret: str, today: date) -> Token | None:
    """The token that somebody gave; None when it is none of ours, or is over.

    Every token is looked at to the end, so that how long it takes tells nothing of any.

    Args:
        folder: Where tokens are kept.
        secret: What was given.
        today: The day on which it was.
    """
    given = _hash(secret)
    found = None
    for one in _readable(folder):
        if secrets.compare_digest(one.sha256.encode(), given.encode()):
            found = one
    return found if found and found.is_valid_on(today) else None


def _readable(folder: Path) -> Iterator[Token]:
    """The tokens that can be read: a damaged file lets nobody in, and keeps nobody out."""
    for path in _files(folder):
        try:
            yield _token(path)
        except (OSError, ValueError):
            continue


def _read(path: Path) -> Token:
    try:
        return _token(path)
    except OSError as error:
        raise refuse(f"the token cannot be read: {error.strerror}", where=str(path)) from None
    except ValueError:
        raise refuse(UNREADABLE, where=str(path), hint="Remove the file.") from None


def _token(path: Path) -> Token:
    """A token as it is kept.

    Raises:
        OSError: When the file cannot be read.
        ValueError: When it is no token.
    """
    kept = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(kept, dict) or kept.keys() != {"scope", "made_on", "until", "sha256"}:
        raise ValueError(UNREADABLE)
    words = [kept["made_on"], kept["sha256"], kept["until"] or ""]
    if kept["scope"] not in get_args(Scope) or not all(isinstance(one, str) for one in words):
        raise ValueError(UNREADABLE)
    return Token(
        name=path.stem,
        scope=kept["scope"],
        made_on=date.fromisoformat(kept["made_on"]),
        until=date.fromisoformat(kept["until"]) if kept["until"] else None,
        sha256=kept["sha256"],
    )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()
