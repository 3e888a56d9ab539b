"""What a certificate says is found by its usual phrases; what is in doubt is never guessed."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.reading.spelt_days import spelt_days
from certtrack.records.certificate import recognised

PLAIN = """\
Certificate of Completion
This certifies that
Bo Li
has successfully completed
Coding Update 2026
on March 3, 2026
and is awarded 2.0 CEUs
Provider: State HIM Association
Certificate ID: CE-77
"""
SENTENCE = (
    "This is to certify that Bo Li has attended the webinar “Privacy in Practice: 2026” on "
    "3 April 2026 presented by Mercy Health Academy and was awarded 1.5 CE credits. "
    "Certificate Number: 2026-0001"
)
LABELLED = """\
CERTIFICATE OF ATTENDANCE
Course Title: Data Analytics Basics
Date of completion: 25/03/2026
Valid until 2028-03-25
Continuing education units: 3
Sponsored by Acme Academy
Verification Code # AB12-99
"""


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (
            PLAIN,
            {
                "title": "Coding Update 2026",
                "provider": "State HIM Association",
                "completed_on": "2026-03-03",
                "ceus": "2",
                "reference": "CE-77",
            },
        ),
        (
            SENTENCE,
            {
                "title": "Privacy in Practice: 2026",
                "provider": "Mercy Health Academy",
                "completed_on": "2026-04-03",
                "ceus": "1.5",
                "reference": "2026-0001",
            },
        ),
        (
            LABELLED,
            {
                "title": "Data Analytics Basics",
                "provider": "Acme Academy",
                "completed_on": "2026-03-25",
                "ceus": "3",
                "reference": "AB12-99",
            },
        ),
        (
            "for participating in State Meeting held April 3-5, 2026. 120 minutes",
            {
                "title": "State Meeting",
                "started_on": "2026-04-03",
                "completed_on": "2026-04-05",
                "minutes": "120",
            },
        ),
        ("has completed 2 CEUs", {"ceus": "2"}),
        ("Printed on 2026-05-01", {}),
        ("", {}),
    ],
)
def test_a_certificate_says(words, values):
    found = recognised(words)
    assert found.values == values
    assert found.doubts == {}


def test_a_number_on_the_line_before_is_not_the_amount():
    assert recognised("Completed on May 12, 2026\nCEUs: 3").values["ceus"] == "3"
    assert recognised("Course 45\nMinutes = 90").values["minutes"] == "90"
    assert recognised("Awarded:\n2.5\nCEUs").values["ceus"] == "2.5"


@pytest.mark.parametrize(
    ("words", "doubts"),
    [
        ("Completed on 03/04/2026", {"completed_on": ("03/04/2026",)}),
        ("Completed on 3/25/26", {"completed_on": ("3/25/26",)}),
        (
            "Completed on May 1, 2026. Attended on May 2, 2026",
            {"completed_on": ("May 1, 2026", "May 2, 2026")},
        ),
        ("1.5 contact hours (0.15 CEU)", {"ceus": ("0.15 CEUs", "1.5 contact hours")}),
        ("3 contact hours", {"ceus": ("3 contact hours",)}),
        ("2 CEUs or 3 CEUs", {"ceus": ("2 CEUs", "3 CEUs")}),
        ("50 minutes and 60 minutes", {"minutes": ("50 minutes", "60 minutes")}),
    ],
)
def test_what_is_in_doubt_is_not_taken(words, doubts):
    found = recognised(words)
    assert found.doubts == doubts
    assert not found.values.keys() & doubts.keys()


def test_the_same_amount_in_two_units_is_no_doubt():
    assert recognised("2 contact hours, 2.0 CEUs").values == {"ceus": "2"}


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-05",
        "March 5, 2026",
        "Mar. 5th, 2026",
        "MARCH 5 2026",
        "5 March 2026",
        "5th day of March, 2026",
    ],
)
def test_a_day_is_read_in_every_usual_spelling(written):
    (day,) = spelt_days(f"x {written} y")
    assert day.sure
    assert day.readings == (date(2026, 3, 5),)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from("/.-"))
def test_a_day_in_figures_is_sure_only_if_it_has_one_reading(day, sign):
    for written in (
        f"{day:%m}{sign}{day:%d}{sign}{day:%Y}",
        f"{day:%d}{sign}{day:%m}{sign}{day:%Y}",
    ):
        (found,) = spelt_days(written)
        assert day in found.readings
        assert found.sure == (day.day > 12 or day.day == day.month)


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(words):
    found = recognised(words)
    assert not found.values.keys() & found.doubts.keys()


PIECES = [
    PLAIN,
    SENTENCE,
    "completed ",
    "on ",
    "3 ",
    "CEUs: ",
    "\n",
    "certificate id ",
    "/",
    "“",
    " ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_nor_do_phrases_in_any_order(words):
    recognised(words)


@pytest.mark.parametrize(
    "piece",
    [
        "completed ",
        "certificate id ",
        "a" * 50,
        "1",
        " ",
        "March 3 - ",
        "completed the following online ",
    ],
)
def test_a_long_text_takes_no_long_time(piece):
    words = (piece * 20_000)[:20_000]
    before = time.process_time()
    recognised(words)
    assert time.process_time() - before < 5
