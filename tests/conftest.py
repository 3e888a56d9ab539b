"""What all tests share: the shipped rulebooks, and how long hypothesis searches."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from certtrack.rulebooks.reader import read_files
from certtrack.rulebooks.shelf import SHIPPED
from certtrack.rules.rulebook import Library
from tests.postgres import database, pytest_unconfigure, server

__all__ = ["database", "library", "pytest_unconfigure", "server"]

settings.register_profile(
    "default",
    deadline=None,
    max_examples=40,
    # The same examples for everybody; the long profile looks for new ones.
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long", settings.get_profile("default"), max_examples=2000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


class Shipped(Library):
    """The shipped rulebooks; in the report of a failing law their name is enough."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "the shipped rulebooks"

    def _repr_pretty_(self, printer, cycle) -> None:
        printer.text(repr(self))


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped rulebooks alone, whatever the machine's configuration folder holds."""
    return Shipped(read_files(sorted(SHIPPED.rglob("*.toml"))).rulebooks)


@pytest.fixture
def same_letters(tmp_path: Path) -> Path:
    """A folder with the rules of a body whose codes another one uses, as in the scenarios."""
    file = Path(__file__).parent / "scenarios" / "same-letters.toml"
    folder = tmp_path / "same-letters"
    folder.mkdir()
    for name, text in tomllib.loads(file.read_text(encoding="utf-8"))["rule_files"].items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
