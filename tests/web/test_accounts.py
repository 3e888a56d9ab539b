"""Accounts: who may see what, address by address; passwords, sessions and their end."""

from __future__ import annotations

import re
import ssl
import stat
import subprocess
import sys
import time
from datetime import date

import httpx2
import pytest
import trustme
from itsdangerous import TimestampSigner
from starlette.testclient import TestClient

from certtrack.errors import Refused
from certtrack.services import accounts, persons
from certtrack.services.edit import add, listed
from certtrack.services.facts import Who
from certtrack.services.past import history
from certtrack.web.accounts_door import SECONDS, AccountsDoor
from certtrack.web.app import make_app
from certtrack.web.desk import Desk
from certtrack.web.pages import roster_import
from certtrack.web.serving import How, serve
from certtrack.web.signing_in import COOKIE, TRIES
from tests.web.conftest import BASE, MOMENT, ON, SECRET, Page
from tests.web.tables import fields

PASSWORD = "a sentence that is long"
NAMES = {"ana": "holder", "dana": "manager", "root": "admin"}


@pytest.fixture
def folder(home):
    return home / "accounts"


@pytest.fixture
def team(home):
    """A store with Ana and Bo in Dana's care, Zed in nobody's, and Dana herself."""
    desk = Desk(store=str(home / "store.db"), uploads=home / "uploads", on=ON)
    for name, manager in (
        ("Ana", "Dana@example.org"), ("Bo", "dana@example.org"), ("Zed", None), ("Dana", None),
    ):  # fmt: skip
        values = {"name": name, "department": f"{name}'s"}
        values |= {"manager": manager} if manager else {}
        number = persons.add(desk.store, values, desk.library(), MOMENT, force=False)
        held = {"code": "RHIT", "passed_on": "2024-06-14"}
        who = Who(person=str(number), store=desk.store)
        add(who, "credential", held, desk.library(), MOMENT, force=False)
    return desk


@pytest.fixture
def app(team, folder):
    """The dashboard of that store, with an account of each role."""
    accounts.add(folder, "ana", "holder", 1, None, PASSWORD)
    accounts.add(folder, "dana", "manager", 4, "dana@example.org", PASSWORD)
    accounts.add(folder, "root", "admin", None, None, PASSWORD)
    return make_app(team, AccountsDoor(SECRET, folder, secure=False), [BASE])


@pytest.fixture
def enter(app):
    """Gives a browser in which somebody signed in."""

    def enter_(name, password=PASSWORD):
        client = TestClient(app, base_url=BASE, headers={"Origin": BASE})
        answer = client.post(
            "/sign-in", data={"name": name, "password": password}, follow_redirects=False
        )
        assert answer.status_code == 303, answer.text
        return client

    return enter_


# --- who may see what ------------------------------------------------------------------------

OPEN = re.compile(r"/sign-in(/.*)?|/static|/calendar/.*")
ALL = re.compile(
    r"/|/sign-out|/account|/rules.*|/programs.*|/careers|/api/v1/(rules|programs|openapi).*"
)
OWN = re.compile(r"(/api/v1)?/people/\{number\}.*")
LISTS = re.compile(r"/people|/roster|/roster/heat")
OWNERS = re.compile(r"/people/new|/roster/import|/history|/settings.*|/api/v1/people")


def routes(app):
    """Every address of the dashboard with each of its methods."""
    yield from _routes(app.routes, "")
    # Addresses of the JSON API once more, as it describes itself.
    for path, operations in app.openapi()["paths"].items():
        yield from ((method.upper(), path) for method in operations)


def _routes(found, prefix):
    for one in found:
        if router := getattr(one, "original_router", None):
            yield from _routes(router.routes, f"{prefix}{router.prefix}")
        else:
            path = one.path if one.path.startswith(prefix) else f"{prefix}{one.path}"
            for method in sorted(getattr(one, "methods", None) or {"GET"}):
                yield method, path


def place_of(path):
    kinds = {"open": OPEN, "all": ALL, "owners": OWNERS, "lists": LISTS, "own": OWN}
    return [kind for kind, pattern in kinds.items() if pattern.fullmatch(path)]


