"""The text of a PDF, read by a process of its own that may neither grow nor go on for ever.

It is run by its path, takes the PDF on standard input, answers in JSON, and imports
nothing of ours: what a hostile file does to it, it does to nobody else.
"""

from __future__ import annotations

import io
import json
import logging
import sys

MEMORY = 512 * 2**20
"""Bytes of address space."""

SECONDS = 5
"""Of the processor's time."""

PAGES_AT_MOST = 500
"""A file with more is no certificate."""

PAGES_READ = 5
CHARACTERS = 20_000
LOCKED = "it is locked with a password"


def bounded() -> None:
    """Bound what this process may use, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def text_of(content: bytes) -> str:
    """The text of the first pages.

    Raises:
        ValueError: For what is no certificate, in words.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        try:
            # Many may be read by everybody and only not be changed.
            if not reader.decrypt(""):
                raise ValueError(LOCKED)
        except DependencyError:
            raise ValueError(LOCKED) from None
    tree = reader.root_object["/Pages"]
    stated = tree.get_object().get("/Count", 0)  # type: ignore[union-attr]
    if isinstance(stated, int) and stated > PAGES_AT_MOST:
        raise ValueError(f"it has {stated:,} pages; a certificate has few")
    read = []
    for number, page in enumerate(reader.pages):
        if number == PAGES_READ:
            break
        read.append(page.extract_text())
    return "\n".join(read)[:CHARACTERS]


def _too_much() -> type[Exception]:
    from pypdf.errors import LimitReachedError

    return LimitReachedError


def main() -> None:
    """Answer with the text or with why there is none."""
    bounded()
    logging.disable()
    sys.setrecursionlimit(600)
    answer: dict[str, str]
    try:
        answer = {"text": text_of(sys.stdin.buffer.read())}
    except ValueError as error:
        answer = {"refused": str(error)}
    except MemoryError:
        answer = {"refused": "it needs too much memory"}
    except _too_much():
        answer = {"refused": "it unpacks to far more than a certificate has"}
    except RecursionError:
        answer = {"refused": "it is nested too deeply"}
    except Exception:
        answer = {"refused": "it is broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
