"""Laws of the apprentice grade: its alternatives say the sum of years, and no more is known."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from certtrack.rules.facts import Person
from certtrack.rules.requirements.experience import full_time_months
from certtrack.services.eligibility import check
from tests.laws.strategies import days, jobs, maybe, people, replaced, section, trainings

KINDS = {"coding", "multi-specialty-coding"}


def grading(person: Person, on: date, library):
    return check(person, ["CPC"], on, library)[0].grade


def years(person: Person, on: date) -> Fraction:
    """Years as AAPC adds them up: work its length, once one for a course and for Practicode."""
    work = full_time_months([one for one in person.experience if one.kind in KINDS], date.min, on)
    done = [one for one in person.training if one.completed_on and one.completed_on <= on]
    on_topic = [one for one in done if "coding-preparation" in one.topics]
    course = any(one.hours >= 80 for one in on_topic)
    practicode = any("practicode" in one.topics for one in done)
    return work / 12 + course + practicode


known = st.builds(
    lambda one, topics, hours: replaced(one, topics=topics, hours=hours),
    trainings,
    st.sampled_from([("coding-preparation",), ("practicode",), ("medical-terminology",), ()]),
    st.sampled_from([40, 79, 80, 120]),
)


@given(st.lists(jobs, max_size=3), st.lists(known, max_size=3), days)
def test_the_alternatives_are_the_sum_of_years(library, some, courses, on):
    person = Person(name="Ana", experience=tuple(some), training=tuple(courses))
    grade = grading(person, on, library)
    if grade is None:
        assert on < date(2020, 1, 1)
    elif grade.awarded is None:
        # Several courses together have the hours, and no source says whether that will do.
        assert years(person, on) < 2
    else:
        assert (grade.awarded == "CPC") == (years(person, on) >= 2)


@given(people(), days, st.sampled_from(["hours", "topics"]))
def test_forgetting_a_key_of_the_training_keeps_the_grade_or_leaves_it_open(
    library, person, on, key
):
    before = grading(person, on, library)
    forgotten = person.training and tuple(replaced(one, **{key: None}) for one in person.training)
    after = grading(replaced(person, training=forgotten), on, library)
    if before is not None and after is not None:
        assert after.awarded in (before.awarded, None)


@given(people(), days, maybe(section(jobs)))
def test_the_grade_changes_no_verdict(library, person, on, more):
    one, other = (
        check(each, ["CPC"], on, library)[0]
        for each in (person, replaced(person, experience=more, training=None))
    )
    assert one.ruling == other.ruling
