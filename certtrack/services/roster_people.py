"""Who is in the store and what they hold, as the roster that `roster import` reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from certtrack.records.roster_columns import COLUMNS, OF_CREDENTIAL, OF_PERSON, SPAN
from certtrack.store.known import contacts, known
from certtrack.store.location import locate
from certtrack.store.sessions import reading

__all__ = ["COLUMNS", "roster_rows"]


def roster_rows(store: str | None) -> Iterator[list[str | None]]:
    """A row for each credential, or for a person without any, by `COLUMNS`.

    Raises:
        Refused: When there is no store.
    """
    with reading(locate(store)) as connection:
        for number, _, _ in contacts(connection):
            person = known(connection, number, ("credential",))
            held = [content for _, content in person.entries["credential"]]
            for one in held or [{}]:
                yield [_cell(person.who, key) for key in OF_PERSON] + [
                    _cell(one, key) for key in OF_CREDENTIAL
                ]


def _cell(content: Mapping[str, Any], key: str) -> str | None:
    if key in SPAN:
        return _cell(content.get("cycle", {}), SPAN[key])
    value = content.get(key)
    return "; ".join(value) if isinstance(value, list) else value
