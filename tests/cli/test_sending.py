"""Sending as a user does it; the log; and what people do not want to hear."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta

from certtrack import clock

AT_ANY_HOUR = '[policy]\nquiet = { from = "00:00", until = "00:00" }\n'
SCREEN = '[channels.screen]\nkind = "terminal"\n[delivery]\nchannels = ["screen"]\n'
MAIL = (
    '[channels.mail]\nkind = "smtp"\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\n'
    'from = "reminders@example.org"\n[delivery]\nchannels = ["mail"]\n'
)


@pytest.fixture
def set_(home, monkeypatch):
    """Writes the settings of reminders."""
    path = home / "reminders.toml"
    monkeypatch.setenv("CERTTRACK_SETTINGS", str(path))

    def set__(lines):
        path.write_text(f"schema = 1\n{lines}{AT_ANY_HOUR}", encoding="utf-8")

    set__(SCREEN)
    return set__


@pytest.fixture
def bo(run, set_):
    """Bo, whose cycle ends in less than three weeks."""
    passed = clock.today() - relativedelta(years=2) + timedelta(days=18)
    assert run("person", "add", "--name", "Bo [Li]", "--manager", "Dana Roe").code == 0
    assert run("credential", "add", "--code", "RHIT", "--passed-on", passed).code == 0
    return "Bo [Li]"


@pytest.fixture
def ids(run, bo):
    """The ids of Bo's reminders by kind."""
    return {one["kind"]: one["id"] for one in run("remind", "--json").json["reminders"]}


def sent(run, *options):
    answer = run("remind", "--send", "--json", *options)
    assert answer.code == 0, answer.err
    return answer.json["messages"]


def lines(run, *options):
    answer = run("remind", "log", "--json", *options)
    assert answer.code == 0, answer.err
    return [json.loads(line) for line in answer.out.splitlines()]


def test_what_is_due_is_sent_once_and_stands_in_the_log(run, bo):
    answer = run("remind", "--send")
    assert answer.code == 0, answer.err
    assert "To: Bo [Li]" in answer.out
    assert "1 message sent." in answer.out
    assert "Nothing is to be sent now." in run("remind", "--send").out
    assert {(one["name"], one["state"], one["attempts"]) for one in lines(run)} == {(bo, "sent", 1)}
    page = run("remind", "log").out
    assert "RHIT ceu-shortfall" in page
    assert "Bo [Li]" in page


def test_for_programs_the_answer_stands_alone(run, bo):
    (message,) = sent(run)
    assert (message["name"], message["state"], message["channel"]) == (bo, "sent", "screen")
    assert {one["kind"] for one in message["reminders"]} == {"ceu-shortfall", "fee-due"}


def test_a_dry_run_sends_nothing(run, bo, set_):
    set_(MAIL)
    answer = run("remind", "--send", "--dry-run")
    assert answer.code == 0, answer.err
    assert "Messages that would be sent now: 1." in answer.out
    later = clock.today() + timedelta(days=10)
    (message,) = sent(run, "--dry-run", "--on", later)
    assert message["state"] == "due"
    assert lines(run) == []


def test_managers_have_theirs_with_roster(run, bo, set_):
    days = '["mon", "tue", "wed", "thu", "fri", "sat", "sun"]'
    set_(f"{MAIL}[policy.manager]\nweekdays = {days}\n")
    person, manager = sent(run, "--dry-run", "--roster")
    assert (person["name"], manager["name"]) == (bo, "Dana Roe")
    assert [one["kind"] for one in manager["reminders"]] == ["digest"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--send", "--file", "a.toml"), "--send does not go with --file"),
        (("--send", "--within", "3"), "--send does not go with --within"),
        (("--send", "--on", "2026-06-01"), "--on goes with --dry-run"),
        (("--send", "--roster", "--person", "Bo"), "no --person"),
        (("--dry-run",), "go with --send"),
    ],
)
def test_options_that_say_nothing_are_refused(run, bo, options, said):
    answer = run("remind", *options)
    assert answer.code == 2
    assert said in " ".join(answer.err.replace("│", " ").split())


def test_who_cannot_be_reached_is_told_by_the_exit_code_and_the_log(run, bo, set_):
    set_(MAIL)
    answer = run("remind", "--send", "--exit-code")
    assert answer.code == 1
    assert "no e-mail address" in " ".join(answer.out.split())
    assert {one["state"] for one in lines(run, "--failed", "--person", "Bo [Li]")} == {"failed"}
    assert run("remind", "--send", "--exit-code").code == 0


def test_what_waits_is_no_failure(run, bo, set_):
    set_(MAIL)
    assert run("person", "edit", "--email", "bo@example.org").code == 0
    answer = run("remind", "--send", "--exit-code")
    assert answer.code == 0
    assert "1 message waiting." in answer.out
    assert "Nothing more left by mail" in answer.out
    (waiting, _) = lines(run)
    assert (waiting["state"], waiting["attempts"]) == ("waiting", 0)
    assert lines(run, "--failed") == []


