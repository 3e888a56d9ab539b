"""What templates there are, which a user has replaced, and what they see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from certtrack.reminders.template_shelf import Templates, shipped
from certtrack.reminders.template_values import seen_by


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateLine:
    """One template of one or more languages.

    Args:
        name: Its name, for example letter.txt.
        replaced_by: For each language the user's own file; None where the shipped one is used.
        sees: Every value it sees by name, with what each means.
    """

    name: str
    replaced_by: dict[str, Path | None]
    sees: dict[str, str]


def listing(templates: Templates, languages: Iterable[str]) -> list[TemplateLine]:
    """Every template of some languages, by name.

    Args:
        templates: The shipped ones with those of the user.
        languages: The languages' codes.

    Raises:
        Refused: When there are no messages in one of these.
    """
    found: dict[str, dict[str, Path | None]] = {}
    for language in languages:
        replaced = templates.replaced(language)
        for name in shipped(language):
            found.setdefault(name, {})[language] = replaced.get(name)
    return [
        TemplateLine(name=name, replaced_by=files, sees=seen_by(name))
        for name, files in sorted(found.items())
    ]
