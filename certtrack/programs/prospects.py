"""A plan together with what study for it is like and what it leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from certtrack.programs.careers import Work
from certtrack.programs.directory import Listed
from certtrack.rules.planning import Plan
from certtrack.rules.rulebook import Rulebook
from certtrack.rules.shape import Level


@dataclass(frozen=True, slots=True)
class Prospect:
    """A plan and what it leads to.

    Args:
        plan: The plan.
        usual: By award what is usual for programs that give it.
        works: Kinds of work that the credential serves.
        opened: Credentials whose eligibility it counts towards.
    """

    plan: Plan
    usual: Mapping[Level, Listed]
    works: Sequence[Work]
    opened: Sequence[Rulebook]
