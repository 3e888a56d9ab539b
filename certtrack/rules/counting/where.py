"""Where: which activities a counting rule speaks of, told by independent axes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from pydantic import Field

from certtrack.rules.facts import Activity
from certtrack.rules.findings import Outcome, all_of
from certtrack.rules.shape import CredentialName, Slug, shape

Slugs = tuple[Slug, ...]


@shape
class Where:
    """Activities that are on the named side of every axis given.

    In a rule file: ``{ domain_not = ["outside"] }``
    """

    domain: Annotated[Slugs, Field(description="Domains that belong.")] = ()
    domain_not: Annotated[Slugs, Field(description="Domains that do not; all others do.")] = ()
    source: Annotated[Slugs, Field(description="Sources that belong.")] = ()
    activity_kind: Annotated[Slugs, Field(description="Kinds of activity that belong.")] = ()
    audience: Annotated[Slugs, Field(description="Audiences whose offerings belong.")] = ()
    for_: Annotated[
        tuple[CredentialName, ...],
        Field(alias="for", description="Credentials for which an activity must be meant."),
    ] = ()

    def holds(self, activity: Activity) -> Outcome:
        """Whether the activity belongs; unknown where the record does not say."""
        outcomes: list[Outcome] = []
        for value, wanted, barred in (
            (activity.domain, self.domain, self.domain_not),
            (activity.source, self.source, ()),
            (activity.kind, self.activity_kind, ()),
            (activity.audience, self.audience, ()),
        ):
            if wanted:
                outcomes.append("met" if value in wanted else _other(value))
            if barred:
                outcomes.append(_other(value) if value is None or value in barred else "met")
        if self.for_:
            outcomes.append(_meant(activity.for_, self.for_))
        return all_of(outcomes)


def _other(value: str | None) -> Outcome:
    return "unknown" if value is None else "not-met"


def _meant(told: Collection[str] | None, wanted: Collection[str]) -> Outcome:
    if told is None:
        return "unknown"
    return "met" if _bare(told) & _bare(wanted) else "not-met"


def _bare(codes: Collection[str]) -> set[str]:
    """Codes without their body: what reaches a body's rules was meant for a credential of it."""
    return {code.rsplit(":", 1)[-1].casefold() for code in codes}
