"""Names of credentials: letters collide between bodies, so what a name means is never guessed.

A bare name means the one credential that is called so; in the files of a body, its own
credential first. A name of several bodies' credentials must say the body.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from certtrack.errors import did_you_mean
from certtrack.rules.counting.where import Where
from certtrack.rules.requirements.credential import CredentialRequirement
from certtrack.rules.rule_file import CertifyingBody, Credential, SeeAlso
from certtrack.rules.rulebook import Library, Rulebook

KEYS: dict[type[Any], str] = {
    CredentialRequirement: "codes",
    Credential: "replaces",
    SeeAlso: "credential",
    Where: "for_",
}
"""Where rule files name credentials."""


def named_in(node: object) -> tuple[str, ...]:
    """The credentials that a part of a rule file names itself."""
    named = getattr(node, KEYS.get(type(node), ""), ())
    return (named,) if isinstance(named, str) else tuple(named)


def shelved(books: Iterable[Rulebook]) -> Library:
    """A library of these, each told the names that no other of them has."""
    all_books = list(books)
    used = Counter(name for book in all_books for name in book.names)
    own = [frozenset(name for name in book.names if used[name] == 1) for book in all_books]
    return Library(
        {
            book.full_code: replace(book, own_names=names)
            for book, names in zip(all_books, own, strict=True)
        }
    )


def meant(name: str, body: CertifyingBody, library: Library) -> tuple[Rulebook, ...]:
    """Every credential that a name in a body's files may mean: its own alone, if it has one."""
    meanings = library.meanings(name)
    return tuple(book for book in meanings if book.body.slug == body.slug)[:1] or meanings


def spelled_out(library: Library) -> Library:
    """The same with every name in rules one that means the same to everybody."""
    bodies = {book.body.slug: _spelled(book.body, book.body, library) for book in library}
    return Library(
        {
            code: replace(
                book,
                body=bodies[book.body.slug],
                credential=_spelled(book.credential, book.body, library),
            )
            for code, book in library.rulebooks.items()
        }
    )


def _spelled(value: Any, body: CertifyingBody, library: Library) -> Any:
    if isinstance(value, tuple):
        return tuple(_spelled(one, body, library) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {
        each.name: _spelled(getattr(value, each.name), body, library) for each in fields(value)
    }
    if key := KEYS.get(type(value)):
        labels = tuple(_label(name, body, library) for name in named_in(value))
        changed[key] = labels[0] if isinstance(changed[key], str) else labels
    return replace(value, **changed)


def _label(name: str, body: CertifyingBody, library: Library) -> str:
    (book,) = meant(name, body, library)
    return name if book.is_called(name) and ":" not in name else book.label


Doubt = tuple[str, str]
"""What is wrong with a name, and a hint."""


def doubt(name: str, library: Library) -> Doubt:
    """What is wrong with a name that does not mean exactly one credential."""
    if meanings := library.meanings(name):
        return which(name, meanings)
    known = f"Known are {', '.join(sorted(library.codes()))}."
    return f"the credential {name!r} is not known", nearest(name, library) or known


def which(name: str, meanings: Sequence[Rulebook]) -> Doubt:
    """What is wrong with a name that means several credentials."""
    codes = sorted(book.full_code for book in meanings)
    return f"several bodies have a credential {name!r}", f"Say which: {' or '.join(codes)}."


def nearest(name: str, library: Library) -> str | None:
    """A question that names the nearest known name, with its body where one was given."""
    bare = [(book.body.slug, one) for book in library for one in book.credential.names]
    return did_you_mean(name, (f"{slug}:{one}" if ":" in name else one for slug, one in bare))
