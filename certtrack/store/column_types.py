"""The kinds of values that the columns of a store have.

Days are ISO text, amounts are whole hundredths, small lists are JSON text: exact,
sortable, and the same in any tool that opens the file. Tables are strict, so that the
file itself refuses a value of the wrong type. Every table's module begins with this one,
so how keys, indexes and rules are named stands here too.
"""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

STRICT = {"sqlite_strict": True}

COUNTED = {**STRICT, "sqlite_autoincrement": True}
"""No row gets the number of one that is gone: that may come back, or the history tells of it.

So what somebody takes back never meets a row of somebody else.

A server never gives a number twice.
"""

NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""The number of a row: eight bytes everywhere; SQLite counts rows only in what it calls INTEGER."""

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Day(TypeDecorator[date]):
    """A civil day as ISO text."""

    impl, cache_ok = Text, True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """A day to text."""
        return value.isoformat() if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Text to a day."""
        return date.fromisoformat(value) if value else None


class Amount(TypeDecorator[Decimal]):
    """A decimal of at most two places as a whole number of hundredths."""

    impl, cache_ok = Integer, True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """A decimal to hundredths; a third decimal place is a defect, not rounded away."""
        if value is None:
            return None
        scaled = Decimal(value) * 100
        if scaled != int(scaled):
            raise ValueError(f"{value} has more than two decimals")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Hundredths to a decimal, without zeros that say nothing."""
        if value is None:
            return None
        whole, rest = divmod(value, 100)
        return Decimal(whole) if not rest else (Decimal(value) / 100).normalize()


class Flag(TypeDecorator[bool]):
    """Yes or no as 1 or 0."""

    impl, cache_ok = Integer, True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """Yes or no to 1 or 0."""
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """1 or 0 to yes or no."""
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """A small list, or a table of a few keys, as JSON text."""

    impl, cache_ok = Text, True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Plain lists and tables to text; days in them become ISO text."""
        return None if value is None else json.dumps(value, default=date.isoformat)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Text to plain lists and tables."""
        return None if value is None else json.loads(value)
