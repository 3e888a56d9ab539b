"""Tables as people have them: understood, shown, asked about where needed, taken once."""

from __future__ import annotations

import datetime

import pytest
import xlsxwriter

ON = ("--on", "2026-06-01")
HEADER = "Date of Completion,Activity Title,Sponsor,CEUs,Category,Certificate #"
ROWS = (
    "2026-03-04,Privacy one,State association,1.5,Outside,C-1",
    "2026-03-05,Coding clinic,AHIMA,2,Data Structure,C-2",
)


@pytest.fixture
def table(home):
    """Writes a table as text and gives its path."""

    def table_(*rows, header=HEADER, encoding="utf-8", name="log.csv"):
        path = home / name
        path.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
        return path

    return table_


@pytest.fixture
def book(home):
    """Writes a workbook of one sheet and gives its path."""

    def book_(*rows):
        path = home / "log.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("Log")
            days = book.add_format({"num_format": "m/d/yy"})
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    as_day = days if isinstance(cell, datetime.date) else None
                    sheet.write(number, column, cell, as_day)
        return path

    return book_


@pytest.fixture
def told(run, store):
    """Gives what the program tells of a table, for programs."""

    def told_(path, *options, code=0):
        answer = run("ceu", "import", path, "--json", *ON, *options)
        assert answer.code == code, answer.err or answer.out
        return answer.json

    return told_


def entries(answer):
    return [one["entry"] for one in answer["outcomes"]]


def days_of(answer):
    return [one["completed_on"] for one in entries(answer)]


def test_columns_are_guessed_shown_and_nothing_is_written(run, store, table, facts):
    before = facts(store)
    answer = run("ceu", "import", table(*ROWS), *ON)
    assert answer.code == 0, answer.err
    assert "Date of Completion  completed_on  its name  2026-03-04" in answer.out
    assert "New: 2" in answer.out
    assert answer.out.endswith("\nNothing is written yet: add --write.\n")
    assert facts(store) == before


def test_the_same_file_twice_adds_nothing_and_is_taken_back_at_once(run, store, told, table, facts):
    before = facts(store)
    path = table(*ROWS)
    first = told(path, "--write")
    assert (first["added"], first["written"]) == (2, True)
    after = facts(store)
    second = told(path, "--write")
    assert (second["added"], second["changed"], second["known"]) == (0, 0, 2)
    assert facts(store) == after
    assert run("undo").out.startswith("Taken back: ceu import log.csv, made at")
    assert facts(store) == before


def test_a_changed_row_says_what_was_and_what_is(told, run, store, table):
    assert told(table(*ROWS), "--write")["added"] == 2
    path = table(ROWS[0].replace("1.5", "2").replace("Outside", ""), ROWS[1])
    (changed, same) = told(path)["outcomes"]
    assert changed["changes"] == [{"key": "ceus", "was": 1.5, "now": 2}]
    assert same["what"] == "same"
    assert "row 2: Privacy one: ceus 1.5 → 2" in run("ceu", "import", path, *ON).out
    assert told(path, "--write")["changed"] == 1
    listed = {one["title"]: one for one in run("ceu", "list", "--json").json}
    assert (listed["Privacy one"]["ceus"], listed["Privacy one"]["domain"]) == (2, "outside")
    assert told(path)["known"] == 2


def test_without_a_reference_title_day_and_amount_tell_which_it_is(told, table):
    header = "Date,Title,Hours,Notes"
    path = table("2026-03-04,Talk,1.5,", header=header)
    assert entries(told(path, "--write"))[0]["minutes"] == 90
    again = told(table("2026-03-04,TALK,90 min,Good", header=header))
    assert [change["key"] for change in again["outcomes"][0]["changes"]] == ["title", "notes"]
    other = told(table("2026-03-04,Talk,2,", header=header), code=2)
    assert "title and day are the same" in other["outcomes"][0]["faults"][0]
    forced = told(table("2026-03-04,Talk,2,", header=header), "--force")
    assert forced["added"] == 1


