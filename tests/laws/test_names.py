"""Laws of names: letters may collide between bodies in any way, and nothing is guessed."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from certtrack.rulebooks.names import shelved
from certtrack.rules.rule_file import CertifyingBody, Credential
from certtrack.rules.rulebook import Rulebook

LETTERS = ("AB", "ab-C", "X1", "Aapc", "q")
BODIES = (("one", "ONE"), ("two", "Second"), ("ab", "X1"))


@st.composite
def libraries(draw):
    """Up to three bodies; within one of them no two names are the same."""
    books = []
    for slug, code in BODIES:
        body = CertifyingBody(
            schema_=1, code=code, slug=slug, name=slug, review_by=date(2099, 1, 1), sources={}
        )
        names = draw(st.lists(st.sampled_from(LETTERS), unique=True))
        while names:
            own = [names.pop() for _ in range(draw(st.integers(1, len(names))))]
            credential = Credential(
                schema_=1, code=own[0], aliases=tuple(own[1:]), name="N", review_by=body.review_by
            )
            none = frozenset()
            books.append(
                Rulebook(body=body, credential=credential, fingerprint=slug, own_names=none)
            )
    return shelved(books)


WRITTEN = st.builds(
    lambda body, name, upper: (body + name).upper() if upper else (body + name).lower(),
    st.sampled_from(("", *(f"{name}:" for pair in BODIES for name in pair))),
    st.sampled_from(LETTERS),
    st.booleans(),
)


@given(libraries(), WRITTEN)
def test_a_name_finds_a_credential_when_it_means_only_that_one(library, name):
    meanings = library.meanings(name)
    assert library.find(name) is (meanings[0] if len(meanings) == 1 else None)
    assert len(meanings) <= 1 or ":" not in name
    assert [book for book in library if book.is_called(name)] == list(meanings) * (
        len(meanings) == 1
    )


@given(libraries())
def test_every_credential_is_found_by_what_it_is_printed_as(library):
    labels = [book.label.casefold() for book in library]
    assert len(set(labels)) == len(labels)
    for book in library:
        assert library.find(book.label) is library.find(book.full_code) is book


@given(libraries(), WRITTEN, WRITTEN)
def test_two_names_are_the_same_when_both_mean_one_credential(library, one, other):
    found = library.find(one)
    assert library.same(one, other) == (found is not None and found is library.find(other))
    assert library.same(one, other) == library.same(other, one)