def test_every_address_has_its_place(app):
    """A new address fails here until somebody says who may see it."""
    found = set(routes(app))
    assert len(found) > 60
    assert {path: place_of(path) for _, path in found if len(place_of(path)) != 1} == {}


SEEN = {
    "holder": {"all": True, "own": {1}, "lists": False, "owners": False},
    "manager": {"all": True, "own": {1, 2, 4}, "lists": True, "owners": False},
    "admin": {"all": True, "own": {1, 2, 3, 4}, "lists": True, "owners": True},
}


@pytest.mark.parametrize("name", NAMES)
def test_each_role_is_held_to_what_it_may_see_address_by_address(app, enter, name):
    client, may = enter(name), SEEN[NAMES[name]]
    for method, path in sorted(set(routes(app))):
        (kind,) = place_of(path)
        if kind == "open" or path == "/sign-out":
            continue
        for number in (1, 2, 3, 4) if kind == "own" else (0,):
            address = re.sub(r"\{(\w+)\}", lambda it, n=number: _filled(it[1], n), path)
            answer = client.request(method, address, follow_redirects=False)
            allowed = number in may["own"] if kind == "own" else may[kind]
            assert (answer.status_code != 403) == allowed, (name, method, address)
            assert answer.status_code not in (401, 500), (name, method, address)


def _filled(key, number):
    samples = {"number": str(number), "label": "RHIT", "code": "RHIT", "section": "exam"}
    return samples.get(key, "1")


@pytest.mark.parametrize(
    "path",
    ["/people/02", "/people/2/", "/people/2/..%2F1", "/people/%32", "/people/١", "/api/v1/people/2",
     "/people//2", "/PEOPLE/2", "/people/2/activities?x=/people/1", "/people/1/../2"],
)  # fmt: skip
def test_nobody_gets_to_another_by_writing_the_address_otherwise(enter, path):
    answer = enter("ana").get(path)
    assert "Bo" not in answer.text
    assert answer.status_code in (403, 404)


def test_who_is_not_signed_in_gets_nowhere(app):
    client = TestClient(app, base_url=BASE)
    assert client.get("/people/1").url.path == "/sign-in"
    assert client.get("/api/v1/people/1").status_code == 401


def test_a_manager_is_shown_the_people_in_their_care_and_nobody_else(enter):
    client = enter("dana")
    page = client.get("/people").text
    assert "2 people" in page
    assert "Zed" not in page
    assert "Bo" in client.get("/roster").text
    for query in ("", "?manager=", "?manager=nobody", "?department=Zed%27s"):
        page = client.get(f"/roster{query}").text
        assert "Zed" not in page, query
    assert "Zed" not in client.get("/roster/heat").text
    assert client.get("/", follow_redirects=False).headers["location"] == "/people/4"


def test_a_manager_whose_name_has_signs_that_stand_for_others_sees_no_more(team, folder, app):
    accounts.add(folder, "all", "manager", None, "%", PASSWORD)
    client = TestClient(app, base_url=BASE, headers={"Origin": BASE})
    client.post("/sign-in", data={"name": "all", "password": PASSWORD})
    assert "0 people" in client.get("/people").text


def test_somebody_whose_manager_changes_is_seen_no_more(team, enter):
    client = enter("dana")
    assert client.get("/people/2").status_code == 200
    who = Who(person="2", store=team.store)
    persons.edit(who, {"manager": "somebody@example.org"}, team.library(), MOMENT)
    assert client.get("/people/2").status_code == 403


def test_the_navigation_shows_what_one_may_see(enter):
    for name, hidden in (("ana", ("/people", "/roster", "/history")), ("dana", ("/history",))):
        page = enter(name).get("/rules").text
        assert all(f'href="{one}"' not in page for one in hidden)
        assert f"Sign out {name}" in page


