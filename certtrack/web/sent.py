"""What a form sent: read before a page is made, so that pages need not wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

MOST_FIELDS = 10_000
"""Fields of a form: for each column of a table there are some."""

DIGITS = 18
"""Nothing has a longer number."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sent.

    Args:
        texts: What stood in each field.
        files: The files by field, those that were chosen: name and content.
    """

    texts: dict[str, str]
    files: dict[str, tuple[str, bytes]]

    def text(self, key: str) -> str:
        """What stood in a field; empty when there was none."""
        return self.texts.get(key, "").strip()

    def number(self, key: str) -> int:
        """The number of a thing that stood in a field; 0, which nothing has, for none."""
        text = self.text(key)
        plain = text.isascii() and text.isdecimal() and len(text) <= DIGITS
        return int(text) if plain else 0


async def sent(request: Request) -> Sent:
    """Read what a form sent."""
    texts: dict[str, str] = {}
    files: dict[str, tuple[str, bytes]] = {}
    async with request.form(max_fields=MOST_FIELDS) as form:
        for key, value in form.multi_items():
            if not isinstance(value, UploadFile):
                texts[key] = value.replace("\r\n", "\n")
            elif value.filename:
                files[key] = (value.filename, await value.read())
    return Sent(texts, files)


WasSent = Annotated[Sent, Depends(sent)]
