"""Text without the signs that nobody sees: they steer terminals and turn writing round."""

from __future__ import annotations

import unicodedata


def is_seen(sign: str) -> bool:
    """Whether a sign is one: not a control, a format mark, half of one, or of no meaning yet.

    A space or the end of a line is.
    """
    return sign.isspace() or not unicodedata.category(sign).startswith("C")


def one_line(text: str) -> str:
    """The same text on one line, of seen signs only."""
    if text.isascii() and text.isprintable():
        # Nearly all text; sign by sign takes thirty times as long.
        return " ".join(text.split())
    return " ".join("".join(one for one in text if is_seen(one)).split())
