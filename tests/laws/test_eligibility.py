"""Laws of the verdict: what it may depend on, and what forgetting can do to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.render import contract
from certtrack.rules.record import SHAPES
from certtrack.services.eligibility import check
from tests.laws.strategies import CODES, days, people, replaced

ASKED = (*CODES, "ODS-C", "CPhT", "CPC")
SECTIONS = tuple(SHAPES)


def rulings(person, on, library) -> dict[str, str]:
    return {one.credential: one.ruling for one in check(person, ASKED, on, library)}


@given(people(), days, st.randoms())
def test_the_order_of_entries_changes_no_verdict(library, person, on, random):
    shuffled = {}
    for name in SECTIONS:
        entries = list(getattr(person, name) or ())
        random.shuffle(entries)
        shuffled[name] = None if getattr(person, name) is None else tuple(entries)
    before, after = (
        [(v.ruling, v.pathway, v.not_before) for v in check(each, ASKED, on, library)]
        for each in (person, replaced(person, **shuffled))
    )
    assert before == after


@pytest.mark.parametrize(
    "section", ["education", "course", "training", "experience", "application", "credential"]
)
@given(person=people(), on=days)
def test_forgetting_a_section_keeps_the_verdict_or_leaves_it_open(section, person, on, library):
    """Not so for exams, where forgetting a failed attempt ends a wait, nor for activities,
    where it moves the day on which the log is taken to begin.
    """
    before = rulings(person, on, library)
    after = rulings(replaced(person, **{section: None}), on, library)
    for code in ASKED:
        assert after[code] in (before[code], "cannot-tell")


@given(people(), days)
def test_forgetting_accreditation_keeps_the_verdict_or_leaves_it_open(library, person, on):
    studies = tuple(replaced(one, accreditation=None) for one in person.education or ())
    before = rulings(person, on, library)
    after = rulings(replaced(person, education=studies or person.education), on, library)
    for code in ASKED:
        assert after[code] in (before[code], "cannot-tell")


@pytest.mark.parametrize("key", ["credits", "grade", "subject", "part_of_program"])
@given(person=people(), on=days)
def test_forgetting_a_key_of_the_courses_keeps_the_verdict_or_leaves_it_open(
    key, person, on, library
):
    courses = tuple(replaced(one, **{key: None}) for one in person.course or ())
    before = rulings(person, on, library)
    after = rulings(replaced(person, course=courses or person.course), on, library)
    for code in ASKED:
        assert after[code] in (before[code], "cannot-tell")


@given(people(), days)
def test_forgetting_a_failed_attempt_never_makes_a_verdict_worse(library, person, on):
    before = rulings(person, on, library)
    after = rulings(replaced(person, exam=None), on, library)
    for code in ASKED:
        if before[code] in ("eligible", "eligible-early", "cannot-tell"):
            assert after[code] == before[code]


@given(people(), days)
def test_every_verdict_says_what_to_do(library, person, on):
    for verdict in check(person, ASKED, on, library):
        if verdict.ruling == "cannot-tell":
            assert verdict.missing
            assert verdict.next_steps
        elif verdict.ruling == "not-eligible":
            assert verdict.next_steps
        else:
            assert verdict.pathway
            assert verdict.not_before is None
            assert not verdict.missing


@given(people(), days)
def test_the_verdict_is_the_outcome_of_its_finding(library, person, on):
    rulings_of = {
        "met": {"eligible", "eligible-early"},
        "unknown": {"cannot-tell"},
        "not-met": {"not-eligible"},
    }
    for verdict in check(person, ASKED, on, library):
        assert verdict.ruling in rulings_of[verdict.finding.outcome]


@given(people(), days)
def test_the_pathway_shown_first_is_no_worse_than_the_others(library, person, on):
    rank = ("not-met", "unknown", "met").index
    for verdict in check(person, ASKED, on, library):
        if verdict.edition is None:
            continue
        outcomes = [rank(one.outcome) for one in verdict.finding.children[0].children]
        assert outcomes == sorted(outcomes, reverse=True)


@given(people(), days)
def test_the_same_question_has_the_same_answer(library, person, on):
    first, second = (
        [contract.verdict(one) for one in check(person, ASKED, on, library)] for _ in range(2)
    )
    assert first == second


@given(people(), days)
def test_what_happens_after_the_day_asked_about_changes_no_exam_wait(library, person, on):
    attempts = person.exam
    known = None if attempts is None else tuple(one for one in attempts if one.taken_on <= on)
    before = rulings(person, on, library)
    assert rulings(replaced(person, exam=known), on, library) == before
