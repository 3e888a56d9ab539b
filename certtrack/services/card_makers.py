"""Making the cards of people: here, or by several processes where there are many people."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from certtrack.errors import Fault, Refused, refuse
from certtrack.rules.card import card_of, lasts_until, turning_days, without_cycle
from certtrack.rules.facts import Person, Section
from certtrack.rules.rulebook import Library
from certtrack.rules.status import reached
from certtrack.rules.written_card import written
from certtrack.services.facts import person_in
from certtrack.store.cards import Made
from certtrack.store.dialect import Connection
from certtrack.store.location import Place
from certtrack.store.sessions import reading

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

ASKED: tuple[Section, ...] = ("credential", "activity", "decision")
"""What of a record tells of cycles."""

FEW = 2_000
"""For the cards of so many people it is not worth starting further processes."""

MOST = 8
"""Further processes at most: one keeps what they make, and is not quicker than so many."""

PIECE = 25
"""People whose cards a process makes at a time; small, so that none waits for another."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What cards are made by.

    Args:
        library: The rulebooks.
        on: The day.
        rules: What the rules are known by.
        turning: The days on which rules turn that bind by the day asked about.
    """

    library: Library
    on: date
    rules: str
    turning: tuple[date, ...]

    def made(self, connection: Connection, number: int) -> tuple[Person, Made]:
        """The cards of a person, by the same rules as for one person alone.

        Raises:
            Refused: When the record cannot be read, with whose it is.
        """
        try:
            person = person_in(connection, number, self.library, ASKED)
        except Refused as refused:
            raise Refused(*(_of(fault, number) for fault in refused.faults)) from None
        now = list(reached(person, self.library, self.on))
        books = without_cycle(person, now, self.library, self.on)
        return person, Made(
            number=number,
            cards=tuple(written(card_of(*each)) for each in now),
            without=tuple((book.body.code, book.code, book.label) for book in books),
            valid_until=lasts_until(person, now, self.turning, self.on),
        )


def maker(library: Library, on: date) -> Maker:
    """What cards of a day are made by."""
    fingerprints = sorted(f"{book.full_code} {book.fingerprint}" for book in library)
    rules = hashlib.sha256("\n".join(fingerprints).encode()).hexdigest()[:16]
    return Maker(library, on, rules, turning_days(library))


def _of(fault: Fault, number: int) -> Fault:
    return Fault(fault.what, f"person number {number}, {fault.where or 'the store'}", fault.hint)


@dataclass(frozen=True, slots=True)
class Makers:
    """Who makes cards.

    Args:
        number: How many processes.
        made: Makes the cards of people; what it reads is read by the connection, or by
            others that see what was written by then.
    """

    number: int
    made: Callable[[Connection, Sequence[int]], list[Made]]


@contextmanager
def makers(place: Place, by: Maker, people: int) -> Iterator[Makers]:
    """As many makers as are worth it for the cards of so many people.

    Raises:
        Refused: By the makers, when a record cannot be read, or when a process was ended.
    """
    number = min(_processors(), MOST) if people > FEW else 1
    if number == 1:
        yield Makers(1, lambda connection, some: [by.made(connection, one)[1] for one in some])
        return
    pool = _started(number, place, by)
    try:
        yield Makers(number, lambda _, some: _made_by(pool, some))
    finally:
        pool.shutdown(cancel_futures=True)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _started(number: int, place: Place, by: Maker) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A fork would take along open connections and locks that threads hold.
    context = get_context("spawn")
    pool = ProcessPoolExecutor(number, context, initializer=_begin, initargs=(place, by))
    if not hasattr(signal, "pthread_sigmask"):
        return pool
    # Whoever breaks off breaks off this process, which ends the others: they are born deaf.
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        pool.submit(_nothing)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
    return pool


def _made_by(pool: ProcessPoolExecutor, numbers: Sequence[int]) -> list[Made]:
    from concurrent.futures.process import BrokenProcessPool

    pieces = [numbers[start : start + PIECE] for start in range(0, len(numbers), PIECE)]
    try:
        return [made for some in pool.map(_made_there, pieces) for made in some]
    except BrokenProcessPool:
        raise refuse("a process that makes cards was ended from outside") from None


# --- in the other processes --------------------------------------------------------------

_there: tuple[Place, Maker]


def _begin(place: Place, by: Maker) -> None:
    global _there  # noqa: PLW0603 - a process of a pool has no other place for what it is given
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_other, daemon=True).start()
    _there = place, by


def _end_with_the_other() -> None:
    """End when the process that started this one ends, however that may be."""
    from multiprocessing import parent_process

    if other := parent_process():
        other.join()
        os._exit(1)


def _nothing() -> None:
    """Is asked for so that processes start."""


def _made_there(numbers: Sequence[int]) -> list[Made]:
    place, by = _there
    with reading(place) as connection:
        return [by.made(connection, number)[1] for number in numbers]
