"""A process that does one thing to a store again and again, and says what is confirmed.

Each line on the standard error is written after the program ended with 0: whatever it says
must be true of the store ever after, however the process ends.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from certtrack.__main__ import main


def run(*args: object) -> int:
    """Run the program in this process."""
    sys.argv = ["certtrack", *map(str, args)]
    try:
        with redirect_stdout(StringIO()):
            main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def say(word: str) -> None:
    """Say that something is confirmed."""
    sys.stderr.write(f"{word}\n")
    sys.stderr.flush()


def add(me: str, folder: Path) -> None:
    """One CEU after another."""
    day = ("--completed-on", "2025-02-01", "--ceus", "1", "--person", "Bo Li")
    for number in range(10_000):
        if run("ceu", "add", "--title", f"{me}.{number}", *day) == 0:
            say(f"{me}.{number}")


def import_(me: str, folder: Path) -> None:
    """One file after another, each of many rows, all or none of which may be there."""
    for number in range(10_000):
        file = folder / f"{me}.{number}.csv"
        rows = (f"{me}.{number}.{row},2025-02-01,1,Bo Li\n" for row in range(ROWS))
        file.write_text("title,completed_on,ceus,person\n" + "".join(rows), encoding="utf-8")
        if run("ceu", "import", file, "--write", "--force") == 0:
            say(f"{me}.{number}")


def backup(me: str, folder: Path) -> None:
    """One backup after another."""
    for number in range(10_000):
        file = folder / f"{me}.{number}.zip"
        if run("backup", file) == 0:
            say(file.name)


def restore(me: str, folder: Path) -> None:
    """One of two states after the other, put back."""
    for number in range(10_000):
        state = ("few", "many")[number % 2]
        if run("restore", folder / f"{state}.zip", "--yes") == 0:
            say(state)


def migrate(me: str, folder: Path) -> None:
    """From the version before to a later one, which makes and fills a table."""
    import certtrack.store.migrate
    import certtrack.store.sessions

    certtrack.store.migrate.SCRIPTS = folder / "migrations"
    certtrack.store.sessions.HEAD = "0002"
    run("--help")
    say("ready")
    if run("db", "migrate") == 0:
        say("0002")


ROWS = 600
"""Rows of each file: so many that the store is copied before."""

DOINGS = {
    "add": add,
    "import": import_,
    "backup": backup,
    "restore": restore,
    "migrate": migrate,
}

if __name__ == "__main__":
    DOINGS[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
