"""The sections of a record: what is in each, added to, changed and taken away.

Each section has addresses of its own, so that the description says what its entries are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query
from starlette.responses import Response

from certtrack.errors import Fault, Refused, did_you_mean
from certtrack.reading.entry_fields import fields_of
from certtrack.reading.shapes import write
from certtrack.render import contract
from certtrack.rules.facts import Section
from certtrack.rules.record import SHAPES
from certtrack.rules.rulebook import Library
from certtrack.rules.status import statuses
from certtrack.services import edit
from certtrack.services.entry_checks import mark_of
from certtrack.web.api.asked import Number, ThePerson, Whose, at_hand
from certtrack.web.api.body import Sent
from certtrack.web.api.description import (
    REMOVED,
    added_to,
    changed_in,
    changes_of,
    entry_of,
    listed_of,
    new_in,
)
from certtrack.web.api.tags import IfMatch, answer, seen_mark
from certtrack.web.problem import Problem, one_problem

SECTIONS: tuple[Section, ...] = get_args(Section)

Force = Annotated[
    bool, Query(description="Write it though it looks like a repeat or a slip of the pen.")
]


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of one section, as they are asked for and changed.

    Args:
        section: The section.
    """

    section: Section

    def listed(self, the: ThePerson) -> Response:
        """Every entry of the section with its number, as the command `list --json` tells them."""
        found = at_hand(lambda: edit.listed(the.who, self.section))
        return answer(the.request, contract.listed(found))

    def add(self, the: ThePerson, sent: Sent, *, force: Force = False) -> Response:
        """Add an entry; for an activity the answer says what it counts for."""
        library = at_hand(the.desk.library)
        moment = the.desk.moment()
        written = edit.add(the.who, self.section, sent, library, moment, force=force)
        place = f"{the.request.url.path}/{written.number}"
        return self._written(the, written, library, status=201, headers={"Location": place})

    def look(self, the: ThePerson, entry: Number) -> Response:
        """One entry, with the ETag that a change of it must name."""
        content = self._content(the, entry)
        told = contract.listed([(entry, content)])[0]
        return answer(the.request, told, mark=mark_of(content))

    def change(
        self,
        the: ThePerson,
        entry: Number,
        sent: Sent,
        if_match: IfMatch = None,
        *,
        force: Force = False,
    ) -> Response:
        """Change some keys of an entry; null takes one away, what is not sent stays."""
        seen = seen_mark(if_match, mark_of(self._content(the, entry)))
        self._refuse_what_changes_nothing(sent)
        library = at_hand(the.desk.library)
        moment = the.desk.moment()
        try:
            written = edit.edit(
                the.who, self.section, entry, sent, library, moment, force=force, seen=seen
            )
        except Refused:
            # It may have been taken away since it was looked at.
            self._content(the, entry)
            raise
        return self._written(the, written, library)

    def remove(self, the: ThePerson, entry: Number, if_match: IfMatch = None) -> Response:
        """Take an entry away; `certtrack undo` brings it back."""
        seen = seen_mark(if_match, mark_of(self._content(the, entry)))
        library = at_hand(the.desk.library)
        try:
            edit.remove(the.who, self.section, entry, library, the.desk.moment(), seen=seen)
        except Refused:
            self._content(the, entry)
            raise
        return Response(status_code=204)

    def _content(self, the: Whose, entry: int) -> dict[str, Any]:
        found = at_hand(lambda: dict(edit.listed(the.who, self.section)))
        if entry not in found:
            what = f"no {self.section} has the number {entry}, or it is gone"
            raise one_problem(404, what, where="entry")
        return found[entry]

    def _refuse_what_changes_nothing(self, sent: Mapping[str, Any]) -> None:
        """Null takes a key away; of one that there is not that would go unseen."""
        keys = [one.key for one in fields_of(SHAPES[self.section])]
        unknown = [key for key in sent if key not in keys]
        faults = [Fault(f"unknown key {key!r}", key, did_you_mean(key, keys)) for key in unknown]
        if "id" in keys and sent.get("id", "") is None:
            faults.append(Fault("an entry on record always has an id", "id"))
        if not sent:
            faults.append(Fault("there is nothing to change", None, "Send what is to change."))
        if faults:
            raise Problem(422, *faults)

    def _written(
        self, the: Whose, written: edit.Written, library: Library, **told: Any
    ) -> Response:
        cycles = []
        if self.section == "activity":
            today = the.desk.today(written.person.time_zone)
            cycles = statuses(written.person, library, today)
        entry = contract.written(written.number, write(written.entry), cycles)
        return answer(the.request, entry, mark=mark_of(written.content), **told)


def _routes(section: Section) -> APIRouter:
    own = APIRouter(prefix=f"/people/{{number}}/{section}", tags=[section])
    entries = Entries(section)
    own.get("", name=f"list_{section}", responses=listed_of(section))(entries.listed)
    own.post(
        "",
        name=f"add_{section}",
        status_code=201,
        responses=added_to(section),
        openapi_extra=new_in(section),
    )(entries.add)
    own.get("/{entry}", name=f"get_{section}", responses=entry_of(section))(entries.look)
    own.patch(
        "/{entry}",
        name=f"change_{section}",
        responses=changed_in(section),
        openapi_extra=changes_of(section),
    )(entries.change)
    own.delete("/{entry}", name=f"remove_{section}", status_code=204, responses=REMOVED)(
        entries.remove
    )
    return own


router = APIRouter()
for _section in SECTIONS:
    router.include_router(_routes(_section))
