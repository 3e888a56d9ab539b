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
    from sqlalchemy import delete, exists, insert, literal, select, update
    from sqlmodel import col

    from certtrack.store.card_tables import CardRow, CountedRow
    from certtrack.store.cards import NEVER
    from certtrack.store.noticed import NOT_TRUE
    from certtrack.store.noticed_tables import NoticedRow
    from certtrack.store.tables import PersonRow

    execute = session.connection().execute
    execute(delete(CardRow).where(col(CardRow.counted_id).in_(people)))
    # Rows stay, so that whose are not true is found without asking for each person; and whoever
    # is new, or back, gets one.
    number, theirs = col(PersonRow.id), col(CountedRow.id)
    execute(update(CountedRow).where(theirs.in_(people)).values(**NEVER, without=None))
    never = (literal(value, getattr(CountedRow, key).type) for key, value in NEVER.items())
    new = select(number, *never).where(number.in_(people), ~exists().where(theirs == number))
    execute(insert(CountedRow).from_select(["id", *NEVER], new))
    outdated = {"rules": NOT_TRUE, "made": NOT_TRUE}
    execute(update(NoticedRow).where(col(NoticedRow.id).in_(people)).values(**outdated))
