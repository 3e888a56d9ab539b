"""PDFs for tests: a certificate as a program writes it, and files meant to do harm."""

from __future__ import annotations

import zlib
from collections.abc import Sequence


def pdf(objects: Sequence[bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = b"/Size %d" % (len(objects) + 1)
    return out + b"trailer\n<<%b %b>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d %b>>\nstream\n%b\nendstream" % (len(content), more, content)


def page_with(content: bytes) -> bytes:
    """A PDF of one page with this content stream as its fourth object."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
            b"/Resources<</Font<</F 5 0 R>>>>>>",
            content,
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        ]
    )


def certificate(text: str) -> bytes:
    """A certificate of these lines."""
    lines = [line.encode("cp1252") for line in text.splitlines()]
    safe = [
        one.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") for one in lines
    ]
    shown = b"".join(b"(%b) Tj T*\n" % one for one in safe)
    return page_with(stream(b"BT /F 14 Tf 18 TL 72 700 Td\n%bET" % shown))


def scanned() -> bytes:
    """A page with a picture and no text."""
    picture = stream(
        zlib.compress(bytes(64 * 64)),
        b"/Type/XObject/Subtype/Image/Width 64/Height 64/BitsPerComponent 8"
        b"/ColorSpace/DeviceGray/Filter/FlateDecode",
    )
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
            b"/Resources<</XObject<</I 5 0 R>>>>>>",
            stream(b"q 600 0 0 780 0 0 cm /I Do Q"),
            picture,
        ]
    )


def bomb(zeros: int = 2**30) -> bytes:
    """A page whose content is so many zeros, packed into a thousandth."""
    packer = zlib.compressobj(9)
    block = bytes(2**20)
    packed = b"".join(packer.compress(block) for _ in range(zeros // len(block)))
    return page_with(stream(packed + packer.flush(), b"/Filter/FlateDecode"))


def bomb_in_layers() -> bytes:
    """The same, packed twice: so small that its size gives nothing away."""
    inner = bytes(2**27)
    return page_with(
        stream(zlib.compress(zlib.compress(inner, 9), 9), b"/Filter[/FlateDecode/FlateDecode]")
    )


def many_pages(stated: int) -> bytes:
    """One page that is there very often."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%b]/Count %d>>" % (b"3 0 R " * 1000, stated),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>",
        ]
    )


def pages_within_themselves() -> bytes:
    """A tree of pages that is its own branch."""
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"])


def nested(depth: int = 100_000) -> bytes:
    """Lists within lists within lists."""
    return pdf([b"<</Type/Catalog/Pages %b%b>>" % (b"[" * depth, b"]" * depth)])


def endless_form() -> bytes:
    """A page that shows a form that shows itself."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
            b"/Resources<</XObject<</X 5 0 R>>>>>>",
            stream(b"/X Do"),
            stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/Resources<</XObject<</X 5 0 R>>>>"),
        ]
    )


def long_work() -> bytes:
    """A page that says very much."""
    return page_with(
        stream(zlib.compress(b"BT /F 1 Tf (x) Tj ET\n" * 3_000_000, 9), b"/Filter/FlateDecode")
    )
