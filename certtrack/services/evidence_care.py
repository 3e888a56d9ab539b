"""The vault looked after: is every file what it was, and what may go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from certtrack.store import evidence, purging
from certtrack.store.claims import persistent
from certtrack.store.evidence import Evidence, reference_to
from certtrack.store.location import Place, locate
from certtrack.store.purging import Needless
from certtrack.store.sessions import driver, reading, unit_of_work
from certtrack.store.vault import Vault, vault_of

Kind = Literal["changed", "missing", "unreadable", "unknown", "orphaned"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be.

    Args:
        kind: "changed", "missing" or "unreadable": a file that is kept for somebody;
            "unknown": a record names a file that was never attached or was purged;
            "orphaned": a file that nothing names, which a purge removes.
        what: The file's path, or what the record says.
        concerns: Whose and for which activity, in words; empty for an orphan.
    """

    kind: Kind
    what: str
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found.

    Args:
        folder: The vault's folder.
        files: How many files are kept, each once.
        bytes: How large they are together.
        problems: What is wrong.
    """

    folder: Path
    files: int
    bytes: int
    problems: tuple[Problem, ...]

    @property
    def lost(self) -> bool:
        """Whether something that is kept for somebody is not what it was, or not there."""
        return any(one.kind != "orphaned" for one in self.problems)


def verify(store: str | None, vault: Path | None) -> Verified:
    """Compute the hash of every file that is kept in a store, and see what is left over.

    Args:
        store: The store.
        vault: The folder of the vault; None for the usual one.

    Raises:
        Refused: When there is no store.
    """
    place = locate(store)
    kept_in = vault_of(place, vault)
    # Listed first: a file comes before the row that names it.
    there = list(kept_in.files())
    with reading(place) as connection:
        kept = list(evidence.of_everyone(connection))
        named = list(evidence.named_in_records(connection))
    by_hash: dict[str, list[Evidence]] = {}
    for one in kept:
        by_hash.setdefault(one.sha256, []).append(one)
    problems = [*_wrong(kept_in, by_hash), *_unknown(kept, named)]
    orphans = [path for path in there if kept_in.hash_of(path) not in by_hash]
    if orphans:
        problems += _still_orphaned(place, kept_in, orphans)
    size = sum(ones[0].size for ones in by_hash.values())
    return Verified(kept_in.folder, len(by_hash), size, tuple(problems))


def _wrong(vault: Vault, by_hash: dict[str, list[Evidence]]) -> Iterator[Problem]:
    for sha256, ones in by_hash.items():
        state = vault.state_of(sha256)
        if state != "intact":
            concerns = tuple(_concerned(one) for one in ones)
            yield Problem(state, str(vault.path_of(sha256)), concerns)


def _unknown(kept: list[Evidence], named: Iterable[tuple[str, str, str]]) -> Iterator[Problem]:
    attached = {(one.person, reference_to(one.sha256)) for one in kept}
    for person, activity, reference in named:
        if (person, reference_to(reference.removeprefix(evidence.SCHEME))) not in attached:
            yield Problem("unknown", reference, (f"{person}, {activity}",))


def _still_orphaned(place: Place, vault: Vault, orphans: list[Path]) -> list[Problem]:
    """Those that nothing names even now: a row may have come after its file was seen."""
    with reading(place) as connection:
        named = {one.sha256 for one in evidence.of_everyone(connection)}
    left = (path for path in orphans if vault.hash_of(path) not in named)
    return [Problem("orphaned", str(path)) for path in left if path.exists()]


def _concerned(one: Evidence) -> str:
    return f"{one.person}, {one.activity or f'{one.title} (removed)'}: {one.file_name}"


def needless(store: str | None, vault: Path | None) -> Needless:
    """What a purge would remove; nothing is removed.

    Raises:
        Refused: When there is no store.
    """
    place = locate(store)
    with reading(place) as connection:
        return purging.needless(connection, place, vault_of(place, vault))


@persistent
def purge(store: str | None, vault: Path | None) -> Needless:
    """Remove for good what nothing needs any longer; gives what that was.

    First the rows, then the files, so that no row is ever without its file. What is undone
    afterwards brings neither back.

    Raises:
        Refused: When there is no store, or a file cannot be removed.
    """
    place = locate(store)
    kept_in = vault_of(place, vault)
    # Serial, so that who undoes something at the time sees what the history no longer tells.
    with unit_of_work(place, serial=True) as session:
        removed = purging.needless(driver(session), place, kept_in).rows
        purging.forget_removed(session, purging.needed_by(session))
    with unit_of_work(place) as session:
        evidence.hold(session, alone=True)
        files = purging.needless(driver(session), place, kept_in).files
        for path in files:
            kept_in.remove(path)
    return Needless(removed, files)
