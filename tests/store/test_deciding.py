"""Passing by those for whom nothing is due decides what looking at everyone would."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from certtrack.errors import Refused
from certtrack.reminders.hearing import Hearing
from certtrack.reminders.parcel import Parcel, item_of
from certtrack.reminders.policy import policy_of
from certtrack.reminders.retrying import SENT, Settled
from certtrack.reminders.silence import Silence
from certtrack.services import edit, persons
from certtrack.services.deciding import decided, decided_one_by_one
from certtrack.services.edit import Moment
from certtrack.services.facts import Who
from certtrack.services.reminder_makers import reminder_maker
from certtrack.store import deliveries, silences
from certtrack.store.history import recorded
from certtrack.store.location import locate
from certtrack.store.sessions import reading

CODES = ("RHIT", "RHIA", "CCS", "CPC", "CGSC", "CPhT", "ODS-C")
ZONES = ("Pacific/Kiritimati", "America/New_York", "Pacific/Pago_Pago", None)
START = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAYS = [date(2019, 1, 1) + timedelta(days=n) for n in range(0, 2700, 7)]
BUSY = policy_of(
    {
        "lead_days": list(range(0, 400, 9)),
        "weekdays": ["mon", "tue", "thu", "fri", "sun"],
        "kinds": {"evidence-missing": {"lead_days": list(range(0, 700, 5))}},
    }
)
SHIPPED = policy_of()


def hearing(word: str = "usual", **policies) -> Hearing:
    """The people with an even letter first hear often, by two channels."""

    def of(name: str, _: str | None):
        busy = name < "C"
        policy = policies.get(name, BUSY if busy else SHIPPED)
        return SimpleNamespace(policy=policy, channels=("mail", "desktop") if busy else ("mail",))

    return Hearing(fingerprint=word, zone=ZoneInfo("America/Chicago"), of=of)


def moment(now: datetime) -> Moment:
    return Moment(latest=now.date(), made_at=now.isoformat())


def told(found) -> list[object]:
    return [
        (
            one.number,
            [
                (letter.channel, letter.day, sorted(letter.parts, key=lambda part: part.telling))
                for letter in one.letters
            ],
        )
        for one in found
        if one.letters
    ]


def log(store, one, now, dice: random.Random) -> None:
    """What a sender does with a person's letters: it may fail, wait, or go away."""
    for letter in one.letters:
        with reading(locate(store)) as connection:
            lines = deliveries.log_of(connection, person=one.number)
        parcel = Parcel(
            person=one.number,
            channel=letter.channel,
            day=letter.day,
            items=tuple(map(item_of, letter.parts)),
            before={line.telling: line for line in lines if line.channel == letter.channel},
        )
        turn = deliveries.Turn(f"{dice.random()}", now, f"m{dice.random()}")
        fate = dice.choice(["sent", "sent", "sent", "sent", "waiting", "failed", "left", "no"])
        if fate == "no" or not deliveries.claim(locate(store), parcel, turn) or fate == "left":
            continue
        attempts = deliveries.begin(locate(store), parcel, turn)
        again = now + timedelta(hours=dice.choice([1, 30]))
        became = {
            "sent": SENT,
            "waiting": Settled(state="waiting", reason="no", next_attempt_at=again),
            "failed": Settled(state="failed", reason="no"),
        }[fate]
        deliveries.settle(locate(store), turn, dict.fromkeys(attempts.values(), became))


@pytest.fixture
def changed(either, library):
    """Changes something about somebody, as the dice have it."""

    def change(dice: random.Random, now: datetime) -> None:
        number = dice.randint(1, 7)
        who = Who(person=f"{number}", store=either)
        day = dice.choice(DAYS).isoformat()
        near = (now.date() - timedelta(days=dice.randint(0, 60))).isoformat()
        acts = {
            "activity": {"title": dice.choice("abc"), "completed_on": dice.choice([day, near]),
                         "ceus": dice.choice(["1", "5", "20"]), "domain": "privacy",
                         "evidence": dice.choice([None, "x.pdf"])},
            "credential": {"code": dice.choice(CODES), "passed_on": dice.choice([day, near]),
                           "valid_until": dice.choice([None, "2026-07-31", "2026-12-31"])},
            "exam": {"credential": dice.choice(CODES), "taken_on": near, "passed": False},
            "decision": {"body": "AHIMA", "kind": "reinstatement", "decided_on": day},
        }  # fmt: skip
        section = dice.choice(["activity", "activity", "credential", "exam", "decision"])
        values = {key: value for key, value in acts[section].items() if value is not None}
        try:
            if dice.random() < 0.1:
                persons.undo(either, now.isoformat())
            else:
                edit.add(who, section, values, library, moment(now), force=True)
        except Refused:
            pass

    return change


def silenced(store, dice: random.Random, found, now: datetime) -> None:
    """Somebody who is to be told something does not want to hear it, or not now."""
    one = dice.choice(found)
    part = dice.choice(one.letters).parts[0]
    until = one.letters[0].day + timedelta(days=dice.randint(1, 20))
    silence = dice.choice(
        [
            Silence(manner="snooze", reminder=part.reminder.id, until=until),
            Silence(manner="acknowledge", reminder=part.reminder.id),
            Silence(manner="mute", kind=part.reminder.kind, until=until),
        ]
    )
    with recorded(locate(store), "silence", now.isoformat()) as work:
        silences.keep(work, one.number, silence, now.isoformat())


@pytest.mark.parametrize("seed", range(5))
def test_whoever_is_passed_by_had_nothing_to_hear(seed, either, library, changed):
    dice, now = random.Random(seed), START
    for name in "ABCDEF":
        person = {"name": name, "time_zone": dice.choice(ZONES)}
        values = {key: value for key, value in person.items() if value}
        persons.add(either, values, library, moment(now), force=True)
    for _ in range(10):
        changed(dice, now)
    for step in range(40):
        if dice.random() < 0.3:
            changed(dice, now)
        word = "usual" if step < 25 else "other"
        wanted = hearing(word) if step < 25 else hearing(word, A=SHIPPED, E=BUSY)
        by = reminder_maker(library, now, wanted.zone)
        expected = list(decided_one_by_one(locate(either), by, wanted))
        found = []
        for one in decided(locate(either), by, wanted):
            found.append(one)
            log(either, one, now, dice)
        assert told(found) == told(expected), now
        assert {one.number for one in expected if one.open} <= {one.number for one in found}
        if (heard := [one for one in found if one.letters]) and dice.random() < 0.5:
            silenced(either, dice, heard, now)
        now += timedelta(hours=dice.choice([0, 1, 5, 13, 24, 24, 24, 24 * 8, 24 * 40]))


def test_everyone_has_the_day_of_where_they_are(library):
    """Moments that are the same are not the same day everywhere."""
    by = reminder_maker(library, START, ZoneInfo("America/Chicago"))
    days = [by.day({"time_zone": zone}) for zone in (*ZONES, "Asia/Tokyo")]
    assert days == ["2026-05-02", "2026-05-01", "2026-05-01", "2026-05-01", "2026-05-01"]
