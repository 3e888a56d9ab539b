"""A transcript in words: every cycle with its rules, activities, fees and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from certtrack.render.duties_page import duties
from certtrack.render.page import Footnotes
from certtrack.render.status_page import sentence
from certtrack.reports.findings import Chapter, Transcript
from certtrack.reports.wording import (
    CERTAINTY,
    ENDED,
    Values,
    heading,
    held,
    opening,
    plain,
    rule,
    sources,
)
from certtrack.rules.answers import PastCycle
from certtrack.rules.counting.account import Counted

TITLE = "Continuing education transcript"


def told(transcript: Transcript) -> Values:
    """What the templates of a transcript see."""
    notes = Footnotes()
    chapters = [_chapter(one, notes) for one in transcript.chapters]
    told_of_all = (note for one in transcript.chapters for note in one.cycle.notes)
    values = {
        **opening(TITLE, transcript),
        "chapters": chapters,
        "notes": list(dict.fromkeys((*told_of_all, *transcript.notes))),
        "nothing": "" if chapters else "There is no cycle to tell of.",
        "sources": sources(notes),
        "certainty": CERTAINTY,
    }
    told_: Values = plain(values)
    return told_


def _chapter(chapter: Chapter, notes: Footnotes) -> Values:
    cycle, over = chapter.cycle, chapter.ended is not None
    return {
        **heading(chapter),
        "facts": [list(fact) for fact in _facts(chapter, notes)],
        "rules": [rule(one, notes) for one in cycle.rules],
        "activities": [_activity(one) for one in cycle.account.activities],
        "earned": f"{cycle.account.earned:f}",
        "counted": f"{cycle.account.counted:f}",
        # What is to be paid or handed in was a question of the cycle's own days.
        "duties": [] if over else [_duty(words, notes.mark(it)) for words, it in duties(cycle)],
        "past": [] if over else [_past(one) for one in cycle.past],
        "next_rules": [] if over else list(cycle.next_rules),
    }


def _facts(chapter: Chapter, notes: Footnotes) -> Iterator[tuple[str, str]]:
    cycle, ended = chapter.cycle, chapter.ended
    yield "Certifying body", cycle.body
    yield from held(chapter)
    if ended:
        yield "Outcome", _outcome(ended)
        yield "Counted", f"as of the cycle's last day, {cycle.on}"
    else:
        yield "Standing", sentence(cycle)
    yield "Dates", f"{cycle.dates_because} {notes.mark(cycle.dates)}"
    required = "not known" if cycle.required is None else f"{cycle.required:f}"
    counts = f"{required} required, {cycle.account.earned:f} earned"
    left = "" if cycle.remaining is None else f", {cycle.remaining:f} still to earn"
    yield "CEUs", f"{counts}, {cycle.account.counted:f} counted{left}"


def _outcome(ended: PastCycle) -> str:
    if ended.counted is None:
        return f"{ENDED[ended.outcome]}; it lies before what is on record, or cannot be judged."
    of = f" of {ended.required:f}" if ended.required is not None else ""
    return f"{ENDED[ended.outcome]}. {ended.counted:f}{of} CEUs counted."


def _activity(one: Counted) -> Values:
    activity = one.activity
    return {
        "id": activity.id or "",
        "completed": activity.completed_on.isoformat(),
        "title": activity.title,
        "provider": activity.provider or "",
        "earned": f"{one.earned:f}",
        "counted": f"{one.counted:f}",
        "because": one.because or "",
    }


def _duty(words: str, mark: str) -> str:
    return f"{words} {mark}"


def _past(one: PastCycle) -> Values:
    return {
        "cycle": str(one.period),
        "outcome": ENDED[one.outcome],
        "required": "" if one.required is None else f"{one.required:f}",
        "counted": "" if one.counted is None else f"{one.counted:f}",
    }
