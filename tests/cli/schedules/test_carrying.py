"""What is written and run for a schedule: all of it, or all is as before."""

from __future__ import annotations

import pytest

from certtrack.errors import Refused
from certtrack.services.schedules.carrying import carry_out, stands, take_away
from certtrack.services.schedules.schedule import Plan, Written


@pytest.fixture
def plan(tmp_path):
    """A plan that writes two files and runs what it is told; each command leaves its word."""

    def noting(word):
        return ("/bin/sh", "-c", f'echo {word} >>"$0"', str(tmp_path / "log"))

    def plan_(text, *runs):
        folder = tmp_path / "a" / "b"
        return Plan(
            writes=tuple(Written(str(folder / name), text) for name in ("one", "two")),
            runs=(noting(f"run-{text}"), *runs),
            undoes=(noting("undone"),),
            ends=(noting("ended"),),
        )

    return plan_


def test_a_plan_is_carried_out_and_taken_away(plan, tmp_path):
    carry_out(plan("new"))
    assert stands(plan("new"))
    assert not stands(plan("other"))
    take_away(plan("new"))
    assert list((tmp_path / "a" / "b").iterdir()) == []
    assert (tmp_path / "log").read_text().split() == ["run-new", "undone", "ended"]


def test_when_a_command_fails_at_first_nothing_is_left(plan, tmp_path):
    with pytest.raises(Refused, match="`sh -c echo why; exit 1` failed: why"):
        carry_out(plan("new", ("sh", "-c", "echo why; exit 1")))
    assert not (tmp_path / "a").exists()
    assert (tmp_path / "log").read_text().split() == ["run-new", "undone", "ended"]


def test_when_a_command_fails_later_what_was_there_stands_and_is_set_going_again(plan, tmp_path):
    carry_out(plan("old"))
    with pytest.raises(Refused, match="failed: it said nothing"):
        carry_out(plan("new", ("false",)))
    assert stands(plan("old"))
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == ["one", "two"]


def test_a_program_that_is_not_there_is_named(plan, tmp_path):
    with pytest.raises(Refused, match="`no-such-program` failed: No such file or directory"):
        carry_out(plan("new", ("no-such-program",)))
    assert not (tmp_path / "a").exists()


def test_when_it_cannot_be_undone_it_stays(plan):
    carry_out(plan("old"))
    stuck = Plan(plan("old").writes, plan("old").runs, undoes=(("false",),))
    with pytest.raises(Refused):
        take_away(stuck)
    assert stands(plan("old"))


def test_what_is_only_half_there_can_be_taken_away(plan, tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "one").touch()
    take_away(Plan(plan("old").writes, (), undoes=(("false",),)))
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_what_its_scheduler_has_forgotten_can_be_taken_away(plan, tmp_path):
    carry_out(plan("old"))
    take_away(Plan(plan("old").writes, (), undoes=(("false",),)), running=False)
    assert list((tmp_path / "a" / "b").iterdir()) == []
