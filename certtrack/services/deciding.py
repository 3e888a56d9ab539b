"""Who is to be told what now, found without looking at everyone's facts.

Reminders are kept in the store (see `kept_reminders`), with the day before which there is
nothing to tell. That day only spares looking at people: what is told is decided for each
who is looked at by the same rules as for one person alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from certtrack.reminders.due import Letter, Told, letters
from certtrack.reminders.hearing import Hearing, Wish
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.silence import Silence
from certtrack.reminders.waiting import next_look
from certtrack.reminders.written import told
from certtrack.rules.period import day_after
from certtrack.services.kept_reminders import bring_up_to_date
from certtrack.services.reminder_makers import ReminderMaker
from certtrack.services.watching import Watch, unwatched
from certtrack.store.dialect import Connection, Row
from certtrack.store.heard import in_the_log, silences_of, told_to, with_open_lines
from certtrack.store.location import Place
from certtrack.store.noticed import MovedOn, Noticed, move_on, numbers_of_all, of_people, to_look_at
from certtrack.store.sessions import reading, unit_of_work

AT_ONCE = 500
"""People who are looked at together."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Somebody who may have to be sent something.

    Args:
        number: The person's number.
        name: Their name.
        email: Their e-mail.
        local: The moment, where they are.
        wish: How they want to hear.
        letters: What is due to them now and was not told: one for each channel.
        open: Whether the delivery log has something of theirs that waits or was left behind.
    """

    number: int
    name: str
    email: str | None
    local: datetime
    wish: Wish
    letters: tuple[Letter, ...]
    open: bool


def decided(
    place: Place, by: ReminderMaker, hearing: Hearing, watch: Watch = unwatched
) -> Iterator[Decided]:
    """Everyone to whom something is due now, or in whose log something is open; in order.

    Between two people no reader is open, so that whoever asks may write. People whose
    letters are all in the delivery log when the next ones are asked for need not be looked
    at again before something else may be due to them; the others will be.

    Args:
        place: The store.
        by: Makes reminders, of the moment.
        hearing: How people want to hear.
        watch: Is told how far the making of reminders is.

    Raises:
        Refused: When the store cannot be written, or the record of someone cannot be read.
    """
    bring_up_to_date(place, by, hearing.fingerprint, watch)
    with reading(place) as connection:
        waiting = frozenset(with_open_lines(connection))
        numbers = to_look_at(connection, by.rules, hearing.fingerprint, by.latest, waiting)
    for start in range(0, len(numbers), AT_ONCE):
        yield from _together(place, by, hearing, numbers[start : start + AT_ONCE], waiting)


def decided_one_by_one(place: Place, by: ReminderMaker, hearing: Hearing) -> Iterator[Decided]:
    """The same by looking at everyone's facts; nothing is kept, so that any moment will do."""
    with reading(place) as connection:
        waiting = frozenset(with_open_lines(connection))
        numbers = numbers_of_all(connection)
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        with reading(place) as connection:
            looks = _looks(connection, by, hearing, some, afresh=True)
        yield from _found(looks, waiting)


def _together(
    place: Place,
    by: ReminderMaker,
    hearing: Hearing,
    numbers: Sequence[int],
    waiting: frozenset[int],
) -> Iterator[Decided]:
    with reading(place) as connection:
        looks = _looks(connection, by, hearing, numbers)
    yield from _found(looks, waiting)
    with reading(place) as connection:
        written = in_the_log(connection, [one.number for one in looks if one.letters])
    moved = [
        MovedOn(one.number, one.kept.made, day)
        for one in looks
        if (day := one.again_on(written.get(one.number, set())))
    ]
    if moved:
        with unit_of_work(place) as session:
            move_on(session, moved, hearing.fingerprint)


def _found(looks: Sequence[_Look], waiting: frozenset[int]) -> Iterator[Decided]:
    for one in looks:
        is_open = one.number in waiting
        if one.letters or is_open:
            row = one.row
            yield Decided(
                one.number,
                row["name"],
                row["email"],
                one.local,
                one.wish,
                tuple(one.letters),
                is_open,
            )


@dataclass(frozen=True, slots=True)
class _Look:
    """One person looked at: all that it was decided by, and what is due."""

    row: Row
    kept: Noticed
    reminders: list[Reminder]
    told: list[Told]
    silences: list[Silence]
    local: datetime
    wish: Wish
    letters: list[Letter]

    @property
    def number(self) -> int:
        return self.kept.number

    def again_on(self, written: set[tuple[str, str, int]]) -> date | None:
        """The day on which to look at them again; None to do so at the next run."""
        day, policy = self.local.date(), self.wish.policy
        parts = ((one.channel, *part.telling) for one in self.letters for part in one.parts)
        if not policy.allows_at(self.local) or any(one not in written for one in parts):
            return None
        if len(self.letters) < len(self.wish.channels) and any(one.day == day for one in self.told):
            # Something may only be held back because they heard something today.
            return day_after(day)
        return next_look(self.reminders, policy, self.silences, day, self.kept.valid_until)


def _looks(
    connection: Connection,
    by: ReminderMaker,
    hearing: Hearing,
    numbers: Sequence[int],
    *,
    afresh: bool = False,
) -> list[_Look]:
    """Look at some people, but for those to whom it is already known that nothing is due."""
    ready = []
    for row in of_people(connection, numbers):
        local = by.local(row["time_zone"])
        kept = None if afresh else by.true(row)
        if kept is None:
            _, kept = by.made(connection, row["number"])
        ready.append((row, kept, local, told(kept.reminders, row["name"], local.date())))
    silences = silences_of(connection, numbers)
    since = min((one.due for *_, found in ready for one in found), default=by.latest)
    heard = told_to(connection, numbers, min(since, by.earliest), by.now)
    looks = []
    for row, kept, local, found in ready:
        wish = hearing.of(row["name"], row["email"])
        quiet = silences.get(kept.number, [])
        before = heard.get(kept.number, [])
        due = letters(found, wish.policy, wish.channels, before, quiet, local)
        looks.append(_Look(row, kept, found, before, quiet, local, wish, due))
    return looks
