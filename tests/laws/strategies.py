"""Facts for the laws: activities to count, and whole people whose records can be read."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from certtrack.rules import facts, studies
from certtrack.rules.facts import Activity, Person

FIRST, LAST = date(2005, 1, 1), date(2035, 12, 31)
CODES = ("RHIT", "CCA", "RHIA", "CCS", "CCS-P")

days = st.dates(FIRST, LAST) | st.sampled_from(
    [date(2020, 2, 29), date(2024, 2, 29), date(2023, 2, 28), date(2020, 12, 31)]
)
hundredths = st.integers(1, 4000).map(lambda n: Decimal(n) / 100)
texts = st.text(
    st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs")),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip())
prose = st.lists(texts, min_size=1, max_size=3).map("\n".join)
slugs = st.sampled_from(
    ["coding", "multi-specialty-coding", "pharmacy", "cancer-registry", "him", "a1"]
)
amounts = st.sampled_from([Decimal(0), Decimal("2.99"), Decimal(3), Decimal(6), Decimal("59.99")])


def maybe(strategy):
    return st.none() | strategy


# --- activities of one cycle ----------------------------------------------------------


@st.composite
def activities(draw, *, distinct: bool = True, whole: bool = False):
    """Activities in one cycle; distinct ones never repeat one another."""
    several = draw(st.lists(activity(whole=whole), max_size=7))
    if not distinct:
        return several
    return [replaced(one, title=f"{number} {one.title}") for number, one in enumerate(several)]


def activity(*, whole: bool = False):
    ceus = st.integers(1, 6).map(Decimal) if whole else hundredths
    return st.builds(
        with_units,
        st.builds(
            Activity,
            id=maybe(st.sampled_from("abcd")),
            title=st.sampled_from(["Privacy", "privacy", "Coding"]),
            provider=maybe(st.sampled_from(["AHIMA", "FHIMA"])),
            completed_on=st.dates(date(2025, 1, 1), date(2025, 1, 3)),
            domain=maybe(st.sampled_from(["outside", "privacy"])),
            source=maybe(st.sampled_from(["ahima", "other"])),
        ),
        ceus if whole else ceus | st.integers(1, 500),
    )


def with_units(one: Activity, units: int | Decimal) -> Activity:
    return replaced(one, **{"minutes" if isinstance(units, int) else "ceus": units})


def replaced(one, **changes):
    values = {name: getattr(one, name) for name in type(one).__dataclass_fields__}
    return type(one)(**{**values, **changes})


# --- whole people ---------------------------------------------------------------------


@st.composite
def spans(draw, shape, *, open_start: bool = False, **fields):
    """Something with a first and perhaps a last day, in this order."""
    first = draw(days)
    last = draw(maybe(st.integers(0, 3000).map(lambda n: first + timedelta(days=n))))
    start = None if open_start and draw(st.booleans()) else first
    return draw(st.builds(shape, from_=st.just(start), until=st.just(last), **fields))


spells = spans(
    studies.AccreditationSpell,
    open_start=True,
    agency=st.sampled_from(["CAHIIM", "cahiim", "NCRA", "ASHP", "Other"]),
)
jobs = spans(
    facts.Experience,
    kind=slugs,
    employer=maybe(texts),
    hours_per_week=st.sampled_from([Decimal(40), Decimal(20), Decimal("7.25"), Decimal(60)]),
)
fields = st.sampled_from(["health-information-management", "nursing", "pharmacy-technician"])
levels = st.sampled_from(
    ["high-school", "certificate", "associate", "bachelor", "post-bachelor-certificate", "master"]
)


@st.composite
def programs(draw):
    status = draw(
        st.sampled_from(
            [
                "completed",
                "completed",
                "coursework-completed",
                "final-term",
                "enrolled",
                "withdrawn",
            ]
        )
    )
    done = status == "completed"
    level = draw(levels)
    return studies.Education(
        school=draw(maybe(texts)),
        program=draw(maybe(texts)),
        level=level,
        field=draw(maybe(fields)),
        status=status,
        completed_on=draw(maybe(days)) if done else None,
        expected_on=None if done else draw(maybe(days)),
        accreditation=draw(maybe(st.lists(spells, max_size=2).map(tuple))),
        foreign_association=draw(maybe(texts)),
        credits=None if level == "high-school" else draw(maybe(amounts)),
        listed=draw(maybe(st.sampled_from(["river-hit", "dapip-1001"]))),
    )


courses = st.builds(
    studies.Course,
    subject=maybe(st.sampled_from(["anatomy-and-physiology", "anatomy", "biology"])),
    title=texts,
    school=maybe(texts),
    credits=maybe(amounts),
    grade=maybe(st.sampled_from(["A", "B+", "C", "C-", "F", "pass"])),
    completed_on=maybe(days),
    part_of_program=maybe(st.booleans()),
)
trainings = st.builds(
    studies.Training,
    title=texts,
    provider=maybe(texts),
    topics=maybe(
        st.lists(
            st.sampled_from(
                [
                    "anatomy-and-physiology",
                    "pathophysiology",
                    "pharmacology",
                    "medical-terminology",
                    "reimbursement",
                    "icd-coding",
                    "cpt-coding",
                    "coding-preparation",
                    "practicode",
                ]
            ),
            max_size=7,
            unique=True,
        ).map(tuple)
    ),
    approved_by=maybe(st.sampled_from(["AHIMA", "PTCB", "Other"])),
    completed_on=maybe(days),
    expected_on=maybe(days),
    hours=maybe(st.sampled_from([Decimal("79.99"), Decimal(80), Decimal(40)])),
)


@st.composite
def approved(draw):
    """An approved application, perhaps with the last day that the body states."""
    approved_on = draw(days)
    later = st.integers(0, 400).map(lambda n: approved_on + timedelta(days=n))
    return facts.Application(
        credential=draw(st.sampled_from((*CODES, "CPhT", "CPC"))),
        approved_on=approved_on,
        window_until=draw(maybe(later)),
        reference=draw(maybe(texts)),
    )


exams = st.builds(
    facts.Exam, credential=st.sampled_from(CODES), taken_on=days, passed=st.booleans()
)


@st.composite
def holdings(draw, code):
    passed = draw(days)
    later = st.integers(0, 1500).map(lambda n: passed + timedelta(days=n))
    stated = st.tuples(later, st.integers(0, 800)).map(
        lambda pair: facts.StatedCycle(from_=pair[0], until=pair[0] + timedelta(days=pair[1]))
    )
    return facts.Holding(
        code=code,
        passed_on=passed,
        number=draw(maybe(texts)),
        cycle=draw(maybe(stated)),
        valid_until=draw(maybe(later)),
        fee_paid_on=draw(maybe(days)),
        tracked_from=draw(maybe(days)),
        handed_in_on=draw(maybe(days)),
        held_until=draw(maybe(later)),
    )


@st.composite
def logged(draw, number):
    done = draw(days)
    units = draw(st.integers(1, 1440) | hundredths)
    one = facts.Activity(
        id=draw(maybe(st.just(f"a{number}"))),
        title=draw(texts),
        provider=draw(maybe(texts)),
        source=draw(maybe(st.sampled_from(["ahima", "component-association", "other"]))),
        started_on=draw(maybe(st.integers(0, 40).map(lambda n: done - timedelta(days=n)))),
        completed_on=done,
        kind=draw(maybe(slugs)),
        domain=draw(maybe(st.sampled_from(["outside", "privacy"]))),
        for_=draw(maybe(st.lists(st.sampled_from(CODES), max_size=2, unique=True).map(tuple))),
        reference=draw(maybe(texts)),
        evidence=draw(maybe(texts)),
        notes=draw(maybe(prose)),
    )
    return with_units(one, units)


def section(strategy, size=3):
    return maybe(st.lists(strategy, max_size=size).map(tuple))


@st.composite
def decisions(draw):
    kind = draw(st.sampled_from(["required-ceus", "waiver", "extension", "reinstatement"]))
    return facts.Decision(
        body="AHIMA",
        kind=kind,
        decided_on=draw(st.dates(date(2019, 1, 1), date(2026, 1, 1))),
        concerns=draw(maybe(st.dates(date(2019, 1, 1), date(2026, 1, 1)))),
        for_=draw(maybe(st.just(("RHIT", "CCA")))),
        rule="hiim-domains" if kind == "waiver" else None,
        ceus=Decimal("17.5") if kind == "required-ceus" else None,
        until=date(2027, 3, 1) if kind == "extension" else None,
        reference=draw(maybe(texts)),
        notes=draw(maybe(texts)),
    )


@st.composite
def people(draw) -> Person:
    codes = draw(maybe(st.lists(st.sampled_from(CODES), max_size=3, unique=True)))
    how_many = draw(maybe(st.integers(0, 5)))
    return Person(
        name=draw(texts),
        email=draw(maybe(st.just("ana@example.org"))),
        department=draw(maybe(texts)),
        manager=draw(maybe(texts)),
        state=draw(maybe(st.sampled_from(["FL", "OH", "DC", "PR"]))),
        time_zone=draw(maybe(st.just("America/New_York"))),
        memberships=tuple(draw(st.lists(st.sampled_from(["AHIMA", "AAPC"]), max_size=2))),
        education=draw(section(programs())),
        course=draw(section(courses)),
        training=draw(section(trainings)),
        experience=draw(section(jobs)),
        application=draw(section(approved())),
        exam=draw(section(exams)),
        credential=None if codes is None else tuple(draw(holdings(code)) for code in codes),
        activity=None if how_many is None else tuple(draw(logged(n)) for n in range(how_many)),
        decision=draw(section(decisions())),
    )