def test_when_one_row_is_refused_none_is_written(run, store, told, table, facts):
    before = facts(store)
    path = table(*ROWS, "32 March,Odd,X,1,,", "2026-03-09,No amount,X,,,", "Total,,,24,,")
    answer = told(path, "--write", code=2)
    assert (answer["refused"], answer["written"]) == (3, False)
    refused = {one["row"]: one["faults"] for one in answer["outcomes"] if one["what"] == "refused"}
    assert refused[4][0].startswith("Date of Completion: '32 March' is no day like")
    assert refused[5][0].startswith("it needs minutes or ceus")
    assert facts(store) == before
    said = run("ceu", "import", path, *ON)
    assert said.code == 2
    assert "Nothing is written: 3 rows are refused." in said.out
    skipped = told(path, "--write", "--skip", 4, "--skip", 5, "--skip", 6)
    assert skipped["added"] == 2


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("March 4, 2026", "2026-03-04"),
        ("Mar. 4 2026", "2026-03-04"),
        ("4 Mar 2026", "2026-03-04"),
        ("4-Mar-26", "2026-03-04"),
        ("4th of March 2026", "2026-03-04"),
        ("Wed, March 4, 2026", "2026-03-04"),
        ("2026/3/4", "2026-03-04"),
        ("20260304", "2026-03-04"),
        ("2026-03-04T00:00:00Z", "2026-03-04"),
        ("3/14/2026 12:00:00 AM", "2026-03-14"),
        ("14.03.2026", "2026-03-14"),
        ("3/3/26", "2026-03-03"),
        ("46085", "2026-03-04"),
    ],
)
def test_days_are_read_as_people_write_them(told, table, cell, day):
    answer = told(table(f'"{cell}",Talk,1', header="Date,Title,CEUs"))
    assert days_of(answer) == [day]


def test_what_could_be_two_days_is_asked_and_never_guessed(run, store, told, table):
    path = table("03/04/2026,Talk,1", "05/04/2026,Other,1", header="Date,Title,CEUs")
    assert run("ceu", "import", path, *ON).err == (
        "log.csv, row 2: 03/04/2026 may be March 4 or April 3 (it is one of 2 such days). Say "
        "which stands first, the month or the day: --dates mdy or --dates dmy.\n"
    )
    assert days_of(told(path, "--dates", "mdy")) == ["2026-03-04", "2026-05-04"]
    assert days_of(told(path, "--dates", "dmy")) == ["2026-04-03", "2026-04-05"]


def test_another_row_settles_it_and_that_is_said(told, table):
    answer = told(table("03/04/2026,Talk,1", "03/14/2026,Other,1", header="Date,Title,CEUs"))
    assert days_of(answer) == ["2026-03-04", "2026-03-14"]
    assert answer["notes"] == [
        "Date: 03/04/2026 (row 2) is read as month/day/year, because 03/14/2026 in row 3 can be "
        "nothing else and no row says otherwise."
    ]


def test_the_name_of_a_column_may_tell_the_order(told, table):
    answer = told(table("03/04/2026,Talk,1", header="Date (DD/MM/YYYY),Title,CEUs"))
    assert days_of(answer) == ["2026-04-03"]


def test_rows_that_contradict_each_other_are_refused(run, store, told, table):
    path = table("03/04/2026,A,1", "03/14/2026,B,1", "14/03/2026,C,1", header="Date,Title,CEUs")
    assert "'Date' is written in two ways: " in run("ceu", "import", path, *ON).err
    answer = told(path, "--dates", "mdy", code=2)
    assert [one["what"] for one in answer["outcomes"]] == ["new", "new", "refused"]


