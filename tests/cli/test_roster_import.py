"""Taking in a roster: matched and never guessed, all or nothing, told before it is written."""

from __future__ import annotations

import builtins
import csv
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from certtrack.reading.cells import escaped, unescaped

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "roster.csv"
HEAD = "name,email,department,code,passed_on\n"
ANA = "Ana Flores,ana@example.org,Coding,RHIT,2024-06-14\n"


@pytest.fixture
def roster(home):
    """Writes a roster of these rows, as CSV with a header or as bytes."""

    def roster_(*rows: str, head: str = HEAD, name: str = "roster.csv") -> Path:
        path = home / name
        path.write_text(head + "".join(rows), encoding="utf-8", newline="")
        return path

    return roster_


@pytest.fixture
def take_in(run):
    """Takes a roster in; gives the totals."""

    def take_in_(path: Path, *options: str):
        answer = run("roster", "import", path, "--write", "--json", *options)
        assert answer.code == 0, answer.err
        return json.loads(answer.out.splitlines()[-1])["totals"]

    return take_in_


def people(run):
    return {one["name"]: one for one in run("person", "list", "--json").json}


# --- what it does -------------------------------------------------------------------------


def test_nothing_is_written_unless_asked(run, home, roster):
    answer = run("roster", "import", roster(ANA))
    assert answer.code == 0
    assert "Ana Flores: RHIT" in answer.out
    assert "--write" in answer.out
    assert not (home / "store.db").exists()


def test_the_example_is_taken_in_once_and_taken_back_at_once(run, take_in, facts, home, bo):
    before = facts(home / "store.db")
    first = take_in(EXAMPLE)
    assert first["people"] == {"new": 24, "changed": 0, "same": 0}
    assert first["credentials"] == {"new": 27, "changed": 0, "same": 0}
    after = facts(home / "store.db")
    again = take_in(EXAMPLE)
    assert again["people"] == {"new": 0, "changed": 0, "same": 24}
    assert facts(home / "store.db") == after
    assert "roster import roster.csv" in run("undo").out
    assert facts(home / "store.db") == before


@pytest.fixture
def bo(run):
    assert run("person", "add", "--name", "Bo Li").code == 0


def test_a_row_changes_what_it_tells_and_leaves_the_rest(run, take_in, roster, store, exported):
    before = exported()
    head = "E-Mail,DEPARTMENT,Manager,code,Valid Until,cycle_from,cycle until\n".replace(
        "E-M", "em"
    )
    row = "ANA@example.org,Billing,dana,rhit,2026-06-13,2024-06-14,2026-06-13\n"
    totals = take_in(roster(row, head=head))
    assert totals["people"]["changed"] == totals["credentials"]["changed"] == 1
    after = exported()
    assert after["person"] == {
        **before["person"],
        "department": "Billing",
        "manager": "dana",
        "email": "ANA@example.org",
    }
    (held,) = after.pop("credential")
    assert held["number"] == "R-1001"
    assert held["valid_until"] == held["cycle"]["until"] == "2026-06-13"
    assert {k: after[k] for k in after if k != "person"} == {
        k: before[k] for k in before if k not in ("person", "credential")
    }
    run("undo")
    assert exported() == before


def test_a_new_credential_of_someone_known_is_added(run, take_in, roster, store, exported):
    totals = take_in(roster("Ana Flores,,,CCS,2025-01-31\n"))
    assert totals["credentials"] == {"new": 1, "changed": 0, "same": 1}
    assert [one["code"] for one in exported()["credential"]] == ["RHIT", "CCS"]


def test_what_is_told_shows_what_was(run, store, roster):
    answer = run("roster", "import", roster("Ana Flores,,Billing,RHIT,2024-06-15\n"))
    told = " ".join(answer.out.split())
    assert "department Health Information [HIM] → Billing" in told
    assert "RHIT passed on 2024-06-14 → 2024-06-15" in told


def test_somebody_without_an_email_is_known_by_name_and_gets_it(run, bo, take_in, roster):
    assert take_in(roster("BO LI,bo@example.org,,CCA,2024-01-31\n"))["people"]["changed"] == 1
    assert people(run)["BO LI"]["email"] == "bo@example.org"


