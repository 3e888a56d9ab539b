"""HTML in one file: it needs nothing else, runs nothing, and prints well."""

from __future__ import annotations

from pathlib import Path

from certtrack.reports.wording import Values

TEMPLATES = Path(__file__).parent / "templates"


def html(template: str, values: Values, mark: str) -> bytes:
    """A document as HTML, the same bytes for the same values.

    Args:
        template: A template's file name.
        values: What it sees; every text is escaped.
        mark: What tells that certtrack made it.
    """
    # Only who writes a document needs it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    look = Markup((TEMPLATES / "look.css").read_text(encoding="utf-8"))
    return environment.get_template(template).render(**values, mark=mark, look=look).encode()
