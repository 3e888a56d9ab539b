"""Transcripts as files: HTML or PDF, of the same words."""

from __future__ import annotations

from pathlib import Path

from certtrack.reports.findings import Transcript
from certtrack.reports.html import html
from certtrack.reports.pdf import pdf
from certtrack.reports.transcript import told
from certtrack.reports.whole_file import must_be_ours, whole

TRANSCRIPT_MARK = "certtrack transcript"
"""What a transcript says of itself, where no reader looks."""

KINDS = (".html", ".pdf")


def save_transcript(transcript: Transcript, out: Path, *, force: bool = False) -> None:
    """Write a transcript, as HTML or PDF as the name ends.

    Args:
        transcript: The findings.
        out: A file ending in .html or .pdf.
        force: Overwrite a file that certtrack did not make.

    Raises:
        Refused: For another ending, another's file, when it cannot be written, or when the
            library for PDF is not installed.
    """
    must_be_ours(out, KINDS, TRANSCRIPT_MARK.encode(), force=force)
    content = transcript_bytes(transcript, out.suffix.lower())
    with whole(out) as file:
        file.write(content)


def transcript_bytes(transcript: Transcript, kind: str) -> bytes:
    """A transcript as a file's content.

    Args:
        transcript: The findings.
        kind: .html or .pdf.
    """
    values = told(transcript)
    if kind == ".pdf":
        return pdf("transcript.typ", values, TRANSCRIPT_MARK)
    return html("transcript.html", values, TRANSCRIPT_MARK)
