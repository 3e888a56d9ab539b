"""What can be wrong with a server, and on the way to it: one sentence, no secret, no harm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import psycopg
import pytest

import certtrack.store.migrate
import certtrack.store.server_connections
import certtrack.store.sessions
from certtrack.errors import Refused
from certtrack.rules.facts import Person
from certtrack.store import people
from certtrack.store.checking import checked
from certtrack.store.history import recorded
from certtrack.store.location import locate
from tests.postgres import PASSWORD

NOW = "2025-06-01T12:00:00+00:00"
CEU = ("ceu", "add", "--title", "Talk", "--completed-on", "2025-02-01", "--ceus", "1")
READS = [
    ("ceu", "list"),
    ("status", "--json"),
    ("person", "list", "--json"),
    ("export",),
    ("roster", "status"),
    ("eligibility", "--roster"),
]
WRITES = [CEU, ("person", "add", "--name", "Cy"), ("undo",)]
UPKEEP = [("db", "check", "--json"), ("db", "migrate")]


@pytest.fixture
def refuses(run, capsys):
    """Run commands that must each be refused in one sentence; gives the sentences."""

    def refuses_(*commands):
        found = []
        for command in commands:
            capsys.readouterr()
            assert run(*command) == 2, command
            told = capsys.readouterr()
            assert told.out == ""
            assert len(told.err.splitlines()) == 1, told.err
            assert "Traceback" not in told.err
            assert "secret" not in told.err
            found.append(told.err)
        return found

    return refuses_


@pytest.fixture
def on(monkeypatch):
    """Make another address the store's."""

    def on_(url):
        monkeypatch.setenv("CERTTRACK_DB", url)

    return on_


def do(url, *statements):
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


# --- the address ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana:secret%zz@h/db",
        "postgresql://ana:secret@h:port/db",
        "postgresql://ana:1/secret@h/db",
        "postgresql://ana:secret/1@h/db",
        "postgresql://ana:1@secret@h/db",
        "postgresql://ana:secret@[::1/db",
        "postgresql://ana:secret@h/db?sslmode",
        "postgresql://ana:secret@h/db?nonsense=1",
        "postgresql:/ana:secret@h/db",
        "postgres:ana:secret@h/db",
        "mysql://ana:secret@h/db",
    ],
)
def test_an_address_that_cannot_be_read_is_not_repeated(refuses, on, home, url):
    on(url)
    said = refuses(*READS, *WRITES, *UPKEEP)
    assert all("postgresql://" in one for one in said)
    assert not any("secret" in path.name for path in home.rglob("*"))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "PostgreSQL"])
def test_an_address_may_begin_as_other_programs_have_it(served, run, scheme):
    assert run("ceu", "list", "--db", served.replace("postgresql", scheme, 1)) == 0


def test_the_repr_of_a_place_keeps_its_secret():
    place = locate("postgresql://ana:secret@h:5433/db")
    assert "secret" not in repr(place)
    assert place.shown == "postgresql://ana@h:5433/db"


def test_a_password_may_have_any_signs(server, served, run, capsys):
    name = served.split("/")[3].split("?")[0]
    assert run("person", "list", "--db", server.by_network(name)) == 0
    assert "Bo Li" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"host": "no-such-host.invalid"}, "no host of this name"),
        ({"port": "1"}, "no PostgreSQL server answers"),
        ({"name": "nothing_here"}, "no database of this name"),
        ({"user": "nobody_here"}, "user and password"),
        ({"password": "secret"}, "user and password"),
        ({"password": ""}, "asks for a password"),
    ],
)
def test_a_way_that_leads_nowhere(server, database, refuses, on, home, monkeypatch, change, said):
    monkeypatch.setenv("PGPASSFILE", str(home / "none"))
    old = {
        "host": "127.0.0.1",
        "port": str(server.port),
        "user": "certtrack",
        "password": quote(PASSWORD, ""),
        "name": database.split("/")[3].split("?")[0],
    }
    new = {**old, **change}
    url = f"postgresql://{new['user']}:{new['password']}@{new['host']}:{new['port']}/{new['name']}"
    on(url)
    for one in refuses(READS[1], WRITES[0], *WRITES[1:2], *UPKEEP):
        assert said in one
        assert PASSWORD not in one
        assert quote(PASSWORD, "") not in one


