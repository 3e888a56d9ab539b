"""A mail brings the deadlines it tells of along, as the same entries that calendars have."""

from __future__ import annotations

from icalendar import Calendar

from certtrack.reminders.wishes import EverybodysWishes
from certtrack.services.calendar import of_person
from certtrack.services.calendar_entries import Asked
from certtrack.services.facts import Who
from certtrack.store.calendar_entries import kept_of
from certtrack.store.location import locate
from certtrack.store.sessions import reading
from tests.reminders.test_deliver import DAY, NOW, Post, office, post  # noqa: F401


def calendar_of(letter) -> Calendar:
    (enclosed,) = letter.mail.iter_attachments()
    assert enclosed.get_content_type() == "text/calendar"
    assert enclosed.get_filename() == "deadlines.ics"
    return Calendar.from_ical(enclosed.get_content())


def events(calendar) -> dict[str, int]:
    return {str(one["UID"]): int(one["SEQUENCE"]) for one in calendar.walk("VEVENT")}


def test_a_mail_has_its_deadlines_as_a_calendar(post: Post, office):  # noqa: F811
    post.send()
    found = [events(calendar_of(one)) for one in office.letters]
    assert all(found)
    assert not set(found[0]) & set(found[1]), "each person's entries are their own"


def test_they_are_the_entries_of_the_persons_own_calendar(post: Post, office, library):  # noqa: F811
    post.send()
    asked = Asked(library=library, moment=NOW, wishes=EverybodysWishes(post.settings))
    own = Calendar.from_ical(of_person(Who(store=post.store, person="1"), asked).content)
    sent = events(calendar_of(office.letters[0]))
    assert sent.items() <= events(own).items()


def test_the_next_mail_tells_the_same_entries_unchanged(post: Post, office):  # noqa: F811
    post.send()
    post.send(DAY)
    first, *_, last = [
        events(calendar_of(one)) for one in office.letters if "1" in one.recipients[0]
    ]
    assert last.items() <= first.items()


def test_a_dry_run_tells_no_calendar_anything(post: Post):  # noqa: F811
    report = post.send(dry_run=True)
    assert report.outcomes
    with reading(locate(post.store)) as connection:
        assert kept_of(connection, 1, "events") == {}
