"""May they sit these exams: everyone in the store, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from certtrack.rules.facts import Person
from certtrack.rules.rulebook import Library
from certtrack.rules.verdict import Verdict
from certtrack.services.eligibility import check, rulebooks
from certtrack.services.facts import person_in
from certtrack.store.known import contacts
from certtrack.store.location import locate
from certtrack.store.sessions import reading


def verdicts(
    store: str | None, codes: Sequence[str], on: date, library: Library
) -> Iterator[tuple[int, Person, Verdict]]:
    """The verdict on every exam for everyone, person by person; no more than one is held.

    Args:
        store: The store.
        codes: Codes of credentials; none for every one whose eligibility is covered.
        on: The day asked about.
        library: The rulebooks.

    Raises:
        Refused: When there is no store, for codes that no rulebook has, or when the record of
            someone cannot be read.
    """
    rulebooks(codes, library)
    with reading(locate(store)) as connection:
        for number, _, _ in contacts(connection):
            person = person_in(connection, number, library)
            for verdict in check(person, codes, on, library):
                yield number, person, verdict
