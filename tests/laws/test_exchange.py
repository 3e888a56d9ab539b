"""Laws of export and import: what goes out comes in again as it was, in files of every kind."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from certtrack.records.record_file import written_record
from certtrack.render import tables
from certtrack.rules.facts import Person
from certtrack.services import exports
from certtrack.services.edit import Moment
from certtrack.services.facts import Who, facts_of
from certtrack.services.record_imports import import_records
from certtrack.services.sheet_import import import_sheet
from certtrack.services.sheet_reading import Asked, understand
from certtrack.store import people as store_people
from certtrack.store.history import recorded
from certtrack.store.location import locate
from tests.laws.strategies import logged, people

NOW = "2026-06-01T12:00:00+00:00"
LATEST = date(2199, 12, 31)
MOMENT = Moment(latest=LATEST, made_at=NOW)

hostile = st.sampled_from(
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''=1", "'", "'quoted'", "＝1", "=cmd|' /C calc'!A0",
        '"', '"=1"', "a;=1", "a,b", "_x0041_", "&amp;<b>", "Robert'); DROP TABLE activity;--",
        "' OR 1=1 --", "%s %(x)s ?", "\U0001f600", "e\u0301", "\u202eevil", "NULL", "1e5",
        "00012", "1,5", "TRUE", "03/04/2026",
    ]
)  # fmt: skip


@st.composite
def logs(draw):
    """Activities of one person, each with an id, and with words in them that could do harm."""
    several = []
    for number in range(draw(st.integers(1, 4))):
        one = draw(logged(number))
        title = f"{draw(hostile)} {number}" if draw(st.booleans()) else f"{number}{draw(hostile)}"
        words = {key: draw(st.none() | hostile) for key in ("provider", "evidence", "notes")}
        reference = draw(st.none() | hostile.map(lambda word, n=number: f"{word}{n}"))
        several.append(
            replace(one, id=f"{draw(hostile)}{number}", title=title, reference=reference, **words)
        )
    return tuple(several)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Gives places of new stores."""
    folder = tmp_path_factory.mktemp("stores")
    return lambda: str(folder / f"{uuid.uuid4().hex}.db")


def filled(store: str, persons) -> str:
    with recorded(locate(store), "person add", NOW, may_create=True) as work:
        for person in persons:
            store_people.add_person(work, person)
    return store


def out_and_in(persons, from_: str, to: str, folder: Path, library) -> tuple[str, str]:
    """Everyone as lines, from the store they were in and from the one they were imported into."""
    filled(from_, persons)
    file = folder / f"{uuid.uuid4().hex}.jsonl"
    tables.write_text(file, exports.record_lines(from_, library))
    assert import_records(to, file, library, MOMENT, replace=False) == len(persons)
    return file.read_text(encoding="utf-8"), "".join(exports.record_lines(to, library))


@settings(max_examples=3, phases=[Phase.explicit, Phase.generate])
@given(persons=st.lists(people(), max_size=3))
def test_everyone_out_and_into_an_empty_store_is_the_same(
    library, empty, tmp_path_factory, persons
):
    folder = tmp_path_factory.mktemp("lines")
    before, after = out_and_in(persons, empty(), empty(), folder, library)
    assert after == before
    lines = [json.loads(line) for line in before.split("\n") if line]
    assert [one["person"]["name"] for one in lines] == [one.name for one in persons]


@settings(max_examples=1)
@given(persons=st.lists(people(), min_size=6, max_size=6))
def test_the_same_on_a_server(library, server, tmp_path_factory, persons):
    names = [f"x_{uuid.uuid4().hex}" for _ in range(2)]
    stores = [server.make(name) for name in names]
    before, after = out_and_in(persons, *stores, tmp_path_factory.mktemp("lines"), library)
    assert after == before
    for name in names:
        server.drop(name)


@given(person=people())
def test_every_record_fits_the_schema(library, person):
    schema = exports.record_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(json.loads(written_record(person, "json")))
    wrong = {**json.loads(written_record(person, "json")), "unknown": 1}
    assert not validator.is_valid(wrong)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@settings(max_examples=8)
@given(log=logs())
def test_a_table_of_activities_out_and_in_is_the_same(library, empty, tmp_path_factory, kind, log):
    folder = tmp_path_factory.mktemp("tables")
    from_ = filled(empty(), [Person(name="Ana", activity=log)])
    to = filled(empty(), [Person(name="Ana")])
    file = folder / f"log.{kind}"
    rows = exports.activity_rows(Who(store=from_), library, date(2026, 6, 1))
    tables.write(file, exports.COLUMNS, rows)
    understood = understand(file, Asked(), library)
    for added in (len(log), 0):
        done = import_sheet(Who(store=to), understood, library, MOMENT, write=True, force=False)
        assert done.numbers()["new"] == added, done.outcomes
    again = facts_of(Who(store=to), library, LATEST)
    assert sorted(map(repr, again.activity)) == sorted(map(repr, log))
