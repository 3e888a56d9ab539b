"""Files of IPEDS into the store: awards and charges by school and year, never accreditation."""

from __future__ import annotations

import zipfile

import pytest

HEADER = "UNITID,INSTNM,IALIAS,ADDR,CITY,STABBR,ZIP,OPEID,WEBADDR,CLOSEDAT,CONTROL\n"
RIVER = "100654,Riverbend College,RC,1 Main St,Ocala,FL,34470,00100200,www.river.example/,-2,1\n"
LAKE = "100663,Lakeside University, ,9 Lake Rd,Dayton,OH,45402,00105200,www.lake.example, ,1\n"
COMPLETIONS = "UNITID,CIPCODE,MAJORNUM,AWLEVEL,XCTOTALT,CTOTALT,XCTOTALM,CTOTALM\n"
HIT = '100654,"51.0707",1,3,R,12,R,4\n'
SECOND = '100654,"51.0707",2,3,R,2,R,1\n'
MASTER = '100654,"51.0706",1,7,R,5,R,1\n'
CODING = '100663,"51.0713",1,21,R,31,R,2\n'
OTHER = '100663,"11.0101",1,5,R,90,R,60\n100663,"99",1,5,R,90,R,60\n'
CHARGES = (
    "UNITID,XTUIT1,TUITION1,XFEE1,FEE1,XTUIT2,TUITION2,XFEE2,FEE2,XTUIT3,TUITION3,XFEE3,FEE3,"
    "XCHG1AY3,CHG1AY3 \n"
)
COSTS = "100654,R,3085,R,406,R,3390,R,406,R,6170,R,406,R,3491\n"
NO_COSTS = "100663,A,.,A,.,A,.,A,.,A,.,A,.,A,.\n"
SCHOOLS = "DapipId,OpeId,LocationName,ParentName,ParentDapipId,LocationType,Address\n"
OF = "DapipId,AgencyId,AgencyName,ProgramId,ProgramName,SequentialId"
RECORDS = f"{OF},AccreditationDate,AccreditationStatus,AccreditationEndDate\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request, home):
    if request.param == "postgresql":
        return request.getfixturevalue("database")
    return home / "store.db"


@pytest.fixture
def write(home):
    """Writes a file; gives its path."""

    def write_(name, *parts, encoding="utf-8"):
        path = home / name
        path.write_bytes("".join(parts).encode(encoding))
        return path

    return write_


@pytest.fixture
def take(run, db):
    """Imports files; gives what became of their rows."""

    def take_(*paths, on="2025-06-01"):
        answer = run("programs", "import", *paths, "--write", "--on", on, "--db", db, "--json")
        assert answer.code == 0, answer.err
        names = ("new", "same", "changed", "gone", "passed_over")
        return [tuple(one[name] for name in names) for one in answer.json["files"]]

    return take_


@pytest.fixture
def shown(run, db):
    return lambda id_, *more: run("programs", "show", id_, "--db", db, *more)


@pytest.fixture
def all_of(write):
    """The three files of a year."""
    return lambda year=2023: (
        write(f"HD{year}.csv", HEADER, RIVER, LAKE),
        write(f"C{year}_A.csv", COMPLETIONS, HIT, SECOND, MASTER, CODING, OTHER),
        write(f"IC{year}_AY.csv", CHARGES, COSTS, NO_COSTS),
    )


def test_awards_and_charges_of_a_school_are_shown_with_source_and_year(take, all_of, shown):
    assert take(*all_of()) == [(2, 0, 0, 0, 0), (3, 0, 0, 0, 3), (1, 0, 0, 0, 1)]
    one = shown("ipeds-100654", "--json").json
    assert (one["name"], one["state"], one["closed"]) == ("Riverbend College", "FL", None)
    assert [(each["program"], each["level"], each["awards"]) for each in one["programs"]] == [
        (
            "Health Information/Medical Records Administration/Administrator",
            "master",
            [{"year": 2023, "number": 5}],
        ),
        (
            "Health Information/Medical Records Technology/Technician",
            "associate",
            [{"year": 2023, "number": 12}],
        ),
    ]
    told = [(c["residency"], c["amount"], c["fees"], c["year"]) for c in one["charges"]]
    assert told == [
        ("in-district", 3085, 406, "2023-24"),
        ("in-state", 3390, 406, "2023-24"),
        ("out-of-state", 6170, 406, "2023-24"),
    ]
    assert "awards from July 2022 to June 2023" in one["programs"][0]["source"]["title"]
    page = " ".join(shown("ipeds-100654").out.split())
    for words in (
        "$3,390 and $406 of fees a year, in-state, 2023-24",
        "associate, 12 completed it in 2023",
        "says nothing of it",
        "www.river.example",
    ):
        assert words in page
    # What undergraduates pay is not what a master's degree costs.
    assert shown("ipeds-100654-510706-7", "--json").json["charges"] == []
    assert len(shown("ipeds-100654-510707-3", "--json").json["charges"]) == 3
    short = shown("ipeds-100663-510713-21", "--json").json
    assert (short["level"], short["field"]) == ("certificate", None)
    assert "certificate of at least 12 weeks but less than 1 year" in short["note"]


