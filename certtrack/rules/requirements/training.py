"""Training: courses that cover topics or that a body has approved."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import Finding, Outcome
from certtrack.rules.requirements.case import Case, Cited
from certtrack.rules.shape import Slug, Text, shape
from certtrack.rules.studies import Training


@shape
class TrainingRequirement(Cited):
    """Completed training that together covers all topics, where asked approved by a body.

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

    def judge(self, case: Case) -> Finding:
        """Met when the completed trainings between them cover every topic."""
        words = self.in_words()
        if case.person.training is None:
            return Finding(
                requirement=words,
                outcome="unknown",
                because="No training is on record.",
                citation=case.citation,
                find_out="your training: for each course its topics, its approval and its dates",
            )
        done = [one for one in case.person.training if _completed(one, case.on)]
        sure = [one for one in done if self._approved(one) and one.topics is not None]
        unclear = [one for one in done if self._approved(one) is not False and one not in sure]
        covered = {topic for one in sure for topic in one.topics or ()}
        lacking = [topic for topic in self.topics if topic not in covered]
        met = (bool(sure) and not lacking) or (not self.topics and any(map(self._approved, done)))
        outcome: Outcome = "met" if met else "unknown" if unclear else "not-met"
        return Finding(
            requirement=words,
            outcome=outcome,
            because=_because(done, lacking),
            citation=case.citation,
            find_out=f"which topics {unclear[0].title!r} covered and who approved it"
            if outcome == "unknown"
            else None,
            step=f"Complete training in {_listed(lacking)}."
            if lacking
            else f"Complete: {words[0].lower()}{words[1:]}.",
        )

    def _approved(self, training: Training) -> bool | None:
        """Whether the body asked for approved it; None when that is not known."""
        if self.approved_by is None:
            return True
        if training.approved_by is None:
            return None
        return training.approved_by.casefold() == self.approved_by.casefold()

    def in_words(self) -> str:
        """The requirement in words."""
        if self.words:
            return self.words
        approved = f" approved by {self.approved_by}" if self.approved_by else ""
        covering = f" that covers {_listed(self.topics)}" if self.topics else ""
        return f"Completed training{approved}{covering}"


def _completed(training: Training, on: date) -> bool:
    return training.completed_on is not None and training.completed_on <= on


def _because(done: list[Training], lacking: list[str]) -> str:
    if not done:
        return "No completed training is on record."
    told = "; ".join(f"{one.title}, completed on {one.completed_on}" for one in done)
    return f"Completed: {told}." + (f" Not covered: {_listed(lacking)}." if lacking else "")


def _listed(topics: tuple[str, ...] | list[str]) -> str:
    return ", ".join(topic.replace("-", " ") for topic in topics)
