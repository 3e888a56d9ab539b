"""Programs that somebody looked up: listed, found, kept with history, and linked to studies."""

from __future__ import annotations

import json

import pytest

HEADER = (
    "id,school,program,state,level,field,delivery,starts,credits,months,tuition,tuition_per,"
    "residency,tuition_year,accreditation,note,source,url,looked_up_on\n"
)
NAME = "River Community College"
SEEN = "CAHIIM program directory,https://www.cahiim.org/programs/program-directory,2026-05-01\n"
RIVER = (
    f"river-hit,{NAME},Health Information Technology,FL,associate,"
    "health-information-management,online,Fall and spring,61-74,24,111.75,credit,in-state,"
    f"2025/26,CAHIIM=2012-01-01..2018-12-31; CAHIIM=2020-01-01..,,{SEEN}"
)
LAKE = f"lake-hit,Lake College,,OH,bachelor,,,,,,,,,,none,,{SEEN}"
OAK = "oak-him,River Community College,Coding,,certificate,,,,,,,,,,,,A brochure,,2026-04-01\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request, home):
    if request.param == "postgresql":
        return request.getfixturevalue("database")
    return home / "store.db"


@pytest.fixture
def take(run, db, home):
    """Imports rows as a list; gives the counts."""

    def take_(*rows, on="2026-05-02", header=HEADER):
        path = home / "programs.csv"
        path.write_text(header + "".join(rows), encoding="utf-8")
        answer = run("programs", "import", path, "--write", "--on", on, "--db", db, "--json")
        assert answer.code == 0, answer.err
        (one,) = answer.json["files"]
        return tuple(one[key] for key in ("new", "same", "changed", "gone"))

    return take_


@pytest.fixture
def shown(run, db):
    return lambda id_, *more: run("programs", "show", id_, "--db", db, *more)


def test_all_that_a_list_tells_is_shown(take, shown):
    assert take(RIVER, LAKE, OAK) == (3, 0, 0, 0)
    one = shown("river-hit", "--on", "2019-06-01", "--json").json
    assert {key: one[key] for key in ("name", "program", "state", "level", "delivery")} == {
        "name": NAME,
        "program": "Health Information Technology",
        "state": "FL",
        "level": "associate",
        "delivery": "online",
    }
    assert one["credits"] == {"least": 61, "most": 74}
    assert one["months"] == {"least": 24, "most": 24}
    assert one["charges"][0]["amount"] == 111.75
    assert one["charges"][0]["year"] == "2025/26"
    assert [(each["from"], each["on"]) for each in one["accreditation"]] == [
        ("2020-01-01", "to come"), ("2012-01-01", "over"),
    ]  # fmt: skip
    assert one["source"]["retrieved"] == "2026-05-01"
    page = " ".join(shown("river-hit", "--on", "2019-06-01").out.split())
    for words in ("Looked up on 2026-05-01", "$111.75 a credit", "2012-01-01 to 2018-12-31", "▲"):
        assert words in page
    assert "Known to have none" in shown("lake-hit").out
    assert "Not known: ask" in shown("oak-him").out
    assert shown("oak-him", "--json").json["accreditation"] is None


def test_the_same_list_again_changes_nothing(take):
    assert take(RIVER, LAKE, OAK) == (3, 0, 0, 0)
    assert take(OAK, LAKE, RIVER, on="2026-06-02") == (0, 3, 0, 0)


def test_a_list_speaks_only_for_the_sources_that_it_names(take, shown):
    take(RIVER, LAKE, OAK)
    assert take(LAKE, on="2026-06-02") == (0, 1, 0, 1)
    assert "tells of it no more" in shown("river-hit").out
    assert shown("oak-him", "--json").json["gone_on"] is None
    assert take(on="2026-06-03") == (0, 0, 0, 0)


def test_what_was_told_otherwise_before_is_kept(take, shown):
    take(RIVER)
    lost = RIVER.replace("2020-01-01..", "2020-01-01..2026-05-31").replace("61-74", "60")
    assert take(lost, on="2026-06-02") == (0, 0, 1, 0)
    one = shown("river-hit", "--json").json
    assert [each["gone_on"] for each in one["before"]] == ["2026-06-02"]
    assert one["before"][0]["credits"] == {"least": 61, "most": 74}
    page = " ".join(shown("river-hit").out.split())
    assert "Until 2026-06-02: Credits: 61 to 74; CAHIIM: from 2020-01-01, still running" in page


