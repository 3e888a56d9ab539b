"""Sending: each thing once, whatever the channel does; what fails stands in the log."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

import pytest

from certtrack.reminders.delivery import LEASE, told
from certtrack.reminders.drafts import next_draft
from certtrack.reminders.due import letters
from certtrack.reminders.parcel import Parcel, item_of
from certtrack.reminders.retrying import ATTEMPTS, DOUBT_AGAIN, SENT
from certtrack.reminders.settings import read_settings
from certtrack.reminders.silence import Silence
from certtrack.reminders.template_shelf import Templates
from certtrack.reminders.wishes import EverybodysWishes, local
from certtrack.services.deliver import deliver
from certtrack.services.deliver_digests import deliver_digests
from certtrack.services.delivery_log import delivery_log
from certtrack.services.facts import Who, person_in
from certtrack.services.remind import FAR, due
from certtrack.services.sending import Sending
from certtrack.services.silences import keep
from certtrack.store.deliveries import Turn, begin, claim, log_of, settle
from certtrack.store.history import recorded
from certtrack.store.location import locate
from certtrack.store.people import add_person, remove_person
from certtrack.store.sessions import reading
from certtrack.store.undoing import undo_last
from tests.reminders.post_office import open_office
from tests.reminders.senders import (
    EVERY_DAY,
    FIRST,
    REPEATED,
    address,
    fill,
    holder,
    noon,
    settings_text,
)

NOW = noon(FIRST)
MADE = NOW.isoformat()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOBODYS_PORT = 9


@dataclass
class Post:
    """A store, its settings and a post office, and a clock that the test moves."""

    store: str
    settings: object
    office: object
    library: object
    now: datetime = NOW

    def sending(self):
        return Sending(
            settings=self.settings,
            library=self.library,
            templates=Templates(),
            now=lambda: self.now,
            screen=io.StringIO(),
            chance=Random(1),
        )

    def send(self, after=timedelta(0), **how):
        """Send some time later than the last time; gives the report."""
        self.now += after
        return deliver(self.store, self.sending(), **how)

    def log(self, **how):
        return [one for one, _ in delivery_log(self.store, None, failed=False, **how)]

    def states(self):
        return {one.state for one in self.log()}

    def texts(self):
        return [
            " ".join(one.mail.get_body(("plain",)).get_content().split())
            for one in self.office.letters
        ]

    def keys(self):
        return [one.mail["Message-ID"] for one in self.office.letters]


@pytest.fixture
def office():
    with open_office() as office:
        yield office


@pytest.fixture
def post(tmp_path, office, library):
    """Two people to whom something is due, and a post office."""
    return _post(tmp_path, str(tmp_path / "store.db"), office, library)


def _post(folder, store, office, library, *, more=EVERY_DAY, timeout=30, people=2):
    path = folder / "reminders.toml"
    path.write_text(settings_text(office, more, timeout), encoding="utf-8")
    if people:
        fill(store, people)
    return Post(store, read_settings(path), office, library)


def recipients(office):
    return [to for one in office.letters for to in one.recipients]


def test_everyone_hears_once_however_often_it_runs(post, office):
    assert post.send().number("sent") == 2
    assert [post.send(HOUR).outcomes for _ in range(3)] == [[], [], []]
    assert recipients(office) == [address(1), address(2)]
    assert post.states() == {"sent"}
    assert {one.day for one in post.log()} == {FIRST}
    post.send(DAY)
    assert len(office.letters) == 4
    assert len(set(post.keys())) == 4


def test_the_hour_and_the_day_are_those_where_the_person_is(post, office):
    """Noon in New York is night in Tokyo, where nothing is sent."""
    with recorded(locate(post.store), "add", MADE) as work:
        add_person(work, holder("Kei", "kei@example.org", time_zone="Asia/Tokyo"))
    post.send()
    assert "kei@example.org" not in recipients(office)
    post.send(timedelta(hours=9))
    assert recipients(office)[2:] == ["kei@example.org"]
    assert {one.day for one in post.log() if one.person == 3} == {FIRST + DAY}


def test_a_dry_run_tells_what_would_leave_and_claims_nothing(post, office):
    report = post.send(dry_run=True)
    assert [(one.name, one.address, one.state) for one in report.outcomes] == [
        ("Person 1", address(1), "due"),
        ("Person 2", address(2), "due"),
    ]
    assert "20 CEUs missing" in report.outcomes[0].subject
    assert (post.log(), office.letters) == ([], [])


def test_an_address_that_is_refused_fails_for_good_and_stops_nobody(post, office):
    office.manners[address(1)] = "refuse the recipient"
    report = post.send()
    assert [one.state for one in report.outcomes] == ["failed", "sent"]
    assert not report.all_well
    assert "No such mailbox" in report.outcomes[0].reason
    assert post.send(HOUR).outcomes == []
    failed = [one for one, _ in delivery_log(post.store, None, failed=True)]
    assert {(one.person, one.day) for one in failed} == {(1, None)}


@pytest.mark.parametrize("email", [None, "nowhere"])
def test_who_has_no_address_fails_once_for_each_occasion(post, email):
    with recorded(locate(post.store), "add", MADE) as work:
        add_person(work, holder("Bo", email))
    reports = [post.send(each, person="Bo") for each in (HOUR, HOUR, DAY)]
    assert [one.number("failed") for one in reports] == [1, 0, 1]


def test_a_record_that_cannot_be_read_is_told_and_stops_nobody(post, office):
    with recorded(locate(post.store), "spoil", MADE) as work:
        execute = work.session.connection().exec_driver_sql
        execute("UPDATE credential SET passed_on = '2024-99-99' WHERE person_id = 1")
    report = post.send()
    assert [one.name for one in report.troubles] == ["Person 1"]
    assert recipients(office) == [address(2)]
    assert not report.all_well


def test_what_is_refused_for_now_is_tried_again_later_and_later_and_then_given_up(post, office):
    office.manners[address(1)] = "refuse for now"
    pauses = []
    for _ in range(ATTEMPTS - 1):
        (outcome,) = post.send(person="1").outcomes
        assert outcome.state == "waiting"
        pauses.append((outcome.next_attempt_at - post.now) / timedelta(minutes=5))
        post.now = outcome.next_attempt_at - timedelta(seconds=2)
        assert post.send(person="1").outcomes == []
        post.now = outcome.next_attempt_at
        if post.now.hour < 14:  # nothing leaves in the quiet hours
            break
    assert [round(one / 2**n, 0) for n, one in enumerate(pauses)] == [1] * len(pauses)
    assert len(pauses) >= 6


def test_after_eight_attempts_it_is_given_up(post, office, tmp_path):
    office.manners[address(1)] = "refuse for now"
    set_(post, tmp_path, AT_ANY_HOUR)
    states = []
    for _ in range(ATTEMPTS):
        (outcome,) = post.send(person="1").outcomes
        states.append(outcome.state)
        post.now = outcome.next_attempt_at or post.now
    assert states == ["waiting"] * 7 + ["failed"]
    assert {one.attempts for one in post.log()} == {8}
    assert post.send(HOUR, person="1").outcomes == []


AT_ANY_HOUR = (
    '[policy]\nquiet = { from = "00:00", until = "00:00" }\nlead_days = [180]\n'
    "[policy.pace]\nbehind_lead_days = []\non_pace_lead_days = []\n"
)
"""And what is due stays so for long: no later occasion takes its place."""


def set_(post, folder, more, **how):
    """Give a post other settings."""
    path = folder / "reminders.toml"
    path.write_text(settings_text(post.office, more, **how), encoding="utf-8")
    post.settings = read_settings(path)


def test_a_server_that_is_away_uses_up_nobodys_attempts(post, office, tmp_path):
    set_(post, tmp_path, AT_ANY_HOUR)
    here = post.settings
    mail = replace(here.channels["mail"], port=NOBODYS_PORT)
    post.settings = replace(here, channels={"mail": mail})
    for _ in range(ATTEMPTS + 2):
        report = post.send(HOUR)
        assert report.number("waiting") <= 1
        assert "mail" in report.closed
        assert report.all_well
    post.settings = here
    post.send(HOUR)
    assert sorted(recipients(office)) == [address(1), address(2)]
    assert not any(REPEATED in one for one in post.texts())


def test_a_channel_that_is_set_wrong_fails_nobody_and_is_told(post, office, monkeypatch, tmp_path):
    """A wrong password is no fault of any message: all of them go once it is put right."""
    path = tmp_path / "wrong.toml"
    login = 'user = "a"\npassword = { env = "CERTTRACK_WRONG" }\n[delivery]'
    text = settings_text(office).replace("[delivery]", login, 1)
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CERTTRACK_WRONG", "wrong")
    right, post.settings = post.settings, read_settings(path)
    report = post.send()
    assert (report.number("failed"), report.all_well) == (0, False)
    post.settings = right
    assert post.send(HOUR).number("sent") == 2


def test_what_was_surely_not_handed_over_is_sent_again_without_a_mark(post, office):
    office.manners[address(1)] = "hang up before the message"
    (outcome,) = post.send(person="1").outcomes
    office.manners.clear()
    assert outcome.state == "waiting"
    post.send(HOUR, person="1")
    (text,) = post.texts()
    assert REPEATED not in text


def test_a_server_that_does_not_answer_holds_nothing_up_for_ever(tmp_path, office, library):
    post = _post(tmp_path, str(tmp_path / "store.db"), office, library, timeout=1)
    office.manners[address(1)] = "stall"
    report = post.send()
    assert [one.state for one in report.outcomes] == ["waiting", "sent"]


def test_what_may_have_arrived_is_sent_once_more_as_the_same_message_and_says_so(post, office):
    office.manners[address(1)] = "hang up after the message"
    (outcome,) = post.send(person="1").outcomes
    assert (outcome.state, outcome.repeat) == ("waiting", False)
    office.manners.clear()
    (outcome,) = post.send(HOUR, person="1").outcomes
    assert (outcome.state, outcome.repeat) == ("sent", True)
    assert [REPEATED in one for one in post.texts()] == [False, True]
    assert len(set(post.keys())) == 1
    assert post.send(HOUR, person="1").outcomes == []


def test_twice_in_doubt_is_not_sent_a_third_time(post, office):
    office.manners[address(1)] = "hang up after the message"
    states = [post.send(HOUR, person="1").outcomes for _ in range(3)]
    assert [[one.state for one in each] for each in states] == [["waiting"], ["failed"], []]
    assert all(one.reason.endswith(DOUBT_AGAIN) for one in post.log())
    assert len(office.letters) == 2


def test_what_is_new_does_not_hide_in_a_repeat(post, office):
    """A mailbox that knows the key shows the repeat not at all."""
    held = holder("Cy", "cy@example.org")
    with recorded(locate(post.store), "add", MADE) as work:
        number = add_person(work, held)
    fee = Silence(manner="mute", kind="fee-due", until=FIRST)
    keep(Who(person="Cy", store=post.store), fee, MADE)
    office.manners["cy@example.org"] = "hang up after the message"
    post.send(person="Cy")
    office.manners.clear()
    undo_last(locate(post.store), MADE)
    assert post.send(HOUR, person="Cy").number("sent") == 1
    assert {one.kind: one.state for one in post.log() if one.person == number} == {
        "ceu-shortfall": "sent"
    }
    post.send(DAY, person="Cy")
    assert "fee" in post.texts()[-1]
    assert len(set(post.keys())) == 2


def test_what_was_overtaken_is_not_tried_again(post, office):
    office.manners[address(1)] = "refuse for now"
    post.send(person="1")
    office.manners.clear()
    post.send(DAY, person="1")
    assert len(office.letters) == 1
    by_day = {one.due - timedelta(days=one.lead): one.state for one in post.log()}
    assert by_day == {FIRST: "superseded", FIRST + DAY: "sent"}


def test_what_is_no_longer_due_is_not_tried_again_until_it_is(post, office):
    office.manners[address(1)] = "refuse for now"
    post.send(person="1")
    office.manners.clear()
    everything = Silence(manner="mute")
    keep(Who(person="1", store=post.store), everything, MADE)
    assert post.send(HOUR, person="1").outcomes == []
    assert post.states() == {"superseded"}
    undo_last(locate(post.store), MADE)
    assert post.send(HOUR, person="1").number("sent") == 1


# --- steps, on a file and on a server -----------------------------------------------------


@pytest.fixture
def either(empty, tmp_path, office, library):
    """The same on a file, and once more on a server."""
    return _post(tmp_path, empty, office, library, people=1)


def parcel_of(post):
    """The message that is due to the only person, as a sender finds it in the log."""
    place, day = locate(post.store), local(post.now, post.settings.time_zone)
    with reading(place) as connection:
        person, log = person_in(connection, 1, post.library), log_of(connection, person=1)
    policy = EverybodysWishes(post.settings).policy
    found = due(person, day.date(), FAR, post.library)
    (letter,) = letters(found, policy, ["mail"], told(log, post.now), [], day)
    draft = next_draft(letter, log, post.now)
    return Parcel(
        person=1,
        channel="mail",
        day=letter.day,
        items=tuple(map(item_of, draft.letter.parts)),
        before=draft.before,
        repeat=draft.repeat,
    )


def turn_of(post, mark, parcel):
    return Turn(mark, post.now, parcel.repeat or mark)


def test_of_two_who_claim_one_message_one_gets_it(either):
    parcel, place = parcel_of(either), locate(either.store)
    assert claim(place, parcel, turn_of(either, "one", parcel))
    assert not claim(place, parcel, turn_of(either, "other", parcel))
    assert {one.claim for one in either.log()} == {"one"}


def test_a_message_is_claimed_whole_or_not_at_all(either):
    parcel, place = parcel_of(either), locate(either.store)
    part = Parcel(person=1, channel="mail", day=FIRST, items=parcel.items[1:], before={})
    assert claim(place, part, turn_of(either, "part", part))
    assert not claim(place, parcel, turn_of(either, "whole", parcel))
    assert [one.claim for one in either.log()] == ["part"]


def test_who_is_gone_meanwhile_is_not_written_to(either):
    parcel, place = parcel_of(either), locate(either.store)
    with recorded(place, "remove", MADE) as work:
        remove_person(work, 1)
    assert not claim(place, parcel, turn_of(either, "one", parcel))


def test_a_sender_ended_before_it_sent_has_surely_not_sent(either, office):
    parcel, place = parcel_of(either), locate(either.store)
    assert claim(place, parcel, turn_of(either, "one", parcel))
    assert either.send(LEASE - timedelta(seconds=2)).outcomes == []
    (outcome,) = either.send(timedelta(seconds=2)).outcomes
    assert (outcome.state, outcome.repeat) == ("sent", False)
    assert len(office.letters) == 1


def test_a_sender_ended_while_it_sent_may_have_sent(either, office):
    parcel, place = parcel_of(either), locate(either.store)
    turn = turn_of(either, "one", parcel)
    assert claim(place, parcel, turn)
    assert begin(place, parcel, turn)
    assert either.send(LEASE - timedelta(seconds=2)).outcomes == []
    (outcome,) = either.send(timedelta(seconds=2)).outcomes
    assert (outcome.state, outcome.repeat) == ("sent", True)
    assert either.keys() == ["<one@example.org>"]


def test_a_repeat_whose_sender_was_ended_while_it_sent_is_given_up(either, office):
    place = locate(either.store)
    for mark in ("one", "two"):
        parcel = parcel_of(either)
        turn = turn_of(either, mark, parcel)
        assert claim(place, parcel, turn)
        assert begin(place, parcel, turn)
        either.now += LEASE
    assert either.send().outcomes == []
    assert {(one.state, one.reason) for one in either.log()} == {("failed", DOUBT_AGAIN)}
    assert office.letters == []


def test_who_was_too_slow_does_not_send_what_another_has(either):
    parcel, place = parcel_of(either), locate(either.store)
    slow = turn_of(either, "slow", parcel)
    assert claim(place, parcel, slow)
    either.now += LEASE
    again = parcel_of(either)
    quick = turn_of(either, "quick", again)
    assert claim(place, again, quick)
    assert begin(place, parcel, slow) is None
    assert begin(place, again, quick)
    settle(place, slow, {1: SENT})
    assert either.states() == {"sending"}


# --- what goes with a person --------------------------------------------------------------


def test_the_log_goes_with_a_person_and_comes_back_with_them(either, office):
    place = locate(either.store)
    either.send()
    keep(Who(person="1", store=either.store), Silence(manner="mute", kind="inactive"), MADE)
    before = either.log()
    with recorded(place, "remove", MADE) as work:
        remove_person(work, 1)
    assert either.log() == []
    undo_last(place, MADE)
    assert either.log() == before
    assert either.send(HOUR).outcomes == []
    assert len(office.letters) == 1


# --- managers -----------------------------------------------------------------------------

MONDAY = date(2026, 1, 5)


@pytest.fixture
def ward(tmp_path, office, library):
    """People with managers of several kinds."""
    post = _post(tmp_path, str(tmp_path / "store.db"), office, library, people=0)
    post.now = noon(MONDAY)
    place = locate(post.store)
    with recorded(place, "add", MADE, may_create=True) as work:
        for name, manager in (
            ("Ana", "dana@example.org"),
            ("Bo", "DANA@example.org"),
            ("Cy", "Eve Lee"),
            ("Di", "Nobody Known"),
            ("Fay", None),
        ):
            add_person(work, holder(name, None, manager=manager))
        add_person(work, holder("Eve Lee", "eve@example.org"))
    set_(post, tmp_path, f"{EVERY_DAY}[policy.manager]\nwithin_days = 365\n")
    return post


def digests_sent(post):
    return deliver_digests(post.store, post.sending())


def test_every_manager_has_one_message_on_the_day_for_it(ward, office):
    report = digests_sent(ward)
    assert {one.name or one.address: one.state for one in report.outcomes} == {
        "dana@example.org": "sent",
        "Eve Lee": "sent",
        "Nobody Known": "failed",
    }
    assert sorted(recipients(office)) == ["dana@example.org", "eve@example.org"]
    assert digests_sent(ward).outcomes == []
    ward.now += DAY
    assert digests_sent(ward).outcomes == []
    ward.now += 6 * DAY
    assert digests_sent(ward).number("sent") == 2


def test_a_digest_that_may_have_arrived_is_marked_when_it_goes_again(ward, office):
    office.manners["eve@example.org"] = "hang up after the message"
    digests_sent(ward)
    office.manners.clear()
    ward.now += HOUR
    (outcome,) = digests_sent(ward).outcomes
    assert (outcome.name, outcome.state, outcome.repeat) == ("Eve Lee", "sent", True)
    assert len(set(ward.keys())) == 2


def test_a_digest_that_is_only_looked_at_claims_nothing(ward, office):
    report = deliver_digests(ward.store, ward.sending(), dry_run=True)
    assert report.number("due") == 3
    assert (ward.log(), office.letters) == ([], [])
