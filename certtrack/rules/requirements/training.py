"""Training: courses that cover topics, last long enough, or are approved by a body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import Asked, Finding, Outcome, Said, all_of, any_of
from certtrack.rules.requirements.aspect import same
from certtrack.rules.requirements.case import Case, Cited, Ground
from certtrack.rules.requirements.pending import WithinDays, pending
from certtrack.rules.shape import Slug, Text, Whole, shape
from certtrack.rules.studies import Training

UNTOLD = Said(
    "No training is on record.",
    find_out="your training: for each course its topics, its approval and its dates",
    untold=True,
)


@shape
class TrainingRequirement(Cited):
    """Completed training that together covers all topics, where asked approved by a body.

    Hours are asked of one training: AAPC takes a coding preparation course of 80 contact
    hours for a year of experience.

    In a rule file: ``{ kind = "training", topics = ["medical-terminology", "cpt-coding"] }``
    """

    kind: Literal["training"]
    topics: Annotated[
        tuple[Slug, ...],
        Field(description="Topics that completed training must cover between them; absent: any."),
    ] = ()
    approved_by: Annotated[
        Text | None, Field(description="The body that must have approved the training.")
    ] = None
    hours: Annotated[
        Annotated[Whole, Field(gt=0)] | None,
        Field(description="Contact hours that one training must comprise; absent: any number."),
    ] = None
    within_days: WithinDays = None

    def judge(self, ground: Ground, asked: Asked, case: Case) -> Finding:
        """Met when the completed trainings between them cover every topic, in enough hours."""
        if case.person.training is None:
            return Finding(asked, "unknown", UNTOLD)
        ends = [(one, self._ended(one, ground)) for one in case.person.training]
        taken = [(one, all_of([end.outcome, self._approved(one)])) for one, end in ends]
        sure = [one for one, outcome in taken if outcome == "met" and self._known(one)]
        unclear = [one for one, outcome in taken if outcome != "not-met" and one not in sure]
        lacking = self._lacking(sure)
        topics: Outcome = "met" if sure and not lacking else "unknown" if unclear else "not-met"
        outcome = all_of([topics, self._long_enough(sure, unclear)])

        def said() -> Said:
            opens = self._opens(ends) if outcome == "not-met" else None
            done = [one for one, end in ends if end.outcome == "met"]
            return Said(
                self._because(done, lacking),
                find_out=self._open(sure, unclear, ground) if outcome == "unknown" else None,
                step=f"Wait until {opens}." if opens else self._step(lacking),
                not_before=opens,
            )

        return Finding(asked, outcome, said)

    def _ended(self, training: Training, ground: Ground) -> Finding:
        """Whether it is completed, or will be soon enough where that is asked."""
        end = training.completed_on
        completed = ground.asked("Completed")
        if end and end <= ground.on:
            return Finding(completed, "met", lambda: Said(f"It was completed on {end}."))
        if self.within_days is None:
            return Finding(completed, "not-met", Said("It is not completed."))
        expected = end or training.expected_on
        return pending(
            completed, lambda: repr(training.title), expected, self.within_days, ground.on
        )

    def _approved(self, training: Training) -> Outcome:
        """Whether the body asked for approved it."""
        if self.approved_by is None:
            return "met"
        if training.approved_by is None:
            return "unknown"
        return "met" if same(training.approved_by, self.approved_by) else "not-met"

    def _known(self, training: Training) -> bool:
        return training.topics is not None or not self.topics

    def _lacking(self, sure: Sequence[Training]) -> list[str]:
        covered = {topic for one in sure for topic in one.topics or ()}
        return [topic for topic in self.topics if topic not in covered]

    def _fitting(self, sure: Sequence[Training]) -> list[Training]:
        """Those that cover any of the topics."""
        if not self.topics:
            return list(sure)
        return [one for one in sure if not set(self.topics).isdisjoint(one.topics or ())]

    def _long_enough(self, sure: Sequence[Training], unclear: Sequence[Training]) -> Outcome:
        """Whether one training on the topics has the hours asked.

        Where only several together have them no source says whether that will do.
        """
        if self.hours is None:
            return "met"
        fitting = self._fitting(sure)
        outcome = any_of(
            [
                *(_enough(one.hours, self.hours) for one in fitting),
                *(all_of(["unknown", _enough(one.hours, self.hours)]) for one in unclear),
            ]
        )
        together = sum((one.hours or Decimal(0) for one in (*fitting, *unclear)), Decimal(0))
        return "unknown" if outcome == "not-met" and together >= self.hours else outcome

    def _opens(self, ends: Sequence[tuple[Training, Finding]]) -> date | None:
        """The day on which waiting alone brings a training near enough to its end."""
        if self.topics or self.hours:
            return None
        days = [end.not_before for one, end in ends if self._approved(one) == "met"]
        return min((day for day in days if day), default=None)

    def _open(self, sure: Sequence[Training], unclear: Sequence[Training], ground: Ground) -> str:
        """What to find out, in words."""
        unmeasured = [repr(one.title) for one in self._fitting(sure) if one.hours is None]
        if self.hours and unmeasured:
            return f"how many contact hours {' and '.join(unmeasured)} comprised"
        if unclear:
            missing = self._ended(unclear[0], ground).find_out
            return missing or f"which topics {unclear[0].title!r} covered and who approved it"
        return f"whether {ground.body} takes the hours of several trainings together"

    def _step(self, lacking: Sequence[str]) -> str:
        if lacking:
            length = f" of {self.hours} contact hours" if self.hours else ""
            return f"Complete training{length} in {_listed(lacking)}."
        words = self.in_words()
        return f"Complete: {words[0].lower()}{words[1:]}."

    def _because(self, done: Sequence[Training], lacking: Sequence[str]) -> str:
        if not done:
            return "No completed training is on record."
        told = "; ".join(self._told(one) for one in done)
        return f"Completed: {told}." + (f" Not covered: {_listed(lacking)}." if lacking else "")

    def _told(self, one: Training) -> str:
        told = f"{one.title}, completed on {one.completed_on}"
        if self.hours is None:
            return told
        length = "not known how many" if one.hours is None else f"{one.hours:f}"
        return f"{told} ({length} contact hours)"

    def in_words(self) -> str:
        """The requirement in words."""
        if self.words:
            return self.words
        approved = f" approved by {self.approved_by}" if self.approved_by else ""
        covering = f" that covers {_listed(self.topics)}" if self.topics else ""
        lasting = f", {self.hours} contact hours" if self.hours else ""
        near = f", or to be completed within {self.within_days} days" if self.within_days else ""
        return f"Completed training{approved}{covering}{lasting}{near}"


def _enough(hours: Decimal | None, asked: int) -> Outcome:
    if hours is None:
        return "unknown"
    return "met" if hours >= asked else "not-met"


def _listed(topics: Sequence[str]) -> str:
    return ", ".join(topic.replace("-", " ") for topic in topics)
