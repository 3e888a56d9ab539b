"""Where to study, and what work it leads to?"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from certtrack.errors import Fault, Unsettled, refuse
from certtrack.programs import shipped
from certtrack.programs.careers import CareerKind, Work
from certtrack.programs.directory import Listed, Program
from certtrack.programs.naming import ranked
from certtrack.programs.schools import School
from certtrack.rules.requirements.credential import CredentialRequirement
from certtrack.rules.rulebook import Library, Rulebook
from certtrack.rules.shape import STATES, Level, nodes
from certtrack.services import schools

ALL = "All are told by certtrack programs search."
SUGGESTED = 5
"""Names that are offered where one is not known."""


def listed() -> list[Listed]:
    """Every program, then what is usual for kinds of them."""
    data = shipped.programs()
    own = [Listed(one, data.sources[one.source]) for one in data.program]
    usual = [Listed(one, data.sources[one.source], typical=True) for one in data.typical]
    return own + usual


def search(text: str | None, level: Level | None, at_most: int) -> list[Listed]:
    """Programs by name, however it is spelt, the likeliest first; all of them without a text.

    Args:
        text: What somebody calls it.
        level: Only those that are known to give this award.
        at_most: How many are told.
    """
    found = [one for one in listed() if level is None or one.program.level == level]
    if text is None:
        return found[:at_most]
    names = {at: one.program.name for at, one in enumerate(found)}
    return [found[at] for at, _ in ranked(text, names, at_most)]


def search_schools(
    store: str | None, text: str | None, state: str | None, at_most: int
) -> dict[str, tuple[str, str | None]]:
    """Schools that imported files tell of by name, however it is spelt, the likeliest first.

    Args:
        store: The store.
        text: What somebody calls it; None for any.
        state: Only those in this state.
        at_most: How many are told.

    Returns:
        Name and state by the school's key.

    Raises:
        Refused: For a state that there is not.
    """
    code = state.upper() if state else None
    if code and code not in STATES:
        raise refuse(f"{state!r} is not a US state or territory", where="--state")
    found = schools.names(store, code)
    if text is None:
        return dict(islice(found.items(), at_most))
    called = {key: name for key, (name, _) in found.items()}
    return {key: found[key] for key, _ in ranked(text, called, at_most)}


def show(handle: str, store: str | None) -> Listed | School:
    """The program or school of an id or a whole name; nobody guesses which is meant.

    Raises:
        Unsettled: When several are called like that.
        Refused: When none is.
    """
    if found := schools.school(store, handle.casefold()):
        return found
    for one in listed():
        if handle.casefold() in (one.program.id, one.program.name.casefold()):
            return one
    near = {one.program.id: one.program.name for one in search(handle, None, SUGGESTED)}
    for key, (name, state) in search_schools(store, handle, None, SUGGESTED).items():
        near[key] = f"{name}, {state}" if state else name
    what = f"the directory has no program {handle!r}"
    if not near:
        raise refuse(what, hint=ALL)
    names = "; ".join(f"{name} ({id_})" for id_, name in near.items())
    raise Unsettled(Fault(what, None, f"Is one of these meant? {names}."), near)


def program_called(handle: str, store: str | None) -> Program:
    """The program of an institution of an id or a whole name; else as `show`.

    Of a school that files tell of only its name is taken: its own accreditation is not that
    of its programs.

    Raises:
        Refused: Also for what is only usual for a kind of programs.
    """
    found = show(handle, store)
    if isinstance(found, School):
        return Program(id=found.key, name=found.name, source=schools.SOURCE)
    if found.typical:
        raise refuse(f"{found.program.name!r} is no program but a kind of them", hint=ALL)
    return found.program


def usual(levels: Iterable[Level]) -> dict[Level, Listed]:
    """What is usual for programs that give these awards; those of which nothing is known lack."""
    kinds = {one.program.level: one for one in listed() if one.typical}
    return {level: kinds[level] for level in levels if level in kinds}


def careers(kind: CareerKind | None = None) -> list[Work]:
    """Kinds of work, a technician's first."""
    data = shipped.careers()
    kept = (one for one in data.career if kind in (None, one.kind))
    return [Work(one, data.sources[one.source]) for one in kept]


def served_by(book: Rulebook) -> list[Work]:
    """Kinds of work that a credential serves."""
    return [one for one in careers() if book.is_called(*one.career.credentials)]


def opened_by(book: Rulebook, library: Library) -> list[Rulebook]:
    """Credentials for whose exam holding this one can be part of a pathway."""
    return [
        other
        for other in library
        if any(
            isinstance(node, CredentialRequirement) and book.is_called(*node.codes)
            for _, node in nodes(other.credential)
        )
    ]
