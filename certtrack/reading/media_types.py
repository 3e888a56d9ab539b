"""What a file is, by what is in it and never by its name.

Libraries were tried: puremagic 1.30 takes a program for a "graphic filter" and knows no
plain text, and its 2.x needs a newer Python; filetype had its last release in 2022 and
knows neither mail nor text. Only these few kinds are wanted, and all others are refused.
"""

from __future__ import annotations

import re

SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
"""How a file of each kind begins."""

HEIF_BRANDS = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif")
"""How a photograph as telephones take it calls itself, after the box `ftyp`."""

ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe"),
    "image/tiff": (".tif", ".tiff"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif", ".avif"),
    "message/rfc822": (".eml",),
    "text/plain": (".txt", ".text", ".md", ".csv"),
}
"""The kinds of files that are kept as evidence, and how the names of each may end."""

WORDS = "PDF, PNG, JPEG, TIFF, GIF, WebP, HEIC, a mail (.eml) or plain text"
"""The same for people."""

HEADER = re.compile(rb"[!-9;-~]{1,70}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
NEEDED = re.compile(rb"^(?:from|received|return-path|message-id|date|subject):", re.I | re.M)
MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|script|svg|\?xml)\b", re.IGNORECASE)
BLANK = re.compile(rb"\r?\n|\Z")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def media_type(content: bytes) -> str | None:
    """The kind of a file, as mail and web name it; None for what is not kept as evidence."""
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS:
        return "image/heic"
    return _text_kind(content)


def _text_kind(content: bytes) -> str | None:
    if _is_mail(content):
        return "message/rfc822"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    # A page that runs scripts is none, though it is text.
    plain = text.strip() and not CONTROL.search(text) and not MARKUP.match(text)
    return "text/plain" if plain else None


def _is_mail(content: bytes) -> bool:
    """Whether it begins with the headers of a mail, at least two of the usual, and a blank line."""
    end, named = 0, set()
    while header := HEADER.match(content, end):
        if found := NEEDED.match(header[0]):
            named.add(found[0].lower())
        end = header.end()
    ends = BLANK.match(content, end) is not None
    return len(named) > 1 and ends and b"\x00" not in content