def test_nobody_is_sent_to_a_page_that_is_not_for_them(enter, team):
    form = {"title": "Talk", "completed_on": "2026-05-02", "ceus": "1"}
    ana = enter("ana")
    pages = [ana.post("/people/1/activities/new", data=form).text]
    pages += [ana.get(path).text for path in ("/people/1/activities/1", "/people/1", "/rules")]
    links = {link for page in pages for link in re.findall(r'href="(/[^"#?]*)', page)}
    assert links
    for link in links:
        assert ana.get(link).status_code == 200, link
    dana = enter("dana")
    pages = [dana.get(path).text for path in ("/people", "/roster", "/roster/heat", "/people/2")]
    links = {link for page in pages for link in re.findall(r'href="(/[^"#?]*)', page)}
    for link in links:
        assert dana.get(link).status_code == 200, link
    assert "/roster/import" not in links
    assert "/roster/import" in enter("root").get("/people").text


ROSTER = {"table": ("roster.csv", b"name,code,passed_on\nNew One,CCA,2024-01-31\n", "text/csv")}


def test_only_an_admin_takes_in_a_roster_and_the_history_names_them(
    team, enter, folder, monkeypatch
):
    # However slow the machine is, the answer is waited for.
    monkeypatch.setattr(roster_import, "PATIENCE", 60)
    accounts.add(folder, "erin", "admin", None, None, PASSWORD)
    for name in ("ana", "dana"):
        client = enter(name)
        assert client.get("/roster/import").status_code == 403
        assert client.post("/roster/import", files=ROSTER).status_code == 403
    assert not team.uploads.exists()
    erin = enter("erin")
    looked_at = erin.post("/roster/import", files=ROSTER)
    form = fields(Page(looked_at.status_code, looked_at.text, ""))
    answer = erin.post("/roster/import", data={**form, "write": "yes"})
    assert "1 person added" in answer.text
    assert next(iter(history(team.store, None, 1, 1))).made_by == "erin"


def test_only_an_admin_has_columns_remembered_for_everybody(enter, home):
    table = {"table": ("log.csv", b"Date,Title,CEUs\n2026-05-02,Talk,1\n", "text/csv")}
    kept = home / "xdg_config_home" / "certtrack" / "import-profiles" / "activities"
    for name, may in (("ana", False), ("dana", False), ("root", True)):
        form = {"save_profile": "state-report"}
        page = enter(name).post("/people/1/activities/import", data=form, files=table)
        assert page.status_code == 200
        assert ('name="save_profile"' in page.text, kept.exists()) == (may, may)


def test_the_history_names_who_did_it(team, enter):
    form = {"title": "Talk", "completed_on": "2026-05-02", "ceus": "1"}
    assert enter("ana").post("/people/1/activities/new", data=form).status_code == 200
    assert enter("dana").post("/people/1/activities/new", data={**form, "title": "B"}).is_success
    assert [one.made_by for one in history(team.store, None, 2, 1)] == ["dana", "ana"]
    assert len(listed(Who(person="1", store=team.store), "activity")) == 2


# --- passwords and sessions ------------------------------------------------------------------


def test_a_wrong_password_and_an_unknown_name_are_told_alike(app):
    client = TestClient(app, base_url=BASE, headers={"Origin": BASE})
    told = []
    for name in ("ana", "nobody", "../ana", "", "a" * 5000, "ANA "):
        answer = client.post("/sign-in", data={"name": name, "password": "wrong"})
        assert answer.status_code == 422
        told.append(re.search(r'role="alert">\s*<p>([^<]+)', answer.text)[1])
    assert len(set(told)) == 1
    assert COOKIE not in client.cookies


def test_nobody_is_signed_in_by_the_page_of_another(app):
    """Into an account that is not theirs, so that what they log goes there."""
    client = TestClient(app, base_url=BASE)
    form = {"name": "ana", "password": PASSWORD}
    for origin in ("null", "https://evil.example"):
        assert client.post("/sign-in", data=form, headers={"Origin": origin}).status_code == 403
    assert COOKIE not in client.cookies


def test_many_wrong_passwords_stop_one_name_and_no_other(app, enter):
    client = TestClient(app, base_url=BASE, headers={"Origin": BASE})
    for _ in range(TRIES):
        client.post("/sign-in", data={"name": "ana", "password": "wrong"})
    for name in ("ana", "Ana"):
        answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 429
    enter("dana")


