"""Where mail goes: an e-mail address and the name of who reads there."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

NAMED = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>]*)>")
ATOM = r"[^\s@<>()\[\],;:\"\\\x00-\x20\x7f-\x9f.]+"
LOCAL = re.compile(rf"{ATOM}(\.{ATOM})*")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LONGEST_LOCAL, LONGEST = 64, 254
"""Characters before the @, and of a whole address (RFC 5321)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An address that mail can be sent to.

    Args:
        name: Who reads there; empty when nobody is named.
        local: What stands before the @.
        domain: What stands after it, in ASCII: other letters as xn--….
    """

    name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        """The address alone."""
        return f"{self.local}@{self.domain}"

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def mailbox(text: object, name: str = "") -> Mailbox:
    """A mailbox from an address, or from one with a name: Reminders <reminders@example.org>.

    Args:
        text: What is written.
        name: Who reads there, when the text does not say it.

    Raises:
        ValueError: For anything that mail cannot be sent to.
    """
    written = str(text).strip()
    found = NAMED.fullmatch(written)
    address = found["address"] if found else written
    called = found["name"].strip().strip('"') if found else name
    local, at, domain = address.rpartition("@")
    fits = len(local) <= LONGEST_LOCAL and len(address) <= LONGEST
    if not (at and fits and LOCAL.fullmatch(local)):
        raise ValueError(f"{written[:LONGEST]!r} is not an e-mail address")
    return Mailbox(name=called, local=local, domain=_ascii(domain, written))


def _ascii(domain: str, written: str) -> str:
    """A domain as the name servers know it."""
    plain = unicodedata.normalize("NFC", domain).lower()
    try:
        encoded = plain.encode("idna").decode("ascii")
        back = encoded.encode("ascii").decode("idna")
    except UnicodeError:
        raise ValueError(f"{written[:LONGEST]!r} is not an e-mail address") from None
    if not all(LABEL.fullmatch(label) for label in encoded.split(".")):
        raise ValueError(f"{written[:LONGEST]!r} is not an e-mail address")
    # The older standard that Python has makes ss of ß, which is somebody else's domain.
    if back != plain and not plain.startswith("xn--") and ".xn--" not in plain:
        raise ValueError(f"write the domain of {written[:LONGEST]!r} in ASCII, as xn--…")
    return encoded