@pytest.mark.parametrize(
    ("header", "cell", "key", "value"),
    [
        ("CEUs", "1.5", "ceus", 1.5),
        ("CEUs", '"1,5"', "ceus", 1.5),
        ("CEUs", "2 CEUs", "ceus", 2),
        ("CEUs", "90 min", "minutes", 90),
        ("CEUs", "0.30000000000", "ceus", 0.3),
        ("Hours", "1.5", "minutes", 90),
        ("Hours", "1:30", "minutes", 90),
        ("Hours", "1 hr 30 min", "minutes", 90),
        ("Contact hours", "1.5 hrs", "minutes", 90),
        ("Minutes", "45", "minutes", 45),
    ],
)
def test_amounts_are_read_as_people_write_them(told, table, header, cell, key, value):
    answer = told(table(f"2026-03-04,Talk,{cell}", header=f"Date,Title,{header}"))
    assert entries(answer)[0][key] == value


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('"1,500"', "1,500 may be 1500 or 1.500"),
        ("2 weeks", "'weeks' is no unit known"),
        ("-1", "'-1' is no amount like"),
        ("1e2", "'1e2' is no amount like"),
        ("1.005", "1.005 has more than two decimals"),
    ],
)
def test_amounts_that_nobody_can_tell_are_refused(told, table, cell, said):
    rows = [f"2026-03-{day:02},Talk {day},1" for day in range(1, 9)]
    answer = told(table(*rows, f"2026-03-20,Odd,{cell}", header="Date,Title,CEUs"), code=2)
    assert said in answer["outcomes"][-1]["faults"][0]


def test_each_row_may_tell_its_unit(told, table):
    header = "Date,Title,Quantity,Unit"
    path = table("2026-03-04,Talk,1.5,hours", "2026-03-05,Day,6,CEUs", header=header)
    first, second = entries(told(path, "--map", "Quantity=amount"))
    assert (first["minutes"], second["ceus"]) == (90, 6)


def test_where_time_and_worth_are_both_told_the_certificate_s_word_is_taken(told, table):
    answer = told(table("2026-03-04,Talk,90,1.5", header="Date,Title,Minutes,CEUs"))
    assert entries(answer)[0]["ceus"] == 1.5
    assert "minutes" not in entries(answer)[0]
    assert answer["columns"][2]["why"] == "CEUs tells what it is worth"


