"""What calendars told of people is kept in the store, in a file and on a server alike."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from ical.calendar_stream import IcsCalendarStream

from certtrack.errors import Refused
from certtrack.reminders.calendar_entry import Form
from certtrack.reminders.policy import policy_of
from certtrack.services.calendar import attachment, feed, of_person, of_roster
from certtrack.services.calendar_entries import Asked
from certtrack.services.facts import Who, person_in
from certtrack.services.remind import due
from certtrack.store.history import Work
from certtrack.store.location import locate
from certtrack.store.sessions import driver, unit_of_work

ON = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
EXTENDED = ("--body", "AHIMA", "--kind", "extension", "--decided-on", "2026-01-15")
TALK = ("ceu", "add", "--title", "Talk", "--completed-on", "2025-02-01", "--domain", "privacy")


@pytest.fixture
def held(either, run):
    """A store in which Bo holds a credential."""
    assert run("credential", "add", "--code", "RHIT", "--passed-on", "2024-06-14") == 0
    return either


@pytest.fixture
def asked(library):
    return Asked(library=library, moment=NOW, on=ON)


def told(store, asked, **values):
    """Bo's entries by what they are about: the kind, what sets it apart."""
    found = of_person(Who(store=store), replace(asked, **values)).entries
    return {(one.concern.kind, one.concern.about): one for one in found}


CEUS, FEE = ("ceu-shortfall", ""), ("fee-due", "cycle")


def test_the_same_is_the_same_bytes_and_writes_nothing(held, asked, dump):
    first = feed(Who(store=held), asked)
    before = dump(held)
    assert feed(Who(store=held), replace(asked, moment=LATER)) == first
    assert dump(held) == before


def test_an_extension_moves_the_event_and_numbers_it_one_higher(held, asked, run):
    first = told(held, asked)[CEUS]
    assert run("decision", "add", *EXTENDED, "--until", "2026-09-13") == 0
    moved = told(held, asked, moment=LATER)[CEUS]
    assert (first.said.due, moved.said.due) == (date(2026, 6, 13), date(2026, 9, 13))
    assert (moved.uid, moved.sequence, moved.changed_at) == (first.uid, 1, LATER)


def test_a_fee_that_was_paid_is_cancelled_or_done(held, asked, run):
    todo = Form(todo=True)
    told(held, asked)
    told(held, asked, form=todo)
    assert run("credential", "edit", "RHIT", "--fee-paid-on", "2026-03-01") == 0
    for form in (Form(), todo):
        paid = told(held, asked, form=form, moment=LATER)[FEE]
        assert (paid.state, paid.sequence) == ("done", 1)
    assert FEE not in told(held, asked, moment=LATER + timedelta(days=91))


def test_a_credential_that_is_gone_takes_its_entries_along_and_brings_them_back(held, asked, run):
    first = told(held, asked)
    assert run("credential", "remove", "RHIT", "--yes") == 0
    gone = told(held, asked, moment=LATER)
    assert {one.state for one in gone.values()} == {"removed"}
    assert run("undo") == 0
    back = told(held, asked, moment=LATER)
    assert {one.uid: one.sequence for one in back.values()} == {
        one.uid: 2 for one in first.values()
    }


def test_ceus_that_are_complete_are_done(held, asked, run):
    told(held, asked)
    assert run(*TALK, "--ceus", "20") == 0
    assert told(held, asked, moment=LATER)[CEUS].state == "done"


def test_looking_less_far_ahead_takes_nothing_for_done(held, asked):
    assert told(held, asked)[CEUS].state == "open"
    assert told(held, asked, within=30) == {}
    assert told(held, asked, moment=LATER)[CEUS].sequence == 0


def test_a_new_name_leaves_the_entries_what_they_are(held, asked, run):
    first = told(held, asked)
    assert run("person", "edit", "--name", "Bo Li-Smith") == 0
    assert told(held, asked, moment=LATER).keys() == first.keys()
    again = told(held, asked, moment=LATER)
    assert [one.uid for one in again.values()] == [one.uid for one in first.values()]


def test_a_record_that_replaces_another_goes_on_with_its_entries(held, asked, run, home):
    first = told(held, asked)
    assert run("export", home / "bo.toml") == 0
    assert run("import", home / "bo.toml", "--replace") == 0
    again = told(held, asked, moment=LATER)
    assert list(again.values()) == list(first.values())
    assert run("undo") == 0
    assert told(held, asked, moment=LATER) == again


def test_a_person_who_was_removed_comes_back_with_what_was_told(held, asked, run, ask):
    first = told(held, asked)
    assert run("person", "remove", "Bo Li", "--yes") == 0
    assert ask(held, "SELECT count(*) FROM calendar_entry") == [(0,)]
    # Somebody else's entries get numbers that Bo's had.
    assert run("person", "add", "--name", "Cy") == 0
    held_by_cy = ("--person", "Cy", "--code", "RHIT", "--passed-on", "2024-06-14")
    assert run("credential", "add", *held_by_cy) == 0
    of_roster(held, None, asked)
    for _ in range(3):
        assert run("undo") == 0
    assert told(held, asked, moment=LATER) == first