def test_several_rows_of_one_person_are_one_person(run, take_in, roster):
    rows = (
        ANA,
        "Ana Flores,,,CCS,2023-01-31\n",
        "Bo Li,,Billing,,\n",
        ",ana@example.org,,CCA,2022-01-31\n",
    )
    totals = take_in(roster(*rows))
    assert totals["people"]["new"] == 2
    assert totals["credentials"]["new"] == 3


def test_an_email_tells_namesakes_apart(run, take_in, roster):
    rows = (ANA, ANA.replace("ana@", "ana.f@"))
    assert take_in(roster(*rows))["people"]["new"] == 2


def test_a_repeated_row_is_taken_once_and_told(run, take_in, roster):
    totals = take_in(roster(ANA, ANA))
    assert totals["people"]["new"] == totals["credentials"]["new"] == totals["repeats"] == 1


def test_another_email_for_a_known_name_needs_a_word(run, store, roster, take_in):
    path = roster(ANA.replace("ana@", "ana.f@"))
    answer = run("roster", "import", path)
    assert answer.code == 2
    assert "row 2, column email" in answer.err
    assert take_in(path, "--force")["people"]["new"] == 1


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_csv_is_read_as_programs_write_it(roster, take_in, mark, comma):
    text = f"\r\n{ANA}\r\n,,,,\r\n".replace("\r\n\r\n", "\r\n")
    path = roster(text.replace(",", comma), head=mark + HEAD.replace(",", comma))
    assert take_in(path)["people"]["new"] == 1


def test_a_full_code_and_a_grade_are_understood(run, take_in, roster):
    rows = ("Ana Flores,,,aapc:CIC,2024-01-31\n", "Bo Li,,,cpc-a,2024-01-31\n")
    take_in(roster(*rows))
    held = [run("credential", "list", "--person", n, "--json").json[0]["code"] for n in (1, 2)]
    assert held == ["CIC", "CPC-A"]


def test_more_people_than_are_written_together(run, take_in, home, roster, facts):
    rows = [f"P{n},p{n}@example.org,D{n % 7},CCA,2024-01-31\n" for n in range(1203)]
    assert take_in(roster(*rows))["people"]["new"] == 1203
    assert run("undo").code == 0
    assert run("person", "list").out == "Nobody is in the store.\n"


# --- workbooks ----------------------------------------------------------------------------


@pytest.fixture
def workbook(home):
    """Writes a workbook of these rows; gives its path."""

    def workbook_(*rows, sheets=1) -> Path:
        path = home / "roster.xlsx"
        book = Workbook(path)
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for _ in range(sheets):
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        sheet.write_formula(number, column, *cell)
                    elif hasattr(cell, "year"):
                        sheet.write_datetime(number, column, cell, days)
                    else:
                        sheet.write(number, column, cell)
        book.close()
        return path

    return workbook_


XLSX = ("name", "code", "passed_on", "number")


def test_a_workbook_is_read_with_its_days_numbers_and_shown_values(
    run, take_in, workbook, exported
):
    from datetime import datetime

    day = datetime(2024, 6, 14)  # noqa: DTZ001
    rows = [XLSX, (('="Ana"&" Flores"', None, "Ana Flores"), "RHIT", day, 1001)]
    assert take_in(workbook(*rows))["people"]["new"] == 1
    (held,) = exported()["credential"]
    assert (held["passed_on"], held["number"]) == ("2024-06-14", "1001")


def test_a_cell_that_shows_an_error_is_refused_by_its_name(run, workbook):
    answer = run("roster", "import", workbook(XLSX, ("Ana", ("=NA()", None, "#N/A"), "", "")))
    assert answer.code == 2
    assert "B2" in answer.err


def test_several_full_sheets_are_refused(run, workbook):
    answer = run("roster", "import", workbook(XLSX, ("Ana", "", "", ""), sheets=2))
    assert (answer.code, answer.out) == (2, "")
    assert "Sheet2" in answer.err


def test_without_the_library_it_is_said_how_to_install_it(run, workbook, monkeypatch):
    real = builtins.__import__

    def missing(name, *args, **kwargs):
        if name == "python_calamine":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    answer = run("roster", "import", workbook(XLSX, ("Ana", "", "", "")))
    assert answer.code == 2
    assert "certtrack[roster]" in answer.err


