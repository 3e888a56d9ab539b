"""Signing in by an identity provider: whom it lets in, and what it is not believed."""

from __future__ import annotations

import json
import re
import time

import pytest
from joserfc.jwk import OctKey, RSAKey
from starlette.testclient import TestClient

from certtrack.errors import Refused
from certtrack.services import accounts, persons
from certtrack.services.identity import Identity
from certtrack.web.accounts_door import AccountsDoor
from certtrack.web.app import make_app
from certtrack.web.identity import BACK, IdentityProvider
from certtrack.web.serving import How, serve
from certtrack.web.signing_in import COOKIE
from tests.web.conftest import BASE, MOMENT, SECRET
from tests.web.identity_provider import CLIENT, providing
from tests.web.identity_provider import SECRET as SHARED
from tests.web.test_accounts import run

AWAY = "/sign-in/provider"


@pytest.fixture
def provider():
    with providing() as one:
        yield one


@pytest.fixture
def folder(home, desk):
    """Accounts of Ana, whom the provider knows by an address, and of Bo, by a subject."""
    for name in ("Ana", "Bo"):
        persons.add(desk.store, {"name": name}, desk.library(), MOMENT, force=False)
    folder = home / "accounts"
    accounts.add(folder, "ana", "holder", 1, None, Identity(email="ana@example.org"))
    accounts.add(folder, "bo", "holder", 2, None, Identity(subject="u-2"))
    return folder


@pytest.fixture
def app(desk, folder, provider):
    by = IdentityProvider(provider.issuer, CLIENT, SHARED)
    return make_app(desk, AccountsDoor(SECRET, folder, secure=False, provider=by), [BASE])


@pytest.fixture
def browser(app):
    return TestClient(app, base_url=BASE)


def sign_in(browser, provider, to="/people/1"):
    """Where a browser gets to by the provider, and the last answer."""
    away = browser.get(AWAY, params={"to": to}, follow_redirects=False)
    assert away.status_code == 302, away.text
    back = provider.authorize(away.headers["location"])
    return browser.get(back, follow_redirects=False)


def told(answer):
    """What a page says is wrong."""
    return re.search(r'role="alert">\s*<p>([^<]+)', answer.text)[1]


# --- who is let in ---------------------------------------------------------------------------


def test_somebody_is_known_by_an_address_once_and_by_the_subject_from_then_on(
    app, browser, provider, folder
):
    answer = sign_in(browser, provider, "/people/1/activities?q=privacy")
    assert answer.headers["location"] == "/people/1/activities?q=privacy"
    assert "Ana" in browser.get("/people/1").text
    assert browser.get("/people/2").status_code == 403
    provider.who["email"] = "ana.flores@example.org"
    assert sign_in(TestClient(app, base_url=BASE), provider).status_code == 303
    # The address is given to somebody else, who is not Ana.
    provider.who = {"sub": "u-9", "email": "ana@example.org", "email_verified": True}
    answer = sign_in(TestClient(app, base_url=BASE), provider)
    assert answer.status_code == 403
    assert COOKIE not in answer.cookies
    assert "u-9 and ana@example.org" in told(answer)


def test_somebody_is_known_by_the_subject(browser, provider):
    provider.who = {"sub": "u-2"}
    assert sign_in(browser, provider).status_code == 303
    assert "Bo" in browser.get("/people/2").text


def test_a_subject_is_that_of_one_provider_alone(browser, provider, folder):
    provider.who = {"sub": "u-2"}
    sign_in(browser, provider)
    elsewhere = Identity(issuer="https://another.example", subject="u-2")
    assert accounts.of_identity(folder, elsewhere) is None


@pytest.mark.parametrize("verified", [None, False, "true", 1])
def test_an_address_that_the_provider_does_not_vouch_for_is_nobodys(
    browser, provider, folder, verified
):
    provider.who["email_verified"] = verified
    answer = sign_in(browser, provider)
    assert answer.status_code == 403
    assert "knows you as u-1, and vouches for no e-mail address" in told(answer)
    assert accounts.listed(folder)[0].identity.subject is None


def test_an_address_that_must_be_asked_for(browser, provider):
    provider.who, provider.userinfo = {"sub": "u-1"}, dict(provider.who)
    assert sign_in(browser, provider).status_code == 303


def test_what_is_said_elsewhere_vouches_for_no_address(browser, provider):
    provider.who = {"sub": "u-1", "email_verified": True}
    provider.userinfo = {"sub": "u-1", "email": "ana@example.org"}
    assert sign_in(browser, provider).status_code == 403


def test_an_address_that_is_told_of_somebody_else(browser, provider):
    provider.who = {"sub": "u-7"}
    provider.userinfo = {"sub": "u-1", "email": "ana@example.org", "email_verified": True}
    answer = sign_in(browser, provider)
    assert (answer.status_code, "not to be believed" in told(answer)) == (422, True)


def test_an_account_that_is_gone_lets_nobody_in_any_more(browser, provider, folder):
    sign_in(browser, provider)
    accounts.remove(folder, "ana")
    assert browser.get("/people/1").url.path == "/sign-in"
    assert sign_in(browser, provider).status_code == 403


