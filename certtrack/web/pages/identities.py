"""Signing in by an identity provider: there and back."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from certtrack.errors import Refused
from certtrack.services import accounts
from certtrack.web.accounts_door import AtAccounts
from certtrack.web.identity import BACK, IdentityProvider
from certtrack.web.pages.signing import asked, ours
from certtrack.web.refusals import NotThere, words_of

router = APIRouter()


def provider_of(door: AtAccounts) -> IdentityProvider:
    """By whom people sign in.

    Raises:
        NotThere: When they do not by a provider.
    """
    if door.provider is None:
        raise NotThere("There is no identity provider here.")
    return door.provider


By = Annotated[IdentityProvider, Depends(provider_of)]


@router.get("/sign-in/provider")
async def leave(request: Request, provider: By, to: str = "/") -> Response:
    """Send a browser to the provider."""
    try:
        return await provider.send_away(request, _origin(request), ours(to))
    except Refused as refused:
        return asked(request, ours(to), words_of(refused)[0], 502)


@router.get(BACK)
async def come_back(request: Request, door: AtAccounts, provider: By) -> Response:
    """Let a browser in that comes back, if the provider tells of somebody with an account."""
    try:
        identity, target = await provider.came_back(request)
        account = await run_in_threadpool(accounts.of_identity, door.folder, identity)
    except Refused as refused:
        return asked(request, "/", words_of(refused)[0], 422)
    if account is None:
        return asked(request, target, _no_account(provider, identity.subject, identity.email), 403)
    response = RedirectResponse(target, 303)
    door.let_in(response, account)
    return response


def _no_account(provider: IdentityProvider, subject: str | None, email: str | None) -> str:
    """What whoever runs the dashboard must know to make an account."""
    known = f"{provider.name} knows you as {subject}"
    known += f" and {email}" if email else ", and vouches for no e-mail address"
    return f"You have no account here. Whoever runs the dashboard can make one: {known}."


def _origin(request: Request) -> str:
    """Under which the browser knows the dashboard; another one was not let through."""
    host = request.headers["host"].lower()
    origins: list[str] = request.app.state.origins
    return next(one for one in origins if urlsplit(one).netloc == host)
