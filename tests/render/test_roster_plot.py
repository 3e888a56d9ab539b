"""The picture of a roster: what it shows, the same every time, for any number of departments."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from certtrack.errors import Refused
from certtrack.render import roster_plot
from tests.render.roster_lines import ON, line, lines


def texts(svg: Path) -> str:
    return " ".join("".join(node.itertext()) for node in ET.parse(svg).iter() if "text" in node.tag)


def test_it_tells_months_departments_and_states(tmp_path):
    roster_plot.save(lines(60, ["Coding", None]), ON, tmp_path / "one.svg")
    told = texts(tmp_path / "one.svg")
    words = ("short", "on pace", "complete", "past", "2026-06", "Coding", "no department")
    assert all(word in told for word in words)


def test_it_is_the_same_every_time(tmp_path):
    for name in ("one.svg", "other.svg"):
        roster_plot.save(lines(60, ["Coding", "Billing"]), ON, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()


def test_of_many_departments_the_smallest_are_drawn_together(tmp_path):
    names = [f"A department with a name that is long, the {n}th" for n in range(40)]
    roster_plot.save(lines(400, names), ON, tmp_path / "many.svg")
    told = texts(tmp_path / "many.svg")
    assert "all others (16)" in told
    assert "A department w…long, the 11th" in told


@pytest.mark.parametrize("department", ["$x^2$", "<b>&", "コーディング科", "x" * 500])
@pytest.mark.filterwarnings("ignore:Glyph")
def test_any_name_of_a_department_will_do(tmp_path, department):
    roster_plot.save([line(department=department)], ON, tmp_path / "one.png")


def test_ends_far_away_and_long_past_are_drawn_together(tmp_path):
    roster_plot.save([line(1, 4000), line(2, -4000)], ON, tmp_path / "far.svg")
    told = texts(tmp_path / "far.svg")
    assert "later" in told
    assert "past" in told
    assert "2027-05" in told


@pytest.mark.parametrize("name", ["out.pdf", "out", "missing/out.svg"])
def test_what_cannot_be_drawn_is_refused_in_a_sentence(tmp_path, name):
    with pytest.raises(Refused):
        roster_plot.save([line()], ON, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_without_a_line_there_is_nothing_to_draw(tmp_path):
    with pytest.raises(Refused, match="no cycle"):
        roster_plot.save([], ON, tmp_path / "out.svg")
