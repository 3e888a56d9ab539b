"""What every page for people shares: the console, outcomes in words, and footnotes."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.rules.findings import Citation, Outcome

PLAIN = {"✔": "+", "✘": "-", "?": "?", "█": "#", "░": ".", "•": "*", "▲": "^"}
"""What stands for a sign where the terminal's encoding has none."""

SIGNS: dict[Outcome, tuple[str, str, str]] = {
    "met": ("✔", "met", "green"),
    "not-met": ("✘", "not met", "red"),
    "unknown": ("?", "unknown", "yellow"),
}
"""For each outcome a sign, a word and a colour: no meaning by colour alone."""


def drawn(sign: str) -> str:
    """A sign, or what stands for it where the terminal cannot show it."""
    try:
        sign.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return "".join(PLAIN.get(one, one) for one in sign)
    return sign


def console(*, to_stderr: bool = False) -> Console:
    """Where answers for people go; colour, width and NO_COLOR are rich's concern."""
    return Console(highlight=False, emoji=False, markup=False, soft_wrap=False, stderr=to_stderr)


def sign(outcome: Outcome) -> Text:
    """An outcome as sign and word."""
    mark, word, colour = SIGNS[outcome]
    return Text(f"{drawn(mark)} {word}", style=colour)


def recommended_sign(outcome: Outcome) -> Text:
    """The outcome of something that is only advised."""
    mark, word, _ = SIGNS[outcome]
    return Text(f"{drawn(mark)} {word} (recommended)", style="cyan")


class Footnotes:
    """Sources by number, in the order they are first named."""

    def __init__(self) -> None:
        self._seen: dict[Citation, int] = {}

    def mark(self, citation: Citation) -> str:
        """The note's mark, like [1]."""
        return f"[{self._seen.setdefault(citation, len(self._seen) + 1)}]"

    def cited(self) -> list[tuple[int, Citation]]:
        """Every source named, with its number."""
        return [(number, citation) for citation, number in self._seen.items()]

    def show(self, out: Console) -> None:
        """Print every source named."""
        if not self._seen:
            return
        out.print()
        out.print(Text("Sources", style="bold"))
        lines = [(f"[{number}]", _told(citation)) for number, citation in self.cited()]
        out.print(_hanging(lines))


def _told(citation: Citation) -> Text:
    source = citation.source
    line = Text(f"{source.title} ({citation.certainty})")
    if source.note:
        line.append(f" {source.note}")
    if source.url:
        line.append(f"\n{source.url}", style="dim")
    return line


def bullets(out: Console, title: str, lines: Sequence[str]) -> None:
    """A titled list, or nothing when it is empty."""
    if not lines:
        return
    out.print()
    out.print(Text(title, style="bold"))
    out.print(_hanging([(drawn("•"), Text(line)) for line in lines]))


def _hanging(lines: Sequence[tuple[str, Text]]) -> Table:
    """Lines with a mark before each, so that what runs over stands under its own text."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for mark, line in lines:
        table.add_row(f" {mark}", line)
    return table
