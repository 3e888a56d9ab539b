"""Certificates are read within bounds: what means harm is refused in one sentence."""

from __future__ import annotations

import resource
import time

import pytest
from fpdf import FPDF

from certtrack.errors import Refused
from certtrack.records import certificate_words, pdf_process
from certtrack.records.certificate_words import words_of
from certtrack.records.evidence_file import EvidenceFile
from tests.records import pdfs

WORDS = "has completed\nCoding (2026) update\non March 3, 2026"


def read(content, kind="application/pdf"):
    return words_of(EvidenceFile("certificate", kind, content))


def with_password(user):
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica")
    document.cell(text="Coding update")
    document.set_encryption(owner_password="owner", user_password=user)
    return bytes(document.output())


def test_the_words_of_a_pdf_are_read_line_by_line():
    assert read(pdfs.certificate(WORDS)).split("\n")[:3] == WORDS.split("\n")


def test_a_pdf_that_everybody_may_read_is_read():
    assert "Coding update" in read(with_password(""))


def test_a_scan_has_no_words():
    assert read(pdfs.scanned()).strip() == ""
    assert read(b"\x89PNG", "image/png") == ""


HOSTILE = {
    "locked": (lambda: with_password("secret"), "it is locked with a password"),
    "truncated": (lambda: pdfs.certificate(WORDS)[:300], "it is broken"),
    "no pdf": (lambda: b"%PDF-1.4\n" + bytes(1000), "it is broken"),
    "a gigabyte of zeros": (pdfs.bomb, "it unpacks to far more than a certificate has"),
    "packed twice": (pdfs.bomb_in_layers, "it unpacks to far more than a certificate has"),
    "a million pages": (lambda: pdfs.many_pages(1_000_000), "it has 1,000,000 pages"),
    "pages within themselves": (pdfs.pages_within_themselves, "it is broken"),
    "nested": (pdfs.nested, "it is broken"),
    "long work": (pdfs.long_work, "it takes too long"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pdf_is_refused_in_one_sentence_in_bounded_time_and_memory(name):
    make, why = HOSTILE[name]
    content = make()
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with pytest.raises(Refused) as refused:
        read(content)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    (fault,) = refused.value.faults
    assert why in fault.what
    assert "\n" not in str(fault)
    assert time.monotonic() - began < certificate_words.PATIENCE + 10
    assert after.ru_utime - before.ru_utime < pdf_process.SECONDS + 2
    # The largest child so far, in kilobytes.
    assert after.ru_maxrss * 1024 < pdf_process.MEMORY or after.ru_maxrss == before.ru_maxrss


@pytest.mark.parametrize("make", [lambda: pdfs.many_pages(1), pdfs.endless_form])
def test_a_strange_pdf_without_words_is_read_as_such(make):
    assert read(make()).strip() == ""


def test_signs_that_turn_or_colour_a_terminal_are_left_out():
    assert read("Co\x1b[31mding\u202e up\u200bdate".encode(), "text/plain") == "Co[31mding update"


def test_a_mail_is_read_by_its_plain_body():
    mail = b"From: a@example.org\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\nYou earned 2 CEUs"
    assert read(mail, "message/rfc822") == "You earned 2 CEUs"


def test_a_mail_in_letters_that_there_are_not_has_no_words():
    mail = b"From: a@b\r\nSubject: x\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff2 CEUs"
    assert isinstance(read(mail, "message/rfc822"), str)
