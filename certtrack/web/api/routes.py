"""The JSON API put together: version 1, under one address."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.security import APIKeyCookie, HTTPBearer

from certtrack.web.api import answers, entries, library, people
from certtrack.web.api.asked import known_parameters
from certtrack.web.api.description import EVERYWHERE
from certtrack.web.problem import ROOT
from certtrack.web.signing_in import COOKIE

PLACE = f"{ROOT}/v1"
DESCRIPTION = f"{PLACE}/openapi.json"

# The gate decides; these say so in the description.
TOKEN = HTTPBearer(auto_error=False, scheme_name="token", description="A token.")
SIGNED_IN = APIKeyCookie(
    name=COOKIE, auto_error=False, scheme_name="browser", description="A browser that signed in."
)

router = APIRouter(
    prefix=PLACE,
    responses=EVERYWHERE,
    dependencies=[Depends(TOKEN), Depends(SIGNED_IN), Depends(known_parameters)],
)
for _part in (people, answers, entries, library):
    router.include_router(_part.router)
