"""What a program sends: one JSON object, read exactly and with limits."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from certtrack.errors import Refused
from certtrack.reading.files import parsed_object
from certtrack.web.problem import Problem, one_problem

LARGEST = 1_000_000
"""Bytes that an object may have: far more than any entry."""

JSON = "application/json"


async def sent_object(request: Request) -> dict[str, Any]:
    """The object that was sent; numbers with a point are exact.

    Raises:
        Problem: When it is called otherwise than JSON, is too large, or cannot be read.
    """
    # A form of another site can send text, but nothing that is called JSON.
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        hint = f"Send it with the header Content-Type: {JSON}."
        raise one_problem(415, f"what was sent is called {kind or 'nothing'}", hint)
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > LARGEST:
            raise one_problem(413, f"more than {LARGEST // 1_000_000} MB are not taken")
    try:
        return parsed_object(bytes(content), "body", "body").tables
    except Refused as error:
        raise Problem(400, *error.faults) from None


Sent = Annotated[dict[str, Any], Depends(sent_object)]
