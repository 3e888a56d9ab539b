"""Rule files to rulebooks: everything is read, then checked, and every fault told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from certtrack.errors import Fault, Refused
from certtrack.reading.files import Document, read_document
from certtrack.reading.locate import Path as KeyPath
from certtrack.reading.shapes import read
from certtrack.rulebooks.checks import check_body, check_credential, check_editions
from certtrack.rules.rulebook import CertifyingBody, Credential, Library, Rulebook

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
    if not faults:
        faults += _faults_between(bodies, credentials)
    if faults:
        raise Refused(*faults)
    return _library(bodies, credentials)


def _faults_between(bodies: list[BodyFile], credentials: list[CredentialFile]) -> list[Fault]:
    codes = {
        name.casefold(): name
        for one in credentials
        for name in (one.credential.code, *one.credential.aliases)
    }
    faults = [fault for one in bodies for fault in check_body(one.body, one.document, codes)]
    seen: dict[str, Path] = {}
    for one in credentials:
        body = _body_of(one, bodies)
        if body is None:
            faults.append(_no_body(one, bodies))
            continue
        faults += check_credential(one.credential, body.body, one.document, codes)
        for name in (one.credential.code, *one.credential.aliases):
            if other := seen.get(name.casefold()):
                what = f"the code {name!r} is already used by {other.name}"
                faults.append(Fault(what, one.document.place(_place_of(name, one.credential))))
            seen[name.casefold()] = one.path
    return faults


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
    paths = [*(one.path for one in bodies), *(one.path for one in credentials)]
    hashes = {path: hashlib.sha256(path.read_bytes()) for path in paths}
    books = {}
    for one in credentials:
        body = _body_of(one, bodies)
        assert body is not None, "checked before"
        both = hashes[body.path].hexdigest() + hashes[one.path].hexdigest()
        fingerprint = hashlib.sha256(both.encode()).hexdigest()[:16]
        books[one.credential.code] = Rulebook(
            body=body.body, credential=one.credential, fingerprint=fingerprint
        )
    return Library(books)
