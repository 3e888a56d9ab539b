"""Until when may an exam be taken, once the application to sit it is approved?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from certtrack.rules.editions import on_day
from certtrack.rules.exam import NO_SOURCE
from certtrack.rules.exam_window import ExamWindowRule
from certtrack.rules.facts import Application, Person
from certtrack.rules.findings import Citation, Source
from certtrack.rules.rulebook import Library, Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamWindow:
    """The days in which an exam may be taken, on the ground of an approved application.

    Args:
        credential: The credential's code.
        body: The code of its certifying body.
        label: What to call the credential: its code, after its body where another has the same.
        approved_on: The first day: that of the approval.
        until: The last day, included; None where no rule is known for the approval.
        on: The day asked about.
        used_on: The first day the exam was taken in the window, passed or not, which ends it;
            None when it was not.
        extended: Whether the body states a later last day than the rule gives.
        because: Where the last day comes from, in words.
        citation: Its ground.
        extension: How the body extends a window, in words; None when not known.
        missed: What to do once it is over, in words; None when not known.
    """

    credential: str
    body: str
    label: str
    approved_on: date
    until: date | None
    on: date
    used_on: date | None
    extended: bool
    because: str
    citation: Citation
    extension: str | None
    missed: str | None

    @property
    def over(self) -> bool:
        """Whether its last day is past and the exam was not taken in it."""
        return self.used_on is None and self.until is not None and self.on > self.until

    @property
    def is_open(self) -> bool:
        """Whether the exam may be taken on the day asked about, by the last day that is known."""
        return self.used_on is None and self.until is not None and self.on <= self.until

    @property
    def days_left(self) -> int | None:
        """Days from the day asked about to the last one; negative when past, None if unknown."""
        return (self.until - self.on).days if self.until else None

    @property
    def words(self) -> str:
        """From when until when, why, and what became of it: a sentence or two."""
        if self.until is None:
            known = f"The application to sit the {self.label} exam was approved"
            taken = f" The exam was taken on {self.used_on}." if self.used_on else ""
            return f"{known} on {self.approved_on}; {self.because}.{taken}"
        days = f"from {self.approved_on} until {self.until} ({self.because})"
        if self.used_on:
            return f"{self.label}: the exam was taken on {self.used_on}, in the window {days}."
        if self.over:
            return f"{self.label}: the exam could be taken {days}; that is past."
        return f"{self.label}: the exam may be taken {days}."

    @property
    def advice(self) -> str | None:
        """What can be done: to extend it while it is open, or once it is over; None if nothing."""
        if self.over:
            return self.missed
        return self.extension if self.is_open else None


def open_windows(person: Person, library: Library, on: date) -> list[ExamWindow]:
    """The exam windows of a person that matter on a day, the first to end first.

    That of the last application for each exam approved by the day, whether it is open, was
    used, is over, or ends on a day that is not known. Once the exam was taken after its last
    day it matters no longer: that attempt had another approval.

    Args:
        person: The facts.
        library: The rulebooks.
        on: The day.
    """
    if not person.application:
        return []
    found = [window for book in library if (window := window_of(person, book, on))]
    return sorted(found, key=lambda one: (one.until or date.max, one.label))


def window_of(person: Person, book: Rulebook, on: date) -> ExamWindow | None:
    """The window for one credential's exam that matters on a day; None when none does.

    Args:
        person: The facts.
        book: The credential's rules.
        on: The day.
    """
    application = _last_approved(person, book, on)
    if application is None:
        return None
    until, extended, because, citation = _last_day(application, book)
    approved_on = application.approved_on
    used_on = min((day for day in _taken(person, book) if approved_on <= day <= on), default=None)
    if used_on and until and used_on > until:
        return None
    rule = on_day(book.exam_window, approved_on)
    return ExamWindow(
        credential=book.code,
        body=book.body.code,
        label=book.label,
        approved_on=approved_on,
        until=until,
        on=on,
        used_on=used_on,
        extended=extended,
        because=because,
        citation=citation,
        extension=rule.extension if rule else None,
        missed=rule.missed if rule else None,
    )


def _last_approved(person: Person, book: Rulebook, on: date) -> Application | None:
    """The application approved last; of two on one day, the one with the later last day."""
    approved = [
        one
        for one in person.application or ()
        if one.approved_on <= on and book.is_called(one.credential)
    ]
    return max(
        approved, key=lambda one: (one.approved_on, one.window_until or date.min), default=None
    )


def _taken(person: Person, book: Rulebook) -> Iterator[date]:
    """The days on which the exam was taken, passed or not."""
    yield from (one.taken_on for one in person.exam or () if book.is_called(one.credential))
    yield from (one.passed_on for one in person.credential or () if book.is_called(one.code))


LastDay = tuple[date | None, bool, str, Citation]
"""The last day, whether it was extended to, where it comes from in words, and its ground."""


def _last_day(application: Application, book: Rulebook) -> LastDay:
    rule = on_day(book.exam_window, application.approved_on)
    computed = rule.window(application.approved_on).last if rule else None
    if stated := application.window_until:
        extended = computed is not None and stated > computed
        return stated, extended, _stated(stated, computed, book), _statement(book)
    if rule is None:
        return None, False, _no_rule(book), NO_SOURCE
    return computed, False, rule.counted(), book.cite(rule)


def _stated(stated: date, computed: date | None, book: Rulebook) -> str:
    told = f"as {book.body.code} states it"
    if computed is None or stated == computed:
        return told
    extended = "extended; " if stated > computed else ""
    return f"{extended}{told}, while the rule alone gives {computed}"


def _statement(book: Rulebook) -> Citation:
    title = f"The last day that {book.body.code} states, as entered in the record"
    return Citation(source=Source(title=title), certainty="primary")


def _no_rule(book: Rulebook) -> str:
    editions: tuple[ExamWindowRule, ...] = book.exam_window
    if not editions:
        return f"no rule of {book.body.code} is known for how long the exam may then be taken"
    first = min(one.effective_from for one in editions)
    return f"no rule is known for approvals before {first}"