def test_everyone_is_in_one_calendar_and_a_manager_has_their_own(held, asked, run):
    for name, manager in (("Cy", "Dana"), ("Di", "dana")):
        assert run("person", "add", "--name", name, "--manager", manager) == 0
        one = ("--person", name, "--code", "RHIT", "--passed-on", "2024-06-14")
        assert run("credential", "add", *one) == 0
    team = replace(asked, form=Form(team=True))
    everyone = of_roster(held, None, team)
    assert {one.person for one in everyone.entries} == {"Bo Li", "Cy", "Di"}
    assert len({one.uid for one in everyone.entries}) == len(everyone.entries)
    mine = of_roster(held, "DANA", team)
    assert {one.person for one in mine.entries} == {"Cy", "Di"}
    # In both, and in no other number: a manager may have one and look at the other.
    assert set(mine.entries) < set(everyone.entries)
    assert everyone.title.uid != mine.title.uid
    assert all(one.said.summary.startswith(f"{one.person}, ") for one in mine.entries)
    assert {one.person for one in of_roster(held, "nobody", team).entries} == {"Bo Li"}
    with pytest.raises(Refused, match="Did you mean 'dana'"):
        of_roster(held, "Dona", team)


AGAIN = """\
from datetime import UTC, date, datetime
from certtrack.services.calendar import of_person
from certtrack.services.calendar_entries import Asked
from certtrack.services.facts import Who
from certtrack.services.rules import books

me, other, folder = sys.argv[1:4]
library = books(())
for number in range(10):
    meet(folder, f"{me}{number}", [f"{other}{number}"])
    title = f"{me} {number}"
    run("ceu", "add", "--title", title, "--completed-on", "2025-02-01", "--ceus", "0.25",
        "--domain", "privacy")
    asked = Asked(library=library, moment=datetime.now(UTC), on=date(2026, 3, 2))
    found = of_person(Who(), asked).entries
    for one in found:
        if one.concern.kind == "ceu-shortfall":
            say(f"{one.sequence} {one.said.summary}")
"""


def test_two_who_write_at_once_give_no_number_to_two_versions(held, asked, start, home):
    pair = [start(AGAIN, *me, home) for me in (("x", "y"), ("y", "x"))]
    lines = [line for one in pair for line in one.communicate(timeout=200)[1].splitlines()]
    said = [line for line in lines if "RHIT" in line]
    assert len(said) == 20
    versions = {}
    for line in said:
        number, words = line.split(" ", 1)
        assert versions.setdefault(int(number), words) == words
    last = told(held, asked)[CEUS]
    assert last.sequence == max(versions) > 5
    assert versions[last.sequence] == last.said.summary


def test_a_mail_has_the_entries_that_it_tells_of_and_no_others(held, asked, library):
    place = locate(held)
    with unit_of_work(place) as session:
        assert Work(session, "", "").claim(1)
        person = person_in(driver(session), 1, library)
        mentioned = [one for one in due(person, ON, 200, library) if one.kind == "fee-due"]
        sent = attachment(session, 1, person, mentioned, Form(), NOW, policy_of())
    assert (sent.name, sent.media_type.split(";")[0]) == ("deadlines.ics", "text/calendar")
    (event,) = IcsCalendarStream.calendar_from_ics(sent.content.decode()).events
    assert event.summary.startswith("RHIT: pay ")
    # It is the same entry that the person's calendar has.
    same = told(held, asked, moment=LATER)
    assert (same[FEE].uid, same[FEE].sequence) == (event.uid, 0)
    assert same[FEE].changed_at == NOW
    assert same[CEUS].state == "open"


def test_the_day_is_that_of_the_person(held, asked, run):
    half_past_midnight_there = datetime(2026, 6, 12, 12, 30, tzinfo=UTC)
    for zone, alarms in (("Pacific/Auckland", (0,)), ("America/New_York", (1, 0))):
        assert run("person", "edit", "--time-zone", zone) == 0
        found = told(held, asked, on=None, moment=half_past_midnight_there)
        assert found[FEE].alarms == alarms


def test_who_may_only_read_a_server_has_the_calendar_all_the_same(server, served, run, asked, dump):
    assert run("credential", "add", "--code", "RHIT", "--passed-on", "2024-06-14") == 0
    first = told(served, asked)
    assert run("decision", "add", *EXTENDED, "--until", "2026-09-13") == 0
    role = f"calendar_reader_{os.getpid()}"
    with psycopg.connect(served, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {role} LOGIN")
        admin.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
    before = dump(served)
    try:
        reader = served.replace("certtrack@", f"{role}@", 1)
        for _ in range(2):
            found = told(reader, asked, moment=LATER)
            assert (found[FEE].uid, found[FEE].sequence) == (first[FEE].uid, 1)
    finally:
        with psycopg.connect(served, autocommit=True) as admin:
            admin.execute(f"DROP OWNED BY {role}")
            admin.execute(f"DROP ROLE {role}")
    assert dump(served) == before


def test_what_was_told_goes_along_when_a_store_is_copied(store, database, home, run, asked, dump):
    assert run("credential", "add", "--code", "RHIT", "--passed-on", "2024-06-14") == 0
    first = told(str(store), asked)
    assert run("db", "copy", store, database) == 0
    assert told(database, asked, moment=LATER) == first
    assert run("db", "copy", database, home / "back.db") == 0
    assert dump(home / "back.db") == dump(store)
