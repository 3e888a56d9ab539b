"""Laws of the import: the kind of store changes nothing, nor does the size of a chunk."""

from __future__ import annotations

import csv
import uuid
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrack.errors import Refused
from certtrack.rules.facts import Person
from certtrack.services import bulk, edit
from certtrack.services.edit import Moment
from certtrack.services.facts import Who
from certtrack.store import people
from certtrack.store.history import recorded
from certtrack.store.location import locate
from certtrack.store.undoing import undo_last

NOW = "2026-06-01T12:00:00+00:00"
MOMENT = Moment(latest=date(2026, 6, 1), made_at=NOW)
HEADER = ("person", "id", "title", "completed_on", "ceus", "reference")
KEYS = HEADER[1:]

few_rows = st.lists(
    st.tuples(
        st.sampled_from(["0", "1"]),
        st.sampled_from(["", "", "", "n1", "a3", "a5", "a10"]),
        st.sampled_from(["Talk", "TALK", "Straße", "STRASSE", "Course"]),
        st.sampled_from(["2025-02-03", "2025-02-04", "2025-02-05"]),
        st.sampled_from(["1", "2.25"]),
        st.sampled_from(["", "", "R1"]),
    ),
    max_size=12,
)


def named_once(rows):
    """The same rows, whose ids are those of the first that have them."""
    had: set[tuple[str, str]] = set()
    once = []
    for who, name, *rest in rows:
        once.append((who, "" if (who, name) in had else name, *rest))
        had.add((who, name))
    return once


@pytest.fixture(scope="module")
def stores(server, tmp_path_factory):
    """A store in a file and one on a server; each example has people of its own in them."""
    name = f"t_{uuid.uuid4().hex}"
    yield str(tmp_path_factory.mktemp("law") / "store.db"), server.make(name)
    server.drop(name)


def two_people(store: str) -> tuple[int, int]:
    """Two new people, the same numbers in every store."""
    with recorded(locate(store), "person add", NOW, may_create=True) as work:
        first, second = (
            people.add_person(work, Person(name=f"N {uuid.uuid4().hex}")) for _ in range(2)
        )
    return first, second


def told(store: str, who: int) -> list[dict[str, object]]:
    return [entry for _, entry in edit.listed(Who(store=store, person=str(who)), "activity")]


def imported(store, file, library, *, write, force):
    """What an import answers, or every fault it tells."""
    try:
        found = bulk.import_activities(
            Who(store=store),
            file,
            library,
            MOMENT,
            write=write,
            force=force,
            progress=lambda _: None,
        )
    except Refused as refused:
        return str(refused)
    return found.rows, found.added, found.known


def sheet(folder: Path, rows, pair) -> Path:
    path = folder / f"{uuid.uuid4().hex}" / "log.csv"
    path.parent.mkdir()
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *((pair[int(who)], *row) for who, *row in rows)])
    return path


@settings(max_examples=25)
@given(
    before=few_rows.map(named_once),
    rows=few_rows,
    force=st.booleans(),
    chunk=st.sampled_from([1, 2, 5, 99]),
)
def test_a_file_and_a_server_give_the_same_answer(
    stores, library, tmp_path_factory, before, rows, force, chunk
):
    folder = tmp_path_factory.mktemp("sheets")
    outcomes = []
    with pytest.MonkeyPatch.context() as patch:
        for store in stores:
            patch.setattr(bulk, "CHUNK", 99)
            pair = two_people(store)
            imported(store, sheet(folder, before, pair), library, write=True, force=True)
            patch.setattr(bulk, "CHUNK", chunk)
            path = sheet(folder, rows, pair)
            was = [told(store, who) for who in pair]
            looked = imported(store, path, library, write=False, force=force)
            assert [told(store, who) for who in pair] == was
            did = imported(store, path, library, write=True, force=force)
            assert did == looked
            now = [told(store, who) for who in pair]
            outcomes.append((did, was, now))
            if isinstance(did, str):
                assert now == was
                continue
            assert imported(store, path, library, write=True, force=force) == (
                len(rows),
                0,
                len(rows),
            )
            if did[1]:
                undo_last(locate(store), NOW)
            assert [told(store, who) for who in pair] == was
    assert outcomes[0] == outcomes[1]


@settings(max_examples=12)
@given(rows=few_rows)
def test_a_file_is_as_if_its_rows_were_added_one_by_one(stores, library, tmp_path_factory, rows):
    """Where no row has an id like those that are given: a file's are known ahead."""
    rows = [(who, "" if name.startswith("a") else name, *rest) for who, name, *rest in rows]
    store = stores[0]
    by_file, by_hand = two_people(store), two_people(store)
    path = sheet(tmp_path_factory.mktemp("sheets"), rows, by_file)
    answer = imported(store, path, library, write=True, force=True)
    if isinstance(answer, str):
        assert "is used twice" in answer
        return
    seen = set()
    for who, name, *rest in rows:
        if (who, *rest) in seen:
            continue
        seen.add((who, *rest))
        values = {key: cell for key, cell in zip(KEYS, (name, *rest), strict=True) if cell}
        someone = Who(store=store, person=str(by_hand[int(who)]))
        edit.add(someone, "activity", values, library, MOMENT, force=True)
    assert [_named(told(store, one)) for one in by_file] == [
        _named(told(store, one)) for one in by_hand
    ]
    assert answer == (len(rows), len(seen), len(rows) - len(seen))


def _named(entries):
    """Entries by their ids: a chunk is written in the order of people, one's in the file's."""
    return {str(entry["id"]): entry for entry in entries}
