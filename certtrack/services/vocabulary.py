"""Words of the field that rules and record know, so that a slip of the pen is noticed.

Any word is allowed, because bodies have words that no rule file names; but one that looks
like a known word is questioned.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from certtrack.errors import Fault
from certtrack.rules.counting.where import Where
from certtrack.rules.facts import Section
from certtrack.rules.requirements.coursework import CourseworkRequirement
from certtrack.rules.requirements.education import EducationRequirement
from certtrack.rules.requirements.experience import ExperienceRequirement
from certtrack.rules.requirements.training import TrainingRequirement
from certtrack.rules.rulebook import Library
from certtrack.rules.shape import nodes

LIKENESS = 0.8
"""From how alike on two words are taken for the same one misspelt."""

Key = tuple[Section, str]


def questioned(
    section: Section, entry: Any, known_entries: list[dict[str, Any]], library: Library
) -> list[Fault]:
    """The words of an entry that look like a known word misspelt.

    Args:
        section: The entry's section.
        entry: The entry.
        known_entries: The other entries of the section, as a record file has them.
        library: The rulebooks.
    """
    known = _known(library)
    faults = []
    for key in {name for where, name, _ in known if where == section}:
        used = {word for one in known_entries for word in _several(one.get(key))}
        words = used | {word for where, name, word in known if (where, name) == (section, key)}
        for word in _several(getattr(entry, key)):
            if word not in words and (near := get_close_matches(word, words, 1, LIKENESS)):
                hint = f"Did you mean {near[0]!r}? If not, add --force."
                faults.append(Fault(f"{word!r} is a new word here", f"--{key}", hint))
    return faults


def known_words(section: Section, library: Library) -> dict[str, list[str]]:
    """The words that rules look for in a section, by key, for whoever chooses one."""
    found: dict[str, list[str]] = {}
    for where, key, word in sorted(_known(library)):
        if where == section:
            found.setdefault(key, []).append(word)
    return found


def _several(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


_kept: dict[int, tuple[Library, frozenset[tuple[Section, str, str]]]] = {}
"""The words of the library that was asked about last, and that library."""


def _known(library: Library) -> frozenset[tuple[Section, str, str]]:
    """Every word that a rule looks for, gathered once: whoever adds much asks often."""
    found = _kept.get(id(library))
    if found is None or found[0] is not library:
        _kept.clear()
        found = _kept[id(library)] = library, frozenset(_words(library))
    return found[1]


def _words(library: Library) -> Iterator[tuple[Section, str, str]]:
    """Every word that a rule looks for: section, key and word."""
    for book in library:
        yield "activity", "source", book.body.slug
        for whole in (book.body, book.credential):
            for _, node in nodes(whole):
                yield from ((*key, word) for key, words in _looked_for(node) for word in words)


def _looked_for(node: object) -> list[tuple[Key, tuple[str, ...]]]:
    if isinstance(node, Where):
        return [
            (("activity", "domain"), (*node.domain, *node.domain_not)),
            (("activity", "source"), node.source),
            (("activity", "kind"), node.activity_kind),
            (("activity", "audience"), node.audience),
        ]
    if isinstance(node, ExperienceRequirement):
        return [(("experience", "kind"), (*node.work, *node.perhaps))]
    if isinstance(node, EducationRequirement):
        return [(("education", "field"), node.field)]
    if isinstance(node, CourseworkRequirement):
        return [(("course", "subject"), (*node.subject, *node.perhaps))]
    if isinstance(node, TrainingRequirement):
        return [(("training", "topics"), node.topics)]
    return []
