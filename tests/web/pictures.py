"""Takes the pictures of every page that the documentation shows.

    python tests/web/pictures.py

It serves the example's record on a day of its own, so the pictures are of invented people.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from certtrack.services import accounts  # noqa: E402
from certtrack.services.backups import back_up  # noqa: E402
from certtrack.services.facts import Who  # noqa: E402
from certtrack.services.persons import edit, import_record  # noqa: E402
from certtrack.services.rules import books  # noqa: E402
from tests.web.chromium import NAMES, Dashboard, visiting  # noqa: E402
from tests.web.conftest import ANA, MOMENT  # noqa: E402

PICTURES = ROOT / "certtrack" / "docs" / "dashboard"
PAGE = ROOT / "certtrack" / "docs" / "dashboard.md"
SETTINGS = ROOT / "examples" / "reminders.toml"
HEADING = "## Pages\n"
BACKUP = "store.db.20260601T123000Z.zip"
PAGES = {
    "Cycles": "/people/1",
    "One cycle": "/people/1/cycles/0",
    "CEUs": "/people/1/activities",
    "Log CEUs": "/people/1/activities/new",
    "Take in a table": "/people/1/activities/import",
    "One activity": "/people/1/activities/1",
    "Record": "/people/1/record",
    "An entry": "/people/1/record/education/1",
    "Eligibility": "/people/1/eligibility",
    "A verdict": "/people/1/eligibility/CCS-P",
    "Plans": "/people/1/plan",
    "A plan": "/people/1/plan/RHIA",
    "Reminders": "/people/1/reminders",
    "Reports": "/people/1/reports",
    "Changes": "/people/1/history",
    "People": "/people",
    "Add a person": "/people/new",
    "Roster": "/roster",
    "Where it is tight": "/roster/heat",
    "Take in a roster": "/roster/import",
    "Programs": "/programs",
    "A program": "/programs/rasmussen-college-florida",
    "Careers": "/careers",
    "Rules": "/rules",
    "A credential's rules": "/rules/RHIT",
    "What differs": "/rules/RHIT/diff?from=2024-01-01&to=2026-06-01",
    "History": "/history",
    "Settings": "/settings",
    "Backups": "/settings/backups",
    "A backup": f"/settings/backups/{BACKUP}",
}
OF_ACCOUNTS = {
    "Sign in": "/sign-in",
    "Your account": "/account",
    "Accounts": "/settings/accounts",
}
"""Pages of a dashboard that asks for accounts."""

PASSWORD = "a sentence that is long"
SIZE = {"width": 900, "height": 600}
AT_HOME = """folder => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    texts.currentNode.data = texts.currentNode.data.replaceAll(folder, "/home/ana/certtrack");
}"""

SENT = {"Take in a table": "ceus.csv", "Take in a roster": "roster.csv"}
"""Pages that are shown once an example was sent."""

COLOURS = 48

TALLEST = 1100
"""Pixels of a page that a picture shows, at most."""


def main() -> None:
    """Take every picture anew, and list them on the page about the dashboard."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        _furnish(home)
        path = next(filter(None, map(shutil.which, NAMES)))
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        dashboard = Dashboard(home)
        with visiting(chromium, dashboard, viewport=SIZE) as page:
            for title, address in PAGES.items():
                _take(page, title, address, home)
        dashboard.stop()
        dashboard = Dashboard(home, options=("--accounts",))
        page = chromium.new_page(base_url=dashboard.address, viewport=SIZE)
        for title, address in OF_ACCOUNTS.items():
            _take(page, title, address, home)
            if address == "/sign-in":
                page.get_by_label("Name").fill("root")
                page.get_by_label("Password").fill(PASSWORD)
                page.get_by_role("button", name="Sign in").click()
                page.wait_for_url("**/people/1")
        dashboard.stop()
        chromium.close()
    text, _, _ = PAGE.read_text(encoding="utf-8").partition(HEADING)
    titles = (*PAGES, *OF_ACCOUNTS)
    shown = "".join(f"\n### {title}\n\n![{title}](dashboard/{_file(title)})\n" for title in titles)
    PAGE.write_text(f"{text}{HEADING}{shown}", encoding="utf-8")


def _furnish(home: Path) -> None:
    """A store with Ana in it, something that was changed, a backup, settings and accounts."""
    store = str(home / "store.db")
    import_record(store, ANA, books(()), MOMENT, replace=False)
    edit(Who(store=store), {"department": "Coding"}, books(()), MOMENT)
    back_up(store, None, None, None, "2026-06-01T12:30:00+00:00")
    os.environ["CERTTRACK_SETTINGS"] = str(shutil.copy(SETTINGS, home))
    folder = home / "data" / "certtrack" / "dashboard" / "accounts"
    accounts.add(folder, "root", "admin", None, None, PASSWORD)
    accounts.add(folder, "ana", "holder", 1, None, PASSWORD)
    accounts.add(folder, "dana", "manager", None, "dana@example.org", PASSWORD)


def _take(page: Page, title: str, address: str, home: Path) -> None:
    answer = page.goto(address)
    assert answer.ok, address
    if title in SENT:
        page.locator("#table").set_input_files(ROOT / "examples" / SENT[title])
        page.get_by_role("button", name="Look what it would do").click()
    page.wait_for_timeout(300)
    # Where it is served just now is nobody's home.
    page.evaluate(AT_HOME, str(home))
    tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    page.set_viewport_size({"width": 900, "height": tall})
    page.screenshot(path=str(PICTURES / _file(title)))
    _made_small(PICTURES / _file(title))
    page.set_viewport_size(SIZE)


def _made_small(path: Path) -> None:
    """A page has few colours: a picture of so many is a third as large."""
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def _file(title: str) -> str:
    return f"{title.lower().replace(' ', '-').replace(chr(39), '')}.png"


if __name__ == "__main__":
    main()
