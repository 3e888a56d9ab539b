"""What goes with a message: the deadlines it tells of, for the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from certtrack.errors import Refused
from certtrack.reminders.calendar_entry import Form
from certtrack.reminders.message import Attachment, Message
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.wishes import Wishes
from certtrack.rules.facts import Person
from certtrack.services.calendar import attachment
from certtrack.services.carrying import Word
from certtrack.store.location import Place
from certtrack.store.sessions import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class WithCalendar:
    """Puts a message into words, and its deadlines into a calendar's file beside them.

    Args:
        word: Puts it into words.
        place: The store, which keeps what calendars were told.
        number: The person's number.
        person: The person.
        wishes: How they want to hear.
        reminders: What the message tells of.
        moment: Now, in UTC.
    """

    word: Word
    place: Place
    number: int
    person: Person
    wishes: Wishes
    reminders: Sequence[Reminder]
    moment: datetime

    def __call__(self, *, key: str, repeat: bool) -> Message:
        """The message with its file; without it where the store cannot keep what was told."""
        message = self.word(key=key, repeat=repeat)
        with suppress(Refused):
            message = replace(message, attachments=(*message.attachments, self._calendar()))
        return message

    def _calendar(self) -> Attachment:
        from certtrack.store.history import Work

        with unit_of_work(self.place) as session:
            Work(session, "", "").claim(self.number)
            return attachment(
                session,
                self.number,
                self.person,
                self.reminders,
                Form(language=self.wishes.language),
                self.moment,
                self.wishes.policy,
            )