def said(answer):
    """What was taken for what, and what was understood."""
    told = json.loads(answer.out.splitlines()[-1])
    return {one["name"]: one["taken_for"] for one in told["columns"]}, told["notes"]


STAFF = "Staff of the department\n\nFull Name,E-mail Address,Dept,Certification,Date Passed,Shoe\n"


def test_a_list_of_staff_is_understood_and_what_is_meant_is_kept(run, home, roster):
    rows = ("Ana Flores,ana@example.org,Coding,RHIT,6/14/2024,38\n",)
    path = roster(*rows, "Bo Li,bo@example.org,Coding,CCA,6/7/2024,41\n", head=STAFF)
    answer = run("roster", "import", path)
    assert answer.code == 2
    assert "unknown column 'Shoe'" in answer.err
    how = ("--map", "Shoe=ignore", "--save-profile", "our-staff")
    columns, notes = said(run("roster", "import", path, "--json", "--write", *how))
    assert list(columns.values()) == ["name", "email", "department", "code", "passed_on", "ignore"]
    assert "6/7/2024 (row 5) is read as month/day/year, because 6/14/2024" in notes[0]
    assert people(run)["Bo Li"]["email"] == "bo@example.org"
    held = run("credential", "list", "--person", "Bo Li", "--json").json
    assert [one["passed_on"] for one in held] == ["2024-06-07"]
    again = run("roster", "import", path, "--profile", "our-staff")
    assert again.code == 0, again.err
    assert "There is nothing to write" in again.out


def test_columns_of_one_name_are_told_apart(run, roster):
    head = "name,code,passed_on,Dept,Dept\n"
    path = roster("Ana,RHIT,2024-06-14,Coding,C-7\n", head=head)
    assert "the column department is there twice" in run("roster", "import", path).err
    answer = run("roster", "import", path, "--write", "--map", "Dept #2=ignore")
    assert answer.code == 0, answer.err
    assert people(run)["Ana"]["department"] == "Coding"


def test_under_a_wrong_name_nothing_is_kept_and_nothing_is_written(run, roster):
    path = roster(ANA)
    bad = run("roster", "import", path, "--write", "--save-profile", "Our Staff")
    assert (bad.code, bad.out) == (2, "")
    assert run("person", "list").code == 2


def test_which_stands_first_is_said(run, roster):
    path = roster("Ana,,,RHIT,03/04/2024\n")
    assert "--dates" in run("roster", "import", path, "--write").err
    assert run("roster", "import", path, "--write", "--dates", "dmy").code == 0
    told = run("roster", "import", path, "--dates", "mdy")
    assert "RHIT passed on 2024-04-03 → 2024-03-04" in told.out


ENCODED = {
    "UTF-16": ("utf-16", ()),
    "Windows-1252": ("cp1252", ()),
    "Windows-1252, as said": ("cp1252", ("--encoding", "windows-1252")),
    "UTF-8 with its mark": ("utf-8-sig", ()),
    "UTF-16 without its mark": ("utf-16-le", ("--encoding", "utf-16")),
    "UTF-16, as said": ("utf-16", ("--encoding", "utf-16")),
}


@pytest.mark.parametrize("kind", ENCODED)
def test_text_is_read_however_it_is_written(run, roster, kind):
    codec, options = ENCODED[kind]
    path = roster(ANA)
    path.write_bytes(f"{HEAD}Zoë Núñez,zoe@example.org,Coding,RHIT,2024-06-14\n".encode(codec))
    answer = run("roster", "import", path, "--write", "--json", *options)
    assert answer.code == 0, answer.err
    assert list(people(run)) == ["Zoë Núñez"]
    assert bool(said(answer)[1]) == (kind == "Windows-1252")


def test_a_blank_that_is_no_usual_one_is_text_too(run, home):
    path = home / "roster.csv"
    path.write_bytes(b"name,code,passed_on\nAna Flores,\xa0RHIT,2024-06-14\n")
    answer = run("roster", "import", path, "--json")
    assert answer.code == 0, answer.err
    assert "Windows-1252" in said(answer)[1][0]


