"""The ZIP of DAPIP as it is downloaded: the same as its files, and no trap gets further."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import pytest

from certtrack.errors import Refused
from certtrack.records.directory_files.given import given

INSTITUTIONS = "DapipId,OpeId,LocationName,ParentName,ParentDapipId,LocationType,Address\n"
RIVER = '100200,00100200,Riverbend College,-,-,Institution,"1 Main St, Ocala, FL 34470"\n'
OF = "DapipId,AgencyId,AgencyName,ProgramId,ProgramName,SequentialId"
RECORDS = f"{OF},AccreditationDate,AccreditationStatus,AccreditationEndDate\n"
WHOLE = "100200,25,Example Association,1,Institutional Accreditation,1"
ACTIONS = f"{OF},ActionDescription,ActionDate,JustificationDescription,JustificationOther,EndDate\n"
PROBATION = f"{WHOLE},Renewal of Accreditation,10/11/2018 12:00:00 AM,-,,\n"
PARTS = {
    "InstitutionCampus.csv": INSTITUTIONS + RIVER,
    "AccreditationRecords.csv": f"{RECORDS}{WHOLE},1/1/1960,Accredited,-\n",
    "AccreditationActions.csv": ACTIONS + PROBATION,
}


@pytest.fixture
def db(home):
    return home / "store.db"


@pytest.fixture
def zipped(home):
    """Writes a ZIP of some texts by their names; gives its path."""

    def zipped_(parts, name="dapip.zip"):
        path = home / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for part, text in parts.items():
                file.writestr(part, text)
        return path

    return zipped_


@pytest.fixture
def take(run, db):
    return lambda path: run("programs", "import", path, "--write", "--db", db, "--json")


def test_it_is_taken_as_its_files_are(take, zipped, run, db, home):
    answer = take(zipped({**PARTS, "readme.txt": "not read", "__MACOSX/._x.csv": "shadow"}))
    assert [(one["file"], one["new"]) for one in answer.json["files"]] == [
        (f"dapip.zip/{name}", 1) for name in PARTS
    ]
    shown = run("programs", "show", "dapip-100200", "--json", "--db", db).json
    assert len(shown["accreditation"]) == len(shown["actions"]) == 1
    for name, text in PARTS.items():
        (home / name).write_text(text)
        (one,) = take(home / name).json["files"]
        assert (one["same"], one["new"]) == (1, 0)
    assert sorted(one.name for one in home.iterdir() if one.suffix == ".csv") == sorted(PARTS)


def test_a_fault_is_told_with_the_file_in_it(take, zipped):
    wrong = {"a/InstitutionCampus.csv": INSTITUTIONS + RIVER.replace("100200", "x", 1)}
    assert "dapip.zip/InstitutionCampus.csv, line 2: DapipId 'x'" in take(zipped(wrong)).err


def test_of_a_revised_table_beside_the_first_the_revised_is_taken(take, zipped):
    answer = take(zipped({"a.csv": "no,table\n", "a_rv.csv": PARTS["InstitutionCampus.csv"]}))
    assert [one["file"] for one in answer.json["files"]] == ["dapip.zip/a_rv.csv"]


def damaged(content: bytes) -> bytes:
    at = content.index(b"AccreditationActions.csv") + 60
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def claiming_less(content: bytes) -> bytes:
    """What is packed is longer than the ZIP says."""
    size = struct.pack("<I", len(PARTS["AccreditationActions.csv"]))
    return content.replace(size, struct.pack("<I", len(ACTIONS)))


def test_a_damaged_one_writes_nothing(take, zipped, run, db):
    for spoil in (damaged, claiming_less, lambda content: content[:-30]):
        path = zipped(PARTS)
        path.write_bytes(spoil(path.read_bytes()))
        answer = take(path)
        assert (answer.code, "the ZIP file is damaged" in answer.err) == (2, True), answer.err
        assert "Traceback" not in answer.err
        assert run("programs", "show", "dapip-100200", "--db", db).code == 2


def test_whatever_is_changed_in_one_it_is_read_or_refused(zipped, tmp_path):
    """No other error leaves it, wherever a byte is another one."""
    content, dice = zipped(PARTS).read_bytes(), random.Random(7)
    path, read = tmp_path / "changed.zip", 0
    for _ in range(600):
        changed = bytearray(content)
        for _ in range(dice.randint(1, 3)):
            changed[dice.randrange(4, len(changed))] = dice.randrange(256)
        path.write_bytes(changed)
        try:
            with given(path) as tables:
                for table in tables:
                    with table.open() as file:
                        read += len(file.read())
        except Refused:
            continue
    assert read


def test_a_trap_is_refused_before_it_is_unpacked(take, zipped, home):
    bomb = zipped({"a.csv": INSTITUTIONS + " " * 60_000_000})
    assert bomb.stat().st_size < 100_000
    assert "has more than 20 MB unpacked" in take(bomb).err
    for name in ("../a.csv", "/etc/a.csv", "a\\..\\..\\b.csv", "C:/a.csv"):
        answer = take(zipped({name: PARTS["InstitutionCampus.csv"]}))
        assert "names a place outside itself" in answer.err
    assert "no CSV file in the ZIP" in take(zipped({"a.txt": ""})).err
    assert "no CSV file in the ZIP" in take(zipped({})).err
    assert "21 CSV files" in take(zipped({f"{n}.csv": "" for n in range(21)})).err


def test_what_cannot_be_unpacked_is_told(take, home):
    for how, told in ((zipfile.ZIP_LZMA, "unusual way"), (zipfile.ZIP_STORED, "a password")):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", how) as file:
            file.writestr("a.csv", "a")
        content = bytearray(buffer.getvalue())
        if how == zipfile.ZIP_STORED:
            content[content.index(b"PK\x01\x02") + 8] |= 1
        path = home / "odd.zip"
        path.write_bytes(content)
        answer = take(path)
        assert (answer.code, told in answer.err) == (2, True), answer.err


def test_a_zip_within_two_files_of_a_kind_is_refused(take, zipped):
    both = {"a.csv": PARTS["InstitutionCampus.csv"], "b.csv": PARTS["InstitutionCampus.csv"]}
    assert "several files are InstitutionCampus" in take(zipped(both)).err
