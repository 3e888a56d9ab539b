"""Of whom the cycles are not counted yet: known at once, whatever was done to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from certtrack.services import persons, roster
from certtrack.services.card_makers import maker
from certtrack.services.edit import Moment
from certtrack.services.facts import Who
from certtrack.store.cards import some_without, without_cards
from certtrack.store.checking import checked
from certtrack.store.copying import copy
from certtrack.store.location import locate
from certtrack.store.sessions import reading

TODAY = date(2026, 11, 1)
NOW = Moment(latest=TODAY, made_at="2026-11-01T12:00:00Z")
MORE = 1_000

DEEDS = (
    ("person", "add", "--name", "Cy"),
    ("credential", "add", "--code", "RHIT", "--passed-on", "2024-06-14", "--person", 1),
    ("ceu", "add", "--title", "T", "--completed-on", "2026-02-02", "--ceus", 1, "--person", 1),
    ("undo",),
    ("person", "remove", "--yes", "--person", 1),
    ("undo",),
    ("person", "edit", "--state", "FL", "--person", 2),
    ("roster", "import", "people.csv", "--write"),
    ("undo",),
    ("ceu", "import", "log.csv", "--write", "--person", 2),
    ("undo",),
    ("import", "record.toml"),
    ("person", "forget", "--yes", "--person", 2),
)


def by_index(store, library, on):
    with reading(locate(store)) as connection:
        return sorted(some_without(connection, maker(library, on).rules, on, MORE))


def by_looking_at_everybody(store, library, on):
    with reading(locate(store)) as connection:
        return without_cards(connection, maker(library, on).rules, on, 0, MORE)


def count(store, library, on):
    assert list(roster.lines(store, library, on, None, roster.Wanted(), today=on)) is not None
    assert by_index(store, library, on) == []


def test_whoever_is_not_counted_is_found_without_looking_at_everybody(
    either, library, run, home, monkeypatch, capsys
):
    monkeypatch.chdir(home)
    (home / "people.csv").write_text("name,credential,passed_on\nDi,RHIT,2024-06-14\nEd,,\n")
    (home / "log.csv").write_text("title,completed_on,ceus\nTalk,2026-03-02,1\n")
    (home / "record.toml").write_text('schema = 1\n[person]\nname = "Flo"\n')
    found = []
    for deed in DEEDS:
        assert run(*deed) == 0, capsys.readouterr().err
        uncounted = by_looking_at_everybody(either, library, TODAY)
        assert by_index(either, library, TODAY) == uncounted, deed
        found.append(len(uncounted))
        count(either, library, TODAY)
    # Forgetting leaves nobody; a roster brought two, and taking it back leaves nobody of them.
    assert found == [2, 1, 1, 1, 0, 1, 1, 2, 0, 1, 1, 1, 0]


@pytest.mark.parametrize("days", [-400, -1, 0, 1, 30, 400])
def test_cards_are_not_true_on_every_day(days, either, library, run):
    assert run("credential", "add", "--code", "RHIT", "--passed-on", "2024-06-14") == 0
    persons.add(either, {"name": "Cy"}, library, NOW, force=True)
    count(either, library, TODAY)
    on = TODAY + timedelta(days=days)
    assert by_index(either, library, on) == by_looking_at_everybody(either, library, on)


def test_other_rules_count_otherwise(either, library):
    count(either, library, TODAY)
    with reading(locate(either)) as connection:
        for rules in ("0", "zzz"):
            assert some_without(connection, rules, TODAY, MORE) == [1]


def test_no_more_are_looked_for_than_are_wanted(either, library):
    for name in "ABCDE":
        persons.add(either, {"name": name}, library, NOW, force=True)
    with reading(locate(either)) as connection:
        assert len(some_without(connection, "r", TODAY, 4)) == 4


def test_a_copy_knows_the_same(either, library, home):
    persons.add(either, {"name": "Cy"}, library, NOW, force=True)
    count(either, library, TODAY)
    persons.edit(Who(person="1", store=either), {"state": "FL"}, library, NOW)
    copy(locate(either), locate(str(home / "other.db")))
    assert by_index(str(home / "other.db"), library, TODAY) == [1]


def test_who_was_added_by_another_program_is_told_and_counted(either, library, run, ask):
    ask(either, "INSERT INTO person (name, memberships, none_of) VALUES ('Cy', '[]', '[]')")
    assert faults(either)["counting"] == "1 of person have no row in counted"
    assert run("roster", "status") == 0
    assert "counting" not in faults(either)
    with reading(locate(either)) as connection:
        assert connection.execute("SELECT count(*) AS rows FROM counted").fetchone()["rows"] == 2


def faults(store):
    found = checked(locate(store), lambda: datetime.now(UTC)).checks
    return {one.name: one.told for one in found if not one.fine}
