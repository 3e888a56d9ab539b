"""Pooling: which of a person's credentials share one cycle and one requirement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from certtrack.rules.calendars import Stated
from certtrack.rules.counting.amount import MinimumAmount
from certtrack.rules.counting.units import earned
from certtrack.rules.editions import Anchor, anchored, in_force, on_day
from certtrack.rules.facts import Activity, Holding, Person
from certtrack.rules.findings import Citation
from certtrack.rules.period import Period
from certtrack.rules.recertification import CountingRule, RequiredCeus
from certtrack.rules.rulebook import Library, Rulebook


@dataclass(frozen=True, slots=True)
class Pooled:
    """Holdings that share a cycle, the one it is counted from first.

    A credential that another one replaced still tells the cycle's dates, though only the
    other is maintained: ask `maintained` for what counts on a day.

    Args:
        holdings: The holdings with their rules, in the order the exams were passed.
    """

    holdings: tuple[tuple[Holding, Rulebook], ...]

    @property
    def primary(self) -> tuple[Holding, Rulebook]:
        """The holding whose dates the cycle follows."""
        stated = [pair for pair in self.holdings if pair[0].cycle or pair[0].valid_until]
        return (stated or self.holdings)[0]

    @property
    def first_day(self) -> date:
        """The day the first of the exams was passed."""
        return min(holding.passed_on for holding, _ in self.holdings)

    def maintained(self, day: date) -> Pooled:
        """What is maintained on a day: earned by then, not given up, lost or replaced.

        When that is nothing, the first one stays.
        """
        held = [pair for pair in self.holdings if pair[0].is_held_on(day)]
        replaced = [name for _, book in held for name in book.credential.replaces]
        kept = tuple(pair for pair in held if not pair[1].is_called(*replaced))
        return Pooled(kept or self.holdings[:1])

    def earned_by(self, day: date) -> tuple[tuple[str, Holding], ...]:
        """Every holding earned by a day with its code, whatever became of it."""
        return tuple((book.label, one) for one, book in self.holdings if one.passed_on <= day)

    def days(self, cycle: Period, on: date) -> Callable[[Anchor], date | None]:
        """The days by which an edition may bind a cycle."""
        holding, _ = self.primary
        return anchored(
            on=on, cycle=cycle, passed_on=holding.passed_on, handed_in_on=holding.handed_in_on
        )

    def counting(self, anchor: Callable[[Anchor], date | None]) -> dict[str, CountingRule]:
        """The counting rules that bind, of all credentials together, by id."""
        series = [editions for _, book in self.holdings for editions in book.counting()]
        bound = [one for editions in series if (one := in_force(editions, anchor))]
        return {one.id: self._of_so_many(one) for one in bound}

    def worth(
        self, anchor: Callable[[Anchor], date | None]
    ) -> Callable[[Activity], Decimal | None]:
        """How many CEUs an activity is worth by the rules that bind."""
        rules = self.primary[1].recertification
        return partial(
            earned,
            conversion=in_force(rules.conversion, anchor),
            by_credit=in_force(rules.credit_conversion, anchor),
        )

    def _of_so_many(self, rule: CountingRule) -> CountingRule:
        """A rule as it is for so many credentials."""
        if isinstance(rule, MinimumAmount) and rule.alone and len(self.holdings) == 1:
            return replace(rule, amount=rule.alone)
        return rule

    def cite(self, rule: CountingRule) -> Citation:
        """The ground of a counting rule of one of the credentials."""
        named = (rule.id, rule.effective_from)
        return next(
            book.cite(one)
            for _, book in self.holdings
            for one in book.recertification.counting
            if (one.id, one.effective_from) == named
        )

    @property
    def books(self) -> tuple[Rulebook, ...]:
        """The rules of the credentials."""
        return tuple(book for _, book in self.holdings)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the credentials."""
        return tuple(book.code for book in self.books)

    @property
    def labels(self) -> str:
        """What to call the credentials, in words."""
        return ", ".join(book.label for book in self.books)

    def concerns(self, names: Sequence[str] | None) -> bool:
        """Whether one of these names means one of the credentials; without names, all do."""
        return names is None or any(book.is_called(*names) for book in self.books)


