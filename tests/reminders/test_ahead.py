"""What is foretold is what is sent: day for day, channel for channel, reminder for reminder."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from certtrack.reminders.decide import pressing
from certtrack.reminders.delivery import LEASE
from certtrack.reminders.policy import policy_of
from certtrack.reminders.settings import read_settings
from certtrack.reminders.template_shelf import Templates
from certtrack.rules.facts import Application, Exam, StatedCycle
from certtrack.services.ahead import LONGEST, YEAR, Asked, what_will_be_sent
from certtrack.services.deliver import deliver
from certtrack.services.delivery_log import delivery_log
from certtrack.services.facts import Who, facts_of
from certtrack.services.outlooks import Outlooks
from certtrack.services.remind import FAR, due
from certtrack.services.sending import Sending
from certtrack.store.deliveries import begin, claim
from certtrack.store.history import recorded
from certtrack.store.location import locate
from certtrack.store.people import add_person
from tests.dumps import statements
from tests.reminders.accounts import Page
from tests.reminders.post_office import open_office
from tests.reminders.senders import FIRST, holder, noon, settings_text
from tests.reminders.staff import crowd, staff
from tests.reminders.test_deliver import NOW, parcel_of, post, turn_of
from tests.reminders.year import HOURS, NOBODYS_PORT, Life

__all__ = ["post"]

SEED = 1
BEGIN, CUT, LAST = date(2026, 3, 25), date(2026, 5, 30), date(2026, 11, 30)
"""From when on it is sent; when it is foretold, in the midst of all, and up to which day what
is sent is held against that."""

SCREEN = '[channels.screen]\nkind = "terminal"\n'
PEOPLE = (
    '[[person]]\nwho = "behind@example.org"\nchannels = ["screen", "mail"]\n'
    '[[person]]\nwho = "grace@example.org"\nchannels = ["mail", "screen"]\n'
    'policy = { messages_a_day = 2, quiet = { from = "10:00", until = "16:00" } }\n'
    '[[person]]\nwho = "pools@example.org"\nchannels = []\n'
)


def runs(first, last):
    """Three moments of each day: everywhere on earth one of them is in the daytime."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [datetime(one.year, one.month, one.day, hour, 30, tzinfo=UTC) for one in days
            for hour in HOURS]  # fmt: skip


def wishes(members):
    working = ['["mon", "tue", "wed", "thu", "fri"]', '["tue"]']
    return "".join(
        f'[[person]]\nwho = "{one.person.email}"\npolicy = {{ weekdays = {working[at % 2]} }}\n'
        for at, one in enumerate(members)
        if one.working_days
    )


@pytest.fixture(scope="module")
def lived(library, tmp_path_factory):
    """Months with a roster; then what is foretold, and what is sent from then on.

    Up to then things happen to everybody; afterwards nothing does.
    """
    chance, folder = Random(SEED), tmp_path_factory.mktemp("ahead")
    members = [one for one in [*staff(), *crowd(6, chance)] if not one.refused]
    store = str(folder / "store.db")
    with recorded(locate(store), "fill", NOW.isoformat(), may_create=True) as work:
        numbers = [add_person(work, one.person) for one in members]
    path = folder / "reminders.toml"
    with open_office() as office:
        text = settings_text(office, PEOPLE + wishes(members))
        path.write_text(text.replace("[delivery]", f"{SCREEN}[delivery]"), encoding="utf-8")
        settings = read_settings(path)
        lives = [
            Life(number, one, Page(one.person.name, policy_of()), library)
            for number, one in zip(numbers, members, strict=True)
        ]

        def send(now, of=settings):
            sending = Sending(
                settings=of, library=library, templates=Templates(), now=lambda: now,
                screen=io.StringIO(), chance=chance,
            )  # fmt: skip
            assert deliver(store, sending).troubles == []

        for now in runs(BEGIN, CUT):
            for life in lives:
                life.comes(store, now)
            # On the last days nothing leaves by mail: much waits when it is foretold.
            away = replace(settings.channels["mail"], port=NOBODYS_PORT)
            down = replace(settings, channels={**settings.channels, "mail": away})
            send(now, down if now.date() > CUT - timedelta(days=3) else settings)
        foretold = {
            number: what_will_be_sent(
                Asked(
                    Who(person=str(number), store=store),
                    facts_of(Who(person=str(number), store=store), library, LAST),
                    library,
                    now,
                    days=300,
                ),
                settings,
            )
            for number in numbers
        }
        before = {one.message for one, _ in delivery_log(store, None, failed=False)
                  if one.state == "sent"}  # fmt: skip
        # At first so often that what waits leaves on the day on which it is to be tried again.
        for later in [
            *(now + timedelta(minutes=15) * n for n in range(1, 30)),
            *runs(CUT + timedelta(days=1), LAST + timedelta(days=2)),
        ]:
            send(later)
    sent = defaultdict(set)
    for one, _ in delivery_log(store, None, failed=False):
        if one.state == "sent" and one.message not in before:
            sent[one.person, one.day, one.channel, one.message].add(one.telling)
    return foretold, sent


