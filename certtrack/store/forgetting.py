"""What was made of people's facts is taken away when something about them is changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

AT_ONCE = 500
"""People of whom it is taken away in one statement."""


def forget(session: Session, people: Collection[int]) -> None:
    """Take away what was made of the facts of people about whom something was changed."""
    numbers = sorted(people)
    for start in range(0, len(numbers), AT_ONCE):
        _take_away(session, numbers[start : start + AT_ONCE])


def _take_away(session: Session, people: Sequence[int]) -> None:
    from sqlalchemy import delete, update
    from sqlmodel import col

    from certtrack.store.card_tables import CardRow, CountedRow
    from certtrack.store.noticed import NOT_TRUE
    from certtrack.store.noticed_tables import NoticedRow

    execute = session.connection().execute
    execute(delete(CardRow).where(col(CardRow.counted_id).in_(people)))
    execute(delete(CountedRow).where(col(CountedRow.id).in_(people)))
    # The row stays, so that whose is not true is found without asking for each person.
    outdated = {"rules": NOT_TRUE, "made": NOT_TRUE}
    execute(update(NoticedRow).where(col(NoticedRow.id).in_(people)).values(**outdated))
