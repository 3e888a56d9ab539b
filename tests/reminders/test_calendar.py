"""An entry of a calendar keeps its identity while what it says changes, and rings in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.reminders.calendar import (
    ENDED_FOR_DAYS,
    Writing,
    changed,
    concern_of,
    entries,
    leads,
    shown,
)
from certtrack.reminders.calendar_entry import Concern, Form
from certtrack.reminders.calendar_text import Title, kept_in, written
from certtrack.reminders.policy import WEEKDAYS, policy_of
from certtrack.reminders.reminder import Lacking, Reminder

DUE = date(2026, 6, 13)
NOW = datetime(2026, 3, 1, 12, 0, 0, 123, tzinfo=UTC)
CYCLE = ("AHIMA", "RHIT", date(2024, 6, 14))


def reminder(kind="ceu-shortfall", due=DUE, on=date(2026, 3, 1), **values) -> Reminder:
    given_ = {"overdue_from": due + timedelta(days=1), **values}
    return Reminder(
        person="Ana Flores",
        body="AHIMA",
        credentials=("RHIT",),
        labels="RHIT",
        kind=kind,
        anchor=date(2024, 6, 14),
        due=due,
        on=on,
        severity="info",
        message="RHIT: …",
        **given_,
    )


ONE = reminder(remaining=Decimal(8), lacking=(Lacking("CEUs in the cycle", Decimal(8)),))
FEE = reminder("fee-due", about="cycle", amount=Decimal(218), currency="USD")


OWN_EVENTS = Form()
AT_ONCE = timedelta()


def writing(later=AT_ONCE, form=OWN_EVENTS, policy=None) -> Writing:
    return Writing(
        person="Ana Flores",
        owner="person 1 Ana Flores",
        form=form,
        policy=policy or policy_of(),
        moment=NOW + later,
    )


def told(reminders, before=(), *, running=(CYCLE,), later=AT_ONCE, **values):
    kept = {one.concern: one.kept() for one in before}
    return entries(reminders, kept, running, writing(later, **values))


HOUR = timedelta(hours=1)


def test_what_is_told_for_the_first_time_is_number_nought_at_that_second():
    (one,) = told([ONE])
    assert (one.sequence, one.changed_at) == (0, NOW.replace(microsecond=0))
    assert one.said.summary == "RHIT: 8 CEUs missing"


def test_what_says_the_same_is_the_same_entry_whenever_it_is_told():
    first = told([ONE, FEE])
    again = told([ONE, FEE], first, later=HOUR)
    assert again == first
    assert changed(again, {one.concern: one.kept() for one in first}) == []


def test_a_deadline_that_moved_is_the_same_entry_once_more():
    (first,) = told([ONE])
    (moved,) = told([replace(ONE, due=date(2026, 9, 13))], [first], later=HOUR)
    assert moved.uid == first.uid
    assert (moved.sequence, moved.changed_at) == (1, first.changed_at + HOUR)
    assert moved.said.due == date(2026, 9, 13)


def test_days_going_by_change_nothing_but_the_alarms_that_are_left():
    (first,) = told([ONE])
    (later,) = told([replace(ONE, on=DUE)], [first], later=timedelta(days=104))
    assert (later.sequence, later.changed_at) == (0, first.changed_at)
    assert first.alarms == (90, 60, 30, 14, 7, 3, 1, 0)
    assert later.alarms == (0,)


def test_other_lead_times_are_another_version():
    (first,) = told([ONE])
    (other,) = told([ONE], [first], policy=policy_of({"lead_days": [10]}))
    assert (other.sequence, other.alarms) == (1, (10,))


@pytest.mark.parametrize(("running", "state"), [([CYCLE], "done"), ([], "removed")])
def test_what_is_asked_no_more_was_done_where_the_credential_is_active(running, state):
    first = told([ONE, FEE])
    both = told([ONE], first, running=running, later=HOUR)
    paid = next(one for one in both if one.concern.kind == "fee-due")
    assert (paid.state, paid.sequence, paid.alarms) == (state, 1, ())
    assert (paid.uid, paid.said.due, paid.said.summary) == (
        first[1].uid,
        DUE,
        "RHIT: pay 218 USD",
    )


def test_what_ended_is_told_for_some_time_unchanged_and_then_no_more():
    first = told([FEE])
    ended = told([], first)
    kept = timedelta(days=ENDED_FOR_DAYS)
    # It does not matter any more what became of the credential meanwhile.
    assert told([], ended, running=(), later=kept) == ended
    assert told([], ended, later=kept + timedelta(seconds=1)) == []


def test_what_ended_and_is_asked_again_is_the_same_entry_with_a_higher_number():
    first = told([FEE])
    again = told([FEE], told([], first))
    assert [(one.uid, one.sequence, one.state) for one in again] == [(first[0].uid, 2, "open")]


def test_a_cycle_that_begins_is_no_deadline():
    assert told([reminder("cycle-started")]) == []


def test_events_things_to_do_and_the_entries_of_a_team_are_different_entries():
    forms = [Form(todo=todo, team=team) for todo in (False, True) for team in (False, True)]
    assert len({told([ONE], form=form)[0].uid for form in forms}) == 4
    assert told([ONE], form=Form(team=True))[0].said.summary == "Ana Flores, RHIT: 8 CEUs missing"


def test_only_what_is_due_by_a_day_is_shown_but_all_that_ended():
    far = replace(ONE, due=date(2027, 1, 1))
    both = told([far], told([far, replace(FEE, due=date(2027, 1, 2))]))
    assert [one.state for one in shown(both, date(2026, 12, 31))] == ["done"]
    assert [one.state for one in shown(both, date(2027, 1, 1))] == ["open", "done"]
    assert shown(both, None) == both


def test_the_day_on_which_it_becomes_possible_rings_too():
    ready = reminder("ready-to-renew", opens=DUE - timedelta(days=45))
    assert leads(ready, policy_of()) == (45, 30, 14, 7, 3, 1, 0)


def test_what_lapsed_rings_at_its_lead_times_and_not_every_week():
    lapsed = reminder("inactive", overdue_from=date(2026, 1, 1), until=DUE)
    assert leads(lapsed, policy_of({"lead_days": [30, 1]})) == (30, 1)


def test_a_kind_without_lead_times_rings_never():
    assert leads(FEE, policy_of({"kinds": {"fee-due": {"lead_days": []}}})) == ()


def test_spanish_says_it_in_spanish():
    (one,) = told([ONE], form=Form(language="es"))
    assert one.said.summary == "RHIT: faltan 8 CEU"
    assert "- CEUs in the cycle: 8 más" in one.said.description
    single = replace(ONE, remaining=Decimal(1))
    assert told([single], form=Form(language="es"))[0].said.summary == "RHIT: falta 1 CEU"


def test_a_concern_is_read_as_it_was_written():
    for one in (ONE, FEE):
        assert Concern.read(str(concern_of(one))) == concern_of(one)
    with pytest.raises(ValueError, match="unpack"):
        Concern.read("AHIMA/RHIT")


# --- alarms -----------------------------------------------------------------------------

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
# Clocks change at two in the morning, at midnight, by half an hour, and the date line moved.
ZONES = ("America/New_York", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "UTC")


@given(
    due=DAYS,
    lead_days=st.lists(st.integers(0, 400), min_size=1, max_size=5),
    weekdays=st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    left=st.integers(0, 400),
)
def test_every_alarm_is_a_lead_time_on_an_allowed_day_that_is_not_past(
    due, lead_days, weekdays, left
):
    policy = policy_of({"lead_days": lead_days, "weekdays": sorted(weekdays)})
    on = due - timedelta(days=left)
    (one,) = told([replace(ONE, due=due, on=on, overdue_from=None)], policy=policy)
    days = [due - timedelta(days=lead) for lead in one.alarms]
    assert all(policy.allows(day) and on <= day <= due for day in days)
    # A lead time whose day is allowed is kept; another rings up to six days before it.
    for lead in lead_days:
        wanted = due - timedelta(days=lead)
        if wanted >= on and policy.allows(wanted):
            assert wanted in days
    assert all(any(0 <= lead - own <= 6 for own in lead_days) for lead in one.alarms)


@given(due=DAYS, lead=st.integers(0, 400), zone=st.sampled_from(ZONES), todo=st.booleans())
def test_an_alarm_rings_in_the_morning_of_its_day_wherever_and_however_it_is_counted(
    due, lead, zone, todo
):
    from icalendar import Calendar

    policy = policy_of({"lead_days": [lead]})
    on = due - timedelta(days=lead)
    found = told(
        [replace(ONE, due=due, on=on, overdue_from=None)],
        policy=policy,
        form=Form(todo=todo),
    )
    content = written(Title(uid="u", name="n"), found, Form(todo=todo))
    (alarm,) = Calendar.from_ical(content).walk("VALARM")
    trigger = alarm.decoded("TRIGGER")
    midnight = datetime.combine(due, time(), ZoneInfo(zone))
    # By the calendar: days first, then hours. By the clock: seconds that go by.
    by_calendar = midnight.replace(tzinfo=None) + trigger
    assert (by_calendar.date(), by_calendar.time()) == (on, time(9))
    by_clock = (midnight.astimezone(UTC) + trigger).astimezone(ZoneInfo(zone))
    assert by_clock.date() == on
    assert 7 <= by_clock.hour <= 10


@given(
    changes=st.lists(
        st.tuples(st.sampled_from(["ceus", "due", "fee", "nothing"]), st.integers(1, 9)),
        max_size=12,
    ),
    todo=st.booleans(),
)
def test_through_any_changes_a_file_goes_on_where_it_left_off(changes, todo):
    """Read back from the file, sequences rise by one with each change and never fall."""
    one, fee, form = ONE, [FEE], Form(todo=todo)
    title, kept, last = Title(uid="u", name="n"), {}, {}
    for step, (what, number) in enumerate(changes):
        if what == "ceus":
            one = replace(one, remaining=Decimal(number))
        elif what == "due":
            one = replace(one, due=DUE + timedelta(days=number))
        elif what == "fee":
            fee = [] if fee else [FEE]
        found = entries([one, *fee], kept, [CYCLE], writing(HOUR * step, form))
        content = written(title, found, form)
        uid, kept = kept_in(content)
        assert uid == "u"
        assert list(kept.values()) == [entry.kept() for entry in found]
        for entry in found:
            digest, sequence = last.get(entry.uid, (None, -1))
            same = digest == entry.said.digest(entry.state)
            assert entry.sequence == (sequence if same else sequence + 1)
            last[entry.uid] = (entry.said.digest(entry.state), entry.sequence)
        again = entries([one, *fee], kept, [CYCLE], writing(HOUR * 99, form))
        assert written(title, again, form) == content