def test_a_name_is_taken_in_either_case_and_a_password_is_not(enter, app):
    enter("ANA")
    client = TestClient(app, base_url=BASE, headers={"Origin": BASE})
    wrong = {"name": "ana", "password": PASSWORD.upper()}
    assert client.post("/sign-in", data=wrong).status_code == 422


def test_signing_out_ends_it(enter):
    client = enter("ana")
    assert client.get("/people/1").url.path == "/people/1"
    client.post("/sign-out")
    assert client.get("/people/1").url.path == "/sign-in"


def test_another_password_or_no_account_ends_every_session(enter, folder):
    ana, dana = enter("ana"), enter("dana")
    accounts.set_password(folder, "ana", "another sentence so long")
    accounts.remove(folder, "dana")
    for client, path in ((ana, "/people/1"), (dana, "/people/4")):
        assert client.get(path).url.path == "/sign-in"
        assert client.get(f"/api/v1{path}").status_code == 401
    enter("ana", "another sentence so long")


class Earlier(TimestampSigner):
    """Signs as if the hours had passed."""

    def get_timestamp(self) -> int:
        return int(time.time()) - SECONDS - 60


def test_a_session_ends_by_itself_and_none_can_be_made_up(app, folder):
    stamp = accounts.listed(folder)[0].stamp
    told = f"{stamp}:ana"
    right = TimestampSigner(SECRET, salt="accounts").sign(told).decode()
    client = TestClient(app, base_url=BASE)
    assert client.get("/people/1", headers={"Cookie": f"{COOKIE}={right}"}).url.path == "/people/1"
    for wrong in (
        Earlier(SECRET, salt="accounts").sign(told).decode(),
        TimestampSigner(SECRET, salt="dashboard").sign(told).decode(),
        TimestampSigner(SECRET, salt="accounts").sign(f"{stamp}:root").decode(),
        TimestampSigner(SECRET, salt="accounts").sign(":ana").decode(),
    ):
        answer = client.get("/people/1", headers={"Cookie": f"{COOKIE}={wrong}"})
        assert answer.url.path == "/sign-in"


def test_only_a_hash_is_kept_and_only_the_owner_reads_it(folder, app):
    files = list(folder.glob("*.json"))
    assert len(files) == 3
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert PASSWORD not in file.read_text()
        assert "$argon2id$" in file.read_text()
    assert len({re.search(r"\$argon2[^\"]+", file.read_text())[0] for file in files}) == 3


@pytest.mark.parametrize(
    ("name", "role", "person", "manages", "password", "said"),
    [
        ("../x", "admin", None, None, PASSWORD, "is no name of an account"),
        ("Ana", "admin", None, None, PASSWORD, "is no name of an account"),
        ("x", "holder", None, None, PASSWORD, "one person's record"),
        ("x", "manager", None, None, PASSWORD, "people in their care"),
        ("x", "admin", None, "dana", PASSWORD, "people in their care"),
        ("x", "admin", None, None, "too short", "15 to 256 characters"),
        ("ana", "admin", None, None, PASSWORD, "already"),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    folder, app, name, role, person, manages, password, said
):
    before = accounts.listed(folder)
    with pytest.raises(Refused, match=said):
        accounts.add(folder, name, role, person, manages, password)
    assert accounts.listed(folder) == before


def test_an_account_that_is_damaged_lets_nobody_in(folder, app):
    for file in folder.glob("*.json"):
        file.write_text("{}")
    client = TestClient(app, base_url=BASE, headers={"Origin": BASE})
    answer = client.post("/sign-in", data={"name": "ana", "password": PASSWORD})
    assert answer.status_code == 422
    assert COOKIE not in client.cookies


# --- over the net ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"host": "0.0.0.0"}, "others can reach this address"),
        ({"host": "192.0.2.7", "accounts": True}, "others can reach this address"),
        ({"host": "::"}, "others can reach this address"),
        ({"host": "nonsense"}, "others can reach this address"),
        ({"host": "127.0.0.1", "names": ("x.example",)}, "needs an account"),
        ({"host": "0.0.0.0", "accounts": True, "certificate": True}, "by a name"),
    ],
)
def test_what_is_not_safe_is_not_served(team, folder, home, how, said):
    accounts.add(folder, "root", "admin", None, None, PASSWORD)
    given = {**how, "port": 0}
    given["accounts"] = folder if how.get("accounts") else None
    given["certificate"] = (home, home) if how.get("certificate") else None
    with pytest.raises(Refused, match=said):
        serve(team, home, How(**given), lambda served: pytest.fail("it was served"))


