"""Who is short, of what, by when: filters, totals, files, pictures and managers' messages."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from certtrack.reminders.roster import line_of
from certtrack.rules.card import card_of
from certtrack.rules.status import reached
from certtrack.rules.written_card import written
from certtrack.services import roster as service
from certtrack.services.facts import Who, facts_of

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "roster.csv"
ON = ("--on", "2026-06-01")
TALK = ("ceu", "add", "--completed-on", "2026-05-20", "--domain", "clinical-coding", "--force")


@pytest.fixture
def filled(home, run):
    """A store with the example's people, one of them complete and one on pace."""
    assert run("roster", "import", EXAMPLE, "--write").code == 0
    for name, ceus in (("Grace Okoye", 20), ("Owen Castle", 19)):
        assert run(*TALK, "--title", "Talk", "--ceus", ceus, "--person", name).code == 0
    return home / "store.db"


@pytest.fixture
def ask(run, filled):
    """Asks for lines; gives them and the totals."""

    def ask_(*options):
        answer = run("roster", "status", *ON, "--json", *options)
        assert answer.code == 0, answer.err
        *lines, last = map(json.loads, answer.out.splitlines())
        return lines, last["totals"]

    return ask_


def test_every_line_is_what_status_says_of_the_person(run, ask):
    lines, _ = ask()
    for line in lines:
        cycles = run("status", *ON, "--json", "--person", line["number"]).json["cycles"]
        (cycle,) = [one for one in cycles if one["credentials"] == line["credentials"]]
        for key in ("body", "from", "until", "days_left", "standing", "required", "counted"):
            assert line[key] == cycle[key]
        unmet = {one["id"]: one["remaining"] for one in cycle["rules"] if one["outcome"] != "met"}
        assert {one["rule"]: one["ceus"] for one in line["lacking"]} == unmet


def test_the_one_function_gives_the_same(filled, library):
    from datetime import date

    on = date(2026, 6, 1)
    found = list(service.lines(str(filled), library, on, None, service.Wanted()))
    one_by_one = []
    for number in range(1, 25):
        person = facts_of(Who(person=f"{number}", store=str(filled)), library, on)
        one_by_one += [
            line_of(number, person, written(card_of(*one)), on)
            for one in reached(person, library, on)
        ]
    assert found == one_by_one


def test_totals_say_how_many_are_short_on_pace_and_complete(ask):
    lines, totals = ask()
    assert (totals["people"], totals["cycles"]) == (19, len(lines)) == (19, 20)
    assert (totals["complete"], totals["on_pace"], totals["short"]) == (1, 1, 18)
    assert totals["not_complete"] == {"overdue": 1, "urgent": 3, "soon": 1, "info": 14}
    assert sum(totals["not_complete"].values()) == 19


def test_credentials_without_a_known_cycle_are_not_passed_over(run, ask):
    _, totals = ask()
    assert totals["no_cycle_known"] == 5
    told = {(one["person"], one["credential"]) for one in totals["no_cycle_known_first"]}
    assert ("Hank Dubois", "CPC") in told
    assert "Hank Dubois (CPC)" in " ".join(run("roster", "status", *ON).out.split())
    assert ask("--department", "Pharmacy")[1]["no_cycle_known"] == 0
    assert ask("--body", "AAPC", "--within", "1")[1]["no_cycle_known"] == 5
    assert ask("--credential", "COC")[1]["no_cycle_known"] == 1


@pytest.mark.parametrize(
    ("options", "number"),
    [
        (("--department", "pharmacy"), 4),
        (("--department", "Pharmacy", "--department", "cancer registry"), 8),
        (("--body", "ptcb"), 4),
        (("--credential", "crc"), 1),
        (("--credential", "ahima:RHIT", "--credential", "CPhT"), 7),
        (("--state", "ga"), 2),
        (("--manager", "SAM.WHITFIELD@example.org"), 3),
        (("--manager", "nobody"), 3),
        (("--standing", "complete"), 1),
        (("--standing", "inactive", "--standing", "revoked"), 1),
        (("--severity", "overdue", "--severity", "urgent"), 5),
        (("--within", "60"), 6),
        (("--within", "60", "--department", "Pharmacy", "--body", "PTCB"), 1),
        (("--department", "Nowhere"), 0),
    ],
)
def test_filters_let_only_what_is_meant_through(ask, options, number):
    lines, totals = ask(*options)
    assert len(lines) == totals["cycles"] == number


@pytest.mark.parametrize(
    "options",
    [
        ("--body", "AHIME"),
        ("--credential", "RHITT"),
        ("--state", "Florida"),
        ("--standing", "lost"),
        ("--severity", "now"),
        ("--sort", "luck"),
        ("--within", "-1"),
        ("--limit", "-1"),
    ],
)
def test_a_wrong_filter_is_refused(run, filled, options):
    answer = run("roster", "status", *options)
    assert (answer.code, answer.out) == (2, "")
    assert options[0] in answer.err or "RHITT" in answer.err


@pytest.mark.parametrize(
    ("by", "key"),
    [
        ("until", lambda one: one["until"]),
        ("name", lambda one: one["person"].casefold()),
        ("department", lambda one: one["department"].casefold()),
        ("manager", lambda one: (one["manager"] is None, one["manager"] or "")),
        ("body", lambda one: one["body"]),
        ("remaining", lambda one: -one["remaining"]),
    ],
)
def test_lines_are_sorted(ask, by, key):
    lines, _ = ask("--sort", by)
    assert list(map(key, lines)) == sorted(map(key, lines))


