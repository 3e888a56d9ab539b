"""The record, section by section: what is in it, added to, changed and taken away."""

from __future__ import annotations

from typing import get_args

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from certtrack.errors import Outdated, Refused
from certtrack.rules.facts import Section
from certtrack.services import edit
from certtrack.services.entry_checks import mark_of
from certtrack.services.vocabulary import known_words
from certtrack.web.desk import Visit, Visited
from certtrack.web.entry_form import EntryForm, faulty, fields_for, typed_from, values_from
from certtrack.web.refusals import NotThere, words_of
from certtrack.web.sent import Sent, WasSent
from certtrack.web.view import persons_page

router = APIRouter()
SECTIONS: tuple[Section, ...] = get_args(Section)


@router.get("/people/{number}/record")
def record(visited: Visited) -> Response:
    """Everything on record, section by section."""
    found = {one: edit.listed(visited.who, one) for one in SECTIONS if one != "activity"}
    return persons_page(visited, "record.html", "record", found=found)


@router.get("/people/{number}/record/{section}/new")
def ask(visited: Visited, section: Section) -> Response:
    """Ask for a new entry."""
    return form_page(visited, EntryForm(section=section), None)


@router.post("/people/{number}/record/{section}/new")
def add(visited: Visited, section: Section, was_sent: WasSent) -> Response:
    """Add an entry."""
    try:
        values = values_from(section, was_sent.texts, visited.today)
        edit.add(
            visited.who,
            section,
            values,
            visited.library,
            visited.desk.moment(),
            force=bool(was_sent.text("force")),
        )
    except Refused as refused:
        return form_page(visited, refused_form(section, was_sent, refused), None)
    return RedirectResponse(f"{visited.home}/record#{section}", 303)


@router.get("/people/{number}/record/{section}/{entry}")
def look(visited: Visited, section: Section, entry: int) -> Response:
    """One entry, to be changed."""
    content = content_of(visited, section, entry)
    form = EntryForm(section=section, typed=typed_from(section, content), seen=mark_of(content))
    return form_page(visited, form, entry)


@router.post("/people/{number}/record/{section}/{entry}")
def change(visited: Visited, section: Section, entry: int, was_sent: WasSent) -> Response:
    """Change an entry, or take it away."""
    try:
        if was_sent.text("remove"):
            taken_away(visited, section, entry, was_sent)
        else:
            changed(visited, section, entry, was_sent)
    except Outdated as outdated:
        return form_page(visited, outdated_form(visited, section, entry, was_sent, outdated), entry)
    except Refused as refused:
        return form_page(visited, refused_form(section, was_sent, refused), entry)
    return RedirectResponse(f"{visited.home}/record#{section}", 303)


def content_of(visited: Visit, section: Section, entry: int) -> dict[str, object]:
    """What an entry says.

    Raises:
        NotThere: When there is none of that number.
    """
    content = dict(edit.listed(visited.who, section)).get(entry)
    if content is None:
        raise NotThere("this entry is not on record, or no longer")
    return content


def changed(visited: Visit, section: Section, entry: int, was_sent: Sent) -> edit.Written:
    """Change an entry as a form says; what was left empty is taken away.

    Raises:
        Refused: With all that is wrong with it.
        Outdated: When it was changed meanwhile.
    """
    values = values_from(section, was_sent.texts, visited.today)
    # An activity always has an id: one that is left empty stays.
    empty = {one.key: None for one in fields_for(section) if one.key not in (*values, "id")}
    return edit.edit(
        visited.who,
        section,
        entry,
        {**empty, **values},
        visited.library,
        visited.desk.moment(),
        force=bool(was_sent.text("force")),
        seen=was_sent.text("seen") or None,
    )


def taken_away(visited: Visit, section: Section, entry: int, was_sent: Sent) -> None:
    """Remove an entry.

    Raises:
        Refused: When there is none.
        Outdated: When it was changed meanwhile.
    """
    moment, seen = visited.desk.moment(), was_sent.text("seen") or None
    edit.remove(visited.who, section, entry, visited.library, moment, seen=seen)


def refused_form(section: Section, was_sent: Sent, refused: Refused) -> EntryForm:
    """The same form again, with what was typed and what is wrong with it."""
    return EntryForm(
        section=section,
        typed=was_sent.texts,
        seen=was_sent.text("seen"),
        held=was_sent.text("held"),
        **faulty(section, refused),
    )


def outdated_form(
    visited: Visit, section: Section, entry: int, was_sent: Sent, outdated: Outdated
) -> EntryForm:
    """What was typed, beside what the entry says by now; handing it in again overwrites that."""
    now = content_of(visited, section, entry)
    theirs = typed_from(section, now)
    keys = [one.key for one in fields_for(section)]
    beside = {
        key: f"It says by now: {theirs.get(key) or 'nothing'}."
        for key in keys
        if was_sent.text(key) != theirs.get(key, "")
    }
    told = [*words_of(outdated), "What you typed is kept below. Save again to overwrite."]
    return EntryForm(
        section=section, typed=was_sent.texts, beside=beside, above=told, seen=mark_of(now)
    )


def form_page(visited: Visit, form: EntryForm, entry: int | None) -> Response:
    """The page with a form for an entry.

    Args:
        visited: Whose.
        form: The form.
        entry: The entry's number; None for a new one.
    """
    status = 422 if form.has_faults else 200
    words = known_words(form.section, visited.library)
    return persons_page(
        visited, "entry.html", "record", status=status, form=form, entry=entry, words=words
    )
