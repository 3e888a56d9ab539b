"""Where a key stands in a TOML text: tomllib keeps no positions."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

HEADER = re.compile(r"^\s*(\[\[?)([^\]\[]+)\]\]?\s*(#.*)?\r?$")
LONG_QUOTE = re.compile("\"\"\"|'''")
KEY = re.compile(r"^\s*([A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*(?:\.[^=]*)?=")


def lines_of(text: str) -> dict[Path, int]:
    """The line, counted from 1, of every table header and of every key under one.

    Keys inside inline tables and inside values over several lines are not listed; ask
    `line_of` for the nearest one around them.
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    quote = ""
    for number, line in enumerate(text.split("\n"), start=1):
        inside, quote = bool(quote), _open_quote(line, quote)
        if inside:
            continue
        if header := HEADER.match(line):
            here = _resolve(_split(header[2]), counts, opens_item=header[1] == "[[")
            found.setdefault(here, number)
        elif key := KEY.match(line):
            found.setdefault((*here, key[1].strip("\"'")), number)
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """The line of a path or of the nearest thing around it; None when there is none."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _open_quote(line: str, quote: str) -> str:
    """The quote of a text over several lines that is still open after a line."""
    rest = line
    while True:
        if quote:
            _, found, rest = rest.partition(quote)
            if not found:
                return quote
            quote = ""
        opened = LONG_QUOTE.search(rest)
        if opened is None:
            return ""
        quote, rest = opened[0], rest[opened.end() :]


def _split(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def _resolve(parts: list[str], counts: dict[Path, int], *, opens_item: bool) -> Path:
    """The path of a header, with the place in the list for each array of tables in it."""
    path: Path = ()
    for depth, part in enumerate(parts):
        path = (*path, part)
        if opens_item and depth == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