def test_the_most_pressing_is_shown_first_and_what_is_complete_last(run, filled):
    told = run("roster", "status", *ON, "--within", "60").out
    names = ["Dana Reyes", "Ana Flores", "Kofi Mensah", "Owen Castle", "Grace Okoye"]
    places = [told.index(name.split()[0]) for name in names]
    assert places == sorted(places)
    for word in ("✘ inactive", "✘ urgent", "• on pace", "✔ complete"):
        assert word in told


@pytest.mark.parametrize("width", ["60", "100", "200"])
def test_it_keeps_to_the_terminal(run, filled, monkeypatch, widest, width):
    monkeypatch.setenv("COLUMNS", width)
    assert widest(run("roster", "status", *ON).out) <= int(width)


def test_only_so_many_lines_are_shown_but_all_are_counted(run, filled):
    told = run("roster", "status", *ON, "--limit", "2").out
    assert "and 18 more" in told
    assert "19 people, 20 cycles" in told
    assert "more:" not in run("roster", "status", *ON, "--limit", "0").out


def test_the_exit_code_says_whether_anyone_is_short(run, filled):
    ask = ("roster", "status", *ON, "--exit-code")
    assert run(*ask).code == 1
    assert run(*ask, "--standing", "complete").code == 0


def test_an_empty_store_is_answered(run, home):
    assert run("roster", "status").code == 2
    run("person", "add", "--name", "Bo Li")
    assert run("roster", "status", *ON).out == "Nobody has such a cycle on 2026-06-01.\n"
    assert json.loads(run("roster", "status", *ON, "--json").out)["totals"]["people"] == 0


# --- files --------------------------------------------------------------------------------


def test_lines_are_written_as_csv_workbook_and_json(run, ask, home):
    lines, _ = ask()
    for kind in ("csv", "xlsx", "jsonl"):
        assert run("roster", "export", home / f"out.{kind}", *ON).code == 0
    with (home / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == [line["person"] for line in lines]
    assert rows[0]["until"] == "2026-06-13"
    book = CalamineWorkbook.from_path(home / "out.xlsx").get_sheet_by_index(0).to_python()
    assert len(book) == 21
    text = (home / "out.jsonl").read_text(encoding="utf-8")
    assert list(map(json.loads, text.splitlines())) == lines
    assert sorted(one.name for one in home.glob("out*")) == ["out.csv", "out.jsonl", "out.xlsx"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_is_a_formula(run, home, kind):
    run("person", "add", "--name", "=HYPERLINK(1)", "--department", "@SUM(A1)", "--manager", "+1")
    run("credential", "add", "--code", "RHIT", "--passed-on", "2024-06-14")
    out = home / f"out.{kind}"
    assert run("roster", "export", out, *ON).code == 0
    if kind == "csv":
        rows = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))
    else:
        rows = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    assert rows[1][1:5] == ["'=HYPERLINK(1)", "", "'@SUM(A1)", "'+1"]


@pytest.mark.parametrize("name", ["out.txt", "out", "missing/out.csv", "there.csv"])
@pytest.mark.parametrize("command", ["export", "people"])
def test_what_cannot_be_written_is_refused(run, filled, home, command, name):
    (home / "there.csv").write_text("mine")
    before = sorted(home.iterdir())
    answer = run("roster", command, home / name)
    assert (answer.code, answer.out) == (2, "")
    assert sorted(home.iterdir()) == before
    assert (home / "there.csv").read_text() == "mine"
    assert run("roster", command, home / "there.csv", "--force").code == 0


def test_a_roster_that_is_refused_half_way_leaves_no_file(run, filled, home, ask_sql):
    ask_sql("UPDATE credential SET passed_on = 'soon' WHERE id = 20")
    answer = run("roster", "export", home / "out.csv", *ON)
    assert answer.code == 2
    assert "number" in answer.err
    assert not list(home.glob("out*"))


@pytest.fixture
def ask_sql(home):
    import sqlite3
    from contextlib import closing

    def ask_(query):
        with closing(sqlite3.connect(home / "store.db")) as connection:
            connection.execute(query)
            connection.commit()

    return ask_


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_picture_is_drawn(run, filled, home, kind):
    assert run("roster", "plot", home / f"out.{kind}", *ON).code == 0
    assert (home / f"out.{kind}").stat().st_size > 10_000


# --- managers -----------------------------------------------------------------------------


def test_each_manager_has_one_message_the_most_pressing_first(run, filled):
    told = run("remind", "--roster", *ON, "--within", "60", "--json").json["digests"]
    assert [one["manager"] for one in told] == [
        "dana.reyes@example.org",
        "sam.whitfield@example.org",
        None,
    ]
    dana = told[0]
    assert [one["person"] for one in dana["cycles"]] == ["Ana Flores", "Owen Castle", "Grace Okoye"]
    assert dana["people"] == 3
    assert dana["text"].count("\n") == 2
    assert "urgent: Ana Flores, RHIT (AHIMA): lacking 20 CEUs in the cycle" in dana["text"]
    assert "1 urgent, 1 soon" in dana["subject"]


def test_people_without_a_manager_are_nobodys(run, filled):
    told = run("remind", "--roster", *ON, "--within", "60", "--manager", "nobody").out
    assert told.startswith("To: nobody")
    assert "Dana Reyes" in told
    assert "Ana Flores" not in told


def test_one_managers_message_may_be_asked_for(run, filled):
    found = run("remind", "--manager", "Lou.Ferris@example.org", *ON, "--json").json["digests"]
    assert [one["manager"] for one in found] == ["lou.ferris@example.org"]
    none = run("remind", "--manager", "Nobody Else", *ON)
    assert none.out == "Nothing is due within 180 days of 2026-06-01.\n"


def test_the_digest_is_of_the_store_alone(run, filled, record):
    answer = run("remind", "--roster", "--file", record)
    assert (answer.code, answer.out) == (2, "")
    assert run("remind", "--roster", *ON, "--exit-code").code == 1
