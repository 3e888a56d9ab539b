"""The templates of messages: the shipped ones, and a user's own in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certtrack.errors import Fault, Refused, did_you_mean, refuse
from certtrack.reminders.localised import LANGUAGES, language_of

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

SHIPPED = Path(__file__).parent / "templates"


class Templates:
    """Templates by language and name; each is read and compiled once.

    Args:
        folder: A user's own: files like en/letter.txt stand in the place of the shipped
            ones of the same name. Files whose names begin with an underscore are parts
            that they include. None for the shipped ones alone.

    Raises:
        Refused: When a file of the user's has no shipped one to replace.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        if faults := list(_strangers(folder)) if folder else []:
            raise Refused(*faults)
        self._environments: dict[str, SandboxedEnvironment] = {}

    def render(self, language: str, name: str, values: Mapping[str, Any]) -> str:
        """What a template makes of its values.

        Args:
            language: The language's code.
            name: The template's name, for example letter.txt.
            values: What it sees, by name.

        Raises:
            Refused: When a template of the user's has a fault, with file and line; or when
                there are no messages in the language.
        """
        environment = self._environment(language)
        try:
            return environment.get_template(name).render(values)
        except Exception as error:
            from certtrack.reminders.template_faults import fault_of

            # What a shipped template raises is a defect, and shows itself.
            if self.folder and (fault := fault_of(error, self.folder)):
                raise Refused(fault) from None
            raise

    def check(self, language: str) -> None:
        """Read every template of the user's in a language.

        Raises:
            Refused: With every fault that shows before there are values.
        """
        self._environment(language)

    def replaced(self, language: str) -> dict[str, Path]:
        """The user's own templates of a language, by name."""
        return _of_language(self.folder, language) if self.folder else {}

    def _environment(self, language: str) -> SandboxedEnvironment:
        if language not in self._environments:
            from certtrack.reminders.template_faults import faults_of
            from certtrack.reminders.template_setting import environment_of

            spoken = language_of(language)
            places = [*([self.folder] if self.folder else []), SHIPPED]
            folders = [folder for place in places for folder in (place / language, place)]
            environment = environment_of(spoken, folders)
            if faults := list(faults_of(environment, self.replaced(language))):
                raise Refused(*faults)
            self._environments[language] = environment
        return self._environments[language]


def templates_in_use(folder: Path | None = None) -> Templates:
    """The templates with those of the user on top.

    Args:
        folder: The user's own, which must exist; None for those in the configuration
            folder, if there are any.

    Raises:
        Refused: When the folder is missing, or has files that replace none.
    """
    if folder is None:
        from platformdirs import user_config_path

        folder = user_config_path("certtrack", appauthor=False) / "templates"
        return Templates(folder if folder.is_dir() else None)
    if not folder.is_dir():
        raise refuse("there is no such folder of templates", where=str(folder))
    return Templates(folder)


@cache
def shipped(language: str) -> dict[str, Path]:
    """Every shipped template of a language, by name; with those of every language.

    Raises:
        Refused: When there are no messages in it.
    """
    return _of_language(SHIPPED, language_of(language).code)


def _of_language(folder: Path, language: str) -> dict[str, Path]:
    shared = {name: path for name, path in _files(folder) if "/" not in name}
    return shared | dict(_files(folder / language))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Files by their names from a folder on; what editors leave behind is passed over."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith("~"):
            yield path.relative_to(folder).as_posix(), path


def _strangers(folder: Path) -> Iterator[Fault]:
    """Files that would be passed over in silence, because no message is made of them."""
    known = [name for name, _ in _files(SHIPPED)]
    for name, path in _files(folder):
        place = name.rpartition("/")[0].split("/")[0]
        a_part = path.name.startswith("_") and place in ("", *LANGUAGES)
        if name not in known and not a_part:
            hint = did_you_mean(name, known) or "See certtrack remind templates."
            yield Fault(f"{name!r} takes the place of no template", str(path), hint)
