"""An audit packet as a ZIP file: the same facts, rules and day give the same bytes."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, Any

from certtrack.render import contract
from certtrack.reports import cover, packet_check
from certtrack.reports.documents import transcript_bytes
from certtrack.reports.exhibits import Exhibit, exhibits_of
from certtrack.reports.findings import Chapter, Packet, Transcript
from certtrack.reports.manifest import manifest
from certtrack.reports.packet_check import MANIFEST, SUMS
from certtrack.reports.pdf import pdf
from certtrack.reports.whole_file import must_be_ours, whole
from certtrack.rules.facts import Activity

MARK = "certtrack audit packet"
"""What a packet says of itself, where no reader looks."""

FIRST_YEAR = 1980
"""Before it a ZIP file has no dates."""


@dataclass(frozen=True, slots=True)
class Written:
    """A packet that was written.

    Args:
        path: Where it is.
        exhibits: The counted activities in it.
        fingerprint: The hash of its list of hashes, by which two know that they have the same.
    """

    path: Path
    exhibits: tuple[Exhibit, ...]
    fingerprint: str

    @property
    def bare(self) -> tuple[Exhibit, ...]:
        """The counted activities whose evidence lacks, or some of it."""
        return tuple(one for one in self.exhibits if one.lacking)


def save_packet(packet: Packet, out: Path, *, force: bool = False) -> Written:
    """Write an audit packet.

    Args:
        packet: What is handed over.
        out: A file ending in .zip.
        force: Overwrite a file that certtrack did not make.

    Raises:
        Refused: For another ending, another's file, when it cannot be written, when evidence
            changed while it was read, or when the library for PDF is not installed.
    """
    must_be_ours(out, (".zip",), MARK.encode(), force=force)
    exhibits = exhibits_of(packet)
    contents, fingerprint = _contents(packet, exhibits)
    with whole(out) as file:
        _pack(file, contents, packet.transcript.on)
    return Written(out, tuple(exhibits.values()), fingerprint)


def _contents(
    packet: Packet, exhibits: dict[Activity, Exhibit]
) -> tuple[dict[str, Callable[[], bytes]], str]:
    """What gives each file's content, by name; and the packet's fingerprint."""
    files = {
        "cover.pdf": pdf("cover.typ", cover.told(packet, exhibits), MARK),
        "transcript.html": transcript_bytes(packet.transcript, ".html"),
        "record.toml": packet.record.encode(),
        "answer.json": _json(_answer(packet.transcript)),
        "verify.py": Path(packet_check.__file__).read_bytes(),
    }
    proofs = {name: one for exhibit in exhibits.values() for name, one in exhibit.files}
    listed = {name: {"sha256": _sha256(it), "size": len(it)} for name, it in files.items()}
    listed |= {name: {"sha256": one.sha256, "size": one.size} for name, one in proofs.items()}
    files[MANIFEST] = _json(manifest(packet.transcript, exhibits.values(), listed))
    sums = {name: one["sha256"] for name, one in listed.items()}
    sums[MANIFEST] = _sha256(files[MANIFEST])
    files[SUMS] = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()
    readers = {name: one.read for name, one in proofs.items()}
    readers |= {name: partial(bytes, content) for name, content in files.items()}
    return readers, _sha256(files[SUMS])


def _pack(file: IO[bytes], contents: dict[str, Callable[[], bytes]], on: date) -> None:
    """Nothing is compressed: how far that goes differs between machines."""
    with zipfile.ZipFile(file, "w") as packed:
        packed.comment = MARK.encode()
        for name in sorted(contents):
            packed.writestr(_entry(name, on), contents[name]())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _entry(name: str, on: date) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (max(on.year, FIRST_YEAR), on.month, on.day, 0, 0, 0))
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    return entry


def _json(content: object) -> bytes:
    return f"{contract.dumps(content)}\n".encode()


def _answer(transcript: Transcript) -> dict[str, Any]:
    """What `status` answers for programs, and the past cycles as of their last days."""
    now = [one.cycle for one in transcript.chapters if one.ended is None]
    over = [one for one in transcript.chapters if one.ended is not None]
    told = contract.status(transcript.person, transcript.on, now, transcript.notes)
    return {**told, "past_cycles": [_over(transcript, one) for one in over]}


def _over(transcript: Transcript, chapter: Chapter) -> dict[str, Any]:
    cycle = chapter.cycle
    told = contract.status(transcript.person, cycle.on, [cycle], ())["cycles"][0]
    return {"on": cycle.on, "outcome": chapter.ended and chapter.ended.outcome, **told}
