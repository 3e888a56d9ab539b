"""Workbooks made by hand, as no program for tables would make them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Log" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship '
    f'Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = "xl/worksheets/sheet1.xml"


def cell(at: str, text: str) -> str:
    """A cell with text."""
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(cells: str, before: str = "") -> str:
    """A sheet of one row, with a declaration before it."""
    rows = f'<row r="1">{cells}</row>'
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def workbook(path: Path, sheet_: str, more: Mapping[str, bytes | str] | None = None) -> Path:
    """A workbook with one sheet, given as it stands in the file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in {**PARTS, SHEET: sheet_, **(more or {})}.items():
            parts.writestr(name, content)
    return path


def understated(path: Path, part: str, size: int) -> Path:
    """The same workbook, whose directory says that a part is no larger than so many bytes."""
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as parts:
        told = parts.getinfo(part)
        crc = zlib.crc32(parts.read(part)[:size])
    # In the directory the name stands 46 bytes behind the beginning of its entry.
    entry = content.rfind(part.encode()) - 46
    for sums in (entry + 16, told.header_offset + 14):
        struct.pack_into("<I", content, sums, crc)
        struct.pack_into("<I", content, sums + 8, size)
    path.write_bytes(content)
    return path
