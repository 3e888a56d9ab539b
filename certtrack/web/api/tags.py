"""Answers with strong entity tags, and changes that must name what they change.

An ETag is another one as soon as anything in the answer is otherwise, so that whoever has
the answer need not be sent it again, and nobody changes what they have not seen.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import Header, Request
from starlette.responses import Response

from certtrack.render import contract
from certtrack.web.problem import one_problem

TAG = re.compile(r'(W/)?"([^"]*)"')
MARK = 32
"""Hexadecimal digits of a hash that make a tag: 128 bits."""

IfMatch = Annotated[
    str | None,
    Header(description="The entry's ETag as you last read it, in its quotes. Must be sent."),
]


def answer(
    request: Request,
    told: object,
    *,
    status: int = 200,
    mark: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer as JSON, or 304 when the client has it.

    Args:
        request: What was asked.
        told: The answer.
        status: Its status.
        mark: What its entity tag says; None for a hash of the answer itself.
        headers: More headers.
    """
    content = contract.dumps(told).encode()
    mark = mark or hashlib.sha256(content).hexdigest()[:MARK]
    tagged = {"ETag": f'"{mark}"', **(headers or {})}
    if request.method == "GET" and _is_named(request.headers.getlist("if-none-match"), mark):
        return Response(status_code=304, headers=tagged)
    return Response(content, status, tagged, "application/json")


def _is_named(given: list[str], mark: str) -> bool:
    """Whether one of these headers names a mark; weak tags do too, as RFC 9110 has it."""
    text = ",".join(given)
    return text.strip() == "*" or any(found[2] == mark for found in TAG.finditer(text))


def seen_mark(given: str | None, mark: str) -> str | None:
    """The mark under which an entry was last seen by whoever changes it.

    Args:
        given: The header If-Match.
        mark: Its mark now.

    Returns:
        A mark to be compared again when the change is written; None for whatever it says.

    Raises:
        Problem: When the header is missing or is none.
    """
    if given is None:
        hint = "Send the header If-Match with the ETag that it had when you read it."
        raise one_problem(428, "it is not said which state of the entry is meant", hint)
    if given.strip() == "*":
        return None
    found = list(TAG.finditer(given))
    if not found:
        hint = 'Send the ETag with its quotes: If-Match: "0123456789abcdef".'
        raise one_problem(400, "If-Match has no entity tag", hint, where="If-Match")
    # A weak tag is never enough for a change.
    strong = [one[2] for one in found if not one[1]]
    return mark if mark in strong else next(iter(strong), "")
