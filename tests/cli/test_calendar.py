"""`certtrack calendar`: a file that goes on where it left off, and is never half written."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time

import pytest
from ical.calendar_stream import IcsCalendarStream

ON = ("--on", "2026-03-02")


def events(path):
    """The file's events, by the last word of what they are about."""
    text = path.read_bytes().decode()
    return {one.summary: one for one in IcsCalendarStream.calendar_from_ics(text).events}


@pytest.fixture
def out(home):
    return home / "deadlines.ics"


@pytest.fixture
def write(run, record, out):
    """Write the calendar of the record file, and say what was said."""

    def write_(*options):
        answer = run("calendar", out, "--file", record, *ON, *options)
        assert (answer.code, answer.err) == (0, "")
        return answer.out

    return write_


def test_a_file_is_written_once_and_then_is_as_it_was(write, out):
    assert write() == f"{out} was written: 3 entries.\n"
    first = out.read_bytes()
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert write() == f"{out} is as it was.\n"
    assert out.read_bytes() == first


def test_without_a_store_the_file_itself_keeps_identities_and_numbers(write, out, record):
    write()
    first = events(out)
    assert {one.sequence for one in first.values()} == {0}
    told = record.read_text(encoding="utf-8")
    extended = (
        '\n[[decision]]\nbody = "AHIMA"\nkind = "extension"\ndecided_on = 2026-01-15\n'
        "until = 2026-09-13\n"
    )
    record.write_text(told + extended, encoding="utf-8")
    write()
    moved = events(out)
    assert {one.uid for one in moved.values()} == {one.uid for one in first.values()}
    assert {(str(one.dtstart), one.sequence) for one in moved.values()} == {("2026-09-13", 1)}


def test_a_fee_that_was_paid_is_cancelled_and_the_rest_is_left_alone(write, out, record):
    write()
    first = events(out)
    told = record.read_text(encoding="utf-8")
    paid = told.replace('number = "R-1001"', 'number = "R-1001"\nfee_paid_on = 2026-03-01')
    record.write_text(paid, encoding="utf-8")
    write()
    for summary, one in events(out).items():
        fee = "pay" in summary
        assert (one.status, one.sequence) == (("CANCELLED", 1) if fee else ("CONFIRMED", 0))
        assert one.uid == first[summary].uid
        assert fee or one.dtstamp == first[summary].dtstamp


