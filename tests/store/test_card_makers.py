"""Cards made by several processes are those of one, and no process is left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from certtrack.rules.rulebook import Library
from certtrack.services import card_makers, edit, persons, processes, roster, roster_cards
from certtrack.services.edit import Moment
from certtrack.services.facts import Who
from certtrack.store.location import locate
from certtrack.store.sessions import reading

TODAY = date(2026, 6, 1)
MOMENT = Moment(latest=TODAY, made_at="2026-06-01T12:00:00Z")
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
KEPT = (
    "SELECT * FROM counted WHERE rules <> '' ORDER BY id",
    "SELECT counted_id, first_day, last_day, pace_until, body, credentials, standing, required, "
    "counted, remaining, lacking FROM card ORDER BY counted_id, id",
)

PROGRAM = """
import sys
from certtrack.__main__ import main
from certtrack.services import processes, roster_cards

if __name__ == "__main__":
    processes.FEW, processes._processors, roster_cards.AT_ONCE = 0, lambda: 2, 20
    sys.argv[0] = "certtrack"
    main()
"""


@pytest.fixture
def plain(library) -> Library:
    """The rulebooks in a class that another process knows too."""
    return Library(library.rulebooks)


@pytest.fixture
def several(monkeypatch):
    """See `share_out`."""
    share_out(monkeypatch)


def share_out(monkeypatch) -> None:
    """Make it worth it to start two processes even for a few people."""
    monkeypatch.setattr(processes, "FEW", 0)
    monkeypatch.setattr(processes, "_processors", lambda: 2)
    monkeypatch.setattr(processes, "PIECE", 2)
    monkeypatch.setattr(roster_cards, "AT_ONCE", 3)


@pytest.fixture
def large(tmp_path, monkeypatch) -> Path:
    """A store of many people."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    from roster import roster as make

    path = tmp_path / "large.db"
    make(path, 1_500)
    return path


def scan(store: str, library: Library, watch=lambda *_: None) -> list[object]:
    wanted = roster.Wanted()
    return list(roster.lines(store, library, TODAY, None, wanted, today=TODAY, watch=watch))


def kept(store: str) -> list[list[tuple[object, ...]]]:
    with reading(locate(store)) as connection:
        answers = [connection.execute(query).fetchall() for query in KEPT]
    return [[tuple(dict(row).values()) for row in answer] for answer in answers]


def people(store: str, library: Library) -> None:
    for number in range(1, 12):
        persons.add(store, {"name": f"P{number}"}, library, MOMENT, force=True)
        who = Who(person=f"{number}", store=store)
        code = ("RHIT", "RHIA", "CCS")[number % 3]
        for section, values in (
            ("credential", {"code": code, "passed_on": f"{2018 + number % 8}-03-01"}),
            ("activity", {"title": "Talk", "completed_on": "2026-05-01", "ceus": f"{number}"}),
        ):
            edit.add(who, section, values, library, MOMENT, force=True)


def forgotten(store: str) -> None:
    from sqlalchemy import text

    from certtrack.store.sessions import unit_of_work

    with unit_of_work(locate(store)) as session:
        session.connection().execute(text("DELETE FROM card"))
        session.connection().execute(text("DELETE FROM counted"))


def test_several_processes_keep_what_one_would(either, plain, monkeypatch):
    people(either, plain)
    lines, by_one = scan(either, plain), kept(either)
    forgotten(either)
    share_out(monkeypatch)
    told = []
    assert scan(either, plain, lambda *how_far: told.append(how_far)) == lines
    assert kept(either) == by_one
    assert (len(by_one[0]), len(lines)) == (12, 11), "Bo holds nothing"
    assert told == [("Counting", 6, 12), ("Counting", 12, 12)]
    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("several")
def test_lines_are_complete_though_a_process_is_ended(tmp_path, plain):
    store = str(tmp_path / "store.db")
    people(store, plain)
    others = {child.pid for child in multiprocessing.active_children()}

    def end_them(*_: object) -> None:
        started = (one for one in multiprocessing.active_children() if one.pid not in others)
        for child in started:
            child.kill()
            child.join()

    assert len(scan(store, plain, end_them)) == 11
    assert len(scan(store, plain)) == 11
    assert len(kept(store)[0]) == 11


@pytest.mark.usefixtures("several")
def test_a_record_that_cannot_be_read_is_named_by_the_process_that_reads_it(tmp_path, plain):
    store = str(tmp_path / "store.db")
    people(store, plain)
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE activity SET for_codes = 'x' WHERE person_id = 9")
        connection.commit()
    by = card_makers.maker(plain, TODAY)
    with pytest.raises(card_makers.Refused, match="person number 9") as refused:
        roster_cards.bring_up_to_date(locate(store), by, lambda *_: None)
    assert refused.value.faults[0].where.startswith("person number 9")
    assert len(kept(store)[0]) == 6, "the units of work before stay"


def started(large: Path, tmp_path: Path) -> tuple[subprocess.Popen[str], list[int]]:
    """The program at work in several processes: some cards are kept, others are not."""
    file = tmp_path / "program.py"
    file.write_text(PROGRAM, encoding="utf-8")
    words = [sys.executable, str(file), "roster", "status", "--db", str(large)]
    program = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A job in the background ignores Ctrl-C, and so would all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    with closing(sqlite3.connect(large)) as connection:
        for _ in range(600):
            (number,) = connection.execute("SELECT count(*) FROM counted").fetchone()
            if number:
                break
            assert program.poll() is None, program.stderr.read()
            time.sleep(0.05)
    children = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()
    assert children
    return program, [int(child) for child in children]


def gone(children: list[int]) -> bool:
    for _ in range(200):
        if not any(is_running(child) for child in children):
            return True
        time.sleep(0.05)
    return False


def is_running(child: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{child}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_breaking_off_ends_every_process_in_a_word(large, tmp_path):
    program, children = started(large, tmp_path)
    # What a terminal does: everybody hears it.
    os.killpg(program.pid, signal.SIGINT)
    out, error = program.communicate(timeout=60)
    assert (program.returncode, out, error) == (130, "", "Stopped.\n")
    assert gone(children)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_no_process_outlives_the_one_that_started_it(large, tmp_path):
    program, children = started(large, tmp_path)
    program.kill()
    program.communicate(timeout=60)
    assert gone(children)
