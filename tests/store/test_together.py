"""Several people on one store at once: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from contextlib import closing
from itertools import pairwise

import psycopg
import pytest

import certtrack.store.sessions
from certtrack.errors import Refused, refuse
from certtrack.rules.facts import Person
from certtrack.store import people
from certtrack.store.claims import PAUSES, Collision, persistent
from certtrack.store.files import make_room
from certtrack.store.history import recorded
from certtrack.store.location import locate
from certtrack.store.sessions import kept_open, reading, unit_of_work
from certtrack.store.tables import PersonRow
from certtrack.store.undoing import undo_last
from tests.postgres import until_it_waits

NOW = "2025-06-01T12:00:00+00:00"
CEU = ("ceu", "add", "--title", "Talk", "--completed-on", "2025-02-01", "--ceus", "1")

PAIR = (("x", "y"), ("y", "x"))
BEGIN = """\
me, other, folder = sys.argv[1:4]
run("ceu", "list")
run("ceu", "edit", "none", "--title", "T")
meet(folder, me, [other])
"""


def both(start, script, home):
    """Run a script in two processes that begin together; gives what each said."""
    pair = [start(BEGIN + script, me, other, home) for me, other in PAIR]
    return [process.communicate(timeout=120)[1].splitlines() for process in pair]


def states(ask, store):
    """For each row its changes in order, as pairs of before and after."""
    found = {}
    for table, row, before, after in ask(
        store, "SELECT table_name, row_id, before, after FROM change ORDER BY change_set_id, id"
    ):
        change = tuple(json.loads(one) if one else None for one in (before, after))
        found.setdefault((table, row), []).append(change)
    return found


def is_a_chain(changes):
    """Each change began where the one before it had ended: nobody's work was overwritten."""
    return all(one[1] == other[0] for one, other in pairwise(changes))


EDIT = """\
key = "--notes" if me == "x" else "--provider"
for number in range(15):
    say(run("ceu", "edit", "a1", key, f"{me} {number}"))
"""


def test_two_who_edit_one_entry_overwrite_nothing(either, run, home, start, ask):
    assert run(*CEU) == 0
    for said in both(start, EDIT, home):
        assert said[-15:] == ["0"] * 15
    assert ask(either, "SELECT notes, provider FROM activity") == [("x 14", "y 14")]
    changes = states(ask, either)["activity", 1]
    assert len(changes) == 31
    assert is_a_chain(changes)


SAME_NAME = """\
for number in range(12):
    meet(folder, f"{me}{number}", [f"{other}{number}"])
    say(run("person", "add", "--name", f"Ana {number}"))
"""


def test_of_two_who_add_one_name_at_once_one_is_told(either, home, start, ask):
    said = both(start, SAME_NAME, home)
    codes = [[line for line in one if line in "02"][-12:] for one in said]
    assert [{*pair} for pair in zip(*codes, strict=True)] == [{"0", "2"}] * 12, said
    assert ask(either, "SELECT count(*) FROM person WHERE name LIKE 'Ana%'") == [(12,)]


UNDO = """\
for number in range(10):
    say(run("undo"))
"""


def test_two_who_undo_at_once_undo_each_change_once(either, run, home, start, ask):
    for number in range(20):
        talk = ("--title", f"Talk {number}", "--completed-on", "2025-02-01", "--ceus", "1")
        assert run("ceu", "add", *talk) == 0
    for said in both(start, UNDO, home):
        assert said[-10:] == ["0"] * 10
    assert ask(either, "SELECT count(*) FROM activity") == [(0,)]
    undone = ask(either, "SELECT undoes FROM change_set WHERE undoes IS NOT NULL ORDER BY id")
    assert undone == [(number,) for number in range(21, 1, -1)]


WRITE_AND_UNDO = """\
for number in range(12):
    if me == "x":
        say(run("ceu", "edit", "a1", "--notes", f"{number}"))
    else:
        say(run("undo"))
"""


def test_undo_beside_a_writer_takes_back_what_was_last(either, run, home, start, ask):
    assert run(*CEU) == 0
    for number in range(30):
        assert run("ceu", "edit", "a1", "--provider", f"P {number}") == 0
    for said in both(start, WRITE_AND_UNDO, home):
        assert said[-12:] == ["0"] * 12
    history = ask(either, "SELECT id, undoes FROM change_set ORDER BY id")
    state = {}
    rows = {row: json.loads(after) for row, after in _afters(ask, either)}
    befores = dict(_befores(ask, either))
    for number, undoes in history:
        state = json.loads(befores[undoes]) if undoes else rows.get(number, state)
    ((notes, provider),) = ask(either, "SELECT notes, provider FROM activity")
    assert (notes, provider) == (state["notes"], state["provider"])


def _afters(ask, store):
    query = "SELECT change_set_id, after FROM change WHERE table_name = 'activity'"
    return ask(store, query)


def _befores(ask, store):
    query = "SELECT change_set_id, before FROM change WHERE table_name = 'activity'"
    return ask(store, query)


def test_who_writes_waits_for_who_was_first(place, either, ask):
    """The second reads only after the first has written."""
    seen = []

    def second():
        with recorded(place, "second", NOW) as work:
            assert work.claim(1)
            seen.append(work.get(PersonRow, 1).name)

    thread = threading.Thread(target=second)
    with recorded(place, "first", NOW) as work:
        assert work.claim(1)
        thread.start()
        time.sleep(0.3)
        assert seen == []
        people.edit_person(work, 1, {"name": "Bo Lee"})
    thread.join(timeout=30)
    assert seen == ["Bo Lee"]