def test_what_is_foretold_is_what_is_sent(lived):
    foretold, sent = lived
    told = sorted(
        (number, one.day, one.channel, sorted(item.telling for item in one.items))
        for number, each in foretold.items()
        for one in each.messages
        if one.day <= LAST
    )
    became = sorted(
        (person, day, channel, sorted(tellings))
        for (person, day, channel, _), tellings in sent.items()
        if day <= LAST
    )
    assert told == became
    assert len(told) > 150
    assert {one[2] for one in told} == {"mail", "screen"}


def test_reminders_of_day_after_day_are_those_of_each_day(library):
    """Of who failed an exam and waits for another, too: that is looked at anew each day."""
    failed = (Exam(credential="CCA", taken_on=date(2026, 3, 1), passed=False),)
    approved = (Application(credential="CHPS", approved_on=date(2026, 4, 2)),)
    days = [date(2026, 3, 20) + timedelta(days=3 * n) for n in range(130)]
    for member in [*staff(), *crowd(6, Random(SEED))]:
        person = replace(member.person, exam=failed, application=approved)
        outlooks = Outlooks(person, library)
        for day in days:
            told = sorted(outlooks.on(day).reminders, key=pressing)
            assert told == due(person, day, FAR, library), (person.name, day)


def test_the_words_are_those_of_the_message(post, office, library):
    (coming, *_) = foretell(post).messages
    post.send(person="1")
    (letter,) = office.letters
    assert coming.subject == letter.mail["Subject"]
    assert (coming.day, coming.channel, coming.repeat) == (FIRST, "mail", False)


@pytest.fixture
def office():
    with open_office() as office:
        yield office


def foretell(post, now=None, **how):
    who = Who(person="1", store=post.store)
    person = facts_of(who, post.library, date(2027, 1, 1))
    return what_will_be_sent(
        Asked(who, person, post.library, now or post.now, **how), post.settings
    )


def test_nothing_is_written_by_looking(post, office):
    before = statements(post.store)
    assert foretell(post).messages
    assert (statements(post.store), office.letters) == (before, [])


def test_what_a_sender_left_in_doubt_goes_first_and_says_so(post, office):
    parcel, place = parcel_of(post), locate(post.store)
    turn = turn_of(post, "one", parcel)
    assert claim(place, parcel, turn)
    assert begin(place, parcel, turn)
    first, second, *_ = foretell(post).messages
    assert [(one.day, one.repeat) for one in (first, second)] == [
        (FIRST, True), (FIRST + timedelta(days=1), False),
    ]  # fmt: skip
    (outcome,) = post.send(LEASE, person="1").outcomes
    assert outcome.repeat
    assert {one.telling for one in outcome.items} == {one.telling for one in first.items}


@pytest.mark.parametrize(
    ("hour", "day"), [(3, 0), (9, 0), (20, 0), (21, 1), (23, 1)]
)  # fmt: skip
def test_after_the_last_hour_it_is_the_next_day(post, hour, day):
    now = noon(FIRST) + timedelta(hours=hour - 12)
    assert foretell(post, now).messages[0].day == FIRST + timedelta(days=day)


def test_a_day_may_be_asked_about(post):
    later = FIRST + timedelta(days=40)
    found = foretell(post, on=later, days=2)
    assert (found.first, found.last) == (later, later + timedelta(days=2))
    assert [one.day for one in found.messages] == [later + timedelta(days=n) for n in range(3)]


def test_it_is_looked_ahead_for_a_year_or_until_the_cycle_is_over(library, tmp_path, office):
    store, path = str(tmp_path / "store.db"), tmp_path / "reminders.toml"
    path.write_text(settings_text(office, ""), encoding="utf-8")
    begun = replace(holder("Bo").credential[0], passed_on=date(2025, 12, 20))
    far = replace(begun, cycle=StatedCycle(from_=begun.passed_on, until=date(2035, 12, 31)))
    spans = []
    with recorded(locate(store), "fill", NOW.isoformat(), may_create=True) as work:
        for held in ((), (begun,), (far,)):
            add_person(work, replace(holder(f"Bo {len(held)}"), credential=held))
    for number in ("1", "2", "3"):
        who = Who(person=number, store=store)
        asked = Asked(who, facts_of(who, library, FIRST), library, NOW)
        spans.append((what_will_be_sent(asked, read_settings(path)).last - FIRST).days)
    assert spans == [YEAR, (date(2027, 12, 19) - FIRST).days, LONGEST]


@pytest.mark.parametrize(
    ("email", "more", "said"),
    [
        (None, "", "no e-mail address is on record"),
        ("nowhere", "", "is not an e-mail address"),
        ("bo@example.org", '[[person]]\nwho = "Bo"\nchannels = []\n', "hears by no channel"),
        ("bo@example.org", "", None),
    ],
)
def test_what_will_reach_nobody_is_told(library, tmp_path, office, email, more, said):
    store, path = str(tmp_path / "store.db"), tmp_path / "reminders.toml"
    path.write_text(settings_text(office, more), encoding="utf-8")
    with recorded(locate(store), "fill", NOW.isoformat(), may_create=True) as work:
        add_person(work, holder("Bo", email))
    who = Who(person="1", store=store)
    asked = Asked(who, facts_of(who, library, FIRST), library, NOW)
    found = what_will_be_sent(asked, read_settings(path))
    assert [said in one for one in found.hindrances] == ([True] if said else [])
    assert bool(found.messages) == ("channels = []" not in more)