def test_text_that_is_not_written_as_is_said_is_refused(run, roster, home):
    path = roster(ANA)
    for encoding in ("utf-16", "windows-1252"):
        path.write_bytes(f"{HEAD}{ANA}".encode() + b"\x81,,,,\n")
        answer = run("roster", "import", path, "--encoding", encoding)
        assert answer.code == 2, answer.err


def test_a_row_can_be_left_out(run, roster):
    path = roster(ANA, "Total,1,,,\n")
    assert run("roster", "import", path).code == 2
    assert run("roster", "import", path, "--skip", "3", "--write").code == 0
    assert list(people(run)) == ["Ana Flores"]


# --- bad input ----------------------------------------------------------------------------

WIDE = "name,email,department,state,time_zone,code,passed_on,cycle_from,valid_until\n"
BAD = {
    "header only": (HEAD, "no row under the header"),
    "blank": ("\n\n , \n", "empty"),
    "an unknown column": ("name,passed on,departmnt\nAna,,\n", "'department'"),
    "a column twice": ("name,code,Name\nAna,,\n", "twice"),
    "no column to know people by": ("code,passed_on\nRHIT,2024-06-14\n", "name or email"),
    "a cell under no name": (f"name,\nAna,{'x'}\n", "row 2"),
    "a row too long": (f"{HEAD}{ANA.strip()},more\n", "row 2: the row has 6 cells"),
    "a row too short": (f"{HEAD}Ana Flores,RHIT\n", "row 2: the row has 2 cells"),
    "an open quotation": (f'{HEAD}"Ana Flores,,,RHIT,2024-06-14\n', "row 2"),
    "nobody": (f"{HEAD},,Coding,RHIT,2024-06-14\n", "row 2"),
    "an email without a name": (f"{HEAD},carl@example.org,,,\n", "row 2, column name"),
    "a date that may be two": (f"{HEAD}Ana,,,RHIT,06/04/2024\n", "June 4 or April 6"),
    "dates in two ways": (
        f"{HEAD}Ana,,,RHIT,06/14/2024\nBo,,,RHIT,14/06/2024\n",
        "'passed_on' is written in two ways",
    ),
    "no date at all": (f"{HEAD}Ana,,,RHIT,last spring\n", "column passed_on: last spring"),
    "a date in the future": (f"{HEAD}Ana,,,RHIT,2199-01-01\n", "row 2, column passed_on"),
    "no such day": (f"{HEAD}Ana,,,RHIT,2024-02-30\n", "not in the calendar"),
    "no date": (f"{HEAD}Ana,,,RHIT,\n", "'passed_on' is missing"),
    "a date without a code": (f"{HEAD}Ana,,,,2024-06-14\n", "row 2, column code"),
    "an unknown code": (f"{HEAD}Ana,,,RHITT,2024-06-14\n", "Did you mean 'RHIT'?"),
    "no email address": (f"{HEAD}Ana,ana at home,,,\n", "row 2, column email"),
    "no such state": (f"{WIDE}Ana,,,Florida,,,,,\n", "row 2, column state"),
    "no such time zone": (f"{WIDE}Ana,,,,Mars/Base,,,,\n", "row 2, column time_zone"),
    "half a cycle": (f"{WIDE}Ana,,,,,RHIT,2024-06-14,2024-06-14,\n", "column cycle_until"),
    "an end before the beginning": (f"{WIDE}Ana,,,,,RHIT,2024-06-14,,2023-01-01\n", "valid_until"),
    "contradicting departments": (
        f"{HEAD}{ANA}{ANA.replace('Coding', 'Billing')}",
        "row 3, column department",
    ),
    "contradicting dates": (f"{HEAD}{ANA}{ANA.replace('06-14', '06-15')}", "contradicts row 2"),
    "a name of several": (
        f"{HEAD}{ANA}{ANA.replace('ana@', 'a@')}Ana Flores,,,CCA,2024-01-31\n",
        "row 4, column name",
    ),
    "a NUL": (f"{HEAD}Ana\0Flores,,,RHIT,2024-06-14\n", "nobody can tell"),
    "a NUL in the header": (f"na\0me\n{ANA}", "nobody can tell"),
    "a very long cell": (f"{HEAD}{'A' * 1_000_000},,,,\n", "row 2"),
    "a long cell": (f"{HEAD}{'A' * 5000},,,,\n", "row 2, column name"),
    "an escape sequence": (f"{HEAD}\x1b[31mAna,,,,\n", "row 2, column name"),
    "lines in a cell": (f'{HEAD}"Ana\nFlores",,,,\n', "row 2, column name"),
    "nobody knows what": (f"{HEAD}".encode() + b"Ana \xd4\xd5\xe0\x81,,,,\n", "nobody can tell"),
    "UTF-16 without its mark": (f"{HEAD}{ANA}".encode("utf-16-le"), "nobody can tell"),
    "an empty file": (b"", "empty"),
}