def test_programs_are_found_by_what_is_known_of_them(take, run, db):
    take(RIVER, LAKE, OAK)

    def ids(*how):
        answer = run("programs", "search", *how, "--db", db, "--json")
        return [one["id"] for one in answer.json], answer.err

    assert "river-hit" in ids("rivver comunity")[0]
    assert ids("--state", "fl")[0] == ["river-hit"]
    assert ids("--level", "bachelor")[0] == ["lake-hit"]
    kept, told = ids("--agency", "cahiim")
    assert kept == ["river-hit"]
    # Of the 12 that come with the directory and one of the list nothing is known.
    assert "Of 13 more programs it is not known" in told
    assert "CAHIIM is not one of them" in told


def test_a_link_takes_over_what_is_known_and_is_kept_in_the_record(take, run, db, home):
    take(RIVER, OAK)
    assert run("person", "add", "--name", "Bo Li", "--db", db).code == 0
    done = ("--status", "completed", "--completed-on", "2018-12-31", "--db", db)
    assert run("education", "add", "--listed", "river-hit", *done).code == 0
    (entry,) = run("education", "list", "--db", db, "--json").json
    assert entry["listed"] == "river-hit"
    assert entry["school"] == NAME
    assert [one["from"] for one in entry["accreditation"]] == ["2012-01-01", "2020-01-01"]
    asked = ("eligibility", "RHIT", "--db", db, "--on", "2026-06-01", "--json")
    assert run(*asked).json["verdict"] == "eligible"
    for name in ("record.toml", "record.json"):
        assert run("export", home / name, "--db", db).code == 0
        same = run("eligibility", "RHIT", "--file", home / name, "--on", "2026-06-01", "--json")
        assert same.json["answer_id"] == run(*asked).json["answer_id"]
    # A later list changes the directory, never what somebody's record says.
    take(RIVER.replace("2018-12-31", "2018-12-30"), OAK, on="2026-06-02")
    assert run(*asked).json["verdict"] == "eligible"
    assert run("education", "edit", "1", "--listed", "river-hit", "--db", db).code == 0
    assert run(*asked).json["verdict"] == "not-eligible"
    assert run("undo", "--db", db).code == 0
    assert run(*asked).json["verdict"] == "eligible"


def test_a_new_link_never_leaves_the_accreditation_of_another_program(take, run, db):
    take(RIVER, OAK)
    assert run("person", "add", "--name", "Bo Li", "--db", db).code == 0
    how = ("education", "add", "--listed", "river-hit", "--status", "enrolled", "--db", db)
    assert run(*how).code == 0
    before = run("education", "list", "--db", db, "--json").json
    answer = run("education", "edit", "1", "--listed", "oak-him", "--db", db)
    assert (answer.code, "does not know the accreditation" in answer.err) == (2, True)
    assert run("education", "list", "--db", db, "--json").json == before
    cleared = ("--listed", "oak-him", "--clear", "accreditation", "--db", db)
    assert run("education", "edit", "1", *cleared).code == 0
    (entry,) = run("education", "list", "--db", db, "--json").json
    assert (entry["listed"], "accreditation" in entry) == ("oak-him", False)


def test_of_programs_of_one_school_nobody_guesses_which_is_meant(take, run, db):
    take(RIVER, OAK)
    assert run("person", "add", "--name", "Bo Li", "--db", db).code == 0
    how = ("education", "add", "--listed", NAME, "--status", "enrolled", "--db", db)
    answer = run(*how)
    assert answer.code == 2
    for words in ("several programs are called", "river-hit", "oak-him"):
        assert words in answer.err
    assert run("education", "list", "--db", db, "--json").json == []


