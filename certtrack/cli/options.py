"""Options that many commands share, and what is made of them once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from certtrack import clock
from certtrack.reading.entry_fields import day_from
from certtrack.rules.facts import Person
from certtrack.rules.rulebook import Library
from certtrack.services.facts import Who, facts_of, with_what_if
from certtrack.services.rules import books


def day(text: str) -> date:
    """A day as people write it: 2026-03-31, today, yesterday, or 10 days ago."""
    try:
        return day_from(text, clock.today())
    except ValueError as error:
        raise typer.BadParameter(f"{error}") from None


On = Annotated[
    date | None,
    typer.Option(
        "--on",
        "--as-of",
        parser=day,
        metavar="YYYY-MM-DD",
        help="The day asked about, past or to come; else today.",
    ),
]
File = Annotated[
    Path | None,
    typer.Option("--file", metavar="RECORD", help="A record file; no database is touched."),
]
Someone = Annotated[
    str | None,
    typer.Option("--person", metavar="NAME", help="Whose record: a name or number in the store."),
]
Store = Annotated[
    str | None,
    typer.Option("--db", metavar="PATH", help="The store; else $CERTTRACK_DB or the data folder."),
]
Rulebooks = Annotated[
    list[Path] | None,
    typer.Option(
        "--rulebooks",
        metavar="DIR",
        envvar="CERTTRACK_RULEBOOKS",
        help="A folder with rule files of your own; may be given more than once.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Force = Annotated[
    bool, typer.Option("--force", help="Do it though it looks like a repeat or a slip of the pen.")
]
SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="Settings of reminders; else $CERTTRACK_SETTINGS or the configuration folder.",
    ),
]
Vault = Annotated[
    Path | None,
    typer.Option(
        "--vault",
        metavar="DIR",
        help="Where certificates are kept; else $CERTTRACK_VAULT or evidence beside the store.",
    ),
]
Largest = Annotated[
    int, typer.Option("--largest", metavar="MB", min=1, help="How many megabytes a file may have.")
]
LARGEST = 25
ExitCode = Annotated[
    bool, typer.Option("--exit-code", help="Exit with 1 when the answer is no or not known.")
]
NoBackup = Annotated[
    bool, typer.Option("--no-backup", help="Make no copy of the store's file before.")
]
Codes = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CODE]...", help="Credentials, for example RHIT; none for all."),
]


WhatIf = Annotated[
    Path | None,
    typer.Option("--what-if", metavar="FILE", help="Sections of a record to add, for this answer."),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is asked of: a person's facts, the rules, and the day."""

    person: Person
    library: Library
    on: date


def ask(
    file: Path | None,
    person: str | None,
    store: str | None,
    rulebooks: list[Path] | None,
    on: date | None,
    what_if: Path | None = None,
) -> Asked:
    """Read the rules and the person's facts; the day is today where the person is.

    Raises:
        Refused: With every fault of rules or record.
        typer.BadParameter: When both a file and a person in the store are named.
    """
    if file and (person or store):
        raise typer.BadParameter("--file stands alone: without --person and --db")
    library = books(rulebooks or ())
    who = Who(file=file, person=person, store=store)
    facts = facts_of(who, library, latest(on))
    if what_if:
        facts = with_what_if(facts, what_if, library)
    return Asked(facts, library, on or clock.today(facts.time_zone))


def latest(on: date | None) -> date:
    """The last day on which something may be said to have happened, in a question."""
    return max(on or date.min, clock.latest_today())


def latest_written(on: date | None) -> date:
    """The same of what is put on record: `on`, but never after today."""
    return min(on or date.max, clock.latest_today())
