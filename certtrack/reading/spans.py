"""Spans of days as people write them, and accreditation as agency and span."""

from __future__ import annotations

import re

SPAN = re.compile(r"(?P<first>\d{4}-\d{2}-\d{2})?\.\.(?P<last>\d{4}-\d{2}-\d{2})?")


def span(text: str) -> dict[str, str]:
    """The days of a span like 2024-06-14..2026-06-13; either may be left out.

    Raises:
        ValueError: For anything else.
    """
    written = SPAN.fullmatch(text.strip())
    if written is None:
        raise ValueError(f"{text!r} is not a span like 2024-06-14..2026-06-13")
    days = {"from": written["first"], "until": written["last"]}
    return {key: value for key, value in days.items() if value}


def spell(text: str) -> dict[str, str]:
    """An accreditation like ACRONYM=2012-01-01..2030-12-31, or only the agency.

    Raises:
        ValueError: When what follows the sign of equality is no span.
    """
    agency, _, days = text.partition("=")
    return {"agency": agency.strip(), **(span(days) if days else {})}