def test_a_timeline_is_drawn(take, shown, home):
    take(RIVER, OAK)
    assert shown("river-hit", "--on", "2026-06-01", "--plot", home / "a.svg").code == 0
    drawn = (home / "a.svg").read_text(encoding="utf-8")
    assert "CAHIIM: 2012-01-01 to 2018-12-31; over on 2026-06-01" in drawn
    answer = shown("oak-him", "--plot", home / "b.svg")
    assert (answer.code, "not the same as none" in answer.err) == (2, True)
    assert not (home / "b.svg").exists()


def test_whole_lists_as_spreadsheets_write_them_are_read(take, shown, home, run, db):
    path = home / "utf-16.csv"
    path.write_text(HEADER + RIVER.replace("River Comm", "Río Comm"), encoding="utf-16")
    assert run("programs", "import", path, "--write", "--db", db).code == 0
    assert shown("river-hit", "--json").json["name"] == "Río Community College"
    short = "source,id,looked_up_on,school\nA brochure,a-b,2026-05-01,A Business College\n"
    assert take(header=short) == (1, 0, 0, 0)


def test_the_schema_of_a_record_knows_the_link(run):
    schema = json.loads(run("export", "--schema").out)
    assert "listed" in schema["$defs"]["Education"]["properties"]


BAD = {
    "an id twice": (RIVER + RIVER, "river-hit is told twice"),
    "the id of a school": (RIVER.replace("river-hit", "dapip-1"), "line 2: id 'dapip-1' is that"),
    "an id that is shipped": (RIVER.replace("river-hit", "trident-university"), "another entry"),
    "no school": (RIVER.replace(NAME, ""), "line 2: school: nothing is told"),
    "no source": (OAK.replace("A brochure", ""), "line 2: source: nothing is told"),
    "no day": (OAK.replace("2026-04-01", ""), "line 2: looked_up_on: nothing is told"),
    "an impossible day": (RIVER.replace("2018-12-31", "2018-02-30"), "2018-02-30 is not in"),
    "a day otherwise": (OAK.replace("2026-04-01", "4/1/2026"), "is not a date like"),
    "an end before": (RIVER.replace("2018-12-31", "2011-12-31"), "before it begins"),
    "no span": (RIVER.replace("..2018", "-2018"), "is not a span like"),
    "an agency without a name": (RIVER.replace("CAHIIM=2012", "=2012"), "line 2: accreditation"),
    "no such level": (RIVER.replace("associate", "asociate"), "Did you mean 'associate'?"),
    "no such state": (RIVER.replace(",FL,", ",XX,"), "not a US state"),
    "credits the other way": (RIVER.replace("61-74", "74-61"), "credits go from more to less"),
    "no credits": (RIVER.replace("61-74", "many"), "neither a number nor"),
    "a cost without a kind": (
        RIVER.replace(",credit,", ",,"),
        "line 2: tuition_per: nothing is told",
    ),
    "a kind without a cost": (RIVER.replace("111.75", ""), "line 2: tuition: nothing is told"),
    "a third decimal": (RIVER.replace("111.75", "111.755"), "more than two decimals"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_list_with_a_fault_is_refused_and_nothing_is_written(run, home, kind):
    rows, told = BAD[kind]
    path, store = home / "bad.csv", home / "store.db"
    path.write_text(HEADER + rows, encoding="utf-8")
    assert run("person", "add", "--name", "Bo Li", "--db", store).code == 0
    before = store.read_bytes()
    answer = run("programs", "import", path, "--write", "--db", store)
    assert answer.code == 2
    assert told in answer.err, answer.err
    assert "Traceback" not in answer.err
    assert run("programs", "search", "--state", "FL", "--db", store, "--json").json == []
    assert store.read_bytes() == before


def test_a_column_that_nobody_knows_is_not_passed_over(run, home):
    path = home / "bad.csv"
    for header, told in (
        (HEADER.replace("accreditation", "acreditation"), "Did you mean 'accreditation'?"),
        (HEADER.replace("note", "state"), "the column 'state' stands there twice"),
    ):
        path.write_text(header + RIVER, encoding="utf-8")
        answer = run("programs", "import", path, "--write", "--db", home / "store.db")
        assert (answer.code, told in answer.err) == (2, True), answer.err
