"""Secrets: kept elsewhere, read only where they are one's own, and never shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from certtrack.errors import Refused
from certtrack.reminders.secret_sources import revealed, secret_source

SECRET = "hunter2-hunter2"
WHERE = "channel mail, password"


def refusal(place: dict[str, str]) -> str:
    with pytest.raises(Refused) as caught:
        revealed(secret_source(place), WHERE)
    assert SECRET not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mail.secret"
    path.write_text(f"{SECRET}\n", encoding="utf-8")
    path.chmod(0o600)
    return path


class Drawer(KeyringBackend):
    """A keyring with one entry."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return SECRET if (service, username) == ("certtrack", "ana") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


@pytest.fixture
def drawer():
    before = keyring.get_keyring()
    keyring.set_keyring(Drawer())
    yield
    keyring.set_keyring(before)


def test_a_secret_shows_itself_only_when_asked(monkeypatch):
    monkeypatch.setenv("P", SECRET)
    secret = revealed(secret_source({"env": "P"}), WHERE)
    assert secret.get_secret_value() == SECRET
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>40}"]
    assert not any(SECRET in one for one in shown)
    with pytest.raises(TypeError):
        json.dumps(secret)


@pytest.mark.parametrize("value", [None, ""])
def test_a_variable_that_is_not_set_is_named(monkeypatch, value):
    monkeypatch.delenv("P", raising=False)
    if value is not None:
        monkeypatch.setenv("P", value)
    assert refusal({"env": "P"}) == f"{WHERE}: the secret is to be in $P, which is not set."


def test_a_file_of_ones_own_is_read(file):
    place = secret_source({"file": str(file)})
    assert revealed(place, WHERE).get_secret_value() == SECRET
    file.chmod(0o400)
    assert revealed(place, WHERE).get_secret_value() == SECRET


def test_a_file_may_be_named_from_the_users_folder_on(file, monkeypatch):
    monkeypatch.setenv("HOME", str(file.parent))
    assert revealed(secret_source({"file": "~/mail.secret"}), WHERE).get_secret_value() == SECRET


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o660, 0o777, 0o601])
def test_a_file_that_others_may_use_is_refused_with_what_to_do(file, mode):
    file.chmod(mode)
    told = refusal({"file": str(file)})
    assert f"others may use the file {file} with the secret (its mode is {mode:04o})." in told
    assert f"chmod 600 {file}" in told


def test_a_link_is_as_open_as_what_it_leads_to(file, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(file)
    file.chmod(0o644)
    assert "its mode is 0644" in refusal({"file": str(link)})


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_refused(file):
    os.chown(file, 65534, -1)
    assert "belongs to somebody else" in refusal({"file": str(file)})


def test_a_file_that_cannot_be_read_is_told(file, tmp_path):
    assert "there is no file" in refusal({"file": str(tmp_path / "none")})
    assert "cannot be read: Is a directory" in refusal({"file": str(tmp_path)})
    file.write_bytes(b"\xff\xfe")
    assert "is not UTF-8 text" in refusal({"file": str(file)})
    file.write_text("\n")
    assert "which is empty or not there" in refusal({"file": str(file)})


@pytest.mark.usefixtures("drawer")
def test_an_entry_of_the_keyring_is_read_or_said_to_be_missing():
    place = {"keyring": "certtrack", "user": "ana"}
    assert revealed(secret_source(place), WHERE).get_secret_value() == SECRET
    told = refusal({**place, "user": "ben"})
    assert "the keyring's entry certtrack of ben, which is empty or not there" in told


@pytest.mark.usefixtures("drawer")
def test_where_there_is_no_keyring_that_is_said():
    keyring.set_keyring(NoKeyring())
    told = refusal({"keyring": "certtrack", "user": "ana"})
    assert told.startswith(f"{WHERE}: the keyring cannot be read. Is a keyring set up")


@pytest.mark.parametrize(
    ("library", "opening"),
    [
        ("keyring", "revealed(secret_source({'keyring': 'k', 'user': 'u'}), 'w')"),
        ("apprise", "AppriseChannel('team', SecretStr('json://h'))"),
        ("desktop_notifier", "DesktopChannel()"),
    ],
)
def test_a_library_that_is_not_installed_is_named_with_how_to_install_it(library, opening):
    script = (
        "import sys\n"
        f"sys.modules[{library!r}] = None\n"
        "from pydantic import SecretStr\n"
        "from certtrack.reminders.secret_sources import revealed, secret_source\n"
        "from certtrack.reminders.channels.by_apprise import AppriseChannel\n"
        "from certtrack.reminders.channels.desktop import DesktopChannel\n"
        "from certtrack.errors import Refused\n"
        f"try:\n    {opening}\nexcept Refused as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    assert library.replace("_", "-") in done.stdout
    assert 'pip install "certtrack[notify]"' in done.stdout
    assert done.stdout.count("\n") == 1
