"""The program, run as a user runs it, on a store and configuration of its own."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from certtrack.__main__ import main
from tests.dumps import statements

ANA = """\
schema = 1

[person]
name = "Ana Flores"
email = "ana@example.org"
department = "Health Information [HIM]"
manager = "dana@example.org"
state = "FL"
time_zone = "America/New_York"
memberships = ["AHIMA"]

[[education]]
school = "St. Petersburg College"
program = "Health Information Technology"
level = "associate"
field = "health-information-management"
status = "completed"
completed_on = 2024-05-08
accreditation = [{ agency = "CAHIIM", from = 2012-01-01, until = 2030-12-31 }]
listed = "st-petersburg-college"

[[training]]
title = "Coding basics"
provider = "County [evening] school"
topics = ["icd-coding", "medical-terminology"]
approved_by = "AHIMA"
completed_on = 2023-12-01

[[experience]]
kind = "coding"
employer = "Mercy Hospital"
from = 2023-01-09
until = 2024-02-29
hours_per_week = 22.5

[[application]]
credential = "RHIT"
approved_on = 2024-04-02
window_until = 2024-07-30
reference = "ATT-1001"

[[exam]]
credential = "RHIT"
taken_on = 2024-06-14
passed = true

[[credential]]
code = "RHIT"
passed_on = 2024-06-14
number = "R-1001"

[[activity]]
id = "a1"
title = "Coding update [ICD-10-CM]"
provider = "AHIMA"
source = "ahima"
completed_on = 2025-02-01
minutes = 120
kind = "webinar"
domain = "data-structure"
for = ["RHIT"]
reference = "CE-77"
evidence = "certificates/ce-77.pdf"
notes = "First line.\\nSecond line with [brackets]."

[[activity]]
id = "golf"
title = "Leading [red]teams[/red]"
completed_on = 2025-03-01
ceus = 8.25
domain = "outside"
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, with the program's environment pointing into it."""
    settings = {
        "CERTTRACK_DB": tmp_path / "store.db",
        "XDG_CONFIG_HOME": tmp_path / "config",
        "XDG_DATA_HOME": tmp_path / "data",
        "NO_COLOR": "1",
        "COLUMNS": "100",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))
    for name in ("CERTTRACK_RULEBOOKS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(home: Path) -> Callable[..., Answer]:
    """Run the program in this process. A defect of it is raised, not caught."""
    return _run


def _run(*args: object, typed: str = "") -> Answer:
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["certtrack", *map(str, args)])
        patch.setattr(sys, "stdin", io.StringIO(typed))
        patch.setattr(sys, "stdout", streams[0])
        patch.setattr(sys, "stderr", streams[1])
        code = _exit_code()
    return Answer(code, *map(_text, streams))


def _exit_code() -> int:
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


@pytest.fixture
def run_process(home: Path) -> Callable[..., Answer]:
    """Run the program in a process of its own."""

    def run_process_(*args: object, typed: str = "") -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "certtrack", *map(str, args)],
            input=typed,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return run_process_


@pytest.fixture
def record(home: Path) -> Path:
    """Ana's record file: every section, with everything in it that could be mangled."""
    path = home / "ana.toml"
    path.write_text(ANA, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def _filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    (folder / "ana.toml").write_text(ANA, encoding="utf-8")
    path = folder / "store.db"
    assert _run("import", folder / "ana.toml", "--db", path).code == 0
    return path


@pytest.fixture
def store(home: Path, _filled_once: Path) -> Path:
    """A store with Ana in it."""
    path = home / "store.db"
    shutil.copyfile(_filled_once, path)
    return path


@pytest.fixture
def dump() -> Callable[[Path], list[str]]:
    """Gives everything in a store, its history and schema included."""

    return statements


@pytest.fixture
def facts(dump: Callable[[Path], list[str]]) -> Callable[[Path], list[str]]:
    """Gives everything in a store but the history of changes."""
    history = ('INSERT INTO "change"', 'INSERT INTO "change_set"')

    def facts_(path: Path) -> list[str]:
        return sorted(line for line in dump(path) if not line.startswith(history))

    return facts_


@pytest.fixture
def exported(run: Callable[..., Answer]) -> Callable[..., Any]:
    """Gives what is on record in the store, as a JSON record file has it."""

    def exported_(*options: str) -> Any:
        out = Path(os.environ["XDG_DATA_HOME"]).parent / "exported.json"
        answer = run("export", out, "--force", *options)
        assert answer.code == 0, answer.err
        return json.loads(out.read_text(encoding="utf-8"))

    return exported_


@pytest.fixture
def widest() -> Callable[[str], int]:
    """Gives the width in cells of the widest line of a text."""
    from rich.cells import cell_len

    def widest_(text: str) -> int:
        lines: Sequence[str] = text.splitlines()
        return max(map(cell_len, lines), default=0)

    return widest_
