"""The templates of messages: what there is, and copies to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from certtrack.errors import Fault, Refused, refuse
from certtrack.reminders.localised import LANGUAGES, language_of
from certtrack.reminders.template_listing import TemplateLine, listing
from certtrack.reminders.template_shelf import SHIPPED, shipped, templates_in_use


def languages_of(code: str | None) -> tuple[str, ...]:
    """The codes of the languages asked about: one, or all of them.

    Raises:
        Refused: When there are no messages in it.
    """
    return (language_of(code).code,) if code else tuple(LANGUAGES)


def lines(languages: Sequence[str], folder: Path | None) -> list[TemplateLine]:
    """Every template, and where the user has one of their own; these are checked.

    Args:
        languages: Codes of languages.
        folder: The user's templates; None for those in the configuration folder.

    Raises:
        Refused: With every fault in the user's templates of these languages.
    """
    templates = templates_in_use(folder)
    for language in languages:
        templates.check(language)
    return listing(templates, languages)


def copy_out(languages: Sequence[str], out: Path, *, force: bool) -> list[Path]:
    """Copy the shipped templates to a folder, to be changed there.

    None is overwritten unless that is wanted; then nothing is written at all.

    Args:
        languages: Codes of languages.
        out: The folder; it is made when it is not there.
        force: Whether files that are there are overwritten.

    Returns:
        The files written.

    Raises:
        Refused: With every file that is there already; or when one cannot be written.
    """
    copies = {
        out / path.relative_to(SHIPPED): path.read_bytes()
        for language in languages
        for path in shipped(language).values()
    }
    there = [path for path in copies if path.exists()]
    if there and not force:
        hint = "Add --force to overwrite."
        raise Refused(*(Fault("the file is there already", str(path), hint) for path in there))
    for path, content in copies.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            why = f"the file cannot be written: {error.strerror}"
            raise refuse(why, where=str(path)) from None
    return list(copies)
