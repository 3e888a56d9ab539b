"""Who is short, of what, by when? The cycles of everyone in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from certtrack.errors import Refused, did_you_mean, refuse
from certtrack.reminders.decide import WORST_FIRST
from certtrack.reminders.roster import STANDINGS, Missing, RosterLine, Someone, line_of
from certtrack.rules.card import Card
from certtrack.rules.period import days_from
from certtrack.rules.rule_file import CertifyingBody
from certtrack.rules.rulebook import Library
from certtrack.rules.shape import STATES
from certtrack.services.roster_cards import Maker, bring_up_to_date, maker, not_kept
from certtrack.services.rules import rulebook
from certtrack.services.watching import Watch, unwatched
from certtrack.store.cards import kept, kept_without
from certtrack.store.dialect import Row
from certtrack.store.location import Place, locate
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
            self.takes_person(line.department, line.manager, line.state)
            and self.takes_credential(line.body, *line.credentials)
            and _in(line.standing, self.standings)
            and _in(line.severity, self.severities)
        )


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
    all_there = on == today and _brought_up_to_date(place, by, watch)
    until = None if within is None else days_from(on, within)
    found = _kept(place, by, until, missing)
    for number, who, cards, without in found if all_there else chain(_once(place, by), found):
        if missing is not None and wanted.takes_person(who.department, who.manager, who.state):
            for body, code, label in without:
                if wanted.takes_credential(body, code):
                    missing.add(number, who.name, label)
        for card in cards:
            line = line_of(number, who, card, on)
            if (until is None or line.until <= until) and wanted.takes(line):
                yield line


def _brought_up_to_date(place: Place, by: Maker, watch: Watch) -> bool:
    """Whether everyone's cards are kept now: not in a store that is busy, or only read."""
    try:
        bring_up_to_date(place, by, watch)
    except Refused:
        return False
    return True


Found = tuple[int, Someone, Sequence[Card], Sequence[Sequence[str]]]
"""A person's number, who they are, their cards, and credentials without a known cycle."""


def _once(place: Place, by: Maker) -> Iterator[Found]:
    return ((made.number, person, made.cards, made.without) for person, made in not_kept(place, by))


def _kept(place: Place, by: Maker, until: date | None, missing: Missing | None) -> Iterator[Found]:
    with reading(place) as connection:
        for row, card in kept(connection, by.rules, by.on, until):
            yield row["number"], _who(row), (card,), ()
        if missing is not None:
            for row, without in kept_without(connection, by.rules, by.on):
                yield row["number"], _who(row), (), without


@dataclass(frozen=True, slots=True)
class Who:
    """Who a line is about."""

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
