"""Files of DAPIP into the store: all or nothing, once, and nothing that was told is lost."""

from __future__ import annotations

import os

import pytest

from certtrack.services import row_faults
from certtrack.store.location import locate
from certtrack.store.sessions import is_there, reading

INSTITUTIONS = (
    "DapipId,OpeId,IpedsUnitIds,LocationName,ParentName,ParentDapipId,LocationType,Address,"
    "GeneralPhone,AdminName,AdminPhone,AdminEmail,Fax,UpdateDate\n"
)
RIVER = '100200,00100200,100654,Riverbend College,-,-,Institution,"1 Main St, Ocala, FL 34470"'
LAKE = '100300,00100300,-,Lakeside University,-,-,Institution,"9 Lake Rd, Dayton, OH 45402-1234"'
REST = ",-,-,-,-,-,7/1/2023 12:00:00 AM\n"
RECORDS = (
    "DapipId,AgencyId,AgencyName,ProgramId,ProgramName,SequentialId,InitialDateFlag,"
    "AccreditationDate,AccreditationStatus,ReviewDate,DepartmentDescription,"
    "AccreditationEndDate,EndingActionId\n"
)
WHOLE = "100200,25,Example Association,1,Institutional Accreditation,1,Actual,1/1/1960 12:00:00 AM"
NURSING = "100200,60,Example Nursing Commission,45,Nursing,1,Actual,3/15/2001 12:00:00 AM"
ACTIONS = (
    "DapipId,AgencyId,AgencyName,ProgramId,ProgramName,SequentialId,ActionDescription,ActionDate,"
    "JustificationDescription,JustificationOther,EndDate\n"
)
PROBATION = (
    "100200,25,Example Association,1,Institutional Accreditation,1,"
    "Probation or Equivalent or a More Severe Status: Probation,10/11/2018 12:00:00 AM,"
    "Other - Provide unlisted or multiple justifications,Finances,\n"
)
CLOSED = "100200,60,Example Nursing Commission,45,Nursing,1,Additional Location Closed,,-,,\n"
RUNNING = ",Accredited,12/31/2028 12:00:00 AM,-,-,-\n"
ENDED = ",Accredited,-,-,06/30/2019,7\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request, home):
    if request.param == "postgresql":
        return request.getfixturevalue("database")
    return home / "store.db"


@pytest.fixture
def files(home):
    """Writes the two files; gives their paths."""

    def files_(institutions: str, records: str = f"{WHOLE}{RUNNING}{NURSING}{ENDED}"):
        one, other = home / "a.csv", home / "b.csv"
        one.write_text(INSTITUTIONS + institutions)
        other.write_text(RECORDS + records)
        return one, other

    return files_


@pytest.fixture
def actions(home):
    """Writes the file of actions; gives its path."""

    def actions_(*told):
        path = home / "c.csv"
        path.write_text(ACTIONS + "".join(told))
        return path

    return actions_


@pytest.fixture
def take(run, db):
    """Imports files; gives what became of their rows."""

    def take_(*paths, on="2024-06-01"):
        told = run("programs", "import", *paths, "--write", "--on", on, "--db", db, "--json").json
        return {one["kind"]: {k: v for k, v in one.items() if v} for one in told["files"]}

    return take_