def test_without_a_password_none_is_right(app, folder):
    browser = TestClient(app, base_url=BASE, headers={"Origin": BASE})
    for password in ("", "None", "null"):
        answer = browser.post("/sign-in", data={"name": "ana", "password": password})
        assert answer.status_code == 422
    with pytest.raises(Refused, match="signs in by an identity provider"):
        accounts.set_password(folder, "ana", "a sentence that is long")


def test_a_provider_that_asks_for_no_secret(desk, folder, provider):
    provider.secret = None
    by = IdentityProvider(provider.issuer, CLIENT, None)
    app = make_app(desk, AccountsDoor(SECRET, folder, secure=False, provider=by), [BASE])
    assert sign_in(TestClient(app, base_url=BASE), provider).status_code == 303


def test_keys_that_are_changed_are_read_again(app, provider):
    assert sign_in(TestClient(app, base_url=BASE), provider).status_code == 303
    provider.key = provider.signing = RSAKey.generate_key(2048, {"kid": "2"})
    assert sign_in(TestClient(app, base_url=BASE), provider).status_code == 303


# --- what is not believed --------------------------------------------------------------------

SIGNED_BY = "id_token_signing_alg_values_supported"
LIES = {
    "for another client": {"claims": {"aud": "another"}},
    "for another client, asked by this": {"claims": {"aud": "another", "azp": CLIENT}},
    "asked by another client": {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
    "by another provider": {"claims": {"iss": "https://evil.example"}},
    "for another sign-in": {"claims": {"nonce": "another"}},
    "for no sign-in": {"claims": {"nonce": None}},
    "over": {"claims": {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200}},
    "without an end": {"claims": {"exp": None}},
    "of nobody": {"claims": {"sub": None}},
    "with another access token": {"claims": {"at_hash": "another"}},
    "signed by another": {"signing": RSAKey.generate_key(2048, {"kid": "1"})},
    "not signed": {"header": {"alg": "none"}, "about": {SIGNED_BY: ["none"]}},
    "signed with what both know": {
        "header": {"alg": "HS256"},
        "signing": OctKey.import_key(SHARED * 3, {"kid": "1"}),
        "about": {SIGNED_BY: ["HS256", "RS256"]},
    },
    "keys that are none": {"answers": {"/jwks": (200, {"keys": [{"kty": "RSA"}]})}},
    "no keys": {"answers": {"/jwks": (200, [])}},
    "nothing signed": {"answers": {"/token": (200, {"access_token": "x", "token_type": "Bearer"})}},
    "no token": {"answers": {"/token": (200, {})}},
    "no JSON": {"answers": {"/token": (200, b"<html>")}},
    "nonsense": {"answers": {"/token": (200, {"id_token": "a.b.c", "access_token": "x"})}},
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_to_be_believed_lets_nobody_in(browser, provider, folder, lie):
    for name, value in LIES[lie].items():
        setattr(provider, name, value)
    answer = sign_in(browser, provider)
    assert answer.status_code == 422
    assert provider.issuer.removeprefix("http://") in told(answer)
    assert COOKIE not in browser.cookies
    assert accounts.listed(folder)[0].identity.subject is None


def test_a_browser_that_was_not_sent_there_is_not_let_in(app, browser, provider):
    away = browser.get(AWAY, follow_redirects=False)
    back = provider.authorize(away.headers["location"])
    # Somebody else's way back, handed to another browser.
    stranger = TestClient(app, base_url=BASE)
    assert "did not begin here" in told(stranger.get(back))
    assert COOKIE not in stranger.cookies
    assert browser.get(back, follow_redirects=False).status_code == 303
    assert "did not begin here" in told(browser.get(back))


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=x", "?code=&state="])
def test_a_way_back_that_is_made_up(browser, query):
    assert "did not begin here" in told(browser.get(f"{BACK}{query}"))


def test_a_provider_that_lets_nobody_in(browser, provider):
    answer = browser.get(f"{BACK}?error=access_denied&state=x")
    assert "did not let you in: access_denied" in told(answer)
    assert told(browser.get(f"{BACK}?error=Call+0800-1234")).endswith("did not let you in.")


def test_a_secret_that_is_not_the_providers(browser, provider):
    provider.secret = "another"
    assert "did not let you in: invalid_client" in told(sign_in(browser, provider))


DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, {}), "cannot be reached, or answers with an error"),
        ((200, b"<html>"), "not to be believed"),
        ((200, ["x"]), "not to be believed"),
        ((200, {}), "calls itself None"),
        ((200, {"issuer": "https://evil.example"}), "calls itself https://evil.example"),
    ],
)
def test_a_provider_that_is_none_is_told_and_asked_again(browser, provider, answer, said):
    provider.answers[DISCOVERY] = answer
    away = browser.get(AWAY, follow_redirects=False)
    assert (away.status_code, said in told(away)) == (502, True), told(away)
    del provider.answers[DISCOVERY]
    assert sign_in(browser, provider).status_code == 303