def test_they_are_searched_by_school_field_state_and_award(take, all_of, run, db):
    take(*all_of())

    def search(*how):
        return run("programs", "search", *how, "--db", db, "--json").json

    hit, master, coding = "ipeds-100654-510707-3", "ipeds-100654-510706-7", "ipeds-100663-510713-21"
    river = [one["id"] for one in search("riverbnd")]
    assert river == [hit, master, "ipeds-100654"]
    assert coding in [one["id"] for one in search("medical insurance coding")]
    assert hit in [one["id"] for one in search("health information technology")]
    found = search("--state", "fl", "--level", "associate")
    assert [one["id"] for one in found] == [hit]
    assert found[0]["awards"] == [{"year": 2023, "number": 12}]
    schools = [one for one in search("--state", "oh") if one["id"] == "ipeds-100663"]
    assert schools == [
        {"id": "ipeds-100663", "name": "Lakeside University", "state": "OH", "told_by": "ipeds",
         "year": 2023}
    ]  # fmt: skip
    page = run("programs", "search", "riverbend", "--db", db).out
    assert "IPEDS 2023" in page
    assert "12 in 2023" in page
    assert "awards from July 2022 to June 2023" in " ".join(page.split())
    asked = run("programs", "show", "Riverbend College", "--db", db).err
    assert "Is one of these meant" in asked
    assert "Riverbend College, FL (ipeds-100654)" in asked


def test_they_are_never_accreditation(take, all_of, shown, run, db):
    take(*all_of())
    assert shown("ipeds-100654-510707-3", "--json").json["accreditation"] is None
    assert shown("ipeds-100654", "--json").json["accreditation"] == []
    answer = run("programs", "search", "riverbend", "--agency", "CAHIIM", "--db", db, "--json")
    assert answer.json == []
    assert "Of 2 more programs it is not known who accredited them" in answer.err
    who = ("--db", db, "--person", "Bo Li")
    assert run("person", "add", "--name", "Bo Li", "--db", db).code == 0
    done = ("--status", "completed", "--completed-on", "2020-05-08")
    how = ("education", "add", "--listed", "ipeds-100654-510707-3", *done, *who)
    assert run(*how).code == 0
    answer = run("eligibility", "RHIT", *who, "--on", "2026-06-01", "--json").json
    assert answer["verdict"] == "cannot-tell"
    assert "Riverbend College" in " ".join(answer["missing"])


@pytest.mark.parametrize(
    ("ope_id", "linked"), [("00100200", True), ("100200", False), ("00100201", False), ("-", False)]
)
def test_a_school_is_linked_by_exactly_its_opeid_alone(take, all_of, write, shown, ope_id, linked):
    school = f'100200,{ope_id},Riverbend College,-,-,Institution,"1 Main St, Ocala, FL 34470"\n'
    record = "100200,25,Example Association,1,Institutional Accreditation,1,1/1/1960,Accredited,-\n"
    take(*all_of(), write("a.csv", SCHOOLS, school), write("b.csv", RECORDS, record))
    one = shown("dapip-100200", "--json").json
    assert [each["id"] for each in one["elsewhere"]] == (["ipeds-100654"] if linked else [])
    assert [each["on"] for each in one["accreditation"]] == ["in force"]
    other = shown("ipeds-100654", "--json").json
    assert [each["id"] for each in other["elsewhere"]] == (["dapip-100200"] if linked else [])
    # Nor does it become that of what the school reported.
    assert other["accreditation"] == []
    assert ("12 completed it in 2023" in " ".join(shown("dapip-100200").out.split())) is linked
    assert ("programs show dapip-100200" in " ".join(shown("ipeds-100654").out.split())) is linked


