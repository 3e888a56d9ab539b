"""Rule files to rulebooks: everything is read, then checked, and every fault told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from certtrack.errors import Fault, Refused
from certtrack.reading.files import Document, read_document
from certtrack.reading.locate import Path as KeyPath
from certtrack.reading.shapes import read
from certtrack.rulebooks.checks import check_body, check_credential, check_editions
from certtrack.rulebooks.names import shelved, spelled_out
from certtrack.rules.rule_file import CertifyingBody, Credential
from certtrack.rules.rulebook import Library, Rulebook

BODY_FILE = "body.toml"


@dataclass(frozen=True, slots=True)
class BodyFile:
    """A certifying body's file, read."""

    path: Path
    document: Document
    body: CertifyingBody


@dataclass(frozen=True, slots=True)
class CredentialFile:
    """A credential's file, read."""

    path: Path
    document: Document
    credential: Credential


def read_files(paths: Sequence[Path]) -> Library:
    """Read rule files that may refer to one another.

    Raises:
        Refused: With every fault of every file.
    """
    faults: list[Fault] = []
    bodies: list[BodyFile] = []
    credentials: list[CredentialFile] = []
    for path in paths:
        try:
            document = read_document(path)
            faults += check_editions(document)
            if path.name == BODY_FILE:
                body = read(CertifyingBody, document.tables, document.place)
                bodies.append(BodyFile(path, document, body))
            else:
                credential = read(Credential, document.tables, document.place)
                credentials.append(CredentialFile(path, document, credential.with_grades()))
        except Refused as refused:
            faults += refused.faults
    if faults:
        raise Refused(*faults)
    library = _library(bodies, credentials)
    if faults := list(_faults_between(bodies, credentials, library)):
        raise Refused(*faults)
    return spelled_out(library)


def _faults_between(
    bodies: list[BodyFile], credentials: list[CredentialFile], library: Library
) -> Iterator[Fault]:
    yield from _bodies_alike(bodies)
    for each in bodies:
        yield from check_body(each.body, each.document, library)
    seen: dict[tuple[str, str], Path] = {}
    for one in credentials:
        body = _body_of(one, bodies)
        if body is None:
            yield _no_body(one, bodies)
            continue
        yield from check_credential(one.credential, body.body, one.document, library)
        for name in one.credential.names:
            key = (body.body.slug, name.casefold())
            if other := seen.get(key):
                what = f"the code {name!r} is already used by {other.name}"
                yield Fault(what, one.document.place(_place_of(name, one.credential)))
            seen[key] = one.path


def _bodies_alike(bodies: list[BodyFile]) -> Iterator[Fault]:
    """Two bodies that one name could mean: then it would not say whose a credential is."""
    seen: dict[str, Path] = {}
    for one in bodies:
        for key in ("slug", "code"):
            name = getattr(one.body, key)
            other = seen.setdefault(name.casefold(), one.path)
            if other != one.path:
                what = f"the {key} {name!r} is already used by {other.parent.name}/{other.name}"
                yield Fault(what, one.document.place((key,)))


def _place_of(name: str, credential: Credential) -> KeyPath:
    """The key path of a code, an alias or a grade's code."""
    grades = [grade.code for grade in credential.grade]
    if name in grades and name != credential.code:
        return ("grade", grades.index(name), "code")
    return ("code",)


def _no_body(one: CredentialFile, bodies: list[BodyFile]) -> Fault:
    slug = one.credential.body
    what = (
        f"no certifying body has the slug {slug!r}" if slug else "there is no body.toml beside it"
    )
    known = ", ".join(sorted(body.body.slug for body in bodies))
    return Fault(what, one.document.place(("body",)), f"Known bodies: {known or 'none'}.")


def _body_of(one: CredentialFile, bodies: list[BodyFile]) -> BodyFile | None:
    slug = one.credential.body
    if slug is not None:
        return next((body for body in bodies if body.body.slug == slug), None)
    return next((body for body in bodies if body.path.parent == one.path.parent), None)


def _library(bodies: list[BodyFile], credentials: list[CredentialFile]) -> Library:
    """The credentials that have a body, as their files have them."""
    paths = [*(one.path for one in bodies), *(one.path for one in credentials)]
    hashes = {path: hashlib.sha256(path.read_bytes()) for path in paths}
    books = []
    for one in credentials:
        if body := _body_of(one, bodies):
            both = hashes[body.path].hexdigest() + hashes[one.path].hexdigest()
            fingerprint = hashlib.sha256(both.encode()).hexdigest()[:16]
            books.append(
                Rulebook(
                    body=body.body,
                    credential=one.credential,
                    fingerprint=fingerprint,
                    own_names=frozenset(),
                )
            )
    return shelved(books)
