"""A plan together with what study for it is like and what it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from certtrack.programs.careers import Work
from certtrack.programs.directory import Listed
from certtrack.programs.estimates import By, Estimate, standing
from certtrack.rules.planning import Plan
from certtrack.rules.rulebook import Rulebook
from certtrack.rules.shape import Level


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A program that the person is taken to have begun on the day asked about.

    Args:
        listed: What the directory knows of it.
        find_out: What it does not know, and what must be found out therefore.
        cautions: What speaks against counting on it.
        without: The answer without it.
    """

    listed: Listed
    find_out: tuple[str, ...]
    cautions: tuple[str, ...]
    without: Prospect


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """A plan and what it leads to.

    Args:
        plan: The plan.
        by: What its routes are put in order by.
        estimates: The routes in that order, each with what it takes.
        usual: By award what is usual for programs that give it.
        works: Kinds of work that the credential serves.
        opened: Credentials whose eligibility it counts towards.
        enrolled: The program that the person is taken to have begun; None where that is not
            asked.
    """

    plan: Plan
    by: By
    estimates: tuple[Estimate, ...]
    usual: Mapping[Level, Listed]
    works: Sequence[Work]
    opened: Sequence[Rulebook]
    enrolled: Enrolled | None = None

    @property
    def first(self) -> Estimate | None:
        """The route that comes first; None for a credential that is held."""
        return self.estimates[0] if self.estimates else None


def in_order(found: Iterable[Prospect], by: By) -> list[Prospect]:
    """Plans by the route that comes first in each; credentials that are held come last."""
    kept = list(found)
    ways = [one for one in kept if one.first]
    ways.sort(key=lambda one: standing(one.estimates[0], by))
    return ways + [one for one in kept if not one.first]
