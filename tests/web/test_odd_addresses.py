"""What somebody writes into an address by hand, or a program does: answered, never a defect."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from certtrack.services.persons import import_record
from certtrack.web.app import make_app
from certtrack.web.signing_in import Doorkeeper
from tests.postgres import database, server
from tests.web.conftest import ANA, BASE, CODE, MOMENT, SECRET

__all__ = ["database", "server"]

HUGE = "9" * 25
TO_A_SERVER = (HUGE, f"-{HUGE}", "%00", "%ED%A0%80", "%FF")
"""What a database of its own may refuse."""

ODD = (*TO_A_SERVER, "x" * 4000, "'", "%25", "_", "[]", "9999-12-31", "0001-01-01", "%E2%80%AE")
ASKED = {
    "/people": ("q", "after"),
    "/people/1": ("on",),
    "/people/1/cycles/0": ("on",),
    "/people/1/activities": ("q", "sort", "on"),
    "/people/1/activities/new": ("held",),
    "/people/1/activities/import": ("held",),
    "/people/1/eligibility": ("on",),
    "/people/1/eligibility/RHIA": ("on", "add"),
    "/people/1/plan": ("on", "by"),
    "/people/1/plan/CCS": ("on", "program"),
    "/people/1/reminders": ("on",),
    "/people/1/history": ("before",),
    "/history": ("before",),
    "/roster": ("after", "within", "department", "manager", "state", "standing", "body"),
    "/roster/heat": ("by",),
    "/roster/import": ("held",),
    "/programs": ("q", "on"),
    "/rules/RHIT": ("on",),
    "/rules/RHIT/diff": ("from", "to"),
    "/sign-in": ("to",),
}


@pytest.fixture(params=["a file", "a server"])
def client(request, desk):
    """A browser that is signed in, and Ana in a store in a file or on a server."""
    if request.param == "a server":
        desk = replace(desk, store=request.getfixturevalue("database"))
    import_record(desk.store, ANA, desk.library(), MOMENT, replace=False)
    app = make_app(desk, Doorkeeper(SECRET, CODE), [BASE])
    one = TestClient(app, BASE, raise_server_exceptions=False, headers={"Origin": BASE})
    one.post("/sign-in", data={"code": CODE})
    return one


def test_whatever_stands_in_an_address(client, request):
    wrong = []
    odds = TO_A_SERVER if "server" in request.node.name else ODD
    for path, keys in ASKED.items():
        assert client.get(path).status_code == 200, path
        for key in keys:
            for odd in odds:
                status = client.get(f"{path}?{key}={odd}").status_code
                if status not in (200, 404, 422):
                    wrong.append((status, f"{path}?{key}={odd[:30]}"))
    for path in ("/people/{}", "/people/1/cycles/{}", "/people/1/activities/{}", "/rules/{}",
                 "/people/1/record/exam/{}", "/people/1/eligibility/{}", "/people/1/plan/{}",
                 "/people/1/record/{}/new", "/programs/{}", "/settings/backups/{}", "/calendar/{}",
                 "/people/1/activities/1/evidence/{}", "/static/{}", "/{}"):  # fmt: skip
        for odd in (*odds, "..%2F..%2Fetc%2Fpasswd", "..", "%2E%2E"):
            answer = client.get(path.format(odd), follow_redirects=False)
            if answer.status_code not in (200, 303, 307, 404, 422):
                wrong.append((answer.status_code, path.format(odd[:30])))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/people/1/reminders", "end"),
        ("/people/1/feeds", "end"),
        ("/people/1/history", "deed"),
        ("/history", "deed"),
        ("/people/1/activities/try", "entry"),
        ("/people/1/activities/import", "skip"),
        ("/people/1/activities/import", "held"),
        ("/roster/import", "held"),
    ],
)
def test_whatever_stands_where_a_number_is_meant(client, path, key):
    for odd in (HUGE, "9" * 5000, "-1", "0", "٣", "1.5", "x", "\0"):
        form = {key: odd, "title": "Talk", "completed_on": "2026-05-02", "ceus": "1"}
        answer = client.post(path, data=form, follow_redirects=False)
        assert answer.status_code in (200, 303, 404, 422), odd[:30]
