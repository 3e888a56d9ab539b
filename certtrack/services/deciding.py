"""Who is to be told what now, found without looking at everyone's facts.

Reminders are kept in the store (see `kept_reminders`), with the day before which there is
nothing to tell. That day only spares looking at people: what is told is decided for each
who is looked at by the same rules as for one person alone.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Sequence
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
from certtrack.store.dialect import Connection
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
        letters: What is due to them now and was not told: one for each channel. None when
            their record cannot be read.
        open: Whether the delivery log has something of theirs that waits or was left behind.
    """

    number: int
    letters: tuple[Letter, ...] | None
    open: bool


def decided(
    place: Place, by: ReminderMaker, hearing: Hearing, watch: Watch = unwatched
) -> Iterator[Decided]:
    """Everyone to whom something is due now, or in whose log something is open; in order.

    Between two people no reader is open, so that whoever asks may write. People whose
    letters are all in the delivery log when the next ones are asked for need not be looked
    at again before something else may be due to them; the others will be. Moments of one
    run after another must not go back by days.

    Args:
        place: The store.
        by: Makes reminders, of the moment.
        hearing: How people want to hear.
        watch: Is told how far it is.

    Raises:
        Refused: When the store cannot be written.
    """
    bring_up_to_date(place, by, hearing.fingerprint, watch)
    with reading(place) as connection:
        waiting = frozenset(with_open_lines(connection))
        found = to_look_at(connection, by.rules, hearing.fingerprint, by.latest, by.has_come)
        numbers = array("q", sorted(found | waiting))
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        with reading(place) as connection:
            looks = _looks(connection, by, hearing, some)
        yield from _found(looks, waiting)
        _look_again_later(place, hearing, [one for one in looks if isinstance(one, _Look)])
        watch("Sending", start + len(some), len(numbers))


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


@dataclass(frozen=True, slots=True)
class _Look:
    """One person looked at: all that it was decided by, and what is due."""

    kept: Noticed
    reminders: Sequence[Reminder]
    told: Sequence[Told]
    silences: Sequence[Silence]
    local: datetime
    wish: Wish
    letters: Sequence[Letter]

    @property
    def number(self) -> int:
        return self.kept.number

    def again_on(self, written: Collection[tuple[str, str, int]]) -> date | None:
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
) -> list[_Look | int]:
    """Look at some people; of those whose record cannot be read only the number is known."""
    silences = silences_of(connection, numbers)
    heard = told_to(connection, numbers, by.now)
    looks: list[_Look | int] = []
    for row in of_people(connection, numbers):
        number = row["number"]
        kept = (None if afresh else by.true(row)) or by.kept(connection, number)
        if kept is None:
            looks.append(number)
            continue
        local, wish = by.local(row["time_zone"]), hearing.of(row["name"], row["email"])
        reminders = told(kept.reminders, row["name"], local.date())
        ours = (reminders, heard.get(number, ()), silences.get(number, ()), local, wish)
        looks.append(_Look(kept, *ours, _due(*ours)))
    return looks


def _due(
    reminders: Sequence[Reminder],
    heard: Sequence[Told],
    silences: Sequence[Silence],
    local: datetime,
    wish: Wish,
) -> list[Letter]:
    return letters(reminders, wish.policy, wish.channels, heard, silences, local)


def _found(looks: Sequence[_Look | int], waiting: Collection[int]) -> Iterator[Decided]:
    for one in looks:
        if isinstance(one, int):
            yield Decided(one, None, one in waiting)
        elif one.letters or one.number in waiting:
            yield Decided(one.number, tuple(one.letters), one.number in waiting)


def _look_again_later(place: Place, hearing: Hearing, looks: Sequence[_Look]) -> None:
    with reading(place) as connection:
        written = in_the_log(connection, [one.number for one in looks if one.letters])
    moved = [
        MovedOn(one.number, one.kept.made, day)
        for one in looks
        if (day := one.again_on(written.get(one.number, ())))
    ]
    if moved:
        with unit_of_work(place) as session:
            move_on(session, moved, hearing.fingerprint)
