"""An identity provider on this machine that tells the truth, or lies as it is told to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jws, jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "certtrack", "what both know"
ANA = {"sub": "u-1", "email": "Ana@example.org", "email_verified": True}


class Provider:
    """What a provider knows, and what it says in the place of the truth.

    Args:
        issuer: Its address.
    """

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.who = dict(ANA)
        self.key = self.signing = RSAKey.generate_key(2048, {"kid": "1"})
        self.about: dict[str, object] = {}
        self.claims: dict[str, object] = {}
        self.header: dict[str, object] = {}
        self.answers: dict[str, tuple[int, object]] = {}
        self.userinfo: dict[str, object] | None = None
        self.secret: str | None = SECRET
        self._codes: dict[str, dict[str, str]] = {}

    def authorize(self, address: str) -> str:
        """What somebody who signs in at an address is sent back to."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.issuer}/authorize?")
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def answer(self, path: str, form: dict[str, str], headers: object) -> tuple[int, object]:
        """What is answered to a program."""
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/openid-configuration":
            return 200, self._about() | self.about
        if path == "/jwks":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        if path == "/userinfo":
            return 200, self.userinfo
        assert path == "/token"
        return self._token(form, headers)

    def _about(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            **({"userinfo_endpoint": f"{self.issuer}/userinfo"} if self.userinfo else {}),
        }

    def _token(self, form: dict[str, str], headers: object) -> tuple[int, object]:
        asked = self._codes.pop(form["code"], None)
        if not self._is_the_client(form, headers):
            return 401, {"error": "invalid_client"}
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        told = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if not asked or (told, form["redirect_uri"]) != (
            asked["code_challenge"],
            asked["redirect_uri"],
        ):
            return 400, {"error": "invalid_grant"}
        given = {"access_token": "x", "token_type": "Bearer", "expires_in": 60}
        return 200, {**given, "id_token": self._id_token(asked["nonce"])}

    def _is_the_client(self, form: dict[str, str], headers: object) -> bool:
        if self.secret is None:
            return form.get("client_id") == CLIENT and "Authorization" not in headers
        both = base64.b64encode(f"{CLIENT}:{self.secret}".encode()).decode()
        return headers.get("Authorization") == f"Basic {both}"

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        truth = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": nonce}
        claims = {**truth, **self.who, **self.claims}
        told = {key: value for key, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": self.signing.kid, **self.header}
        if header["alg"] == "RS256":
            return jwt.encode(header, told, self.signing)
        registry = jws.JWSRegistry(algorithms=[header["alg"]])
        return jws.serialize_compact(header, json.dumps(told), self.signing, registry=registry)


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that can be asked, for as long as it is needed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer({})

        def do_POST(self):
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({key: values[0] for key, values in parse_qs(sent).items()})

        def _answer(self, form):
            status, told = provider.answer(urlsplit(self.path).path, form, self.headers)
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider = Provider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
