"""Work that takes longer than anybody waits for a page: it goes on while pages are served."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Generic, TypeVar

from certtrack.errors import Refused
from certtrack.services.watching import Watch
from certtrack.web.refusals import DEFECT, words_of

T = TypeVar("T")

REMEMBERED = 50
"""Pieces of work of which it is remembered what came of them."""


class LongWork(Generic[T]):
    """One piece of work, begun when this is made, on behalf of whoever asked for it.

    Args:
        work: Does it; is handed what wants to be told how far it is.

    Attributes:
        what: What is being done, in a word; empty when that is not known yet.
        done: How much of it is done.
        whole: How much there is; 0 when that is not known yet.
        fault: Why it ended early; empty when it did not.
        result: What came of it; None until it is done.
    """

    def __init__(self, work: Callable[[Watch], T]) -> None:
        self.what, self.done, self.whole, self.fault = "", 0, 0, ""
        self.result: T | None = None
        self._ended = threading.Event()
        # The history names who asked for it, which only the context of the request knows.
        run = copy_context().run
        threading.Thread(target=run, args=(self._run, work), daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return not self._ended.is_set()

    @property
    def share(self) -> int:
        """How much of it is done, in percent."""
        return min(self.done * 100 // self.whole, 100) if self.whole else 0

    def wait(self, seconds: float) -> bool:
        """Wait for its end, but not longer than so many seconds; whether it ended."""
        return self._ended.wait(seconds)

    def _run(self, work: Callable[[Watch], T]) -> None:
        try:
            self.result = work(self._watch)
        except Refused as refused:
            self.fault = " ".join(words_of(refused))
        except Exception:
            self.fault = DEFECT
            raise
        finally:
            self._ended.set()

    def _watch(self, what: str, done: int, whole: int) -> None:
        self.what, self.done, self.whole = what, done, whole


class Works(Generic[T]):
    """Pieces of work by name: under each name one goes on at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._works: dict[str, LongWork[T]] = {}

    def find(self, name: str) -> LongWork[T] | None:
        """What goes on under a name, or what came of the last one; None when that is forgotten."""
        return self._works.get(name)

    def begin(self, name: str, work: Callable[[Watch], T]) -> LongWork[T]:
        """Begin a piece of work, unless one goes on under its name; gives what goes on."""
        with self._lock:
            before = self._works.pop(name, None)
            going_on = before if before and before.running else LongWork(work)
            self._works[name] = going_on
            ended = [one for one, work_ in self._works.items() if not work_.running]
            for one in ended[: max(len(self._works) - REMEMBERED, 0)]:
                del self._works[one]
            return going_on
