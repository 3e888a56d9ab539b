"""A real browser: the Chromium that is installed, driven by Playwright."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(__file__).with_name("axe.min.js")
"""axe-core 4.14.1 (MPL-2.0), which looks for what keeps people out."""

MISSING = "no Chromium is installed (on Debian: apt-get install chromium)"
NAMES = ("chromium", "chromium-browser", "google-chrome")


OPEN: list[Browser] = []
"""The browser, once it is there: to each module that imports it the fixture is another one."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; in CI there must be one."""
    if OPEN:
        yield OPEN[0]
        return
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        # As root, which containers are, Chromium has no sandbox of its own.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        OPEN.append(browser)
        yield browser
        OPEN.clear()
        browser.close()


class Dashboard:
    """`certtrack serve` in a process of its own.

    Args:
        folder: Where its store is.
        on: The day that counts as today.
        options: How it is served besides.
    """

    def __init__(self, folder: Path, on: str = "2026-06-01", options: tuple[str, ...] = ()) -> None:
        self.folder, self.on, self.options = folder, on, options
        self.program = ("-m", "certtrack")
        self.port = 0
        self.start()

    def start(self) -> None:
        """Start it, on the same port as before if it was started before."""
        command = [sys.executable, *self.program, "serve", "--no-browser", "--on", self.on]
        command += ["--db", str(self.folder / "store.db"), "--port", str(self.port)]
        command += self.options
        with (self.folder / "errors.txt").open("a", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                env={**os.environ, "XDG_DATA_HOME": str(self.folder / "data")},
            )
        lines = [self.process.stdout.readline() for _ in range(2)]
        self.address = re.search(r"http://[^/\s]+", lines[0])[0]
        self.port = int(self.address.rsplit(":", 1)[1])
        code = re.search(r"\d{4} \d{4}", lines[1])
        self.code = code[0] if code else ""

    def stop(self) -> None:
        """Stop it as Ctrl+C does."""
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()

    @property
    def errors(self) -> str:
        """What it said went wrong."""
        return (self.folder / "errors.txt").read_text(encoding="utf-8")


@contextmanager
def visiting(chromium: Browser, dashboard: Dashboard, **settings: object) -> Iterator[Page]:
    """A page of a browser that is signed in; nothing may go wrong in it unnoticed."""
    told: list[str] = []
    with closing(chromium.new_context(base_url=dashboard.address, **settings)) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("console", lambda one: told.append(one.text) if one.type == "error" else None)
        page.goto("/")
        page.get_by_label("Code").fill(dashboard.code)
        page.get_by_role("button", name="Sign in").click()
        yield page
    # A form that is refused is answered with 422, which Chromium tells as an error, too.
    assert [one for one in told if "422" not in one and "404" not in one] == []


def faults_of(page: Page) -> list[str]:
    """What axe finds wrong with a page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(
        "async () => (await axe.run()).violations.map(one => one.id + ': ' + "
        "one.nodes.map(node => node.html.slice(0, 200)).join(' | '))"
    )
