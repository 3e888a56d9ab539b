"""The picture of a cycle: what it shows, the same every time, refused where it cannot be."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest

from certtrack.errors import Refused
from certtrack.records.record_file import read_record
from certtrack.render import progress_plot
from certtrack.rules.status import statuses

ANA = Path(__file__).parent.parent.parent / "examples" / "ana-flores.toml"
ON = date(2026, 6, 1)


@pytest.fixture(scope="module")
def cycles(library):
    return statuses(read_record(ANA, library, ON), library, ON)


def texts(svg: Path) -> str:
    return " ".join("".join(node.itertext()) for node in ET.parse(svg).iter() if "text" in node.tag)


def test_it_tells_what_counted_what_is_required_and_the_deadline(cycles, tmp_path):
    progress_plot.save(cycles, tmp_path / "ana.svg")
    told = texts(tmp_path / "ana.svg")
    for words in ("RHIT (AHIMA): active", "counted: 16", "required: 20", "cycle ends 2026-06-13"):
        assert words in told
    assert "domain: outside" in told
    assert "source: ahima" in told


def test_it_is_the_same_every_time(cycles, tmp_path):
    for name in ("one.svg", "other.svg"):
        progress_plot.save(cycles, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()


def test_a_png_is_a_png(cycles, tmp_path):
    progress_plot.save(cycles, tmp_path / "ana.PNG")
    assert (tmp_path / "ana.PNG").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["ana.pdf", "ana", "missing/ana.svg"])
def test_what_cannot_be_drawn_is_refused_in_a_sentence(cycles, tmp_path, name):
    with pytest.raises(Refused):
        progress_plot.save(cycles, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_without_a_cycle_there_is_nothing_to_draw(tmp_path):
    with pytest.raises(Refused, match="no cycle"):
        progress_plot.save([], tmp_path / "ana.svg")
