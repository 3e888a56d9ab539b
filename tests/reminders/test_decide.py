"""A reminder holds apart what its sentence tells, so that it can be told in any language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from certtrack.reminders.reminder import Reminder
from certtrack.services.facts import Who, facts_of
from certtrack.services.remind import due
from tests.reminders.told import written

ANA = Path(__file__).parents[2] / "examples" / "ana-flores.toml"


@pytest.fixture
def of_ana(library):
    """Gives what is due for the example's holder on a day, by kind."""

    def of_ana_(on: date) -> dict[str, Reminder]:
        person = facts_of(Who(file=ANA), library, on)
        return {one.kind: one for one in due(person, on, 180, library)}

    return of_ana_


def test_a_shortfall_tells_the_total_apart_from_other_rules(of_ana):
    found = of_ana(date(2026, 6, 1))["ceu-shortfall"]
    assert [(one.ceus, one.in_all) for one in found.lacking] == [(4, True), (4, False)]
    assert found.ends == date(2026, 6, 13)


def test_a_fee_says_why_it_is_unsure(of_ana):
    found = of_ana(date(2026, 6, 1))["fee-due"]
    assert found.why
    assert found.message.endswith(found.why)


def test_a_lapse_tells_its_standing_the_end_of_the_cycle_and_why(of_ana):
    found = of_ana(date(2026, 7, 1))["inactive"]
    assert (found.standing, found.ends) == ("inactive", date(2026, 6, 13))
    assert found.why
    assert found.message.endswith(found.why)


def test_a_new_cycle_tells_its_end_and_what_it_asks_for(library, tmp_path):
    record = tmp_path / "record.toml"
    record.write_text(
        'schema = 1\n[person]\nname = "Ana Flores"\n'
        '[[credential]]\ncode = "RHIT"\npassed_on = 2024-06-14\n',
        encoding="utf-8",
    )
    on = date(2024, 6, 20)
    person = facts_of(Who(file=record), library, on)
    (found,) = (one for one in due(person, on, 180, library) if one.kind == "cycle-started")
    assert (found.ends, found.required) == (date(2026, 6, 13), Decimal(20))


@pytest.mark.parametrize("language", ["en", "es"])
def test_whatever_is_due_for_the_example_is_told(of_ana, language):
    for on in (date(2026, 6, 1), date(2026, 7, 1), date(2027, 1, 15)):
        found = of_ana(on).values()
        assert all(one.id in written(*found, language=language).text for one in found)
