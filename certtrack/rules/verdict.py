"""The verdict on an exam, as the core hands it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Literal

from certtrack.rules.advice import distinct, missing, recommended, steps
from certtrack.rules.answers import answer_id, stale_note
from certtrack.rules.exam import Exam, Way
from certtrack.rules.findings import Finding
from certtrack.rules.grades import Grading, graded
from certtrack.rules.open_windows import ExamWindow, window_of
from certtrack.rules.requirements.case import Case
from certtrack.rules.rule_file import Pathway

Ruling = Literal["eligible", "eligible-early", "not-eligible", "cannot-tell"]


class Verdict:
    """Whether a person may sit a credential's exam on a day, and why.

    What follows from the findings is worked out when somebody asks for it.

    Args:
        exam: What is asked.
        case: Of whom.
        finding: The tree of reasons; the nearest pathway comes first.
        ways: The pathways and how the person fares on them, the nearest first; none where
            no rule is known for the day.

    Attributes:
        on: The day asked about.
        ruling: The verdict.
    """

    def __init__(self, exam: Exam, case: Case, finding: Finding, ways: Sequence[Way]) -> None:
        self.on = exam.on
        self.finding = finding
        self.ruling = _ruling(finding, ways)
        self._exam = exam
        self._case = case
        self._ways = ways

    @property
    def pathways(self) -> tuple[Pathway, ...]:
        """The pathways, the nearest first, as the finding has them; none where none is known."""
        return tuple(pathway for pathway, _ in self._ways)

    @property
    def allowed(self) -> bool:
        """Whether the exam may be sat on the day, early or not."""
        return self.ruling in ("eligible", "eligible-early")

    @property
    def credential(self) -> str:
        """The credential's code."""
        return self._exam.book.code

    @property
    def label(self) -> str:
        """What to call it: the code, after its body where another one uses the same."""
        return self._exam.book.label

    @property
    def name(self) -> str:
        """The credential's name in full."""
        return self._exam.book.credential.name

    @property
    def body(self) -> str:
        """The code of its certifying body."""
        return self._exam.book.body.code

    @property
    def edition(self) -> date | None:
        """The day from which the edition used is in force, or None."""
        return self._exam.edition.effective_from if self._exam.edition else None

    @property
    def rulebook(self) -> str:
        """A hash of the rules' content."""
        return self._exam.book.fingerprint

    @cached_property
    def answer_id(self) -> str:
        """A hash of the facts, the rules and the day."""
        return answer_id(self._case.person, self.rulebook, self.on)

    @property
    def pathway(self) -> str | None:
        """The id of the pathway that met it, or None."""
        return self._nearest.id if self.allowed else None

    @property
    def pathway_words(self) -> str | None:
        """That pathway in words, or None."""
        return self._nearest.words if self.allowed else None

    @cached_property
    def grade(self) -> Grading | None:
        """The grade in which it would be awarded; None where it has none."""
        return graded(self._case, self._exam.book, self._exam.ground)

    @cached_property
    def recommendations(self) -> tuple[Finding, ...]:
        """What is advised, with its outcome; it never decides."""
        return tuple(recommended(self.finding)) if self._ways else ()

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Facts to find out, in words."""
        return missing(self.finding)

    @cached_property
    def next_steps(self) -> tuple[str, ...]:
        """What to do, in words."""
        return distinct([*self._of_window(), *self._to_do()])

    def _to_do(self) -> tuple[str, ...]:
        """What to do to sit the exam: applying for it is done once that is approved."""
        if self.allowed:
            approved = self.window is not None and self.window.is_open
            return () if approved and self.ruling == "eligible" else self._nearest.then
        if not self._ways:
            ask = f"Ask {self._exam.book.body.name} which rules hold."
            return distinct([*steps(self._common), ask])
        if self.ruling == "cannot-tell":
            open_ = missing(self._ways[0][1]) or distinct(
                text for one in self._common for text in missing(one)
            )
            return distinct([*(f"Find out {text}." for text in open_), *self._elsewhere()])
        to_do = steps((self._ways[0][1], *self._common))
        return distinct([*to_do, *self._elsewhere()])

    @cached_property
    def not_before(self) -> date | None:
        """First day allowed when only waiting is left.

        Where more is lacking, the first day that the wait for a retest leaves open.
        """
        if self.finding.outcome == "met":
            return None
        days = [one.not_before for one in self._common if one.outcome != "met"]
        return self.finding.waited_for() or max((day for day in days if day), default=None)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What the engine does not check, and warnings, in words."""
        book = self._exam.book
        held = self._case.standing(book.label)
        return (
            *((f"You already hold {book.label}; it is {held} on {self.on}.",) if held else ()),
            *stale_note(book.review_by, self.on),
            *book.not_checked,
            *book.doubts("eligibility"),
        )

    @cached_property
    def window(self) -> ExamWindow | None:
        """Until when an application on record lets the exam be taken; None without one."""
        return window_of(self._case.person, self._exam.book, self.on)

    def _of_window(self) -> tuple[str | None, ...]:
        """What the window of an application means for what to do; nothing once it was used."""
        if self.window is None or self.window.used_on:
            return ()
        return self.window.words, self.window.advice

    @property
    def _nearest(self) -> Pathway:
        return self._ways[0][0]

    @property
    def _common(self) -> tuple[Finding, ...]:
        """What is asked whatever the pathway."""
        return self.finding.children[1:]

    def _elsewhere(self) -> list[str]:
        """Credentials that serve the person better."""
        return [
            f"{see.because} See {see.credential}."
            for see, judge in self._exam.see_also
            if judge(self._case).outcome == "met"
        ]


def _ruling(finding: Finding, ways: Sequence[Way]) -> Ruling:
    if finding.outcome == "met":
        return ways[0][0].gives
    return "cannot-tell" if finding.outcome == "unknown" else "not-eligible"
