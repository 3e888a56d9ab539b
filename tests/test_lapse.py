"""What becomes of a cycle that ended unmet, to the day and in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.rules.lapse import Lapse
from certtrack.rules.standing import lapsed

END = date(2026, 3, 31)
WORST_LAST = ("grace", "inactive", "revoked")


def lapse(**given: int) -> Lapse:
    return Lapse(effective_from=date(2000, 1, 1), source="s", certainty="assumed", **given)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (lapse(), "inactive from the day after it."),
        (lapse(grace_days=31), "31 days of grace, then inactive."),
        (lapse(grace_months=3), "3 months of grace, then inactive."),
        (lapse(grace_months=1, grace_days=1), "1 month and 1 day of grace, then inactive."),
        (lapse(revoked_after_days=180), "inactive from the day after it, revoked after 180 days."),
        (lapse(revoked_after_months=12), "the day after it, revoked after 12 months."),
        (lapse(grace_days=90, revoked_after_days=0), "unmet: 90 days of grace, then revoked."),
        (lapse(revoked_after_days=0), "unmet: at once revoked."),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_lapse_says_what_it_does(rule, words):
    assert rule.in_words().endswith(words)


@pytest.mark.parametrize(
    ("rule", "inactive_on", "revoked_on"),
    [
        (None, date(2026, 4, 1), None),
        (lapse(), date(2026, 4, 1), None),
        (lapse(grace_days=31), date(2026, 5, 2), None),
        (lapse(grace_months=3), date(2026, 7, 1), None),
        (lapse(revoked_after_days=180), date(2026, 4, 1), date(2026, 9, 27)),
        (lapse(revoked_after_months=12), date(2026, 4, 1), date(2027, 4, 1)),
        (lapse(grace_days=90, revoked_after_days=0), date(2026, 6, 30), date(2026, 6, 30)),
        (lapse(revoked_after_days=0), date(2026, 4, 1), date(2026, 4, 1)),
    ],
)
def test_each_spell_ends_on_its_day(rule, inactive_on, revoked_on):
    told = lapsed(END, rule, date(2026, 4, 1))
    assert (told.inactive_on, told.revoked_on) == (inactive_on, revoked_on)
    eve = lapsed(END, rule, inactive_on - timedelta(days=1))
    assert inactive_on == date(2026, 4, 1) or eve.standing == "grace"
    if revoked_on:
        assert lapsed(END, rule, revoked_on).standing == "revoked"


LAPSES = st.builds(
    lapse,
    grace_months=st.integers(0, 6),
    grace_days=st.integers(0, 120),
    revoked_after_months=st.none() | st.integers(1, 24),
    revoked_after_days=st.none() | st.integers(0, 400),
)


@given(
    st.dates(date(1950, 1, 1), date(2150, 1, 1)), LAPSES, st.integers(1, 2000), st.integers(0, 9)
)
def test_a_standing_only_gets_worse_with_time(end, rule, days, later):
    standings = [
        lapsed(end, rule, end + timedelta(days=after)).standing for after in (days, days + later)
    ]
    assert WORST_LAST.index(standings[0]) <= WORST_LAST.index(standings[1])


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), LAPSES, st.integers(1, 2000))
def test_revoked_comes_no_sooner_than_inactive_and_only_where_a_rule_says_so(end, rule, days):
    told = lapsed(end, rule, end + timedelta(days=days))
    assert (told.revoked_on is not None) == rule.is_revoked
    assert told.revoked_on is None or told.inactive_on <= told.revoked_on
