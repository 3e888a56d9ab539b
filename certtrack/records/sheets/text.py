"""The text of a table and its rows, whatever its encoding and what separates its cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from certtrack.errors import refuse
from certtrack.reading.files import Content, readable
from certtrack.records.sheets.profiles import Encoding

LARGEST = 50_000_000
"""Bytes: a larger table is read by its columns' own names, without being held in memory."""

BELIEVED = "’‘“”–—…•·°®™©½¼¾§€£«»¿¡"
"""Signs that a text in Windows-1252 has; with others it is more likely something else."""

FOREIGN = re.compile(r"[^\W\x00-\x7f]{3}")
"""No word of a language that is written in Windows-1252 has three such letters in a row."""

CODECS: dict[Encoding, str] = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1252": "cp1252",
}
PART = 1 << 20
DELIMITERS = ",;\t"
FIRST_LINE = 100_000
LOOKED_AT = 40
"""Rows by which it is told what separates cells."""

SAY_IT = "Save it as UTF-8. Or add --encoding utf-16 or windows-1252."


def read_text(path: Path, encoding: Encoding | None) -> tuple[str, str | None]:
    """A file's text, and what was understood of its encoding that should be told.

    Raises:
        Refused: When it cannot be read, is too large, or nobody can tell what its text is.
    """
    content = _content(path)
    if encoding:
        return _decoded(path, content, encoding), None
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(path, content, "utf-16"), None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _believed(path.name, content)
    if "\x00" in text:
        raise _unknown(path.name)
    return text, None


def how_written(
    content: Content, encoding: Encoding | None, hint: str = SAY_IT
) -> tuple[str, str | None]:
    """The codec of a text, however long it is, and what was understood of it.

    Args:
        content: The text.
        encoding: How it is said to be written; None to find out.
        hint: What to do where nobody can tell.

    Raises:
        Refused: When it is not so, cannot be read, or nobody can tell what its text is.
    """
    if _begins_as_utf16(content) and encoding in (None, "utf-16"):
        codec, note = CODECS["utf-16"], None
    elif encoding:
        # Without a mark it is in the order of bytes that nearly all machines have.
        codec, note = "utf-16-le" if encoding == "utf-16" else CODECS[encoding], None
    elif _where_not(content, CODECS["utf-8"]) and content.size <= LARGEST:
        with content.open() as file:
            codec, note = CODECS["windows-1252"], _believed(content.name, file.read(), hint)[1]
    else:
        codec, note = CODECS["utf-8"], None
    if where := _where_not(content, codec):
        name = encoding or "UTF-8"
        told = None if encoding else hint
        where_ = f"{content.name}, line {where}"
        raise refuse(f"the file is not {name} text", where=where_, hint=told)
    return codec, note


def _begins_as_utf16(content: Content) -> bool:
    with content.open() as file:
        return file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _where_not(content: Content, codec: str) -> int | None:
    """The line in which it is no text written so; None where all of it is."""
    decoder = codecs.getincrementaldecoder(codec)()
    line = 1
    with content.open() as file:
        while True:
            part = file.read(PART)
            try:
                text = decoder.decode(part, final=not part)
            except UnicodeDecodeError as error:
                return line + part[: error.start].count(b"\n")
            if "\x00" in text:
                return line + text[: text.index("\x00")].count("\n")
            if not part:
                return None
            line += text.count("\n")


def _content(path: Path) -> bytes:
    with readable(path):
        if path.stat().st_size > LARGEST:
            what = f"the file is larger than {LARGEST // 1_000_000} MB"
            hint = "Name its columns as a record file does; then any size is taken."
            raise refuse(what, where=path.name, hint=hint)
        return path.read_bytes()


def _decoded(path: Path, content: bytes, encoding: Encoding) -> str:
    try:
        text = content.decode(CODECS[encoding])
    except UnicodeDecodeError:
        raise refuse(f"the file is not {encoding} text", where=path.name) from None
    if "\x00" in text:
        raise refuse(f"the file is not {encoding} text", where=path.name)
    return text


def _believed(name: str, content: bytes, hint: str = SAY_IT) -> tuple[str, str]:
    """Text in Windows-1252, if all its signs are such as people write there."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise _unknown(name, hint) from None
    odd = [one for one in set(text) if not one.isascii()]
    if "\x00" in text or FOREIGN.search(text) or not all(map(_is_usual, odd)):
        raise _unknown(name, hint)
    words = (word[:40].strip(",;") for word in text.split() if not word.isascii())
    # Of signs that are not seen there may be no example.
    example = "".join(f", for example {word!r}" for word in islice(words, 1))
    return text, f"The text is no UTF-8 and is read as Windows-1252{example}."


def _is_usual(sign: str) -> bool:
    return sign in BELIEVED or sign == "\xa0" or unicodedata.category(sign) in ("Lu", "Ll")


def _unknown(name: str, hint: str = SAY_IT) -> Exception:
    return refuse("nobody can tell how the file's text is written", where=name, hint=hint)


def rows_of(text: str, name: str) -> Iterator[list[str]]:
    """The rows of a text as cells, the blank ones too.

    Raises:
        Refused: From the row on in which it is no CSV.
    """
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for row in reader:
            number += 1
            yield row
    except csv.Error as error:
        where = f"{name}, row {number + 1}"
        hint = "Is a quotation mark missing there or too many?"
        raise refuse(f"this is not CSV: {error}", where=where, hint=hint) from None


def _delimiter(text: str) -> str:
    """What separates cells: by it most of the first rows have the same number of them."""
    start = text[: 1 << 16]
    return max(DELIMITERS, key=lambda one: _evenness(start, one))


def _evenness(start: str, delimiter: str) -> tuple[int, int]:
    rows = islice(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), LOOKED_AT)
    try:
        widths = Counter(map(len, rows))
    except csv.Error:
        return 0, 0
    several = [(rows, width) for width, rows in widths.items() if width > 1]
    return max(several, default=(0, 0))


def first_row(path: Path) -> list[str] | None:
    """The cells of a file's first line, as the reader of record keys reads them.

    None for what can be read only once, as a pipe, and for what is not there.
    """
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            line = file.readline(FIRST_LINE).decode("utf-8-sig")
        return next(csv.reader([line], strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        # It has no columns of ours, whatever else it is.
        return [path.name]
    except (OSError, ValueError):
        return None
