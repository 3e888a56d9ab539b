"""The dashboard put together: its pages, and what stands in front of them."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from certtrack import __version__
from certtrack.errors import Refused
from certtrack.services import persons
from certtrack.web.accounts_door import AccountsDoor
from certtrack.web.admission import Admission
from certtrack.web.api import faults, routes
from certtrack.web.api.description import described
from certtrack.web.api.gate import Gate
from certtrack.web.desk import Desk
from certtrack.web.guard import HEADERS, Guard
from certtrack.web.head import HeadAsGet
from certtrack.web.methods import methods_at
from certtrack.web.pages import (
    account,
    accounts,
    activities,
    backups,
    calendars,
    care,
    careers,
    channels,
    deeds,
    eligibility,
    entries,
    home,
    identities,
    people,
    plans,
    programs,
    reminders,
    reports,
    roster,
    roster_import,
    rules,
    sheets,
    signing,
)
from certtrack.web.problem import MEDIA_TYPE, Problem, is_api
from certtrack.web.refusals import DEFECT, NotThere, words_of
from certtrack.web.signing_in import Doorkeeper
from certtrack.web.view import STATIC, page

LARGEST = 30_000_000
"""Bytes that a request may have: a certificate of 25 MB, and what goes with it."""

MINUTES_AWAY = 10
"""Minutes in which whoever signs in by an identity provider must be back."""

METHOD_NOT_ALLOWED = 405

AS_IT_IS = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/json", MEDIA_TYPE)
"""What is not compressed: a strong entity tag is that of one form of an answer alone."""

PAGES = (
    signing,
    identities,
    account,
    accounts,
    people,
    home,
    sheets,
    activities,
    entries,
    eligibility,
    plans,
    reminders,
    calendars,
    reports,
    deeds,
    roster,
    roster_import,
    care,
    channels,
    backups,
    rules,
    programs,
    careers,
)


def make_app(desk: Desk, door: Doorkeeper | AccountsDoor, origins: Collection[str]) -> FastAPI:
    """The dashboard.

    Args:
        desk: What it is served from.
        door: Knows who may see it.
        origins: Under which it is known, for example http://127.0.0.1:8351.
    """
    manager_of = partial(_manager_of, desk.store)
    app = FastAPI(
        title="certtrack",
        version=__version__,
        openapi_url=routes.DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(HeadAsGet),
            Middleware(
                Guard,
                origins=origins,
                largest=LARGEST,
                entrance=isinstance(door, Doorkeeper),
            ),
            *_remembering(door),
            Middleware(GZipMiddleware, minimum_size=1000, exclude_content_types=AS_IT_IS),
            Middleware(Admission, door=door, manager_of=manager_of),
            Middleware(Gate, door=door, manager_of=manager_of, folder=desk.tokens),
        ],
        exception_handlers=_handlers(),
    )
    app.state.desk, app.state.door, app.state.origins = desk, door, list(origins)
    for pages in PAGES:
        app.include_router(pages.router, include_in_schema=False)
    app.include_router(routes.router, include_in_schema=True)
    app.openapi = described(app)  # type: ignore[method-assign]
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def _remembering(door: Doorkeeper | AccountsDoor) -> list[Middleware]:
    """What remembers a browser that was sent to an identity provider, until it comes back."""
    if not isinstance(door, AccountsDoor) or door.provider is None:
        return []
    return [
        Middleware(
            SessionMiddleware,
            secret_key=door.secret.hex(),
            session_cookie="certtrack-sign-in",
            max_age=MINUTES_AWAY * 60,
            path="/sign-in",
            https_only=door.secure,
        )
    ]


def _manager_of(store: str | None, number: int) -> str | None:
    person = persons.one(store, number)
    return person.get("manager") if person else None


def _handlers() -> dict[int | type[Exception], Any]:
    """What answers what cannot be done."""
    return {
        Refused: _refused,
        NotThere: _not_there,
        HTTPException: _http,
        RequestValidationError: _unreadable,
        Problem: _problem,
        ClientDisconnect: _gone,
        Exception: _broken,
    }


async def _refused(request: Request, error: Any) -> Response:
    if is_api(request.url.path):
        return faults.refused(error)
    return page(request, "refused.html", status=422, title="Not done", faults=words_of(error))


async def _not_there(request: Request, error: Any) -> Response:
    return page(request, "refused.html", status=404, title="Not found", faults=[error.what])


async def _problem(request: Request, error: Any) -> Response:  # noqa: ARG001
    return faults.of_problem(error)


async def _unreadable(request: Request, error: Any) -> Response:
    if is_api(request.url.path):
        return faults.invalid(error)
    what = "This address, or what was sent, cannot be understood."
    return page(request, "refused.html", status=404, title="Not found", faults=[what])


async def _http(request: Request, error: Any) -> Response:
    headers = dict(error.headers or {})
    if error.status_code == METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(methods_at(request))
    if is_api(request.url.path):
        return faults.of_http(request, error, headers)
    what = {404: "There is no such page."}.get(error.status_code, str(error.detail))
    title = "Not found" if error.status_code == 404 else "Not done"  # noqa: PLR2004
    told = {"title": title, "faults": [what]}
    response = page(request, "refused.html", status=error.status_code, **told)
    response.headers.update(headers)
    return response


async def _gone(request: Request, error: Any) -> Response:  # noqa: ARG001
    # Whoever asked went on to another page meanwhile: nobody reads this.
    return Response(status_code=400)


async def _broken(request: Request, error: Any) -> Response:  # noqa: ARG001
    if is_api(request.url.path):
        return _strict(faults.defect())
    response = page(request, "refused.html", status=500, title="Not done", faults=[DEFECT])
    return _strict(response)


def _strict(response: Response) -> Response:
    """What a defect ends is answered past everything that stands in front of the pages."""
    response.headers.update({**HEADERS, "Cache-Control": "no-store"})
    return response
