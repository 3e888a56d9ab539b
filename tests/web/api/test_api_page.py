"""The page about the API is kept true: its examples are run against the dashboard as served.

To rewrite the answers after a wanted change: UPDATE_README=1 pytest tests/web/api/test_api_page.py
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

import certtrack

ROOT = Path(__file__).parents[3]
PAGE = Path(certtrack.__file__).parent / "docs" / "api.md"
CONSOLE = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
SHOWN = "http://127.0.0.1:8351"
AT = re.compile(r"http://127\.0\.0\.1:\d+(?=/\n)")
END = "--- certtrack says so ---"

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")


@pytest.fixture
def served(run, home, monkeypatch) -> Iterator[str]:
    """The address of a dashboard with Ana's record, as a user starts it."""
    shutil.copytree(ROOT / "examples", home / "examples")
    assert run("import", home / "examples" / "ana-flores.toml").code == 0
    words = [sys.executable, "-m", "certtrack", "serve", "--no-browser", "--port", "0"]
    log = home / "served.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(words, stdout=output, stderr=subprocess.STDOUT, cwd=home) as process,
    ):
        try:
            yield _address(log)
        finally:
            process.terminate()


def _address(log: Path) -> str:
    """Where the dashboard says that it is, as soon as it says so."""
    deadline = monotonic() + 30
    while not (found := AT.search(log.read_text(encoding="utf-8"))):
        assert monotonic() < deadline, log.read_text(encoding="utf-8")
        sleep(0.05)
    return found[0]


def answers(commands: list[str], home: Path) -> list[str]:
    """What each command prints, all of them typed into one shell."""
    script = "".join(f"{one}\nprintf '%s\\n' '{END}'\n" for one in commands)
    bin_ = home / "bin"
    bin_.mkdir()
    program = bin_ / "certtrack"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m certtrack "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", script],
        cwd=home,
        env={**os.environ, "PATH": f"{bin_}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split(f"{END}\n")[:-1]


def test_every_example_answers_what_the_page_shows(served, home):
    text = PAGE.read_text(encoding="utf-8")
    blocks = [
        [line[2:] for line in block.splitlines() if line.startswith("$ ")]
        for block in CONSOLE.findall(text)
    ]
    flat = [one for block in blocks for one in block]
    told = iter(answers([one.replace(SHOWN, served) for one in flat], home))
    now = iter("".join(f"$ {one}\n{_ended(next(told))}" for one in block) for block in blocks)
    secret = (home / "payroll.header").read_text(encoding="utf-8").split()[-1]
    assert secret.startswith("certtrack_")
    assert secret not in (home / "served.log").read_text(encoding="utf-8")
    rewritten = CONSOLE.sub(lambda _: next(now), text)
    if os.environ.get("UPDATE_README"):
        PAGE.write_text(rewritten, encoding="utf-8")
    assert rewritten == PAGE.read_text(encoding="utf-8")


def _ended(answer: str) -> str:
    return f"{answer}\n" if answer and not answer.endswith("\n") else answer


def test_every_address_on_the_page_is_described(app):
    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"`(GET|POST|PATCH|DELETE) (/[^`?]*)", text)
    described = {
        (method.upper(), re.sub(r"/activity\b", "/{section}", path.removeprefix("/api/v1")))
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    assert set(rows) - {("GET", "/openapi.json")} <= described
    plain = {path for method, path in described if method == "GET"}
    assert len(plain & {path for _, path in rows}) > 5
