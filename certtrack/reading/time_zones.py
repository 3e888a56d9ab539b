"""The names of time zones, as the world's zone data has them."""

from __future__ import annotations

from certtrack.errors import did_you_mean

LOOKS = "It is a name like America/New_York."


def is_time_zone(name: str) -> bool:
    """Whether the zone data knows a name."""
    # Loading zone data is slow, and few commands see a person with a zone of their own.
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def time_zone_hint(wrong: str) -> str:
    """The nearest name of a zone to one that is none, or else how one looks."""
    from zoneinfo import available_timezones

    return did_you_mean(wrong, sorted(available_timezones())) or LOOKS
