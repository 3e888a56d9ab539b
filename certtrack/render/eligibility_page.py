"""The verdict for people: the answer first, then the tree of reasons, then the sources."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from certtrack.render.page import Footnotes, bullets, drawn, recommended_sign, sign
from certtrack.rules.findings import Finding
from certtrack.rules.grades import Grading
from certtrack.rules.open_windows import ExamWindow
from certtrack.rules.verdict import Ruling, Verdict

ANSWERS: dict[Ruling, tuple[str, str]] = {
    "eligible": ("✔ Yes: eligible", "bold green"),
    "eligible-early": ("✔ Yes, early: may sit now, credentialed once verified", "bold green"),
    "cannot-tell": ("? Cannot tell yet", "bold yellow"),
    "not-eligible": ("✘ No: not eligible", "bold red"),
}


def show(out: Console, verdict: Verdict) -> None:
    """Print one verdict."""
    notes = Footnotes()
    heading = Text(f"{verdict.label}", style="bold")
    heading.append(f"  {verdict.name} ({verdict.body})", style="not bold")
    out.print(heading)
    words, style = ANSWERS[verdict.ruling]
    by = f", by: {verdict.pathway_words}" if verdict.pathway_words else ""
    out.print(Text(f"{drawn(words)} on {verdict.on}{by}.", style=style))
    if verdict.not_before:
        out.print(Text(f"Not before {verdict.not_before}."))
    out.print()
    out.print(_tree(verdict.finding, notes))
    told = {f"Find out {missing}." for missing in verdict.missing}
    if verdict.window:
        _window(out, verdict.window, notes)
        told.add(verdict.window.words)
    if verdict.grade:
        _grade(out, verdict.grade, notes)
    bullets(out, "To find out", verdict.missing)
    bullets(out, "Next steps", [step for step in verdict.next_steps if step not in told])
    bullets(out, "Please note", verdict.notes)
    notes.show(out)
    out.print(Text(f"Answer {verdict.answer_id}, rules {verdict.rulebook}", style="dim"))


def _window(out: Console, window: ExamWindow, notes: Footnotes) -> None:
    out.print()
    line = Text(f"{window.words} ", style="bold")
    out.print(line.append(notes.mark(window.citation), style="dim"))


def _graded(grade: Grading) -> str:
    if grade.awarded is None:
        return f"Whether it would be awarded as {grade.code} is not known: {grade.words}."
    if grade.awarded == grade.code:
        return f"Would be awarded as {grade.code}: {grade.words}."
    return f"Would be awarded as {grade.awarded}, not {grade.code}."


def _grade(out: Console, grade: Grading, notes: Footnotes) -> None:
    out.print()
    out.print(Text(_graded(grade), style="bold"))
    out.print(_tree(grade.finding, notes))
    bullets(out, f"To have {grade.code} lifted", grade.then)


def show_all(out: Console, verdicts: Sequence[Verdict], *, named: bool) -> None:
    """Print verdicts: in full when their credentials were named, else a summary."""
    if not named:
        show_summary(out, verdicts)
        return
    for number, one in enumerate(verdicts):
        if number:
            out.rule(style="dim")
        show(out, one)


def show_summary(out: Console, verdicts: Sequence[Verdict]) -> None:
    """Print many verdicts in a line each, those that may be sat first."""
    table = Table(box=None, pad_edge=False)
    for column in ("Credential", "Body", "Answer", "Next"):
        table.add_column(column, overflow="fold")
    for verdict in sorted(verdicts, key=lambda one: (list(ANSWERS).index(one.ruling), one.body)):
        words, style = ANSWERS[verdict.ruling]
        step = next(iter(verdict.next_steps), "")
        table.add_row(verdict.label, verdict.body, Text(drawn(words), style=style), Text(step))
    out.print(table)
    out.print()
    out.print(Text("For the reasons name one: certtrack eligibility CODE.", style="dim"))


def _tree(finding: Finding, notes: Footnotes) -> Tree:
    tree = Tree(_line(finding, notes), guide_style="dim")
    for child in finding.children:
        _grow(tree, child, notes)
    return tree


def _grow(tree: Tree, finding: Finding, notes: Footnotes) -> None:
    branch = tree.add(_line(finding, notes))
    for child in finding.children:
        _grow(branch, child, notes)


def _line(finding: Finding, notes: Footnotes) -> Text:
    mark = recommended_sign if finding.recommended else sign
    line = mark(finding.outcome)
    line.append(f"  {finding.requirement} ", style="default")
    line.append(notes.mark(finding.citation), style="dim")
    line.append(f"\n{finding.because}", style="dim")
    return line
