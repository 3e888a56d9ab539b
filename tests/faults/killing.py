"""Kill a process at a random moment, and judge what it left behind."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import certtrack.store.migrate
from tests.faults.victim import ROWS, run

VICTIM = Path(__file__).with_name("victim.py")
SPAN = {"add": 0.15, "import": 0.3, "backup": 0.2, "restore": 0.25, "migrate": 0.35}
"""Seconds within which each is killed, after something was confirmed."""

NEXT = """\
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("CREATE TABLE later (id INTEGER PRIMARY KEY, what TEXT NOT NULL) STRICT")
    op.execute("INSERT INTO later (what) SELECT title FROM activity")
    op.execute("CREATE INDEX ix_later_what ON later (what)")
"""


@dataclass
class Tally:
    """What was tried and what came of it.

    Args:
        kills: How often a process was killed.
        confirmed: How much it had said to be done.
        torn: States that no command ever leaves.
        lost: What was said to be done and is not.
    """

    kills: int = 0
    confirmed: int = 0
    torn: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def told(self) -> str:
        """The figures on one line."""
        return (
            f"{self.kills} kills, {self.confirmed} confirmed, "
            f"{len(self.torn)} torn, {len(self.lost)} lost"
        )


class Ward:
    """A store, and the processes that are killed while they work on it.

    Args:
        folder: An empty folder for it.
        chance: Chooses the moments.
    """

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance, self.tally = folder, chance, Tally()
        self.store = folder / "store.db"
        self.environment = {
            **os.environ,
            "CERTTRACK_DB": str(self.store),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
            "PYTHONPATH": str(VICTIM.parents[2]),
        }
        os.environ.update(self.environment)
        assert run("person", "add", "--name", "Bo Li") == 0
        vault = folder / "evidence"
        (vault / "ab").mkdir(parents=True)
        (vault / "ab" / "note").write_bytes(b"none of ours")

    def kill(self, doing: str) -> list[str]:
        """Let a process work, kill it at a random moment; gives what it had confirmed."""
        me = f"r{self.tally.kills}"
        command = [sys.executable, str(VICTIM), doing, me, str(self.folder)]
        process = subprocess.Popen(
            command, stderr=subprocess.PIPE, encoding="utf-8", env=self.environment
        )
        assert process.stderr
        said = [process.stderr.readline()]
        assert said[0], f"{doing} did nothing"
        time.sleep(self.chance.uniform(0, SPAN[doing]))
        process.kill()
        said += process.stderr.readlines()
        process.wait()
        process.stderr.close()
        self.tally.kills += 1
        # A line that was cut off was never said.
        confirmed = [line.strip() for line in said if line.endswith("\n")]
        self.tally.confirmed += len(confirmed)
        return confirmed

    def ask(self, query: str, store: Path | None = None) -> list[tuple[object, ...]]:
        """Ask the store in plain SQL."""
        with closing(sqlite3.connect(store or self.store)) as connection:
            return connection.execute(query).fetchall()

    def judge(self, doing: str) -> None:
        """One kill, and whether what it left is as it must be."""
        confirmed = self.kill(doing)
        for what in self._torn():
            self.tally.torn.append(f"{doing}: {what}")
        self.tally.lost += [f"{doing}: {what}" for what in JUDGES[doing](self, confirmed)]
        if run("person", "list") != 0:
            self.tally.torn.append(f"{doing}: the store cannot be used")

    def _torn(self) -> Iterator[str]:
        if self.ask("PRAGMA integrity_check") != [("ok",)]:
            yield "the file is damaged"
        if self.ask("PRAGMA foreign_key_check"):
            yield "rows belong to nobody"
        count = "SELECT count(*) FROM activity"
        recorded = (
            "SELECT coalesce(sum(coalesce(json_extract(after, '$.rows'), 1)), 0) "
            "FROM change WHERE table_name = 'activity' AND before IS NULL"
        )
        if self.ask(count) != self.ask(recorded):
            yield "rows and history say different things"


def _titles(ward: Ward) -> list[str]:
    return [str(title) for (title,) in ward.ask("SELECT title FROM activity")]


def _after_add(ward: Ward, confirmed: list[str]) -> list[str]:
    return sorted(set(confirmed) - set(_titles(ward)))


def _after_import(ward: Ward, confirmed: list[str]) -> list[str]:
    files: dict[str, int] = {}
    for title in _titles(ward):
        if title.count(".") == 2:
            file = title.rsplit(".", 1)[0]
            files[file] = files.get(file, 0) + 1
    torn = [f"{file} has {rows} rows" for file, rows in files.items() if rows != ROWS]
    ward.tally.torn += torn
    return sorted(set(confirmed) - set(files))


def _after_backup(ward: Ward, confirmed: list[str]) -> list[str]:
    """Every file that is there under a backup's name is whole, confirmed or not."""
    there = {path.name for path in ward.folder.glob("r*.zip")}
    for name in there:
        with zipfile.ZipFile(ward.folder / name) as archive:
            if archive.testzip() is not None or "manifest.json" not in archive.namelist():
                ward.tally.torn.append(f"the backup {name} is not whole")
    last = sorted(there)[-1:]
    for name in last:
        new = ward.folder / "again.db"
        new.unlink(missing_ok=True)
        if run("restore", ward.folder / name, "--yes", "--db", new) != 0:
            ward.tally.torn.append(f"the backup {name} cannot be put back")
    for name in there:
        (ward.folder / name).unlink()
    return sorted(set(confirmed) - there)


