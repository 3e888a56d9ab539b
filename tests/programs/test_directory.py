"""The figures that come with certtrack: each cited and dated; names found however spelt."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.programs import shipped
from certtrack.programs.naming import ranked
from certtrack.services.programs import shipped_programs

NAMES = {id_: one.program.name for id_, one in shipped_programs().items()}


def test_every_figure_has_a_source_that_is_told():
    for data, entries in (
        (shipped.programs(), (*shipped.programs().program, *shipped.programs().typical)),
        (shipped.careers(), shipped.careers().career),
    ):
        assert {one.source for one in entries} <= set(data.sources)
        ids = [one.id for one in entries]
        assert len(ids) == len(set(ids))


def test_nobody_is_said_to_be_accredited_whom_the_source_does_not_call_so():
    assert all(one.accreditation is None for one in shipped.programs().program)


def test_spans_go_from_less_to_more():
    for one in (*shipped.programs().program, *shipped.programs().typical):
        for span in (one.credits, one.months):
            assert span is None or span.least <= span.most


def test_what_credits_cost_adds_up_to_the_whole():
    program = next(one for one in shipped.programs().program if "ultimate" in one.id)
    a_credit, whole = (one.amount for one in program.charges)
    assert a_credit * program.credits.least == whole == Decimal(27090)


def test_every_credential_that_serves_a_career_has_a_rulebook(library):
    for one in shipped.careers().career:
        for code in one.credentials:
            assert library.find(code) is not None, code


@pytest.mark.parametrize("id_", NAMES)
def test_a_name_is_found_however_its_letters_and_words_stand(id_):
    name = NAMES[id_]
    for spelt in (name.upper(), " ".join(reversed(name.split())), name.replace(".", "")):
        assert id_ in dict(ranked(spelt, NAMES, 3)), spelt


@given(st.sampled_from(sorted(NAMES)), st.data())
def test_a_name_is_found_with_one_letter_wrong(id_, data):
    name = NAMES[id_]
    at = data.draw(st.integers(0, len(name) - 1))
    spelt = name[:at] + data.draw(st.sampled_from(["", "x", name[at] * 2])) + name[at + 1 :]
    assert id_ in dict(ranked(spelt, NAMES, 3))


@given(st.text(max_size=40))
def test_whatever_is_written_is_answered(text):
    found = ranked(text, NAMES, 5)
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    assert {id_ for id_, _ in found} <= set(NAMES)
