"""The address of a PostgreSQL database: read as its own library reads it, shown without secrets."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from certtrack.errors import Refused, refuse

SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
LOOKS = "It looks like postgresql://USER@HOST:5432/DATABASE"
ESCAPED = f"{LOOKS}; in a password write @ / : % and # as %40 %2F %3A %25 and %23."


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a PostgreSQL server.

    Args:
        url: Its address with whatever secrets are in it: for the driver alone.
        shown: The same for people, without them.
        secrets: What must never be shown.
    """

    url: str = field(repr=False)
    shown: str
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def hushed(self, said: str) -> str:
        """What the driver or the server said, without a secret that it may repeat."""
        for secret in self.secrets:
            said = said.replace(secret, "…")
        return said


def server_at(url: str) -> Server:
    """The database that a URL names; its parts are not looked up yet.

    Args:
        url: A URL of one of the schemes; what it leaves out comes from PGUSER, PGPASSFILE
            and the like, as in every program that uses PostgreSQL's own library.

    Raises:
        Refused: When it is no such URL, or the driver is not installed.
    """
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise refuse(
            "a store on PostgreSQL needs the driver psycopg, which is not installed",
            hint='Install it: pip install "certtrack[postgres]".',
        ) from None
    plain = f"postgresql://{url.split('://', 1)[1]}"
    try:
        told = {key: str(value) for key, value in conninfo_to_dict(plain).items()}
    except (ProgrammingError, UnicodeError):
        # What the library says repeats parts of the URL, the password's among them.
        raise _malformed() from None
    if _misread(told):
        raise _malformed()
    secrets = tuple(told[key] for key in ("password", "sslpassword") if told.get(key))
    return Server(plain, _shown(told), secrets)


def _malformed() -> Refused:
    return refuse("the URL of the store cannot be read", hint=ESCAPED)


def _misread(told: dict[str, str]) -> bool:
    """Whether a sign in the password was taken for the end of it."""
    ports = [port for port in told.get("port", "").split(",") if port]
    wrong_port = any(not (port.isascii() and port.isdecimal()) for port in ports)
    cut = any(sign in told.get("dbname", "") for sign in "@/:")
    return wrong_port or cut or "@" in told.get("host", "")


def _shown(told: dict[str, str]) -> str:
    user = f"{quote(told['user'])}@" if "user" in told else ""
    host, port = told.get("host", ""), told.get("port")
    end = f":{port}" if port else ""
    name = quote(told.get("dbname", ""))
    if host.startswith("/"):
        more = f"&port={port}" if port else ""
        return f"postgresql://{user}/{name}?host={host}{more}"
    return f"postgresql://{user}{host}{end}/{name}"
