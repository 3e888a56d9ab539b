"""The dashboard, asked as a browser asks it: on a store, a configuration and a day of its own."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import html5lib
import pytest
from starlette.testclient import TestClient

from certtrack.services.edit import Moment
from certtrack.services.persons import import_record
from certtrack.services.rules import books
from certtrack.web.app import make_app
from certtrack.web.desk import Desk
from certtrack.web.signing_in import Doorkeeper
from tests.web.chromium import Dashboard, chromium

__all__ = ["chromium"]

HOST = "127.0.0.1:8351"
BASE = f"http://{HOST}"
CODE = "12345678"
SECRET = b"a secret of the tests"
ON = date(2026, 6, 1)
MOMENT = Moment(latest=ON, made_at="2026-06-01T12:00:00+00:00")
ANA = Path(__file__).parents[2] / "examples" / "ana-flores.toml"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, with the program's environment pointing into it."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    for name in ("CERTTRACK_DB", "CERTTRACK_RULEBOOKS", "CERTTRACK_VAULT", "CERTTRACK_SETTINGS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def desk(home: Path) -> Desk:
    """What the dashboard is served from: a store that is not there yet."""
    return Desk(store=str(home / "store.db"), uploads=home / "uploads", on=ON)


@pytest.fixture
def ana(desk: Desk) -> Desk:
    """The same with Ana Flores in it."""
    import_record(desk.store, ANA, desk.library(), MOMENT, replace=False)
    return desk


def browser_of(desk: Desk, *, signed_in: bool = True) -> TestClient:
    """A browser that speaks to a dashboard of its own."""
    app = make_app(desk, Doorkeeper(SECRET, CODE), [BASE])
    client = TestClient(app, base_url=BASE, headers={"Origin": BASE})
    if signed_in:
        answer = client.post("/sign-in", data={"code": CODE}, follow_redirects=False)
        assert answer.status_code == 303
    return client


@pytest.fixture
def stranger(ana: Desk) -> Iterator[TestClient]:
    """A browser that did not give the code."""
    with browser_of(ana, signed_in=False) as client:
        yield client


@pytest.fixture
def client(ana: Desk) -> Iterator[TestClient]:
    """A browser that is signed in, and Ana in the store."""
    with browser_of(ana) as one:
        yield one


@dataclass(frozen=True)
class Page:
    """A page as somebody reads it."""

    status: int
    html: str
    address: str

    @property
    def text(self) -> str:
        """The words of the page, without what a browser does not show."""
        plain = re.sub(r"<(script|style|title)\b.*?</\1>", " ", self.html, flags=re.S)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).split())

    def value(self, key: str) -> str:
        """What stands in a field."""
        for element in self._elements(key):
            if element.tag == "select":
                chosen = [one for one in element.iter("option") if "selected" in one.attrib]
                return chosen[0].get("value", "") if chosen else ""
            if element.tag == "textarea":
                return element.text or ""
            return element.get("value", "")
        raise AssertionError(f"no field {key!r}")

    def fault(self, key: str) -> str:
        """What is said to be wrong beside a field; empty when nothing is."""
        tree = html5lib.parse(self.html, namespaceHTMLElements=False)
        found = tree.findall(f".//*[@id='fault-{key}']")
        return "".join(found[0].itertext()) if found else ""

    def _elements(self, key):
        tree = html5lib.parse(self.html, namespaceHTMLElements=False)
        return [one for one in tree.iter() if one.get("name") == key and one.tag != "button"]


@pytest.fixture
def get(client: TestClient) -> Callable[[str], Page]:
    """Gives a page."""

    def get_(path: str) -> Page:
        answer = client.get(path)
        return Page(answer.status_code, answer.text, str(answer.url.raw_path.decode()))

    return get_


@pytest.fixture
def send(client: TestClient) -> Callable[..., Page]:
    """Sends a form, and gives the page that it leads to."""

    def send_(path: str, files=None, **fields: str) -> Page:
        parts = {key: (None, value) for key, value in fields.items()} | (files or {})
        answer = client.post(path, files=parts or None)
        return Page(answer.status_code, answer.text, str(answer.url.raw_path.decode()))

    return send_


@pytest.fixture
def dashboard(home: Path) -> Iterator[Dashboard]:
    """A dashboard with Ana in its store."""
    import_record(str(home / "store.db"), ANA, books(()), MOMENT, replace=False)
    one = Dashboard(home)
    yield one
    one.stop()
    assert "Traceback" not in one.errors
