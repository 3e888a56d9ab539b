"""Exhibits: the counted activities of a packet, each once, with the files that prove it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from certtrack.reports.findings import Packet, Proof, Proofs
from certtrack.rules.facts import Activity

LONGEST_NAME = 40
NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A counted activity and what proves it.

    Args:
        activity: The activity.
        files: Its files, each with its name in the packet.
        lacking: What there should be and is not, in words; None when nothing lacks.
    """

    activity: Activity
    files: tuple[tuple[str, Proof], ...]
    lacking: str | None


def exhibits_of(packet: Packet) -> dict[Activity, Exhibit]:
    """Every activity of which something counts, in the order of the cycles.

    A file that proves several of them is in the packet once.
    """
    names: dict[str, str] = {}
    found: dict[Activity, Exhibit] = {}
    for chapter in packet.transcript.chapters:
        for one in chapter.counted:
            if one.activity not in found:
                found[one.activity] = _exhibit(one.activity, packet.proofs[one.activity], names)
    return found


def _exhibit(activity: Activity, proofs: Proofs, names: dict[str, str]) -> Exhibit:
    files = []
    for file in proofs.files:
        name = names.setdefault(file.sha256, safe_name(len(names) + 1, activity.title, file.ending))
        files.append((name, file))
    return Exhibit(activity, tuple(files), proofs.lacking)


def safe_name(number: int, title: str, ending: str) -> str:
    """A name that is the same file on every system, like evidence/001-coding-update.pdf.

    Args:
        number: Tells it from all others.
        title: What it is of; only plain letters and digits of it are kept.
        ending: How names of its kind end.
    """
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = NOT_PLAIN.sub("-", letters)[:LONGEST_NAME].strip("-") or "activity"
    return f"evidence/{number:03d}-{words}{ending}"
