"""In what templates run: a sandbox that knows no file, no module and no guess."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from certtrack.reminders.localised import Language

WIDTH = 72
"""Characters in a line of plain text, as mail has them."""

FILTERS = {
    "date": "A day: {{ due | date }}",
    "away": "How far away days are: {{ days_left | away }}",
    "number": "A number: {{ people | number }}",
    "ceus": "A number of CEUs: {{ remaining | ceus }}",
    "money": "An amount: {{ amount | money(currency) }}",
    "listed": "Words one after the other: {{ credentials | listed }}",
    "wrapped": "A text in lines of 72 characters, these indented: {{ words | wrapped(3) }}",
}
"""What templates can do besides what every Jinja template can."""


class Setting(ImmutableSandboxedEnvironment):
    """An environment of Jinja in which values go into HTML only escaped."""

    def join_path(self, template: str, parent: str) -> str:
        """The name of a template that another one names."""
        if parent.endswith(".html") and not template.endswith(".html"):
            raise TemplateRuntimeError(
                f"{template!r} is plain text; in HTML only another .html template can stand"
            )
        return template


def environment_of(language: Language, folders: Sequence[Path]) -> Setting:
    """Where the templates of a language run.

    Args:
        language: The language, whose dates and numbers the filters write.
        folders: Where templates are; the first that has one wins.
    """
    setting = Setting(
        loader=FileSystemLoader(folders),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name, filter_ in _filters(language).items():
        setting.filters[name] = filter_
    return setting


def _filters(language: Language) -> dict[str, Callable[..., Any]]:
    return {
        "date": language.date,
        "away": language.away,
        "number": language.number,
        "ceus": language.ceu_words,
        "money": language.money,
        "listed": language.listed,
        "wrapped": _wrapped,
    }


def _wrapped(text: str, indent: int = 0, mark: str = "") -> str:
    """A text in lines of some width.

    Args:
        text: In one paragraph.
        indent: Blanks before every line.
        mark: What stands before the first line, after the blanks.
    """
    return fill(
        text,
        WIDTH,
        initial_indent=" " * indent + mark,
        subsequent_indent=" " * (indent + len(mark)),
        break_long_words=False,
        break_on_hyphens=False,
    )
