"""Laws of record files: what is written is read again as it was, by hand or by machine."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.errors import Refused
from certtrack.records.record_file import read_record, written_record
from certtrack.reminders.reminder import WORST_FIRST
from certtrack.render import contract
from certtrack.rules.facts import Holding, Person
from certtrack.rules.record import SHAPES
from certtrack.services.remind import due
from certtrack.services.status import report
from tests.laws.strategies import days, people

LATEST = date(2199, 12, 31)


def read_again(person: Person, kind: str, library) -> Person:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"record.{kind}"
        path.write_text(written_record(person, kind), encoding="utf-8", newline="")
        return read_record(path, library, LATEST)


@pytest.mark.parametrize("kind", ["toml", "json"])
@given(person=people())
def test_a_written_record_is_read_again_as_it_was(kind, person, library):
    assert read_again(person, kind, library) == person


@given(people())
def test_what_was_read_is_written_the_same_again(library, person):
    again = read_again(read_again(person, "toml", library), "json", library)
    assert written_record(again, "toml") == written_record(person, "toml")


@given(people())
def test_a_section_not_told_stays_apart_from_an_empty_one(library, person):
    again = read_again(person, "toml", library)
    for name in SHAPES:
        assert (getattr(again, name) is None) == (getattr(person, name) is None)


@given(people(), days)
def test_every_person_has_a_status_that_hangs_together(library, person, on):
    for cycle in map(contract.cycle, report(person, on, library).cycles):
        assert cycle["counted"] == sum(one["counted"] for one in cycle["activities"])
        assert cycle["counted"] <= cycle["earned"]
        assert cycle["days_left"] == (cycle["until"] - on).days
        running = cycle["standing"] in ("active", "complete")
        assert (cycle["from"] <= on <= cycle["until"]) == running
        met = all(rule["outcome"] == "met" for rule in cycle["rules"]) and bool(cycle["rules"])
        assert (cycle["standing"] == "complete") == (running and met)


@given(people(), days, st.integers(0, 400))
def test_reminders_come_by_severity_and_never_beyond_the_window(library, person, on, within):
    found = due(person, on, within, library)
    ranks = [WORST_FIRST.index(one.severity) for one in found]
    assert ranks == sorted(ranks)
    assert all(one.days_left <= within for one in found if one.severity != "overdue")


@given(days, st.integers(1, 2000), st.integers(0, 4000))
def test_a_last_day_before_the_exam_is_refused_or_answered(library, passed, before, later):
    until = passed - timedelta(days=before)
    person = Person(
        name="Ana", credential=(Holding(code="RHIT", passed_on=passed, valid_until=until),)
    )
    try:
        facts = read_again(person, "toml", library)
    except Refused:
        return
    assert report(facts, passed + timedelta(days=later), library).cycles
