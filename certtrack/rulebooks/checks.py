"""What the types of a rule file cannot say.

Editions that overlap or leave a gap, keys of sources and codes of credentials that do
not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import pairwise

from certtrack.errors import Fault, did_you_mean
from certtrack.reading.files import Document
from certtrack.reading.locate import Path
from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.editions import Dated
from certtrack.rules.period import day_after, day_before
from certtrack.rules.recertification import Recertification
from certtrack.rules.requirements.credential import CredentialRequirement
from certtrack.rules.rulebook import CertifyingBody, Credential, SeeAlso

MOST_SHARES = 2
"""The count is proven the best one for up to so many share rules (counting/count.py)."""


def check_body(
    body: CertifyingBody, document: Document, codes: Mapping[str, str]
) -> Iterator[Fault]:
    """The faults of a body's file.

    Args:
        body: The file, read.
        document: Where its keys stand.
        codes: Every credential's code, by the code in small letters.
    """
    yield from _unknown_sources(body, body.sources, document)
    yield from _unknown_credentials(body, codes, document)
    yield from _editions(body, document)


def check_credential(
    credential: Credential, body: CertifyingBody, document: Document, codes: Mapping[str, str]
) -> Iterator[Fault]:
    """The faults of a credential's file, read together with its body's."""
    yield from _unknown_sources(credential, {**body.sources, **credential.sources}, document)
    yield from _unknown_credentials(credential, codes, document)
    yield from _editions(credential, document)
    if not credential.eligibility and credential.not_covered is None:
        hint = "Add [[eligibility]], or say in not_covered why there is none."
        yield Fault("there are no eligibility rules", document.place(("code",)), hint)
    for at, edition in enumerate(credential.eligibility):
        ids = [pathway.id for pathway in edition.pathway]
        for id_ in {one for one in ids if ids.count(one) > 1}:
            place = document.place(("eligibility", at, "pathway", ids.index(id_)))
            yield Fault(f"two pathways have the id {id_!r}", place)


def _unknown_sources(
    value: object, sources: Mapping[str, object], document: Document
) -> Iterator[Fault]:
    for path, node in _nodes(value, ()):
        key = getattr(node, "source", None)
        if isinstance(key, str) and key not in sources:
            what = f"there is no source {key!r}"
            hint = did_you_mean(key, sources) or "Add it under [sources]."
            yield Fault(what, document.place((*path, "source")), hint)


def _unknown_credentials(
    value: object, codes: Mapping[str, str], document: Document
) -> Iterator[Fault]:
    for path, node in _nodes(value, ()):
        named: Sequence[str] = ()
        if isinstance(node, CredentialRequirement):
            named, key = node.codes, "codes"
        elif isinstance(node, Credential):
            named, key = node.replaces, "replaces"
        elif isinstance(node, SeeAlso):
            named, key = (node.credential,), "credential"
        for code in named:
            if code.casefold() not in codes:
                what = f"no rule file has the credential {code!r}"
                yield Fault(what, document.place((*path, key)), did_you_mean(code, codes.values()))


def _editions(file: CertifyingBody | Credential, document: Document) -> Iterator[Fault]:
    """Editions of one rule that end before they begin, overlap, or leave a gap."""
    if isinstance(file, Credential):
        yield from _series(
            "eligibility",
            [(("eligibility", i), e) for i, e in enumerate(file.eligibility)],
            document,
        )
    for name, items in _by_id("always", file.always).items():
        yield from _series(name, items, document)
    rules = file.recertification
    for each in fields(Recertification):
        editions = getattr(rules, each.name)
        if editions and isinstance(editions, tuple) and isinstance(editions[0], Dated):
            for name, items in _by_id(each.name, editions).items():
                within = [(("recertification", *path), rule) for path, rule in items]
                yield from _series(name, within, document)
    shares = {rule.id for rule in rules.counting if isinstance(rule, MinimumShare)}
    if len(shares) > MOST_SHARES:
        what = f"{len(shares)} share rules, but at most {MOST_SHARES} can be counted exactly"
        yield Fault(what, document.place(("recertification", "counting")))


def _by_id(key: str, rules: Sequence[Dated]) -> dict[str, list[tuple[Path, Dated]]]:
    """Editions of one rule are those with the same id, or all under a key without ids."""
    series: dict[str, list[tuple[Path, Dated]]] = {}
    for index, rule in enumerate(rules):
        series.setdefault(getattr(rule, "id", key), []).append(((key, index), rule))
    return series


def _series(name: str, items: list[tuple[Path, Dated]], document: Document) -> Iterator[Fault]:
    for path, rule in items:
        if rule.until and rule.until < rule.effective_from:
            what = f"{name}: it ends on {rule.until}, before it begins on {rule.effective_from}"
            yield Fault(what, document.place((*path, "until")))
    in_order = sorted(items, key=lambda item: item[1].effective_from)
    for (_, earlier), (path, later) in pairwise(in_order):
        place = document.place((*path, "effective_from"))
        follows = day_after(earlier.until) if earlier.until else None
        if follows is None or follows > later.effective_from:
            ends = f"on {earlier.until}" if earlier.until else "never"
            hint = f"Give it until = {day_before(later.effective_from)}."
            what = f"{name}: overlaps the edition from {earlier.effective_from}, which ends {ends}"
            yield Fault(what, place, hint)
        elif follows < later.effective_from:
            gap = f"{follows} to {day_before(later.effective_from)}"
            yield Fault(f"{name}: no edition covers {gap}", place, "Editions must leave no gap.")


def _nodes(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    """A shape and every shape inside it, with its key path in the file."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _nodes(item, (*path, index))
    elif is_dataclass(value) and not isinstance(value, type):
        yield path, value
        for each in fields(value):
            yield from _nodes(getattr(value, each.name), (*path, each.name.rstrip("_")))