def test_two_people_are_written_at_once(served):
    """On a server nobody waits for who writes about somebody else."""
    place = locate(served)
    with recorded(place, "add", NOW) as work:
        people.add_person(work, Person(name="Cy"))
    with recorded(place, "one", NOW) as one, recorded(place, "other", NOW) as other:
        for work, number in ((one, 1), (other, 2)):
            assert work.claim(number)
            people.edit_person(work, number, {"email": f"{number}@example.org"})


@pytest.mark.parametrize("command", [CEU, ("undo",), ("person", "remove", "--yes")])
def test_who_waits_too_long_is_told(served, run, capsys, monkeypatch, dump, command):
    monkeypatch.setattr(certtrack.store.sessions, "WAIT", 50)
    before = dump(served)
    with psycopg.connect(served) as other:
        other.execute("SELECT 1 FROM person FOR UPDATE")
        assert run(*command) == 2
    said = capsys.readouterr().err
    assert "locked by another process" in said
    assert len(said.splitlines()) == 1
    assert dump(served) == before


def test_who_is_removed_meanwhile_is_not_written_about(served, start):
    with recorded(locate(served), "remove", NOW) as work:
        assert work.claim(1)
        process = start(f"say(run(*{CEU!r}))")
        until_it_waits(served)
        people.remove_person(work, 1)
    said = process.communicate(timeout=30)[1]
    assert "removed by somebody else" in said
    assert said.endswith("2\n")


def test_undo_of_adding_a_person_whom_somebody_just_wrote_about(served, start, ask):
    """The last change is then the other's, and that one is undone: nothing goes unseen."""
    with recorded(locate(served), "edit", NOW) as work:
        assert work.claim(1)
        people.edit_person(work, 1, {"email": "bo@example.org"})
        process = start('say(run("undo"))')
        until_it_waits(served)
    assert process.communicate(timeout=30)[1] == "0\n"
    assert ask(served, "SELECT name, email FROM person") == [("Bo Li", None)]


def test_what_collides_is_done_again_but_not_for_ever():
    attempts = []

    @persistent
    def act():
        attempts.append(len(attempts))
        raise Collision(*refuse("others are changing the same").faults)

    with pytest.raises(Collision):
        act()
    assert len(attempts) == len(PAUSES) + 1


def test_a_collision_is_seen_as_one(served):
    """Two serialisable transactions that each read what the other writes."""
    with pytest.raises(Collision):
        _cross(locate(served))


def _cross(place):
    everyone = "SELECT * FROM person"
    with unit_of_work(place, serial=True) as one:
        assert len(one.connection().exec_driver_sql(everyone).all()) == 1
        with unit_of_work(place, serial=True) as other:
            assert len(other.connection().exec_driver_sql(everyone).all()) == 1
            other.add(PersonRow(name="Cy"))
        one.add(PersonRow(name="Di"))


# --- connections that are kept ----------------------------------------------------------


def _number(place):
    """Which connection a reader and then a writer gets."""
    query = "SELECT pg_backend_pid() AS number"
    with reading(place) as connection:
        first = connection.execute(query).fetchone()["number"]
    with unit_of_work(place) as session:
        return first, session.connection().exec_driver_sql(query).scalar_one()


def test_a_process_that_lives_long_keeps_its_connections(served):
    place = locate(served)
    with kept_open(place):
        assert len({number for _ in range(5) for number in _number(place)}) == 1
    assert len({number for _ in range(3) for number in _number(place)}) > 1


def test_readers_do_not_leave_a_kept_connection_read_only(served, run):
    with kept_open(locate(served)):
        assert run("ceu", "list") == 0
        assert run(*CEU) == 0
        assert run("ceu", "list") == 0


def test_a_server_that_was_restarted_is_noticed_by_nobody(served, run):
    with kept_open(locate(served)):
        assert run(*CEU) == 0
        with psycopg.connect(served, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert run("ceu", "list") == 0
        assert run("ceu", "edit", "a1", "--title", "Other") == 0


def test_threads_share_the_kept_connections(served, ask):
    place = locate(served)
    failures = []

    def work(number):
        try:
            for _ in range(5):
                with recorded(place, "add", NOW) as one:
                    assert one.claim(1)
                    people.edit_person(one, 1, {"email": f"{number}@example.org"})
                with reading(place) as connection:
                    connection.execute("SELECT count(*) FROM person").fetchone()
        except (AssertionError, Refused) as error:
            failures.append(error)

    with kept_open(place):
        threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    assert failures == []
    assert is_a_chain(states(ask, served)["person", 1])


def test_a_file_needs_no_connections_kept(location, run):
    with kept_open(location):
        assert run(*CEU) == 0
    assert undo_last(location, NOW)[0].startswith("ceu add")


def test_who_makes_a_file_waits_for_who_is_looking_at_it(home):
    """Two who begin at once: one may just be asking what is in the file."""
    path = home / "new.db"
    with closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM sqlite_master").fetchall()
        leaving = threading.Timer(0.3, other.rollback)
        leaving.start()
        make_room(path, 5000)
        leaving.join()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            _make_room_while_written(path)


def _make_room_while_written(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        make_room(path, 50)


SENT = (
    "INSERT INTO delivery (person_id, reminder, lead, channel, kind, credentials, due, state,"
    " claim, claimed_at, lease_until, attempts, message, repeat) VALUES (?, 'r', 90, 'mail',"
    " 'fee-due', 'RHIT', '2025-06-01', 'sent', 'c', 'm', 'm', 1, 'M', 0)"
)


def test_what_was_sent_to_others_meanwhile_hinders_no_undo(either, run, ask):
    ask(either, SENT, 1)
    assert run("person", "add", "--name", "Cy") == 0
    assert run("person", "remove", "1", "--yes") == 0
    ask(either, SENT, 2)
    assert run("undo") == 0
    sent = "SELECT person_id FROM delivery ORDER BY person_id"
    assert ask(either, sent) == [(1,), (2,)]
