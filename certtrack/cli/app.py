"""The command line: every command by name, in the order a newcomer needs them."""

from __future__ import annotations

from typing import Annotated

import typer

from certtrack import __version__
from certtrack.cli.lazy import Deferred, group_of

ANSWERS = "Answers"
RECORD = "Your record"
RULES = "Rules and data"


def _entries(section: str, help_: str) -> Deferred:
    return Deferred("entries", section, help_, RECORD)


COMMANDS = {
    "eligibility": Deferred("answers", "eligibility", "May I sit the exam, and why?", ANSWERS),
    "status": Deferred("answers", "status", "Will my credential be renewed, and why?", ANSWERS),
    "remind": Deferred("remind", "remind", "What must I do, and by when?", ANSWERS),
    "calendar": Deferred("calendar", "calendar", "Every deadline as a calendar file.", ANSWERS),
    "plan": Deferred("plan", "plan", "What is the shortest way, to eligible or renewed?", ANSWERS),
    "careers": Deferred("programs", "careers", "What work does it lead to?", ANSWERS),
    "serve": Deferred("serve", "serve", "All of this in the browser.", ANSWERS),
    "transcript": Deferred(
        "documents", "transcript", "What did I earn? A document to hand in.", ANSWERS
    ),
    "audit-packet": Deferred(
        "documents", "audit_packet", "Can I prove it? All of it for an audit.", ANSWERS
    ),
    "ceu": _entries("activity", "CEUs: add, list, edit, remove."),
    "evidence": Deferred("evidence", "evidence", "Certificates, kept and proved.", RECORD),
    "credential": _entries("credential", "Credentials you hold."),
    "education": _entries("education", "Programs of study."),
    "course": _entries("course", "Single college courses."),
    "training": _entries("training", "Courses that give no degree."),
    "experience": _entries("experience", "Jobs."),
    "application": _entries("application", "Approved applications to sit exams."),
    "exam": _entries("exam", "Attempts at exams."),
    "decision": _entries("decision", "What a certifying body decided about you."),
    "person": Deferred("people", "person", "People in the store.", RECORD),
    "roster": Deferred("roster", "roster", "Many people: import, status, export, plot.", RECORD),
    "undo": Deferred("exchange", "undo", "Take back the last change.", RECORD),
    "history": Deferred("history", "history", "Who changed what, before and after?", RECORD),
    "import": Deferred("exchange", "import_", "Read a record file into the store.", RULES),
    "export": Deferred("exchange", "export", "Write a record file from the store.", RULES),
    "db": Deferred("databases", "db", "The store itself: check, migrate, copy.", RULES),
    "backup": Deferred("backups", "backup", "Copy everything into one file.", RULES),
    "restore": Deferred("backups", "restore", "Put a backup in the store's place.", RULES),
    "doctor": Deferred("doctor", "doctor", "Is everything in order, and what to do?", RULES),
    "programs": Deferred("programs", "programs", "Where to study, and what it costs.", RULES),
    "rules": Deferred("rules", "rules", "Read the rules, compare days, check rule files.", RULES),
}

EXAMPLES = """Earn and keep health information credentials.

certtrack answers three questions, each with its reasons and sources: may I sit the exam,
will my credential be renewed, and what must I do by when?

A record is a file of yours (--file) or is kept in the store by the commands below.

Examples:

  certtrack eligibility RHIT --file ana.toml

  certtrack ceu add --title "Coding update" --completed-on 2026-05-02 --minutes 120

  certtrack status

  certtrack remind --within 90

Exit codes: 0 done; 1 the answer is no (with --exit-code); 2 wrong usage or input.
"""

app = typer.Typer(cls=group_of(COMMANDS), no_args_is_help=True, add_completion=True)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"certtrack {__version__}")
        raise typer.Exit


@app.callback(help=EXAMPLES)
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Nothing is done without a command."""
