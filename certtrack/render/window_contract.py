"""The machine's face of an exam window."""

from __future__ import annotations

from typing import Any

from certtrack.render.finding_contract import citation
from certtrack.rules.open_windows import ExamWindow


def window(one: ExamWindow) -> dict[str, Any]:
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
