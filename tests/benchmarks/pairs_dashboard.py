"""Pages of the dashboard beside the questions that they answer, asked bare."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path

import uvicorn

from certtrack.rules.facts import Activity, Holding, Person
from certtrack.services.facts import Who, facts_of
from certtrack.services.remind import FAR, due
from certtrack.services.roster_page import count_everybody, roster_page, words
from certtrack.services.rules import books
from certtrack.services.status import report
from certtrack.services.watching import unwatched
from certtrack.store import people
from certtrack.store.history import recorded
from certtrack.store.location import locate
from certtrack.web.app import make_app
from certtrack.web.desk import Desk
from certtrack.web.serving import listening
from certtrack.web.signing_in import Doorkeeper

Work = Callable[[], object]

ON = date(2026, 6, 1)
YEARS = 10
CODE = "12345678"


def ten_years(store: Path) -> None:
    """Somebody with two credentials, and an activity in every month of ten years."""
    first = date(ON.year - YEARS, 7, 1)
    days = (first + timedelta(days=30 * month) for month in range(YEARS * 12))
    log = tuple(
        Activity(id=f"a{number}", title=f"Talk {number}", completed_on=day, minutes=90)
        for number, day in enumerate(days)
    )
    held = (Holding(code="RHIT", passed_on=first), Holding(code="CPC", passed_on=first))
    person = Person(name="Ana Flores", credential=held, activity=log)
    with recorded(locate(str(store)), "person add", "now", may_create=True) as work:
        people.add_person(work, person)


def asking(store: Path) -> Work:
    """What a person's first page tells, asked of the same services."""
    who = Who(person="1", store=str(store))

    def work() -> object:
        library = books(())
        person = facts_of(who, library, ON)
        return report(person, ON, library), due(person, ON, FAR, library)

    return work


def count_all(store: Path) -> None:
    """Count everybody's cycles, so that pages need not."""
    count_everybody(str(store), books(()), ON, unwatched)


def one_page(store: Path) -> Work:
    """What one page of a roster tells, asked of the same services."""

    def work() -> object:
        return roster_page(str(store), books(()), ON, 180, {}, "", 50), words(str(store))

    return work


@contextmanager
def served(store: Path) -> Iterator[Callable[[str], Work]]:
    """The dashboard of a store, served; gives what asks it for a page."""
    taken = listening("127.0.0.1", 0)
    host = f"127.0.0.1:{taken.getsockname()[1]}"
    desk = Desk(store=str(store), uploads=store.parent / "uploads", on=ON)
    app = make_app(desk, Doorkeeper(b"secret", CODE), [f"http://{host}"])
    settings = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_keep_alive=600
    )
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
    thread.start()
    connection = HTTPConnection(host)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in", f"code={CODE}", form)
    answer = connection.getresponse()
    answer.read()
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    # As browsers do.
    asked = {"Cookie": cookie, "Accept-Encoding": "gzip"}

    def asking_for(path: str) -> Work:
        def work() -> object:
            connection.request("GET", path, headers=asked)
            told = connection.getresponse()
            content = told.read()
            assert told.status == 200, content
            return content

        return work

    try:
        yield asking_for
    finally:
        connection.close()
        server.should_exit = True
        thread.join()
