"""What tests of channels share: settings files for the servers that they start."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certtrack.reminders.channels.opening import Outside
from certtrack.reminders.settings import Settings, read_settings
from tests.reminders.post_office import PASSWORD, USER, PostOffice

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a settings file with these lines after its version."""

    def written_(lines: str) -> Path:
        path = tmp_path / "reminders.toml"
        path.write_text(f"schema = 1\n{lines}", encoding="utf-8")
        return path

    return written_


@pytest.fixture
def for_office(
    written: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Path]:
    """Writes a settings file whose channel `mail` leads to a post office."""

    def for_office_(office: PostOffice, *lines: str, password: str = PASSWORD) -> Path:
        certificate = tmp_path / "ca.pem"
        office.authority.cert_pem.write_to_path(str(certificate))
        monkeypatch.setenv("CERTTRACK_MAIL_PASSWORD", password)
        login = [f'user = "{USER}"', 'password = { env = "CERTTRACK_MAIL_PASSWORD" }']
        return written(
            "\n".join(
                [
                    "[channels.mail]",
                    'kind = "smtp"',
                    'host = "127.0.0.1"',
                    f"port = {office.port}",
                    f'security = "{office.encryption}"',
                    *([f'ca_file = "{certificate}"'] if office.encryption != "none" else []),
                    *(login if office.login else []),
                    'from = "Recordatorios <reminders@example.org>"',
                    *lines,
                ]
            )
        )

    return for_office_


@pytest.fixture
def settings_for(for_office: Callable[..., Path]) -> Callable[..., Settings]:
    """Gives the settings in such a file."""
    return lambda *args, **more: read_settings(for_office(*args, **more))


@pytest.fixture
def outside() -> Outside:
    """A clock that stands still, and a screen that can be read."""
    return Outside(now=lambda: NOON, screen=io.StringIO())


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The place of a store that is not there yet, in a file and then once more on a server."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("database"))
    return str(tmp_path / "store.db")
