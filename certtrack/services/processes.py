"""Work on many people: here, or by several processes where it is worth it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from certtrack.errors import refuse
from certtrack.store.dialect import Connection
from certtrack.store.location import Place
from certtrack.store.sessions import reading

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)

FEW = 2_000
"""For so many people it is not worth starting further processes."""

MOST = 8
"""Further processes at most: one keeps what they make, and is not quicker than so many."""

PIECE = 25
"""People whom a process works on at a time; few, so that none waits for another."""


class Maker(Protocol[M_co]):
    """Makes what is kept of people."""

    def kept(self, connection: Connection, number: int, /) -> M_co:
        """What is kept of the person with a number."""


@dataclass(frozen=True, slots=True)
class Makers(Generic[M]):
    """Who makes what is kept of people.

    Args:
        number: How many processes.
        made: Makes it; what it reads is read by the connection, or by others that see what
            was written by then.
    """

    number: int
    made: Callable[[Connection, Sequence[int]], list[M]]


@contextmanager
def makers(place: Place, by: Maker[M], people: int) -> Iterator[Makers[M]]:
    """As many makers as are worth it for so many people.

    Args:
        place: The store.
        by: Makes what is kept of one person.
        people: How many people there are.

    Raises:
        Refused: By the makers, when a record cannot be read, or when a process was ended.
    """
    number = min(_processors(), MOST) if people > FEW else 1
    if number == 1:
        yield Makers(1, lambda connection, some: [by.kept(connection, one) for one in some])
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


def _started(number: int, place: Place, by: Maker[Any]) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A fork would take along open connections and locks that threads hold.
    context = get_context("spawn")
    return ProcessPoolExecutor(number, context, initializer=_begin, initargs=(place, by))


@contextmanager
def _deaf() -> Iterator[None]:
    """Whoever breaks off breaks off this process, which ends the others: they are born deaf."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def _made_by(pool: ProcessPoolExecutor, numbers: Sequence[int]) -> list[Any]:
    from concurrent.futures.process import BrokenProcessPool

    pieces = [numbers[start : start + PIECE] for start in range(0, len(numbers), PIECE)]
    try:
        with _deaf():
            # Processes are started as work is handed out, which is all done here.
            found = pool.map(_made_there, pieces)
        return [made for some in found for made in some]
    except BrokenProcessPool:
        raise refuse("a process that counts was ended from outside") from None


# --- in the other processes --------------------------------------------------------------

_there: tuple[Place, Maker[Any]]


def _begin(place: Place, by: Maker[Any]) -> None:
    global _there  # noqa: PLW0603 - a process of a pool has no other place for what it is given
    belong_to_the_other()
    _there = place, by


def belong_to_the_other() -> None:
    """Leave it to the process that started this one to break off, and end with it."""
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_other, daemon=True).start()


def _end_with_the_other() -> None:
    """End when the process that started this one ends, however that may be."""
    from multiprocessing import parent_process

    if other := parent_process():
        other.join()
        os._exit(1)


def _made_there(numbers: Sequence[int]) -> list[Any]:
    place, by = _there
    with reading(place) as connection:
        return [by.kept(connection, number) for number in numbers]
