"""What the directory knows of a program, in the place of options that would tell the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from certtrack.cli.asking import answer_to
from certtrack.errors import Unsettled, refuse

if TYPE_CHECKING:
    from certtrack.programs.directory import Program


def with_listed(given: Mapping[str, Any], store: str | None) -> dict[str, Any]:
    """Options, and what the directory knows of a program where they tell nothing.

    Args:
        given: Options as they are given; `listed` is the program's id, or what somebody calls
            it. In a terminal it is asked which of several is meant.
        store: The store, which may have more of the directory.

    Raises:
        Refused: When the directory has no such program.
    """
    from certtrack.services.programs import program_called

    listed = given["listed"]
    try:
        program = program_called(listed, store)
    except Unsettled as open_:
        program = program_called(answer_to(open_), store)
    known = {key: value for key, value in _known(program).items() if given.get(key) is None}
    return {**given, **known, "listed": program.id}


def linked_anew(
    given: Mapping[str, Any], cleared: Sequence[str], store: str | None
) -> dict[str, Any]:
    """The same for an entry that is on record, which may be that of another program.

    Args:
        given: Options as they are given.
        cleared: Keys that are taken away.
        store: The store.

    Raises:
        Refused: Also when neither the directory nor an option says what its accreditation is
            from now on: that of another program must not stay.
    """
    told = with_listed(given, store)
    if told["accreditation"] is None and "accreditation" not in cleared:
        what = f"the directory does not know the accreditation of {told['listed']!r}"
        hint = "Say it with --accreditation, or add --clear accreditation: it is not known."
        raise refuse(what, where="--listed", hint=hint)
    return told


def _known(program: Program) -> dict[str, Any]:
    told = {
        "school": program.name,
        "program": program.program,
        "level": program.level,
        "field": program.field,
    }
    known: dict[str, Any] = {key: value for key, value in told.items() if value}
    if program.accreditation is not None:
        spells = program.accreditation
        told_spells = [_spell(one.agency, one.from_, one.until) for one in spells]
        known["accreditation"] = told_spells or ["none"]
    return known


def _spell(agency: str, first: object, last: object) -> str:
    return f"{agency}={first or ''}..{last or ''}"