def pools(person: Person, library: Library, on: date) -> list[Pooled]:
    """The person's holdings on a day, put together where their body aligns cycles.

    Those of which none is held any more on the day are left out. What is given up later
    is not yet known.
    """
    earned = [
        (_as_known(holding, on), book)
        for holding in sorted(person.credential or (), key=lambda one: one.passed_on)
        if holding.passed_on <= on and (book := library.find(holding.code))
    ]
    replaced = [name for _, book in earned for name in book.credential.replaces]
    groups: dict[tuple[str, str], list[list[tuple[Holding, Rulebook]]]] = {}
    for holding, book in earned:
        alone = "" if on_day(book.recertification.alignment, on) else book.code
        if alone and book.is_called(*replaced):
            continue
        found = groups.setdefault((book.body.slug, alone), [[]])
        day = holding.passed_on
        if found[-1] and not any(one.is_held_on(day) for one, _ in found[-1]):
            found.append([])
        found[-1].append((holding, book))
    return [
        Pooled(tuple(group))
        for found in groups.values()
        for group in found
        if any(holding.is_held_on(on) for holding, _ in group)
    ]


def _as_known(holding: Holding, on: date) -> Holding:
    if holding.held_until is None or holding.held_until < on:
        return holding
    return replace(holding, held_until=None)


@dataclass(frozen=True, slots=True)
class CeuRequirement:
    """The CEUs a pool asks for in a cycle, and by which rule.

    Args:
        ceus: The number; at most it, where the cycle asks for less by an unknown formula.
        because: Where it comes from, in words.
        citation: Its ground.
        at_most: Whether less may be asked for.
    """

    ceus: Decimal
    because: str
    citation: Citation
    at_most: bool = False


def required_ceus(pooled: Pooled, cycle: Period, on: date) -> CeuRequirement | None:
    """What the pool asks for in a cycle, or None when a rule for it is not known.

    It is asked of what is maintained on the cycle's last day, as far as is known on `on`.
    """
    pooled = pooled.maintained(cycle.last)
    asked = _whole_cycle(pooled, cycle, on)
    passed_on = min(holding.passed_on for holding, _ in pooled.holdings)
    calendar = in_force(
        pooled.primary[1].recertification.cycle, anchored(on=on, cycle=cycle, passed_on=passed_on)
    )
    if asked and isinstance(calendar, Stated) and calendar.asks_less(cycle, passed_on):
        because = f"{asked.because} A first cycle this short asks for less, how much is not known."
        return replace(asked, because=because, at_most=True)
    return asked


def _whole_cycle(pooled: Pooled, cycle: Period, on: date) -> CeuRequirement | None:
    """What the pool asks for in a cycle that is not shortened."""
    singles = [_single(holding, book, cycle, on) for holding, book in pooled.holdings]
    _, book = pooled.primary
    pool = in_force(book.recertification.pool, pooled.days(cycle, on))
    if len(singles) == 1 and (only := singles[0]):
        because = f"{book.label} asks for {only.required:f} CEUs."
        return CeuRequirement(only.required, because, book.cite(only))
    total = pool.total([one.required if one else None for one in singles]) if pool else None
    if pool is None or total is None:
        return None
    alone = [
        f"{book.label} {one.required:f}"
        for one, (_, book) in zip(singles, pooled.holdings, strict=True)
        if one
    ]
    held = f"Held alone: {', '.join(alone)}" if alone else f"Held: {pooled.labels}"
    because = f"{held}. {pool.in_words()}"
    return CeuRequirement(total, because, book.cite(pool))


def _single(holding: Holding, book: Rulebook, cycle: Period, on: date) -> RequiredCeus | None:
    """What one credential held alone asks for in a cycle."""
    return in_force(book.recertification.required, Pooled(((holding, book),)).days(cycle, on))