def rows(db):
    if not is_there(locate(str(db))):
        return {"directory_source": [], "institution": [], "accreditation": []}
    with reading(locate(str(db))) as connection:
        return {
            table: [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY id")]
            for table in ("directory_source", "institution", "accreditation")
        }


def test_what_is_there_already_is_not_written_again(take, files, db):
    paths = files(RIVER + REST + LAKE + REST)
    first = take(*paths)
    assert first["InstitutionCampus"]["new"] == first["AccreditationRecords"]["new"] == 2
    before = rows(db)
    again = take(*reversed(paths), on="2024-07-01")
    assert again["InstitutionCampus"]["same"] == again["AccreditationRecords"]["same"] == 2
    assert rows(db) == before


def test_what_is_told_otherwise_or_no_more_is_kept_as_history(take, files, run, db):
    take(*files(RIVER + REST + LAKE + REST))
    paths = files(RIVER.replace("Riverbend", "River Bend") + REST, f"{WHOLE}{RUNNING}")
    told = take(*paths, on="2025-06-01")
    assert told["InstitutionCampus"] == {
        "file": "a.csv", "kind": "InstitutionCampus", "changed": 1, "gone": 1,
    }  # fmt: skip
    assert told["AccreditationRecords"]["gone"] == told["AccreditationRecords"]["same"] == 1
    one = run("programs", "show", "dapip-100200", "--json", "--db", db).json
    assert one["name"] == "River Bend College"
    assert one["versions"][0]["name"] == "Riverbend College"
    assert one["versions"][0]["gone_on"] == one["versions"][1]["told_on"] == "2025-06-01"
    nursing = next(each for each in one["accreditation"] if each["program"])
    assert (nursing["told_on"], nursing["gone_on"]) == ("2024-06-01", "2025-06-01")
    lake = run("programs", "show", "dapip-100300", "--json", "--db", db).json
    assert lake["listed"] is False
    out = run("programs", "show", "dapip-100300", "--db", db).out
    assert "tells of it no more" in out
    # It is listed once more: a new version, beside the old one.
    back = take(*files(RIVER + REST + LAKE + REST), on="2026-06-01")
    assert back["InstitutionCampus"]["new"] == back["InstitutionCampus"]["changed"] == 1


@pytest.mark.parametrize(
    ("on", "whole", "nursing"),
    [
        ("1959-12-31", "to come", "to come"),
        ("1960-01-01", "in force", "to come"),
        ("2019-06-30", "in force", "in force"),
        ("2019-07-01", "in force", "over"),
    ],
)
def test_accreditation_is_told_as_of_a_day(take, files, run, home, on, whole, nursing):
    store = home / "store.db"
    paths = files(RIVER + REST)
    assert run("programs", "import", *paths, "--write", "--db", store).code == 0
    one = run("programs", "show", "dapip-100200", "--on", on, "--json", "--db", store).json
    found = {each["program"]: each["on"] for each in one["accreditation"]}
    assert found == {None: whole, "Nursing": nursing}


def test_that_of_cahiim_cannot_be_told_from_it(take, files, run, db):
    take(*files(RIVER + REST))
    assert "CAHIIM is not one of them" in run("programs", "show", "dapip-100200", "--db", db).out
    who = ("--db", db, "--person", "Bo Li")
    assert run("person", "add", "--name", "Bo Li", "--db", db).code == 0
    how = ("--level", "associate", "--field", "health-information-management")
    done = ("--status", "completed", "--completed-on", "2020-05-08")
    assert run("education", "add", "--listed", "dapip-100200", *how, *done, *who).code == 0
    answer = run("eligibility", "RHIT", *who, "--on", "2026-06-01", "--json").json
    assert answer["verdict"] == "cannot-tell"
    assert "Riverbend College" in " ".join(answer["missing"])


def test_schools_are_found_by_name_and_state(take, files, run, db):
    take(*files(RIVER + REST + LAKE + REST))
    found = run("programs", "search", "lakside universty", "--db", db, "--json").json
    told = {"id": "dapip-100300", "name": "Lakeside University", "state": "OH"}
    assert {**told, "told_by": "dapip", "year": None} in found
    (one,) = run("programs", "search", "--state", "fl", "--db", db, "--json").json
    assert one["name"] == "Riverbend College"
    assert run("programs", "search", "--state", "Ohio", "--db", db).code == 2


def test_nothing_is_written_unless_asked(files, run, home, db):
    paths = files(RIVER + REST)
    assert "no store to compare" in run("programs", "import", *paths, "--db", home / "no.db").err
    assert not (home / "no.db").exists()
    assert run("person", "add", "--name", "Bo Li", "--db", db).code == 0
    answer = run("programs", "import", *paths, "--db", db)
    assert "Nothing is written yet" in answer.out
    assert rows(db)["institution"] == []


def test_signs_that_steer_a_terminal_are_left_out(take, files, run, db):
    take(*files(RIVER.replace("Riverbend", "River\x1b[31mbend\u202e") + REST))
    (one,) = run("programs", "search", "--state", "FL", "--db", db, "--json").json
    assert one["name"] == "River[31mbend College"


BAD = {
    "a school twice": (RIVER + REST + RIVER + REST, "", "dapip-100200 is told twice"),
    "a school without a name": (RIVER.replace("Riverbend College", "-") + REST, "", "line 2: Loc"),
    "no number": (RIVER.replace("100200,", "x,", 1) + REST, "", "line 2: DapipId 'x' is no number"),
    "a cell too many": (RIVER + REST.replace("\n", ",more\n"), "", "line 2: the row has 15 cells"),
    "an open quotation": (f'{RIVER},"-{REST}', "", "this is not CSV"),
    "an impossible day": ("", f"{WHOLE.replace('1/1/1960', '2/30/1960')}{RUNNING}", "2/30/1960"),
    "days the other way": ("", f"{WHOLE.replace('1/1/1960', '1960-01-01')}{RUNNING}", "no day"),
    "an end before its beginning": ("", f"{NURSING.replace('2001', '2021')}{ENDED}", "is before"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_with_a_fault_is_refused_and_so_are_those_beside_it(run, files, take, db, kind):
    take(*files(LAKE + REST))
    before = rows(db)
    institutions, records, told = BAD[kind]
    paths = files(institutions or RIVER + REST, records)
    answer = run("programs", "import", *paths, "--write", "--db", db)
    assert (answer.code, told in answer.err) == (2, True), answer.err
    assert rows(db) == before


def test_another_file_is_told_from_these(run, home, db):
    path = home / "roster.csv"
    for text in ("name,code\nAna,RHIT\n", "", "\n\n"):
        path.write_text(text)
        answer = run("programs", "import", path, "--write", "--db", db)
        assert answer.code == 2
        assert "its columns are neither those of InstitutionCampus" in answer.err
    assert "no such file" in run("programs", "import", home / "no.csv", "--db", db).err


def test_a_file_without_a_row_does_not_end_everything(take, files, run, db):
    take(*files(RIVER + REST))
    before = rows(db)
    answer = run("programs", "import", *files("", ""), "--write", "--db", db)
    assert (answer.code, "no row under the header" in answer.err) == (2, True)
    assert rows(db) == before


def test_two_files_of_a_kind_do_not_end_what_the_other_tells(take, files, run, db, home):
    one, other = files(RIVER + REST)
    another = home / "c.csv"
    another.write_text(INSTITUTIONS + LAKE + REST)
    answer = run("programs", "import", one, other, another, "--write", "--db", db)
    assert (answer.code, "several files are InstitutionCampus" in answer.err) == (2, True)
    assert rows(db)["institution"] == []


def test_what_is_no_file_is_refused_at_once(run, home):
    os.mkfifo(home / "pipe.csv")
    # Held open, so that whoever opens it all the same does not wait for ever.
    held = os.open(home / "pipe.csv", os.O_RDWR)
    (home / "folder.csv").mkdir()
    for command in (("programs", "import"), ("roster", "import")):
        for name in ("pipe.csv", "folder.csv"):
            answer = run(*command, home / name, "--write", "--db", home / "s.db")
            assert (answer.code, "this is no file" in answer.err) == (2, True), answer.err
    os.close(held)


def test_of_many_faults_the_first_are_told(run, home):
    path = home / "a.csv"
    path.write_text(INSTITUTIONS + (RIVER.replace("100200", "x", 1) + REST) * 50)
    answer = run("programs", "import", path, "--write", "--db", home / "store.db")
    assert answer.err.count("is no number") == row_faults.SHOWN
    assert "30 more faults" in answer.err


def test_a_plan_as_if_enrolled_at_a_school_asks_for_all_that_the_files_do_not_tell(
    files, take, run, home, db
):
    """The school's own accreditation is not that of its programs."""
    take(*files(f"{RIVER}{REST}"))
    record = home / "cy.toml"
    record.write_text(
        'schema = 1\n[person]\nname = "Cy Ng"\n[[education]]\nlevel = "high-school"\n'
        'status = "completed"\ncompleted_on = 2020-06-01\n'
    )
    how = ("--from", record, "--db", db, "--on", "2026-06-01", "--with-program", "dapip-100200")
    told = run("plan", "RHIT", *how, "--json").json
    wanting = " ".join(told["with_program"]["find_out"])
    for words in ("which award", "field of study", "how long", "costs", "who accredits"):
        assert words in wanting
    (route,) = [one for one in told["routes"] if one["id"] == "cahiim-associate"]
    assert (route["outcome"], route["months"]["known"]) == ("not-met", False)
    asked = " ".join(route["find_out"])
    assert "whether Riverbend College gives an associate's degree" in asked
    assert "whether CAHIIM accredited" in asked


def test_what_agencies_did_is_shown_with_its_day_and_kept(take, files, actions, run, db):
    take(*files(RIVER + REST), actions(PROBATION, CLOSED, PROBATION))
    one = run("programs", "show", "dapip-100200", "--json", "--db", db).json
    first, second = one["actions"]
    assert first["taken_on"] == "2018-10-11"
    assert first["action"].endswith("Status: Probation")
    assert first["program"] is None
    assert first["reason"] == "Other - Provide unlisted or multiple justifications: Finances"
    assert (second["taken_on"], second["program"], second["reason"]) == (None, "Nursing", None)
    page = " ".join(run("programs", "show", "dapip-100200", "--db", db).out.split())
    assert "2018-10-11: Probation or Equivalent" in page
    assert "Day not told: Additional Location Closed. Example Nursing Commission, Nursing." in page
    # Accreditation is what the records say: an action does not change it.
    assert [each["on"] for each in one["accreditation"]] == ["in force", "over"]
    assert take(actions(CLOSED, PROBATION), on="2025-01-01")["AccreditationActions"] == {
        "file": "c.csv", "kind": "AccreditationActions", "same": 2,
    }  # fmt: skip
    assert take(actions(CLOSED), on="2025-06-01")["AccreditationActions"]["gone"] == 1
    one = run("programs", "show", "dapip-100200", "--json", "--db", db).json
    assert [each["gone_on"] for each in one["actions"]] == ["2025-06-01", None]
    page = " ".join(run("programs", "show", "dapip-100200", "--db", db).out.split())
    assert "Told from 2024-06-01 until 2025-06-01" in page


def test_an_action_with_a_fault_is_refused(run, actions, db):
    for wrong, told in (
        (PROBATION.replace("10/11/2018", "2018-10-11"), "line 2: ActionDate '2018-10-11"),
        (PROBATION.replace("Example Association", "-"), "line 2: AgencyName is missing"),
        (CLOSED.replace("Additional Location Closed", ""), "ActionDescription is missing"),
    ):
        answer = run("programs", "import", actions(wrong), "--write", "--db", db)
        assert (answer.code, told in answer.err) == (2, True), answer.err
