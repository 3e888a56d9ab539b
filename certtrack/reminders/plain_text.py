"""Words of people's own, made fit to stand in a header or on a screen."""

from __future__ import annotations


def one_line(text: str) -> str:
    """A text on one line, without signs that no one sees: none can begin a new header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def header_words(text: str) -> str:
    """A text as it may stand in a header of mail: on one line, and encoded by nobody before.

    A reader would decode what looks like an encoded word, with whatever is hidden in it.
    """
    return one_line(text).replace("=?", "= ?")


def printable(text: str) -> str:
    """A text on its lines, without signs that steer a terminal or stand for nothing."""
    lines = text.replace("\r\n", "\n").replace("\t", "    ").split("\n")
    return "\n".join("".join(c for c in line if c.isprintable() or c == "\xa0") for line in lines)
