"""An entry of a calendar: what it is about, what it says, and what is kept of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

from certtrack.reminders.calendar_words import Language
from certtrack.reminders.reminder import Kind

State = Literal["open", "done", "removed"]

STATES: tuple[State, ...] = get_args(State)


class Concern(NamedTuple):
    """What an entry is about; it stays when the deadline moves.

    Args:
        body: The certifying body's code.
        credential: The first of the credentials.
        kind: The reminder's kind.
        about: Tells those of one kind apart.
        anchor: The day it all counts from.
    """

    body: str
    credential: str
    kind: Kind
    about: str
    anchor: date

    def __str__(self) -> str:
        return "/".join(map(str, self))

    @classmethod
    def read(cls, text: str) -> Concern:
        """The concern that was written so.

        Raises:
            ValueError: For any other text.
        """
        body, credential, kind, about, anchor = text.split("/")
        return cls(body, credential, kind, about, date.fromisoformat(anchor))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How entries are told.

    Args:
        language: In which language.
        todo: Whether they are things to do, and not events.
        team: Whether each names its person, for who looks after many.
    """

    language: Language = "en"
    todo: bool = False
    team: bool = False

    @property
    def name(self) -> str:
        """Tells apart entries about one thing that may lie in one program side by side."""
        return f"{'team' if self.team else 'own'} {'to-dos' if self.todo else 'events'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an entry says, apart from when it changed.

    Args:
        due: The day by which, included.
        summary: In a line.
        description: What is missing, and the source.
        url: Of the source; None when it has none.
        categories: The body and the credentials.
        leads: Days before it on which it is told, from far to near, those past included.
    """

    due: date
    summary: str
    description: str = ""
    url: str | None = None
    categories: tuple[str, ...] = ()
    leads: tuple[int, ...] = ()

    def digest(self, state: State) -> str:
        """The same for the same words, days and state."""
        told = json.dumps([state, asdict(self)], default=date.isoformat)
        return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was written of an entry, as far as it matters to the next time.

    Args:
        uid: By which programs know it.
        concern: What it is about.
        due: The day it stood on.
        summary: What it was called.
        digest: Of all that it said.
        sequence: How often it had changed.
        changed_at: When it last did, in UTC and whole seconds.
        state: Whether it had ended, and how.
    """

    uid: str
    concern: Concern
    due: date
    summary: str
    digest: str
    sequence: int
    changed_at: datetime
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a calendar.

    Args:
        person: The name of whom it concerns.
        uid: By which programs know it.
        concern: What it is about.
        said: What it says.
        sequence: How often it changed.
        changed_at: When it last did, in UTC and whole seconds.
        state: Whether it ended, and how.
        alarms: Days before it on which it rings: those of its leads that are not past.
    """

    person: str
    uid: str
    concern: Concern
    said: Said
    sequence: int
    changed_at: datetime
    state: State = "open"
    alarms: tuple[int, ...] = ()

    def kept(self) -> Kept:
        """What the next time must know of it."""
        return Kept(
            uid=self.uid,
            concern=self.concern,
            due=self.said.due,
            summary=self.said.summary,
            digest=self.said.digest(self.state),
            sequence=self.sequence,
            changed_at=self.changed_at,
            state=self.state,
        )


def state_of(text: str) -> State:
    """The state that was written so.

    Raises:
        ValueError: For any other text.
    """
    return STATES[STATES.index(text)]
