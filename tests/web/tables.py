"""Tables as they are sent by a form, and what stands in that form."""

from __future__ import annotations

import io

import html5lib
import xlsxwriter

from tests.web.conftest import Page


def table(content, name="table.csv"):
    """A file in the form."""
    content = content if isinstance(content, bytes) else content.encode()
    return {"table": (name, content, "text/csv")}


def workbook(**sheets):
    """A workbook in the form: by their names sheets with rows."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return table(content.getvalue(), "book.xlsx")


def fields(page: Page) -> dict[str, str]:
    """What the form of a page sends as it stands, besides files, boxes and buttons."""
    told = {}
    for one in html5lib.parse(page.html, namespaceHTMLElements=False).iter():
        if one.tag in ("input", "select") and one.get("type") not in ("file", "checkbox"):
            chosen = [each for each in one.iter("option") if "selected" in each.attrib]
            told[one.get("name", "")] = (chosen[0] if chosen else one).get("value", "")
    return told


def saying(page: Page, **columns: str) -> dict[str, str]:
    """The same, with what columns are said to be, by their names."""
    told = fields(page)
    numbers = {told[key]: key.removeprefix("name-") for key in told if key.startswith("name-")}
    return {**told, **{f"column-{numbers[name]}": key for name, key in columns.items()}}


def columns(page: Page) -> dict[str, str]:
    """By the names of columns what they are taken for, as the form has it."""
    told = fields(page)
    numbers = [key.removeprefix("name-") for key in told if key.startswith("name-")]
    return {told[f"name-{one}"]: told[f"column-{one}"] for one in numbers}
