"""Whatever goes wrong in the JSON API, said in the words of whoever sends JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from certtrack.errors import Fault, Outdated, Refused
from certtrack.web.problem import Problem, problem
from certtrack.web.refusals import hint_of, key_of

AGAIN = "Read it again, and send the change with its ETag of now."
LONGEST_QUOTE = 60
"""Characters of a wrong value that are shown."""

FORCE = ("add --force", "send it with force=true")
"""How to say that it is meant: at the command line, and here."""


def refused(error: Refused) -> Response:
    """The answer for what cannot be done as it was asked."""
    if isinstance(error, Outdated):
        return problem(412, [Fault(one.what, None, AGAIN) for one in error.faults])
    return problem(422, [worded(one) for one in error.faults])


def worded(fault: Fault) -> Fault:
    """A fault with the key it is about, and without what only helps at the command line."""
    said = Fault(fault.what, fault.where, fault.hint and fault.hint.replace(*FORCE))
    where = fault.where if fault.where and " " in fault.where else key_of(fault)
    return Fault(fault.what, where, hint_of(said))


def invalid(error: RequestValidationError) -> Response:
    """The answer for an address or a parameter that is not as it must be."""
    faults = [_of_parameter(one) for one in error.errors()]
    in_address = any(one["loc"][0] == "path" for one in error.errors())
    return problem(404 if in_address else 422, faults)


def _of_parameter(error: Mapping[str, Any]) -> Fault:
    if error["type"] == "value_error":
        what = str(error["ctx"]["error"])
    else:
        given = repr(error["input"])[:LONGEST_QUOTE]
        what = f"{error['msg'][:1].lower()}{error['msg'][1:]}, not {given}"
    return Fault(what, str(error["loc"][1]) if error["loc"][1:] else None)


def of_http(request: Request, error: HTTPException, headers: Mapping[str, str]) -> Response:
    """The answer for an address that is none, or that does not take a method.

    Args:
        request: What was asked.
        error: Why it is not answered.
        headers: Headers that the answer needs; for a method that is not taken, `Allow`.
    """
    if error.status_code == 404:  # noqa: PLR2004
        return problem(404, [Fault("there is nothing at this address")])
    if error.status_code == 405:  # noqa: PLR2004
        what = f"{request.method} is not for this address"
        return problem(405, [Fault(what, None, f"It takes {headers['Allow']}.")], headers)
    return problem(error.status_code, [Fault(str(error.detail))], headers)


def defect() -> Response:
    """The answer when certtrack itself is at fault; what happened is no business of a client's."""
    return problem(500, [Fault("certtrack failed: this is a defect of its own")])


def of_problem(error: Problem) -> Response:
    """The answer for a problem that was seen here."""
    return error.response()