def test_words_of_the_field_are_written_as_records_write_them(told, table):
    row = "2026-03-04,Talk,American Health Information Management Association,1,Pharmacy Law"
    answer = told(table(row, header="Date,Title,Source,CEUs,Domain"))
    assert (entries(answer)[0]["source"], entries(answer)[0]["domain"]) == ("ahima", "pharmacy-law")
    slip = told(
        table("2026-03-04,Talk,x,1,Pharmacy Lav", header="Date,Title,Source,CEUs,Domain"), code=2
    )
    assert "Did you mean 'pharmacy-law'?" in slip["outcomes"][0]["faults"][0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_however_it_was_saved(told, table, delimiter, encoding):
    rows = [f"2026-03-0{day}{delimiter}Codificación – {day}{delimiter}1" for day in (4, 5)]
    header = delimiter.join(("Date", "Title", "CEUs"))
    answer = told(table(*rows, header=header, encoding=encoding))
    assert [one["title"] for one in entries(answer)] == ["Codificación – 4", "Codificación – 5"]
    assert bool(answer["notes"]) == (encoding == "cp1252")


def test_what_no_encoding_explains_is_asked(run, store, home):
    path = home / "log.csv"
    path.write_bytes("Date,Title,CEUs\r\n2026-03-04,Κωδικός,1\r\n".encode("cp1253"))
    assert "nobody can tell how the file's text is written" in run("ceu", "import", path).err


def test_the_header_need_not_be_the_first_row(told, table):
    path = table("", "Date,Title,CEUs", "2026-03-04,Talk,1", header="CE log of Ana Flores,,")
    answer = told(path)
    assert [one["row"] for one in answer["outcomes"]] == [4]


def test_what_a_column_is_can_be_said_and_kept(run, store, told, table, home):
    path = table("2026-03-04,Talk,2", header="When,What,CE Hours")
    answer = told(path, "--map", "CE Hours=ceus", "--save-profile", "my-log")
    assert [one["taken_for"] for one in answer["columns"]] == ["completed_on", "title", "ceus"]
    assert (
        home / "config" / "certtrack" / "import-profiles" / "activities" / "my-log.toml"
    ).is_file()
    assert entries(told(path, "--profile", "my-log"))[0]["ceus"] == 2
    assert "Did you mean 'my-log'?" in run("ceu", "import", path, "--profile", "my-lok").err
    assert "Did you mean 'CE Hours'?" in run("ceu", "import", path, "--map", "CE Hour=ceus").err
    assert "is nothing that a column can be" in run("ceu", "import", path, "--map", "What=x").err
    assert "has no column and key" in run("ceu", "import", path, "--map", "What").err
    bad = run("ceu", "import", path, "--map", "CE Hours=ceus", "--save-profile", "../x")
    assert "is no name for a profile" in bad.err


def test_under_a_wrong_name_nothing_is_kept_and_nothing_is_written(run, store, table, facts):
    before = facts(store)
    bad = run("ceu", "import", table(*ROWS), "--write", "--save-profile", "../x", *ON)
    assert (bad.code, bad.out) == (2, "")
    assert "is no name for a profile" in bad.err
    assert facts(store) == before


def test_columns_of_one_name_are_told_apart(told, table):
    header = "Date,Title #2,Title,Title,CEUs"
    answer = told(table("2026-03-04,A,B,C,1", header=header), "--map", "Title #3=provider")
    assert [one["name"] for one in answer["columns"]][1:4] == ["Title #2", "Title", "Title #3"]
    assert entries(answer)[0]["provider"] == "C"


@pytest.mark.parametrize("name", ["certificates", "hours", "minutes", "college-courses"])
def test_every_shipped_profile_can_be_read_and_named(run, store, table, name):
    answer = run("ceu", "import", table("x,y", header="A,B"), "--profile", name)
    assert "no column tells the title" in answer.err


def test_what_no_column_tells_is_said_with_what_there_is(run, store, table):
    answer = run("ceu", "import", table("2026-03-04,1", header="Date,Rating"))
    assert (
        "log.csv, row 1: no column tells the title. The columns are 'Date', 'Rating'; say"
        in answer.err
    )


def test_a_workbook_is_read_as_a_text_is(told, book):
    day = datetime.date(2026, 3, 4)
    path = book(
        ["My log"],
        [],
        ["Date", "Title", "CEUs", "Certificate No."],
        [day, "Talk", 1.5, 1001],
        [46086, "Other", 0.1 + 0.2, "C-2"],
    )
    first, second = entries(told(path, "--write"))
    assert (first["completed_on"], first["ceus"], first["reference"]) == ("2026-03-04", 1.5, "1001")
    assert (second["completed_on"], second["ceus"]) == ("2026-03-05", 0.3)
    assert told(path)["known"] == 2


def test_many_people_in_one_table(told, run, store, table):
    assert run("person", "add", "--name", "Bo Li").code == 0
    header = "Employee,Date,Title,CEUs"
    path = table("Ana Flores,2026-03-04,Talk,1", "bo li,2026-03-04,Talk,1", header=header)
    answer = told(path, "--write")
    assert [one["person"] for one in answer["outcomes"]] == [1, 2]
    nobody = told(table("Cy,2026-03-04,Talk,1", header=header), code=2)
    assert "nobody is called 'Cy'" in nobody["outcomes"][0]["faults"][0]
    assert (
        "a column of the file tells the person"
        in run("ceu", "import", path, "--person", "Bo Li", *ON).err
    )


def test_only_the_first_twenty_of_each_kind_are_shown(run, store, table):
    rows = [f"2026-03-04,Talk {number},1" for number in range(25)]
    answer = run("ceu", "import", table(*rows, header="Date,Title,CEUs"), *ON)
    assert "Talk 19" in answer.out
    assert "Talk 20" not in answer.out
    assert "and 5 more" in answer.out
