"""Windows: a task whose XML and arguments say exactly what was meant."""

from __future__ import annotations

from datetime import time
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.errors import Refused
from certtrack.services.schedules.schedule import Schedule
from certtrack.services.schedules.windows import IN, task

signs = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="￾￿")
words = st.text(signs | st.sampled_from('\\" '))


def split(line: str) -> list[str]:
    """The words of a command line, as Windows' C run-time has them.

    Of 2n backslashes before a quote n stay and the quote begins or ends; of 2n + 1 n stay
    and the quote is a sign like others.
    """
    found, word, quoted, at = [], None, False, 0
    while at < len(line):
        run = len(line[at:]) - len(line[at:].lstrip("\\"))
        at += run
        sign = line[at : at + 1]
        if run:
            word = (word or "") + "\\" * (run // 2 if sign == '"' else run)
        if sign == '"' and run % 2:
            word = (word or "") + sign
        elif sign == '"':
            word, quoted = word or "", not quoted
        elif sign in (" ", "\t") and not quoted:
            found += [] if word is None else [word]
            word = None
        elif sign:
            word = (word or "") + sign
        at += 1
    return found if word is None else [*found, word]


def test_the_rules_are_those_that_windows_documents():
    assert split(r'"a b c" d e') == ["a b c", "d", "e"]
    assert split(r'"ab\"c" "\\" d') == ['ab"c', "\\", "d"]
    assert split(r'a\\\b d"e f"g h') == [r"a\\\b", "de fg", "h"]
    assert split(r"a\\\"b c d") == [r"a\"b", "c", "d"]
    assert split(r'a\\\\"b c" d e') == [r"a\\b c", "d", "e"]


def read(schedule: Schedule) -> ElementTree.Element:
    """The task as a reader of XML has it, from the bytes that are written."""
    return ElementTree.fromstring(task(schedule).encode("utf-16"))


@given(received=st.lists(words, max_size=5))
def test_any_words_survive_the_task(received):
    try:
        root = read(Schedule(("C:\\Program Files\\Python\\python.exe", *received)))
    except Refused:
        assert any("%" in word or "$(" in word for word in received)
        return
    assert root.findtext(".//task:Command", namespaces=IN) == (
        "C:\\Program Files\\Python\\python.exe"
    )
    assert split(root.findtext(".//task:Arguments", namespaces=IN) or "") == received


def test_it_runs_every_hour_or_at_times_of_day():
    [hourly] = read(Schedule(("x",))).findall(".//task:CalendarTrigger", IN)
    assert hourly.findtext("task:StartBoundary", namespaces=IN) == "2026-01-01T00:07:00"
    assert hourly.findtext("task:Repetition/task:Interval", namespaces=IN) == "PT1H"
    daily = read(Schedule(("x",), (time(8, 30), time(18, 0)))).findall(
        ".//task:CalendarTrigger", IN
    )
    assert [one.findtext("task:StartBoundary", namespaces=IN)[11:] for one in daily] == [
        "08:30:00",
        "18:00:00",
    ]
    assert all(one.find("task:Repetition", IN) is None for one in daily)


def test_what_was_missed_is_made_up_for_also_on_battery():
    root = read(Schedule(("x",)))
    settings = {child.tag.split("}")[1]: child.text for child in root.find("task:Settings", IN)}
    assert settings["StartWhenAvailable"] == "true"
    assert settings["DisallowStartIfOnBatteries"] == "false"


@pytest.mark.parametrize("word", ["C:\\%CERTTRACK_HERE%\\x", "C:\\$(Arg0)\\x"])
def test_what_the_task_scheduler_would_replace_is_refused(monkeypatch, word):
    monkeypatch.setenv("CERTTRACK_HERE", "there")
    with pytest.raises(Refused, match="Task Scheduler would put something else"):
        task(Schedule(("x", word)))
    assert task(Schedule(("x", "100% of 20%2Fx")))


def test_a_dry_run_shows_file_and_command_on_any_machine(remind, home):
    told = remind("install", "--with", "windows", "--dry-run", "--json").json
    [written] = told["writes"]
    assert told["runs"] == [
        ["schtasks", "/Create", "/TN", "certtrack-remind", "/XML", written["where"], "/F"]
    ]
    assert not (home / "config").exists()
