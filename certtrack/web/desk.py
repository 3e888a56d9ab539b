"""What the dashboard is served from, and whose page is asked for on what day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from certtrack import clock
from certtrack.errors import Refused
from certtrack.reading.entry_fields import day_from
from certtrack.rules.facts import Person
from certtrack.rules.rulebook import Library
from certtrack.services.edit import Moment
from certtrack.services.facts import Who, facts_of
from certtrack.services.rules import books
from certtrack.web.refusals import NotThere


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the dashboard is served from.

    Args:
        store: The store; None for the usual one.
        rulebooks: Folders with rule files of the user's own.
        vault: Where certificates are kept; None for the usual place.
        uploads: Where certificates wait that were sent and are not kept yet.
        tokens: Where the tokens of the JSON API are kept; None when there are none.
        on: The day that counts as today; None for today.
    """

    store: str | None
    rulebooks: tuple[Path, ...] = ()
    vault: Path | None = None
    uploads: Path
    tokens: Path | None = None
    on: date | None = None

    def library(self) -> Library:
        """The rulebooks as the files say now."""
        return books(self.rulebooks)

    def today(self, time_zone: str | None = None) -> date:
        """The day that counts as today, in a time zone or where this machine is."""
        return self.on or clock.today(time_zone)

    def moment(self) -> Moment:
        """The moment of a change."""
        latest = min(self.on or date.max, clock.latest_today())
        return Moment(latest=latest, made_at=clock.moment())


def desk_of(request: Request) -> Desk:
    """What the page is served from."""
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(desk_of)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One person's page, asked for on a day.

    Args:
        request: What was asked.
        desk: What it is served from.
        number: The person's number.
        person: The person's facts.
        library: The rulebooks.
        on: The day asked about.
        today: The day that counts as today for the person.
    """

    request: Request
    desk: Desk
    number: int
    person: Person
    library: Library
    on: date
    today: date

    @property
    def who(self) -> Who:
        """The person, for the services."""
        return Who(person=str(self.number), store=self.desk.store)

    @property
    def home(self) -> str:
        """The address of the person's own page."""
        return f"/people/{self.number}"


def visit(request: Request, number: int, desk: AtDesk, on: str = "") -> Visit:
    """Whose page is asked for, and on what day.

    Raises:
        NotThere: When there is no such person, or the day is none.
    """
    library = desk.library()
    try:
        day = day_from(on, desk.today()) if on else None
        latest = max(day or date.min, clock.latest_today())
        person = facts_of(Who(person=str(number), store=desk.store), library, latest)
    except ValueError as error:
        raise NotThere(str(error)) from None
    except Refused as refused:
        raise NotThere(str(refused)) from None
    today = desk.today(person.time_zone)
    return Visit(
        request=request,
        desk=desk,
        number=number,
        person=person,
        library=library,
        on=day or today,
        today=today,
    )


Visited = Annotated[Visit, Depends(visit)]
