"""What certtrack costs beside the least that could do the same, as ratios, in one run.

    python tests/benchmarks/table.py [--people 10000 --people 100000 …] [--only scan] [--runs N]

Each pair is run in turn on the same file (ours, theirs, ours, …), so that whatever else the
machine does falls on both; printed are the median, least and greatest of the pairs' ratios.
The last size is the one the scan, the import and `ceu add` are measured at. Peers that are
not installed (`pip install certtrack[benchmarks]`) make their row skip.
"""

from __future__ import annotations

import argparse
import gc
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import eligible  # noqa: E402
import pairs  # noqa: E402
import pairs_postgresql  # noqa: E402
import pairs_programs  # noqa: E402
import pairs_reminders  # noqa: E402
from roster import log, roster, shipped  # noqa: E402

from certtrack.__main__ import OBJECTS_BETWEEN_COLLECTIONS  # noqa: E402
from certtrack.store.location import Location  # noqa: E402
from certtrack.store.sessions import kept_open  # noqa: E402

Work = Callable[[], object]


@dataclass(frozen=True)
class Line:
    """A measure and its ratios, or why there are none."""

    name: str
    beside: str
    goal: float
    ratios: Sequence[float] = ()
    note: str = ""

    def __str__(self) -> str:
        if not self.ratios:
            return f"| {self.name} | {self.beside} | skipped | | | {self.goal:g} | {self.note} |"
        middle, least, most = median(self.ratios), min(self.ratios), max(self.ratios)
        over = "over" if middle > self.goal else ""
        note = " ".join(filter(None, (over, self.note)))
        told = f"{middle:.2f} | {least:.2f} | {most:.2f} | {self.goal:g}"
        return f"| {self.name} | {self.beside} | {told} | {note} |"


HEAD = "| measure | beside | median | min | max | goal | |\n|---|---|---|---|---|---|---|"


def seconds(work: Work) -> float:
    """How long a piece of work takes."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratios(ours: Work, theirs: Work, runs: int, times: int = 1) -> list[float]:
    """Ours by theirs, run in turn; what is too short for the clock is run several times."""

    def repeated() -> None:
        for _ in range(times):
            theirs()

    return [times * seconds(ours) / seconds(repeated) for _ in range(runs)]


def peak(what: str, *files: Path) -> int:
    """The most memory that a process of its own needs for a piece of work, in KiB."""
    command = [sys.executable, __file__, "--peak", what, *map(str, files)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def most_memory() -> int:
    """The most memory that this process has needed, in KiB."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # The other figure would count what the process had that started this one.
    told = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(told["VmHWM"].split()[0])


