"""remind ahead: what will be sent, and when, of the store and of a record file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta

from certtrack import clock

EXAMPLES = Path(__file__).parents[2] / "examples"
SETTINGS = ("--settings", EXAMPLES / "reminders.toml")
ANA = ("--file", EXAMPLES / "ana-flores.toml", "--on", "2026-06-01")


def ahead(run, *options):
    answer = run("remind", "ahead", "--json", *options, *SETTINGS)
    assert answer.code == 0, answer.err
    return answer.json


def test_the_days_of_a_record_file_are_told(run, home):
    told = ahead(run, *ANA, "--days", "12")
    assert [one["day"] for one in told["messages"]] == [
        f"2026-06-{day}" for day in ("01", "06", "10", "12", "13")
    ]
    assert (told["from"], told["until"], told["channels"]) == ("2026-06-01", "2026-06-13", ["mail"])
    first = told["messages"][0]
    assert (first["subject"], first["repeat"]) == (
        "RHIT: 4 CEUs missing, 12 days left (and 2 more)", False,
    )  # fmt: skip
    assert {one["kind"] for one in first["reminders"]} == {
        "ceu-shortfall", "evidence-missing", "fee-due",
    }  # fmt: skip
    assert not (home / "store.db").exists()
    page = run("remind", "ahead", *ANA, "--days", "12", *SETTINGS).out
    for one in told["messages"]:
        assert one["day"] in page
        assert one["subject"] in page
    assert "as long as nothing changes on record" in page


def test_the_first_day_is_what_a_dry_run_tells(run, store):
    on = "2026-03-16"
    dry = run("remind", "--send", "--dry-run", "--json", "--on", on, *SETTINGS).json["messages"]
    told = ahead(run, "--on", on)["messages"]
    assert told[0]["day"] == on
    assert (told[0]["subject"], told[0]["reminders"]) == (dry[0]["subject"], dry[0]["reminders"])


def test_what_was_sent_is_not_to_come(run, home):
    passed = clock.today() - relativedelta(years=2) + timedelta(days=18)
    assert run("person", "add", "--name", "Bo [Li]").code == 0
    assert run("credential", "add", "--code", "RHIT", "--passed-on", passed).code == 0
    path = home / "screen.toml"
    path.write_text(
        'schema = 1\n[channels.screen]\nkind = "terminal"\n[delivery]\nchannels = ["screen"]\n'
        '[policy]\nquiet = { from = "00:00", until = "00:00" }\n'
    )
    how = ("--settings", path)
    today = clock.today()

    def days():
        messages = run("remind", "ahead", "--json", *how).json["messages"]
        return [date.fromisoformat(one["day"]) for one in messages]

    before = days()
    assert before[0] == today
    assert run("remind", "--send", *how).code == 0
    assert days() == before[1:]
    until = today + timedelta(days=10)
    for one in run("remind", "--json").json["reminders"]:
        assert run("remind", "snooze", one["id"], "--until", until).code == 0
    assert not any(one < until for one in days())


def test_nothing_to_come_is_told(run, home):
    record = home / "bo.toml"
    record.write_text('schema = 1\n[person]\nname = "Bo [Li]"\nemail = "bo@example.org"\n')
    answer = run("remind", "ahead", "--file", record, "--on", "2026-06-01", *SETTINGS)
    assert answer.out == "Nothing will be sent to Bo [Li] from 2026-06-01 to 2027-06-01.\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((*ANA,), "no file with settings of reminders"),
        ((*ANA, *SETTINGS, "--days", "-1"), "--days"),
        ((*ANA, *SETTINGS, "--days", "9999"), "--days"),
        ((*ANA, *SETTINGS, "--person", "Ana"), "--file stands alone"),
        (SETTINGS, "there is no store yet"),
    ],
)
def test_wrong_options_are_refused_in_a_sentence(run, home, options, said):
    answer = run("remind", "ahead", *options)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_as_if_more_were_on_record(run, home):
    more = home / "more.toml"
    more.write_text(
        '[[activity]]\ntitle = "Course"\ncompleted_on = 2026-06-01\nceus = 20\n'
        'domain = "clinical-coding"\nevidence = "x.pdf"\n'
    )
    told = ahead(run, *ANA, "--what-if", more, "--days", "12")
    kinds = {item["kind"] for one in told["messages"] for item in one["reminders"]}
    assert "ceu-shortfall" not in kinds
    assert "ready-to-renew" in kinds
