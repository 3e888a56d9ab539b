"""What is known about a person: the record file's sections, frozen and exact.

A section that is None was not told; an empty one says that there is none. The same
holds for the accreditation of a program. A missing fact is unknown, never false.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.shape import (
    Ceus,
    CivilDate,
    CourseGrade,
    CredentialName,
    Credits,
    Hundredths,
    Prose,
    Slug,
    State,
    Text,
    Whole,
    shape,
)
from certtrack.rules.studies import Course, Education, Training

FULL_TIME = Decimal(40)
"""Hours in a full-time week (the field's usual measure; part-time counts in proportion)."""


MOST_CEUS = 100
"""CEUs of one activity beyond which an amount is a slip of the pen."""


@shape
class Experience:
    """A job, or a time in one."""

    kind: Annotated[Slug, Field(description="The kind of work, for example coding.")]
    employer: Annotated[Text | None, Field(description="The employer.")] = None
    from_: Annotated[CivilDate, Field(alias="from", description="First day of work.")]
    until: Annotated[
        CivilDate | None, Field(description="Last day of work; absent: still there.")
    ] = None
    hours_per_week: Annotated[
        Hundredths,
        Field(
            gt=0,
            le=168,
            description="Hours worked in a week; taken as 40, full time, when not told.",
        ),
    ] = FULL_TIME


@shape
class Application:
    """An application to sit a credential's exam that was approved."""

    credential: Annotated[CredentialName, Field(description="The credential's code, or body:code.")]
    approved_on: Annotated[CivilDate, Field(description="The day the body approved it.")]
    window_until: Annotated[
        CivilDate | None,
        Field(description="The last day to take the exam as the body states it, included."),
    ] = None
    reference: Annotated[Text | None, Field(description="The application's number.")] = None


@shape
class Exam:
    """One attempt at a credential's exam."""

    credential: Annotated[CredentialName, Field(description="The credential's code, or body:code.")]
    taken_on: Annotated[CivilDate, Field(description="The day of the exam.")]
    passed: Annotated[bool, Field(strict=True, description="Whether it was passed.")]


@shape
class StatedCycle:
    """A recertification cycle with the dates that the certifying body itself gives."""

    from_: Annotated[CivilDate, Field(alias="from", description="First day.")]
    until: Annotated[CivilDate, Field(description="Last day, included.")]


@shape
class Holding:
    """A credential that the person holds."""

    code: Annotated[CredentialName, Field(description="The credential's code, or body:code.")]
    passed_on: Annotated[CivilDate, Field(description="The day the exam was passed.")]
    number: Annotated[Text | None, Field(description="The certificate's number.")] = None
    cycle: Annotated[
        StatedCycle | None,
        Field(description="The current cycle as the body states it; it wins over computed dates."),
    ] = None
    valid_until: Annotated[
        CivilDate | None, Field(description="The last day of the cycle as the body states it.")
    ] = None
    fee_paid_on: Annotated[
        CivilDate | None, Field(description="The day the recertification fee was last paid.")
    ] = None
    tracked_from: Annotated[
        CivilDate | None,
        Field(description="The day this log begins; cycles before it are presumed renewed."),
    ] = None
    handed_in_on: Annotated[
        CivilDate | None, Field(description="The day CEUs were last handed in to the body.")
    ] = None
    held_until: Annotated[
        CivilDate | None,
        Field(description="The last day it was held, once given up or lost; absent: it is held."),
    ] = None

    def is_held_on(self, day: date) -> bool:
        """Whether it had been earned by a day and was not given up or lost before it."""
        return self.passed_on <= day and (self.held_until is None or day <= self.held_until)


@shape
class Activity:
    """Something that earned CEUs. It gives minutes or CEUs, or credits alone."""

    id: Annotated[Text | None, Field(description="A name of your own for it, unique.")] = None
    title: Annotated[Text, Field(description="What it was called.")]
    provider: Annotated[Text | None, Field(description="Who gave it.")] = None
    source: Annotated[
        Slug | None,
        Field(
            description="Whose offering it was: a certifying body's slug, "
            "component-association, or other."
        ),
    ] = None
    started_on: Annotated[
        CivilDate | None, Field(description="The first day, when it lasted more than one.")
    ] = None
    completed_on: Annotated[CivilDate, Field(description="The day it was completed.")]
    minutes: Annotated[
        Annotated[Whole, Field(gt=0)] | None, Field(description="How long it lasted, in minutes.")
    ] = None
    ceus: Annotated[
        Annotated[Ceus, Field(gt=0, le=MOST_CEUS)] | None,
        Field(description="CEUs as the certificate states them."),
    ] = None
    credits: Annotated[
        Annotated[Credits, Field(gt=0)] | None, Field(description="Credits of a college course.")
    ] = None
    grade: Annotated[CourseGrade | None, Field(description="The grade of a college course.")] = None
    kind: Annotated[Slug | None, Field(description="The kind of activity.")] = None
    domain: Annotated[
        Slug | None,
        Field(description="The subject area, or outside for one that is none of the body's."),
    ] = None
    audience: Annotated[
        Slug | None,
        Field(description="Whom it was made for, for example technicians or pharmacists."),
    ] = None
    for_: Annotated[
        tuple[CredentialName, ...] | None,
        Field(alias="for", description="Credentials it is meant for; absent: wherever it counts."),
    ] = None
    next_cycle: Annotated[
        bool | None,
        Field(strict=True, description="Count it in the next cycle, where a month is shared."),
    ] = None
    reference: Annotated[Text | None, Field(description="The certificate's number.")] = None
    evidence: Annotated[Text | None, Field(description="Where the certificate is kept.")] = None
    notes: Annotated[Prose | None, Field(description="Anything else.")] = None


DecisionKind = Literal["required-ceus", "waiver", "extension", "deferral", "reinstatement"]


@shape
class Decision:
    """What a certifying body itself decided about someone; it overrides the rule.

    required-ceus: the cycle asks for `ceus`. waiver: the rule named by `rule` is taken as
    met. extension: the cycle runs to `until`. deferral: what the cycle lacks is owed in the
    next one. reinstatement: cycles that ended before `decided_on` are settled.
    """

    body: Annotated[Text, Field(description="The certifying body's code.")]
    kind: Annotated[DecisionKind, Field(description="What was decided.")]
    decided_on: Annotated[CivilDate, Field(description="The day it was decided.")]
    concerns: Annotated[
        CivilDate | None, Field(description="A day in the cycle it concerns; absent: decided_on.")
    ] = None
    for_: Annotated[
        tuple[CredentialName, ...] | None,
        Field(alias="for", description="Credentials it concerns; absent: all of the body's."),
    ] = None
    rule: Annotated[
        Slug | None, Field(description="The rule that is waived, as status names it.")
    ] = None
    ceus: Annotated[Ceus | None, Field(description="The CEUs required in the cycle.")] = None
    until: Annotated[
        CivilDate | None, Field(description="The last day of the cycle when extended.")
    ] = None
    reference: Annotated[Text | None, Field(description="The letter's or case's number.")] = None
    notes: Annotated[Prose | None, Field(description="Anything else.")] = None

    def words(self) -> str:
        """Who decided it and when, for the finding that it changes."""
        reference = f" ({self.reference})" if self.reference else ""
        return f"Decided by {self.body} on {self.decided_on}{reference}."


Section = Literal[
    "education",
    "course",
    "training",
    "experience",
    "application",
    "exam",
    "credential",
    "activity",
    "decision",
]


@shape
class Person:
    """One person with everything known about them."""

    name: Text
    email: Text | None = None
    # Where someone works and who looks after them changes no answer, so it is no part of
    # what an answer's number is made of.
    department: Text | None = field(default=None, repr=False)
    manager: Text | None = field(default=None, repr=False)
    state: State | None = field(default=None, repr=False)
    time_zone: Text | None = None
    memberships: tuple[Text, ...] = ()
    education: tuple[Education, ...] | None = None
    course: tuple[Course, ...] | None = None
    training: tuple[Training, ...] | None = None
    experience: tuple[Experience, ...] | None = None
    application: tuple[Application, ...] | None = None
    exam: tuple[Exam, ...] | None = None
    credential: tuple[Holding, ...] | None = None
    activity: tuple[Activity, ...] | None = None
    decision: tuple[Decision, ...] | None = None

    def is_member_of(self, body: str) -> bool:
        """Whether the person is a member of the body with this code, upper or lower case."""
        return body.casefold() in {name.casefold() for name in self.memberships}

    def on_record_by(self, day: date) -> tuple[Activity, ...]:
        """The activities completed on or before `day`, in the order of the record."""
        return tuple(one for one in self.activity or () if one.completed_on <= day)
