"""Accounts of people who use the dashboard over the net: made, listed, changed and known.

Each is a file of its own that nobody else can read. Of a password only its Argon2 hash is
kept, made by the library pwdlib with what its authors recommend. Who has no password here is
known by an identity provider.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from certtrack.errors import Fault, Refused, did_you_mean, refuse
from certtrack.services.identity import Identity

if TYPE_CHECKING:
    from pwdlib import PasswordHash

Role = Literal["holder", "manager", "admin"]
"""What an account may see: one's own record; that of people in one's care; everything."""

NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,79}")
SHORTEST, LONGEST = 15, 256
"""Characters of a password: where it is all that is asked for, NIST SP 800-63B-4 wants 15."""

UNREADABLE = "this is no account of certtrack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may sign in.

    Args:
        name: By which they sign in.
        role: What they may see.
        person: The number of the person in the store that they are; None where they are none.
        manages: Whose people a manager looks after: the manager's name or e-mail, as records
            have it; None for any other role.
        password: The hash of the password; None for whoever signs in by a provider.
        stamp: Another one as soon as the password is: who signed in before is out then.
        identity: Who they are to an identity provider; None for whoever has a password.
    """

    name: str
    role: Role
    person: int | None
    manages: str | None
    password: str | None
    stamp: str
    identity: Identity | None = None


def add(
    folder: Path,
    name: str,
    role: Role,
    person: int | None,
    manages: str | None,
    proof: str | Identity,
) -> Account:
    """Make an account.

    Args:
        folder: Where accounts are kept; made when it is not there.
        name: By which somebody signs in: small letters, digits and . _ @ + -
        role: What they may see.
        person: The number of the person in the store that they are.
        manages: Whose people a manager looks after.
        proof: How they sign in: a password, or who they are to an identity provider.

    Raises:
        Refused: For another name, one that is taken, a password that is too short, an identity
            that is none or somebody else's, a holder who is no person or a manager of nobody;
            when it cannot be kept.
    """
    identity = proof if isinstance(proof, Identity) else None
    faults = [*_of_name(folder, name), *_of_role(role, person, manages)]
    faults += _of_identity(folder, identity) if identity else _of_password(str(proof))
    if faults:
        raise Refused(*faults)
    made = Account(
        name=name,
        role=role,
        person=person,
        manages=manages,
        password=None if identity else _hasher().hash(str(proof)),
        stamp=secrets.token_hex(8),
        identity=identity,
    )
    _keep(folder, made)
    return made


def _of_name(folder: Path, name: str) -> Iterator[Fault]:
    if not NAME.fullmatch(name):
        hint = "Use small letters, digits and . _ @ + -, for example ana or ana@example.org."
        yield Fault(f"{name!r} is no name of an account", "NAME", hint)
    elif _path(folder, name).exists():
        yield Fault(f"there is an account {name!r} already", "NAME")


def _of_role(role: Role, person: int | None, manages: str | None) -> Iterator[Fault]:
    if role == "holder" and person is None:
        yield Fault("a holder sees one person's record", "--person", "Say whose: --person NUMBER.")
    if (role == "manager") != (manages is not None):
        what = "a manager, and nobody else, has people in their care"
        hint = "Say whose people: --manages NAME, as records name the manager."
        yield Fault(what, "--manages", hint)


def _of_identity(folder: Path, identity: Identity) -> Iterator[Fault]:
    yield from identity.faults()
    where = "--subject" if identity.subject is not None else "--email"
    for one in _all(folder):
        if one.identity and one.identity.clashes_with(identity):
            yield Fault(f"the account {one.name!r} is of the same one", where)


def _of_password(password: str) -> Iterator[Fault]:
    if not SHORTEST <= len(password) <= LONGEST:
        what = f"a password has {SHORTEST} to {LONGEST} characters"
        yield Fault(what, None, "A sentence does well.")


