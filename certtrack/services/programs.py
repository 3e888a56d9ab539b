"""Where to study, and what work it leads to?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from certtrack.errors import Fault, Unsettled, refuse
from certtrack.programs import shipped
from certtrack.programs.careers import CareerKind, Work
from certtrack.programs.directory import Listed, Program
from certtrack.programs.schools import School
from certtrack.programs.wanted import Entry, Wanted, found
from certtrack.rules.requirements.credential import CredentialRequirement
from certtrack.rules.rulebook import Library, Rulebook
from certtrack.rules.shape import Level, nodes, state_code
from certtrack.services import looked_up, reported, schools
from certtrack.services.schools import Schools
from certtrack.store.location import locate
from certtrack.store.sessions import is_there, reading

ALL = "All are told by certtrack programs search."
SUGGESTED = 5
"""Names that are offered where one is not known."""


@dataclass(frozen=True, slots=True)
class Search:
    """What the directory has of what somebody looks for.

    Args:
        programs: Programs, the likeliest first.
        schools: Schools that imported files tell of.
        unknown: How many more programs are like that, but nobody knows who accredited them;
            0 where no agency is looked for.
    """

    programs: Sequence[Listed]
    schools: Schools
    unknown: int


def shipped_programs() -> dict[str, Listed]:
    """The programs that come with the directory, then what is usual for kinds of them."""
    data = shipped.programs()
    own = {one.id: Listed(one, data.sources[one.source]) for one in data.program}
    usual = {one.id: Listed(one, data.sources[one.source], typical=True) for one in data.typical}
    return own | usual


def search(store: str | None, wanted: Wanted) -> Search:
    """Programs and schools by name, however it is spelt, the likeliest first.

    Raises:
        Refused: For a state that there is not.
    """
    asked = replace(wanted, state=_state(wanted.state))
    own = shipped_programs()
    more_entries = _entries_of_files(store, with_agencies=bool(asked.agency))
    answer = found([*map(_entry, own.values()), *more_entries], asked)
    more = _told_by_files(store, [id_ for id_ in answer.ids if id_ not in own])
    return Search(
        programs=[one for id_ in answer.ids if (one := own.get(id_) or more.get(id_))],
        schools=schools.search(store, asked),
        unknown=answer.unknown,
    )


def _entries_of_files(store: str | None, *, with_agencies: bool) -> list[Entry]:
    place = locate(store)
    if not is_there(place):
        return []
    with reading(place) as connection:
        listed = looked_up.entries(connection, with_agencies=with_agencies)
        return listed + reported.entries(connection)


def _told_by_files(store: str | None, ids: Sequence[str]) -> dict[str, Listed]:
    return looked_up.programs(store, ids) | reported.programs(store, ids)


def _state(text: str | None) -> str | None:
    try:
        return state_code(text) if text else None
    except ValueError as error:
        raise refuse(str(error), where="--state") from None


def _entry(one: Listed) -> Entry:
    # What is usual for a kind of programs is accredited by nobody.
    spells = () if one.typical else one.program.accreditation
    return Entry(
        id=one.program.id,
        words=one.program.name,
        level=one.program.level,
        state=one.program.state,
        agencies=None if spells is None else tuple(spell.agency for spell in spells),
    )


def show(handle: str, store: str | None) -> Listed | School:
    """The program or school of an id or a whole name; nobody guesses which is meant.

    Raises:
        Unsettled: When several are called like that.
        Refused: When none is.
    """
    id_, own = handle.casefold(), shipped_programs()
    if one := own.get(id_) or _told_by_files(store, [id_]).get(id_):
        return one
    if listed := schools.school(store, id_):
        return listed
    near = search(store, Wanted(text=handle, at_most=SUGGESTED))
    # What a school reported has the name of the school, and is no program that is called so.
    named = [one for one in near.programs if one.program.source != reported.SOURCE]
    same = [one for one in named if one.program.name.casefold() == id_]
    if len(same) == 1:
        return same[0]
    if same:
        raise _open(f"several programs are called {handle!r}", _names(same))
    names = _names(near.programs)
    for key, school in near.schools.names.items():
        names[key] = ", ".join(filter(None, (school.name, school.state)))
    what = f"the directory has no program {handle!r}"
    raise _open(what, names) if names else refuse(what, hint=ALL)


def _open(what: str, names: Mapping[str, str]) -> Unsettled:
    told = "; ".join(f"{name} ({id_})" for id_, name in names.items())
    return Unsettled(Fault(what, None, f"Is one of these meant? {told}."), names, "listed")


def _names(programs: Iterable[Listed]) -> dict[str, str]:
    return {one.program.id: _in_words(one.program) for one in programs}


def _in_words(program: Program) -> str:
    return ", ".join(filter(None, (program.name, program.program, program.state)))


def listed_program(handle: str, store: str | None) -> Listed:
    """The program of an institution of an id or a whole name; else as `show`.

    Of a school that files tell of only its name is taken: its own accreditation is not that
    of its programs.

    Raises:
        Refused: Also for what is only usual for a kind of programs.
    """
    one = show(handle, store)
    if isinstance(one, School):
        source = one.key.split("-")[0]
        return Listed(Program(id=one.key, name=one.name, source=source), one.source)
    if one.typical:
        raise refuse(f"{one.program.name!r} is no program but a kind of them", hint=ALL)
    return one


def program_called(handle: str, store: str | None) -> Program:
    """The same without who tells it."""
    return listed_program(handle, store).program


def usual(levels: Iterable[Level]) -> dict[Level, Listed]:
    """What is usual for programs that give these awards; those of which nothing is known lack."""
    kinds = {one.program.level: one for one in shipped_programs().values() if one.typical}
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
