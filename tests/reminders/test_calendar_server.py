"""A calendar's file imported twice into a real calendar server: updated, never duplicated."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from http.client import HTTPConnection
from socket import socket

import pytest
from icalendar import Calendar

from certtrack.reminders.calendar_entry import Form
from certtrack.reminders.calendar_text import Title, written
from tests.reminders.test_calendar import FEE, HOUR, ONE, told

TITLE = Title(uid="u@certtrack", name="Deadlines of Ana Flores")
FOLDER = "/ana/deadlines/"


class CalendarServer:
    """Radicale on this machine, as a program that imports calendars talks to it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, content: bytes = b"") -> tuple[int, bytes]:
        # It asks for no password, but wants to know a name.
        headers = {"Authorization": "Basic YW5hOng=", "Content-Type": "text/calendar"}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def take(self, content: bytes) -> None:
        """Import a file: each of its entries is put where its UID says."""
        whole = Calendar.from_ical(content)
        for entry in whole.walk("VEVENT") + whole.walk("VTODO"):
            single = Calendar()
            single.add("PRODID", "-//importer//EN")
            single.add("VERSION", "2.0")
            single.add_component(entry)
            path = f"{FOLDER}{entry['UID']}.ics"
            status, said = self.ask("PUT", path, single.to_ical())
            assert status in (201, 204), said

    def holds(self, kind: str = "VEVENT") -> dict[str, tuple[str, int, str]]:
        """What is in the calendar: summary, sequence and status by UID."""
        status, content = self.ask("GET", FOLDER)
        assert status == 200, content
        return {
            str(one["UID"]): (str(one["SUMMARY"]), int(one["SEQUENCE"]), str(one["STATUS"]))
            for one in Calendar.from_ical(content).walk(kind)
        }


@pytest.fixture
def server(tmp_path):
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "--config": "",
        "--server-hosts": f"127.0.0.1:{port}",
        "--storage-filesystem-folder": tmp_path / "calendars",
        "--auth-type": "none",
        "--rights-type": "owner_write",
    }
    words = [str(word) for option in options.items() for word in option]
    log = (tmp_path / "log").open("wb")
    with log, subprocess.Popen([sys.executable, "-m", "radicale", *words], stderr=log) as process:
        found = CalendarServer(port)
        try:
            _wait(found, process)
            status, said = found.ask("MKCALENDAR", FOLDER)
            assert status == 201, said
            yield found
        finally:
            process.terminate()


def _wait(server, process):
    for _ in range(300):
        assert process.poll() is None, "the calendar server did not start"
        try:
            server.ask("OPTIONS", "/")
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the calendar server did not answer in 30 seconds")


@pytest.mark.parametrize(
    ("form", "kind", "state"),
    [(Form(), "VEVENT", "CANCELLED"), (Form(todo=True), "VTODO", "COMPLETED")],
)
def test_importing_again_updates_and_never_duplicates(server, form, kind, state):
    first = told([ONE, FEE], form=form)
    content = written(TITLE, first, form)
    for _ in range(2):
        server.take(content)
        held = server.holds(kind)
        assert held.keys() == {one.uid for one in first}
        assert {number for _, number, _ in held.values()} == {0}
    less = replace(ONE, remaining=Decimal(3))
    server.take(written(TITLE, told([less], first, later=HOUR, form=form), form))
    now = server.holds(kind)
    assert now.keys() == held.keys()
    by_words = {words: (number, status) for words, number, status in now.values()}
    still_open = "CONFIRMED" if kind == "VEVENT" else "NEEDS-ACTION"
    assert by_words == {
        "RHIT: 3 CEUs missing": (1, still_open),
        "RHIT: pay 218 USD": (1, state),
    }


def test_a_file_is_taken_as_a_whole_calendar_too(server):
    for reminders, many in (([ONE, FEE], 2), ([ONE], 1), ([], 0)):
        content = written(TITLE, told(reminders), Form())
        status, said = server.ask("PUT", FOLDER, content)
        assert status == 201, said
        assert len(server.holds()) == many
