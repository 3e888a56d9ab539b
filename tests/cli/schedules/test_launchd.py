"""launchd: a property list that says exactly the command and the times."""

from __future__ import annotations

import plistlib
from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from certtrack.services.schedules.launchd import agent
from certtrack.services.schedules.schedule import Schedule

words = st.text(st.characters(exclude_categories=("Cc", "Cs")))


@given(received=st.lists(words, min_size=1))
def test_any_words_survive_the_property_list(received):
    told = plistlib.loads(plistlib.dumps(agent(Schedule(tuple(received)))))
    assert told["ProgramArguments"] == received


def test_it_runs_every_hour_or_at_times_of_day_and_at_log_in():
    assert agent(Schedule(("/x",)))["StartCalendarInterval"] == [{"Minute": 7}]
    told = agent(Schedule(("/x",), (time(8, 30), time(18, 0))))
    assert told["StartCalendarInterval"] == [
        {"Hour": 8, "Minute": 30},
        {"Hour": 18, "Minute": 0},
    ]
    assert told["RunAtLoad"] is True


def test_a_dry_run_shows_file_and_commands_on_any_machine(remind, home):
    told = remind("install", "--with", "launchd", "--dry-run", "--json").json
    path = str(home / "Library" / "LaunchAgents" / "certtrack.remind.plist")
    assert [one["where"] for one in told["writes"]] == [path]
    assert plistlib.loads(told["writes"][0]["text"].encode())["ProgramArguments"] == told["command"]
    assert told["runs"][-1][:2] == ["launchctl", "bootstrap"]
    assert told["runs"][-1][-1] == path
    assert not (home / "Library").exists()


def test_elsewhere_it_is_refused(remind):
    answer = remind("install", "--with", "launchd")
    assert answer.code == 2
    assert answer.err == (
        "launchd cannot be used: launchd is part of macOS; nothing was changed.\n"
    )
