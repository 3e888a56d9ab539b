"""Rules for people: pathways as a tree, recertification as a list, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from certtrack.render.page import Footnotes, bullets
from certtrack.rules.entries import Entry
from certtrack.rules.outline import Change, Outline
from certtrack.rules.recertification import RequiredCeus
from certtrack.rules.rulebook import Rulebook


def show_books(out: Console, books: Sequence[Rulebook]) -> None:
    """Print the credentials that the rulebooks know."""
    table = Table(box=None, pad_edge=False)
    for column in ("Code", "Name", "Body", "Eligibility", "CEUs per cycle"):
        table.add_column(column)
    for book in books:
        covered = "covered" if book.credential.eligibility else "not covered"
        newest = newest_required(book)
        table.add_row(
            book.label,
            Text(book.credential.name),
            book.body.code,
            covered,
            f"{newest.required:f}" if newest else "none",
        )
    out.print(table)


def newest_required(book: Rulebook) -> RequiredCeus | None:
    """What the newest edition asks for in a cycle; None where no rule is known."""
    required = book.recertification.required
    return max(required, key=lambda one: one.effective_from, default=None)


def show(out: Console, book: Rulebook, outline: Outline) -> None:
    """Print the rules of one credential on a day."""
    notes = Footnotes()
    heading = Text(book.label, style="bold")
    heading.append(f"  {book.credential.name} ({book.body.name})", style="not bold")
    out.print(heading)
    out.print(Text(f"Rules on {outline.on}; to be reviewed by {book.review_by}.", style="dim"))
    for title, entries in (
        ("Eligibility: any one of the pathways, and what is asked besides", outline.eligibility),
        ("Recertification", outline.recertification),
    ):
        out.print()
        tree = Tree(Text(title, style="bold"), guide_style="dim")
        for entry in entries:
            _grow(tree, entry, notes)
        if not entries:
            why = book.credential.not_covered or f"No rule is known for {outline.on}."
            tree.add(Text(why))
        out.print(tree)
    for conflict in book.conflicts:
        readings = [f"{one.says} ({book.sources[one.source].title})" for one in conflict.reading]
        bullets(
            out,
            f"Sources disagree on {conflict.about}",
            [*readings, conflict.taken, conflict.matters],
        )
    not_checked = (*book.not_checked, *book.recertification.not_checked)
    bullets(out, "Not checked", not_checked)
    notes.show(out)


def show_changes(
    out: Console, book: Rulebook, earlier: date, later: date, changes: Sequence[Change]
) -> None:
    """Print what changed between two days."""
    if not changes:
        out.print(Text(f"{book.label}: the same rules on {earlier} and {later}."))
        return
    notes = Footnotes()
    out.print(Text(f"{book.label}: what changed from {earlier} to {later}", style="bold"))
    for change in changes:
        out.print()
        out.print(Text(f"{change.id}: {change.what}", style="bold"))
        for label, entry in (("before", change.before), ("after", change.after)):
            if entry:
                tree = Tree(Text(label), guide_style="dim")
                _grow(tree, entry, notes)
                out.print(tree)
    notes.show(out)


def _grow(tree: Tree, entry: Entry, notes: Footnotes) -> None:
    line = Text(entry.words)
    if entry.citation:
        line.append(f" {notes.mark(entry.citation)}", style="dim")
    if entry.when:
        line.append(f"\n{entry.when}", style="dim")
    if entry.note:
        line.append(f"\n{entry.note}", style="dim")
    for step in entry.then:
        line.append(f"\nThen: {step}", style="dim")
    branch = tree.add(line)
    for part in entry.parts:
        _grow(branch, part, notes)