def prepare_restore(ward: Ward) -> None:
    """Two backups that are told apart by their number of activities."""
    day = ("--completed-on", "2025-02-01", "--ceus", "1", "--force")
    assert run("ceu", "add", "--title", "one", *day) == 0
    assert run("backup", ward.folder / "few.zip") == 0
    rows = "".join(f"row {row},2025-02-01,1\n" for row in range(3000))
    file = ward.folder / "many.csv"
    file.write_text(f"title,completed_on,ceus\n{rows}", encoding="utf-8")
    assert run("ceu", "import", file, "--write", "--force", "--no-backup") == 0
    assert run("backup", ward.folder / "many.zip") == 0


def _after_restore(ward: Ward, confirmed: list[str]) -> list[str]:
    """The store is as the one backup or as the other, never something between."""
    number = len(_titles(ward))
    if number not in (1, 3001):
        ward.tally.torn.append(f"{number} activities are neither the one nor the other")
    state = "few" if number == 1 else "many"
    # What was confirmed last is there, or what was put back after it and not yet said.
    follows = {"few": "many", "many": "few"}
    return [] if state in (confirmed[-1], follows[confirmed[-1]]) else [confirmed[-1]]


def prepare_migrate(ward: Ward) -> None:
    """A program that is one version newer than the store, and a store with something in it."""
    scripts = ward.folder / "migrations"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(certtrack.store.migrate.SCRIPTS, scripts, ignore=ignored)
    (scripts / "versions" / "0002_later.py").write_text(NEXT, encoding="utf-8")
    prepare_restore(ward)
    shutil.copyfile(ward.store, ward.folder / "before.db")


def _after_migrate(ward: Ward, confirmed: list[str]) -> list[str]:
    """The one version or the other, whole; then the store is as it was again."""
    version = str(ward.ask("SELECT version_num FROM alembic_version")[0][0])
    there = ward.ask("SELECT count(*) FROM sqlite_master WHERE name LIKE '%later%'")
    if (version, there) not in (("0001", [(0,)]), ("0002", [(2,)])):
        ward.tally.torn.append(f"version {version} with {there} of its tables")
    if version == "0002" and ward.ask("SELECT count(*) FROM later") != [(3001,)]:
        ward.tally.torn.append("the new table lacks rows")
    lost = [] if version in confirmed or "0002" not in confirmed else ["0002"]
    for ending in ("-wal", "-shm"):
        Path(f"{ward.store}{ending}").unlink(missing_ok=True)
    shutil.copyfile(ward.folder / "before.db", ward.store)
    return lost


JUDGES = {
    "add": _after_add,
    "import": _after_import,
    "backup": _after_backup,
    "restore": _after_restore,
    "migrate": _after_migrate,
}
PREPARED = {"restore": prepare_restore, "migrate": prepare_migrate}


def many(doing: str, kills: int, folder: Path, seed: int) -> Tally:
    """Kill something so many times at moments of chance."""
    ward = Ward(folder, random.Random(seed))
    PREPARED.get(doing, lambda _: None)(ward)
    ward.tally.kills = 0
    for _ in range(kills):
        ward.judge(doing)
    return ward.tally
