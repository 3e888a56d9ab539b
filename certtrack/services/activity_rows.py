"""The rows of a CSV of activities as the store's table has them, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import Any

from certtrack.errors import Fault, Refused, refuse
from certtrack.reading.cells import unescaped
from certtrack.records.activity_csv import HINTS, PERSON, Sheet, cell_reader, faults_of
from certtrack.records.plausible import MINUTES_A_DAY
from certtrack.rules.facts import Activity
from certtrack.rules.rulebook import Library
from certtrack.services.vocabulary import questioned
from certtrack.store.activity_table import Entry
from certtrack.store.bulk import Intake, kept
from certtrack.store.directory import Directory

KEPT = 8_192
"""Answers that are kept of each column."""

SHOWN = 20
"""Faults that are told; of more only their number."""

HELD = 10_000
"""Faults that are held before the last of them are let go."""

TEXTS = ("id", "title", "provider", "reference", "evidence", "notes")
"""Columns whose cells may be kept from being formulas by a sign before them."""

WORDS = ("source", "kind", "domain", "audience")
COLUMNS = {"id": "name", "for": "for_codes"}
"""Keys whose columns are called otherwise."""


class Faults:
    """What is wrong with a file: the first faults by row, and how many there are."""

    def __init__(self) -> None:
        self.first: list[tuple[int, Fault]] = []
        self.count = 0

    def add(self, row: int, fault: Fault) -> None:
        """Note a fault of a row."""
        self.count += 1
        self.first.append((row, fault))
        if len(self.first) > HELD:
            self._sort()

    def refuse_any(self, sheet: Sheet) -> None:
        """Refuse the file if anything is wrong with it.

        Raises:
            Refused: With the first faults in the order of rows, and how many more there are.
        """
        if not self.count:
            return
        self._sort()
        told = [replace(fault, where=sheet.place(row)) for row, fault in self.first]
        if self.count > len(told):
            told.append(Fault(f"and {self.count - len(told):,} faults more", sheet.name))
        raise Refused(*told)

    def _sort(self) -> None:
        self.first.sort(key=lambda one: one[0])
        del self.first[SHOWN:]


class Answers(dict[str, Any]):
    """What cells of a column mean: dates, words and amounts repeat, so answers are kept.

    Args:
        reader: Tells what a cell means.
        needed: Whether it is asked of an empty cell too.
    """

    def __init__(self, reader: Callable[[str], Any], *, needed: bool) -> None:
        self.reader, self.needed = reader, needed

    def __missing__(self, cell: str) -> Any:
        """Find the answer; a cell that is refused is refused again."""
        if len(self) >= KEPT:
            self.clear()
        # An empty cell is a key that is absent; a person must be told.
        answer = self[cell] = self.reader(cell) if cell or self.needed else None
        return answer


class Rows:
    """The rows of a file as the store's table has them; faulty ones are noted and left out.

    Cells repeat, so each answer on one is kept. Rows in which something is unusual are
    held to every rule in full, as one that is added by hand.

    Args:
        sheet: The file.
        directory: Finds the people that the file names.
        only: Whose they are, where the file has no column for it.
        library: The rulebooks.
        latest: The last day on which one may be said to have happened.
        intake: Where they go.
        faults: What is wrong with them.
        force: Whether words that look misspelt are meant.

    Attributes:
        count: How many rows have been read.
    """

    def __init__(
        self,
        sheet: Sheet,
        directory: Directory,
        only: int | None,
        library: Library,
        latest: date,
        intake: Intake,
        faults: Faults,
        *,
        force: bool,
    ) -> None:
        self.sheet, self.library, self.latest = sheet, library, latest
        self.intake, self.faults, self.force = intake, faults, force
        self.directory, self.only = directory, only
        self.answers = [Answers(self._reader(key), needed=key == PERSON) for key in sheet.columns]
        # Behind the cells of a row stand nothing, for columns that are not there, and who.
        places = {PERSON: -1, **dict.fromkeys(HINTS, -2)}
        places |= {key: place for place, key in enumerate(sheet.columns)}
        self.ordered = itemgetter(*places.values())
        self.odd: set[tuple[str, str]] = set()
        self.count = 0

    def __iter__(self) -> Iterator[Entry]:
        latest, width = self.latest.isoformat(), len(self.sheet.columns)
        for row, cells in self.sheet.rows():
            self.count += 1
            entry = self._entry(row, cells) if len(cells) == width else None
            usual = entry and _is_usual(entry, latest) and not self._questioned(entry)
            if not usual and not self._is_right(row, cells):
                continue
            assert entry is not None, f"row {row} is held for right and for wrong"
            yield entry

    def named(self) -> Iterator[tuple[int, str]]:
        """Person and id of every row that has an id; then the rows can be read.

        Raises:
            Refused: When the file can be read only once, or is no CSV.
        """
        wanted = [
            self.sheet.columns.index(key) for key in ("id", PERSON) if key in self.sheet.columns
        ]
        for _, cells in self.sheet.rows_ahead():
            try:
                name, person = (*(self.answers[at][cells[at]] for at in wanted), self.only)[:2]
            except (ValueError, Refused, IndexError):
                continue  # What is wrong with it is told when the rows themselves are read.
            if name and person:
                yield person, name

    def _entry(self, row: int, cells: list[str]) -> Entry | None:
        """A row as the table has it, or None when a cell is not what its column takes."""
        try:
            values = [answers[cell] for answers, cell in zip(self.answers, cells, strict=True)]
        except (ValueError, Refused):
            return None
        return Entry(row, *self.ordered((*values, None, self.only)))

    def _questioned(self, entry: Entry) -> bool:
        """Whether a word of a row looks like a known one misspelt."""
        odd = self.odd
        return bool(odd) and any((key, getattr(entry, key)) in odd for key in WORDS)

    def _reader(self, key: str) -> Callable[[str], Any]:
        if key == PERSON:
            return self._person
        read = kept(COLUMNS.get(key, key), cell_reader(key, self.library))
        if key in TEXTS:
            return lambda text: read(unescaped(text))
        if key not in WORDS or self.force:
            return read

        def word(text: str) -> Any:
            value = read(text)
            if _slips(key, text, self.library, []):
                self.odd.add((key, text))
            return value

        return word

    def _is_right(self, row: int, cells: list[str]) -> bool:
        """Whether an unusual row can be taken; what is wrong with it is noted."""
        found = list(self._wrong(dict(zip(self.sheet.columns, cells, strict=False)), len(cells)))
        for fault in found:
            self.faults.add(row, fault)
        return not found

    def _wrong(self, cells: dict[str, str], width: int) -> Iterator[Fault]:
        wanted = len(self.sheet.columns)
        if width != wanted:
            yield Fault(f"it has {width} cells, but there are {wanted} columns")
            return
        person = self.only
        if person is None:
            try:
                person = self._person(cells.pop(PERSON))
            except Refused as refused:
                yield from refused.faults
        yield from faults_of(cells, self.library, self.latest, self.sheet.name)
        if not self.force:
            own = self.intake.words_of(person) if person else []
            for key in WORDS:
                yield from _slips(key, cells.get(key, ""), self.library, own)

    def _person(self, who: str) -> int:
        if not who:
            raise refuse("'person' is missing")
        return self.directory.find(unescaped(who))


def _is_usual(entry: Entry, latest: str) -> bool:
    """Whether nothing in a row calls for a closer look."""
    return (
        entry.title is not None
        and entry.completed_on is not None
        and (entry.minutes is None) != (entry.ceus is None)
        and entry.credits is None
        and entry.started_on is None
        and entry.completed_on <= latest
        and (entry.minutes or 0) <= MINUTES_A_DAY
    )


def _slips(key: str, word: str, library: Library, own: list[dict[str, Any]]) -> list[Fault]:
    """Whether a word looks like a known one misspelt."""
    if not word:
        return []
    told: dict[str, Any] = {key: word}
    entry = Activity(title=word, completed_on=date.min, **told)
    return [
        Fault(f"{key}: {fault.what}", None, fault.hint)
        for fault in questioned("activity", entry, own, library)
    ]
