"""The rules of one credential, read together, and every rulebook at hand.

A certifying body has a file of its own for what all its credentials share; a
credential's file says the rest and takes precedence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

from certtrack.rules.editions import Dated
from certtrack.rules.exam_window import ExamWindowRule
from certtrack.rules.findings import Citation, Source
from certtrack.rules.recertification import CountingRule, Recertification
from certtrack.rules.rule_file import Always, CertifyingBody, Conflict, Credential


@dataclass(frozen=True, kw_only=True, eq=False)
class Rulebook:
    """All rules of one credential: its own and its body's. It is equal to none but itself.

    What follows from them is worked out once, for it is asked again for every person.

    Args:
        body: The certifying body's file.
        credential: The credential's file.
        fingerprint: A hash of the content of both files.
        own_names: What it is called and no other credential at hand is, in small letters.
    """

    body: CertifyingBody
    credential: Credential
    fingerprint: str
    own_names: frozenset[str]

    @property
    def code(self) -> str:
        """The credential's code."""
        return self.credential.code

    @property
    def full_code(self) -> str:
        """The code after its body's slug: no other credential has it."""
        return f"{self.body.slug}:{self.code}"

    @cached_property
    def label(self) -> str:
        """What to call it: its code, or the full one where another body uses the same."""
        return self.code if self.is_called(self.code) else self.full_code

    @cached_property
    def names(self) -> frozenset[str]:
        """All it is called, in small letters: bare, and after its body's slug or code."""
        bodies = ("", f"{self.body.slug}:", f"{self.body.code}:")
        return frozenset(f"{b}{n}".casefold() for b in bodies for n in self.credential.names)

    def is_called(self, *names: str) -> bool:
        """Whether one of these names means this credential and no other, in either case."""
        return any(name.casefold() in self.own_names for name in names)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every source the rules may name, by key."""
        return {**self.body.sources, **self.credential.sources}

    @cached_property
    def always(self) -> tuple[tuple[Always, ...], ...]:
        """Requirements asked whatever the pathway: for each, all its editions."""
        own = {one.id for one in self.credential.always}
        rules = [*self.credential.always, *(one for one in self.body.always if one.id not in own)]
        ids = dict.fromkeys(one.id for one in rules)
        return tuple(tuple(one for one in rules if one.id == id_) for id_ in ids)

    @property
    def exam_window(self) -> tuple[ExamWindowRule, ...]:
        """How long the exam may be taken once approved, all editions: its own or its body's."""
        return self.credential.exam_window or self.body.exam_window

    @cached_property
    def recertification(self) -> Recertification:
        """The body's recertification rules, replaced where the credential states its own."""
        mine, shared = self.credential.recertification, self.body.recertification
        merged = {
            each.name: getattr(mine, each.name) or getattr(shared, each.name)
            for each in fields(Recertification)
        }
        own = {rule.id for rule in mine.counting}
        merged["counting"] = (
            *mine.counting,
            *(rule for rule in shared.counting if rule.id not in own),
        )
        return Recertification(**merged)

    @property
    def review_by(self) -> date:
        """The day past which the rules may be stale."""
        return min(self.body.review_by, self.credential.review_by)

    @cached_property
    def not_checked(self) -> tuple[str, ...]:
        """What the engine cannot judge."""
        return (*self.credential.not_checked, *self.body.not_checked)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Where official pages disagree."""
        return (*self.credential.conflict, *self.body.conflict)

    def doubts(self, touching: str) -> tuple[str, ...]:
        """What disagreeing pages mean for answers on eligibility or on recertification."""
        return tuple(words for touches, words in self._doubts if touches == touching)

    @cached_property
    def _doubts(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (
                one.touches,
                f"Sources disagree on {one.about}: {one.readings()}. {one.taken} {one.matters}",
            )
            for one in self.conflicts
        )

    def cite(self, rule: Dated) -> Citation:
        """The ground that an edition of a rule stands on."""
        return Citation(source=self.sources[rule.source], certainty=rule.certainty)

    @cached_property
    def counting(self) -> tuple[tuple[CountingRule, ...], ...]:
        """Counting rules: for each, all its editions."""
        rules = self.recertification.counting
        ids = dict.fromkeys(rule.id for rule in rules)
        return tuple(tuple(rule for rule in rules if rule.id == id_) for id_ in ids)


@dataclass(frozen=True)
class Library:
    """Every rulebook at hand, by the credential's full code.

    A credential's name is a code or an alias, in either case, bare or after its body's
    slug or code: two bodies may use the same letters, and then a bare name means neither.
    """

    rulebooks: Mapping[str, Rulebook]

    def __iter__(self) -> Iterator[Rulebook]:
        return iter(self.rulebooks.values())

    def find(self, name: str) -> Rulebook | None:
        """The rulebook of the one credential that a name means."""
        return self._by_name.get(name.casefold())

    @cached_property
    def _by_name(self) -> dict[str, Rulebook]:
        """Each by every name that means it and no other."""
        return {name: book for book in self for name in book.own_names}

    def meanings(self, name: str) -> tuple[Rulebook, ...]:
        """Every credential that a name may mean: more than one when bodies share letters."""
        return tuple(book for book in self if name.casefold() in book.names)

    def same(self, one: str, other: str) -> bool:
        """Whether two names mean one credential."""
        book = self.find(one)
        return book is not None and other.casefold() in book.own_names

    def shares_letters(self) -> bool:
        """Whether some bare name means credentials of several bodies."""
        return self._shares_letters

    @cached_property
    def _shares_letters(self) -> bool:
        return any(not book.is_called(name) for book in self for name in book.credential.names)

    def codes(self) -> tuple[str, ...]:
        """Every code and alias, for suggestions; with its body where it needs one."""
        return tuple(
            name if book.is_called(name) else f"{book.body.slug}:{name}"
            for book in self
            for name in book.credential.names
        )
