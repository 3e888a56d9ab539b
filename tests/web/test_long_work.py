"""Work that goes on while pages are served: told how far it is, and how it ended."""

from __future__ import annotations

import threading
from contextvars import ContextVar

from certtrack.errors import refuse
from certtrack.web.long_work import REMEMBERED, LongWork, Works
from certtrack.web.refusals import DEFECT

ASKING: ContextVar[str] = ContextVar("asking")


def test_it_tells_how_far_it_is_and_what_came_of_it():
    told, may_end = threading.Event(), threading.Event()

    def work(watch):
        watch("Reading", 30, 40)
        told.set()
        assert may_end.wait(30)
        return ASKING.get()

    ASKING.set("dana")
    one = LongWork(work)
    assert told.wait(30)
    assert (one.running, one.what, one.share, one.result) == (True, "Reading", 75, None)
    assert not one.wait(0)
    may_end.set()
    assert one.wait(30)
    # It is done on behalf of whoever asked for it.
    assert (one.running, one.result, one.fault) == (False, "dana", "")


def test_what_is_refused_is_told():
    def work(watch):
        raise refuse("the store is locked by another process", where="store.db")

    one = LongWork(work)
    assert one.wait(30)
    assert one.fault == "store.db: The store is locked by another process."


def test_a_defect_ends_it_and_is_told(monkeypatch):
    shown, seen = threading.Event(), []
    monkeypatch.setattr(threading, "excepthook", lambda told: (seen.append(told), shown.set()))
    one = LongWork(lambda watch: 1 // 0)
    assert one.wait(30)
    assert (one.running, one.result, one.fault) == (False, None, DEFECT)
    # The terminal tells more, as the page says.
    assert shown.wait(30)
    assert seen[0].exc_type is ZeroDivisionError


def test_under_each_name_one_goes_on_at_a_time():
    works, may_end, begun = Works(), threading.Event(), []

    def work(watch):
        begun.append(1)
        assert may_end.wait(30)

    first = works.begin("a", work)
    assert works.begin("a", work) is first
    other = works.begin("b", work)
    assert other is not first
    may_end.set()
    assert first.wait(30)
    assert other.wait(30)
    assert works.begin("a", work) is not first
    assert works.find("a").wait(30)
    assert len(begun) == 3
    assert works.find("c") is None


def test_what_came_of_the_last_ones_is_remembered():
    works = Works()
    for number in range(REMEMBERED + 5):
        assert works.begin(str(number), lambda watch: "done").wait(30)
    found = [works.find(str(number)) is not None for number in range(REMEMBERED + 5)]
    assert found == [False] * 5 + [True] * REMEMBERED
