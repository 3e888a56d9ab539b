"""The cover of an audit packet in words: rule by rule what counts, and what proves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from certtrack.render.page import Footnotes
from certtrack.reports.exhibits import Exhibit
from certtrack.reports.findings import Chapter, Packet
from certtrack.reports.wording import (
    CERTAINTY,
    Values,
    heading,
    held,
    opening,
    plain,
    rule,
    sources,
)
from certtrack.rules.counting.account import Counted
from certtrack.rules.facts import Activity

TITLE = "Audit packet"

Exhibits = Mapping[Activity, Exhibit]


def told(packet: Packet, exhibits: Exhibits) -> Values:
    """What the template of the cover sees."""
    notes = Footnotes()
    chapters = [_chapter(one, exhibits, notes) for one in packet.transcript.chapters]
    bare = [one for one in exhibits.values() if one.lacking]
    values = {
        **opening(TITLE, packet.transcript),
        "verdict": verdict(len(exhibits), len(bare)),
        "complete": not bare,
        "bare": [_bare(one) for one in bare],
        "chapters": chapters,
        "sources": sources(notes),
        "certainty": CERTAINTY,
    }
    told_: Values = plain(values)
    return told_


def verdict(counted: int, bare: int) -> str:
    """How many activities count and how many of them nothing proves, in a sentence."""
    if not counted:
        return "No activity counts in these cycles."
    activities = "1 counted activity" if counted == 1 else f"{counted} counted activities"
    if not bare:
        return f"Evidence is here for {'the' if counted == 1 else 'all'} {activities}."
    return f"Evidence is lacking for {bare} of {activities}."


def _bare(one: Exhibit) -> str:
    activity = one.activity
    return f"{activity.completed_on} {activity.title}: {one.lacking}"


def _chapter(chapter: Chapter, exhibits: Exhibits, notes: Footnotes) -> Values:
    cycle = chapter.cycle
    required = "not known" if cycle.required is None else f"{cycle.required:f}"
    known = {one.id for one in cycle.rules}
    unruled = [one for one in chapter.counted if not known & {rule for rule, _ in one.serves}]
    return {
        **heading(chapter),
        "facts": [
            ["Certifying body", cycle.body],
            *map(list, held(chapter)),
            ["CEUs", f"{required} required, {cycle.account.counted:f} counted"],
        ],
        "rules": [
            {**rule(one, notes), "rows": _serving(chapter.counted, one.id, exhibits)}
            for one in cycle.rules
        ],
        "unruled": [_row(one, f"{one.counted:f}", exhibits) for one in unruled],
    }


def _serving(counted: Iterable[Counted], id_: str, exhibits: Exhibits) -> list[Values]:
    return [_row(one, f"{one.towards(id_):f}", exhibits) for one in counted if one.towards(id_) > 0]


def _row(one: Counted, ceus: str, exhibits: Exhibits) -> Values:
    exhibit = exhibits[one.activity]
    return {
        "completed": one.activity.completed_on.isoformat(),
        "title": one.activity.title,
        "provider": one.activity.provider or "",
        "ceus": ceus,
        "files": [{"name": name, "sha256": file.sha256} for name, file in exhibit.files],
        "lacking": _short(exhibit),
    }


def _short(exhibit: Exhibit) -> str:
    """What a table says of what lacks; the banner says why."""
    if not exhibit.lacking:
        return ""
    return "Not all evidence" if exhibit.files else "No evidence"
