"""People who sign in by an identity provider: sent there, and believed when they come back.

The protocol is OpenID Connect (authorization code with PKCE, state and nonce) as the library
authlib speaks it. What it leaves to others is looked at here: that the provider calls itself
by the address it was asked at (OpenID Connect Discovery 1.0, section 4.3), and that what it
tells is meant for this dashboard (Core 1.0, section 3.1.3.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from certtrack.errors import refuse
from certtrack.services.identity import Identity
from certtrack.web.loopback import is_loopback

DISCOVERY = "/.well-known/openid-configuration"
BACK = "/sign-in/provider/back"
"""Where a provider sends people back to."""

PATIENCE = 10.0
"""Seconds in which a provider must answer."""

TARGET = "to"
WORD = re.compile(r"[a-z_]{1,40}")


class IdentityProvider:
    """By whom people sign in who have no password here.

    Args:
        issuer: Its address, as it calls itself.
        client: By which it knows the dashboard.
        secret: What it shares with the dashboard; None where it asks for none.

    Raises:
        Refused: For an address to which nothing goes encrypted, unless it is this machine's.
    """

    def __init__(self, issuer: str, client: str, secret: str | None) -> None:
        _must_be_safe(issuer)
        self.issuer, self.client = issuer, client
        self._secret = secret
        self._speaking = self._begun()

    @property
    def host(self) -> str:
        """The name by which people know it."""
        return urlsplit(self.issuer).netloc

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return f"the provider {self.host}"

    async def send_away(self, request: Request, origin: str, target: str) -> Response:
        """Send a browser to the provider, who sends it back.

        Args:
            request: What was asked.
            origin: Under which the dashboard is known to the browser.
            target: Where the browser shall get to when it is signed in.

        Raises:
            Refused: When the provider does not answer, or not as one does.
        """
        with _told_in_words(self.name):
            await self._look()
            request.session[TARGET] = target
            answer: Response = await self._speaking.authorize_redirect(request, f"{origin}{BACK}")
        return answer

    async def came_back(self, request: Request) -> tuple[Identity, str]:
        """Of whom the provider tells, and where they wanted to get to.

        Args:
            request: With which the browser came back.

        Raises:
            Refused: When the provider let nobody in, when it is not to be believed, or when
                the browser was not sent there from here.
        """
        target = str(request.session.pop(TARGET, "/"))
        meant_for_us = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client},
        }
        with _told_in_words(self.name):
            await self._look()
            token = await self._speaking.authorize_access_token(
                request, claims_options=meant_for_us
            )
            told = await self._with_email(token)
        verified = "email" in told and told.get("email_verified") is True
        email = str(told["email"]) if verified else None
        return Identity(issuer=self.issuer, subject=str(told["sub"]), email=email), target

    async def _with_email(self, token: dict[str, Any]) -> dict[str, Any]:
        """What a provider tells of somebody, the e-mail address too if that must be asked for.

        Raises:
            ValueError: When that is told of somebody else (Core 1.0, section 5.3.2).
        """
        told = dict(token["userinfo"])
        about = await self._speaking.load_server_metadata()
        if "email" in told or "userinfo_endpoint" not in about:
            return told
        more = await self._speaking.userinfo(token=token)
        if more["sub"] != told["sub"]:
            raise ValueError(more["sub"])
        # Whether an address is verified is only told beside it.
        return dict(more)

    async def _look(self) -> None:
        """Read what the provider says of itself, once."""
        about = await self._speaking.load_server_metadata()
        if about.get("issuer") != self.issuer:
            self._speaking = self._begun()
            what = f"{self.name} calls itself {about.get('issuer')}, not {self.issuer}"
            raise refuse(what)

    def _begun(self) -> Any:
        from authlib.integrations.starlette_client import OAuth

        settings = {
            "scope": "openid email",
            "code_challenge_method": "S256",
            "timeout": PATIENCE,
            # What was given just now is used at once, however soon it ends.
            "leeway": 0,
        }
        if self._secret is None:
            settings["token_endpoint_auth_method"] = "none"
        return OAuth().register(
            "provider",
            client_id=self.client,
            client_secret=self._secret,
            server_metadata_url=f"{self.issuer.rstrip('/')}{DISCOVERY}",
            client_kwargs=settings,
        )


def _must_be_safe(issuer: str) -> None:
    try:
        found = urlsplit(issuer)
    except ValueError:
        found = urlsplit("")
    host, extra = found.hostname or "", found.query or found.fragment
    safe = found.scheme == "https" or (found.scheme == "http" and is_loopback(host))
    if not host or extra or not safe:
        hint = "Give the issuer as it calls itself, for example https://login.example.org."
        raise refuse(
            f"{issuer!r} is no address of an identity provider", where="--provider", hint=hint
        )


@contextmanager
def _told_in_words(name: str) -> Iterator[None]:
    """Whatever a provider does is told in a sentence.

    Raises:
        Refused: In the place of what the libraries raise.
    """
    from authlib.integrations.base_client import MismatchingStateError, OAuthError
    from httpx2 import HTTPError, InvalidURL
    from joserfc.errors import JoseError

    try:
        yield
    except MismatchingStateError:
        hint = "Sign in once more."
        raise refuse("this did not begin here, or is over", hint=hint) from None
    except OAuthError as error:
        # What stands in an address may be anybody's words.
        why = f": {error.error}" if WORD.fullmatch(error.error or "") else ""
        raise refuse(f"{name} did not let you in{why}") from None
    except (HTTPError, InvalidURL, OSError):
        hint = "Try again later."
        raise refuse(f"{name} cannot be reached, or answers with an error", hint=hint) from None
    except (JoseError, ValueError, TypeError, KeyError, RuntimeError):
        raise refuse(f"what {name} tells is not to be believed") from None
