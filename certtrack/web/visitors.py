"""Who visits the dashboard, and what they may see: decided here alone, and denied by default."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from certtrack.services.accounts import Role

EVERYBODYS = re.compile(
    r"/|/sign-out|/account|/(?:rules|programs|careers)(?:/.*)?"
    r"|/api/v1/(?:rules(?:/.*)?|programs|openapi\.json)"
)
"""What is nobody's own: whoever is signed in may see it."""

SOMEBODYS = re.compile(r"(?:/api/v1)?/people/(?P<number>[0-9]{1,18})(?:/.*)?", re.DOTALL)
"""What is one person's."""

LISTS = frozenset({"/people", "/roster", "/roster/heat"})
"""Lists of people: who looks after some is shown those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who is signed in.

    Args:
        name: By which the history names them; None for whoever runs the program.
        role: What they may see.
        person: The number of the person that they are; None where they are none.
        manages: Whose people they look after; None where that is no matter.
    """

    name: str | None
    role: Role
    person: int | None = None
    manages: str | None = None

    def may(self, path: str, manager_of: Callable[[int], str | None]) -> bool:
        """Whether they may see what is at an address, or change it.

        Args:
            path: The address, without what is asked.
            manager_of: Tells who looks after the person with a number.
        """
        if self.role == "admin" or EVERYBODYS.fullmatch(path):
            return True
        if self.role == "manager" and path in LISTS:
            return True
        of = SOMEBODYS.fullmatch(path)
        return of is not None and self._may_see(int(of["number"]), manager_of)

    def _may_see(self, number: int, manager_of: Callable[[int], str | None]) -> bool:
        if number == self.person:
            return True
        if self.manages is None:
            return False
        manager = manager_of(number)
        return manager is not None and manager.casefold() == self.manages.casefold()

    @property
    def sets_up(self) -> bool:
        """Whether they set certtrack up: keep what everybody uses, and are told what is wrong."""
        return self.role == "admin"

    @property
    def pages(self) -> tuple[tuple[str, str], ...]:
        """The pages that are nobody's own and that they may see: name and address."""
        lists = (("People", "/people"), ("Roster", "/roster"))
        public = (("Programs", "/programs"), ("Careers", "/careers"), ("Rules", "/rules"))
        own = (("Account", "/account"),) if self.name else ()
        if self.role == "admin":
            return (*lists, *public, ("History", "/history"), ("Settings", "/settings"), *own)
        return (*lists, *public, *own) if self.role == "manager" else (*public, *own)


OWNER = Visitor(name=None, role="admin")
"""Whoever runs the program on their own machine."""
