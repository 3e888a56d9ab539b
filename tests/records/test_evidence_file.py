"""What is kept as evidence is known by its content; what it was called does no harm."""

from __future__ import annotations

import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.errors import Refused
from certtrack.reading.file_names import LONGEST, harmless, unlike, with_ending
from certtrack.reading.media_types import media_type
from certtrack.records.evidence_file import read_evidence

MAIL = b"Return-Path: <a@example.org>\r\nFrom: a@example.org\r\nSubject: Your CEUs\r\n\r\nHello"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"\xff\xd8\xff\xe0\x00", "image/jpeg"),
        (b"II*\x00\x08", "image/tiff"),
        (b"MM\x00*\x08", "image/tiff"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic\x00", "image/heic"),
        (MAIL, "message/rfc822"),
        (b"From: a\nDate: b\n\n", "message/rfc822"),
        ("Bescheinigung für Bo\n".encode(), "text/plain"),
        (b"Subject: one header alone\n\n", "text/plain"),
        (b"MZ\x90\x00\x03", None),
        (b"PK\x03\x04", None),
        (b"\x7fELF", None),
        (b"<!DOCTYPE html><script>", None),
        (b" <svg onload=x>", None),
        (b"text with \x1b[31m escapes", None),
        (b"\xff\xfe", None),
        (b"   \n", None),
        (b"RIFF\x24\x00\x00\x00WAVE", None),
    ],
)
def test_the_kind_is_told_by_the_content(content, kind):
    assert media_type(content) == kind


def test_the_name_says_nothing(tmp_path):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(b"MZ\x90\x00\x03\x00")
    with pytest.raises(Refused, match="by its content the file is none"):
        read_evidence(path)


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(b"%PDF-" + bytes(1_000_000 - 5))
    assert len(read_evidence(path, 1).content) == 1_000_000
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(Refused, match="larger than 1 MB"):
        read_evidence(path, 1)


def test_what_is_no_file_is_refused_and_nobody_waits(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, why in (("pipe", "no file"), ("absent", "no such file"), (".", "directory")):
        with pytest.raises(Refused, match=why):
            read_evidence(tmp_path / name)
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(Refused, match="empty"):
        read_evidence(tmp_path / "empty.pdf")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("certificate.pdf", "certificate.pdf"),
        ("Zertifikat für Bö.pdf", "Zertifikat für Bö.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/passwd", "passwd"),
        ("C:\\x.pdf", "x.pdf"),
        ("..", "certificate"),
        (".", "certificate"),
        ("", "certificate"),
        ("a/", "certificate"),
        ("．．／．．／x", "x"),
        ("a\x00b.pdf", "ab.pdf"),
        ("a\nb\tc.pdf", "a b c.pdf"),
        ("\x1b[31mred.pdf", "[31mred.pdf"),
        ("cert\u202efdp.exe", "certfdp.exe"),
        ("a\u200bb.pdf", "ab.pdf"),
        ("CON", "_CON"),
        ("nul.pdf", "_nul.pdf"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("LPT¹.pdf", "_LPT1.pdf"),
        ("console.pdf", "console.pdf"),
        ("trailing. . ", "trailing"),
        (".hidden", "hidden"),
        ("-rf", "rf"),
        ('<a>:"b"|?*.pdf', "_a___b____.pdf"),
        ("~", "~"),
    ],
)
def test_a_name_is_made_harmless(name, safe):
    assert harmless(name) == safe


@given(st.text(max_size=400))
def test_no_name_leaves_its_folder_or_hides_a_sign(name):
    safe = harmless(name)
    assert safe
    assert not set(safe) & set('/\\<>:"|?*')
    assert safe not in (".", "..")
    assert safe[0] not in ".- "
    assert safe[-1] not in ". "
    assert len(safe.encode()) <= LONGEST
    assert not any(unicodedata.category(one).startswith("C") for one in safe)
    assert harmless(safe) == safe


@given(st.lists(st.text(alphabet="aAß .(2)", max_size=6).map(harmless), max_size=12))
def test_no_two_names_are_one_file_on_any_system(names):
    made = unlike(names)
    assert len({one.casefold() for one in made}) == len(names)
    assert unlike(made) == made


def test_a_name_ends_as_the_content_is():
    assert with_ending("a.exe", (".pdf",)) == "a.exe.pdf"
    assert with_ending("A.JPEG", (".jpg", ".jpeg")) == "A.JPEG"
    assert with_ending("a", ()) == "a"
