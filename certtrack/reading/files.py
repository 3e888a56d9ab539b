"""Files to plain tables: TOML or JSON, with exact numbers, or one clear refusal."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from certtrack.errors import refuse
from certtrack.reading.locate import Path as KeyPath
from certtrack.reading.locate import line_of, lines_of

LARGEST = 20_000_000
"""Bytes beyond which a file is no record or rule file but a mistake."""

AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its tables, and where in it each key stands.

    Args:
        name: The file's name, for faults.
        tables: Its content.
        lines: Line of each key path; empty for JSON, where paths say enough.
    """

    name: str
    tables: dict[str, object]
    lines: dict[KeyPath, int]

    def place(self, path: KeyPath) -> str:
        """File and line of a key path, or the path itself where lines are not known."""
        if line := line_of(path, self.lines):
            return f"{self.name}, line {line}"
        written = ".".join(str(part) for part in path)
        return f"{self.name}, {written}" if written else self.name


def read_document(path: Path) -> Document:
    """Read a TOML or JSON file.

    Raises:
        Refused: When it cannot be read, is no text, is malformed, or holds no table.
    """
    text = _text(path)
    if path.suffix.lower() == ".json":
        return Document(path.name, _tables(path, _parse_json(path, text)), {})
    try:
        tables: dict[str, object] = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = AT.search(message)
        line = at[1] if at and at[1] else str(text.count("\n") + 1)
        what = AT.sub("", message)
        raise refuse(
            f"this is not TOML: {what[0].lower()}{what[1:]}", where=f"{path.name}, line {line}"
        ) from None
    except (RecursionError, ValueError) as error:
        raise refuse(f"this is not TOML: {_reason(error)}", where=path.name) from None
    return Document(path.name, tables, lines_of(text))


def parsed_object(text: bytes, place: str, called: str = "line") -> Document:
    """One JSON object, read exactly.

    Args:
        text: A line of a file, or all that somebody sent.
        place: Where it stands, for faults.
        called: What the text is called.

    Raises:
        Refused: When it is no text, is malformed, or holds no object.
    """
    try:
        content = json.loads(
            text.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_unique_keys,
        )
    except UnicodeDecodeError:
        raise refuse(f"the {called} is not UTF-8 text", where=place) from None
    except json.JSONDecodeError as error:
        what = f"{error.msg[0].lower()}{error.msg[1:]}"
        raise refuse(f"this is not JSON: {what}", where=place) from None
    except (RecursionError, ValueError) as error:
        raise refuse(f"this is not JSON: {_reason(error)}", where=place) from None
    if not isinstance(content, dict):
        raise refuse(f"the {called} must hold one object", where=place)
    return Document(place, content, {})


def _text(path: Path) -> str:
    with readable(path):
        if path.stat().st_size > LARGEST:
            raise refuse(f"the file is larger than {LARGEST // 1_000_000} MB", where=str(path))
        content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("the file is not UTF-8 text", where=str(path)) from None


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Reading a file within this is refused in one sentence if it cannot be read.

    Raises:
        Refused: With why it cannot.
    """
    try:
        yield
    except FileNotFoundError:
        raise refuse("there is no such file", where=str(path)) from None
    except (OSError, ValueError) as error:
        # A path with a NUL in it is a ValueError.
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise refuse(f"the file cannot be read: {why or error}", where=str(path)) from None


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that can be read more than once: a file, or what is packed in one.

    Args:
        name: What it is called, for faults.
        size: How many bytes it has.
        open: Opens it from its beginning.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]


def content_of(path: Path) -> Content:
    """The content of a file.

    Raises:
        Refused: When it cannot be read, or is a folder or a pipe.
    """
    return Content(path.name, size_of(path), lambda: path.open("rb"))


def size_of(path: Path) -> int:
    """How many bytes a file has that can be read more than once.

    Raises:
        Refused: When it cannot be read, or is a folder or a pipe.
    """
    with readable(path):
        # To open a pipe would wait for whoever writes into it.
        if path.exists() and not path.is_file():
            hint = "Give a file; what comes through a pipe must be kept in one first."
            raise refuse("this is no file", where=str(path), hint=hint)
        with path.open("rb") as file:
            return file.seek(0, os.SEEK_END)


def _parse_json(path: Path, text: str) -> object:
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_unique_keys,
        )
    except json.JSONDecodeError as error:
        what = f"{error.msg[0].lower()}{error.msg[1:]}"
        raise refuse(
            f"this is not JSON: {what}", where=f"{path.name}, line {error.lineno}"
        ) from None
    except (RecursionError, ValueError) as error:
        raise refuse(f"this is not JSON: {_reason(error)}", where=path.name) from None


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number")


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} is given twice")
    return table


def _tables(path: Path, content: object) -> dict[str, object]:
    if isinstance(content, dict):
        return content
    raise refuse("the file must hold one object", where=path.name)


def _reason(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
