"""What the types of a rule file cannot say.

Editions that overlap or leave a gap, keys of sources and codes of credentials that do
not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from certtrack.errors import Fault, did_you_mean
from certtrack.reading.files import Document
from certtrack.reading.locate import Path
from certtrack.rulebooks.names import KEYS, meant, named_in, nearest, which
from certtrack.rules.counting.unique import Unique
from certtrack.rules.editions import Dated
from certtrack.rules.exam_window import ExamWindowRule
from certtrack.rules.period import day_after, day_before
from certtrack.rules.recertification import Recertification
from certtrack.rules.rule_file import CertifyingBody, Credential
from certtrack.rules.rulebook import Library
from certtrack.rules.shape import nodes


def check_body(body: CertifyingBody, document: Document, library: Library) -> Iterator[Fault]:
    """The faults of a body's file.

    Args:
        body: The file, read.
        document: Where its keys stand.
        library: Every credential that rules may name.
    """
    yield from _unknown_sources(body, body.sources, document)
    yield from _unclear_credentials(body, body, library, document)
    yield from _by_approval(body, document)
    yield from _counting(Recertification(), body.recertification, document)


def check_credential(
    credential: Credential, body: CertifyingBody, document: Document, library: Library
) -> Iterator[Fault]:
    """The faults of a credential's file, read together with its body's."""
    yield from _unknown_sources(credential, {**body.sources, **credential.sources}, document)
    yield from _unclear_credentials(credential, body, library, document)
    yield from _by_approval(credential, document)
    if credential.recertification.counting:
        yield from _counting(body.recertification, credential.recertification, document)
    if not credential.eligibility and credential.not_covered is None:
        hint = "Add [[eligibility]], or say in not_covered why there is none."
        yield Fault("there are no eligibility rules", document.place(("code",)), hint)
    yield from _asked_on_a_day("eligibility", credential.eligibility, document)
    yield from _asked_on_a_day("always", credential.always, document)
    yield from _asked_on_a_day("grade", credential.grade, document)
    for at, edition in enumerate(credential.eligibility):
        ids = [pathway.id for pathway in edition.pathway]
        for id_ in {one for one in ids if ids.count(one) > 1}:
            place = document.place(("eligibility", at, "pathway", ids.index(id_)))
            yield Fault(f"two pathways have the id {id_!r}", place)


def _asked_on_a_day(key: str, editions: Sequence[Dated], document: Document) -> Iterator[Fault]:
    """Who may sit an exam is asked on a day; there is no cycle that could bind."""
    for at, edition in enumerate(editions):
        if edition.binds != "as-of":
            what = f"eligibility cannot bind by {edition.binds}"
            yield Fault(what, document.place((key, at, "binds")), 'Leave it out, or write "as-of".')


def _by_approval(value: object, document: Document) -> Iterator[Fault]:
    """Only an exam window has the day of an approval to bind by."""
    for path, node in nodes(value, ()):
        if getattr(node, "binds", None) == "approval" and not isinstance(node, ExamWindowRule):
            what = "only an exam_window binds by approval"
            yield Fault(what, document.place((*path, "binds")), "Leave it out, or bind otherwise.")


def _unknown_sources(
    value: object, sources: Mapping[str, object], document: Document
) -> Iterator[Fault]:
    for path, node in nodes(value, ()):
        key = getattr(node, "source", None)
        if isinstance(key, str) and key not in sources:
            what = f"there is no source {key!r}"
            hint = did_you_mean(key, sources) or "Add it under [sources]."
            yield Fault(what, document.place((*path, "source")), hint)


def _unclear_credentials(
    value: object, body: CertifyingBody, library: Library, document: Document
) -> Iterator[Fault]:
    for path, node in nodes(value, ()):
        for name in named_in(node):
            place = document.place((*path, KEYS[type(node)]))
            meanings = meant(name, body, library)
            if not meanings:
                what = f"no rule file has the credential {name!r}"
                yield Fault(what, place, nearest(name, library))
            elif len(meanings) > 1:
                what, hint = which(name, meanings)
                yield Fault(what, place, hint)


def check_editions(document: Document) -> Iterator[Fault]:
    """Editions of one rule that end before they begin, overlap, or leave a gap.

    This looks at the plain tables, so that a key misspelt elsewhere does not hide it.
    Editions of one rule are the tables of one list that have the same id, or none.
    """
    for path, tables in _lists(document.tables, ()):
        series: dict[object, list[Edition]] = {}
        for index, table in enumerate(tables):
            if isinstance(table, dict) and isinstance(table.get("effective_from"), date):
                name = str(table.get("id", path[-1]))
                edition = Edition(name, (*path, index), table["effective_from"], _until(table))
                series.setdefault(name, []).append(edition)
        for editions in series.values():
            yield from _series(editions, document)


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a rule as the file has it: where, from when, to when."""

    name: str
    path: Path
    first: date
    last: date | None


def _until(table: dict[str, object]) -> date | None:
    until = table.get("until")
    return until if isinstance(until, date) else None


def _lists(value: object, path: Path) -> Iterator[tuple[Path, list[object]]]:
    """Every list of tables in a file, with its key path."""
    if isinstance(value, list):
        yield path, value
        for index, item in enumerate(value):
            yield from _lists(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _lists(item, (*path, key))


def _series(editions: list[Edition], document: Document) -> Iterator[Fault]:
    for one in editions:
        if one.last and one.last < one.first:
            what = f"{one.name}: it ends on {one.last}, before it begins on {one.first}"
            yield Fault(what, document.place((*one.path, "until")))
    in_order = sorted(editions, key=lambda one: one.first)
    for earlier, later in pairwise(in_order):
        place = document.place((*later.path, "effective_from"))
        follows = day_after(earlier.last) if earlier.last else None
        if follows is None or follows > later.first:
            ends = f"on {earlier.last}" if earlier.last else "never"
            hint = f"Give it until = {day_before(later.first)}."
            what = f"{later.name}: overlaps the edition from {earlier.first}, which ends {ends}"
            yield Fault(what, place, hint)
        elif follows < later.first:
            gap = f"{follows} to {day_before(later.first)}"
            what = f"{later.name}: no edition covers {gap}"
            yield Fault(what, place, "Editions must leave no gap.")


def _counting(body: Recertification, own: Recertification, document: Document) -> Iterator[Fault]:
    """More ways of telling repeated activities apart than one."""
    ids = {rule.id for rule in (*body.counting, *own.counting) if isinstance(rule, Unique)}
    if len(ids) > 1:
        what = f"an activity can be unique in one way only, not in several ({', '.join(ids)})"
        yield Fault(what, document.place(("recertification", "counting")))
