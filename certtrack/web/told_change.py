"""One change of the history in words: of what, what became of it, and each key before and after."""

from __future__ import annotations

from dataclasses import dataclass

from certtrack.render.history_page import Change
from certtrack.render.record_page import shown

KINDS = {
    "person": "who they are",
    "evidence": "certificate",
    "silence": "silenced reminder",
    "feed": "calendar address",
    "delivery": "message sent",
}
"""What people call the rows of a table, where it is not what the table is called."""

NAMES = ("title", "program", "code", "credential", "employer", "file_name", "kind", "level", "name")
"""The keys by which an entry is called, the best first."""

OURS = frozenset(("digest", "sha256", "claim", "made_at", "added_at", "size", "activity_id"))
"""Keys that say nothing to people."""


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words.

    Args:
        kind: Of what it was one.
        name: What that is called; empty where it has no name.
        became: What became of it.
        lines: Each key that changed, with what it said before and since; of what was added or
            taken away, what it said.
    """

    kind: str
    name: str
    became: str
    lines: tuple[tuple[str, str], ...] = ()


def told_change(change: Change, *, back: bool) -> Told:
    """A change in words.

    Args:
        change: The change.
        back: Whether it took another one back.
    """
    kind = KINDS.get(change.table, change.table.replace("_", " "))
    if change.rows == 0:
        return Told(kind, "", "forgotten")
    if change.before is None and change.after is None:
        entries = "1 entry" if change.rows == 1 else f"{change.rows:,} entries"
        return Told(kind, "", f"{entries} {'taken away' if back else 'added'}")
    before, after = change.before or {}, change.after or {}
    lines = tuple(
        (key, _said(change, key))
        for key in {**before, **after}
        if key not in OURS and before.get(key) != after.get(key)
    )
    name = next((shown(one[key]) for key in NAMES for one in (after, before) if one.get(key)), "")
    became = _became(change)
    return Told(kind, name, became, lines)


def _said(change: Change, key: str) -> str:
    if change.before is None or change.after is None:
        return shown((change.before or change.after or {})[key])
    said = (shown(state.get(key)) or "nothing" for state in (change.before, change.after))
    return " → ".join(said)


def _became(change: Change) -> str:
    if change.before is None:
        return "added"
    return "taken away" if change.after is None else "changed"