def test_what_is_no_certificate_is_told(team, folder, home):
    accounts.add(folder, "root", "admin", None, None, PASSWORD)
    file = home / "nothing.pem"
    file.write_text("nothing")
    how = How(
        host="127.0.0.1", port=0, accounts=folder, names=("x.example",), certificate=(file, file)
    )
    with pytest.raises(Refused, match="no certificate with its key"):
        serve(team, home, how, lambda served: pytest.fail("it was served"))


def test_without_an_account_nothing_is_served_that_asks_for_one(team, folder, home):
    with pytest.raises(Refused, match="no accounts yet"):
        serve(team, home, How(host="127.0.0.1", port=0, accounts=folder), print)


def run(*words, home):
    command = [sys.executable, "-m", "certtrack", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_is_served_encrypted_to_who_has_an_account(team, home):
    word = home / "password.txt"
    word.touch(0o600)
    word.write_text(PASSWORD)
    made = run(
        "serve", "account", "add", "ana", "--role", "holder", "--person", 1,
        "--password-file", word, "--db", team.store, home=home,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    authority = trustme.CA()
    files = home / "certificate.pem", home / "key.pem"
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(str(files[1]))
    for blob in issued.cert_chain_pems:
        blob.write_to_path(str(files[0]), append=True)
    options = ["--accounts", "--certificate", files[0], "--key", files[1], "--name", "127.0.0.1"]
    command = [sys.executable, "-m", "certtrack", "serve", "--no-browser", "--port", "0"]
    served = subprocess.Popen(
        [*command, *map(str, options), "--db", team.store, "--on", str(date(2026, 6, 1))],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    try:
        address = re.search(r"https://127.0.0.1:\d+", served.stdout.readline())[0]
        with httpx2.Client(
            base_url=address, verify=trusting, headers={"Origin": address}
        ) as client:
            form = {"name": "ana", "password": PASSWORD}
            answer = client.post("/sign-in", data=form)
            assert "Secure" in answer.headers["set-cookie"]
            assert "max-age" in answer.headers["strict-transport-security"]
            assert "Ana" in client.get("/people/1").text
            assert client.get("/people/2").status_code == 403
            elsewhere = {"Origin": address.replace("https", "http")}
            assert client.post("/sign-out", headers=elsewhere).status_code == 403
    finally:
        served.terminate()
        served.wait(timeout=30)
        served.stdout.close()
    assert [one["name"] for one in _listed(home)] == ["ana"]


def _listed(home):
    import json

    return json.loads(run("serve", "account", "list", "--json", home=home).stdout)


def test_accounts_are_kept_by_commands(team, home):
    word = home / "password.txt"
    word.touch(0o600)
    word.write_text(PASSWORD)
    how = ("--password-file", word, "--db", team.store)
    account = ("serve", "account")
    assert run(*account, "add", "root", "--role", "admin", *how, home=home).returncode == 0
    for words, said in (
        (("add", "x", "--role", "holder", "--person", 77, *how), "nobody in the store"),
        (("add", "x", "--role", "manager", *how), "people in their care"),
        (("password", "nobody", "--password-file", word), "there is no account 'nobody'"),
        (("password", "root", "--password-file", home / "no"), "--password-file: there is no"),
        (("remove", "rot"), "Did you mean 'root'?"),
        (("add", "y", "--role", "admin", "--db", team.store), "nobody can be asked"),
    ):
        answer = run(*account, *words, home=home)
        assert (answer.returncode, said in answer.stderr) == (2, True), answer.stderr
        assert len(answer.stderr.splitlines()) == 1
    word.write_text("quite another sentence")
    assert run(*account, "password", "root", "--password-file", word, home=home).returncode == 0
    assert "root" in run(*account, "list", home=home).stdout
    assert run(*account, "remove", "root", home=home).returncode == 0
    assert _listed(home) == []
