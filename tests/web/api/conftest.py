"""The JSON API as programs reach it: the real app, a real store, tokens made by the command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from certtrack.web.app import make_app
from certtrack.web.desk import Desk
from certtrack.web.signing_in import Doorkeeper
from tests.cli.conftest import (
    _filled_once,
    dump,
    facts,
    home,
    run,
    store,
)

__all__ = ["_filled_once", "dump", "facts", "home", "run", "store"]

HOST = "127.0.0.1:8351"
ADDRESS = f"http://{HOST}"
CODE = "12345678"

SAMPLES: dict[str, dict[str, Any]] = {
    "education": {"level": "bachelor", "status": "enrolled", "school": "Lake College"},
    "course": {"title": "Anatomy", "credits": 3, "grade": "B", "completed_on": "2024-05-08"},
    "training": {"title": "Coding practice", "completed_on": "2025-02-03"},
    "experience": {"kind": "coding", "from": "2024-03-01", "hours_per_week": 37.5},
    "application": {"credential": "RHIA", "approved_on": "2026-05-04"},
    "exam": {"credential": "RHIA", "taken_on": "2026-05-20", "passed": False},
    "credential": {"code": "CCS", "passed_on": "2025-09-01"},
    "activity": {"title": "Privacy update", "completed_on": "2026-05-02", "ceus": 1.25},
    "decision": {
        "body": "AHIMA",
        "kind": "extension",
        "decided_on": "2026-05-01",
        "until": "2026-09-30",
    },
}
"""An entry of each section that Ana's record does not have."""

CHANGES: dict[str, dict[str, Any]] = {
    "education": {"school": "River College"},
    "course": {"grade": "A"},
    "training": {"title": "Coding practice II"},
    "experience": {"employer": "Bayside Medical Center"},
    "application": {"reference": "ATT-2002"},
    "exam": {"passed": True},
    "credential": {"number": "C-77"},
    "activity": {"ceus": None, "minutes": 90},
    "decision": {"notes": "By letter."},
}
"""What is changed in it."""


@pytest.fixture
def tokens() -> Path:
    """Where the command keeps tokens."""
    return Path(os.environ["XDG_DATA_HOME"]) / "certtrack" / "dashboard" / "tokens"


@pytest.fixture
def token(run) -> Callable[..., str]:
    """Makes a token as the command line does."""

    def made(scope: str, *options: str) -> str:
        answer = run("serve", "token", "add", f"the-{scope}-one", "--scope", scope, *options)
        assert answer.code == 0, answer.err
        return answer.out.strip()

    return made


@pytest.fixture
def app(store, home, tokens):
    desk = Desk(store=str(store), uploads=home / "uploads", tokens=tokens)
    return make_app(desk, Doorkeeper(b"a secret of thirty-two bytes ...", CODE), [f"http://{HOST}"])


@pytest.fixture
def client(app) -> Iterator[Callable[..., TestClient]]:
    """Makes clients, each with cookies and headers of its own."""
    made = []

    def client_(secret: str | None = None) -> TestClient:
        one = TestClient(app, base_url=ADDRESS, follow_redirects=False)
        if secret:
            one.headers["Authorization"] = f"Bearer {secret}"
        made.append(one)
        return one

    yield client_
    for one in made:
        one.close()


@pytest.fixture
def stranger(client) -> TestClient:
    return client()


@pytest.fixture
def reader(client, token) -> TestClient:
    return client(token("read"))


@pytest.fixture
def writer(client, token) -> TestClient:
    return client(token("write"))


@pytest.fixture
def browser(client) -> TestClient:
    """A browser that gave the code."""
    one = client()
    assert one.post("/sign-in", data={"code": CODE}, headers={"Origin": ADDRESS}).status_code == 303
    return one


def faults_of(answer, status: int) -> list[dict[str, Any]]:
    """What is wrong, of an answer that must be a problem as RFC 9457 has it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told.keys() == {"type", "title", "status", "detail", "faults"}
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert told["title"]
    assert told["faults"]
    for one in told["faults"]:
        assert one.keys() == {"what", "where", "hint"}
        assert one["what"] in told["detail"]
    return told["faults"]
