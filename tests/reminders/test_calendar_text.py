"""A calendar's file is what RFC 5545 says, whatever is in it, as another parser reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from certtrack.reminders.calendar_entry import Form
from certtrack.reminders.calendar_text import Title, kept_in, written
from certtrack.rules.findings import Citation, Source
from tests.reminders.test_calendar import CYCLE, DUE, FEE, NOW, ONE, OWN_EVENTS, reminder, told

TITLE = Title(uid="u@certtrack", name="Deadlines of Ana Flores")
HOSTILE = (
    "a, b; c \\n d\\ e",
    "first\nsecond\r\nthird\rfourth",
    "END:VEVENT\r\nBEGIN:VEVENT\nATTACH:file:///etc/passwd",
    "🏥 " * 60 + "ñandú",
    "bell \x07 nul \x00 escape \x1b[31m",
    "line\u2028paragraph\u2029next\x85tab\x0bfeed\x0c.",
    '"quoted": {x}, %s, {0}',
    "ﷺ" * 300,
)


def read(content: bytes):
    """The calendar as a parser reads it that is not the library that wrote it."""
    return IcsCalendarStream.calendar_from_ics(content.decode())


def file(reminders, form=OWN_EVENTS, title=TITLE) -> bytes:
    return written(title, told(reminders, form=form), form)


def lines(content: bytes) -> list[bytes]:
    assert content.endswith(b"\r\n")
    return content.removesuffix(b"\r\n").split(b"\r\n")


def test_another_parser_reads_a_whole_day_that_takes_no_time_with_its_alarms():
    calendar = read(file([ONE]))
    (event,) = calendar.events
    assert (event.dtstart, event.dtend) == (DUE, DUE + timedelta(days=1))
    assert event.summary == "RHIT: 8 CEUs missing"
    assert event.status == "CONFIRMED"
    assert event.transparency == "TRANSPARENT"
    assert event.dtstamp == event.last_modified == NOW.replace(microsecond=0)
    assert (event.sequence, event.categories) == (0, ["AHIMA", "RHIT"])
    hours = [9 - 24 * days for days in (90, 60, 30, 14, 7, 3, 1, 0)]
    assert [alarm.trigger for alarm in event.alarm] == [timedelta(hours=one) for one in hours]
    assert calendar.prodid == "-//certtrack//certtrack//EN"


def test_a_subscriber_is_told_name_and_how_often_to_ask():
    found = lines(file([ONE]))
    for line in (
        b"METHOD:PUBLISH",
        b"X-WR-CALNAME:Deadlines of Ana Flores",
        b"REFRESH-INTERVAL;VALUE=DURATION:P1D",
        b"TRIGGER:-P29DT15H",
        b"TRIGGER:-PT15H",
        b"TRIGGER:PT9H",
    ):
        assert line in found


def test_source_and_certainty_are_told():
    source = Source(title="Guide; page 3, “dues”", url="https://example.org/a,b;c?d=1#e")
    cited = replace(FEE, citation=Citation(source=source, certainty="assumed"))
    (event,) = read(file([cited])).events
    assert str(event.url) == "https://example.org/a,b;c?d=1#e"
    assert "Source: Guide; page 3, “dues”\nhttps://example.org/a,b;c?d=1#e\n" in event.description
    assert event.description.endswith("How certain: assumed, because the sources are silent.")


def test_things_to_do_are_open_then_done_or_cancelled():
    form = Form(todo=True)
    first = told([ONE, FEE], form=form)
    open_ = read(written(TITLE, first, form)).todos
    assert {(one.due, one.status) for one in open_} == {(DUE, "NEEDS-ACTION")}
    for running, status in (([CYCLE], "COMPLETED"), ([], "CANCELLED")):
        ended = written(TITLE, told([ONE], first, running=running, form=form), form)
        paid = next(one for one in read(ended).todos if "pay" in one.summary)
        assert (paid.status, paid.sequence) == (status, 1)
        assert (paid.completed is not None) == (status == "COMPLETED")


def test_an_event_that_ended_is_cancelled():
    (event,) = read(written(TITLE, told([], told([FEE])), Form())).events
    assert (event.status, event.sequence, event.description) == ("CANCELLED", 1, "Done.")


def test_a_calendar_without_entries_is_whole_and_has_one_component():
    content = written(TITLE, [], Form())
    calendar = read(content)
    assert calendar.events == calendar.todos == []
    assert [one.tz_id for one in calendar.timezones] == ["Etc/UTC"]
    assert kept_in(content) == ("u@certtrack", {})


def test_a_deadline_on_the_29th_of_february_ends_on_the_first_of_march():
    (event,) = read(file([reminder(due=date(2028, 2, 29))])).events
    assert (event.dtstart, event.dtend) == (date(2028, 2, 29), date(2028, 3, 1))


def holds(content: bytes) -> None:
    """What the format asks of every line, and that no text became more than text."""
    for line in lines(content):
        assert len(line) <= 75
        line.decode()
        assert not set(line) & {*range(0x09), *range(0x0A, 0x20), 0x7F}
    (event,) = read(content).events
    assert event.uid == told([ONE])[0].uid
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    assert b"\r\nATTACH" not in content


def plain(text: str) -> str:
    """A text as a calendar can hold it: other signs for a new line become one."""
    for sign in ("\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"):
        text = text.replace(sign, "\n")
    forbidden = {*range(32), *range(127, 160)} - {ord("\n"), ord("\t")}
    return "".join(one for one in text if ord(one) not in forbidden)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text):
    one = replace(ONE, labels=text, message=text, credentials=("RHIT",), person=text)
    content = file([one], title=Title(uid="u", name=text))
    holds(content)
    (event,) = read(content).events
    assert event.summary == plain(f"{text}: 8 CEUs missing")
    assert event.description.startswith(plain(text))


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_words_stay_words(labels, message):
    content = file([replace(ONE, labels=labels, message=message)])
    holds(content)
    (event,) = read(content).events
    assert event.summary == plain(f"{labels}: 8 CEUs missing").strip() or event.summary == plain(
        f"{labels}: 8 CEUs missing"
    )


FILE = file([ONE, FEE])


@given(st.integers(0, len(FILE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_was_spoilt_is_read_or_refused_and_never_breaks(at, put, cut):
    spoilt = FILE[:at] + put + FILE[at + cut :]
    try:
        _, kept = kept_in(spoilt)
    except ValueError:
        return
    assert all(isinstance(one.changed_at, datetime) for one in kept.values())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ana\r\nEND:VCARD\r\n",
        FILE.replace(b"//certtrack//EN", b"//other//EN"),
        FILE.replace(b"SEQUENCE:0", b"SEQUENCE:x"),
        FILE.replace(b"X-CERTTRACK-STATE:open", b"X-CERTTRACK-STATE:lost"),
        FILE.replace(b"X-CERTTRACK-CONCERN", b"X-OTHER"),
        FILE + FILE,
    ],
)
def test_what_is_no_calendar_of_ours_is_told_apart(content):
    with pytest.raises(ValueError, match=r"."):
        kept_in(content)


def test_amounts_and_ceus_are_written_without_zeros_that_say_nothing():
    half = replace(ONE, remaining=Decimal("2.50"))
    hundred = replace(FEE, amount=Decimal("100.00"))
    summaries = {event.summary for event in read(file([half, hundred])).events}
    assert summaries == {"RHIT: 2.5 CEUs missing", "RHIT: pay 100 USD"}
