"""plan: the routes to a credential compared by steps, months and tuition."""

from __future__ import annotations

from datetime import date

import pytest

DAY = "2026-06-01"
PERSON = 'schema = 1\n[person]\nname = "Cy Ng"\n'
SCHOOL_LEAVER = f"""{PERSON}
[[education]]
level = "high-school"
status = "completed"
completed_on = 2020-06-01
"""
STUDENT = f"""{SCHOOL_LEAVER}
[[education]]
school = "River College"
program = "Health Information Technology"
level = "associate"
field = "health-information-management"
status = "enrolled"
expected_on = 2027-05-20
accreditation = [{{ agency = "CAHIIM", from = 2012-01-01 }}]
"""
FAILED = """
[[exam]]
credential = "RHIT"
taken_on = 2026-05-20
passed = false
"""
MANAGER = f"""{SCHOOL_LEAVER}
[[experience]]
kind = "privacy-security-management"
from = 2022-06-01
until = 2024-05-31
"""


@pytest.fixture
def asked(run, home):
    """Asks about the facts in a text; gives the answer."""

    def asked_(text, *args):
        file = home / "record.toml"
        file.write_text(text, encoding="utf-8")
        answer = run("plan", *args, "--from", file, "--on", DAY)
        assert answer.code == 0, answer.err
        return answer

    return asked_


@pytest.fixture
def routes(asked):
    """Gives the routes to a credential, each under its pathway's id, in their order."""

    def routes_(text, *args):
        return {one["id"]: one for one in asked(text, *args, "--json").json["routes"]}

    return routes_


def test_whoever_has_not_begun_is_told_what_a_degree_usually_takes(routes):
    route = routes(SCHOOL_LEAVER, "RHIT")["cahiim-associate"]
    assert route["steps"] == [
        "Obtain: An associate's degree in health information management, from a program "
        "accredited by CAHIIM on the day it was conferred."
    ]
    assert route["find_out"] == []
    assert route["months"] == {"known": True, "least": 24, "most": 24, "if_found_out": False}
    # Two years at the median of public schools in the state, and of private ones elsewhere.
    assert (route["tuition"]["least"], route["tuition"]["most"]) == (2 * 3172, 2 * 22253)
    assert (route["exam_from"], route["exam_by"]) == ("2028-06-01", "2028-06-01")
    (part,) = route["parts"]
    assert (part["kind"], part["program"]) == ("program", "associate-degree")
    assert {(one["year"], one["median"]) for one in part["tuition"]["charges"]} == {("2016", True)}
    assert part["source"]["title"].startswith("Overview of health information technician")


def test_of_a_school_leavers_diploma_nobody_asks_who_accredited_it(asked):
    assert "accredited a high school" not in asked(SCHOOL_LEAVER, "RHIT", "RHIA").out


def test_a_student_is_told_what_is_there_and_how_long_the_study_still_takes(routes):
    route = routes(STUDENT, "RHIT")["cahiim-associate"]
    assert [one["requirement"] for one in route["have"]] == [
        "Level: an associate's degree",
        "Field: health information management",
        "Accredited by CAHIIM on the day asked about",
        "90 days since the last failed attempt",
    ]
    assert route["parts"][0]["until"] == route["exam_from"] == "2027-05-20"
    # From 1 June to 20 May: eleven months, and 19 of the 31 days of the month in which it ends.
    assert route["months"]["most"] == 11.7
    assert route["tuition"]["most"] is None
    assert route["this_week"] == ["Go on with the study."]


def test_what_is_met_of_a_way_that_is_not_taken_is_not_told_as_help(routes):
    """PTCB: of any one of several programs, a diploma has the stage and nothing else."""
    found = routes(SCHOOL_LEAVER + "[[experience]]\nkind = 'coding'\nfrom = 2026-01-01\n", "CPhT")
    assert [one for route in found.values() for one in route["have"]] == []


def test_when_the_last_term_begins_is_not_known_but_when_it_is_over(asked, routes):
    route = routes(STUDENT, "RHIT")["early-testing"]
    assert (route["gives"], route["exam_from"]) == ("eligible-early", None)
    assert route["exam_by"] == "2027-05-20"
    assert (route["months"]["least"], route["months"]["most"]) == (0, 11.7)
    told = asked(STUDENT, "RHIT").out
    assert "Months: at most 11.7; when the last term begins is not known" in told


def test_without_the_day_on_which_study_ends_its_months_are_not_known(routes):
    open_ended = STUDENT.replace("expected_on = 2027-05-20\n", "")
    route = routes(open_ended, "RHIT")["cahiim-associate"]
    assert (route["months"]["known"], route["exam_by"]) == (False, None)
    ask = "Ask the school when it will be completed, and put that day on record."
    assert route["this_week"] == [ask]


def test_a_wait_before_the_next_attempt_runs_beside_the_study(routes):
    route = routes(STUDENT + FAILED, "RHIT")["cahiim-associate"]
    waits = {one["kind"]: one["until"] for one in route["parts"]}
    assert waits == {"study": "2027-05-20", "wait": "2026-08-18"}
    assert route["exam_from"] == "2027-05-20"


