"""The store keeps what it was given: durably, strictly, and across versions."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import stat
import time
from contextlib import closing
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import DataError, IntegrityError
from sqlalchemy import create_engine
from sqlmodel import SQLModel

import certtrack.store.copying  # declares every table
import certtrack.store.migrate
import certtrack.store.sessions
from certtrack.errors import Refused, refuse
from certtrack.rules.facts import (
    Activity,
    Application,
    Decision,
    Exam,
    Experience,
    Holding,
    Person,
    StatedCycle,
)
from certtrack.rules.rulebook import Library
from certtrack.rules.studies import AccreditationSpell, Course, Education, Training
from certtrack.services.facts import Who, facts_of
from certtrack.store import people
from certtrack.store.history import recorded
from certtrack.store.migrate import configuration
from certtrack.store.sessions import HEAD, unit_of_work

NOW = "2025-06-01T12:00:00+00:00"
CEU = ("ceu", "add", "--title", "Talk", "--completed-on", "2025-02-01", "--ceus", "1")

# --- how it is kept ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pragma", "value"), [("foreign_keys", 1), ("synchronous", 2), ("journal_mode", "wal")]
)
def test_writing_is_durable_and_held_to_foreign_keys(location, pragma, value):
    with unit_of_work(location) as session:
        found = session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
    assert found == value


def test_a_writer_waits_for_another(location):
    with unit_of_work(location) as session:
        waits = session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    assert waits == certtrack.store.sessions.WAIT >= 1000


def test_nobody_else_may_read_the_store(location):
    with unit_of_work(location) as session:
        session.connection().exec_driver_sql("UPDATE person SET name = 'Bo' WHERE id = 1")
        modes = {one.name: one.stat().st_mode for one in location.path.parent.glob("store.db*")}
    assert "store.db-wal" in modes
    assert {stat.S_IMODE(mode) for mode in modes.values()} == {0o600}


def test_the_usual_place_is_the_data_folder(home, run, monkeypatch):
    monkeypatch.delenv("CERTTRACK_DB")
    assert run("person", "add", "--name", "Bo Li") == 0
    assert (home / "xdg_data_home" / "certtrack" / "certtrack.db").exists()


def test_every_table_is_strict(store, ask):
    tables = ask(store, "SELECT name, strict FROM pragma_table_list WHERE type = 'table'")
    loose = {name for name, strict in tables if not strict}
    assert loose <= {
        "alembic_version",
        "sqlite_schema",
        "sqlite_sequence",
        "sqlite_temp_schema",
    }
    assert len(tables) > 8


def test_nothing_is_left_open(store, run):
    assert run(*CEU) == 0
    assert [one.name for one in store.parent.glob("store.db*")] == ["store.db"]


EXPERIENCE = "INSERT INTO experience (person_id, kind, first_day, until, hours_per_week) VALUES "
ACTIVITY = "INSERT INTO activity (person_id, name, title, completed_on, minutes, ceus) VALUES "
APPLICATION = "INSERT INTO application (person_id, credential, approved_on, window_until) VALUES "
EXAM = "INSERT INTO exam (person_id, credential, taken_on, passed) VALUES "
CREDENTIAL = "INSERT INTO credential (person_id, code, passed_on) VALUES "


WRONG_ROWS = [
    f"{EXPERIENCE} (1, 'coding', '2020-01-01', NULL, 0)",
    f"{EXPERIENCE} (1, 'coding', '2020-01-01', NULL, 16801)",
    f"{EXPERIENCE} (1, 'coding', '2020-01-02', '2020-01-01', 4000)",
    f"{EXPERIENCE} (1, 'coding', '2020-01-01', NULL, 'many')",
    f"{EXPERIENCE} (1, NULL, '2020-01-01', NULL, 4000)",
    f"{EXPERIENCE} (99, 'coding', '2020-01-01', NULL, 4000)",
    f"{APPLICATION} (1, 'RHIT', '2020-01-02', '2020-01-01')",
    f"{APPLICATION} (1, 'RHIT', NULL, NULL)",
    f"{APPLICATION} (1, NULL, '2020-01-01', NULL)",
    f"{EXAM} (1, 'RHIT', '2020-01-01', 2)",
    f"{EXAM} (1, 'RHIT', NULL, 1)",
    f"{ACTIVITY} (1, 'a', 'T', '2020-01-01', NULL, NULL)",
    f"{ACTIVITY} (1, 'a', 'T', '2020-01-01', 60, 100)",
    f"{ACTIVITY} (1, 'a', 'T', '2020-01-01', 0, NULL)",
    f"{ACTIVITY} (1, 'a', 'T', '2020-01-01', NULL, -5)",
    f"{ACTIVITY} (1, 'a', 'T', '2020-01-01', 1.5, NULL)",
    f"{ACTIVITY} (1, 'a', 'T', '2020-01-01', 60, NULL), (1, 'a', 'U', '2020-01-01', 60, NULL)",
    f"{CREDENTIAL} (1, 'RHIT', '2020-01-01'), (1, 'RHIT', '2021-01-01')",
    "INSERT INTO person (name, memberships, none_of) VALUES (NULL, '[]', '[]')",
    "INSERT INTO change (change_set_id, table_name, row_id) VALUES (99, 'person', 1)",
]


@pytest.mark.parametrize("row", WRONG_ROWS)
def test_the_file_itself_refuses_a_wrong_row(store, row):
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(row)


@pytest.mark.parametrize("row", [row for row in WRONG_ROWS if "1.5" not in row])
def test_the_server_itself_refuses_a_wrong_row(served, row):
    """But for fractions of a minute, which PostgreSQL rounds; the program refuses those."""
    with psycopg.connect(served) as connection, pytest.raises((IntegrityError, DataError)):
        connection.execute(row)


# --- models and migrations --------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
def test_the_models_and_the_migrations_say_the_same(store):
    """But for indexes of what letters come to, which are compared below."""
    engine = create_engine(f"sqlite:///{store}")
    options = {"compare_type": True, "compare_server_default": True}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_checks_and_indexes_are_the_same_too(store, home):
    fresh = home / "fresh.db"
    engine = create_engine(f"sqlite:///{fresh}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    migrated = _schema(store)
    del migrated["alembic_version"]
    assert migrated == _schema(fresh)


def _schema(path):
    """Every table and index by name, as a set of its parts: their order says nothing."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: _parts(sql) for name, sql in rows}


