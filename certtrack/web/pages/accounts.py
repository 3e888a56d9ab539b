"""Accounts of everybody: for whoever runs the dashboard of a team."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from certtrack.errors import Fault, Refused, refuse
from certtrack.services import accounts, persons
from certtrack.services.accounts import Role
from certtrack.services.identity import Identity
from certtrack.web.accounts_door import AccountsDoor, AtAccounts
from certtrack.web.desk import AtDesk
from certtrack.web.refusals import by_key, words_of
from certtrack.web.sent import Sent, WasSent
from certtrack.web.view import page

router = APIRouter()
PLACE = "/settings/accounts"

KEYS = ("name", "role", "person", "manages", "email", "subject", "password")


@router.get(PLACE)
def look(request: Request, door: AtAccounts) -> Response:
    """Show every account."""
    return _page(request, door)


@router.post(PLACE)
def add(request: Request, door: AtAccounts, desk: AtDesk, was_sent: WasSent) -> Response:
    """Make an account."""
    typed = {key: was_sent.text(key) for key in KEYS if key != "password"}
    try:
        person = _person(desk.store, was_sent)
        accounts.add(
            door.folder,
            typed["name"],
            _role(typed["role"]),
            person,
            typed["manages"] or None,
            _proof(typed, was_sent),
        )
    except Refused as refused:
        beside, above = by_key(map(_placed, refused.faults), KEYS)
        return _page(request, door, typed=typed, beside=beside, above=above)
    return RedirectResponse(PLACE, 303)


@router.post(f"{PLACE}/password")
def give_password(request: Request, door: AtAccounts, was_sent: WasSent) -> Response:
    """Give an account another password."""
    try:
        password = was_sent.texts.get("password", "")
        accounts.set_password(door.folder, was_sent.text("name"), password)
    except Refused as refused:
        return _page(request, door, above=words_of(refused))
    return RedirectResponse(PLACE, 303)


@router.post(f"{PLACE}/remove")
def remove(request: Request, door: AtAccounts, was_sent: WasSent) -> Response:
    """Remove an account, not one's own: nobody might be left who could make one."""
    name = was_sent.text("name")
    try:
        if name == request.state.visitor.name:
            raise refuse("you are signed in by this account")
        accounts.remove(door.folder, name)
    except Refused as refused:
        return _page(request, door, above=words_of(refused))
    return RedirectResponse(PLACE, 303)


def _role(text: str) -> Role:
    for role in get_args(Role):
        if role == text:
            found: Role = role
            return found
    raise refuse("choose what the account may see", where="--role")


def _person(store: str | None, was_sent: Sent) -> int | None:
    """The number of somebody in the store; None where nothing was typed."""
    text, number = was_sent.text("person"), was_sent.number("person")
    if not text:
        return None
    if not number:
        hint = "It stands in the address of their page."
        raise refuse(f"{text!r} is no number of a person", where="--person", hint=hint)
    persons.must_be_there(store, number)
    return number


def _proof(typed: dict[str, str], was_sent: Sent) -> str | Identity:
    """How somebody signs in: by the provider where it is told as whom it knows them."""
    password = was_sent.texts.get("password", "")
    told = {key: typed[key] for key in ("email", "subject") if typed[key]}
    if told and (password or len(told) > 1):
        raise refuse("give a password, an e-mail address or a subject, and no two", where="--email")
    return Identity(**told) if told else password


def _placed(fault: Fault) -> Fault:
    """A fault beside the field that it is about."""
    key = {"NAME": "--name", None: "--password"}.get(fault.where)
    return replace(fault, where=key) if key else fault


def _page(
    request: Request,
    door: AccountsDoor,
    *,
    typed: dict[str, str] | None = None,
    beside: dict[str, str] | None = None,
    above: list[str] | None = None,
) -> Response:
    return page(
        request,
        "accounts.html",
        status=422 if beside or above else 200,
        found=accounts.listed(door.folder),
        roles=get_args(Role),
        provider=door.provider,
        typed=typed or {},
        beside=beside or {},
        above=above or [],
    )