class Stores:
    """The rosters that are measured on, each made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, people: int) -> Path:
        """A store with so many people."""
        path = self.folder / f"{people}.db"
        if not path.exists():
            roster(path, people)
        return path

    def rows(self, number: int, people: int) -> Path:
        """A CSV of so many activities of these people."""
        path = self.folder / f"{number}-{people}.csv"
        if not path.exists():
            log(path, people, number)
        return path

    def copy(self, people: int) -> Path:
        """A fresh copy of a store, in the place of the one before."""
        path = self.folder / "copy.db"
        for old in self.folder.glob("copy.db*"):
            old.unlink()
        shutil.copy(self.of(people), path)
        return path


def scan(stores: Stores, sizes: Sequence[int], runs: int) -> Iterator[Line]:
    """The due scan beside SQL that only sums what counts in the cycles that are due."""
    name, sums = "due scan, 90 days", "hand-written SQL sums"
    if not pairs.can_scan():
        for beside, goal in ((sums, 3), ("memory, least size", 1.3), ("time by due cycles", 1.15)):
            yield Line(name, beside, goal, note="there is no services.roster yet")
        return
    spent: dict[int, tuple[int, float]] = {}
    for people in sizes:
        store = stores.of(people)
        first = seconds(pairs.scanning(store))
        due = pairs.know_due_cycles(store)
        ours, theirs = pairs.scanning(store), pairs.summing(store)
        note = f"{people} people, {due} cycles due; the first scan took {{:.1f}} times one after it"
        found = ratios(ours, theirs, runs)
        spent[people] = due, median(seconds(ours) for _ in range(runs))
        yield Line(name, sums, 3, found, note.format(first / spent[people][1]))
    if len(sizes) > 1:
        least, most = sizes[0], sizes[-1]
        found = [
            peak("scan", stores.of(most)) / peak("scan", stores.of(least)) for _ in range(runs)
        ]
        yield Line(name, "memory, least size", 1.3, found, f"{least} to {most} people")
        yield grown(name, sizes, spent[least], spent[most])


def scan_on_server(stores: Stores, sizes: Sequence[int], runs: int) -> Iterator[Line]:
    """The due scan beside SQL that only sums, both on one PostgreSQL server, and its growth."""
    name, sums = "due scan, 90 days, PostgreSQL", "hand-written SQL sums"
    spent: list[tuple[int, float]] = []
    for people in dict.fromkeys((sizes[0], sizes[-1])):
        with pairs_postgresql.served(stores.of(people)) as url:
            if url is None:
                yield Line(name, sums, 3, note="no PostgreSQL server is installed")
                return
            due, ours = pairs_postgresql.know_due_cycles(url), pairs.scanning(url)
            found = ratios(ours, pairs_postgresql.summing(url), runs)
            spent.append((due, median(seconds(ours) for _ in range(runs))))
        yield Line(name, sums, 3, found, f"{people} people, {due} cycles due")
    if len(spent) > 1:
        yield grown(name, sizes, *spent)


def grown(
    name: str, sizes: Sequence[int], least: tuple[int, float], most: tuple[int, float]
) -> Line:
    """How the time for a due cycle grows from the least to the greatest size."""
    (due, time_), (more, longer) = least, most
    growth = (longer / time_) / (more / due)
    note = f"{sizes[0]} to {sizes[-1]} people"
    return Line(name, "time by due cycles", 1.15, [growth], note)


def deciding(stores: Stores, sizes: Sequence[int], runs: int) -> Iterator[Line]:
    """A day's reminders decided beside SQL that only finds whose cycles end soon; and memory.

    All was sent up to the day before, so that a run does what a sender's daily run does but
    for the sending: reminders that ceased to be true are made anew, too.
    """
    name, sql = "deciding a day's reminders", "SQL that finds due cycles"
    for people in sizes:
        store = stores.of(people)
        pairs_reminders.know_the_day_before(store)
        ours, theirs = pairs_reminders.deciding(store), pairs_reminders.finding(store)
        told, due = ours(), theirs()
        found = []
        for _ in range(runs):
            pairs_reminders.as_it_was(store)
            found += ratios(ours, theirs, 1)
        pairs_reminders.as_it_was(store)
        yield Line(name, sql, 5, found, f"{people} people, {told} to be told, {due} cycles due")
    if len(sizes) > 1:
        least, most = sizes[0], sizes[-1]
        found = [
            peak("decide", stores.of(most)) / peak("decide", stores.of(least)) for _ in range(runs)
        ]
        yield Line(name, "memory, least size", 1.3, found, f"{least} to {most} people")


def loading(stores: Stores, people: int, rows: int, runs: int) -> Iterator[Line]:
    """An import of activities beside csv and executemany; and its memory."""
    file, few = stores.rows(rows, people), stores.rows(max(rows // 100, 10), people)
    found = []
    for _ in range(runs):
        ours, theirs = (
            seconds(pair(stores.copy(people), file)) for pair in (pairs.importing, pairs.inserting)
        )
        found.append(ours / theirs)
    beside = "csv + executemany"
    yield Line("import of activities", beside, 2.5, found, f"{rows} rows, {people} people")
    grown = [
        peak("import", stores.copy(people), file) / peak("import", stores.copy(people), few)
        for _ in range(min(runs, 3))
    ]
    yield Line("import of activities", "memory, 1/100 of the rows", 1.3, grown)


def loading_server(stores: Stores, people: int, rows: int, runs: int) -> Iterator[Line]:
    """An import of activities into a store on a server beside the bare COPY."""
    name, beside, goal = "import on a server", "COPY", 3
    try:
        import pairs_postgresql_import as served
    except ImportError:
        yield Line(name, beside, goal, note="psycopg is not installed")
        return
    if not served.can_serve():
        yield Line(name, beside, goal, note="no PostgreSQL server is installed")
        return
    file, found = stores.rows(rows, people), []
    with served.serving(stores.of(people)) as server:
        for _ in range(runs):
            with server.copy() as one, server.copy() as other:
                ours = seconds(pairs.importing(one, file))
                found.append(ours / seconds(served.copying(other, file)))
    yield Line(name, beside, goal, found, f"{rows} rows, {people} people")


def adding(stores: Stores, people: int, runs: int) -> Iterator[Line]:
    """One durable `ceu add` beside a bare insert and commit."""
    store = stores.copy(people)
    # Both keep the file open: starting up is measured elsewhere.
    with (
        closing(sqlite3.connect(store, isolation_level=None)) as connection,
        kept_open(Location(store)),
    ):
        found = ratios(pairs.adding(store), pairs.committing(connection), runs * 3)
    yield Line("one durable ceu add", "insert + commit", 2, found, "in-process, no start-up")


def judging(number: int, runs: int) -> Iterator[Line]:
    """Eligibility with every finding beside the rule without any."""
    people = eligible.candidates(number)
    ours = eligible.with_findings(shipped())
    eligible.agree(people, ours, people)

    def each(answer: eligible.Answer, told: Sequence[object]) -> Work:
        return lambda: [answer(one) for one in told]

    name, mine = "eligibility, all findings", each(ours, people)
    ifs = each(eligible.by_ifs, people)
    yield Line(name, "plain ifs", 15, ratios(mine, ifs, runs, 50))
    words = each(eligible.in_words(shipped()), people)
    yield Line("eligibility, all words as JSON", "plain ifs", 15, ratios(words, ifs, runs, 50))
    for peer, make, facts in (
        ("zen-engine", eligible.by_zen, eligible.facts),
        ("json-logic-qubit", eligible.by_json_logic, eligible.facts_with_days),
    ):
        try:
            answer = make()
        except ImportError:
            yield Line(name, peer, 1, note="not installed")
            continue
        told = [facts(one) for one in people]
        eligible.agree(people, answer, told)
        yield Line(name, peer, 1, ratios(mine, each(answer, told), runs))


def directory(folder: Path, rows: int, names: int, runs: int) -> Iterator[Line]:
    """A file of accreditations taken in; a school and a program found by a misspelt name."""
    file, found = folder / "accreditations.csv", []
    pairs_programs.accreditations(file, rows)
    for run in range(runs):
        ours, theirs = folder / f"ours-{run}.db", folder / f"theirs-{run}.db"
        # Tables are made before: every store has them.
        pairs_programs.import_files(str(ours), [], pairs_programs.ON, write=True)
        spent = seconds(pairs_programs.importing(ours, file))
        found.append(spent / seconds(pairs_programs.inserting(theirs, file)))
    yield Line("import of accreditations", "csv + executemany", 3, found, f"{rows} rows")
    for number, (what, query, make) in enumerate(
        (
            ("a school", "SELECT name FROM institution", pairs_programs.schools),
            ("a program", "SELECT name || ', ' || program FROM program", pairs_programs.programs),
        )
    ):
        store, file = folder / f"names-{number}.db", folder / f"names-{number}.csv"
        make(file, names)
        pairs_programs.importing(store, file)()
        ours, theirs = pairs_programs.searching(store), pairs_programs.matching(store, query)
        note = f"{names} names, {1000 * seconds(ours):.0f} ms here"
        found = ratios(ours, theirs, runs)
        yield Line(f"search of {what}", "names + rapidfuzz", 2, found, note)


def _ten_times(work: Work) -> None:
    for _ in range(10):
        work()


def dashboard(stores: Stores, sizes: Sequence[int], runs: int) -> Iterator[Line]:
    """A person's first page beside what it tells, asked bare; a page of a roster, as it grows."""
    try:
        import pairs_dashboard
    except ImportError:
        yield Line("first page of ten years", "the same services", 3, note="not installed")
        return
    store = stores.folder / "ten-years.db"
    pairs_dashboard.ten_years(store)
    with pairs_dashboard.served(store) as page:
        ours, theirs = page("/people/1"), pairs_dashboard.asking(store)
        # Together ten times: one is too short for the clock.
        found = ratios(*(partial(_ten_times, one) for one in (ours, theirs)), runs)
        note = f"{1000 * seconds(ours):.0f} ms here, sent and read"
    yield Line("first page of ten years", "the same services", 3, found, note)
    yield from _roster_pages(stores, sizes, runs)


