"""A store divided by people: who asks about one person asks one part, the due scan an index."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
import pytest

from certtrack.services import roster
from certtrack.store.copying import all_tables, copy
from certtrack.store.location import locate
from certtrack.store.sessions import migrated
from tests.postgres import Running

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
DOCS = files("certtrack") / "docs"
PAGE = (DOCS / "beyond-one-machine.md").read_text(encoding="utf-8")
DIVIDE = (DOCS / "partitions.sql").read_text(encoding="utf-8")

TODAY = date(2026, 6, 1)
PEOPLE, TIMES, PARTS = 400, 50, 4
SOMEONE = ("--person", 5)
ON = ("--on", TODAY)
TALK = ("--title", "A talk of one's own", "--completed-on", "2026-05-02", "--ceus", "1")

SPREAD = (
    "SELECT c.relname, substring(pg_get_partkeydef(c.oid) FROM '\\((.*)\\)') "
    "FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid"
)
PARENTS = "SELECT inhrelid::regclass::text, inhparent::regclass::text FROM pg_inherits"


@pytest.fixture(scope="module")
def model(server: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database with a roster in a store that is divided; it is only copied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        from roster import roster as make
    file = tmp_path_factory.mktemp("roster") / "roster.db"
    make(file, PEOPLE)
    name = f"model_{uuid.uuid4().hex}"
    url = server.make(name)
    migrated(locate(url))
    divide(url)
    copy(locate(str(file)), locate(url))
    vacuum(url)
    yield name
    server.drop(name)


@pytest.fixture
def divided(server: Running, model: str, home: Path, monkeypatch: pytest.MonkeyPatch):
    """The address of a store that is divided, for the test alone."""
    name = f"t_{uuid.uuid4().hex}"
    url = server.make(name, "TEMPLATE", model)
    monkeypatch.setenv("CERTTRACK_DB", url)
    yield url
    server.drop(name)


def divide(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(f"SET certtrack.parts = {PARTS}")
        connection.execute(DIVIDE)


def vacuum(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


# --- what the program asks, and how the server goes about it ------------------------------


Asked = list[tuple[str, Any]]
"""Statements with their values."""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Every statement that the program sends from now on.

    SQLAlchemy, which writes, and the store's plain reading both go through these classes of
    the driver's: at this place nothing is missed.
    """
    asked: Asked = []

    def listen(kind: type, method: str, hear: Callable[[Any, Any], None]) -> None:
        send = getattr(kind, method)

        def sent(cursor: Any, query: Any, values: Any = None, **how: Any) -> Any:
            hear(query, values)
            return send(cursor, query, values, **how)

        monkeypatch.setattr(kind, method, sent)

    def one(query: Any, values: Any) -> None:
        text = query.decode() if isinstance(query, bytes) else str(query)
        if text.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            asked.append((text, values))

    def several(query: Any, values: Any) -> None:
        for each in values:
            one(query, each)

    for kind in (psycopg.Cursor, psycopg.ServerCursor):
        listen(kind, "execute", one)
    listen(psycopg.Cursor, "executemany", several)
    return asked


@dataclass(frozen=True)
class Step:
    """A step of a plan that reads a table.

    Args:
        kind: How, in the server's words.
        table: The table, whole.
        part: Which part of it; the table itself where it has none.
        index: The index of the whole table by which, or None.
    """

    kind: str
    table: str
    part: str
    index: str | None


def steps(url: str, query: str, values: Any, *, tried: bool = False) -> list[Step]:
    """The steps of a statement that read tables; with `tried`, those that it came to."""
    parents, plan = explained(url, query, values, tried=tried)
    return [
        Step(node["Node Type"], parents.get(part, part), part, parents.get(index, index))
        for node, index in nodes(plan)
        if (part := node.get("Relation Name")) and node.get("Actual Loops", 1)
        if node["Node Type"] != "ModifyTable"
    ]


def explained(
    url: str, query: str, values: Any, *, tried: bool = False
) -> tuple[dict[str, str], dict[str, Any]]:
    """What each part is a part of, and how the server goes about a statement."""
    how = "ANALYZE, FORMAT JSON" if tried else "FORMAT JSON"
    with psycopg.connect(url) as connection:
        parents = dict(connection.execute(PARENTS).fetchall())
        found = connection.execute(f"EXPLAIN ({how}) {query}".encode(), values).fetchone()
        connection.rollback()
    assert found is not None
    return parents, found[0][0]["Plan"]


