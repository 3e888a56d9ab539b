"""The clock: asked only here, and only by the edge."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone


def today(time_zone: str | None = None) -> date:
    """Today in a time zone (a name like America/New_York), or where this machine is."""
    if time_zone is None:
        return datetime.now().astimezone().date()
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(time_zone)).date()


def latest_today() -> date:
    """Today where it is latest: nothing dated after it can have happened anywhere."""
    return datetime.now(timezone(timedelta(hours=14))).date()


def moment() -> str:
    """This moment as ISO text in UTC, to the second."""
    return instant().isoformat(timespec="seconds")


def instant() -> datetime:
    """This moment, as exactly as the machine knows it."""
    return datetime.now(UTC)
