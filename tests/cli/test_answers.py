"""The three questions: what programs may rely on, what people see, what is not touched."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys

import pytest

ON = ("--on", "2025-06-01")
TEXT, NUMBER, LIST, TABLE = str, (int, float), list, dict
NONE = type(None)

VERDICT = {
    "credential": TEXT,
    "body": TEXT,
    "on": TEXT,
    "verdict": TEXT,
    "pathway": (TEXT, NONE),
    "finding": TABLE,
    "recommendations": LIST,
    "missing": LIST,
    "next_steps": LIST,
    "rulebook": TEXT,
    "answer_id": TEXT,
}
FINDING = {
    "requirement": TEXT,
    "outcome": TEXT,
    "because": TEXT,
    "source": TABLE,
    "certainty": TEXT,
    "children": LIST,
}
STATUS = {"person": TEXT, "on": TEXT, "cycles": LIST}
CYCLE = {
    "body": TEXT,
    "credentials": LIST,
    "from": TEXT,
    "until": TEXT,
    "days_left": int,
    "standing": TEXT,
    "required": NUMBER,
    "earned": NUMBER,
    "counted": NUMBER,
    "remaining": NUMBER,
    "rules": LIST,
    "activities": LIST,
    "fee": TABLE,
}
RULE = {
    "id": TEXT,
    "required": NUMBER,
    "counted": NUMBER,
    "remaining": NUMBER,
    "outcome": TEXT,
    "because": TEXT,
    "source": TABLE,
    "certainty": TEXT,
}
ACTIVITY = {
    "id": TEXT,
    "title": TEXT,
    "earned": NUMBER,
    "counted": NUMBER,
    "because": (TEXT, NONE),
}
FEE = {"amount": NUMBER, "currency": TEXT, "due": TEXT}
REMINDER = {
    "person": TEXT,
    "body": TEXT,
    "credentials": LIST,
    "kind": TEXT,
    "due": TEXT,
    "days_left": int,
    "remaining": (*NUMBER, NONE),
    "severity": TEXT,
    "message": TEXT,
}
KINDS = {
    "ceu-shortfall",
    "fee-due",
    "evidence-missing",
    "ready-to-renew",
    "cycle-started",
    "inactive",
    "exam-window",
    "retest-allowed",
}

BARE = """\
schema = 1
[person]
name = "Bo Li"
"""


def agrees(told, contract):
    """Every documented key is there with its type; a yes or no is no number."""
    for key, kind in contract.items():
        assert key in told, f"{key!r} is missing"
        assert isinstance(told[key], kind), f"{key!r} is {told[key]!r}"
        assert not isinstance(told[key], bool), f"{key!r} is {told[key]!r}"


def agrees_all_the_way(finding):
    agrees(finding, FINDING)
    agrees(finding["source"], {"title": TEXT, "url": (TEXT, NONE)})
    assert finding["outcome"] in {"met", "not-met", "unknown"}
    assert finding["certainty"] in {"primary", "secondary", "assumed"}
    for child in finding["children"]:
        agrees_all_the_way(child)


# --- eligibility in JSON --------------------------------------------------------------


def test_one_code_gives_one_object_with_every_documented_key(run, record):
    told = run("eligibility", "RHIT", "--file", record, *ON, "--json").json
    agrees(told, VERDICT)
    agrees_all_the_way(told["finding"])
    assert told["credential"] == "RHIT"
    assert told["body"] == "AHIMA"
    assert told["on"] == "2025-06-01"
    assert told["verdict"] == "eligible"
    assert told["pathway"] == "cahiim-associate"
    assert told["not_before"] is None


def test_several_codes_give_a_list_in_the_order_asked(run, record):
    told = run("eligibility", "CCA", "RHIT", "--file", record, *ON, "--json").json
    assert [one["credential"] for one in told] == ["CCA", "RHIT"]
    for one in told:
        agrees(one, VERDICT)


def test_no_code_gives_a_list_of_every_credential_covered(run, record):
    told = run("eligibility", "--file", record, *ON, "--json").json
    known = run("rules", "list", "--json").json
    assert {one["credential"] for one in told} == {
        one["code"] for one in known if one["eligibility"]
    }
    for one in told:
        agrees(one, VERDICT)
        agrees_all_the_way(one["finding"])
        for advice in one["recommendations"]:
            agrees_all_the_way(advice)


def test_a_code_may_be_written_in_small_letters(run, record):
    told = run("eligibility", "rhit", "--file", record, *ON, "--json").json
    assert told["credential"] == "RHIT"


def test_what_is_missing_and_what_to_do_are_sentences(run, home):
    path = home / "bo.toml"
    path.write_text(BARE, encoding="utf-8")
    told = run("eligibility", "RHIT", "--file", path, *ON, "--json").json
    assert told["verdict"] == "cannot-tell"
    assert told["pathway"] is None
    assert told["missing"]
    assert all(isinstance(one, str) and one for one in told["missing"] + told["next_steps"])


def test_a_retest_wait_names_the_first_day_allowed(run, home):
    failed = '[[exam]]\ncredential = "CCA"\ntaken_on = 2025-05-20\npassed = false\n'
    school = '[[education]]\nlevel = "high-school"\nstatus = "completed"\n'
    path = home / "bo.toml"
    path.write_text(f"{BARE}{school}completed_on = 2020-06-01\n{failed}", encoding="utf-8")
    told = run("eligibility", "CCA", "--file", path, *ON, "--json").json
    assert told["verdict"] == "not-eligible"
    assert told["not_before"] == "2025-06-19"


@pytest.fixture
def approved(home):
    """Bo has a diploma, and an application for CCA that was approved."""
    path = home / "bo.toml"
    school = '[[education]]\nlevel = "high-school"\nstatus = "completed"\n'
    applied = '[[application]]\ncredential = "CCA"\napproved_on = 2026-01-05\n'
    path.write_text(f"{BARE}{school}completed_on = 2020-06-01\n{applied}", encoding="utf-8")
    return path


def test_an_approved_application_names_the_last_day_for_the_exam(run, approved):
    ask = ("eligibility", "CCA", "--file", approved, "--on", "2026-02-01", "--json")
    window = run(*ask).json["exam_window"]
    assert (window["from"], window["until"], window["days_left"]) == (
        "2026-01-05",
        "2026-05-04",
        92,
    )
    assert window["source"]["url"]
    assert run("eligibility", "RHIT", *ask[2:]).json["exam_window"] is None


def test_the_page_says_until_when_an_approved_exam_may_be_taken_once_and_by_which_source(
    run, approved
):
    page = run("eligibility", "CCA", "--file", approved, "--on", "2026-02-01").out
    told = " ".join(page.split())
    assert told.count("the exam may be taken from 2026-01-05 until 2026-05-04") == 1
    assert "is assumed). [2]" in told
    assert "Apply to AHIMA" not in told


def test_the_same_question_has_the_same_answer_id_and_another_day_another(run, record):
    ask = ("eligibility", "RHIT", "--file", record, "--json", "--on")
    first, again = (run(*ask, "2025-06-01").json["answer_id"] for _ in range(2))
    assert first == again != run(*ask, "2025-06-02").json["answer_id"]


def test_a_record_file_and_the_store_give_the_same_answers(run, record, store):
    for question in (("eligibility",), ("status",), ("remind", "--within", "900")):
        from_file = run(*question, "--file", record, *ON, "--json")
        from_store = run(*question, *ON, "--json")
        assert from_file.json == from_store.json


# --- status and remind in JSON --------------------------------------------------------


def test_status_has_every_documented_key(run, record):
    told = run("status", "--file", record, *ON, "--json").json
    agrees(told, STATUS)
    (cycle,) = told["cycles"]
    agrees(cycle, CYCLE)
    for rule in cycle["rules"]:
        agrees(rule, RULE)
    for activity in cycle["activities"]:
        agrees(activity, ACTIVITY)
    agrees(cycle["fee"], FEE)


def test_status_counts_ana_as_a_person_would(run, record):
    (cycle,) = run("status", "--file", record, *ON, "--json").json["cycles"]
    days = (cycle["from"], cycle["until"], cycle["days_left"])
    assert days == ("2024-06-14", "2026-06-13", 377)
    assert (cycle["required"], cycle["earned"], cycle["counted"]) == (20, 10.25, 6)
    assert cycle["remaining"] == 14
    assert cycle["standing"] == "active"
    assert cycle["fee"]["due"] == "2026-06-13"
    golf = cycle["activities"][1]
    assert (golf["earned"], golf["counted"]) == (8.25, 4)
    assert golf["because"]


def test_days_left_are_negative_when_the_cycle_is_past(run, record):
    told = run("status", "--file", record, "--on", "2026-06-20", "--json").json
    (cycle,) = told["cycles"]
    assert (cycle["days_left"], cycle["standing"]) == (-7, "inactive")


def test_status_of_someone_without_credentials_has_no_cycle(run, home):
    path = home / "bo.toml"
    path.write_text(BARE, encoding="utf-8")
    told = run("status", "--file", path, *ON, "--json").json
    assert (told["person"], told["cycles"]) == ("Bo Li", [])


def test_remind_has_every_documented_key(run, record):
    told = run("remind", "--within", "400", "--file", record, *ON, "--json").json
    assert told["on"] == "2025-06-01"
    assert told["reminders"]
    for one in told["reminders"]:
        agrees(one, REMINDER)
        assert one["kind"] in KINDS
        assert one["severity"] in {"info", "soon", "urgent", "overdue"}


def test_remind_looks_only_as_far_as_asked(run, record):
    near = ("remind", "--file", record, *ON, "--json", "--within")
    assert run(*near, "376").json["reminders"] == []
    assert len(run(*near, "377").json["reminders"]) >= 2


@pytest.mark.parametrize(
    ("on", "severity"),
    [
        ("2026-03-14", "info"),
        ("2026-03-15", "soon"),
        ("2026-05-13", "soon"),
        ("2026-05-14", "urgent"),
        ("2026-06-13", "urgent"),
    ],
)
def test_severity_turns_on_the_documented_days(run, record, on, severity):
    told = run("remind", "--file", record, "--on", on, "--json").json
    (shortfall,) = (one for one in told["reminders"] if one["kind"] == "ceu-shortfall")
    assert shortfall["severity"] == severity
    assert shortfall["remaining"] == 14


def test_the_most_pressing_reminder_comes_first(run, record):
    told = run("remind", "--file", record, "--on", "2026-06-20", "--json").json
    ranks = ["overdue", "urgent", "soon", "info"]
    found = [ranks.index(one["severity"]) for one in told["reminders"]]
    assert found == sorted(found)
    assert told["reminders"][0]["kind"] == "inactive"


# --- exit codes -----------------------------------------------------------------------


@pytest.mark.parametrize("json_", [(), ("--json",)])
@pytest.mark.parametrize(
    ("question", "code"),
    [
        (("eligibility", "RHIT"), 0),
        (("eligibility", "RHIA"), 1),
        (("eligibility", "RHIT", "RHIA"), 1),
        (("status",), 1),
        (("remind", "--within", "400"), 1),
        (("remind", "--within", "1"), 0),
        (("eligibility", "RHITT"), 2),
    ],
)
def test_exit_code_tells_the_answer_where_asked(run, record, question, code, json_):
    assert run(*question, "--file", record, *ON, *json_, "--exit-code").code == code
    assert run(*question, "--file", record, *ON, *json_).code == (2 if code == 2 else 0)


def test_a_complete_cycle_is_a_yes(run, record):
    more = '\n[[activity]]\ntitle = "Long course"\ncompleted_on = 2025-04-01\nceus = 20\n'
    record.write_text(f'{record.read_text()}{more}domain = "leadership"\n')
    answer = run("status", "--file", record, *ON, "--json", "--exit-code")
    assert answer.code == 0
    assert answer.json["cycles"][0]["standing"] == "complete"


# --- for people -----------------------------------------------------------------------

PAGES = [
    ("eligibility",),
    ("eligibility", "RHIT"),
    ("status",),
    ("remind", "--within", "900"),
]


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_pages_fit_the_terminal(run, record, widest, monkeypatch, page, width):
    monkeypatch.setenv("COLUMNS", str(width))
    answer = run(*page, "--file", record, *ON)
    assert answer.code == 0
    assert 0 < widest(answer.out) <= width


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_no_escape_code_goes_into_a_pipe(run, record, page):
    assert "\x1b" not in run(*page, "--file", record, *ON).out


def test_brackets_in_titles_survive(run, record):
    shown = "".join(run("status", "--file", record, *ON).out.split())
    assert "[ICD-10-CM]" in shown
    assert "[red]teams[/red]" in shown


def test_no_colour_goes_to_a_terminal_that_wants_none(record):
    """NO_COLOR is about colour: bold may stay."""
    shown = _in_terminal("status", "--file", str(record), *ON)
    assert "of 20 CEUs" in shown
    colours = re.findall(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]", shown)
    assert colours == []


def _in_terminal(*args):
    """What a terminal is sent by the program."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "certtrack", *args]
    env = {**os.environ, "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env):
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # Linux says so at the end of a terminal
            pass
    os.close(ours)
    return shown.decode()


def test_every_outcome_is_said_in_words_too(run, record):
    shown = run("eligibility", "RHIT", "--file", record, *ON).out
    assert "✔ met" in shown
    assert "✘ not met" in shown


def test_every_page_names_its_sources(run, record):
    for page in (("eligibility", "RHIT"), ("status",)):
        shown = run(*page, "--file", record, *ON).out
        assert "Sources" in shown
        assert "https://" in shown


def test_nothing_due_is_said_in_a_sentence(run, record):
    answer = run("remind", "--within", "1", "--file", record, *ON)
    assert answer.out == "Nothing is due within 1 days of 2025-06-01.\n"


def test_a_page_without_a_screen_that_knows_unicode_is_no_crash(run_process, record, monkeypatch):
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("LC_ALL", "C")
    answer = run_process("status", "--file", record, *ON)
    assert answer.code == 0


# --- which stream, which files ----------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_an_answer_is_on_stdout_alone(run, record, page):
    for json_ in ((), ("--json",)):
        answer = run(*page, "--file", record, *ON, *json_)
        assert answer.out
        assert answer.err == ""


def test_a_refusal_is_on_stderr_alone(run, home):
    answer = run("status", "--file", home / "nowhere.toml", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert "there is no such file" in answer.err


def test_the_program_answers_the_same_in_a_process_of_its_own(run, run_process, record):
    ask = ("status", "--file", record, *ON, "--json")
    assert run_process(*ask) == run(*ask)


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_a_record_file_makes_no_database(run, record, home, page):
    before = sorted(home.rglob("*"))
    assert run(*page, "--file", record, *ON).code == 0
    assert sorted(home.rglob("*")) == before


@pytest.mark.parametrize("page", PAGES[1:], ids=" ".join)
def test_a_record_file_loads_no_database_library(record, page):
    script = (
        "import sys, json\n"
        "from certtrack.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *page, "--file", str(record), *ON],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=os.environ,
    )
    loaded = {name.split(".")[0] for name in json.loads(done.stderr)}
    assert "certtrack" in loaded
    assert not loaded & {"sqlmodel", "sqlalchemy", "alembic", "sqlite3"}


def test_a_file_and_a_person_cannot_both_be_meant(run, record):
    answer = run("status", "--file", record, "--person", "Ana Flores")
    assert (answer.code, answer.out) == (2, "")
    assert "--file stands alone" in answer.err


def test_a_question_without_a_store_says_how_to_begin(run, home):
    answer = run("status")
    assert answer.code == 2
    assert "certtrack person add" in answer.err
    assert not (home / "store.db").exists()


def test_without_a_code_people_get_a_line_for_each_credential(run, record):
    told = run("eligibility", "--file", record, *ON).out
    assert "certtrack eligibility CODE" in told
    assert sum("RHIT " in line for line in told.splitlines()) >= 1
