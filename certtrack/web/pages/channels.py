"""The channels by which reminders leave: where each leads, and whether it works."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from certtrack import clock
from certtrack.errors import Refused
from certtrack.render.channels_page import trial_told
from certtrack.services.channel_trial import try_within
from certtrack.services.channels import settings_of
from certtrack.web.desk import AtDesk
from certtrack.web.pages.care import seen_here, settings_page
from certtrack.web.refusals import by_key
from certtrack.web.sent import WasSent

router = APIRouter()

TO = "to"

SECONDS = 60.0
"""How long a channel may take: longer than a mail server of good manners does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of a test message.

    Args:
        channel: The channel's name, as it was sent.
        to: The address that was typed.
        told: To what it was handed, in words; empty when it was not.
        faults: Why it was not delivered, in words.
        beside: What is wrong with the address; empty when nothing is.
    """

    channel: str
    to: str
    told: str = ""
    faults: list[str] = field(default_factory=list)
    beside: str = ""


@router.get("/settings/channels")
def channels() -> Response:
    """Where they are listed."""
    return RedirectResponse("/settings#channels", 303)


@router.post("/settings/channels")
def try_channel(request: Request, desk: AtDesk, was_sent: WasSent) -> Response:
    """Send a test message by a channel, and say what became of it."""
    name, to = was_sent.text("channel"), was_sent.text(TO)
    try:
        done = try_within(settings_of(None), name, to or None, clock.instant, SECONDS)
    except Refused as refused:
        beside, faults = by_key(refused.faults, [TO])
        tried = Tried(channel=name, to=to, faults=faults, beside=beside.get(TO, ""))
        return settings_page(request, desk, status=422, tried=tried)
    done = replace(done, channel=seen_here(done.channel))
    tried = Tried(channel=name, to=to, told=trial_told(done))
    return settings_page(request, desk, tried=tried)
