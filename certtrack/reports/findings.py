"""What documents are made of: a person's cycles as they were counted, and what proves them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from certtrack.rules.answers import CycleStatus, PastCycle
from certtrack.rules.counting.account import Counted
from certtrack.rules.facts import Activity, Person


@dataclass(frozen=True, slots=True)
class Chapter:
    """A cycle, counted.

    Args:
        cycle: Its state: on the day asked about, or on its last day when it is over.
        ended: What became of it; None for the cycle that matters on the day asked about.
    """

    cycle: CycleStatus
    ended: PastCycle | None = None

    @property
    def counted(self) -> tuple[Counted, ...]:
        """The activities of which something counts."""
        return tuple(one for one in self.cycle.account.activities if one.counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A person's cycles on a day.

    Args:
        person: The facts.
        on: The day asked about.
        chapters: The cycles, as they are to be told.
        notes: What else there is to say, in words.
    """

    person: Person
    on: date
    chapters: tuple[Chapter, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that proves an activity.

    Args:
        ending: How names of its kind end, for example .pdf.
        sha256: The hash of its content, 64 digits.
        size: In bytes.
        read: Gives its content; raises Refused when it is no longer what was hashed.
    """

    ending: str
    sha256: str
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Proofs:
    """What proves one activity.

    Args:
        files: Its files; none when there are none.
        lacking: What there should be and is not, in words; None when nothing lacks.
    """

    files: tuple[Proof, ...] = ()
    lacking: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What an auditor is handed.

    Args:
        transcript: The cycles audited.
        proofs: What proves each of their counted activities.
        record: The person's record, as the text of a record file.
    """

    transcript: Transcript
    proofs: Mapping[Activity, Proofs]
    record: str
