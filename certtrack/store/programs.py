"""The directory in the store, read: what files told of schools and programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from certtrack.store.dialect import Connection, Row, in_chunks

AT_ONCE = 500
"""Rows that are read together."""


def institutions(
    connection: Connection, agencies: Sequence[str] | None
) -> Iterator[tuple[str, str, str | None]]:
    """Key, name and state of every school that is listed now.

    Args:
        connection: To the store.
        agencies: Only those that one of these accredited; None for all.
    """
    query = "SELECT key, name, state FROM institution WHERE gone_in IS NULL"
    if agencies is not None:
        marks = ", ".join("?" * len(agencies)) or "NULL"
        query += (
            " AND key IN (SELECT institution_key FROM accreditation WHERE gone_in IS NULL "
            f"AND agency IN ({marks}))"
        )
    query += " ORDER BY id"
    with closing(in_chunks(connection, query, AT_ONCE, agencies or ())) as chunks:
        for rows in chunks:
            yield from rows


def agencies(connection: Connection) -> list[str]:
    """The agencies of all accreditation of schools that is listed now."""
    query = "SELECT DISTINCT agency FROM accreditation WHERE gone_in IS NULL"
    return [row["agency"] for row in connection.execute(query)]


def programs(connection: Connection) -> Iterator[tuple[str, str, str | None, str | None, str]]:
    """Key, names, level, state and accreditation as it is kept of each program listed now."""
    query = (
        "SELECT key, name || coalesce(', ' || program, '') AS names, level, state, accreditation "
        "FROM program WHERE gone_in IS NULL ORDER BY id"
    )
    with closing(in_chunks(connection, query, AT_ONCE)) as chunks:
        for rows in chunks:
            yield from rows


def newest_year(connection: Connection, table: str) -> int | None:
    """The latest year of what is listed now; None where there is nothing."""
    query = f"SELECT max(year) AS year FROM {table} WHERE gone_in IS NULL"
    found = connection.execute(query).fetchone()["year"]
    return None if found is None else int(found)


def reported_institutions(connection: Connection) -> Iterator[Row]:
    """Key, name, state and year of every school that is listed now as it reported itself."""
    query = "SELECT key, name, state, year FROM ipeds_institution WHERE gone_in IS NULL ORDER BY id"
    yield from connection.execute(query)


def completions(connection: Connection) -> Iterator[Row]:
    """Every award in a field of study that is listed now, with the school's name and state."""
    query = (
        "SELECT completion.key, institution_key, cip_code, award_level, name, state "
        "FROM completion LEFT JOIN ipeds_institution AS school "
        "ON school.key = institution_key AND school.gone_in IS NULL "
        "WHERE completion.gone_in IS NULL ORDER BY completion.id"
    )
    yield from connection.execute(query)


def of_ope_id(connection: Connection, table: str, ope_id: str) -> list[str]:
    """The keys of the schools that are listed now and have exactly this OPEID.

    Args:
        connection: To the store.
        table: `institution` or `ipeds_institution`.
        ope_id: The number, with all its zeros.
    """
    query = f"SELECT key FROM {table} WHERE gone_in IS NULL AND ope_id = ? ORDER BY id"
    return [row["key"] for row in connection.execute(query, (ope_id,))]


def versions(connection: Connection, table: str, column: str, keys: Sequence[str]) -> list[Row]:
    """Every version of what is listed under some keys, the oldest first, with when it was told.

    Args:
        connection: To the store.
        table: One of those that hold what files told.
        column: The column that has the key.
        keys: The keys.

    Returns:
        The rows, those of one key after each other, with `told_on` and `gone_on`: the days on
        which the files that told it first and no more were read; `gone_on` is null for what is
        listed now.
    """
    found: list[Row] = []
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        query = (
            f"SELECT {table}.*, told.read_on AS told_on, gone.read_on AS gone_on FROM {table} "
            f"JOIN directory_source AS told ON told.id = {table}.listed_in "
            f"LEFT JOIN directory_source AS gone ON gone.id = {table}.gone_in "
            f"WHERE {table}.{column} IN ({', '.join('?' * len(some))}) "
            f"ORDER BY {table}.key, {table}.id"
        )
        found += connection.execute(query, some)
    return found
