"""What is wrong with a request to the JSON API, as RFC 9457 has it: problem+json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.responses import Response

from certtrack.errors import Fault

MEDIA_TYPE = "application/problem+json"
ROOT = "/api"
"""What the address of everything of the JSON API begins with."""

TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""What RFC 9110 calls a status, where Python has an older name for it."""


def is_api(path: str) -> bool:
    """Whether an address is the JSON API's."""
    return path == ROOT or path.startswith(f"{ROOT}/")


class Problem(Exception):
    """A request cannot be answered as it was made.

    Args:
        status: The status of the answer.
        faults: All that is wrong; at least one.
        headers: Headers that the answer needs.
    """

    def __init__(
        self, status: int, *faults: Fault, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.status, self.faults, self.headers = status, faults, headers

    def response(self) -> Response:
        """The answer."""
        return problem(self.status, self.faults, self.headers)


def one_problem(
    status: int, what: str, hint: str | None = None, *, where: str | None = None
) -> Problem:
    """A problem with one fault, to be raised by the caller."""
    return Problem(status, Fault(what, where, hint))


def problem(
    status: int, faults: Sequence[Fault], headers: Mapping[str, str] | None = None
) -> Response:
    """The answer for what is wrong.

    Args:
        status: Its status.
        faults: All that is wrong; at least one. `where` is a key of what was sent, a
            parameter, or a place elsewhere.
        headers: Headers that it needs.
    """
    told = {
        "type": "about:blank",
        "title": TITLES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": " ".join(map(str, faults)),
        "faults": [{"what": one.what, "where": one.where, "hint": one.hint} for one in faults],
    }
    # Escaped, because what was sent may have signs that no text in UTF-8 can have.
    content = json.dumps(told, indent=2).encode("ascii")
    return Response(content, status, dict(headers or {}), MEDIA_TYPE)
