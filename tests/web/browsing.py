"""A browser without JavaScript that has signed in, and pages as it reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
from starlette.testclient import TestClient

from certtrack.web.app import make_app
from certtrack.web.desk import Desk
from certtrack.web.signing_in import Doorkeeper

HOST, CODE = "127.0.0.1:8351", "12345678"


@dataclass(frozen=True)
class Page:
    """A page as it was answered."""

    status: int
    address: str
    html: Element

    @property
    def main(self) -> Element:
        """What is the page's own."""
        return next(self.all("main"))

    def all(self, tag: str) -> Iterator[Element]:
        """Every element of a kind."""
        return self.html.iter(tag)

    @property
    def text(self) -> str:
        """All that is to be read on it."""
        return text_of(self.main)

    def texts(self, tag: str) -> list[str]:
        """What is to be read in each element of a kind."""
        return [text_of(one) for one in self.all(tag)]

    @property
    def links(self) -> dict[str, str]:
        """Where the links lead, by their words."""
        return {text_of(one): one.get("href", "") for one in self.main.iter("a")}

    def field(self, name: str) -> Element:
        """A field of a form."""
        fields = [one for tag in ("input", "select") for one in self.all(tag)]
        return next(one for one in fields if one.get("name") == name)

    def typed(self, name: str) -> str:
        """What stands in a field of a form."""
        field = self.field(name)
        chosen = [one.get("value", "") for one in field.iter("option") if "selected" in one.attrib]
        return chosen[0] if chosen else field.get("value", "")


def text_of(element: Element) -> str:
    """What is to be read in an element."""
    return " ".join("".join(element.itertext()).split())


class Browser:
    """Asks for pages.

    Args:
        folder: Where the store is.
        rulebooks: Folders with rule files of the user's own.
        on: The day that counts as today.
    """

    def __init__(self, folder: Path, *rulebooks: Path, on: date) -> None:
        desk = Desk(
            store=str(folder / "store.db"), uploads=folder / "uploads", rulebooks=rulebooks, on=on
        )
        app = make_app(desk, Doorkeeper(b"secret", code=CODE), [f"http://{HOST}"])
        self._client = TestClient(app, base_url=f"http://{HOST}")
        self._client.post("/sign-in", data={"code": CODE})

    def get(self, address: str, **query: str) -> Page:
        """Ask for a page, whose HTML must have no fault."""
        answer = self._client.get(address, params=query or None)
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        html = parser.parse(answer.text)
        assert parser.errors == []
        return Page(answer.status_code, str(answer.url), html)