def test_a_newer_year_takes_the_place_of_the_older_which_stays_as_history(take, write, shown):
    take(write("HD2023.csv", HEADER, RIVER), write("C2023_A.csv", COMPLETIONS, HIT, CODING))
    first = shown("ipeds-100654-510707-3").out
    assert take(write("C2023_A.csv", COMPLETIONS, HIT, CODING)) == [(0, 2, 0, 0, 0)]
    assert shown("ipeds-100654-510707-3").out == first
    newer = (
        write("c2024_a_rv.csv", COMPLETIONS.lower(), HIT.replace(",12,", ",15,")),
        write("hd2024.csv", HEADER, RIVER),
    )
    assert take(*newer, on="2026-01-01") == [(0, 0, 1, 1, 0), (0, 0, 1, 0, 0)]
    assert take(*newer, on="2026-02-01") == [(0, 1, 0, 0, 0), (0, 1, 0, 0, 0)]
    one = shown("ipeds-100654-510707-3", "--json").json
    assert one["awards"] == [{"year": 2024, "number": 15}]
    (before,) = one["before"]
    assert before["awards"] == [{"year": 2023, "number": 12}]
    assert (before["told_on"], before["gone_on"]) == ("2025-06-01", "2026-01-01")
    page = " ".join(shown("ipeds-100654-510707-3").out.split())
    assert "Until 2026-01-01: 12 completed it in 2023" in page
    gone = shown("ipeds-100663-510713-21")
    assert "tells of it no more" in gone.out
    # A year in which nothing but the year is other is no other name of the school.
    assert "Told otherwise before" not in shown("ipeds-100654").out


def test_charges_that_are_told_no_more_are_not_shown(take, write, shown):
    others = COSTS.replace("100654", "100663")
    take(write("HD2023.csv", HEADER, RIVER), write("C2023_A.csv", COMPLETIONS, HIT))
    take(write("IC2023_AY.csv", CHARGES, COSTS, others))
    assert len(shown("ipeds-100654", "--json").json["charges"]) == 3
    dearer = others.replace("3390", "3500")
    assert take(write("COST1_2024.csv", CHARGES, dearer), on="2026-01-01") == [(0, 0, 1, 1, 0)]
    assert shown("ipeds-100654", "--json").json["charges"] == []
    assert shown("ipeds-100654-510707-3", "--json").json["charges"] == []


def test_an_older_year_is_not_laid_over_a_newer(take, write, run, db, shown):
    take(write("HD2023.csv", HEADER, RIVER), write("C2023_A.csv", COMPLETIONS, HIT))
    older = write("C2022_A.csv", COMPLETIONS, HIT.replace(",12,", ",9,"))
    answer = run("programs", "import", older, "--write", "--db", db)
    assert answer.code == 2
    assert "it is of 2022, and the store has a file of this kind of 2023" in answer.err
    assert shown("ipeds-100654-510707-3", "--json").json["awards"][0]["number"] == 12


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-8"])
def test_names_are_read_however_they_are_written(take, write, shown, encoding):
    named = LAKE.replace("Lakeside University", "Universidad de Mayag\xfcez – A\xf1asco")
    take(write("HD2023.csv", HEADER, named, encoding=encoding))
    assert shown("ipeds-100663", "--json").json["name"] == "Universidad de Mayag\xfcez – A\xf1asco"


def test_what_is_missing_is_not_known(take, write, shown):
    blank = HIT.replace(",12,", ",.,")
    partly = COSTS.replace("R,3085,R,406", "A,.,A,.").replace("6170,R,406", "6170,A, ")
    closed = RIVER.replace("-2,1", "6/30/2024,1").replace("00100200", "-2").replace(",FL,", ", ,")
    take(
        write("C2023_A.csv", COMPLETIONS, blank),
        write("COST1_2024.csv", CHARGES, partly),
        write("HD2023.csv", HEADER, closed),
    )
    one = shown("ipeds-100654", "--json").json
    assert (one["ope_id"], one["state"], one["closed"]) == (None, None, "6/30/2024")
    assert one["programs"][0]["awards"] == []
    assert [(c["residency"], c["fees"], c["year"]) for c in one["charges"]] == [
        ("in-state", 406, "2024-25"), ("out-of-state", None, "2024-25"),
    ]  # fmt: skip
    assert "Closed: 6/30/2024" in shown("ipeds-100654").out


def test_awards_of_a_school_without_its_name_are_kept(take, write, shown):
    take(write("C2023_A.csv", COMPLETIONS, HIT))
    assert shown("ipeds-100654-510707-3", "--json").json["name"] == "School 100654 of IPEDS"