def listed(folder: Path) -> list[Account]:
    """Every account, by name.

    Raises:
        Refused: When one cannot be read.
    """
    return sorted(_all(folder), key=lambda one: one.name)


def remove(folder: Path, name: str) -> None:
    """Remove an account; whoever signed in by it is out.

    Raises:
        Refused: When there is none of this name.
    """
    _path(folder, called(folder, name).name).unlink()


def set_password(folder: Path, name: str, password: str) -> Account:
    """Give an account another password; whoever signed in before is out.

    Raises:
        Refused: When there is none of this name, it has no password, or this is too short.
    """
    account = called(folder, name)
    if account.identity:
        hint = "Remove the account, and add it with a password."
        raise refuse(f"{name!r} signs in by an identity provider", hint=hint)
    if faults := list(_of_password(password)):
        raise Refused(*faults)
    changed = replace(account, password=_hasher().hash(password), stamp=secrets.token_hex(8))
    _keep(folder, changed)
    return changed


def signed_in(folder: Path, name: str, password: str) -> Account | None:
    """The account of a name and its password; None for any other.

    It takes as long for a name that nobody has.
    """
    account = _read(_path(folder, name)) if NAME.fullmatch(name) else None
    kept = account.password if account else None
    right, newer = _hasher().verify_and_update(password[: LONGEST + 1], kept or _nobodys())
    if account is None or not right:
        return None
    if newer:
        _keep(folder, replace(account, password=newer))
    return account


def of_identity(folder: Path, told: Identity) -> Account | None:
    """The account of somebody of whom a provider tells; None for nobody.

    Whoever is found by an e-mail address is known by the subject from then on.

    Args:
        folder: Where accounts are kept.
        told: Of whom the provider tells: issuer, subject, and the e-mail address if verified.

    Raises:
        Refused: When an account cannot be read or kept.
    """
    found = [one for one in _all(folder) if one.identity and one.identity.is_known_as(told)]
    # Who is known by the subject comes before whoever was meant by the same address.
    account = min(found, key=lambda one: not (one.identity and one.identity.subject), default=None)
    if account is None or account.identity is None:
        return None
    if account.identity.issuer is None:
        account = replace(
            account, identity=replace(account.identity, issuer=told.issuer, subject=told.subject)
        )
        _keep(folder, account)
    return account


def known(folder: Path, name: str, stamp: str) -> Account | None:
    """The account by which somebody signed in; None when it is gone or has another password."""
    account = _read(_path(folder, name)) if NAME.fullmatch(name) else None
    same = account and secrets.compare_digest(account.stamp.encode(), stamp.encode())
    return account if same else None


@cache
def _hasher() -> PasswordHash:
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    return _hasher().hash(secrets.token_hex())


def called(folder: Path, name: str) -> Account:
    """The account of a name.

    Raises:
        Refused: When there is none of this name.
    """
    account = _read(_path(folder, name)) if NAME.fullmatch(name) else None
    if account is None:
        names = [one.name for one in _all(folder)]
        raise refuse(f"there is no account {name!r}", hint=did_you_mean(name, names))
    return account


def _path(folder: Path, name: str) -> Path:
    return folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"


def _all(folder: Path) -> Iterator[Account]:
    for path in folder.glob("*.json") if folder.is_dir() else ():
        if account := _read(path):
            yield account


def _read(path: Path) -> Account | None:
    try:
        kept = json.loads(path.read_bytes())
        identity = kept.pop("identity", None)
        account = Account(**kept, identity=Identity(**identity) if identity else None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, AttributeError):
        raise refuse(UNREADABLE, where=str(path), hint="Remove the file.") from None
    if account.role not in get_args(Role):
        raise refuse(UNREADABLE, where=str(path), hint="Remove the file.")
    return account


def _keep(folder: Path, account: Account) -> None:
    """Write an account whole or not at all, in the place of an older one."""
    path = _path(folder, account.name)
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(account), file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise refuse(f"the account cannot be kept: {error.strerror}", where=str(folder)) from None
