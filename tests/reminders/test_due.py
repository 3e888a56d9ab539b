"""When a person is told what: lead times, pace, quiet hours, silences, one message a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.errors import Refused
from certtrack.reminders.due import Letter, Told, letters
from certtrack.reminders.policy import WEEKDAYS, policy_of
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.silence import Silence
from certtrack.reminders.timing import latest, next_after, occasions

SHIPPED = policy_of()
DUE = date(2026, 6, 13)
NOON = time(12)


def reminder(kind="ceu-shortfall", due=DUE, **values) -> Reminder:
    values = {"on_pace": None, "overdue_from": due + timedelta(days=1), **values}
    return Reminder(
        person="Ana Flores",
        body="AHIMA",
        credentials=("RHIT",),
        labels="RHIT",
        kind=kind,
        anchor=date(2024, 6, 14),
        due=due,
        on=due,
        severity="info",
        message="RHIT: …",
        **values,
    )


ONE = reminder()


def told_by(letter: Letter) -> list[Told]:
    name = f"{letter.channel} {letter.day}"
    return [
        Told(part.reminder.id, part.lead, letter.channel, letter.day, name) for part in letter.parts
    ]


def sent(reminders, policy, days, *, silences=(), channels=("mail",), at=NOON) -> Iterator[Letter]:
    """The letters that leave when the sender runs on these days."""
    told: list[Told] = []
    for day in days:
        local = datetime.combine(day, at)
        for letter in letters(reminders, policy, channels, told, silences, local):
            told += told_by(letter)
            yield letter


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


YEAR = every_day(date(2025, 9, 1), date(2026, 9, 30))


def leads(reminders, policy=SHIPPED, days=YEAR, **values) -> list[int]:
    return [
        part.lead for letter in sent(reminders, policy, days, **values) for part in letter.parts
    ]


def test_the_shipped_lead_times_are_told_each_on_its_day_then_weekly():
    found = list(sent([ONE], SHIPPED, YEAR))
    usual = [180, 90, 60, 30, 14, 7, 3, 1, 0]
    assert [letter.parts[0].lead for letter in found][:9] == usual
    assert [letter.parts[0].lead for letter in found][9:12] == [-7, -14, -21]
    assert all(letter.day == DUE - timedelta(days=letter.parts[0].lead) for letter in found)


def test_overdue_is_told_weekly_up_to_the_last_day_and_not_after():
    lapsed = reminder("inactive", due=DUE, overdue_from=date(2026, 5, 2), until=DUE)
    found = [-lead for lead in leads([lapsed], policy_of({"lead_days": [0]}))]
    assert found == [-42, -35, -28, -21, -14, -7, 0]


def test_on_pace_hears_less_and_who_cannot_finish_hears_earlier():
    days = every_day(DUE - timedelta(days=400), DUE)
    assert leads([reminder(on_pace=True)], days=days) == [90, 30, 7, 1, 0]
    assert leads([reminder(on_pace=False)], days=days)[:3] == [365, 270, 180]
    assert leads([reminder(on_pace=None)], days=days)[:2] == [180, 90]


def test_pace_lost_between_two_lead_times_is_heard_at_once():
    day = DUE - timedelta(days=100)
    told = [Told(ONE.id, 270, "mail", None, "a")]
    behind = [replace(ONE, on_pace=False)]
    (letter,) = letters(behind, SHIPPED, ["mail"], told, (), datetime.combine(day, NOON))
    assert letter.parts[0].lead == 180


def test_what_was_missed_is_told_once_on_the_next_run():
    days = [DUE - timedelta(days=20), DUE - timedelta(days=19)]
    assert leads([ONE], days=days) == [30]


def test_everything_due_goes_into_one_message_the_most_pressing_first():
    fee = reminder("fee-due", due=DUE, about="cycle")
    late = replace(ONE, severity="overdue", due=DUE - timedelta(days=7))
    (letter, *_) = sent([fee, late], SHIPPED, [DUE])
    assert [part.reminder.kind for part in letter.parts] == ["ceu-shortfall", "fee-due"]


def test_a_second_message_waits_for_the_next_day():
    first = Told("another", 0, "mail", DUE, "a")
    at_noon = datetime.combine(DUE, NOON)
    assert letters([ONE], SHIPPED, ["mail"], [first], (), at_noon) == []
    tomorrow = at_noon + timedelta(days=1)
    assert letters([ONE], SHIPPED, ["mail"], [first], (), tomorrow)
    two = policy_of({"messages_a_day": 2})
    assert letters([ONE], two, ["mail"], [first], (), at_noon)


def test_each_channel_has_its_own_message():
    found = list(sent([ONE], SHIPPED, [DUE], channels=("mail", "desktop")))
    assert [letter.channel for letter in found] == ["mail", "desktop"]


@pytest.mark.parametrize(
    ("at", "heard"), [("20:59", True), ("21:00", False), ("07:59", False), ("08:00", True)]
)
def test_nothing_is_sent_in_the_quiet_hours(at, heard):
    local = datetime.combine(DUE, time.fromisoformat(at))
    assert bool(letters([ONE], SHIPPED, ["mail"], [], (), local)) is heard


def test_quiet_hours_follow_the_clock_of_the_person_when_it_changes():
    # In New York the clocks go forward on 2026-03-08: 12:30 UTC is 7:30, then 8:30.
    zone = ZoneInfo("America/New_York")
    one = reminder(due=date(2026, 3, 9))
    heard = [
        bool(letters([one], SHIPPED, ["mail"], [], (), moment.astimezone(zone)))
        for day in (7, 8)
        for moment in [datetime(2026, 3, day, 12, 30, tzinfo=UTC)]
    ]
    assert heard == [False, True]


def test_a_day_that_is_not_allowed_moves_before_the_deadline_not_after():
    weekdays = policy_of({"weekdays": ["mon", "tue", "wed", "thu", "fri"]})
    saturday = reminder(due=date(2026, 6, 13), until=date(2026, 6, 13))
    found = list(sent([saturday], weekdays, YEAR))
    assert found[-1].day == date(2026, 6, 12)
    assert found[-1].parts[0].lead == 0
    assert all(letter.day.weekday() < 5 for letter in found)


def test_it_is_told_when_it_becomes_possible_and_not_before():
    renewal = reminder("ready-to-renew", opens=DUE - timedelta(days=45))
    assert leads([renewal])[:3] == [45, 30, 14]


def test_a_snoozed_reminder_comes_back_on_its_day():
    until = DUE - timedelta(days=40)
    snooze = Silence(manner="snooze", reminder=ONE.id, until=until)
    assert leads([ONE], days=every_day(DUE - timedelta(days=60), DUE), silences=[snooze])[:2] == [
        40,
        30,
    ]


def test_an_acknowledged_reminder_is_over_until_the_deadline_moves():
    silence = Silence(manner="acknowledge", reminder=ONE.id)
    assert leads([ONE], silences=[silence]) == []
    moved = reminder(due=DUE + timedelta(days=30))
    assert leads([moved], silences=[silence], days=[DUE]) == [30]


@pytest.mark.parametrize(
    ("values", "heard"),
    [
        ({}, False),
        ({"kind": "ceu-shortfall"}, False),
        ({"kind": "fee-due"}, True),
        ({"credential": "RHIT"}, False),
        ({"credential": "CCS"}, True),
        ({"until": DUE}, False),
        ({"until": DUE - timedelta(days=1)}, True),
    ],
)
def test_a_mute_holds_what_fits_up_to_its_last_day(values, heard):
    silence = Silence(manner="mute", **values)
    assert bool(leads([ONE], silences=[silence], days=[DUE])) is heard


def test_a_kind_without_lead_times_is_never_told():
    policy = policy_of({"kinds": {"ceu-shortfall": {"lead_days": []}}})
    assert leads([ONE], policy) == []


def test_every_fault_of_a_policy_is_told_at_once():
    wrong = {"lead_days": [-1], "quiet": {"from": "25:00", "until": "08:00"}, "weekdays": ["day"]}
    with pytest.raises(Refused) as caught:
        policy_of({**wrong, "kinds": {"fee": {"lead_days": []}}})
    said = str(caught.value)
    assert "25:00 is not a time like 21:00" in said
    assert "Did you mean 'fee-due'?" in said
    assert len(caught.value.faults) == 4


# --- laws -----------------------------------------------------------------------------

dues = st.dates(date(2025, 10, 1), date(2026, 8, 1))
kinds = st.sampled_from(["ceu-shortfall", "fee-due", "evidence-missing", "ready-to-renew"])
reminders = st.lists(
    st.builds(reminder, kinds, dues, on_pace=st.none() | st.booleans()),
    max_size=6,
    unique_by=lambda one: one.id,
)
policies = st.builds(
    lambda days, a_day: policy_of({"weekdays": days, "messages_a_day": a_day}),
    st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True),
    st.integers(1, 3),
)
runs = st.sets(st.sampled_from(YEAR), max_size=60).map(sorted)


turning = st.builds(
    reminder,
    st.sampled_from(["ceu-shortfall", "ready-to-renew", "inactive"]),
    dues,
    on_pace=st.none() | st.booleans(),
    opens=st.none() | st.dates(date(2025, 6, 1), date(2026, 6, 1)),
    overdue_from=st.none() | st.dates(date(2025, 10, 1), date(2026, 8, 8)),
    until=st.none() | st.dates(date(2025, 10, 1), date(2027, 1, 1)),
)


@given(turning, policies, st.sampled_from(YEAR))
def test_the_occasions_around_a_day_are_found_without_looking_at_all(one, policy, day):
    every = occasions(one, policy)
    before = [each for each in every if each.day <= day]
    after = [each.day for each in every if each.day > day]
    nearest = min(before, key=lambda each: each.lead, default=None)
    assert latest(one, policy, day) == nearest
    assert next_after(one, policy, day) == min(after, default=None)


@given(reminders, policies)
def test_daily_runs_tell_every_occasion_once_on_its_day(found, policy):
    """Run every day, nothing is missed, doubled or late; of one day's occasions the last counts."""
    heard = {
        (part.reminder.id, part.lead, letter.day)
        for letter in sent(found, policy, YEAR)
        for part in letter.parts
    }
    expected = set()
    for one in found:
        by_day = {}
        for occasion in occasions(one, policy):
            if occasion.day <= YEAR[0]:
                by_day[YEAR[0]] = occasion.lead
            elif occasion.day <= YEAR[-1]:
                by_day[occasion.day] = occasion.lead
        # What happened before the first run is told by it, on the first allowed day.
        first = next(day for day in YEAR if policy.allows(day))
        for day, lead in by_day.items():
            later = [other for other in by_day if day < other <= first]
            if not later:
                expected.add((one.id, lead, max(day, first)))
    assert heard == expected


@given(reminders, policies, runs)
def test_whenever_it_runs_nobody_hears_twice_nor_too_often(found, policy, days):
    heard = [
        (part.reminder.id, part.lead)
        for letter in sent(found, policy, sorted([*days, *days]))
        for part in letter.parts
    ]
    assert len(heard) == len(set(heard))
    by_day = [letter.day for letter in sent(found, policy, sorted([*days, *days]))]
    assert all(by_day.count(day) <= policy.messages_a_day for day in by_day)


@given(reminders, policies, runs)
def test_a_run_leaves_nothing_untold(found, policy, days):
    """After a run on an allowed day, the last occasion of every reminder has been told."""
    told: list[Told] = []
    for day in days:
        local = datetime.combine(day, NOON)
        for letter in letters(found, policy, ["mail"], told, (), local):
            told += told_by(letter)
        if policy.allows(day):
            for one in found:
                past = [each.lead for each in occasions(one, policy) if each.day <= day]
                leads_told = [each.lead for each in told if each.reminder == one.id]
                assert not past or min(leads_told) <= min(past)
