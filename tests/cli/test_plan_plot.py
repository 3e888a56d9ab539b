"""plan --plot: the routes drawn, and told in words in the same file."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

DAY = "2026-06-01"
CY = """
schema = 1
[person]
name = "Cy Ng"
[[education]]
level = "high-school"
status = "completed"
completed_on = 2020-06-01
[[exam]]
credential = "RHIT"
taken_on = 2026-05-20
passed = false
"""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawn(run, home):
    """Draws the routes to a credential; gives the file."""

    def drawn_(code="RHIT", name="a.svg", text=CY, *args):
        file = home / "record.toml"
        file.write_text(text, encoding="utf-8")
        answer = run("plan", code, "--from", file, "--on", DAY, "--plot", home / name, *args)
        assert answer.code == 0, answer.err
        assert f"Drawn: {home / name}." in answer.err
        return home / name

    return drawn_


def words(path):
    return " ".join(ElementTree.parse(path).getroot().find(f"{SVG}desc").text.split())


def test_whoever_does_not_see_it_is_told_what_it_shows(drawn):
    path = drawn()
    root = ElementTree.parse(path).getroot()
    assert root.get("role") == "img"
    named = root.get("aria-labelledby").split()
    assert [root.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")] == named
    assert root.find(f"{SVG}title").text == f"Routes to RHIT, from {DAY}"
    told = words(path)
    for text in (
        "Associate's degree from a CAHIIM-accredited HIM program: exam from 2028-06-01",
        "study to begin: Obtain: An associate's degree",
        "wait: Wait until 2026-08-18 (months: 2.6, until 2026-08-18)",
        "exam by 2028-06-01; when the last term begins is not known",
        "exam: not known when",
        "Overview of health information technician programs",
    ):
        assert text in told


def test_the_picture_says_the_same_in_its_own_text(drawn):
    path = drawn()
    shown = " ".join(one.text or "" for one in ElementTree.parse(path).iter(f"{SVG}text"))
    for text in ("exam from 2028-06-01", "exam: not known when", "wait: Wait until 2026-08-18"):
        assert text in shown


def test_the_exam_stands_where_the_study_ends_and_waits_are_hatched(drawn):
    text = drawn().read_text(encoding="utf-8")
    marks = re.findall(r'<use [^>]*x="([\d.]+)"[^>]*stroke-linejoin: miter"', text)
    # The degree's and, as nobody knows when the last term begins, that of testing early.
    assert len(marks) == 2
    assert len(set(marks)) == 1
    assert text.count("<pattern") == 1
    never_failed = CY.split("[[exam]]", maxsplit=1)[0]
    assert "<pattern" not in drawn("RHIT", "b.svg", never_failed).read_text(encoding="utf-8")


def test_it_is_drawn_the_same_every_time(drawn):
    assert drawn().read_bytes() == drawn("RHIT", "b.svg").read_bytes()


def test_a_picture_in_points_has_the_words_too(drawn):
    from PIL import Image

    with Image.open(drawn("CHPS", "a.png")) as image:
        assert image.text["Title"] == f"Routes to CHPS, from {DAY}"
        assert "High school diploma and 6 years of experience" in image.text["Description"]
        assert image.width == 1200


def test_many_routes_need_a_higher_picture(drawn):
    from PIL import Image

    heights = []
    for code in ("CCA", "RHIT", "CHPS"):
        with Image.open(drawn(code, f"{code}.png")) as image:
            heights.append(image.height)
    assert heights == sorted(set(heights))


def test_of_somebody_nothing_is_known_of_no_length_is_drawn(drawn):
    path = drawn("RHIT", "a.svg", 'schema = 1\n[person]\nname = "Cy Ng"\n')
    told = words(path)
    assert "exam from" not in told
    assert told.count("exam: not known when") == 3


def test_what_hangs_on_a_fact_says_so(drawn):
    path = drawn("RHIT", "a.svg", CY, "--with-program", "ultimate-medical-academy")
    assert "as if enrolled in Ultimate Medical Academy" in path.read_text(encoding="utf-8")
    told = words(path)
    assert "exam from 2027-11-01, if that turns out well" in told
    assert "to find out: whether Ultimate Medical Academy gives an associate's degree" in told


def test_signs_that_are_markup_are_told_as_they_are(drawn):
    hostile = '[[education]]\nlevel = "associate"\nstatus = "enrolled"\nschool = "A <b> & $x$ C"\n'
    path = drawn("RHIT", "a.svg", CY + hostile)
    assert "A <b> & $x$ C" in words(path)


def test_signs_that_no_font_has_are_told_without_a_warning(run, home, recwarn):
    file = home / "record.toml"
    study = '[[education]]\nlevel = "associate"\nstatus = "enrolled"\nschool = "医療 College"\n'
    file.write_text(CY + study, encoding="utf-8")
    answer = run("plan", "RHIT", "--from", file, "--on", DAY, "--plot", home / "a.png")
    assert (answer.code, answer.err) == (0, f"Drawn: {home / 'a.png'}.\n")
    assert not recwarn.list


def test_what_cannot_be_drawn_is_refused_in_a_sentence(run, home):
    file = home / "record.toml"
    file.write_text(f'{CY}[[credential]]\ncode = "CCA"\npassed_on = 2025-01-05\n')
    for code, name, text in (
        (("CCA",), "a.svg", "CCA is held: there are no routes to draw"),
        (("RHIT", "RHIA"), "a.svg", "name one CODE"),
        (("RHIT",), "a.pdf", "a picture is .svg or .png"),
        (("RHIT",), "no/such/folder/a.svg", "the file cannot be written"),
    ):
        answer = run("plan", *code, "--from", file, "--on", DAY, "--plot", home / name)
        assert (answer.code, answer.out) == (2, "")
        assert text in answer.err
        assert not (home / name).exists()
