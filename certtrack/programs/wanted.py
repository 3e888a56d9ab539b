"""What somebody looks for in the directory, and which of its entries that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from certtrack.programs.naming import ranked
from certtrack.rules.shape import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for.

    Args:
        text: A name, however it is spelt; None for any.
        level: Only what is known to give this award.
        state: Only what is known to be in this state, by its two letters.
        agency: Only what is known to be or to have been accredited by an agency that has this
            in its name.
        at_most: How many are told.
    """

    text: str | None = None
    level: Level | None = None
    state: str | None = None
    agency: str | None = None
    at_most: int


class Entry(NamedTuple):
    """What an entry of the directory is found by; there may be very many.

    Args:
        id: What it is called in commands.
        words: Its names.
        level: Its award; None where it is not known.
        state: Its state; None where it is not known.
        agencies: Who accredits or accredited it; None where that is not known. It is read only
            where an agency is looked for.
        school: A name within the others that it is found by alone, too: a short word is not
            like a very long name. None where the others are short.
    """

    id: str
    words: str
    level: str | None
    state: str | None
    agencies: tuple[str, ...] | None
    school: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Which entries are meant.

    Args:
        ids: Their ids, the likeliest first.
        unknown: How many else are like that, but nobody knows who accredited them.
    """

    ids: tuple[str, ...]
    unknown: int


def found(entries: Iterable[Entry], wanted: Wanted) -> Found:
    """The entries that somebody looks for; of equally likely ones the first stays first."""
    fit = {
        one.id: one
        for one in entries
        if wanted.level in (None, one.level) and wanted.state in (None, one.state)
    }
    likely = _named(fit, wanted)
    kept = [id_ for id_ in likely if is_of(fit[id_].agencies or (), wanted.agency)]
    unknown = sum(fit[id_].agencies is None for id_ in likely) if wanted.agency else 0
    return Found(ids=tuple(kept[: wanted.at_most]), unknown=unknown)


def _named(fit: dict[str, Entry], wanted: Wanted) -> list[str]:
    if wanted.text is None:
        return list(fit)
    # Who is looked for by an agency too must not be missed behind others that are likelier.
    at_most = len(fit) if wanted.agency else wanted.at_most
    whole = {id_: one.words for id_, one in fit.items()}
    schools = {id_: one.school for id_, one in fit.items() if one.school}
    found = ranked(wanted.text, whole, at_most)
    if not schools:
        return [id_ for id_, _ in found]
    best: dict[str, float] = {}
    for id_, likeness in [*found, *ranked(wanted.text, schools, at_most)]:
        best[id_] = max(likeness, best.get(id_, 0))
    place = {id_: number for number, id_ in enumerate(fit)}
    return sorted(best, key=lambda id_: (-best[id_], place[id_]))


def is_of(agencies: Iterable[str], agency: str | None) -> bool:
    """Whether one of them has this in its name; so has every entry where none is looked for."""
    return agency is None or any(agency.casefold() in one.casefold() for one in agencies)
