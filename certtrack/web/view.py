"""Pages made of templates: every text is escaped, and nothing is drawn that is not told."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from certtrack.render.page import SIGNS
from certtrack.rules.entries import CERTAINTIES
from certtrack.web.desk import Visit
from certtrack.web.told_change import told_change

HERE = Path(__file__).parent
STATIC = HERE / "static"

STANDINGS = {
    "active": ("●", "Active"),
    "complete": ("✔", "Complete"),
    "grace": ("▲", "Grace"),
    "inactive": ("✘", "Inactive"),
    "revoked": ("✘", "Revoked"),
}
"""For each standing a sign and a word: no meaning by colour alone."""


@cache
def static(name: str) -> str:
    """The address of a file that pages use; another one as soon as its content is."""
    content = (STATIC / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def ceus(amount: Decimal | None) -> str:
    """CEUs without needless zeros."""
    if amount is None:
        return "–"
    plain = f"{amount:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def days(left: int) -> str:
    """How many days are left, or past."""
    number = f"{abs(left):,} day{'' if abs(left) == 1 else 's'}"
    return f"{number} left" if left >= 0 else f"{number} past"


def worded(key: str) -> str:
    """A key or a word of the field as people read it."""
    if key == "for":
        return "Meant for"
    words = key.replace("_", " ").replace("-", " ").split()
    text = " ".join({"ceu": "CEU", "ceus": "CEUs"}.get(word, word) for word in words)
    return text[:1].upper() + text[1:]


def number(many: int, one: str, several: str) -> str:
    """How many there are of something."""
    return f"{many:,} {one if many == 1 else several}"


def moment(text: str) -> str:
    """A moment in UTC to the minute, from ISO text in UTC."""
    return text[:16].replace("T", " ")


def capitalized(words: str) -> str:
    """Words as a sentence begins; the rest stays as it is."""
    return f"{words[:1].upper()}{words[1:]}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(ceus=ceus, days=days, worded=worded, number=number)
    environment.filters.update(moment=moment, capitalized=capitalized, told_change=told_change)
    environment.globals.update(
        static=static, signs=SIGNS, standings=STANDINGS, certainties=CERTAINTIES
    )
    return environment


def _text(template: str, values: dict[str, Any]) -> str:
    return _environment().get_template(template).render(**values)


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page that is nobody's own.

    Args:
        request: What was asked.
        template: A template's file name.
        status: The status of the answer.
        values: What the template sees.
    """
    visitor = getattr(request.state, "visitor", None)
    told = {"request": request, "visit": None, "here": "", "visitor": visitor, **values}
    return HTMLResponse(_text(template, told), status)


def persons_page(
    visited: Visit, template: str, here: str, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page of one person.

    Args:
        visited: Whose page, and on what day.
        template: A template's file name.
        here: Which of the person's pages it is, for the navigation.
        status: The status of the answer.
        values: What the template sees.
    """
    return page(visited.request, template, status=status, visit=visited, here=here, **values)
