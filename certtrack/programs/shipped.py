"""The figures that come with certtrack: dated, cited, and held to the shapes when read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from certtrack.programs.careers import CareerList
from certtrack.programs.directory import Program, ProgramList
from certtrack.programs.ipeds import Codes
from certtrack.reading.files import read_document
from certtrack.reading.shapes import read

DATA = Path(__file__).with_name("data")


@cache
def programs() -> ProgramList:
    """Programs of institutions, and what is usual for a kind of them."""
    document = read_document(DATA / "programs.toml")
    return read(ProgramList, document.tables, document.place)


def listed() -> tuple[Program, ...]:
    """Every program, then what is usual for kinds of them."""
    return programs().program + programs().typical


@cache
def careers() -> CareerList:
    """Careers with what they pay and which credentials serve them."""
    document = read_document(DATA / "careers.toml")
    return read(CareerList, document.tables, document.place)


@cache
def ipeds() -> Codes:
    """What the codes of IPEDS mean, and which fields of study are kept."""
    document = read_document(DATA / "ipeds.toml")
    return read(Codes, document.tables, document.place)