def _parts(sql):
    plain = re.sub(r"\s+", " ", sql.replace('"', "")).strip()
    if not plain.startswith("CREATE TABLE"):
        return plain
    head, inside = plain.split("(", 1)
    body, tail = inside.rsplit(")", 1)
    parts = re.split(r", (?![^(]*\))", body.strip())
    return head.strip(), frozenset(map(str.strip, parts)), tail.strip()


def test_head_is_the_newest_migration():
    scripts = ScriptDirectory.from_config(configuration())
    assert scripts.get_heads() == [HEAD]


def test_a_new_store_is_at_the_head(store, ask):
    assert ask(store, "SELECT version_num FROM alembic_version") == [(HEAD,)]


NEXT = """\
from alembic import op

revision = "0002"
down_revision = "{head}"


def upgrade():
    op.execute("CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT")
    {more}
"""


@pytest.fixture
def newer(home, store, monkeypatch):
    """Makes the program one version newer than the store."""

    def newer_(more="pass"):
        scripts = home / "migrations"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(certtrack.store.migrate.SCRIPTS, scripts, ignore=ignored)
        text = NEXT.format(head=HEAD, more=more)
        (scripts / "versions" / "0002_later.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(certtrack.store.migrate, "SCRIPTS", scripts)
        monkeypatch.setattr(certtrack.store.sessions, "HEAD", "0002")

    return newer_


@pytest.mark.parametrize("command", [("ceu", "list"), CEU])
def test_an_older_store_is_backed_up_and_migrated_on_opening(store, newer, run, ask, dump, command):
    before = dump(store)
    newer()
    assert run(*command) == 0
    assert ask(store, "SELECT version_num FROM alembic_version") == [("0002",)]
    assert ask(store, "SELECT count(*) FROM later") == [(0,)]
    assert ask(store, "SELECT name FROM person") == [("Bo Li",)]
    (backup,) = store.parent.glob("*.backup")
    assert HEAD in backup.name
    assert dump(backup) == before


def test_a_backup_is_made_once_for_each_version(store, newer, run):
    newer()
    for _ in range(2):
        assert run("ceu", "list") == 0
    assert len(list(store.parent.glob("*.backup"))) == 1
    assert list(store.parent.glob("*.unfinished")) == []


def test_nobody_else_may_read_the_backup(store, newer, run):
    newer()
    run("ceu", "list")
    (backup,) = store.parent.glob("*.backup")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_the_backup_of_a_store_does_not_replace_that_of_its_neighbour(store, newer, run):
    other = store.with_suffix(".sqlite")
    shutil.copyfile(store, other)
    newer()
    for path in (store, other):
        assert run("ceu", "list", "--db", path) == 0
    assert len(list(store.parent.glob("*.backup"))) == 2


def test_a_store_in_use_is_backed_up_whole(store, newer, run, ask, dump):
    """What another process has committed but not yet moved into the main file counts too."""
    with closing(sqlite3.connect(store)) as other:
        other.execute("UPDATE person SET name = 'Bo Lee'")
        other.commit()
        newer()
        assert run("ceu", "list") == 0
    (backup,) = store.parent.glob("*.backup")
    assert ask(backup, "SELECT name FROM person") == [("Bo Lee",)]


def test_a_migration_that_fails_leaves_the_store_as_it_was(store, newer, run, dump):
    before = dump(store)
    newer('raise RuntimeError("half-way")')
    with pytest.raises(RuntimeError, match="half-way"):
        run("ceu", "list")
    assert dump(store) == before


def test_a_store_of_today_is_not_backed_up(store, run):
    assert run(*CEU) == 0
    assert list(store.parent.glob("*.backup")) == []


# --- people in and out ------------------------------------------------------------------

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
PAST = st.dates(date(1900, 1, 1), date(2025, 1, 1))
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
TEXT = LINE.map(str.strip).filter(bool)
PROSE = st.lists(LINE, min_size=1, max_size=3).map("\n".join).map(str.strip).filter(bool)
SLUG = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
AMOUNT = st.decimals("0.01", "168", places=2)
CODES = st.sampled_from(["RHIT", "CCA", "CCS", "RHIA", "CCS-P"])


def perhaps(some):
    return st.none() | some


def several(some, **limits):
    return st.lists(some, max_size=3, **limits).map(tuple)


SPELL = st.builds(AccreditationSpell, agency=TEXT, from_=perhaps(PAST), until=perhaps(DAYS))
EDUCATION = st.builds(
    Education,
    school=perhaps(TEXT),
    program=perhaps(TEXT),
    level=st.sampled_from(["high-school", "associate", "doctorate"]),
    field=perhaps(SLUG),
    status=st.just("completed"),
    completed_on=perhaps(PAST),
    expected_on=perhaps(DAYS),
    accreditation=perhaps(several(SPELL)),
    foreign_association=perhaps(TEXT),
    credits=perhaps(AMOUNT),
    listed=perhaps(SLUG),
)
COURSE = st.builds(
    Course,
    subject=perhaps(SLUG),
    title=TEXT,
    school=perhaps(TEXT),
    credits=perhaps(AMOUNT),
    grade=perhaps(st.sampled_from(["A+", "C-", "F", "pass"])),
    completed_on=perhaps(PAST),
    part_of_program=perhaps(st.booleans()),
)
TRAINING = st.builds(
    Training,
    title=TEXT,
    provider=perhaps(TEXT),
    topics=perhaps(several(SLUG)),
    approved_by=perhaps(TEXT),
    completed_on=perhaps(PAST),
    expected_on=perhaps(DAYS),
    hours=perhaps(AMOUNT),
)
EXPERIENCE_FACT = st.builds(
    Experience,
    kind=SLUG,
    employer=perhaps(TEXT),
    from_=PAST,
    until=perhaps(st.dates(date(2025, 1, 1), date(2199, 12, 31))),
    hours_per_week=AMOUNT,
)
APPLICATION_FACT = st.builds(
    Application,
    credential=CODES,
    approved_on=PAST,
    window_until=perhaps(st.dates(date(2025, 1, 1), date(2199, 12, 31))),
    reference=perhaps(TEXT),
)
EXAM_FACT = st.builds(Exam, credential=CODES, taken_on=PAST, passed=st.booleans())
HOLDING = st.builds(
    Holding,
    code=CODES,
    passed_on=PAST,
    number=perhaps(TEXT),
    cycle=perhaps(st.builds(StatedCycle, from_=PAST, until=DAYS)),
    valid_until=perhaps(DAYS),
    fee_paid_on=perhaps(PAST),
    tracked_from=perhaps(DAYS),
    handed_in_on=perhaps(PAST),
    held_until=perhaps(PAST),
)


@st.composite
def activities(draw):
    worth = draw(
        st.fixed_dictionaries({"minutes": st.integers(1, 999_999_999)})
        | st.fixed_dictionaries({"ceus": st.decimals("0.01", "100", places=2)})
    )
    keys = ("provider", "reference", "evidence")
    texts = {key: draw(perhaps(TEXT)) for key in keys}
    slugs = {key: draw(perhaps(SLUG)) for key in ("source", "kind", "domain")}
    return Activity(
        id=draw(TEXT),
        title=draw(TEXT),
        started_on=draw(perhaps(PAST)),
        completed_on=draw(PAST),
        for_=draw(perhaps(several(CODES))),
        notes=draw(perhaps(PROSE)),
        **worth,
        **texts,
        **slugs,
    )


def decision(extension):
    """A decision of either of two kinds, with everything such a decision can say."""
    return Decision(
        body="AHIMA",
        kind="extension" if extension else "required-ceus",
        decided_on=date(2025, 1, 1),
        concerns=date(2024, 1, 1),
        for_=("RHIT",),
        ceus=None if extension else Decimal("17.25"),
        until=date(2025, 6, 1) if extension else None,
        reference="C-1",
        notes="By letter.",
    )


PEOPLE = st.builds(
    Person,
    name=TEXT,
    email=perhaps(TEXT),
    department=perhaps(TEXT),
    manager=perhaps(TEXT),
    state=perhaps(st.sampled_from(["FL", "PR"])),
    time_zone=perhaps(TEXT),
    memberships=several(TEXT),
    education=perhaps(several(EDUCATION)),
    course=perhaps(several(COURSE)),
    training=perhaps(several(TRAINING)),
    experience=perhaps(several(EXPERIENCE_FACT)),
    application=perhaps(several(APPLICATION_FACT)),
    exam=perhaps(several(EXAM_FACT)),
    credential=perhaps(several(HOLDING, unique_by=lambda one: one.code)),
    activity=perhaps(several(activities(), unique_by=lambda one: one.id)),
    decision=perhaps(several(st.builds(decision, st.booleans()))),
)


def test_facts_come_out_of_the_store_as_they_went_in(place, either):
    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(PEOPLE)
    def judge(person):
        with recorded(place, "add", NOW) as work:
            number = people.add_person(work, person)
        who = Who(person=str(number), store=either)
        assert facts_of(who, Library({}), date(2199, 12, 31)) == person

    judge()


def test_amounts_are_exact(place, either):
    worth = [Decimal("0.01"), Decimal("0.29"), Decimal("1.15"), Decimal("99.99"), Decimal(100)]
    talks = tuple(
        Activity(id=str(n), title="T", completed_on=date(2025, 1, 1), ceus=ceus)
        for n, ceus in enumerate(worth)
    )
    with recorded(place, "add", NOW) as work:
        people.add_person(work, Person(name="Cy", activity=talks))
    kept = facts_of(Who(person="Cy", store=either), Library({}), date(2025, 6, 1))
    assert [one.ceus for one in kept.activity] == worth


# --- all or nothing ---------------------------------------------------------------------


def test_a_refusal_half_way_writes_nothing(place, either, dump):
    before = dump(either)
    with pytest.raises(Refused, match="no"):
        _add_and_then(place, refuse("no"))
    assert dump(either) == before


def test_a_defect_half_way_writes_nothing(place, either, dump):
    before = dump(either)
    with pytest.raises(ZeroDivisionError):
        _add_and_then(place, ZeroDivisionError())
    assert dump(either) == before


def _add_and_then(place, trouble):
    with recorded(place, "add", NOW) as work:
        people.add_person(work, Person(name="Cy", education=()))
        raise trouble


def test_a_row_that_the_file_refuses_takes_the_whole_change_with_it(place, either, dump):
    twice = tuple(Holding(code="RHIT", passed_on=date(2020, 1, day)) for day in (1, 2))
    before = dump(either)
    with pytest.raises(Refused), recorded(place, "add", NOW) as work:
        people.add_person(work, Person(name="Cy", credential=twice))
    assert dump(either) == before


# --- several processes ------------------------------------------------------------------

ROUNDS = 8
CREATE = """\
me, other, folder, *stores = sys.argv[1:]
run("--help")
import certtrack.cli.people, certtrack.store.migrate, certtrack.store.people
for number, store in enumerate(stores):
    meet(folder, f"{number}.{me}", [f"{number}.{other}"])
    say(run("person", "add", "--name", me, "--db", store))
"""


def test_two_processes_may_make_the_store_at_once(home, new, start, ask):
    stores = [new() for _ in range(ROUNDS)]
    both = (("Ana", "Bo"), ("Bo", "Ana"))
    pair = [start(CREATE, me, other, home, *stores) for me, other in both]
    for process in pair:
        _, said = process.communicate(timeout=60)
        assert said.split() == ["0"] * ROUNDS, said
    for store in stores:
        names = ask(store, "SELECT name FROM person ORDER BY name")
        assert names == [("Ana",), ("Bo",)]


WRITE = """\
me, other, folder = sys.argv[1:4]
options = ("--completed-on", "2025-02-01", "--ceus", "1", "--title")
run("ceu", "list")
meet(folder, me, [other])
for number in range(20):
    say(run("ceu", "add", *options, f"{me} {number}"))
"""


def test_two_writers_at_once_lose_nothing(either, home, start, ask):
    pair = [start(WRITE, me, other, home) for me, other in (("x", "y"), ("y", "x"))]
    for process in pair:
        _, said = process.communicate(timeout=60)
        assert said.split() == ["0"] * 20, said
    titles = {title for (title,) in ask(either, "SELECT title FROM activity")}
    assert titles == {f"{me} {number}" for me in "xy" for number in range(20)}
    assert ask(either, "SELECT count(DISTINCT name) FROM activity") == [(40,)]
    _is_sound(either, ask)


ENDLESS = """\
options = ("--completed-on", "2025-02-01", "--ceus", "1", "--title")
me, number = sys.argv[1], 0
while True:
    title = f"{me} {number}"
    if run("ceu", "add", *options, title) == 0:
        say(title)
    number += 1
"""


@pytest.mark.parametrize("part", range(3))
def test_what_was_acknowledged_survives_kill_9(either, start, ask, run, part):
    chance = random.Random(part)
    acknowledged = set()
    for number in range(5):
        process = start(ENDLESS, f"round {number}")
        for _ in range(chance.randint(1, 5)):
            acknowledged.add(process.stderr.readline().strip())
        # Any moment of a write may be the one that is hit.
        time.sleep(chance.uniform(0, 0.06))
        process.kill()
        acknowledged.update(process.stderr.read().splitlines())
        kept = {title for (title,) in ask(either, "SELECT title FROM activity")}
        assert acknowledged <= kept
        _is_sound(either, ask)
        assert run("ceu", "list") == 0
    assert len(acknowledged) >= 5


MAKE = """\
say("ready")
run("person", "add", "--name", "Ana")
"""


def test_a_store_whose_making_was_killed_can_be_made_again(new, start, run, ask):
    chance = random.Random(0)
    for _ in range(5):
        path = new()
        process = start(MAKE.replace('"Ana"', f'"Ana", "--db", "{path}"'))
        assert process.stderr.readline() == "ready\n"
        time.sleep(chance.uniform(0.2, 0.7))
        process.kill()
        process.wait()
        assert run("person", "add", "--name", "Bo", "--db", path) == 0
        assert ("Bo",) in ask(path, "SELECT name FROM person")


def _is_sound(store, ask):
    """The file is whole, and each activity has the one change that added it."""
    if not store.startswith("postgresql"):
        assert ask(store, "PRAGMA integrity_check") == [("ok",)]
        assert ask(store, "PRAGMA foreign_key_check") == []
    (added,) = ask(store, "SELECT count(*) FROM change WHERE table_name = 'activity'")
    assert ask(store, "SELECT count(*) FROM activity") == [added]
    assert ask(store, "SELECT count(*) FROM change_set") == [(added[0] + 1,)]
