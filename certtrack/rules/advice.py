"""What follows from a tree of findings: what to find out, what to do, what was advised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from certtrack.rules.findings import Finding, Outcome


def missing(finding: Finding) -> tuple[str, ...]:
    """The facts that the outcome hangs on: what is unknown beneath what is unknown."""
    open_ends = list(beneath(finding, "unknown"))
    # A wait that is not over hides what is open on the pathways, but it can be found out now.
    if finding.outcome == "not-met":
        open_ends += [leaf for one in finding.children for leaf in beneath(one, "unknown")]
    # A doubt about what is only recommended is settled by the rule or by the facts.
    open_ends += [
        leaf for one in open_ends for part in one.children for leaf in beneath(part, "unknown")
    ]
    return distinct(leaf.find_out for leaf in open_ends)


def steps(findings: Iterable[Finding]) -> tuple[str, ...]:
    """What to do to meet what is not met."""
    return distinct(leaf.step for one in findings for leaf in beneath(one, "not-met"))


def beneath(finding: Finding, outcome: Outcome) -> Iterator[Finding]:
    """The deciding leaves with an outcome that are reached through nodes with the same."""
    if finding.outcome != outcome:
        return
    deciding = [child for child in finding.children if child.decides]
    if not deciding:
        yield finding
    for child in deciding:
        yield from beneath(child, outcome)


def recommended(finding: Finding) -> Iterator[Finding]:
    """What is only advised."""
    if finding.recommended:
        yield finding
        return
    for child in finding.children:
        yield from recommended(child)


def distinct(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Each text once, in the order they come; nothing for what has none."""
    return tuple(dict.fromkeys(text for text in texts if text))