def nodes(plan: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Every node of a plan, with the index that it uses, itself or by the node below."""
    below = plan.get("Plans", [])
    yield plan, plan.get("Index Name") or next((one.get("Index Name") for one in below), None)
    for one in below:
        yield from nodes(one)


def parts_of(found: list[Step]) -> set[str]:
    """The parts, by their numbers, of the tables that are divided."""
    return {one.part.removeprefix(one.table) for one in found if one.part != one.table}


# --- one person ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "commands",
    [
        [("status", *SOMEONE, *ON)],
        [("ceu", "list", *SOMEONE)],
        [("export", *SOMEONE)],
        [("ceu", "add", *TALK, *SOMEONE, *ON), ("undo",)],
        [("ceu", "edit", "a1", "--title", "Another", "--force", *SOMEONE, *ON), ("undo",)],
        [("ceu", "remove", "a1", "--yes", *SOMEONE), ("undo",)],
        [
            ("evidence", "attach", "a1", __file__, *SOMEONE),
            ("ceu", "remove", "a1", "--yes", *SOMEONE),
        ],
        [("evidence", "list", *SOMEONE)],
        [("exam", "add", "--credential", "CCA", "--taken-on", "2020-01-01", "--passed", *SOMEONE)],
        [("person", "edit", "--state", "FL", *SOMEONE)],
        [("person", "remove", "--yes", *SOMEONE)],
    ],
    ids=lambda commands: " ".join(map(str, commands[0][:2])),
)
def test_what_is_asked_of_one_person_is_asked_of_one_part(divided, run, heard, commands, capsys):
    for command in commands:
        assert run(*command) == 0, capsys.readouterr().err
    asked = list(heard)
    touched = {query: parts_of(steps(divided, query, values)) for query, values in asked}
    assert {query: parts for query, parts in touched.items() if len(parts) > 1} == {}
    # Whatever stands in the same part of two tables would stand on the same machine.
    assert len(set().union(*touched.values())) == 1, "all that is known of a person is together"


def test_who_is_looked_for_by_name_is_looked_for_in_every_part(divided, run, heard):
    """As the page says; and it shows that the tests above would see it."""
    assert run("person", "add", "--name", "Zora Quist") == 0
    heard.clear()
    assert run("ceu", "list", "--person", "Zora Quist") == 0
    most = max(len(parts_of(steps(divided, query, values))) for query, values in list(heard))
    assert most == PARTS


def test_an_import_looks_into_the_parts_of_its_people_by_an_index(divided, run, heard, home):
    log = home / "log.csv"
    log.write_text("person,title,completed_on,ceus\n5,Webinar,2026-03-01,2\n5,Talk,2026-03-02,1\n")
    assert run("ceu", "import", log, "--write", *ON) == 0
    # A file that names no activity asks for no names.
    asked = [(query, values) for query, values in heard if "unnest(" in query and values[0]]
    claims = [(query, values) for query, values in heard if "FOR UPDATE" in query]
    assert asked
    assert claims
    for query, values in asked:
        found = steps(divided, query, values, tried=True)
        assert len(parts_of(found)) == 1, query
        assert all("person_id" in (one.index or "") for one in found), query
    for query, values in claims:
        assert len(parts_of(steps(divided, query, values))) == 1


def test_cards_that_are_missing_are_made_part_by_part(divided, run, heard, library):
    scan(divided, library, TODAY)
    assert run("ceu", "add", *TALK, *SOMEONE, *ON) == 0
    heard.clear()
    scan(divided, library, TODAY)
    theirs = [
        (query, values)
        for query, values in heard
        if query.startswith(("DELETE", "INSERT")) or "FOR UPDATE" in query or "person_id" in query
    ]
    assert any("card" in query for query, _ in theirs)
    for query, values in theirs:
        assert len(parts_of(steps(divided, query, values))) <= 1, query


# --- everyone -----------------------------------------------------------------------------


def scan(url: str, library: Any, today: date | None) -> list[Any]:
    wanted = roster.Wanted()
    return list(roster.lines(url, library, TODAY, 30, wanted, today=today))


@pytest.fixture
def many(divided, library) -> str:
    """The same with people, fifty times as many, whose cycles end later, as most people's do.

    For a few hundred people, or if half of the cards were due, any server would rather read
    every card, and be right.
    """
    scan(divided, library, TODAY)
    with psycopg.connect(divided) as connection:
        for table, key in (("person", "id"), ("counted", "id"), ("card", "counted_id")):
            (columns,) = connection.execute(
                "SELECT string_agg(quote_ident(column_name), ', ') "
                "FROM information_schema.columns WHERE table_name = %s "
                "AND column_name NOT IN ('id', %s)",
                (table, key),
            ).fetchone()
            connection.execute(
                f"INSERT INTO {table} ({key}, {columns}) SELECT {key} + {PEOPLE} * n, {columns} "
                f"FROM {table}, generate_series(1, {TIMES - 1}) AS n".encode()
            )
        connection.execute(
            "DELETE FROM card WHERE counted_id > %s AND last_day <= %s", (PEOPLE, "2026-08-01")
        )
    vacuum(divided)
    return divided


@pytest.fixture(params=[TODAY, None], ids=["cards known to be true", "cards to be looked at"])
def due(request, many, library, heard) -> tuple[str, Any]:
    """What the due scan asks for, with its values."""
    assert scan(many, library, request.param)
    (one,) = [(query, values) for query, values in heard if "last_day <=" in query]
    return one


def test_the_due_scan_finds_cards_by_their_day_in_every_part(many, due):
    cards = [one for one in steps(many, *due) if one.table == "card"]
    assert {one.part for one in cards} == {f"card_{number}" for number in range(PARTS)}
    assert {one.index for one in cards} == {"ix_card_last_day_counted_id"}
    assert "Seq Scan" not in {one.kind for one in cards}


def test_the_due_scan_joins_only_what_stands_in_the_same_part(many, due):
    """So that parts on several machines need nothing of each other."""
    with psycopg.connect(many, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET enable_partitionwise_join = on".encode())
    parents, plan = explained(many, *due)
    joins = [node for node, _ in nodes(plan) if "Join Type" in node]
    assert len(joins) >= PARTS
    for join in joins:
        below = [part for node, _ in nodes(join) if (part := node.get("Relation Name"))]
        assert len({part.removeprefix(parents[part]) for part in below}) == 1


# --- the tables ---------------------------------------------------------------------------


def expected() -> dict[str, str | None]:
    """By which column each table can be divided: the one that leads to the person."""
    keys: dict[str, str | None] = {"person": "id"}
    for table in all_tables():
        for one in table.foreign_keys:
            if keys.get(one.column.table.name) and not one.parent.nullable:
                keys[table.name] = one.parent.name
        keys.setdefault(table.name, None)
    return keys


def test_every_table_that_belongs_to_a_person_is_divided_by_the_person(divided, ask):
    spread = {table: key for table, key in expected().items() if key}
    assert dict(ask(divided, SPREAD)) == spread


def test_the_page_says_of_every_table_where_it_belongs():
    rows = re.findall(r"^\| `(\w+)` \| (?:`(\w+)`|not divided) \|", PAGE, re.MULTILINE)
    assert {table: key or None for table, key in rows} == expected()


def test_a_store_that_is_divided_is_sound_and_can_be_copied(divided, run, home, ask, capsys):
    assert run("db", "check") == 0, capsys.readouterr().out
    assert run("db", "copy", divided, home / "whole.db") == 0
    for table in all_tables():
        number = f"SELECT count(*) FROM {table.name}"
        assert ask(home / "whole.db", number) == ask(divided, number)


def test_a_store_with_people_in_it_is_not_divided(served, dump):
    before = dump(served)
    with pytest.raises(psycopg.errors.RaiseException, match="person is not empty"):
        divide(served)
    assert dump(served) == before


def test_the_divided_store_holds_to_the_same_rules(database):
    def rules() -> set[tuple[Any, ...]]:
        with psycopg.connect(database) as connection:
            found = connection.execute(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(k.oid) "
                "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
                "WHERE contype IN ('c', 'f', 'u') AND conparentid = 0 AND NOT c.relispartition "
                "UNION ALL SELECT tablename, indexname, replace(indexdef, ' ON ONLY ', ' ON ') "
                "FROM pg_indexes WHERE indexname ~ '^(ix|uq)_'"
            )
            return set(found.fetchall())

    migrated(locate(database))
    before = rules()
    divide(database)
    assert rules() == before
