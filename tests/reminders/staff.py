"""People of a year: what is known of them when it begins, and what happens to them in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Literal, NamedTuple

from certtrack.rules.facts import Activity, Holding, Person
from certtrack.rules.studies import AccreditationSpell, Education

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
NEW_YORK, TOKYO, HONOLULU = "America/New_York", "Asia/Tokyo", "Pacific/Honolulu"
ZONES = (NEW_YORK, TOKYO, HONOLULU, "Europe/Madrid", "Asia/Kolkata", "Pacific/Kiritimati", None)


class Happening(NamedTuple):
    """Something that happens to somebody on a day of theirs.

    Args:
        day: The day.
        what: To add an entry, to change one, to snooze a reminder, to mute a kind.
        about: The section of the entry, or the reminder's kind.
        values: The entry's values; the day until which it is snoozed.
        handle: Which entry.
        hour: From which hour on.
    """

    day: date
    what: Literal["add", "edit", "snooze", "mute"]
    about: str
    values: Mapping[str, Any] = {}
    handle: str = ""
    hour: int = 0


@dataclass
class Member:
    """Somebody of the roster.

    Args:
        person: What is known of them when the year begins.
        happenings: What happens to them, in order.
        working_days: Whether they want to hear from Monday to Friday only.
        refused: Whether their address is refused by the post office.
    """

    person: Person
    happenings: list[Happening] = field(default_factory=list)
    working_days: bool = False
    refused: bool = False


def course(day: date, ceus: str = "5", evidence: str | None = "x.pdf") -> dict[str, Any]:
    """An entry of something that earned CEUs."""
    told = {"title": f"Course of {day}", "completed_on": day.isoformat(), "ceus": ceus}
    more = {"source": "ahima", "domain": "privacy", "evidence": evidence}
    return told | {key: value for key, value in more.items() if value}


def known(day: date, ceus: str = "5", evidence: str | None = "x.pdf") -> Activity:
    """The same as a fact."""
    values = course(day, ceus, evidence)
    return Activity(**{**values, "completed_on": day, "ceus": Decimal(ceus)})


def held(code: str, passed_on: date, **more: date) -> Holding:
    """A credential."""
    return Holding(code=code, passed_on=passed_on, number=None, **more)


def who(name: str, zone: str | None, *holdings: Holding, **more: Any) -> Person:
    """Somebody with an e-mail address."""
    email = f"{name.lower().replace(' ', '-')}@example.org"
    return Person(name=name, email=email, time_zone=zone, credential=holdings or None, **more)


def staff() -> list[Member]:
    """Twelve people, one of each sort."""
    return [
        _finishes_in_time(),
        Member(who("Lapses", None, held("RHIA", date(2024, 4, 1), tracked_from=date(2024, 4, 1)))),
        Member(who("Behind", TOKYO, held("CPC", date(2020, 4, 1), valid_until=date(2026, 10, 31)))),
        _keeps_pace(),
        _hears_on_working_days(),
        _fails_an_exam(),
        Member(
            who("Approved", TOKYO),
            [_added(date(2026, 3, 2), "application", credential="RHIT", approved_on="2026-03-02")],
        ),
        Member(
            who("Refused", NEW_YORK, held("CCS", date(2024, 9, 14)), activity=(), exam=()),
            refused=True,
        ),
        Member(
            who("Mutes", HONOLULU, held("RHIT", date(2024, 8, 9))),
            [Happening(date(2026, 2, 1), "mute", "fee-due")],
        ),
        _snoozes(),
        Member(
            who(
                "Pools",
                "Pacific/Kiritimati",
                held("RHIT", date(2024, 6, 14)),
                held("CCS", date(2024, 9, 14)),
                activity=(known(date(2025, 5, 5), "20", None),),
            )
        ),
        Member(who("Grace", NEW_YORK, held("ODS-C", date(2020, 4, 1)))),
    ]


def _added(day: date, section: str, **values: Any) -> Happening:
    return Happening(day, "add", section, values)


def _paid(day: date, code: str) -> Happening:
    return Happening(day, "edit", "credential", {"fee_paid_on": day.isoformat()}, code)


def _finishes_in_time() -> Member:
    """Completes the CEUs and pays in mid-year; the cycle that follows has other rules."""
    person = who("Finishes", NEW_YORK, held("RHIT", date(2024, 6, 14)))
    early = replace_activities(person, known(date(2024, 12, 2), "8"))
    last = _added(date(2026, 4, 21), "activity", **course(date(2026, 4, 21), "12"))
    return Member(early, [last, _paid(date(2026, 5, 20), "RHIT")])


def replace_activities(person: Person, *activities: Activity) -> Person:
    """The same person with other activities."""
    from dataclasses import replace

    return replace(person, activity=activities)


def _keeps_pace() -> Member:
    """Enters something every month; not every certificate is at hand."""
    person = who("Keeps pace", HONOLULU, held("RHIA", date(2025, 3, 10)))
    days = [date(2026, month, 3) for month in range(1, 13)]
    some = [_added(one, "activity", **course(one, "2", "x" * (one.month % 3))) for one in days]
    return Member(replace_activities(person, known(date(2025, 11, 3), "12")), some)


def _hears_on_working_days() -> Member:
    """Told on a Friday of what stands on a Saturday, and puts that off until the Saturday."""
    person = who("Works", None, held("ODS-C", date(2020, 4, 1), tracked_from=date(2025, 1, 1)))
    put_off = {"until": date(2026, 7, 4)}
    return Member(
        person,
        [
            _paid(date(2026, 1, 20), "ODS-C"),
            Happening(date(2026, 7, 3), "snooze", "ceu-shortfall", put_off, hour=16),
        ],
        working_days=True,
    )


def _fails_an_exam() -> Member:
    studied = Education(
        school="St. Petersburg College",
        program="Health Information Technology",
        level="associate",
        field="health-information-management",
        status="completed",
        completed_on=date(2026, 1, 8),
        accreditation=(
            AccreditationSpell(agency="CAHIIM", from_=date(2012, 1, 1), until=date(2030, 12, 31)),
        ),
    )
    failed = _added(
        date(2026, 2, 10), "exam", credential="RHIT", taken_on="2026-02-10", passed=False
    )
    return Member(who("Fails", NEW_YORK, education=(studied,)), [failed])


def _snoozes() -> Member:
    person = who("Snoozes", "Europe/Madrid", held("CPhT", date(2020, 4, 1), **_ends(2026, 8, 31)))
    until = {"until": date(2026, 5, 20)}
    return Member(person, [Happening(date(2026, 4, 28), "snooze", "ceu-shortfall", until)])


def _ends(*day: int) -> dict[str, date]:
    return {"valid_until": date(*day), "tracked_from": date(2025, 1, 1)}


def crowd(people: int, chance: Random) -> list[Member]:
    """So many people, as chance has it."""
    return [_anybody(f"Person {number}", chance) for number in range(1, people + 1)]


def _anybody(name: str, chance: Random) -> Member:
    codes = chance.sample(("RHIT", "RHIA", "CCS", "CPC", "CPhT", "ODS-C"), chance.choice((1, 1, 2)))
    began = FIRST - timedelta(days=chance.randint(1, 720))
    ends = FIRST + timedelta(days=chance.randint(20, 500))
    dated = {"CPC", "CPhT"}
    holdings = [
        held(one, began, **({"valid_until": ends} if one in dated else {"tracked_from": began}))
        for one in codes
    ]
    happenings = [_anything(codes, chance) for _ in range(chance.randint(0, 8))]
    return Member(
        who(name, chance.choice(ZONES), *holdings),
        sorted(happenings, key=lambda one: (one.day, one.hour)),
        working_days=chance.random() < 0.2,
        refused=chance.random() < 0.03,
    )


def _anything(codes: list[str], chance: Random) -> Happening:
    day = FIRST + timedelta(days=chance.randint(1, 360))
    kind = chance.choice(("ceu-shortfall", "fee-due", "evidence-missing", "inactive"))
    until = {"until": day + timedelta(days=chance.randint(1, 20))}
    ceus, evidence = chance.choice(("1", "5", "20")), chance.choice((None, "x.pdf"))
    learnt = _added(day, "activity", **course(day, ceus, evidence))
    failed = _added(day, "exam", credential="CCA", taken_on=day.isoformat(), passed=False)
    approved = _added(day, "application", credential="CHPS", approved_on=day.isoformat())
    return chance.choice(
        [
            *[learnt] * 4,
            _paid(day, chance.choice(codes)),
            *[Happening(day, "snooze", kind, until, hour=chance.choice((0, 14)))] * 2,
            Happening(day, "mute", kind),
            failed,
            approved,
        ]
    )
