"""Where a secret is kept: the settings say the place, never the secret."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, SecretStr

from certtrack.errors import refuse
from certtrack.rules.shape import shape

PLACES = '{ env = "NAME" }, { keyring = "SERVICE", user = "NAME" } or { file = "/path/to/a/file" }'
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
SEEN_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@shape
class FromEnvironment:
    """A secret in a variable of the environment."""

    env: str

    def __str__(self) -> str:
        return f"${self.env}"


@shape
class FromKeyring:
    """A secret in the keyring of the desktop or the system."""

    keyring: str
    user: str

    def __str__(self) -> str:
        return f"the keyring's entry {self.keyring} of {self.user}"


@shape
class FromFile:
    """A secret in a file that only its owner may read."""

    file: Path

    def __str__(self) -> str:
        return f"the file {self.file}"


def secret_source(value: object) -> FromEnvironment | FromKeyring | FromFile:
    """Where a secret is kept, as the settings say it.

    Raises:
        ValueError: For a secret that stands there itself, which is not repeated, or
            for anything else that names no place.
    """
    if not isinstance(value, Mapping):
        raise ValueError(f"a secret does not stand in this file; say where it is: {PLACES}")
    if not all(isinstance(one, str) and one.strip() for one in value.values()):
        raise ValueError(f"the place of a secret is told in words: {PLACES}")
    match value:
        case {"env": name, **rest} if not rest:
            if not VARIABLE.fullmatch(name):
                # Whoever mistakes the place for the secret must not see it in a message.
                raise ValueError("env is the name of a variable, like CERTTRACK_MAIL_PASSWORD")
            return FromEnvironment(env=name)
        case {"keyring": service, "user": user, **rest} if not rest:
            return FromKeyring(keyring=service, user=user)
        case {"file": file, **rest} if not rest:
            return FromFile(file=whole_path(file))
    raise ValueError(f"this names no place of a secret; it is one of {PLACES}")


def whole_path(value: object) -> Path:
    """A file by its whole path; ~ is the user's folder.

    Raises:
        ValueError: For a path that depends on where the program is started.
    """
    path = Path(str(value)).expanduser()
    if not path.is_absolute():
        raise ValueError("give the whole path of the file, from / or ~ on")
    return path


SecretSource = Annotated[FromEnvironment | FromKeyring | FromFile, BeforeValidator(secret_source)]


def revealed(source: FromEnvironment | FromKeyring | FromFile, where: str) -> SecretStr:
    """The secret itself, in a wrapper that does not show it.

    Args:
        source: Where it is kept.
        where: What needs it, for faults.

    Raises:
        Refused: When it is not there, or others may read it.
    """
    match source:
        case FromEnvironment():
            found = os.environ.get(source.env)
        case FromKeyring():
            found = _from_keyring(source, where)
        case FromFile():
            found = _from_file(source.file, where)
    if not found:
        state = "not set" if isinstance(source, FromEnvironment) else "empty or not there"
        raise refuse(f"the secret is to be in {source}, which is {state}", where=where)
    return SecretStr(found)


def _from_keyring(source: FromKeyring, where: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise refuse(
            "a secret in a keyring needs the library keyring, which is not installed",
            where=where,
            hint='Install it: pip install "certtrack[notify]".',
        ) from None
    try:
        return keyring.get_password(source.keyring, source.user)
    except KeyringError:
        hint = "Is a keyring set up and unlocked? `python -m keyring diagnose` says which."
        raise refuse("the keyring cannot be read", where=where, hint=hint) from None


def _from_file(path: Path, where: str) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            # Of the file that is open: what its name leads to may change meanwhile.
            _must_be_mine_alone(path, os.fstat(file.fileno()), where)
            return file.read().strip("\r\n")
    except FileNotFoundError:
        raise refuse(f"there is no file {path} with the secret", where=where) from None
    except UnicodeDecodeError:
        raise refuse(f"the file {path} is not UTF-8 text", where=where) from None
    except OSError as error:
        why = error.strerror
        raise refuse(f"the file {path} cannot be read: {why}", where=where) from None


def _must_be_mine_alone(path: Path, found: os.stat_result, where: str) -> None:
    if os.name != "posix":  # pragma: no cover - elsewhere the mode says nothing
        return
    if found.st_uid != os.getuid():
        raise refuse(f"the file {path} with the secret belongs to somebody else", where=where)
    if found.st_mode & SEEN_BY_OTHERS:
        mode = stat.S_IMODE(found.st_mode)
        raise refuse(
            f"others may use the file {path} with the secret (its mode is {mode:04o})",
            where=where,
            hint=f"Keep it to yourself: chmod 600 {path}",
        )
