"""Start-up as ratios to the smallest programs that could do the same, in one run.

    python tests/benchmarks/startup.py [RUNS]

Each program and its baseline are started in turn, so that whatever else the machine does
falls on both; the median of each pair's ratio is printed beside its goal. Bytecode is
compiled first, as an installation does.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import certtrack

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "examples"

HELLO = """
import typer
app = typer.Typer()
@app.command()
def hello(name: str = "world") -> None:
    "Greet."
    typer.echo(f"Hello {name}")
app()
"""
ONE_QUERY = """
import typer
from sqlmodel import Field, Session, SQLModel, create_engine, select
class Person(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
app = typer.Typer()
@app.command()
def show(db: str) -> None:
    "Show a name."
    with Session(create_engine(f"sqlite:///{db}")) as session:
        typer.echo(session.exec(select(Person)).first().name)
app()
"""


@dataclass(frozen=True)
class Pair:
    """A command, what it is measured against, and the ratio it should not pass."""

    name: str
    command: list[str]
    baseline: list[str]
    goal: float


def pairs(folder: Path) -> list[Pair]:
    """What is measured: the commands of every day against bare typer programs."""
    hello, query = folder / "hello.py", folder / "one_query.py"
    hello.write_text(HELLO)
    query.write_text(ONE_QUERY)
    store = folder / "store.db"
    ours = [sys.executable, "-m", "certtrack"]
    record = str(EXAMPLES / "ana-flores.toml")
    subprocess.run([*ours, "import", record, "--db", str(store)], check=True, capture_output=True)
    help_ = [sys.executable, str(hello), "--help"]
    on = ["--on", "2026-06-01"]
    return [
        Pair("--version / bare --help", [*ours, "--version"], help_, 1.3),
        Pair("--help / bare --help", [*ours, "--help"], help_, 1.3),
        Pair(
            "eligibility --file / bare hello",
            [*ours, "eligibility", "RHIT", "--file", record, *on],
            [sys.executable, str(hello)],
            2.0,
        ),
        Pair(
            "status on a store / one sqlmodel query",
            [*ours, "status", "--db", str(store), *on],
            [sys.executable, str(query), str(store)],
            1.25,
        ),
    ]


def seconds(command: list[str]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment())
    return time.perf_counter() - start


def environment() -> dict[str, str]:
    """The environment of a user: compiled bytecode is read and written."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def main(runs: int) -> None:
    """Print the table."""
    compileall.compile_dir(str(Path(certtrack.__file__).parent), quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'measure':<42}{'ours ms':>9}{'base ms':>9}{'ratio':>8}{'goal':>7}")
        for pair in pairs(Path(folder)):
            seconds(pair.command), seconds(pair.baseline)
            measured = [(seconds(pair.command), seconds(pair.baseline)) for _ in range(runs)]
            ours, base = (median(one) * 1000 for one in zip(*measured, strict=True))
            ratio = median(mine / theirs for mine, theirs in measured)
            told = "" if ratio <= pair.goal else "  over"
            print(f"{pair.name:<42}{ours:>9.0f}{base:>9.0f}{ratio:>8.2f}{pair.goal:>7}{told}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 11)
