"""Accreditation in time: how it stands on a day, and how that is drawn."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rich.console import Console

from certtrack.errors import Refused
from certtrack.programs.timeline import Stretch, days_shown, in_order
from certtrack.render import accreditation_page, accreditation_plot

DAYS = st.dates(date(1900, 1, 2), date(2199, 12, 30))
ONE_DAY = timedelta(days=1)
ON = date(2026, 6, 1)


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    """Beginnings and ends that may not be told."""
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    assume(not (first and last) or first <= last)
    return Stretch(agency=draw(st.sampled_from("ABC")), first_day=first, last_day=last)


@given(stretches())
def test_both_ends_are_included_and_the_days_around_them_are_not(one):
    if one.first_day:
        assert one.on(one.first_day) == "in force"
        assert one.on(one.first_day - ONE_DAY) == "to come"
    if one.last_day:
        assert one.on(one.last_day) == ("in force" if one.first_day else "not known")
        assert one.on(one.last_day + ONE_DAY) == "over"


@given(stretches(), DAYS, DAYS)
def test_what_is_over_never_comes_back(one, day, other):
    order = ["to come", "not known", "in force", "over"]
    early, late = sorted((day, other))
    assert order.index(one.on(early)) <= order.index(one.on(late))


@given(st.lists(stretches(), min_size=1, max_size=6), DAYS)
def test_a_timeline_shows_every_day_that_is_told_on_bars_of_one_length(told, on):
    shown = in_order(told)
    assert sorted(map(repr, shown)) == sorted(map(repr, told))
    first, last = days_shown(shown, on)
    assert first < last
    assert first <= on <= last
    for one in shown:
        assert all(first <= day <= last for day in (one.first_day, one.last_day) if day)
    text = printed(shown, on)
    bars = [line for line in text.splitlines() if line.startswith(("A ", "B ", "C "))]
    assert len(bars) == len(told)
    for line, one in zip(bars, shown, strict=True):
        assert sum(line.count(sign) for sign in "█░?") == accreditation_page.WIDTH
        # However short it was, it is seen; what began on no day that is told is never full.
        assert ("█" in line) == (one.first_day is not None)


def printed(shown, on):
    out = io.StringIO()
    console = Console(file=out, width=120, color_system=None)
    accreditation_page.show(console, shown, on)
    return out.getvalue()


def test_the_mark_stands_below_the_day_asked_about():
    one = Stretch(agency="A", first_day=date(2000, 1, 1), last_day=date(2023, 12, 31))
    lines = printed([one], date(2012, 1, 1)).splitlines()
    bar, mark = next(line for line in lines if line.startswith("A ")), lines[-1]
    assert mark.index("▲") - bar.index("█") == accreditation_page.WIDTH // 2


GONE = Stretch(agency="Old $ Agency", first_day=date(1990, 1, 1), last_day=date(2011, 12, 31))
NOW = Stretch(agency="CAHIIM", first_day=date(2012, 1, 1))
SOMETIME = Stretch(agency="Another", program="Nursing", status="Accredited")


def test_a_picture_says_in_words_what_it_draws_and_is_the_same_every_time(tmp_path):
    for name in ("one.svg", "two.svg"):
        accreditation_plot.save("Riverbend", (NOW, GONE, SOMETIME), ON, "Its page", tmp_path / name)
    drawn = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert drawn == (tmp_path / "two.svg").read_text(encoding="utf-8")
    for words in (
        "Accreditation: Riverbend",
        "CAHIIM: 2012-01-01 on; in force on 2026-06-01",
        "Old $ Agency: 1990-01-01 to 2011-12-31; over on 2026-06-01",
        "Another, Nursing, Accredited: day not told on; not known on 2026-06-01",
        "Its page",
    ):
        assert words in drawn


@pytest.mark.parametrize("shown", [None, ()])
def test_where_nothing_is_told_nothing_is_drawn(tmp_path, shown):
    with pytest.raises(Refused, match="no accreditation to draw"):
        accreditation_plot.save("Riverbend", shown, ON, "Its page", tmp_path / "one.svg")
    assert list(tmp_path.iterdir()) == []
