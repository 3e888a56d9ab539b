"""Signing in by an identity provider that others made, in a real browser."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from certtrack.services import accounts
from certtrack.services.identity import Identity
from certtrack.services.persons import import_record
from certtrack.services.rules import books
from tests.web.chromium import Dashboard, chromium, faults_of
from tests.web.conftest import ANA, MOMENT

__all__ = ["chromium"]

KNOWN = {"sub": "flores", "email": "ana@example.org", "email_verified": True}


@contextmanager
def providing(log):
    """The address of the provider, in a process of its own."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with log.open("w") as told:
        process = subprocess.Popen(
            [*command, "--user-claims", json.dumps(KNOWN)], stdout=told, stderr=told
        )
    issuer = f"http://localhost:{port}"
    try:
        for _ in range(200):
            try:
                urlopen(f"{issuer}/jwks").close()
                break
            except URLError:
                time.sleep(0.1)
        yield issuer
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def dashboard(home):
    """A dashboard with Ana in its store, whom the provider knows by an address."""
    import_record(str(home / "store.db"), ANA, books(()), MOMENT, replace=False)
    folder = home / "data" / "certtrack" / "dashboard" / "accounts"
    accounts.add(folder, "ana", "holder", 1, None, Identity(email="ana@example.org"))
    secret = home / "secret.txt"
    secret.touch(0o600)
    secret.write_text("what both know")
    with providing(home / "provider.txt") as issuer:
        options = ("--accounts", "--provider", issuer, "--client", "certtrack")
        one = Dashboard(home, options=(*options, "--client-secret-file", str(secret)))
        yield one
        one.stop()
    assert "Traceback" not in one.errors


def test_somebody_signs_in_by_the_provider(chromium, dashboard):
    with closing(chromium.new_context(base_url=dashboard.address, bypass_csp=True)) as context:
        page = context.new_page()
        page.goto("/people/1/activities")
        assert faults_of(page) == []
        page.get_by_role("link", name="Sign in by localhost").click()
        page.get_by_placeholder("sub").fill("somebody else")
        page.get_by_role("button", name="Authorize").click()
        expect(page.get_by_text("You have no account here")).to_be_visible()
        assert faults_of(page) == []
        page.get_by_role("link", name="Sign in by localhost").click()
        page.get_by_role("button", name="Deny").click()
        expect(page.get_by_text("did not let you in: access_denied")).to_be_visible()
        page.goto("/people/1/activities")
        page.get_by_role("link", name="Sign in by localhost").click()
        page.get_by_role("button", name="flores").click()
        page.wait_for_url("**/people/1/activities")
        expect(page.get_by_role("button", name="Sign out ana")).to_be_visible()
        page.goto("/people/1/activities/new")
        page.get_by_role("button", name="Sign out ana").click()
        page.wait_for_url("**/sign-in")
    (known,) = accounts.listed(dashboard.folder / "data" / "certtrack" / "dashboard" / "accounts")
    assert known.identity.subject == "flores"


def test_by_keyboard_without_script(chromium, dashboard):
    settings = {"base_url": dashboard.address, "java_script_enabled": False}
    with closing(chromium.new_context(**settings)) as context:
        page = context.new_page()
        page.goto("/people/1")
        page.get_by_role("link", name="Sign in by localhost").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="flores").press("Enter")
        page.wait_for_url("**/people/1")
        expect(page.get_by_role("heading", name="Cycles")).to_be_visible()
