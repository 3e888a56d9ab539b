"""What is answered when something cannot be done: a page that says why, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable

from certtrack.errors import Fault, Refused

COMMAND_LINE = ("--", "certtrack ")
"""What a hint for the command line has in it."""

SENTENCES = re.compile(r"(?<=[.?!]) ")
"""What stands between the sentences of a hint."""


DEFECT = "This is a defect of certtrack. The terminal in which it was started tells more."
"""What is told of something that should not have happened."""


class NotThere(Exception):
    """What was asked for is not there.

    Args:
        what: Why, in words.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def said(fault: Fault) -> str:
    """A fault in words for a page, without what only helps at the command line."""
    return str(Fault(fault.what[:1].upper() + fault.what[1:], None, hint_of(fault)))


def hint_of(fault: Fault) -> str | None:
    """What to do about a fault, without what only helps at the command line."""
    sentences = SENTENCES.split(fault.hint or "")
    kept = [one for one in sentences if not any(sign in one for sign in COMMAND_LINE)]
    return " ".join(kept) or None


def key_of(fault: Fault) -> str | None:
    """The key of an entry that a fault is about; services name it by its option."""
    where = fault.where or ""
    return where[2:].replace("-", "_") if where.startswith("--") else None


def by_key(faults: Iterable[Fault], keys: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Faults by the key they are about, and those that are about none of these keys."""
    known = set(keys)
    beside: dict[str, str] = {}
    above: list[str] = []
    for fault in faults:
        key = key_of(fault)
        if key in known:
            beside[str(key)] = " ".join(filter(None, (beside.get(str(key)), said(fault))))
        else:
            above.append(said(fault) if key is None else str(fault))
    return beside, above


def words_of(refused: Refused) -> list[str]:
    """Every fault of a refusal, in words for a page."""
    return [_placed(fault) for fault in refused.faults]


def _placed(fault: Fault) -> str:
    """A fault with the file or place that it is in, unless that is a field of a form."""
    place = "" if fault.where is None or key_of(fault) else f"{fault.where}: "
    return f"{place}{said(fault)}"
