"""Transcripts: the same findings as status, in a page and in a PDF that everybody can read."""

from __future__ import annotations

import io
import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from pypdf import PdfReader

ON = ("--on", "2025-06-01")
HTML = "{http://www.w3.org/1999/xhtml}"
HOSTILE = [
    "<script>alert(1)</script><b>&amp;",
    '#import "x.typ" *bold* $x^2$ _u_ `raw` @ref <label> \\ #eval("1")',
    "{{ 7 * 7 }} {% raw %}",
    "=HYPERLINK(1)",
    "-- /* // */ ---",
]


def _page(path: Path) -> Element:
    parser = html5lib.HTMLParser(strict=True)
    return parser.parse(path.read_text(encoding="utf-8"))


def _all(page: Element, tag: str) -> Iterator[Element]:
    return page.iter(f"{HTML}{tag}")


def _text(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


def _pdf(path: Path) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    text = "\n".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(text.split())


def _record(home: Path, activities: list[dict[str, object]], **person: object) -> Path:
    path = home / "made.json"
    told = {
        "schema": 1,
        "person": {"name": "Ana Flores", **person},
        "credential": [{"code": "RHIT", "passed_on": "2020-06-14"}],
        "activity": [
            {"source": "ahima", "domain": "clinical-coding", "completed_on": "2025-02-01", **one}
            for one in activities
        ],
    }
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


EARLIER = [
    {"title": "First", "completed_on": "2021-03-01", "ceus": 20},
    {"title": "Second", "completed_on": "2023-03-01", "ceus": 21},
    {"title": "Third", "completed_on": "2025-03-01", "ceus": 5},
]


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_a_transcript_tells_what_status_tells(run, record, home, kind):
    out = home / f"ana.{kind}"
    answer = run("transcript", out, "--file", record, *ON)
    assert (answer.code, answer.out) == (0, f"Written to {out}.\n")
    text = _text(_page(out)) if kind == "html" else _pdf(out)[1]
    status = run("status", "--file", record, *ON, "--json").json
    assert len(status["cycles"]) == 1
    for cycle in status["cycles"]:
        for rule in cycle["rules"]:
            assert rule["because"] in text
            assert rule["source"]["title"] in text
        for one in cycle["activities"]:
            assert one["title"] in text
            assert one["completed_on"] in text
            assert (one["because"] or "") in text
        assert any(one["because"] for one in cycle["activities"])
        assert cycle["standing_because"] in text
        assert cycle["answer_id"] in text
        assert cycle["rulebook"] in text
        assert f"{cycle['fee']['amount']} {cycle['fee']['currency']}" in text
        assert all(note in text for note in cycle["notes"])
    assert "Ana Flores" in text


def test_a_transcript_of_the_store_is_that_of_the_file(run, record, store, home):
    for out, whose in (("a.html", ("--file", record)), ("b.html", ("--person", "Ana Flores"))):
        assert run("transcript", home / out, *whose, *ON).code == 0
    assert (home / "a.html").read_bytes() == (home / "b.html").read_bytes()


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_the_same_facts_day_and_rules_give_the_same_bytes(run_process, record, home, kind):
    for name in ("a", "b"):
        run_process("transcript", home / f"{name}.{kind}", "--file", record, *ON)
    assert (home / f"a.{kind}").read_bytes() == (home / f"b.{kind}").read_bytes()


def test_another_day_is_another_document(run, record, home):
    for name, day in (("a", "2025-06-01"), ("b", "2025-06-02")):
        run("transcript", home / f"{name}.pdf", "--file", record, "--on", day)
    assert (home / "a.pdf").read_bytes() != (home / "b.pdf").read_bytes()


def test_past_cycles_are_counted_as_of_their_last_day(run, home):
    record = _record(home, EARLIER)
    told = run("transcript", home / "t.html", "--file", record, *ON, "--cycle", "all", "--json")
    assert told.json == {"written": str(home / "t.html"), "cycles": 3}
    page = _page(home / "t.html")
    headings = [_text(one) for one in _all(page, "h2")]
    assert headings[:3] == [
        "RHIT, cycle 2020-06-14 to 2022-06-13",
        "RHIT, cycle 2022-06-14 to 2024-06-13",
        "RHIT, cycle 2024-06-14 to 2026-06-13",
    ]
    text = _text(page)
    assert "Renewed. 21 of 20 CEUs counted." in text
    assert "counted as of 2024-06-13." in text
    assert all(one in text for one in ("First", "Second", "Third"))


def test_one_past_cycle_is_named_by_its_first_day(run, home):
    record = _record(home, EARLIER)
    run("transcript", home / "t.html", "--file", record, *ON, "--cycle", "2022-06-14")
    text = _text(_page(home / "t.html"))
    assert "Second" in text
    assert "First" not in text
    assert "Third" not in text


def test_a_past_cycle_is_what_status_was_on_its_last_day(run, home):
    record = _record(home, EARLIER)
    run("transcript", home / "t.html", "--file", record, *ON, "--cycle", "2020-06-14")
    then = run("status", "--file", record, "--on", "2022-06-13", "--json").json["cycles"][0]
    assert then["answer_id"] in _text(_page(home / "t.html"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--cycle", "2021-01-01"), "2020-06-14, 2022-06-14, 2024-06-14"),
        (("--cycle", "next"), "next is not a date like 2026-03-31; or write current or all"),
        (("--body", "AHIMAA"), "Did you mean 'AHIMA'?"),
    ],
)
def test_what_is_not_there_is_refused(run, home, options, said):
    answer = run("transcript", home / "t.html", "--file", _record(home, EARLIER), *ON, *options)
    assert answer.code == 2
    assert said in answer.err
    assert not (home / "t.html").exists()


def test_only_one_bodys_cycles_are_told_when_it_is_named(run, home):
    record = _record(home, EARLIER)
    told = json.loads(record.read_text(encoding="utf-8"))
    told["credential"].append(
        {"code": "CPC", "passed_on": "2024-08-01", "valid_until": "2026-08-31"}
    )
    record.write_text(json.dumps(told), encoding="utf-8")
    for body, count in (("ahima", 1), ("AAPC", 1), (None, 2)):
        chosen = ("--body", body) if body else ()
        run("transcript", home / "t.html", "--file", record, *ON, *chosen)
        headings = [_text(one) for one in _all(_page(home / "t.html"), "h2")]
        assert sum("cycle" in one for one in headings) == count


def test_who_holds_nothing_has_a_transcript_that_says_so(run, home):
    record = home / "none.toml"
    record.write_text('schema = 1\n[person]\nname = "Bo"\n', encoding="utf-8")
    assert run("transcript", home / "t.html", "--file", record, *ON).code == 0
    assert "There is no cycle to tell of." in _text(_page(home / "t.html"))


def test_the_page_can_be_used_without_eyes_and_without_a_network(run, record, home):
    run("transcript", home / "t.html", "--file", record, *ON)
    page = _page(home / "t.html")
    assert page.get("lang") == "en"
    assert [_text(one) for one in _all(page, "title")] == [
        "Continuing education transcript: Ana Flores"
    ]
    assert len(list(_all(page, "h1"))) == len(list(_all(page, "main"))) == 1
    levels = [int(one.tag[-1]) for one in page.iter() if one.tag in {f"{HTML}h{n}" for n in "123"}]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    tables = list(_all(page, "table"))
    assert len(tables) >= 2
    for table in tables:
        assert _text(next(_all(table, "caption")))
        assert all(one.get("scope") in ("col", "row") for one in _all(table, "th"))
        widths = {len(list(row)) for row in _all(table, "tr")}
        assert len(widths) == 1
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for one in page.iter():
        assert one.get("aria-labelledby", ids[0]) in ids
    assert not [*_all(page, "script"), *_all(page, "link"), *_all(page, "img")]
    look = _text(next(_all(page, "style")))
    assert "url(" not in look
    assert all(it in look for it in ("prefers-color-scheme: dark", "@media print", "size: letter"))


def test_outcomes_are_told_in_words_and_not_by_colour_alone(run, record, home):
    run("transcript", home / "t.html", "--file", record, *ON)
    marked = [one for one in _all(_page(home / "t.html"), "span") if one.get("class") == "not-met"]
    assert marked
    assert all("not met" in _text(one) for one in marked)


def _brightness(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_text_stands_out_on_light_and_dark_paper(run, record, home):
    run("transcript", home / "t.html", "--file", record, *ON)
    look = _text(next(_all(_page(home / "t.html"), "style")))
    palettes = [part.split("}")[0] for part in look.split(":root {")[1:]]
    assert len(palettes) == 3
    for palette in palettes:
        pairs = [one.split(":") for one in palette.split(";") if one.strip().startswith("--")]
        colour = {name.strip(): value.strip() for name, value in pairs}
        for ink in ("--ink", "--faint", "--accent", "--good", "--bad", "--open"):
            for paper in ("--paper", "--head") if ink == "--ink" else ("--paper",):
                one, other = sorted((_brightness(colour[ink]), _brightness(colour[paper])))
                assert (other + 0.05) / (one + 0.05) >= 4.5, (ink, paper)


def test_the_pdf_is_tagged_named_and_for_archives(run, record, home):
    run("transcript", home / "t.pdf", "--file", record, *ON)
    reader, _ = _pdf(home / "t.pdf")
    root = reader.root_object
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert "/StructTreeRoot" in root
    assert reader.metadata.title == "Continuing education transcript: Ana Flores"
    about = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert "<pdfaid:part>3</pdfaid:part>" in about
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in about
    assert reader.metadata.creation_date.date().isoformat() == "2025-06-01"
    assert tuple(map(float, reader.pages[0].mediabox[2:])) == (612, 792)


def _tags(node) -> Iterator[str]:
    """The tags of a part of the PDF's tree and of all below it."""
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        for one in found:
            yield from _tags(one)
    elif isinstance(found, dict):
        yield found.get("/S")
        yield from _tags(found.get("/K"))


def test_the_tables_of_the_pdf_have_their_headings_tagged(run, record, home):
    run("transcript", home / "t.pdf", "--file", record, *ON)
    tags = set(_tags(_pdf(home / "t.pdf")[0].root_object["/StructTreeRoot"]["/K"]))
    for tag in ("/H1", "/H2", "/H3", "/Table", "/THead", "/TH", "/TD", "/L", "/LI"):
        assert tag in tags


@pytest.mark.parametrize("kind", ["html", "pdf"])
@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_text(run, home, kind, title):
    record = _record(home, [{"title": title, "provider": title, "ceus": 1}], name=title[:60])
    out = home / f"t.{kind}"
    assert run("transcript", out, "--file", record, *ON).code == 0
    text = _text(_page(out)) if kind == "html" else _pdf(out)[1]
    # A line of a narrow column may end within a long word.
    assert "".join(text.split()).count("".join(title.split())) >= 2
    if kind == "html":
        assert not list(_all(_page(out), "script"))


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_no_title_turns_the_writing_round(run, home, kind):
    title = "Safe \u202eedis rehto\u202c \u2066isolated\u2069 \u200bend"
    record = _record(home, [{"title": title, "ceus": 1}])
    out = home / f"t.{kind}"
    assert run("transcript", out, "--file", record, *ON).code == 0
    text = _text(_page(out)) if kind == "html" else _pdf(out)[1]
    assert "Safe edis rehto isolated end" in text
    assert not set(text) & set("\u202e\u202c\u2066\u2069\u200b")


def test_a_nul_is_refused_where_the_record_is_read(run, home):
    record = _record(home, [{"title": "a\x00b", "ceus": 1}])
    answer = run("transcript", home / "t.pdf", "--file", record, *ON)
    assert answer.code == 2
    assert not (home / "t.pdf").exists()


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_what_no_font_has_is_told_by_its_number_in_the_pdf_alone(run, home, kind):
    # An Egyptian bird, which fonts of usual systems lack.
    record = _record(home, [{"title": "Bird \U00013000, wav\u00e9 \u017e \u03a9", "ceus": 1}])
    out = home / f"t.{kind}"
    assert run("transcript", out, "--file", record, *ON).code == 0
    text = _text(_page(out)) if kind == "html" else _pdf(out)[1]
    shown = {"html": "Bird \U00013000,", "pdf": "Bird [U+13000],"}[kind]
    assert f"{shown} wav\u00e9 \u017e \u03a9" in text


def test_a_word_of_five_hundred_letters_stays_on_its_page(run, home):
    title = "x" * 500
    record = _record(home, [{"title": title, "ceus": 1}])
    run("transcript", home / "t.pdf", "--file", record, *ON)
    reader, text = _pdf(home / "t.pdf")
    assert text.count("x") >= 500
    lines = [line for page in reader.pages for line in page.extract_text().splitlines()]
    assert max(len(line) for line in lines if "xxx" in line) < 80


def test_three_hundred_activities_fill_pages_each_with_the_tables_headings(run, home):
    activities = [{"title": f"Course number {n}", "ceus": 0.25} for n in range(300)]
    record = _record(home, activities)
    run("transcript", home / "t.pdf", "--file", record, *ON)
    reader, text = _pdf(home / "t.pdf")
    assert len(reader.pages) > 5
    assert all(f"Course number {n} " in text for n in range(300))
    pages = [page.extract_text() for page in reader.pages]
    with_rows = [page for page in pages if "Course number" in page]
    assert all("Why not all of it" in page for page in with_rows)
    last = len(pages)
    assert all(f"Page {n} of {last}" in page for n, page in enumerate(pages, start=1))


def test_a_document_of_ours_is_replaced_and_no_other_file(run, record, home):
    out = home / "t.html"
    assert run("transcript", out, "--file", record, *ON).code == 0
    assert run("transcript", out, "--file", record, "--on", "2025-06-02").code == 0
    assert "2025-06-02" in out.read_text(encoding="utf-8")
    out.write_text("my own page", encoding="utf-8")
    answer = run("transcript", out, "--file", record, *ON)
    assert answer.code == 2
    assert "certtrack did not make it. Add --force to overwrite." in answer.err
    assert out.read_text(encoding="utf-8") == "my own page"
    assert run("transcript", out, "--file", record, *ON, "--force").code == 0
    assert "Ana Flores" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "said"),
    [("t.docx", "must end in .html or .pdf"), ("no/t.pdf", "there is no such folder")],
)
def test_a_file_that_cannot_be_is_refused(run, record, home, name, said):
    answer = run("transcript", home / name, "--file", record, *ON)
    assert answer.code == 2
    assert said in answer.err