ROSTER_PAGES = {
    "page of a roster": "/roster",
    "page of one manager's people": "/roster?manager=manager.7@example.org",
}


def _roster_pages(stores: Stores, sizes: Sequence[int], runs: int) -> Iterator[Line]:
    import pairs_dashboard

    for people in sizes:
        pairs_dashboard.count_all(stores.of(people))
    least, most = stores.of(sizes[0]), stores.of(sizes[-1])
    with pairs_dashboard.served(least) as small, pairs_dashboard.served(most) as large:
        for people, page in dict(zip((sizes[0], sizes[-1]), (small, large), strict=True)).items():
            ours, theirs = page("/roster"), pairs_dashboard.one_page(stores.of(people))
            found = ratios(*(partial(_ten_times, one) for one in (ours, theirs)), runs)
            note = f"{people} people, {1000 * seconds(ours):.0f} ms here"
            yield Line("page of a roster", "the same services", 3, found, note)
        for name, path in ROSTER_PAGES.items() if len(sizes) > 1 else ():
            both = (partial(_ten_times, page(path)) for page in (large, small))
            note = f"{sizes[0]} to {sizes[-1]} people"
            yield Line(name, "time, least size", 1.5, ratios(*both, runs), note)


MEASURES = (
    *("judging", "adding", "loading", "loading-server"),
    *("scan", "scan-server", "deciding", "directory", "dashboard"),
)


