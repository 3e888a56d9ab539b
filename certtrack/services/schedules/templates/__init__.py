"""Texts for schedulers, with gaps for the command and the times."""

from __future__ import annotations

from importlib.resources import files


def template(name: str) -> str:
    """The text of a template, by its file's name."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
