"""What can go wrong that a user can put right: one family, each said in one sentence.

Anything else that is raised is a defect of certtrack and is allowed to show itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


def printable(text: str) -> str:
    """Text that steers no terminal: signs that could are shown as Python writes them."""
    if text.isprintable():
        return text
    return "".join(one if one == "\n" or one.isprintable() else repr(one)[1:-1] for one in text)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in what a person wrote.

    Args:
        what: The fault in words, without a closing full stop where a hint follows.
        where: File and line, option or field; None when the sentence says it itself.
        hint: What to do about it; None when there is nothing to add.
    """

    what: str
    where: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f" {self.hint}" if self.hint else ""
        stop = "" if self.what.endswith((".", "?", "!")) else "."
        return printable(f"{place}{self.what}{stop}{hint}")


class Refused(Exception):
    """What was asked cannot be done as asked; nothing was written.

    Args:
        faults: Every fault found, in the order of the input; at least one.
    """

    exit_code = 2

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class Unsettled(Refused):
    """What a person means is open; whoever can be asked may settle it.

    Args:
        fault: What is open, and how to settle it beforehand.
        answers: What may be meant, each in words, by what is said to mean it.
        key: By which key it is said what is meant.
    """

    def __init__(self, fault: Fault, answers: Mapping[str, str], key: str) -> None:
        super().__init__(fault)
        self.answers, self.key = answers, key


class Outdated(Refused):
    """What was to be changed is no longer as whoever changes it saw it."""


def refuse(what: str, *, where: str | None = None, hint: str | None = None) -> Refused:
    """A refusal for one fault, to be raised by the caller."""
    return Refused(Fault(what, where, hint))


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A question that names the nearest known word, or None when nothing is near.

    Case is ignored, because people write codes in either.
    """
    # Seldom needed, and only then worth its time.
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f"Did you mean {by_folded[near[0]]!r}?" if near else None
