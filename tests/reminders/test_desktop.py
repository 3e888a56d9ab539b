"""Notifications on a desktop; where there is none, nothing is said to be delivered."""

from __future__ import annotations

import sys

import pytest

from certtrack.reminders.channels.channel import Addressee, Undelivered
from certtrack.reminders.channels.opening import opened
from certtrack.reminders.message import Message
from certtrack.reminders.settings import read_settings
from tests.reminders.notification_server import DBUS, desktop, session_bus

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="a session bus is Linux's"
)
with_a_bus = pytest.mark.skipif(DBUS is None, reason="no dbus-daemon is installed")

ANA = Addressee(name="Ana Flores")
MESSAGE = Message(key="k", subject="Faltan 8\r\ncréditos", text="Hola, Ana:\n\x1b[31mrojo")


@pytest.fixture
def channel(written, outside, monkeypatch, tmp_path):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return opened(read_settings(written('[channels.d]\nkind = "desktop"\n')), "d", outside)


def test_without_a_session_it_is_not_delivered(channel, capfd, caplog):
    with channel, pytest.raises(Undelivered) as caught:
        channel.carry(MESSAGE, ANA)
    assert caught.value.reason == "there is no desktop session here to show it"
    assert (caught.value.permanent, caught.value.whole_channel) == (False, True)
    assert "".join(capfd.readouterr()) + caplog.text == ""


@with_a_bus
def test_a_notification_is_shown(channel, monkeypatch):
    with session_bus() as address, desktop(address) as shown:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with channel:
            channel.carry(MESSAGE, ANA)
            channel.carry(MESSAGE, ANA)
    assert shown.shown == [("certtrack", "Faltan 8 créditos", "Hola, Ana:\n[31mrojo")] * 2


@with_a_bus
def test_a_session_that_shows_no_notifications_is_told(channel, monkeypatch, capfd, caplog):
    with session_bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with channel, pytest.raises(Undelivered) as caught:
            channel.carry(MESSAGE, ANA)
    assert caught.value.reason == "the desktop shows no notifications"
    assert "".join(capfd.readouterr()) + caplog.text == ""


def test_a_bus_that_is_gone_is_told(channel, monkeypatch, tmp_path, capfd, caplog):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/gone")
    with channel, pytest.raises(Undelivered, match="the desktop shows no notifications"):
        channel.carry(MESSAGE, ANA)
    assert "".join(capfd.readouterr()) + caplog.text == ""
