"""Laws of looking for entries: filters only leave out, and what is not known is never claimed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from certtrack.programs.wanted import Entry, Wanted, found

NAMES = ("St. Petersburg College", "Petersburg State", "Lakeside University", "Oak Institute")
AGENCIES = st.none() | st.lists(st.sampled_from(["CAHIIM", "Another Agency"]), max_size=2)
ENTRY = st.builds(
    Entry,
    id=st.uuids().map(str),
    words=st.sampled_from(NAMES),
    level=st.sampled_from([None, "associate", "bachelor"]),
    state=st.sampled_from([None, "FL", "OH"]),
    agencies=AGENCIES.map(lambda some: None if some is None else tuple(some)),
)
ENTRIES = st.lists(ENTRY, max_size=12, unique_by=lambda one: one.id)
WANTED = st.builds(
    Wanted,
    text=st.sampled_from([None, "petersberg", "lakside"]),
    level=st.sampled_from([None, "associate"]),
    state=st.sampled_from([None, "FL"]),
    agency=st.sampled_from([None, "cahiim", "agency"]),
    at_most=st.integers(1, 12),
)


@given(ENTRIES, WANTED)
def test_what_is_found_is_known_to_be_as_it_was_asked_for(entries, wanted):
    by_id = {one.id: one for one in entries}
    answer = found(entries, wanted)
    assert len(answer.ids) == len(set(answer.ids)) <= wanted.at_most
    for one in map(by_id.__getitem__, answer.ids):
        assert wanted.level in (None, one.level)
        assert wanted.state in (None, one.state)
        if wanted.agency:
            assert any(wanted.agency in agency.casefold() for agency in one.agencies)


@given(ENTRIES, WANTED)
def test_an_agency_that_is_asked_for_leaves_out_and_changes_no_order(entries, wanted):
    everyone = Wanted(text=wanted.text, level=wanted.level, state=wanted.state, at_most=99)
    known = Wanted(
        text=wanted.text, level=wanted.level, state=wanted.state, agency="CAHIIM", at_most=99
    )
    all_of_them, some = found(entries, everyone), found(entries, known)
    assert [one for one in all_of_them.ids if one in some.ids] == list(some.ids)
    left = {one.id: one for one in entries if one.id not in some.ids and one.id in all_of_them.ids}
    assert some.unknown == sum(one.agencies is None for one in left.values())
    assert all_of_them.unknown == 0


@given(ENTRIES, WANTED)
def test_fewer_are_the_first_of_more(entries, wanted):
    more = Wanted(
        text=wanted.text,
        level=wanted.level,
        state=wanted.state,
        agency=wanted.agency,
        at_most=wanted.at_most + 1,
    )
    assert found(entries, more).ids[: wanted.at_most] == found(entries, wanted).ids
