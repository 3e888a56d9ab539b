"""Uniqueness: one learning experience counts once."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.editions import Dated
from certtrack.rules.facts import Activity
from certtrack.rules.shape import Slug, Text, shape

Key = Literal["title", "provider", "completed_on"]


@shape
class Unique(Dated):
    """Activities that agree in every field named count once, the first on record.

    AHIMA: CEUs may not be duplicated.
    """

    kind: Literal["unique"]
    id: Slug
    words: Text
    by: Annotated[tuple[Key, ...], Field(min_length=1)]

    def in_words(self) -> str:
        """The rule in words."""
        return f"{self.words} The same {', '.join(self.by).replace('_', ' ')} counts once."

    def key(self, activity: Activity) -> tuple[object, ...]:
        """What makes the activity the same as another; case and outer blanks do not."""
        values = (getattr(activity, name) for name in self.by)
        return tuple(value.casefold() if isinstance(value, str) else value for value in values)
