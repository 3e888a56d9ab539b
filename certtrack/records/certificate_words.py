"""The words of a certificate, whatever kind of file it is."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from certtrack.errors import refuse
from certtrack.reading.seen_text import one_line
from certtrack.records import pdf_process
from certtrack.records.evidence_file import EvidenceFile

PATIENCE = 30
"""Seconds to wait for the words of a PDF, however busy the machine is."""

BY_HAND = "Add it by hand (certtrack ceu add), then certtrack evidence attach."


def words_of(file: EvidenceFile) -> str:
    """What a certificate says, without signs that are not seen; nothing for a picture.

    Raises:
        Refused: For a PDF that is locked, broken, or asks for too much.
    """
    if file.media_type == "application/pdf":
        text = _of_pdf(file)
    elif file.media_type == "message/rfc822":
        text = _of_mail(file.content)
    elif file.media_type == "text/plain":
        text = file.content.decode("utf-8-sig")
    else:
        text = ""
    plain = unicodedata.normalize("NFKC", text[: pdf_process.CHARACTERS])
    return "\n".join(map(one_line, plain.splitlines()))


def _of_pdf(file: EvidenceFile) -> str:
    command = [sys.executable, "-I", str(Path(pdf_process.__file__))]
    try:
        done = subprocess.run(
            command, input=file.content, capture_output=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise refuse("the PDF takes too long to read", where=file.name, hint=BY_HAND) from None
    if done.returncode:
        what = "the PDF cannot be read: it takes too long, or too much memory"
        raise refuse(what, where=file.name, hint=BY_HAND)
    answer = json.loads(done.stdout)
    if "refused" in answer:
        what = f"the PDF cannot be read: {answer['refused']}"
        raise refuse(what, where=file.name, hint=BY_HAND)
    return str(answer["text"])


def _of_mail(content: bytes) -> str:
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    try:
        return str(body.get_content()) if body else ""
    except (LookupError, UnicodeError, KeyError):
        # A mail may name a character set that there is not.
        return ""
