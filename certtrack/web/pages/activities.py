"""CEUs: the activities, what each counts for, and a new one logged with its certificate."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from certtrack.errors import Outdated, Refused, refuse
from certtrack.services import certificates, evidence, evidence_copies
from certtrack.services.edit import Written, add
from certtrack.services.entry_checks import mark_of
from certtrack.services.vocabulary import known_words
from certtrack.web.activity_list import listing
from certtrack.web.answer import answer_to
from certtrack.web.certificate_form import LARGEST, held_path, read_into, waiting, with_upload
from certtrack.web.desk import Visit, Visited
from certtrack.web.entry_form import EntryForm, typed_from, values_from
from certtrack.web.pages.entries import (
    changed,
    content_of,
    outdated_form,
    refused_form,
    taken_away,
)
from certtrack.web.sent import Sent, WasSent
from certtrack.web.uploads import let_go
from certtrack.web.view import page, persons_page

router = APIRouter()
PLACE = "/people/{number}/activities"


@router.get(PLACE)
def activities(
    visited: Visited, q: str = "", sort: str = "-completed_on", added: str = ""
) -> Response:
    """Every activity, what it counts for and why."""
    rows = listing(visited, q, sort)
    told: dict[str, Any] = {"rows": rows, "q": q, "sort": sort}
    new = next((one for one in rows if one.content["id"] == added), None) if added else None
    return persons_page(visited, "activities.html", "activities", new=new, **told)


@router.get(f"{PLACE}/new")
def ask(visited: Visited) -> Response:
    """Ask for a new activity."""
    return _form_page(visited, EntryForm(section="activity"), None)


@router.post(f"{PLACE}/certificate")
def read_certificate(visited: Visited, was_sent: WasSent) -> Response:
    """Fill in a form from a certificate; what was typed already stays."""
    return _form_page(visited, read_into(visited, was_sent), None)


@router.post(f"{PLACE}/try")
def try_(visited: Visited, was_sent: WasSent) -> Response:
    """What an activity would count for, while the form is being filled in."""
    told = answer_to(visited, was_sent)
    return page(visited.request, "answer.html", answer=told)


@router.post(f"{PLACE}/new")
def log(visited: Visited, was_sent: WasSent) -> Response:
    """Log an activity, with its certificate if there is one."""
    was_sent = with_upload(visited, was_sent)
    try:
        written = _log(visited, was_sent)
    except Refused as refused:
        form = refused_form("activity", was_sent, refused)
        return _form_page(visited, waiting(visited, form), None)
    let_go(visited.desk.uploads, was_sent.text("held"))
    return RedirectResponse(f"{visited.home}/activities?added={written.entry.id}", 303)


@router.get(f"{PLACE}/{{entry}}")
def look(visited: Visited, entry: int) -> Response:
    """One activity, to be changed."""
    content = content_of(visited, "activity", entry)
    form = EntryForm(
        section="activity", typed=typed_from("activity", content), seen=mark_of(content)
    )
    return _form_page(visited, form, entry)


@router.post(f"{PLACE}/{{entry}}")
def change(visited: Visited, entry: int, was_sent: WasSent) -> Response:
    """Change an activity, give it a certificate, or take it away."""
    try:
        if was_sent.text("remove"):
            taken_away(visited, "activity", entry, was_sent)
            return RedirectResponse(f"{visited.home}/activities", 303)
        written = changed(visited, "activity", entry, was_sent)
    except Outdated as outdated:
        form = outdated_form(visited, "activity", entry, was_sent, outdated)
        return _form_page(visited, form, entry)
    except Refused as refused:
        return _form_page(visited, refused_form("activity", was_sent, refused), entry)
    return RedirectResponse(f"{visited.home}/activities?added={written.entry.id}", 303)


@router.post(f"{PLACE}/{{entry}}/evidence")
def attach(visited: Visited, entry: int, was_sent: WasSent) -> Response:
    """Keep a certificate for an activity."""
    was_sent = with_upload(visited, was_sent)
    path = held_path(visited, was_sent)
    if path is None:
        raise refuse("no file was chosen")
    made_at = visited.desk.moment().made_at
    try:
        evidence.attach(visited.who, entry, [path], made_at, visited.desk.vault, LARGEST)
    finally:
        let_go(visited.desk.uploads, was_sent.text("held"))
    return RedirectResponse(f"{visited.home}/activities/{entry}#certificates", 303)


@router.get(f"{PLACE}/{{entry}}/evidence/{{sha256}}")
def certificate(visited: Visited, entry: int, sha256: str) -> Response:  # noqa: ARG001
    """A certificate, to be kept elsewhere: never shown within the dashboard."""
    name, content = evidence_copies.content(visited.who, sha256, visited.desk.vault)
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=DOWNLOADED, headers={"Content-Disposition": disposition})


@router.post(f"{PLACE}/{{entry}}/evidence/{{sha256}}")
def detach(visited: Visited, entry: int, sha256: str) -> Response:
    """Take a certificate from an activity that it does not prove."""
    evidence.detach(visited.who, entry, sha256, visited.desk.moment().made_at)
    return RedirectResponse(f"{visited.home}/activities/{entry}#certificates", 303)


DOWNLOADED = "application/octet-stream"
"""What a certificate is sent as: whatever it holds, a browser only saves it."""


def _log(visited: Visit, was_sent: Sent) -> Written:
    values = values_from("activity", was_sent.texts, visited.today)
    path = held_path(visited, was_sent)
    told: dict[str, Any] = {"force": bool(was_sent.text("force"))}
    who, library, moment = visited.who, visited.library, visited.desk.moment()
    if path is None:
        return add(who, "activity", values, library, moment, **told)
    file = certificates.file_at(path)
    return certificates.add(who, values, file, library, moment, visited.desk.vault, **told)[0]


def _form_page(visited: Visit, form: EntryForm, entry: int | None) -> Response:
    status = 422 if form.has_faults else 200
    row = next((one for one in listing(visited, "", "") if one.number == entry), None)
    name = row.content["id"] if row else None
    kept = [one for one in evidence.listed(visited.who) if name and one.activity == name]
    told = {"form": form, "entry": entry, "row": row, "kept": kept}
    words = known_words("activity", visited.library)
    return persons_page(visited, "activity.html", "activities", status=status, words=words, **told)