def test_settings_that_are_wrong_are_told_before_anything_is_sent(run, bo, set_):
    set_(f'{SCREEN}[[person]]\nwho = "Bo [Li]"\nchannels = ["scren"]\n')
    answer = run("remind", "--send")
    assert answer.code == 2
    assert "Did you mean 'screen'?" in answer.err
    assert lines(run) == []


def test_a_person_may_be_told_by_other_channels_or_none(run, bo, set_):
    set_(f'{SCREEN}[[person]]\nwho = "bo [li]"\nchannels = []\n')
    assert sent(run) == []


def test_a_person_may_have_a_policy_of_their_own(run, bo, set_):
    kinds = "[person.policy.kinds.ceu-shortfall]\nlead_days = []\n"
    set_(f'{SCREEN}[[person]]\nwho = "bo [li]"\nlanguage = "es"\n{kinds}')
    (message,) = sent(run)
    assert [one["kind"] for one in message["reminders"]] == ["fee-due"]
    assert "falta pagar" in message["subject"]


# --- what is not to be told ---------------------------------------------------------------


def test_a_snoozed_reminder_is_not_told_and_undo_wakes_it(run, bo, ids):
    answer = run("remind", "snooze", ids["fee-due"], "--days", "7")
    assert answer.code == 0, answer.err
    (message,) = sent(run, "--dry-run")
    assert [one["kind"] for one in message["reminders"]] == ["ceu-shortfall"]
    week = clock.today() + timedelta(days=7)
    (message,) = sent(run, "--dry-run", "--on", week)
    assert len(message["reminders"]) == 2
    assert "remind snooze" in run("undo").out
    assert len(sent(run, "--dry-run")[0]["reminders"]) == 2


def test_of_one_reminder_the_last_word_counts(run, bo, ids):
    for words in (("snooze", "--days", "7"), ("snooze", "--days", "9"), ("acknowledge",)):
        command, *options = words
        assert run("remind", command, ids["fee-due"], *options).code == 0
    (kept,) = run("remind", "silences", "--json").json["silences"]
    assert (kept["manner"], kept["reminder"]) == ("acknowledge", ids["fee-due"])
    run("undo")
    (kept,) = run("remind", "silences", "--json").json["silences"]
    assert (kept["manner"], kept["until"]) == (
        "snooze",
        (clock.today() + timedelta(days=9)).isoformat(),
    )


def test_an_id_that_nothing_has_is_answered_with_those_that_are_due(run, bo, ids):
    for command in (("snooze", "--days", "7"), ("acknowledge",)):
        answer = run("remind", command[0], "00000000", *command[1:])
        assert answer.code == 2
        assert "has no reminder '00000000'" in answer.err
        assert all(one in answer.err for one in ids.values())


@pytest.mark.parametrize(
    "options", [(), ("--days", "7", "--until", "2099-01-01"), ("--until", "2026-01-01")]
)
def test_a_snooze_has_one_end_and_it_is_to_come(run, bo, ids, options):
    answer = run("remind", "snooze", ids["fee-due"], *options)
    assert answer.code == 2
    assert run("remind", "silences", "--json").json["silences"] == []


def test_mutes_by_kind_and_credential_are_listed_ended_and_undone(run, bo):
    assert run("remind", "mute", "--kind", "Fee-Due").code == 0
    assert run("remind", "mute", "--credential", "rhit", "--until", "2099-01-01").code == 0
    page = run("remind", "silences").out
    assert "mute fee-due" in page
    assert "mute RHIT up to 2099-01-01" in page
    assert sent(run) == []
    assert "Ended: mute RHIT" in run("remind", "unmute", "2").out
    assert len(sent(run, "--dry-run")) == 1
    run("undo")
    assert sent(run) == []


def test_a_mute_of_what_is_not_known_is_refused(run, bo):
    answer = run("remind", "mute", "--kind", "fee")
    assert answer.code == 2
    assert "Did you mean 'fee-due'?" in answer.err
    assert run("remind", "mute", "--credential", "RHITT").code == 2
    assert run("remind", "mute", "--until", "2020-01-01").code == 2
    answer = run("remind", "unmute", "7")
    assert answer.code == 2
    assert "Bo [Li] has no silence 7. There is none." in answer.err


# --- records in and out -------------------------------------------------------------------


def test_who_is_replaced_is_not_told_again(run, bo, home, exported):
    sent(run)
    run("remind", "mute", "--kind", "inactive")
    assert run("export", home / "bo.toml").code == 0
    assert not re.search("mute|screen|sent", (home / "bo.toml").read_text(encoding="utf-8"))
    assert run("import", home / "bo.toml", "--replace").code == 0
    assert sent(run) == []
    assert len(run("remind", "silences", "--json").json["silences"]) == 1
    assert len(lines(run)) == 2


def test_what_was_sent_goes_with_a_person_and_undo_brings_it_back(run, bo):
    sent(run)
    assert run("person", "remove", "--yes").code == 0
    assert lines(run) == []
    run("undo")
    assert len(lines(run)) == 2
    assert sent(run) == []
