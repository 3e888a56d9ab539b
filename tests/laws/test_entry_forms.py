"""A law of forms: an entry that is shown in one and handed in untouched is the same entry."""

from __future__ import annotations

from datetime import date
from typing import get_args

from hypothesis import given

from certtrack.reading.shapes import read, write
from certtrack.rules.facts import Section
from certtrack.rules.record import SHAPES
from certtrack.web.entry_form import OURS, typed_from, values_from
from tests.laws.strategies import people

TODAY = date(2026, 6, 1)


@given(people())
def test_a_form_that_is_handed_in_untouched_changes_nothing(person):
    for section in get_args(Section):
        for entry in getattr(person, section) or ():
            content = write(entry)
            typed = typed_from(section, content)
            assert all(isinstance(text, str) for text in typed.values())
            ours = {key: content[key] for key in OURS if key in content}
            values = values_from(section, typed, TODAY)
            assert read(SHAPES[section], {**values, **ours}, str) == entry
