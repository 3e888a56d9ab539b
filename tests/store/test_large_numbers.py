"""More rows than four bytes can number: every command goes on as before."""

from __future__ import annotations

import psycopg
import pytest

from certtrack.store.copying import all_tables

FAR = 1 << 32
"""A number that needs more than four bytes."""

PERSON = ("--person", FAR + 1)
TALK = ("--title", "Talk", "--completed-on", "2025-02-01", "--ceus", "1", "--on", "2025-06-01")


@pytest.fixture
def far(served):
    """The address of a store that has given away more numbers than four bytes have."""
    with psycopg.connect(served) as connection:
        for table in all_tables():
            connection.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (table.name, FAR)
            )
    return served


def test_every_number_of_a_row_has_eight_bytes(served, ask):
    asked = (
        "SELECT DISTINCT data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' "
        "AND (column_name IN ('id', 'undoes', 'listed_in', 'gone_in') "
        "OR column_name LIKE '%\\_id') "
        # What the Department of Education calls a school, as text.
        "AND column_name <> 'ope_id'"
    )
    assert ask(served, asked) == [("bigint",)]


def test_people_and_what_is_known_of_them_have_large_numbers(far, run, ask, home, capsys):
    log = home / "log.csv"
    log.write_text(f"person,title,completed_on,ceus\n{FAR + 1},Webinar,2025-03-01,2\n")
    for command in (
        ("person", "add", "--name", "Cy"),
        ("credential", "add", "--code", "RHIT", "--passed-on", "2024-06-14", *PERSON),
        ("ceu", "add", *TALK, *PERSON),
        ("ceu", "edit", "a1", "--ceus", "3", "--on", "2025-06-01", *PERSON),
        ("ceu", "import", log, "--write", "--on", "2025-06-01"),
        ("roster", "status", "--on", "2025-06-01"),
        ("status", "--on", "2025-06-01", *PERSON),
        ("db", "copy", far, home / "copy.db"),
        ("db", "check"),
        ("undo",),
        ("ceu", "remove", "a1", "--yes", *PERSON),
        ("undo",),
    ):
        assert run(*command) == 0, (command, capsys.readouterr().err)
    assert ask(far, "SELECT id, person_id, ceus FROM activity") == [(FAR + 1, FAR + 1, 300)]
    assert ask(home / "copy.db", "SELECT max(id) FROM activity") == [(FAR + 2,)]