def test_the_program_shows_no_secret_whatever_is_asked(server, home):
    """In a process of its own, with a traceback if there were one."""
    url = server.by_network("nothing_here", password="secret/7")
    for command in (["status", "--json"], ["db", "copy", "a.db", url], ["db", "check"]):
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-m", "certtrack", *command],
            env={**os.environ, "CERTTRACK_DB": url, "PYTHONWARNINGS": "ignore"},
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2, done.stderr
        assert "secret" not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_without_the_driver_it_is_said_how_to_get_it(home):
    script = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from certtrack.__main__ import main\n"
        "sys.argv = ['certtrack', 'status', '--db', 'postgresql://h/db']\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert 'pip install "certtrack[postgres]"' in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_file_is_read_without_what_only_servers_and_writers_need(store, home):
    script = (
        "import sys\nfrom certtrack.__main__ import main\n"
        "sys.argv = ['certtrack', 'status']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert not loaded & {"sqlalchemy", "sqlmodel", "psycopg", "alembic"}


def test_a_server_is_read_without_what_only_writers_need(served):
    script = (
        "import sys\nfrom certtrack.__main__ import main\n"
        "sys.argv = ['certtrack', 'status']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert "psycopg" in loaded
    assert not loaded & {"sqlalchemy", "sqlmodel", "alembic"}


# --- the server -------------------------------------------------------------------------


def test_a_server_that_is_too_old_is_refused(served, refuses, monkeypatch):
    monkeypatch.setattr(certtrack.store.server_connections, "LEAST", 99)
    for said in refuses(READS[0], WRITES[0], *UPKEEP):
        assert "needs 99 or newer" in said


def test_an_empty_database_is_no_store_yet_and_is_not_made_one_by_asking(
    database, refuses, on, dump
):
    on(database)
    assert all("no store yet" in said for said in refuses(*READS, CEU, ("undo",)))
    assert dump(database) == []


@pytest.mark.parametrize("table", ["songs (title TEXT)", "alembic_version (version_num TEXT)"])
def test_a_database_of_something_else_is_left_alone(database, refuses, on, dump, table):
    do(database, f"CREATE TABLE {table}", f"INSERT INTO {table.split()[0]} VALUES ('0001')")
    before = dump(database)
    on(database)
    for said in refuses(*READS, *WRITES, *UPKEEP):
        assert "not a certtrack store" in said
    assert dump(database) == before


def test_tables_in_another_schema_do_not_matter(database, run):
    do(database, "CREATE SCHEMA team", "CREATE TABLE songs (title TEXT)")
    url = f"{database}&options=-csearch_path%3Dteam"
    assert run("person", "add", "--name", "Cy", "--db", url) == 0
    assert run("db", "check", "--exit-code", "--db", url) == 0


def test_without_a_schema_it_is_said(database, refuses, on):
    on(f"{database}&options=-csearch_path%3Dnowhere")
    assert "search_path" in refuses(WRITES[1])[0]


def test_names_need_an_encoding_for_all_of_them(server, refuses, on, dump):
    name = "latin"
    url = server.make(name, "ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    try:
        on(url)
        for said in refuses(WRITES[1], ("db", "migrate")):
            assert "LATIN1" in said
            assert "UTF8" in said
        assert dump(url) == []
    finally:
        server.drop(name)


def test_a_newer_store_is_refused_and_left_as_it_is(served, refuses, dump):
    do(served, "UPDATE alembic_version SET version_num = '9999'")
    before = dump(served)
    for said in refuses(*READS, *WRITES, ("db", "migrate")):
        assert "Update certtrack" in said
    assert dump(served) == before


def test_a_store_of_an_unknown_version_is_refused(served, refuses, dump):
    do(served, "UPDATE alembic_version SET version_num = '0000'")
    before = dump(served)
    refuses(*READS, *WRITES, ("db", "migrate"))
    assert dump(served) == before


NEXT = """\
from alembic import op

revision = "9001"
down_revision = "{head}"


def upgrade():
    op.execute("CREATE TABLE later (id INTEGER PRIMARY KEY)")
    {more}
"""


@pytest.fixture
def newer(home, served, monkeypatch):
    """Makes the program one version newer than the store."""

    def newer_(more="pass"):
        scripts = home / "migrations"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(certtrack.store.migrate.SCRIPTS, scripts, ignore=ignored)
        text = NEXT.format(head=certtrack.store.sessions.HEAD, more=more)
        (scripts / "versions" / "9001_later.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(certtrack.store.migrate, "SCRIPTS", scripts)
        monkeypatch.setattr(certtrack.store.sessions, "HEAD", "9001")

    return newer_


def test_a_shared_store_is_migrated_only_when_asked(served, newer, refuses, run, ask, dump):
    before = dump(served)
    newer()
    for said in refuses(*READS, *WRITES):
        assert "certtrack db migrate" in said
    assert dump(served) == before
    assert run("db", "migrate") == 0
    assert ask(served, "SELECT version_num FROM alembic_version") == [("9001",)]
    assert ask(served, "SELECT count(*) FROM later") == [(0,)]
    assert run(*CEU) == 0


def test_a_migration_that_fails_leaves_the_store_as_it_was(served, newer, run, dump):
    before = dump(served)
    newer('raise RuntimeError("half-way")')
    with pytest.raises(RuntimeError, match="half-way"):
        run("db", "migrate")
    assert dump(served) == before


def test_migrate_makes_a_store_in_an_empty_database_and_once(database, run, on, capsys):
    on(database)
    assert run("db", "migrate") == 0
    assert run("db", "migrate") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "was made" in first
    assert "already" in second
    assert run("person", "add", "--name", "Cy") == 0


# --- rights -----------------------------------------------------------------------------


@pytest.fixture
def reader(server, served):
    """The address of the store for a role that may only read."""
    role = f"reader_{os.getpid()}"
    do(
        served,
        f"CREATE ROLE {role} LOGIN",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
    )
    yield served.replace("certtrack@", f"{role}@", 1)
    do(served, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_who_may_only_read_can_read(reader, run, on):
    on(reader)
    for command in (*READS, ("db", "check", "--exit-code"), ("db", "migrate")):
        assert run(*command) == 0


def test_who_may_only_read_is_told_so_when_writing(reader, refuses, on, dump):
    before = dump(reader)
    on(reader)
    for said in refuses(*WRITES):
        assert "permission denied" in said
        assert "GRANT" in said
    assert dump(reader) == before


def test_who_may_make_no_tables_is_told_so(server, database, refuses, on):
    role = f"guest_{os.getpid()}"
    do(database, f"CREATE ROLE {role} LOGIN")
    try:
        on(database.replace("certtrack@", f"{role}@", 1))
        for said in refuses(WRITES[1], ("db", "migrate")):
            assert "permission denied for schema public" in said
    finally:
        do(database, f"DROP ROLE {role}")


def test_a_database_that_only_reads_is_told(served, refuses, run, dump):
    name = served.split("/")[3].split("?")[0]
    do(served, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    before = dump(served)
    assert run("ceu", "list") == 0
    for said in refuses(*WRITES):
        assert "may only read" in said
    assert dump(served) == before


# --- gone -------------------------------------------------------------------------------

OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def test_a_server_that_goes_in_the_middle_takes_the_whole_change_with_it(served, dump):
    before = dump(served)
    with pytest.raises(Refused, match=r"connection was lost.*nothing was written"):
        _add_two_and_lose_the_server(served)
    assert dump(served) == before


def _add_two_and_lose_the_server(url):
    with recorded(locate(url), "add", NOW) as work:
        people.add_person(work, Person(name="Cy"))
        do(url, OTHERS)
        people.add_person(work, Person(name="Di"))


AT_COMMIT = """\
CREATE FUNCTION go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
"""
DEFERRED = """\
CREATE CONSTRAINT TRIGGER going AFTER INSERT ON change_set DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION go()
"""


def test_a_server_that_goes_while_confirming_leaves_nobody_sure(served, refuses):
    """Whether a lost confirmation was of something that is there, nobody can know."""
    do(served, AT_COMMIT, DEFERRED)
    (said,) = refuses(CEU)
    assert "while the change was being confirmed" in said
    assert "look before you repeat" in said


def test_a_server_that_goes_while_reading_is_said(served):
    with pytest.raises(Refused, match="connection was lost"):
        _read_and_lose_the_server(served)


def _read_and_lose_the_server(url):
    with certtrack.store.sessions.reading(locate(url)) as connection:
        do(url, OTHERS)
        connection.execute("SELECT 1").fetchone()


def test_a_table_that_is_gone_is_said(served, refuses):
    do(served, "DROP TABLE exam")
    for said in refuses(READS[0], CEU):
        assert "not a whole certtrack store" in said


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE activity SET completed_on = 'someday'",
        "UPDATE activity SET for_codes = '[oops'",
        "UPDATE activity SET title = ''",
        "UPDATE person SET memberships = '5'",
    ],
)
def test_a_value_that_another_program_broke_is_refused(served, run, refuses, dump, damage):
    assert run(*CEU) == 0
    do(served, damage)
    before = dump(served)
    refuses(READS[1], READS[3])
    assert dump(served) == before


@pytest.mark.parametrize("number", ["99999999999", "9" * 40, "9" * 5000, "٣", "-1", "1e3"])
def test_a_number_that_nobody_can_have_is_nobodys(either, run, capsys, number):
    assert run("ceu", "list", "--person", number) == 2
    assert "nobody is called" in capsys.readouterr().err


# --- db check ---------------------------------------------------------------------------


@pytest.fixture
def wrong(run, capsys):
    """What `db check` finds wrong with the store."""

    def wrong_():
        capsys.readouterr()
        code = run("db", "check", "--json", "--exit-code")
        found = json.loads(capsys.readouterr().out)["checks"]
        names = {one["name"]: one["told"] for one in found if not one["fine"]}
        assert code == bool(names)
        return names

    return wrong_


def test_a_sound_store_is_said_to_be_sound(either, run, wrong, capsys):
    assert run(*CEU) == 0
    assert wrong() == {}
    assert run("db", "check") == 0
    said = capsys.readouterr().out
    assert "wrong" not in said.replace("nothing wrong", "")
    assert "activity 1" in said.replace("\n", " ")


SERVED_DAMAGE = {
    "tables": ("ALTER TABLE activity DROP COLUMN notes",),
    "numbering": (
        "SELECT setval('person_id_seq', 1, false)",
        "INSERT INTO person (id, name, memberships, none_of) VALUES (9, 'Cy', '[]', '[]')",
        "INSERT INTO counted (id, rules, valid_from, valid_until) VALUES (9, '', '', '')",
    ),
    "counting": ("DELETE FROM counted",),
    "foreign keys": ("ALTER TABLE exam DISABLE TRIGGER ALL",),
    "belonging": (
        "SET session_replication_role = replica",
        "INSERT INTO exam "
        "(person_id, credential, taken_on, passed) VALUES (9, 'RHIT', '2020-01-01', 1)",
    ),
    "strictness": ("ALTER TABLE exam ADD CONSTRAINT late CHECK (passed = 1) NOT VALID",),
    "durability": ("ALTER ROLE CURRENT_USER IN DATABASE {name} SET synchronous_commit = off",),
    "schema": ("UPDATE alembic_version SET version_num = '9999'",),
}


@pytest.mark.parametrize("kind", SERVED_DAMAGE)
def test_check_finds_what_is_wrong_on_a_server(served, wrong, kind):
    name = served.split("/")[3].split("?")[0]
    do(served, *(one.format(name=name) for one in SERVED_DAMAGE[kind]))
    assert set(wrong()) == {kind}


FILE_DAMAGE = {
    "foreign keys": "INSERT INTO exam (person_id, credential, taken_on, passed) "
    "VALUES (9, 'RHIT', '2020-01-01', 1)",
    "strictness": "CREATE TABLE loose (a)",
    "durability": "PRAGMA journal_mode = DELETE",
    "schema": "UPDATE alembic_version SET version_num = '9999'",
    "tables": "ALTER TABLE activity DROP COLUMN notes",
    "counting": "DELETE FROM counted",
}


@pytest.mark.parametrize("kind", FILE_DAMAGE)
def test_check_finds_what_is_wrong_in_a_file(store, ask, wrong, kind):
    ask(store, FILE_DAMAGE[kind])
    found = wrong()
    assert kind in found
    # A table too many is also no table of this version.
    assert set(found) - {"tables"} <= {kind}


def test_check_tells_how_far_the_clocks_are_apart(served):
    behind = checked(locate(served), lambda: datetime.now(UTC) - timedelta(seconds=90))
    assert 89 < behind.seconds_apart < 91
    (clock,) = [one for one in behind.checks if one.name == "clock"]
    assert not clock.fine
    assert "90.0 seconds ahead" in clock.told
    ahead = checked(locate(served), lambda: datetime.now(UTC) + timedelta(seconds=20))
    assert -21 < ahead.seconds_apart < -19
    assert all(one.fine for one in ahead.checks)


def test_check_changes_nothing(either, run, dump):
    before = dump(either)
    assert run("db", "check") == 0
    assert dump(either) == before


def test_check_of_nothing_is_refused(home, refuses):
    refuses(("db", "check"), ("db", "migrate"))
    assert list(home.glob("*.db")) == []