def test_a_provider_that_is_not_there(desk, folder):
    with providing() as gone:
        by = IdentityProvider(gone.issuer, CLIENT, SHARED)
    app = make_app(desk, AccountsDoor(SECRET, folder, secure=False, provider=by), [BASE])
    away = TestClient(app, base_url=BASE).get(AWAY)
    assert (away.status_code, "cannot be reached" in told(away)) == (502, True)


# --- cookies and addresses -------------------------------------------------------------------


def test_what_is_remembered_on_the_way_is_for_signing_in_alone(browser, provider):
    away = browser.get(AWAY, follow_redirects=False)
    cookie = away.headers["set-cookie"].lower()
    assert all(
        one in cookie for one in ("path=/sign-in;", "httponly", "samesite=lax", "max-age=600")
    )
    back = browser.get(provider.authorize(away.headers["location"]), follow_redirects=False)
    cleared = [one for one in back.headers.get_list("set-cookie") if "certtrack-sign-in" in one]
    assert "expires=Thu, 01 Jan 1970" in cleared[0]


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_link_does_not_lead_elsewhere(browser, provider, to):
    assert sign_in(browser, provider, to).headers["location"] == "/"


def test_where_nobody_signs_in_by_a_provider_there_is_none(desk, folder):
    app = make_app(desk, AccountsDoor(SECRET, folder, secure=False), [BASE])
    browser = TestClient(app, base_url=BASE)
    assert [browser.get(path).status_code for path in (AWAY, BACK)] == [404, 404]
    assert "provider" not in browser.get("/sign-in").text


def test_by_https_cookies_go_encrypted(desk, folder, provider):
    by = IdentityProvider(provider.issuer, CLIENT, SHARED)
    door = AccountsDoor(SECRET, folder, secure=True, provider=by)
    base = "https://certtrack.example.org"
    browser = TestClient(make_app(desk, door, [base]), base_url=base)
    away = browser.get(AWAY, follow_redirects=False)
    assert "secure" in away.headers["set-cookie"]
    assert provider.authorize(away.headers["location"]).startswith(f"{base}{BACK}?")


# --- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "issuer",
    ["http://login.example.org", "login.example.org", "", "ftp://x", "https://", "https://x/?a=b",
     "http://[::1", "https://x/#y"],
)  # fmt: skip
def test_what_is_no_address_of_a_provider(issuer):
    with pytest.raises(Refused, match="no address of an identity provider"):
        IdentityProvider(issuer, CLIENT, None)


def test_a_provider_alone_lets_nobody_in(desk, home):
    by = IdentityProvider("https://login.example.org", CLIENT, None)
    with pytest.raises(Refused, match="needs an account"):
        serve(desk, home, How(host="127.0.0.1", port=0, provider=by), print)


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        (Identity(email="nobody"), "is no e-mail address"),
        (Identity(email="ANA@example.org"), "the account 'ana' is of the same one"),
        (Identity(subject="u-2"), "the account 'bo' is of the same one"),
        (Identity(subject="u 3"), "a subject has"),
        (Identity(subject=""), "a subject has"),
    ],
)
def test_an_identity_that_is_none_or_somebody_elses(folder, identity, said):
    before = accounts.listed(folder)
    with pytest.raises(Refused, match=said):
        accounts.add(folder, "x", "admin", None, None, identity)
    assert accounts.listed(folder) == before


def test_accounts_by_commands(folder, home):
    account = ("serve", "account")
    word = home / "word.txt"
    word.touch(0o600)
    word.write_text("a sentence that is long")
    made = (*account, "add", "root", "--role", "admin")
    for words, said in (
        ((*made, "--email", "x"), "no e-mail address"),
        ((*made, "--email", "x@example.org", "--subject", "u"), "use one of --password-file"),
        ((*made, "--subject", "u", "--password-file", word), "use one of --password-file"),
        (("serve", "--provider", "https://login.example.org"), "go together"),
        (("serve", "--client", "certtrack"), "go together"),
        (("serve", "--provider", "http://x.example", "--client", "c"), "no address of an"),
        (("serve", "--provider", "https://x.example", "--client", "c"), "needs an account"),
        (
            ("serve", "--provider", "https://x", "--client", "c", "--client-secret-file", "no"),
            "--client-secret-file: there is no",
        ),
    ):
        answer = run(*words, home=home)
        assert (answer.returncode, said in answer.stderr) == (2, True), answer.stderr
    assert run(*made, "--email", "root@example.org", home=home).returncode == 0
    (found,) = json.loads(run(*account, "list", "--json", home=home).stdout)
    assert (found["signs_in_by"], found["email"], found["subject"]) == (
        "provider", "root@example.org", None,
    )  # fmt: skip
    answer = run(*account, "password", "root", "--password-file", word, home=home)
    assert "signs in by an identity provider" in answer.stderr


def test_accounts_that_were_made_before_there_were_providers(folder):
    account = accounts.add(folder, "old", "admin", None, None, "a sentence that is long")
    for file in folder.glob("*.json"):
        kept = json.loads(file.read_bytes())
        if kept["name"] == "old":
            del kept["identity"]
            file.write_text(json.dumps(kept))
    assert accounts.signed_in(folder, "old", "a sentence that is long") == account
