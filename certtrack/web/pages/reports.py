"""Documents to hand in: a transcript, an audit packet, the record itself."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from certtrack.errors import Refused, refuse
from certtrack.reading.file_names import harmless
from certtrack.reports.documents import transcript_bytes
from certtrack.reports.packet_file import save_packet
from certtrack.services.audit import packet
from certtrack.services.persons import export_record
from certtrack.services.transcript import Wanted, transcript
from certtrack.web.desk import Visit, Visited
from certtrack.web.refusals import words_of
from certtrack.web.view import persons_page

router = APIRouter()
PLACE = "/people/{number}/reports"

MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "toml": "application/toml",
    "json": "application/json",
}

Which = Literal["current", "all"]


@router.get(PLACE)
def reports(visited: Visited) -> Response:
    """The documents there are."""
    return persons_page(visited, "reports.html", "reports", faults=[])


@router.get(f"{PLACE}/transcript.{{kind}}")
def transcript_file(
    visited: Visited, kind: Literal["html", "pdf"], cycles: Which = "current"
) -> Response:
    """What was earned, cycle by cycle."""

    def made() -> bytes:
        wanted = Wanted(cycles=cycles)
        found = transcript(visited.person, visited.on, visited.library, wanted)
        return transcript_bytes(found, f".{kind}")

    return _sent(visited, "transcript", kind, made)


@router.get(f"{PLACE}/audit-packet.zip")
def audit_packet(visited: Visited, cycles: Which = "current") -> Response:
    """All that proves the counted activities."""

    def made() -> bytes:
        wanted = Wanted(cycles=cycles)
        vault = visited.desk.vault
        found = packet(visited.person, visited.on, visited.library, wanted, visited.who, vault)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "packet.zip"
            save_packet(found, path)
            return path.read_bytes()

    return _sent(visited, "audit packet", "zip", made)


@router.get(f"{PLACE}/record.{{kind}}")
def record_file(visited: Visited, kind: Literal["toml", "json"]) -> Response:
    """The record as a file that certtrack reads again."""

    def made() -> bytes:
        moment = visited.desk.moment()
        return export_record(visited.who, kind, visited.library, moment).encode()

    return _sent(visited, "record", kind, made)


def _sent(visited: Visit, what: str, kind: str, made: Callable[[], bytes]) -> Response:
    """A file to be saved, or the page with the reason why there is none."""
    try:
        content = made()
    except Refused as refused:
        told = words_of(refused) or words_of(refuse("it cannot be made"))
        return persons_page(visited, "reports.html", "reports", status=422, faults=told)
    name = harmless(f"{visited.person.name} {what} {visited.on}").replace('"', "")
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    disposition = f'attachment; filename="{plain}.{kind}"'
    return Response(content, media_type=MEDIA[kind], headers={"Content-Disposition": disposition})
