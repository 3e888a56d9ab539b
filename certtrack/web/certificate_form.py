"""A certificate in a form: sent, read, and waiting until the activity is logged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from certtrack.errors import Refused
from certtrack.services import certificates
from certtrack.services.certificates import Certificate
from certtrack.web.desk import Visit
from certtrack.web.entry_form import EntryForm
from certtrack.web.refusals import words_of
from certtrack.web.sent import Sent
from certtrack.web.uploads import held, let_go, received

FIELD = "certificate"
LARGEST = 25
"""Megabytes that a certificate may have."""


def with_upload(visited: Visit, was_sent: Sent) -> Sent:
    """What a form sent, with the name under which its certificate waits, if one came.

    Raises:
        Refused: When the certificate cannot be kept.
    """
    return received(visited.desk.uploads, was_sent, FIELD)


def held_path(visited: Visit, was_sent: Sent) -> Path | None:
    """Where the certificate of a form waits; None when there is none, or no longer."""
    return held(visited.desk.uploads, was_sent.text("held"))


def waiting(visited: Visit, form: EntryForm) -> EntryForm:
    """The same form, which tells what certificate waits for it."""
    path = held(visited.desk.uploads, form.held)
    return replace(form, held=form.held if path else "", held_name=path.name if path else "")


def read_into(visited: Visit, was_sent: Sent) -> EntryForm:
    """A form with what its certificate says, under what was typed.

    Args:
        visited: Whose.
        was_sent: What stands in the form, and the certificate.
    """
    form = EntryForm(section="activity", typed=was_sent.texts)
    try:
        was_sent = with_upload(visited, was_sent)
        path = held_path(visited, was_sent)
        if path is None:
            return replace(form, beside={FIELD: "Choose a file first."})
        read = certificates.read(visited.who, path, LARGEST)
    except Refused as refused:
        let_go(visited.desk.uploads, was_sent.text("held"))
        return replace(form, beside={FIELD: " ".join(words_of(refused))})
    typed = _filled(was_sent.texts, read)
    told = tuple(_told(read))
    return waiting(visited, replace(form, typed=typed, told=told, held=was_sent.text("held")))


def _filled(typed: dict[str, str], read: Certificate) -> dict[str, str]:
    found = {key: str(value) for key, value in read.found.values.items()}
    if any(typed.get(key) for key in certificates.WORTH):
        found = {key: value for key, value in found.items() if key not in certificates.WORTH}
    return {**typed, **{key: value for key, value in found.items() if not typed.get(key)}}


def _told(read: Certificate) -> list[str]:
    """What there is to know about a certificate that was read."""
    told = []
    if read.known:
        told.append(f"This file is kept already, for {', '.join(read.known)}.")
    if not read.says_anything:
        told.append("No text was found in it: it may be a scan. Type in what it says.")
    for key, said in read.found.doubts.items():
        told.append(f"It says {key.replace('_', ' ')} in two ways: {'; '.join(said)}.")
    return told
