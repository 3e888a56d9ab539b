"""What a person has studied: programs, single college courses, and training."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from certtrack.rules.shape import (
    CivilDate,
    CourseGrade,
    Credits,
    Hundredths,
    Level,
    Slug,
    StudyStatus,
    Text,
    shape,
)

MOST_HOURS = 10_000
"""Contact hours of one training beyond which a number is a slip of the pen."""


@shape
class AccreditationSpell:
    """A time in which an agency accredited a program; both days are included."""

    agency: Annotated[Text, Field(description="The accreditor, for example CAHIIM.")]
    from_: Annotated[
        CivilDate | None, Field(alias="from", description="First day; absent: not known.")
    ] = None
    until: Annotated[CivilDate | None, Field(description="Last day; absent: still running.")] = None


@shape
class Education:
    """A program of study, finished or not."""

    school: Annotated[Text | None, Field(description="The school.")] = None
    program: Annotated[Text | None, Field(description="The program's name.")] = None
    level: Annotated[Level, Field(description="The level of the award.")]
    field: Annotated[
        Slug | None,
        Field(description="The field of study, for example health-information-management."),
    ] = None
    status: Annotated[StudyStatus, Field(description="How far the study has come.")]
    completed_on: Annotated[
        CivilDate | None, Field(description="The day the award was conferred.")
    ] = None
    expected_on: Annotated[
        CivilDate | None, Field(description="The day completion is expected.")
    ] = None
    accreditation: Annotated[
        tuple[AccreditationSpell, ...] | None,
        Field(
            description="When the program was accredited and by whom. "
            "Absent: not known. An empty list: known to have none."
        ),
    ] = None
    foreign_association: Annotated[
        Text | None,
        Field(description="The foreign association that approved the program."),
    ] = None
    credits: Annotated[
        Credits | None,
        Field(
            description="College credits earned in it so far. Credits brought along from "
            "another program on record are not entered again. Absent: not known."
        ),
    ] = None
    listed: Annotated[
        Slug | None,
        Field(
            description="The id of the entry of the directory of programs from which school, "
            "program, level, field and accreditation were taken over."
        ),
    ] = None


@shape
class Course:
    """A single college course, inside a program of study on record or besides it."""

    subject: Annotated[
        Slug | None,
        Field(description="Its subject, for example anatomy-and-physiology. Absent: not known."),
    ] = None
    title: Annotated[Text, Field(description="What the course was called.")]
    school: Annotated[Text | None, Field(description="The school.")] = None
    credits: Annotated[
        Credits | None, Field(description="Its college credits. Absent: not known.")
    ] = None
    grade: Annotated[
        CourseGrade | None, Field(description="The grade on the transcript. Absent: not known.")
    ] = None
    completed_on: Annotated[
        CivilDate | None, Field(description="The day it was completed; absent: it is not.")
    ] = None
    part_of_program: Annotated[
        bool | None,
        Field(
            strict=True,
            description="Whether its credits are among those of a program on record, so that "
            "they are not counted twice. Absent: not known.",
        ),
    ] = None


@shape
class Training:
    """A course or program that gives no degree."""

    title: Annotated[Text, Field(description="What the training was called.")]
    provider: Annotated[Text | None, Field(description="Who gave it.")] = None
    topics: Annotated[
        tuple[Slug, ...] | None,
        Field(description="Topics it covered, for example medical-terminology. Absent: not known."),
    ] = None
    approved_by: Annotated[Text | None, Field(description="The body that approved it.")] = None
    completed_on: Annotated[
        CivilDate | None, Field(description="The day it was completed; absent: it is not.")
    ] = None
    expected_on: Annotated[
        CivilDate | None, Field(description="The day completion is expected.")
    ] = None
    hours: Annotated[
        Annotated[Hundredths, Field(gt=0, le=MOST_HOURS)] | None,
        Field(description="Contact hours it comprises. Absent: not known."),
    ] = None
