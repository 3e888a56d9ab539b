"""README is kept true: its console examples are run, in order, in one fresh folder.

To rewrite the answers after a wanted change: UPDATE_README=1 pytest tests/test_readme.py
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from certtrack.store.location import locate

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TEAM = "postgresql://ana@db.example.org/certtrack"
"""README's server, for which the tests put in their own."""

STORELESS = ("rules", "programs", "careers")
"""Commands that answer from what comes with certtrack, whatever is in a store."""

CONSOLE = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
INLINE = re.compile(r"`(certtrack [^`]+)`")
SHELL = re.compile(r"(?<=```sh\n).*?(?=\n```)", re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newcomer's folder: the examples and nothing else."""
    folder = tmp_path_factory.mktemp("newcomer")
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


def answer(command: str, home: Path) -> str:
    """What a command prints, without the blanks that pad tables."""
    words = shlex.split(command)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "COLUMNS": "90",
        "NO_COLOR": "1",
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        [sys.executable, "-m", "certtrack", *words[1:]],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def rewritten(text: str, home: Path, team: str | None = None) -> str:
    """The same text with every console answer as it is now.

    Those on a team's server are as they are now only where there is one.
    """

    def block(found: re.Match[str]) -> str:
        if (TEAM in found[0]) != (team is not None):
            return found[0]
        commands = [line for line in found[0].splitlines() if line.startswith("$ ")]
        return "".join(f"{line}\n{_dated(told(line[2:]))}" for line in commands)

    def told(command: str) -> str:
        if team is None:
            return answer(command, home)
        shown = locate(team).shown
        return answer(command.replace(TEAM, shlex.quote(team)), home).replace(shown, TEAM)

    return CONSOLE.sub(block, text)


def _dated(text: str) -> str:
    """The moment of a change differs from run to run."""
    return re.sub(r"made at \S+", "made at 2026-06-01T12:00:00+00:00.", text)


def test_every_console_example_prints_what_readme_shows(home: Path) -> None:
    text = README.read_text(encoding="utf-8")
    now = rewritten(text, home)
    if os.environ.get("UPDATE_README"):
        README.write_text(now, encoding="utf-8")
    assert now == README.read_text(encoding="utf-8")


def test_the_examples_on_a_shared_store_print_what_readme_shows(home: Path, database: str) -> None:
    text = README.read_text(encoding="utf-8")
    now = rewritten(text, home, database)
    if os.environ.get("UPDATE_README"):
        README.write_text(now, encoding="utf-8")
    assert now == README.read_text(encoding="utf-8")


def test_every_inline_command_has_an_example_that_runs(home: Path) -> None:
    store = ["--db", str(home / "inline.db")]
    record = str(home / "examples" / "ana-flores.toml")
    answer(shlex.join(["certtrack", "import", record, *store]), home)
    (home / "ana.toml").unlink(missing_ok=True)
    for command in INLINE.findall(README.read_text(encoding="utf-8")):
        words = shlex.split(command)
        if words[1:] == ["serve"]:
            _serve([*words, *store, "--no-browser", "--port", "0"], home)
            continue
        needs_store = words[1] not in STORELESS and "--file" not in words
        answer(shlex.join([*words, *(store if needs_store else [])]), home)


def _serve(words: list[str], home: Path) -> None:
    """Serve the dashboard until it was seen."""
    served = subprocess.Popen(
        [sys.executable, "-m", "certtrack", *words[1:]],
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        address = re.search(r"http://\S+", served.stdout.readline())[0]
        with urlopen(f"{address}sign-in", timeout=60) as page:
            assert b"The dashboard is yours alone" in page.read()
    finally:
        served.terminate()
        served.wait(timeout=60)
        served.stdout.close()


def test_the_two_set_up_commands_are_one_line_each_and_ci_runs_the_second() -> None:
    commands = SHELL.findall(README.read_text(encoding="utf-8"))
    assert len(commands) == 2
    assert all("\n" not in command for command in commands)
    assert commands[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
