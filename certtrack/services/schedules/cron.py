"""cron: lines of our own in the user's crontab, between two marks; no other line is touched."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Sequence

from certtrack.errors import refuse
from certtrack.services.schedules.programs import ask, tell
from certtrack.services.schedules.schedule import MINUTE, PLAIN, Found, Plan, Schedule, Written

CRONTAB = "crontab"
WRITE = (CRONTAB, "-")
BEGIN = "# certtrack remind: begin (written by `certtrack remind install`)"
END = "# certtrack remind: end"
NONE_YET = re.compile(r"no crontab for|can't open '[^']*': no such file", re.IGNORECASE)
"""What the programs of several systems say to whoever has no crontab yet."""

UTF8 = ("utf-8", "surrogateescape")
"""A crontab may hold any bytes; those that are no UTF-8 stay as they are."""

ESCAPES = str.maketrans({"'": "'\"'\"'", "\\": "\\''", "%": r"\%"})
"""What stands for a sign between single quotes."""

SILENT = ">/dev/null"
"""cron mails what a command prints: faults are worth a letter, each hour's answer is not."""


class Cron:
    """The user's crontab."""

    name = "cron"
    note = (
        "Whether the cron service itself runs, the crontab does not tell. What was missed while "
        "the machine was off is made up for by the next run."
    )

    def lacking(self) -> str | None:
        """Why there is no crontab to write to; None when there is."""
        return None if shutil.which(CRONTAB) else "there is no crontab program"

    def plan(self, schedule: Schedule) -> Plan:
        """The lines, and how they are handed in."""
        return Plan(writes=(Written(CRONTAB, "".join(lines(schedule))),), runs=(WRITE,))

    def has(self, schedule: Schedule) -> bool:
        """Whether our lines are there already, as planned."""
        return _parted(_read())[1] == lines(schedule)

    def install(self, schedule: Schedule) -> None:
        """Put our lines where they were, or at the end."""
        text = _read()
        before, ours, after = _parted(text)
        if not ours and before and not before[-1].endswith("\n"):
            before[-1] += "\n"
        _replace(text, "".join([*before, *lines(schedule), *after]))

    def remove(self) -> None:
        """Take our lines out."""
        text = _read()
        before, _, after = _parted(text)
        _replace(text, "".join([*before, *after]))

    def found(self) -> Found | None:
        """Our lines; cron keeps no account of what it ran."""
        if self.lacking():
            return None
        commands = [line.split(" ", 5)[-1].strip() for line in _parted(_read())[1][1:-1]]
        return Found(commands[0], enabled=True) if commands else None


def lines(schedule: Schedule) -> list[str]:
    """Our lines of a crontab with their marks, each with its end of line."""
    command = f"{command_line(schedule.words)} {SILENT}"
    moments = [f"{one.minute} {one.hour}" for one in schedule.at] or [f"{MINUTE} *"]
    inner = [f"{moment} * * * {command}" for moment in moments]
    return [f"{line}\n" for line in (BEGIN, *inner, END)]


def command_line(words: Sequence[str]) -> str:
    r"""A command as a crontab has it, for the shell after cron.

    Between single quotes the shell leaves everything as it is. cron first takes the
    backslash from every \%, and some crons one of every two backslashes: so that no
    backslash ever stands before another, or before a %, quotes are closed and opened
    again after each.
    """
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    return word if PLAIN.fullmatch(word) else f"'{word.translate(ESCAPES)}'"


def _parted(text: str) -> tuple[list[str], list[str], list[str]]:
    """The lines before ours, ours with their marks, and those after.

    Raises:
        Refused: When one of the marks is gone, or there are more.
    """
    whole = list(io.StringIO(text, newline="\n"))
    marks = [n for n, line in enumerate(whole) if line.rstrip() in (BEGIN, END)]
    if not marks:
        return whole, [], []
    if [whole[n].rstrip() for n in marks] != [BEGIN, END]:
        raise refuse(
            f"in the crontab the lines {BEGIN!r} and {END!r} must stand once each, in this order",
            hint="Put it right with `crontab -e`; nothing was changed.",
        )
    first, last = marks
    return whole[:first], whole[first : last + 1], whole[last + 1 :]


def _read() -> str:
    """The crontab as it is; empty where there is none.

    Raises:
        Refused: When it cannot be read: what is not known must not be written over.
    """
    answer = ask((CRONTAB, "-l"))
    if answer.done:
        return answer.out.decode(*UTF8)
    if NONE_YET.search(answer.said):
        return ""
    raise refuse(f"the crontab cannot be read: {answer.said}")


def _replace(old: str, new: str) -> None:
    """Write a crontab and see by reading it back that it was taken as it is."""
    if new:
        tell(WRITE, new.encode(*UTF8))
    else:
        tell((CRONTAB, "-r"))
    if _read() != new:
        ask(WRITE, old.encode(*UTF8)) if old else ask((CRONTAB, "-r"))
        raise refuse("the crontab did not take the lines as they are; it was put back as it was")
