"""When a message is tried again, and when no more: as laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from certtrack.reminders.channels.channel import Undelivered
from certtrack.reminders.retrying import (
    ATTEMPTS,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    SPREAD,
    pause,
    settled,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
attempts = st.integers(1, 1000)
chances = st.floats(0, 1)
troubles = st.builds(
    Undelivered,
    st.just("the server said no"),
    permanent=st.booleans(),
    in_doubt=st.booleans(),
    whole_channel=st.booleans(),
)


def test_pauses_double_from_five_minutes_to_twelve_hours():
    minutes = [pause(number, 0.5) / timedelta(minutes=1) for number in range(1, 11)]
    assert minutes == [5, 10, 20, 40, 80, 160, 320, 640, 720, 720]


@given(attempts, chances)
def test_a_pause_is_never_far_from_the_usual_one(number, chance):
    usual = pause(number, 0.5)
    assert abs(pause(number, chance) - usual) <= usual * SPREAD + timedelta(microseconds=1)
    assert FIRST_PAUSE <= usual <= LONGEST_PAUSE
    assert usual <= pause(number + 1, 0.5)


@given(troubles, attempts, chances, st.booleans())
def test_what_waits_has_a_moment_and_what_failed_has_none(trouble, number, chance, repeat):
    became = settled(trouble, number, NOW, chance, repeat=repeat)
    assert became.state in ("waiting", "failed")
    assert (became.state == "waiting") == (became.next_attempt_at is not None)
    assert became.next_attempt_at is None or became.next_attempt_at > NOW
    assert "the server said no" in became.reason


@given(troubles, attempts, chances)
def test_nothing_is_in_doubt_twice(trouble, number, chance):
    again = settled(trouble, number, NOW, chance, repeat=True)
    assert not (trouble.in_doubt and again.state == "waiting")


@given(troubles, attempts, chances, st.booleans())
def test_nothing_is_tried_for_ever_but_for_a_channel_that_is_away(trouble, number, chance, repeat):
    became = settled(trouble, number, NOW, chance, repeat=repeat)
    if became.state == "waiting" and became.counted:
        assert number < ATTEMPTS
        assert not trouble.permanent


@given(troubles, attempts, chances, st.booleans())
def test_what_may_have_arrived_is_known_to(trouble, number, chance, repeat):
    assert settled(trouble, number, NOW, chance, repeat=repeat).doubtful == trouble.in_doubt
