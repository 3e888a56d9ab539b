"""Many records in one file: JSON, a record on each line, so that none but one is in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from certtrack.errors import refuse
from certtrack.reading.files import LARGEST, parsed_object
from certtrack.reading.schema import schema_of
from certtrack.records.record_file import person_of, plain, tables_of
from certtrack.rules.facts import Person
from certtrack.rules.record import Record
from certtrack.rules.rulebook import Library


@dataclass(frozen=True, slots=True)
class Line:
    """A record on a line.

    Args:
        place: File and line, for faults.
        person: Whom it tells of.
        done: Bytes of the file that are read with it, of `size`.
        size: Bytes of the whole file.
    """

    place: str
    person: Person
    done: int
    size: int


def written_line(person: Person) -> str:
    """A person's facts as one line of JSON, the same that a record file says."""
    return json.dumps(tables_of(person), ensure_ascii=False, default=plain)


def read_lines(path: Path, library: Library, latest: date) -> Iterator[Line]:
    """The records of a file, one after another; blank lines are passed over.

    Args:
        path: A .jsonl file.
        library: The rulebooks, which know the codes of credentials.
        latest: The last day on which something may be said to have happened.

    Raises:
        Refused: When it cannot be read; with every fault of the first record that has any.
    """
    try:
        with path.open("rb") as file:
            size, done, number = path.stat().st_size, 0, 0
            while text := file.readline(LARGEST + 1):
                number, done = number + 1, done + len(text)
                place = f"{path.name}, line {number}"
                if len(text) > LARGEST:
                    what = f"the line is longer than {LARGEST // 1_000_000} MB"
                    raise refuse(what, where=place)
                if text.strip():
                    person = person_of(parsed_object(text, place), library, latest)
                    yield Line(place, person, done, size)
    except FileNotFoundError:
        raise refuse("there is no such file", where=str(path)) from None
    except OSError as error:
        raise refuse(f"the file cannot be read: {error.strerror}", where=str(path)) from None


def record_schema() -> dict[str, Any]:
    """The JSON Schema of a record, in a file of its own or on a line of many."""
    return schema_of(Record, "certtrack record, version 1")
