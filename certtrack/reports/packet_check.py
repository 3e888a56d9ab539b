"""Check an audit packet: each file is as listed, none is missing, and there are no others.

It needs Python alone: python verify.py [PACKET.zip or FOLDER]
Without a name it checks the folder that it lies in. It ends with 0 when the packet is whole,
1 when it is not, 2 when it cannot be read.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple

SUMS, MANIFEST, PIECE, LONGEST_LIST = "SHA256SUMS", "manifest.json", 1_000_000, 50_000_000
UNREADABLE = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, EOFError),
)


class Checked(NamedTuple):
    """What was found: faults in words, and counted activities that no file proves.

    The fingerprint is the hash of the list of hashes: ask whoever sent the packet for theirs.
    """

    faults: list[str]
    without_evidence: list[str]
    files: int
    fingerprint: str


def check(place: Path) -> Checked:
    """Check a packet, as a ZIP file or as a folder; raises one of UNREADABLE."""
    if not place.is_dir():
        with zipfile.ZipFile(place) as packed:
            return _check(sorted(packed.namelist()), packed.open)
    found = [path for path in place.rglob("*") if path.is_symlink() or not path.is_dir()]
    names = sorted(path.relative_to(place).as_posix() for path in found)
    odd = [path for path in found if path.is_symlink() or not path.is_file()]
    if odd:
        return Checked([f"{path.name} is no plain file" for path in odd], [], len(names), "")
    return _check(names, lambda name: (place / name).open("rb"))


def _check(names: list[str], open_one: Callable[[str], IO[bytes]]) -> Checked:
    with open_one(SUMS) as file, open_one(MANIFEST) as other:
        listed, manifest = file.read(LONGEST_LIST), json.loads(other.read(LONGEST_LIST))
    sums = {line[66:]: line[:64] for line in listed.decode().splitlines()}
    told = {name: one["sha256"] for name, one in manifest["files"].items()}
    faults = [f"{name} is not listed" for name in names if name not in sums and name != SUMS]
    faults += [f"{name} is there twice" for name in set(names) if names.count(name) > 1]
    if told != {name: one for name, one in sums.items() if name != MANIFEST}:
        faults.append(f"{MANIFEST} and {SUMS} list different files")
    for name, expected in sums.items():
        if name not in names:
            faults.append(f"{name} is missing")
        elif _hash(name, manifest, open_one) != expected:
            faults.append(f"{name} was changed")
    bare = [one["title"] for one in manifest["activities"] if one["lacking"]]
    return Checked(sorted(faults), bare, len(sums), hashlib.sha256(listed).hexdigest())


def _hash(name: str, manifest: Any, open_one: Callable[[str], IO[bytes]]) -> str:
    """The hash of a file; of one longer than listed only as much as shows that."""
    left = manifest["files"].get(name, {"size": LONGEST_LIST})["size"] + 1
    made = hashlib.sha256()
    try:
        with open_one(name) as file:
            while left > 0 and (piece := file.read(min(PIECE, left))):
                made.update(piece)
                left -= len(piece)
    except UNREADABLE:
        return ""
    return made.hexdigest()


def main(*names: str) -> int:
    """Check, and say what was found."""
    try:
        found = check(Path(names[0]) if names else Path(__file__).resolve().parent)
    except UNREADABLE as error:
        sys.stderr.write(f"This packet cannot be read: {error!r}\n")
        return 2
    lines = ["Not whole." if found.faults else f"Whole: {found.files} files.", *found.faults]
    lines += [f"no evidence: {title}" for title in found.without_evidence]
    lines.append(f"Fingerprint {found.fingerprint}")
    # Names come from whoever made the packet: none may steer the screen.
    safe = ["".join(c if c.isprintable() else "?" for c in line) for line in lines]
    sys.stdout.buffer.write("".join(f"{line}\n" for line in safe).encode())
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
