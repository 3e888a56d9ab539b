"""May this person sit these exams?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from certtrack.errors import Fault, Refused
from certtrack.rules.eligibility import judge
from certtrack.rules.facts import Person
from certtrack.rules.rulebook import Library, Rulebook
from certtrack.rules.status import standing_of
from certtrack.rules.verdict import Verdict
from certtrack.services.rules import rulebook


def check(person: Person, codes: Sequence[str], on: date, library: Library) -> list[Verdict]:
    """The verdict on each credential asked about.

    Args:
        person: The facts.
        codes: Codes of credentials; none for every one whose eligibility is covered.
        on: The day asked about.
        library: The rulebooks.

    Raises:
        Refused: For codes that no rulebook has, or several bodies' have.
    """
    named = rulebooks(list(dict.fromkeys(codes)), library)
    books = named or [book for book in library if book.credential.eligibility]
    # Several rules ask about the same credentials, and a standing is slow to find.
    standing = cache(lambda name: standing_of(person, library, on, name))
    return [judge(person, book, on, standing, library.same) for book in books]


def rulebooks(codes: Sequence[str], library: Library) -> list[Rulebook]:
    """The rulebooks of credentials; every unclear code is told at once."""
    faults: list[Fault] = []
    found = []
    for code in codes:
        try:
            found.append(rulebook(code, library))
        except Refused as refused:
            faults += refused.faults
    if faults:
        raise Refused(*faults)
    return found
