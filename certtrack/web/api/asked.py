"""Whose record a program asks about, on what day, and with which parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Path, Query, Request
from pydantic import BeforeValidator

from certtrack import clock
from certtrack.errors import Fault, Refused, did_you_mean
from certtrack.rules.shape import CivilDate
from certtrack.services import persons
from certtrack.services.facts import Who, facts_of
from certtrack.web.api.description import operations_at
from certtrack.web.api.faults import worded
from certtrack.web.desk import AtDesk, Desk, Visit
from certtrack.web.problem import Problem, one_problem

LARGEST_NUMBER = 10**17 - 1
"""No number of a row is larger."""


T = TypeVar("T")


def at_hand(read: Callable[[], T]) -> T:
    """What is read from the store or the rule files, before anything that was sent is looked at.

    Raises:
        Problem: When it cannot be read, for which whoever asks can do nothing.
    """
    try:
        return read()
    except Refused as error:
        raise Problem(503, *map(worded, error.faults)) from None


def _plain(text: object) -> object:
    """A number as it is written here: digits alone, so that each thing has one address."""
    if not isinstance(text, str) or not (text.isascii() and text.isdecimal()):
        raise ValueError(f"{text!r} is not a number like 1")
    return text


Number = Annotated[int, BeforeValidator(_plain), Path(ge=1, le=LARGEST_NUMBER)]
On = Annotated[CivilDate | None, Query(description="The day asked about; else today.")]


def known_parameters(request: Request) -> None:
    """Refuse a parameter that an address does not have, or that is given twice.

    To pass over a misspelt day would be to answer for another one.

    Raises:
        Problem: With every such parameter.
    """
    operation = operations_at(request.app, request.scope["path"])[request.method]
    told = operation.get("parameters", ())
    known = {one["name"]: one["schema"] for one in told if one["in"] == "query"}
    faults = []
    for key in dict.fromkeys(request.query_params):
        if key not in known:
            faults.append(Fault(f"there is no parameter {key!r}", key, did_you_mean(key, known)))
        elif len(request.query_params.getlist(key)) > 1 and not _is_list(known[key]):
            faults.append(Fault(f"the parameter {key!r} is given twice", key))
    if faults:
        raise Problem(422, *faults)


def _is_list(schema: dict[str, Any]) -> bool:
    return any(one.get("type") == "array" for one in (schema, *schema.get("anyOf", ())))


@dataclass(frozen=True, slots=True)
class Whose:
    """A person who is in the store.

    Args:
        request: What was asked.
        desk: What it is served from.
        row: Who they are, with a number.
    """

    request: Request
    desk: Desk
    row: dict[str, Any]

    @property
    def number(self) -> int:
        """The person's number."""
        return int(self.row["number"])

    @property
    def who(self) -> Who:
        """The person, for the services."""
        return Who(person=str(self.number), store=self.desk.store)


def whose(request: Request, number: Number, desk: AtDesk) -> Whose:
    """The person with the number in an address.

    Raises:
        Problem: When there is nobody.
    """
    row = at_hand(lambda: persons.one(desk.store, number))
    if row is None:
        raise one_problem(404, f"nobody has the number {number}", where="number")
    return Whose(request, desk, row)


ThePerson = Annotated[Whose, Depends(whose)]


def visit(the: ThePerson, on: On = None) -> Visit:
    """A person's record on a day.

    Raises:
        Problem: When there is nobody, or the record or the rules cannot be read.
    """
    latest = max(on or date.min, clock.latest_today())
    library = at_hand(the.desk.library)
    person = at_hand(lambda: facts_of(the.who, library, latest))
    today = the.desk.today(person.time_zone)
    return Visit(
        request=the.request,
        desk=the.desk,
        number=the.number,
        person=person,
        library=library,
        on=on or today,
        today=today,
    )


Visited = Annotated[Visit, Depends(visit)]
