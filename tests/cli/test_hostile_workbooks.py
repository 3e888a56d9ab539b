"""Workbooks made to do harm are refused in one sentence, quickly and in little memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import zipfile

import pytest

from tests.workbooks import SHEET, cell, sheet, understated, workbook

MEMORY, SECONDS = 2 << 30, 60
XXE = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE w [<!ENTITY a0 "ha">{LAUGHS}]>'
NOTHING = b" " * 1_000_000
READERS = ("roster import", "ceu import")


@pytest.fixture(params=READERS)
def taken(request, store):
    """Gives what the program says of a workbook, held to a limit of memory and time."""

    def taken_(path):
        done = subprocess.run(
            [sys.executable, "-m", "certtrack", *request.param.split(), str(path)],
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=SECONDS,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        )
        assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1, done.stderr
        return done.stderr

    return taken_


def test_an_entity_of_another_file_is_not_looked_up(taken, home):
    said = taken(workbook(home / "log.xlsx", sheet(cell("A1", "[&x;]"), XXE)))
    assert "this is no .xlsx workbook" in said
    assert "root:" not in said


def test_entities_in_entities_are_not_unfolded(taken, home):
    said = taken(workbook(home / "log.xlsx", sheet(cell("A1", "&a9;"), BILLION_LAUGHS)))
    assert "this is no .xlsx workbook" in said


@pytest.mark.parametrize(
    "far",
    [
        cell("XFD1048576", "b"),
        cell("XFD1048576", "b").replace('"', "'"),
        '</row><row r="1048576">' + cell("Z1048576", "b"),
        '</row><row r="1048576"><c t="inlineStr"><is><t>a</t></is></c>' + cell("ZZ1048576", "b"),
    ],
    ids=["the last cell", "in single quotes", "a tall one", "named by its row"],
)
def test_two_cells_far_apart_do_not_make_a_table_of_billions(taken, home, far):
    said = taken(workbook(home / "log.xlsx", sheet(cell("A1", "name") + far)))
    assert "the workbook is larger than" in said


def test_what_unpacks_to_a_thousand_times_its_size_is_a_trap(taken, home):
    bomb = b"".join([NOTHING] * 40)
    said = taken(workbook(home / "log.xlsx", sheet(cell("A1", "name")), {"xl/media/a": bomb}))
    assert "the workbook is larger than" in said


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml"])
def test_a_part_larger_than_it_says_is_refused(taken, home, part):
    bomb = sheet(cell("A1", "name")) + " " * 40_000_000
    path = workbook(home / "log.xlsx", sheet(cell("A1", "name")), {part: bomb})
    said = taken(understated(path, part, 1_000))
    assert "the workbook is larger than" in said


def test_more_bytes_behind_the_directory_are_refused(taken, home):
    path = workbook(home / "log.xlsx", sheet(cell("A1", "name")))
    path.write_bytes(path.read_bytes()[:-2] + b"\x04\x00more")
    assert "this is no .xlsx workbook" in taken(path)


def test_a_directory_that_points_before_the_file_is_refused(run, store, home):
    path = workbook(home / "log.xlsx", sheet(cell("A1", "name")))
    content = bytearray(path.read_bytes())
    # How long the directory is stands 10 bytes before the end; it is said to begin later.
    where = len(content) - 6
    start = int.from_bytes(content[where : where + 4], "little")
    content[where : where + 4] = (start + 5000).to_bytes(4, "little")
    path.write_bytes(content)
    answer = run("ceu", "import", path)
    assert (answer.code, "this is no .xlsx workbook" in answer.err) == (2, True), answer.err


@pytest.mark.parametrize("at", range(5))
def test_packed_bytes_that_are_damaged_are_refused(run, store, home, at):
    path = workbook(home / "log.xlsx", sheet(cell("A1", "name" * 500)))
    with zipfile.ZipFile(path) as parts:
        start = parts.getinfo(SHEET).header_offset + 30 + len(SHEET)
    content = bytearray(path.read_bytes())
    content[start + at] ^= 0xFF
    path.write_bytes(content)
    answer = run("ceu", "import", path)
    assert (answer.code, "this is no .xlsx workbook" in answer.err) == (2, True), answer.err
