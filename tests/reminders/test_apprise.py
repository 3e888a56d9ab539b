"""Chats and web hooks through apprise, whose addresses are secret."""

from __future__ import annotations

import io
import logging
import traceback

import pytest

from certtrack.errors import Refused
from certtrack.reminders.channels.channel import Addressee, Undelivered
from certtrack.reminders.channels.opening import opened
from certtrack.reminders.message import Attachment, Message
from certtrack.reminders.settings import read_settings
from tests.reminders.web_hook import listening

ANA = Addressee(name="Ana Flores")
MESSAGE = Message(
    key="k",
    subject="Faltan 8 créditos\r\nhoy",
    text="Hola <b>Ana</b> & *todos*:\nfaltan 8 CEU.",
    html="<p>Hola</p>",
    attachments=(Attachment(name="a.ics", media_type="text/calendar", content=b"x"),),
)
TOKEN = "t0ken-t0ken-t0ken"


@pytest.fixture
def team(written, monkeypatch, outside):
    """Opens a channel that leads to an address."""

    def team_(url: str):
        monkeypatch.setenv("TEAM_URL", url)
        path = written('[channels.team]\nkind = "apprise"\nurl = { env = "TEAM_URL" }\n')
        return opened(read_settings(path), "team", outside)

    return team_


@pytest.fixture
def said(capfd, caplog):
    """Gives everything that was written or logged, by whatever library."""
    caplog.set_level(logging.DEBUG, logger="")
    caplog.set_level(logging.DEBUG, logger="apprise")
    caplog.set_level(logging.DEBUG, logger="urllib3")
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    logging.getLogger("apprise").addHandler(handler)
    yield lambda: "".join(capfd.readouterr()) + caplog.text + heard.getvalue()
    logging.getLogger("apprise").removeHandler(handler)


def test_a_message_arrives_as_plain_text(team, said):
    with listening() as hook, team(f"json://ana:{TOKEN}@127.0.0.1:{hook.port}/{TOKEN}") as channel:
        channel.carry(MESSAGE, ANA)
        channel.carry(MESSAGE, ANA)
    assert hook.paths == [f"/{TOKEN}"] * 2
    assert hook.bodies[0]["title"] == "Faltan 8 créditos hoy"
    assert hook.bodies[0]["message"] == MESSAGE.text
    assert not hook.bodies[0].get("attachments")
    assert TOKEN not in said()


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_refusal_is_told_without_the_address(team, said, status):
    with (
        listening(status=status) as hook,
        team(f"json://ana:{TOKEN}@127.0.0.1:{hook.port}/{TOKEN}") as channel,
        pytest.raises(Undelivered) as caught,
    ):
        channel.carry(MESSAGE, ANA)
    assert len(hook.bodies) == 1
    found = caught.value
    assert found.reason == "what team leads to did not take the message"
    assert (found.permanent, found.in_doubt) == (False, False)
    assert TOKEN not in said() + "".join(traceback.format_exception(found))


def test_where_nobody_listens_that_is_told_without_the_address(team, said):
    with listening() as hook:
        pass
    url = f"json://ana:{TOKEN}@127.0.0.1:{hook.port}/{TOKEN}"
    with team(url) as channel, pytest.raises(Undelivered) as caught:
        channel.carry(MESSAGE, ANA)
    assert TOKEN not in said() + "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("url", [f"slak://{TOKEN}", TOKEN, f"slack://{TOKEN}", f"://{TOKEN}"])
def test_an_address_that_apprise_does_not_know_is_refused_without_it(team, said, url):
    with pytest.raises(Refused) as caught:
        team(url)
    told = "".join(traceback.format_exception(caught.value))
    assert "channel team: its secret is not an address that apprise knows" in told
    assert TOKEN not in told + said()


def test_two_addresses_in_one_are_not_taken_for_two(team):
    with listening() as hook:
        urls = ", ".join([f"json://127.0.0.1:{hook.port}/one", f"json://127.0.0.1:{hook.port}/two"])
        with team(urls) as channel:
            channel.carry(MESSAGE, ANA)
    assert len(hook.bodies) == 1


def test_logging_is_as_before_afterwards(team, caplog):
    with listening() as hook, team(f"json://127.0.0.1:{hook.port}") as channel:
        channel.carry(MESSAGE, ANA)
    logging.getLogger("anything").error("heard")
    assert "heard" in caplog.text
