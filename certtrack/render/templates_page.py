"""The templates of messages and what they see, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.reminders.template_listing import TemplateLine
from certtrack.reminders.template_setting import FILTERS
from certtrack.reminders.template_values import PARTS, meanings


def contract(lines: Sequence[TemplateLine]) -> dict[str, Any]:
    """Every template with what it sees, what is inside of that, and filters."""
    return {
        "templates": [
            {
                "name": one.name,
                "replaced_by": {
                    language: None if path is None else str(path)
                    for language, path in one.replaced_by.items()
                },
                "sees": one.sees,
            }
            for one in lines
        ],
        "parts": {name: meanings(values) for name, values in PARTS.items()},
        "filters": FILTERS,
    }


def show(out: Console, lines: Sequence[TemplateLine]) -> None:
    """Print every template, then what they see, each set of values once."""
    table = Table(box=None, pad_edge=False)
    table.add_column("Template")
    languages = list(dict.fromkeys(code for one in lines for code in one.replaced_by))
    for language in languages:
        table.add_column(language, overflow="fold")
    for one in lines:
        files = (one.replaced_by.get(language) for language in languages)
        table.add_row(one.name, *(Text(str(path) if path else "shipped") for path in files))
    out.print(table)
    for names, sees in _by_sight(lines):
        _show_values(out, f"What {', '.join(names)} see{'s' if len(names) == 1 else ''}", sees)
    for name, values in PARTS.items():
        _show_values(out, f"In each of {name}", meanings(values))
    _show_values(out, "Filters", FILTERS)


def _by_sight(lines: Iterable[TemplateLine]) -> list[tuple[list[str], Mapping[str, str]]]:
    """Names of templates that see the same, with what they see; kinds go by their folder."""
    found: dict[tuple[str, ...], tuple[list[str], Mapping[str, str]]] = {}
    for one in lines:
        if one.sees:
            names, _ = found.setdefault(tuple(one.sees), ([], one.sees))
            folder, slash, _ = one.name.rpartition("/")
            name = f"{folder}/*" if slash else one.name
            if name not in names:
                names.append(name)
    return list(found.values())


def _show_values(out: Console, title: str, values: Mapping[str, str]) -> None:
    out.print()
    out.print(Text(title, style="bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, meaning in values.items():
        table.add_row(f"  {name}", Text(meaning))
    out.print(table)
