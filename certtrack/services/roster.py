"""Who is short, of what, by when? The cycles of everyone in the store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from certtrack.errors import Refused, did_you_mean, refuse
from certtrack.reminders.reminder import WORST_FIRST
from certtrack.reminders.roster import STANDINGS, Missing, RosterLine, Someone, line_of
from certtrack.rules.period import days_from
from certtrack.rules.rule_file import CertifyingBody
from certtrack.rules.rulebook import Library
from certtrack.rules.shape import STATES
from certtrack.services.card_makers import Maker, maker
from certtrack.services.roster_cards import bring_up_to_date, not_kept
from certtrack.services.rules import rulebook
from certtrack.services.watching import Watch, unwatched
from certtrack.store.cards import how_many_without, kept, kept_without
from certtrack.store.dialect import Connection, Row
from certtrack.store.known import NOBODY
from certtrack.store.location import Place, locate
from certtrack.store.sessions import reading


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
            self.takes_department(department)
            and self.takes_manager(manager)
            and _in(state, self.states)
        )

    def takes_department(self, department: str | None) -> bool:
        """Whether people of a department are wanted."""
        return _in((department or "").casefold(), self.departments)

    def takes_manager(self, manager: str | None) -> bool:
        """Whether people of a manager are wanted."""
        return _in((manager or NOBODY).casefold(), self.managers)

    def takes_credential(self, body: str, *codes: str) -> bool:
        """Whether one of a body's credentials is wanted."""
        named = {(body, code) for code in codes}
        return _in(body, self.bodies) and (not self.credentials or bool(self.credentials & named))

    def tests(self) -> list[Callable[[RosterLine], bool]]:
        """What a line must stand to be wanted: one test for each filter that has values."""
        tests: list[tuple[Collection[object], Callable[[RosterLine], bool]]] = [
            (self.departments, lambda line: self.takes_department(line.department)),
            (self.managers, lambda line: self.takes_manager(line.manager)),
            (self.states, lambda line: line.state in self.states),
            (self.bodies, lambda line: line.body in self.bodies),
            (self.credentials, lambda line: self.takes_credential(line.body, *line.credentials)),
            (self.standings, lambda line: line.standing in self.standings),
            (self.severities, lambda line: line.severity in self.severities),
        ]
        return [test for values, test in tests if values]


def _in(value: object, words: Collection[object]) -> bool:
    return not words or value in words


def lines(
    store: str | None,
    library: Library,
    on: date,
    within: int | None,
    wanted: Wanted,
    *,
    today: date | None = None,
    missing: Missing | None = None,
    watch: Watch = unwatched,
) -> Iterator[RosterLine]:
    """The cycle that matters on a day, for everyone and each group of their credentials.

    Cards of cycles are kept in the store (see `roster_cards`), so that only what is due is
    looked at; lines come person by person. On a day that is not today, the cards that are
    not true on it are made for this once, and come first.

    Args:
        store: The store.
        library: The rulebooks.
        on: The day asked about.
        within: How many days to look ahead, what is past included; None for all.
        wanted: Which lines are wanted.
        today: The day it is; None to keep no cards.
        missing: Takes the credentials that are held and have no line.
        watch: Is told how far the making of cards is.

    Raises:
        Refused: When there is no store, or the record of someone cannot be read.
    """
    place, by = locate(store), maker(library, on)
    until = None if within is None else days_from(on, within)
    asked = Asked(by, until, wanted, missing)
    found = _all_there(place, asked, watch) if on == today else _as_it_is(place, asked)
    for test in wanted.tests():
        found = filter(test, found)
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for in the store.

    Args:
        by: What cards are made by.
        until: The day by which cycles end; None for all.
        wanted: Which lines are wanted.
        missing: Takes the credentials that are held and have no line.
    """

    by: Maker
    until: date | None
    wanted: Wanted
    missing: Missing | None

    def note(self, number: int, who: Someone, without: Sequence[Sequence[str]]) -> None:
        """Take credentials of someone's of which no cycle is known."""
        wanted = self.wanted
        if self.missing is None or not wanted.takes_person(who.department, who.manager, who.state):
            return
        for body, code, label in without:
            if wanted.takes_credential(body, code):
                self.missing.add(number, who.name, label)


def _all_there(place: Place, asked: Asked, watch: Watch) -> Iterator[RosterLine]:
    """The lines, once everyone's cards are kept: not in a store that is busy, or only read."""
    by = asked.by
    with reading(place) as connection:
        if not how_many_without(connection, by.rules, by.on):
            yield from _kept(connection, asked, every=True)
            return
    with suppress(Refused):
        bring_up_to_date(place, by, watch)
    yield from _as_it_is(place, asked)


def _as_it_is(place: Place, asked: Asked) -> Iterator[RosterLine]:
    """The lines in one state of the store; cards that are not there are made for this once."""
    by, until = asked.by, asked.until
    with reading(place) as connection:
        for person, made in not_kept(connection, by):
            asked.note(made.number, person, made.without)
            found = (line_of(made.number, person, card, by.on) for card in made.cards)
            yield from (line for line in found if until is None or line.until <= until)
        yield from _kept(connection, asked)


def _kept(connection: Connection, asked: Asked, *, every: bool = False) -> Iterator[RosterLine]:
    """The lines of cards that are kept and true, as `every` one may be known to be."""
    by = asked.by
    rules = None if every else by.rules
    yield from map(RosterLine._make, kept(connection, rules, by.on, asked.until))
    if asked.missing is not None:
        for row, without in kept_without(connection, by.rules, by.on):
            asked.note(row["number"], _who(row), without)


@dataclass(frozen=True, slots=True)
class Who:
    """Who has no line."""

    name: str
    email: str | None
    department: str | None
    manager: str | None
    state: str | None


def _who(row: Row) -> Who:
    return Who(row["name"], row["email"], row["department"], row["manager"], row["state"])


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
