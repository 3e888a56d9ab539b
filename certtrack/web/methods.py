"""Which methods an address takes, for the header Allow."""

from __future__ import annotations

from fastapi import Request
from starlette.routing import Match, Mount

METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")
"""Those that an address may take by itself; whatever takes GET takes HEAD."""


def methods_at(request: Request) -> list[str]:
    """The methods that the address of a request takes, in order.

    Of several routes with one address Starlette tells only the first one's. Of files, which take
    any method to refuse all but one, it tells nothing.
    """
    routes = request.app.router.routes
    # Where files are, the address was taken apart on the way.
    scope = {**request.scope, "root_path": request.scope.get("app_root_path", "")}
    taken = {
        method
        for method in METHODS
        for route in routes
        if (method == "GET" or not isinstance(route, Mount))
        and route.matches({**scope, "method": method})[0] is Match.FULL
    }
    return sorted(taken | {"HEAD"} if "GET" in taken else taken)