@pytest.mark.parametrize("there", [False, True], ids=["no store", "a store"])
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_roster_is_refused_where_it_is_bad(request, run, home, dump, kind, there):
    text, told = BAD[kind]
    store = request.getfixturevalue("store") if there else home / "store.db"
    if there and kind.startswith(("contradicting", "a name of")):
        run("person", "remove", "--yes")
    before = dump(store) if there else None
    path = home / "roster.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    for write in ((), ("--write",)):
        answer = run("roster", "import", path, *write)
        assert (answer.code, answer.out) == (2, "")
        assert told in answer.err, answer.err
        assert len(answer.err) < 3000
    assert dump(store) == before if there else not store.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("paper.xlsx", b"%PDF-1.7\n1 0 obj\n"),
        ("text.xlsx", b"name,code\n"),
        ("old.xls", b"\xd0\xcf\x11\xe0"),
        ("roster", b"name\n"),
        ("nothing.xlsx", b""),
    ],
)
def test_what_is_no_roster_is_refused(run, home, name, content):
    (home / name).write_bytes(content)
    answer = run("roster", "import", home / name)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1


def test_a_zip_of_something_else_is_refused(run, home):
    with zipfile.ZipFile(home / "zip.xlsx", "w") as parts:
        parts.writestr("hello.txt", "hello")
    assert run("roster", "import", home / "zip.xlsx").code == 2


def test_a_folder_and_a_file_that_is_not_there_are_refused(run, home):
    (home / "folder.csv").mkdir()
    for name in ("folder.csv", "nowhere.csv", "nowhere.xlsx"):
        answer = run("roster", "import", home / name)
        assert (answer.code, answer.out) == (2, "")


def test_every_fault_is_counted_and_the_first_are_told(run, roster):
    answer = run("roster", "import", roster(*(f"P{n},,,RHIT,soon\n" for n in range(2000))))
    lines = answer.err.splitlines()
    assert answer.code == 2
    assert len(lines) == 21
    assert "row 2," in lines[0]
    assert "1980 more faults" in lines[-1]


def test_letters_of_several_bodies_are_refused(run, roster, same_letters):
    rows = roster("Ana Flores,,,CIC,2024-01-31\n")
    answer = run("roster", "import", rows, "--rulebooks", same_letters)
    assert answer.code == 2
    assert "aapc:CIC" in answer.err


@given(st.text(st.sampled_from("'=+-@\t\rab "), max_size=6))
def test_no_cell_is_a_formula_and_each_is_read_as_it_was(cell):
    told = escaped(cell)
    assert unescaped(told) == cell
    assert told[:1] not in ("=", "+", "-", "@", "\t", "\r") or not told


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_bytes_break_it(run, home, junk):
    path = home / "junk.csv"
    path.write_bytes(HEAD.encode() + junk)
    assert run("roster", "import", path).code in (0, 2)


# --- out and in again ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_people_written_and_taken_in_are_the_same_people(run, home, take_in, exported, kind):
    take_in(EXAMPLE)
    assert run("person", "add", "--name", "=1+1", "--department", "'@home").code == 0
    out = home / f"people.{kind}"
    assert run("roster", "people", out).code == 0
    assert take_in(out)["people"] == {"new": 0, "changed": 0, "same": 25}
    before = [exported("--person", str(n)) for n in range(1, 26)]
    (home / "store.db").unlink()
    take_in(out)
    assert [exported("--person", str(n)) for n in range(1, 26)] == before
    if kind == "csv":
        with out.open(encoding="utf-8-sig", newline="") as file:
            assert "'=1+1" in {row["name"] for row in csv.DictReader(file)}
