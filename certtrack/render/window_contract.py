"""The machine's face of an exam window."""

from __future__ import annotations

from datetime import date

from typing_extensions import TypedDict

from certtrack.render.finding_contract import CitedJson, citation
from certtrack.rules.open_windows import ExamWindow

_Open = TypedDict("_Open", {"from": date, "until": date | None})


class WindowJson(CitedJson, _Open):
    """Until when an exam may be taken, and what became of it; both days are inclusive."""

    credential: str
    body: str
    days_left: int | None
    used_on: date | None
    over: bool
    extended: bool
    because: str
    words: str
    advice: str | None


def window(one: ExamWindow) -> WindowJson:
    """Until when an exam may be taken, and what became of it; both days are inclusive."""
    return {
        "credential": one.credential,
        "body": one.body,
        "from": one.approved_on,
        "until": one.until,
        "days_left": one.days_left,
        "used_on": one.used_on,
        "over": one.over,
        "extended": one.extended,
        "because": one.because,
        "words": one.words,
        "advice": one.advice,
        **citation(one.citation),
    }
