"""Who is short, of what, by when? The cycles of everyone in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from certtrack.errors import Fault, Refused, did_you_mean, refuse
from certtrack.reminders.decide import WORST_FIRST
from certtrack.reminders.roster import STANDINGS, RosterLine, line_of
from certtrack.rules.rule_file import CertifyingBody
from certtrack.rules.rulebook import Library
from certtrack.rules.shape import STATES
from certtrack.rules.status import statuses
from certtrack.services.facts import person_in
from certtrack.services.rules import rulebook
from certtrack.store.known import contacts
from certtrack.store.location import locate
from certtrack.store.sessions import reading

NOBODY = "nobody"
"""What to write for the manager of people who have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines are wanted; a filter without values lets all through, case is ignored.

    Args:
        departments: Departments.
        managers: Managers as the record has them; `nobody` for people without one.
        states: States by their two letters.
        bodies: Codes of certifying bodies.
        credentials: Each the code of a body and that of a credential.
        standings: Standings.
        severities: Severities.
    """

    departments: frozenset[str] = frozenset()
    managers: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    credentials: frozenset[tuple[str, str]] = frozenset()
    standings: frozenset[str] = frozenset()
    severities: frozenset[str] = frozenset()

    def takes_person(self, department: str | None, manager: str | None, state: str | None) -> bool:
        """Whether anything of a person is wanted."""
        return (
            _in((department or "").casefold(), self.departments)
            and _in((manager or NOBODY).casefold(), self.managers)
            and _in(state, self.states)
        )

    def takes_credential(self, body: str, *codes: str) -> bool:
        """Whether one of a body's credentials is wanted."""
        named = {(body, code) for code in codes}
        return _in(body, self.bodies) and (not self.credentials or bool(self.credentials & named))

    def takes(self, line: RosterLine) -> bool:
        """Whether a line of such a person is wanted."""
        return (
            self.takes_credential(line.body, *line.credentials)
            and _in(line.standing, self.standings)
            and _in(line.severity, self.severities)
        )


def _in(value: object, words: Collection[object]) -> bool:
    return not words or value in words


def lines(
    store: str | None, library: Library, on: date, within: int | None, wanted: Wanted
) -> Iterator[RosterLine]:
    """The cycle that matters on a day, for everyone and each group of their credentials.

    They come person by person, in the order in which people were added, and one by one:
    no more than one person is held at a time.

    Args:
        store: The store.
        library: The rulebooks.
        on: The day asked about.
        within: How many days to look ahead, what is past included; None for all.
        wanted: Which lines are wanted.

    Raises:
        Refused: When there is no store, or the record of someone cannot be read.
    """
    with reading(locate(store)) as connection:
        for number, _, name in contacts(connection):
            try:
                person = person_in(connection, number, library)
            except Refused as refused:
                raise Refused(*(_of(fault, name, number) for fault in refused.faults)) from None
            if not wanted.takes_person(person.department, person.manager, person.state):
                continue
            for status in statuses(person, library, on):
                line = line_of(number, person, status)
                if (within is None or line.days_left <= within) and wanted.takes(line):
                    yield line


def _of(fault: Fault, name: str, number: int) -> Fault:
    return Fault(fault.what, f"{name} (number {number}), {fault.where or 'the store'}", fault.hint)


def wanted(
    library: Library,
    *,
    departments: Sequence[str] = (),
    managers: Sequence[str] = (),
    states: Sequence[str] = (),
    bodies: Sequence[str] = (),
    credentials: Sequence[str] = (),
    standings: Sequence[str] = (),
    severities: Sequence[str] = (),
) -> Wanted:
    """Which lines are wanted, as somebody wrote it.

    Raises:
        Refused: For words that are not known.
    """
    books = [rulebook(code, library) for code in credentials]
    return Wanted(
        departments=frozenset(one.casefold() for one in departments),
        managers=frozenset(one.casefold() for one in managers),
        states=frozenset(_word(one.upper(), STATES, "--state") for one in states),
        bodies=frozenset(_body(one, library) for one in bodies),
        credentials=frozenset((book.body.code, book.code) for book in books),
        standings=frozenset(_word(one, STANDINGS, "--standing") for one in standings),
        severities=frozenset(_word(one, WORST_FIRST, "--severity") for one in severities),
    )


def _word(word: str, known: Collection[str], option: str) -> str:
    if word not in known:
        hint = did_you_mean(word, known) or f"It is one of: {', '.join(sorted(known))}."
        raise refuse(f"{word!r} is not known", where=option, hint=hint)
    return word


def _body(name: str, library: Library) -> str:
    codes = {word.casefold(): b.code for b in _bodies(library) for word in (b.code, b.slug)}
    if code := codes.get(name.casefold()):
        return code
    known = sorted({body.code for body in _bodies(library)})
    hint = did_you_mean(name, known) or f"Known are {', '.join(known)}."
    raise refuse(f"the certifying body {name!r} is not known", where="--body", hint=hint)


def _bodies(library: Library) -> list[CertifyingBody]:
    return [book.body for book in library]
