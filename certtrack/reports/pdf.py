"""PDF for people, screen readers and archives: tagged (PDF/UA-1), and PDF/A-3b.

Values reach a template as data and are never read as its markup.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from certtrack.errors import refuse
from certtrack.reports.wording import Values

TEMPLATES = Path(__file__).parent / "templates"

UNDRAWN = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
"""How the library names what no font has a sign for; it names all of it at once."""

SPELLED = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf(template: str, values: Values, mark: str) -> bytes:
    """A document as PDF, the same bytes for the same values.

    Only where the fonts that come with the library lack a sign are those of the system
    taken too. What no font has is written by its number, like [U+1F600].

    Args:
        template: A template's file name.
        values: What it sees.
        mark: What tells that certtrack made it.

    Raises:
        Refused: When the library is not installed.
    """
    try:
        import typst
    except ImportError:
        hint = 'Install it: pip install "certtrack[pdf]"; or write .html.'
        raise refuse("writing PDF needs the library typst", hint=hint) from None
    try:
        return _compiled(template, values, mark)
    except typst.TypstError:
        pass
    try:
        return _compiled(template, values, mark, ignore_system_fonts=False)
    except typst.TypstError as error:
        undrawn = _undrawn(error.diagnostic)
        if not undrawn:
            raise
        return _compiled(template, _by_number(values, undrawn), mark, ignore_system_fonts=False)


def _compiled(
    template: str, values: Values, mark: str, *, ignore_system_fonts: bool = True
) -> bytes:
    import typst

    made: bytes = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        sys_inputs={"values": json.dumps(values), "mark": mark},
        pdf_standards=["ua-1", "a-3b"],
        ignore_system_fonts=ignore_system_fonts,
    )
    return made


def _undrawn(told: str) -> set[str]:
    """The signs that no font has, from what the library tells of its failure."""
    found = (SPELLED.sub(lambda it: chr(int(it[1], 16)), text) for text in UNDRAWN.findall(told))
    return {sign for text in found for sign in text if not sign.isascii()}


def _by_number(value: Any, undrawn: set[str]) -> Any:
    if isinstance(value, str):
        return "".join(f"[U+{ord(sign):04X}]" if sign in undrawn else sign for sign in value)
    if isinstance(value, dict):
        return {key: _by_number(item, undrawn) for key, item in value.items()}
    if isinstance(value, list):
        return [_by_number(item, undrawn) for item in value]
    return value