def test_nothing_is_written_unless_asked(write, run, db, shown):
    assert run("person", "add", "--name", "Bo Li", "--db", db).code == 0
    answer = run("programs", "import", write("HD2023.csv", HEADER, RIVER), "--db", db)
    assert "Nothing is written yet" in answer.out
    assert shown("ipeds-100654").code == 2


BAD = {
    "a field without its zeros": (
        "C2023_A.csv",
        COMPLETIONS,
        HIT.replace("0707", "071"),
        "like 51.0707",
    ),
    "no such major": ("C2023_A.csv", COMPLETIONS, HIT.replace(",1,3", ",3,3"), "MAJORNUM '3'"),
    "no such award": ("C2023_A.csv", COMPLETIONS, HIT.replace(",1,3", ",1,12"), "AWLEVEL '12'"),
    "a number that is none": (
        "C2023_A.csv",
        COMPLETIONS,
        HIT.replace(",12,", ",1.5,"),
        "CTOTALT '1.5'",
    ),
    "a number of other digits": (
        "C2023_A.csv",
        COMPLETIONS,
        HIT.replace(",12,", ",\u0661\u0662,"),
        "CTOTALT",
    ),
    "an award twice": (
        "C2023_A.csv",
        COMPLETIONS,
        HIT + HIT,
        "ipeds-100654-510707-3 is told twice",
    ),
    "only other fields": ("C2023_A.csv", COMPLETIONS, OTHER, "none of its 2 rows tells anything"),
    "a school twice": ("HD2023.csv", HEADER, RIVER + RIVER, "ipeds-100654 is told twice"),
    "a school without a name": (
        "HD2023.csv",
        HEADER,
        RIVER.replace("Riverbend College", " "),
        "INSTNM",
    ),
    "no school's number": (
        "HD2023.csv",
        HEADER,
        RIVER.replace("100654", "1.0E5"),
        "UNITID '1.0E5'",
    ),
    "a charge too large": ("IC2023_AY.csv", CHARGES, COSTS.replace("3390", "33900000"), "TUITION2"),
    "a charge that is none": (
        "IC2023_AY.csv",
        CHARGES,
        COSTS.replace("3390", "3,390"),
        "the row has",
    ),
    "no year": ("awards.csv", COMPLETIONS, HIT, "tells its year"),
    "another file's name": ("HD2023.csv", COMPLETIONS, HIT, "like C2023_A.csv"),
    "other columns": (
        "C2023_B.csv",
        "UNITID,MAJORNUM,CSTOTLT\n",
        "100654,1,5\n",
        "its columns are neither",
    ),
    "a column twice": (
        "HD2023.csv",
        HEADER.replace("CONTROL", "CITY"),
        RIVER,
        "'CITY' stands there twice",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_with_a_fault_is_refused_and_so_are_those_beside_it(run, write, home, kind):
    name, header, told, fault = BAD[kind]
    good = write("a.csv", SCHOOLS, "100300,-,Lake,-,-,Institution,-\n")
    store = home / "store.db"
    answer = run("programs", "import", good, write(name, header, told), "--write", "--db", store)
    assert (answer.code, fault in answer.err) == (2, True), answer.err
    assert run("programs", "search", "--db", store, "--json").err == ""
    assert run("programs", "show", "dapip-100300", "--db", store).code == 2


def test_two_years_at_once_are_refused(run, write, home):
    two = [write(f"C{year}_A.csv", COMPLETIONS, HIT) for year in (2022, 2023)]
    answer = run("programs", "import", *two, "--write", "--db", home / "store.db")
    assert (answer.code, "several files are IpedsCompletions" in answer.err) == (2, True)


def test_a_zip_of_nces_is_taken_with_the_revised_file(take, home, shown):
    path = home / "C2023_A.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("c2023_a.csv", COMPLETIONS + HIT)
        file.writestr("c2023_a_rv.csv", COMPLETIONS + HIT.replace(",12,", ",13,"))
    assert take(path) == [(1, 0, 0, 0, 0)]
    assert shown("ipeds-100654-510707-3", "--json").json["awards"][0]["number"] == 13


def test_ids_of_it_cannot_be_taken_by_a_list(run, write, home):
    row = "ipeds-100654-510707-3,A school,Somewhere,2026-01-01\n"
    path = write("p.csv", "id,school,source,looked_up_on\n", row)
    answer = run("programs", "import", path, "--write", "--db", home / "store.db")
    assert (answer.code, "is that of another entry" in answer.err) == (2, True)