def table(asked: argparse.Namespace, folder: Path) -> None:
    """Print every line as it is measured."""
    stores, runs = Stores(folder), asked.runs
    sizes = sorted(asked.people or [10_000])
    measured = dict(
        zip(
            MEASURES,
            (
                judging(asked.candidates, runs),
                adding(stores, sizes[-1], runs),
                loading(stores, sizes[-1], asked.rows, runs),
                loading_server(stores, sizes[-1], asked.rows, runs),
                scan(stores, sizes, runs),
                scan_on_server(stores, sizes, runs),
                deciding(stores, sizes, runs),
                directory(folder, asked.accreditations, asked.names, runs),
                dashboard(stores, sizes, runs),
            ),
            strict=True,
        )
    )
    print(HEAD)
    for measure in asked.only or MEASURES:
        for line in measured[measure]:
            print(line, flush=True)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, action="append")
    parser.add_argument("--rows", type=int, default=100_000, help="of the import")
    parser.add_argument("--candidates", type=int, default=2_000, help="who are judged")
    parser.add_argument("--accreditations", type=int, default=50_000, help="that are imported")
    parser.add_argument("--names", type=int, default=10_000, help="that are searched")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=MEASURES, action="append", help="else all")
    parser.add_argument("--folder", type=Path, help="where rosters are kept; else made anew")
    parser.add_argument("--peak", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    # As the program itself does.
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    if asked.peak:
        what, *files = asked.peak
        pieces = {
            "scan": pairs.scanning,
            "import": pairs.importing,
            "decide": pairs_reminders.deciding,
        }
        pieces[what](*map(Path, files))()
        print(most_memory())
        return
    with tempfile.TemporaryDirectory() as folder:
        table(asked, asked.folder or Path(folder))


if __name__ == "__main__":
    main()