@pytest.mark.parametrize("content", [b"", b"Dear diary", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_another_file_is_refused_and_left_unless_forced(run, record, out, content):
    out.write_bytes(content)
    answer = run("calendar", out, "--file", record, *ON)
    assert (answer.code, answer.out) == (2, "")
    assert "no calendar that certtrack wrote" in answer.err
    assert out.read_bytes() == content
    assert run("calendar", out, "--file", record, *ON, "--force").code == 0
    assert len(events(out)) == 3


def test_the_calendar_of_somebody_else_is_refused_and_left(write, run, out, record, store, dump):
    write()
    before = out.read_bytes()
    other = record.with_name("bo.toml")
    told = record.read_text(encoding="utf-8")
    other.write_text(told.replace("Ana Flores", "Bo Li"), encoding="utf-8")
    kept = dump(store)
    for options in (("--file", other), (), ("--roster",), ("--file", record, "--todo")):
        answer = run("calendar", out, *ON, *options)
        assert (answer.code, answer.out) == (2, "")
        assert "a calendar of something else" in answer.err
        assert out.read_bytes() == before
    # What was refused was told nobody.
    assert dump(store) == kept


def test_the_store_keeps_numbers_though_the_file_is_lost(run, store, out):
    assert run("calendar", out, *ON).code == 0
    first = out.read_bytes()
    out.unlink()
    assert run("calendar", out, *ON).code == 0
    assert out.read_bytes() == first
    assert (
        run("ceu", "add", "--title", "T", "--completed-on", "2025-02-01", "--ceus", "1").code == 0
    )
    assert run("calendar", out, *ON).code == 0
    assert {one.sequence for one in events(out).values() if "CEUs" in one.summary} == {1}


def test_to_standard_output_goes_the_calendar_and_nothing_else(run, store, out, home):
    before = sorted(home.iterdir())
    answer = run("calendar", "-", *ON)
    assert answer.out.startswith("BEGIN:VCALENDAR")
    assert len(IcsCalendarStream.calendar_from_ics(answer.out).events) == 3
    assert sorted(home.iterdir()) == before


def test_json_gives_the_entries(run, record, out):
    answer = run("calendar", out, "--file", record, *ON, "--json").json
    assert (answer["written"], answer["calendar"]) == (True, "Deadlines of Ana Flores")
    one = next(entry for entry in answer["entries"] if entry["kind"] == "fee-due")
    assert (one["due"], one["sequence"], one["state"]) == ("2026-06-13", 0, "open")
    assert one["alarms"] == [90, 60, 30, 14, 7, 3, 1, 0]
    assert one["uid"] in out.read_text(encoding="utf-8")
    again = run("calendar", out, "--file", record, *ON, "--json").json
    assert again == {**answer, "written": False}


def test_only_what_is_due_so_soon(write, out):
    assert "0 entries" in write("--within", "30")
    assert "3 entries" in write("--within", "103")


def test_a_record_with_nothing_due_gives_a_whole_calendar(run, home, out):
    empty = home / "bo.toml"
    empty.write_text('schema = 1\n[person]\nname = "Bo Li"\n', encoding="utf-8")
    assert run("calendar", out, "--file", empty, *ON).out == f"{out} was written: 0 entries.\n"
    assert events(out) == {}
    assert run("calendar", out, "--file", empty, *ON).out == f"{out} is as it was.\n"


def test_spanish_and_things_to_do(run, record, out):
    answer = run("calendar", out, "--file", record, *ON, "--language", "es", "--todo")
    assert answer.code == 0
    todos = IcsCalendarStream.calendar_from_ics(out.read_bytes().decode()).todos
    assert "RHIT: pagar 218 USD" in {one.summary for one in todos}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--file", "ana.toml", "--person", "Ana"), "stands alone"),
        (("--roster", "--person", "Ana"), "whole store"),
        (("--manager", "Dana", "--file", "ana.toml"), "whole store"),
        (("--language", "xx"), "xx"),
        (("--manager", "Dona"), "Dona"),
    ],
)
def test_what_does_not_go_together_is_refused(run, store, out, options, said):
    answer = run("calendar", out, *options)
    assert answer.code == 2
    assert said in answer.err
    assert not out.exists()


def test_json_and_the_calendar_do_not_both_go_to_standard_output(run, store):
    assert run("calendar", "-", "--json").code == 2


def test_a_folder_and_a_place_that_is_not_there_are_refused(run, record, home):
    for out in (home, home / "none" / "deadlines.ics"):
        answer = run("calendar", out, "--file", record, *ON)
        assert (answer.code, answer.out) == (2, "")
        assert str(out) in answer.err


def test_a_file_that_others_may_read_stays_so_and_a_link_stays_a_link(write, out, home):
    published = home / "published.ics"
    out.symlink_to(published)
    write()
    published.chmod(0o644)
    write("--within", "30")
    assert out.is_symlink()
    assert stat.S_IMODE(published.stat().st_mode) == 0o644


WRITER = """\
import sys
from pathlib import Path
from certtrack.records.calendar_file import write_calendar

out, first, second = map(Path, sys.argv[1:4])
contents = [one.read_bytes() for one in (first, second)]
print("begun", flush=True)
while True:
    for content in contents:
        write_calendar(out, content)
"""


def test_whoever_is_killed_while_writing_leaves_one_file_or_the_other(home, out):
    whole = {letter * 200_000 for letter in (b"a", b"b")}
    parts = []
    for content in whole:
        parts.append(home / f"{content[:1].decode()}.bin")
        parts[-1].write_bytes(content)
    for number in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, out, *parts], stdout=subprocess.PIPE, env=os.environ
        ) as process:
            assert process.stdout.readline() == b"begun\n"
            time.sleep(0.05 + number * 0.013)
            process.send_signal(signal.SIGKILL)
        assert out.read_bytes() in whole


def test_looking_at_other_answers_does_not_load_the_calendar_library(run_process, record):
    script = (
        "import sys; sys.argv = ['certtrack', 'status', '--file', sys.argv[1]]\n"
        "from certtrack.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('icalendar' in sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, record], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr.splitlines()[-1] == "False"
