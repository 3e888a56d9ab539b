"""What became of a packet, for programs: tables with stable keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from certtrack.reports.cover import verdict
from certtrack.reports.packet_check import Checked
from certtrack.reports.packet_file import Written
from certtrack.reports.wording import plain


def written(made: Written) -> dict[str, Any]:
    """Where a packet is, and which counted activities nothing proves."""
    counted, bare = len(made.exhibits), made.bare
    return {
        "written": str(made.path),
        "fingerprint": made.fingerprint,
        "counted": counted,
        "verdict": verdict(counted, len(bare)),
        "without_evidence": [
            {
                "id": one.activity.id,
                "title": one.activity.title,
                "completed_on": one.activity.completed_on,
                "lacking": one.lacking,
            }
            for one in bare
        ],
    }


def checked(file: Path, found: Checked) -> dict[str, Any]:
    """Whether a packet is whole; names come from whoever made it, so none steers the screen."""
    return {
        "packet": str(file),
        "whole": not found.faults,
        "files": found.files,
        "faults": plain(found.faults),
        "without_evidence": plain(found.without_evidence),
        "fingerprint": found.fingerprint,
    }
