"""A table that is taken in by a form: what somebody says of it, and what was found in it.

The file waits among the uploads; all that is said of it goes along in the form, so that
nothing is lost when the dashboard is started again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from certtrack.errors import Refused, Unsettled, refuse
from certtrack.services.sheet_reading import (
    KINDS,
    Asked,
    Columns,
    Misunderstood,
    What,
    form_of,
    keep_profile,
    kept_profiles,
    must_be_name,
)
from certtrack.web.refusals import by_key, key_of, words_of
from certtrack.web.sent import Sent
from certtrack.web.uploads import held, let_go, received
from certtrack.web.view import worded
from certtrack.web.visitors import Visitor

FIELD = "table"
KEYS = ("sheet", "dates", "profile", "save_profile", "skip")
"""What can be said of a table, as services name it in faults."""

ORDERS: dict[str, Literal["mdy", "dmy"]] = {"mdy": "mdy", "dmy": "dmy"}
"""Whether days like 03/04/2026 begin with the month or the day."""

IGNORED = "ignore"
WORDS = {
    IGNORED: "leave out",
    "amount": "Amount, with its unit in each cell",
    "unit": "Unit of the amount",
    "code": "Credential, by its letters",
    "number": "Number of the certificate",
}
"""What a column may be taken for, in words, where the key does not say it."""

LONGEST = 9
"""Digits that the number of a row has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says of a table.

    Args:
        what: What it is a table of.
        held: The name under which it waits; empty for none.
        sheet: The sheet of a workbook; empty for the only one.
        dates: The order of day and month; empty for what the rows say.
        profile: Under which name it is kept what columns are; empty for none.
        save_profile: Under which name that is to be kept; empty for not at all.
        skip: Rows to be left out, as they were typed.
        force: Whether what is doubtful is meant so.
        write: Whether it is to be taken in; else it is only looked at.
        unseen: Whether it was to be taken in before anybody had seen what that would do.
        columns: By columns' names what they are.
    """

    what: What
    held: str = ""
    sheet: str = ""
    dates: str = ""
    profile: str = ""
    save_profile: str = ""
    skip: str = ""
    force: bool = False
    write: bool = False
    unseen: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Another one for whatever would do something else."""
        told = (self.held, self.sheet, self.dates, self.profile, self.skip, self.force)
        text = repr((told, sorted(self.columns.items())))
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()

    def asked(self) -> Asked:
        """The same, for the services.

        Raises:
            Refused: For what cannot be meant.
        """
        return form_of(
            self.what,
            [f"{name}={key}" for name, key in self.columns.items()],
            profile=self.profile or None,
            dates=ORDERS.get(self.dates),
            encoding=None,
            sheet=self.sheet or None,
            skip=_numbers(self.skip),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found in a table, or done with it.

    Args:
        said: What somebody says of it.
        name: What the file is called; empty when there is none.
        columns: What its columns are taken for; empty when that is not known.
        notes: What else was understood, in words.
        kinds: What becomes of its rows, in words, by kind.
        ready: What can be taken in, in words; empty for nothing.
        written: What was taken in, in words; empty for nothing.
        kept: Under which name it was kept what the columns are.
        open: What may be meant, in words, by what is said to mean it, by key.
        beside: What is wrong, in words, by the field that it is about.
        above: What else is wrong, in words.
        refused: Whether rows are refused.
    """

    said: Said
    name: str = ""
    columns: Columns = ()
    notes: tuple[str, ...] = ()
    kinds: Mapping[str, list[str]] = field(default_factory=dict)
    ready: str = ""
    written: str = ""
    kept: str = ""
    open: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    refused: bool = False

    @property
    def status(self) -> int:
        """The status of a page that shows it."""
        return 422 if (self.refused or self.beside or self.above) and not self.written else 200


def table_in(
    folder: Path, was_sent: Sent, what: What, visitor: Visitor
) -> tuple[Said, Path | None]:
    """What a form says of a table, and where that waits; None when none was chosen.

    Args:
        folder: Where files wait.
        was_sent: What the form sent.
        what: What it is a table of.
        visitor: Who sent it.

    Raises:
        Refused: When the file cannot be kept.
    """
    fresh = FIELD in was_sent.files
    was_sent = received(folder, was_sent, FIELD)
    path = held(folder, was_sent.text("held"))
    said = Said(
        what=what,
        held=was_sent.text("held") if path else "",
        # As it is: the name of a sheet may begin or end with a space.
        sheet=was_sent.texts.get("sheet", ""),
        dates="" if fresh else was_sent.text("dates"),
        profile=was_sent.text("profile"),
        save_profile=was_sent.text("save_profile") if visitor.sets_up else "",
        skip="" if fresh else was_sent.text("skip"),
        force=bool(was_sent.text("force")),
        columns=_columns(was_sent),
    )
    if not was_sent.text("write"):
        return said, path
    seen = was_sent.text("seen") == said.mark
    return replace(said, write=seen, unseen=not seen), path


def unchosen(said: Said) -> Looked:
    """What is answered where no file was chosen, or it waits no longer."""
    return Looked(said=said, beside={FIELD: "Choose a file: one that was sent waits for a day."})


Look = Callable[[Said, Path, Asked], Looked]
"""Looks at a table, and takes it in if that is said."""


def looked(folder: Path, said: Said, path: Path, look: Look) -> Looked:
    """What is found in a table, or why nothing can be; what was taken in waits no longer.

    Args:
        folder: Where files wait.
        said: What somebody says of it.
        path: Where it waits.
        look: Looks at it, and takes it in if that is said.
    """
    try:
        asked = said.asked()
        # Nothing is done by halves: under a wrong name nothing is kept, and nothing taken in.
        wrong = _wrong_name(said.save_profile)
        found = look(replace(said, write=said.write and not wrong), path, asked)
        found = replace(found, beside=wrong) if wrong else _kept(found, asked)
    except Misunderstood as refused:
        return _refused(said, path, refused, columns=refused.columns)
    except Unsettled as open_:
        beside = {open_.key: " ".join(words_of(open_))}
        told = {open_.key: dict(open_.answers)}
        return Looked(said=said, name=path.name, open=told, beside=beside)
    except Refused as refused:
        if said.columns and any(one.where == "--map" for one in refused.faults):
            # It was said of the columns of another file, or of another sheet.
            without = replace(said, columns={}, write=False, unseen=said.write or said.unseen)
            return looked(folder, without, path, look)
        return _refused(said, path, refused)
    if found.written:
        let_go(folder, said.held)
        return replace(found, said=Said(what=said.what))
    return found


def shown(found: Looked) -> dict[str, Any]:
    """What a template needs to show it."""
    keys = KINDS[found.said.what].keys
    return {
        "found": found,
        "keys": {key: WORDS.get(key) or worded(key) for key in keys},
        "profiles": kept_profiles(found.said.what),
        "orders": found.open.get("dates", {"mdy": "month first", "dmy": "day first"}),
    }


def _wrong_name(name: str) -> dict[str, str]:
    """What is wrong with the name under which columns are to be kept, by its field."""
    try:
        if name:
            must_be_name(name)
    except Refused as refused:
        return {"save_profile": " ".join(words_of(refused))}
    return {}


def _kept(found: Looked, asked: Asked) -> Looked:
    """The same, what its columns are being kept if that is said."""
    said = found.said
    if not said.save_profile:
        return found
    try:
        keep_profile(said.save_profile, found.columns, asked, said.what)
    except Refused as refused:
        return replace(found, above=tuple(words_of(refused)))
    return replace(found, said=replace(said, save_profile=""), kept=said.save_profile)


def _refused(said: Said, path: Path, refused: Refused, columns: Columns = ()) -> Looked:
    beside, _ = by_key(refused.faults, KEYS)
    others = Refused(*(fault for fault in refused.faults if key_of(fault) not in KEYS))
    above = tuple(words_of(others))
    return Looked(said=said, name=path.name, columns=columns, beside=beside, above=above)


def _numbers(text: str) -> list[int]:
    words = text.replace(",", " ").split()
    wrong = [word for word in words if not word.isdecimal() or len(word) > LONGEST]
    if wrong:
        hint = "Write numbers with commas between."
        raise refuse(f"{wrong[0]!r} is no number of a row", where="--skip", hint=hint)
    return [int(word) for word in words]


def _columns(was_sent: Sent) -> dict[str, str]:
    """What somebody says that columns are: only where that is otherwise than was seen."""
    told = {}
    for key, name in was_sent.texts.items():
        number = key.removeprefix("name-")
        if number != key:
            taken, seen = was_sent.text(f"column-{number}"), was_sent.text(f"seen-{number}")
            if taken and (taken != seen or was_sent.text(f"told-{number}")):
                told[name] = taken
    return told