def test_nothing_is_left_when_the_disk_is_full(run_process, record, home):
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        "from certtrack.__main__ import main\n"
        f"sys.argv = ['certtrack', 'transcript', 't.html', '--file', {str(record)!r}]\n"
        "main()\n"
    )
    (home / "t.html").write_text("certtrack transcript: the one before", encoding="utf-8")
    before = sorted(home.iterdir())
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=home, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2, done.stderr
    assert "the file cannot be written" in done.stderr
    assert sorted(home.iterdir()) == before
    assert "the one before" in (home / "t.html").read_text(encoding="utf-8")


def test_the_file_may_be_read_by_whom_files_usually_may(run, record, home):
    (home / "usual").touch()
    run("transcript", home / "t.html", "--file", record, *ON)
    modes = [stat.S_IMODE((home / name).stat().st_mode) for name in ("usual", "t.html")]
    assert modes[0] == modes[1]


def test_without_the_library_pdf_is_refused_in_one_sentence_and_html_works(
    run, record, home, monkeypatch
):
    monkeypatch.setitem(sys.modules, "typst", None)
    answer = run("transcript", home / "t.pdf", "--file", record, *ON)
    assert answer.code == 2
    assert answer.err == (
        "writing PDF needs the library typst. "
        'Install it: pip install "certtrack[pdf]"; or write .html.\n'
    )
    assert run("transcript", home / "t.html", "--file", record, *ON).code == 0


def test_no_database_is_touched_for_a_file(run, record, home):
    assert run("transcript", home / "t.html", "--file", record, *ON).code == 0
    assert not (home / "store.db").exists()