def test_where_only_a_wait_is_left_the_week_says_so(routes):
    done = STUDENT.replace('"enrolled"', '"completed"').replace("expected", "completed")
    done = done.replace("2027-05-20", "2026-05-08")
    route = routes(done + FAILED, "RHIT")["cahiim-associate"]
    assert route["exam_from"] == route["not_before"] == "2026-08-18"
    assert route["tuition"]["most"] == 0
    assert route["this_week"] == ["Nothing: only waiting is left (Wait until 2026-08-18.)"]


def test_study_and_work_take_at_least_the_longer_and_at_most_both(routes):
    """CHPS: an associate's degree and four years of work, or a diploma and six."""
    found = routes(MANAGER, "CHPS", "--by", "months")
    degree = next(one for one in found.values() if one["pathway"].startswith("Associate"))
    diploma = next(one for one in found.values() if one["pathway"].startswith("High school"))
    assert (degree["months"]["least"], degree["months"]["most"]) == (24, 24 + 24)
    assert (diploma["months"]["least"], diploma["months"]["most"]) == (48, 48)
    assert diploma["tuition"]["most"] == 0


def test_hours_of_work_are_weeks_of_forty_hours(routes):
    """NCRA's route B: 1,950 hours are 48.75 weeks, a little over eleven months."""
    work = "[[experience]]\nkind = 'nursing'\nfrom = 2026-01-01\n"
    found = routes(STUDENT + work, "ODS-C").values()
    route = next(one for one in found if one["pathway"].startswith("Route B"))
    (part,) = [one for one in route["parts"] if one["kind"] == "work"]
    days = 1950 / 40 * 7
    assert days / 31 < part["months"]["most"] < days / 30
    # At the most the work is begun when the study is done, on 2027-05-20.
    assert (route["months"]["least"], route["months"]["most"]) == (11.7, 22.9)


@pytest.mark.parametrize("by", ["months", "cost"])
def test_what_nobody_knows_comes_last_and_says_so(asked, by):
    figure = "tuition" if by == "cost" else "months"
    for code in ("RHIT", "RHIA", "CHPS", "ODS-C", "CPC"):
        for text in (PERSON, SCHOOL_LEAVER, STUDENT, MANAGER):
            told = asked(text, code, "--by", by, "--json").json
            assert told["by"] == by
            ranks = [
                (not one[figure]["known"], one[figure]["known"] and one[figure]["if_found_out"])
                for one in told["routes"]
            ]
            assert ranks == sorted(ranks)
            sure = [
                one[figure]["most"]
                for one in told["routes"]
                if one[figure]["known"] and not one[figure]["if_found_out"]
            ]
            assert sure == sorted(sure)
    what = "costs" if by == "cost" else "months"
    told = asked(SCHOOL_LEAVER, "RHIT", "--by", by).out
    assert f"Nobody tells its {what}: it comes after those that are known." in told


def test_the_usual_order_is_that_of_steps(asked):
    for text in (SCHOOL_LEAVER, STUDENT):
        usual = asked(text, "RHIT", "--json").json
        assert usual["by"] == "steps"
        assert asked(text, "RHIT", "--by", "steps", "--json").json == usual


def test_of_somebody_nothing_is_known_of_no_figure_is_made_up(asked):
    told = asked(PERSON, "RHIT", "--json").json
    for route in told["routes"]:
        assert route["months"]["most"] is None
        assert route["tuition"]["most"] is None
        assert route["exam_from"] is None
    assert "exam" not in asked(PERSON, "CDIP").out.split("How it is counted")[0]


def test_what_hangs_on_a_fact_says_so(asked):
    unknown = STUDENT.replace("accreditation = [{ agency", "# [{ agency")
    told = asked(unknown, "RHIT").out
    assert "Months: 11.7, if what must be found out turns out well" in told


def test_plans_side_by_side_stand_in_the_order_asked_for(asked):
    codes = ("RHIA", "RHIT", "CCA", "CHPS")
    as_named = asked(MANAGER, "--compare", *codes, "--json").json
    assert [one["credential"] for one in as_named] == list(codes)
    by_months = asked(MANAGER, "--compare", *codes, "--by", "months", "--json").json
    # RHIA comes last: how long a bachelor's degree takes no source says.
    assert [one["credential"] for one in by_months] == ["CCA", "RHIT", "CHPS", "RHIA"]
    held = f'{MANAGER}[[credential]]\ncode = "CCA"\npassed_on = 2026-01-05\n'
    by_cost = asked(held, "--compare", *codes, "--by", "cost", "--json").json
    assert by_cost[-1]["credential"] == "CCA"


@pytest.mark.parametrize("width", [40, 60, 200])
def test_at_any_width_no_line_runs_over_and_nothing_is_lost(asked, monkeypatch, widest, width):
    monkeypatch.setenv("COLUMNS", str(width))
    for how in (("RHIT",), ("--compare", "RHIT", "CCA", "CHPS", "--by", "cost")):
        told = asked(STUDENT, *how).out
        assert widest(told) <= width
        words = " ".join(told.split())
        assert "exam fees, books and living are not in" in words


def test_an_order_that_there_is_not_is_refused(run, home):
    answer = run("plan", "RHIT", "--by", "luck", "--on", date(2026, 6, 1))
    assert (answer.code, "--by" in answer.err) == (2, True)
