"""The roster's lines are those of one person after another, whatever was changed and when."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from certtrack.errors import Refused
from certtrack.reminders.roster import Missing, line_of
from certtrack.rules.card import card_of
from certtrack.rules.status import reached
from certtrack.rules.written_card import written
from certtrack.services import edit, persons, roster
from certtrack.services.edit import Moment
from certtrack.services.facts import Who, facts_of
from certtrack.store.cards import asked_of_kept
from certtrack.store.dialect import dialect_of
from certtrack.store.location import locate
from certtrack.store.sessions import reading, unit_of_work

CODES = ("RHIT", "RHIA", "CCS", "CPC", "CGSC", "CPhT", "ODS-C")
DAYS = [date(2016, 1, 1) + timedelta(days=n) for n in range(0, 3900, 7)]
TODAY = date(2026, 11, 1)
EVERYONE = roster.Wanted()


def moment(day: date) -> Moment:
    return Moment(latest=day, made_at=f"{day}T12:00:00Z")


def one_by_one(store: str, library, on: date) -> list[object]:
    """The lines as the program gives them for one person at a time."""
    with reading(locate(store)) as connection:
        numbers = [row["id"] for row in connection.execute("SELECT id FROM person ORDER BY id")]
    found = []
    for number in numbers:
        person = facts_of(Who(person=f"{number}", store=store), library, on)
        cycles = reached(person, library, on)
        found += [line_of(number, person, written(card_of(*each)), on) for each in cycles]
    return found


def scanned(store: str, library, on: date, *, today: date | None, within: int | None = None):
    found = roster.lines(store, library, on, within, EVERYONE, today=today, missing=Missing())
    return sorted(found, key=lambda line: line.number)


@pytest.fixture
def changed(either, library):
    """Changes something about somebody, as the seed has it."""
    store = either

    def change(dice: random.Random) -> None:
        who = Who(person=f"{dice.randint(1, 6)}", store=store)
        day, now = dice.choice(DAYS), moment(TODAY)
        acts = {
            "activity": {"title": dice.choice("abc"), "completed_on": day.isoformat(),
                         "ceus": dice.choice(["1", "5", "20"]),
                         "domain": dice.choice(["privacy", "outside", None]),
                         "source": dice.choice(["ahima", "other", None])},
            "credential": {"code": dice.choice(CODES), "passed_on": day.isoformat(),
                           "valid_until": dice.choice([None, "2027-03-31", "2026-12-31"])},
            "decision": {"body": "AHIMA", "kind": "reinstatement", "decided_on": day.isoformat()},
        }  # fmt: skip
        section = dice.choice(["activity", "activity", "activity", "credential", "decision"])
        values = {key: value for key, value in acts[section].items() if value is not None}
        try:
            if dice.random() < 0.15:
                persons.undo(store, now.made_at)
            else:
                edit.add(who, section, values, library, now, force=True)
        except Refused:
            pass

    return change


@pytest.mark.parametrize("seed", range(6))
def test_the_scan_says_what_is_said_of_each_person(seed, either, library, changed):
    dice, store = random.Random(seed), either
    for name in "ABCDE":
        persons.add(store, {"name": name}, library, moment(TODAY), force=True)
    for _ in range(12):
        for _ in range(dice.randint(1, 6)):
            changed(dice)
        on = TODAY + timedelta(days=dice.choice([0, 0, 0, 30, 150, 400, -400]))
        today = dice.choice([TODAY, on])
        expected = one_by_one(store, library, on)
        assert scanned(store, library, on, today=today) == expected
        soon = [line for line in expected if line.days_left <= 90]
        assert scanned(store, library, on, today=today, within=90) == soon


@pytest.mark.parametrize("within", [90, None])
@pytest.mark.parametrize("rules", ["r", None])
def test_where_much_is_due_nothing_is_sorted(rules, within, store):
    """A million cards take longer to sort than to go through in the order they stand in."""
    due = None if within is None else TODAY + timedelta(days=within)
    with reading(locate(str(store))) as connection:
        query, values = asked_of_kept(dialect_of(connection), rules, TODAY, due, many=True)
        found = connection.execute(f"EXPLAIN QUERY PLAN {query}", values).fetchall()
    told = "\n".join(row["detail"] for row in found)
    assert "SCAN card USING COVERING INDEX ix_card_counted_id_id_last_day" in told, told
    assert "B-TREE FOR ORDER BY" not in told, told


@pytest.mark.parametrize("rules", ["r", None])
def test_cycles_that_are_due_are_found_by_the_index(rules, either, library):
    """With thousands of cards the database must not go through all of them."""
    with unit_of_work(locate(either)) as session:
        for number in range(10, 3000):
            values = {"number": number, "day": f"{2030 + number % 50}-01-01"}
            for query in (
                "INSERT INTO person (id, name, memberships, none_of) "
                "VALUES (:number, 'N', '[]', '[]')",
                "INSERT INTO counted (id, rules, valid_from, valid_until) "
                "VALUES (:number, 'r', '2026-01-01', '2027-01-01')",
                "INSERT INTO card (counted_id, first_day, last_day, body, credentials, standing, "
                "counted, lacking) "
                "VALUES (:number, '2026-01-01', :day, 'B', '[]', 'active', 0, '[]')",
            ):
                session.connection().execute(text(query), values)
    on_server = either.startswith("postgresql")
    if on_server:
        with unit_of_work(locate(either)) as session:
            session.connection().execute(text("ANALYZE"))
    with reading(locate(either)) as connection:
        dialect, due = dialect_of(connection), date(2030, 6, 1)
        query, values = asked_of_kept(dialect, rules, TODAY, due, many=False)
        explain = "EXPLAIN" if on_server else "EXPLAIN QUERY PLAN"
        found = connection.execute(f"{explain} {query}", values).fetchall()
    told = "\n".join(str(list(dict(row).values())) for row in found)
    assert "ix_card_last_day" in told, told
    assert "SCAN card" not in told, told
    assert "Seq Scan on card" not in told, told
