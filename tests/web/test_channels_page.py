"""A channel tried out in the browser: what became of it in words, in bounded time, no secret."""

from __future__ import annotations

import re
import socket
import threading
import time
from contextlib import suppress
from multiprocessing import active_children

import pytest

from certtrack.web.pages import channels
from tests.reminders.conftest import for_office, written
from tests.reminders.post_office import PASSWORD, open_office
from tests.reminders.web_hook import listening

__all__ = ["for_office", "written"]

TOKEN = "t0ken-t0ken-t0ken"


@pytest.fixture
def use(monkeypatch):
    """Has the dashboard use a settings file."""
    return lambda path: monkeypatch.setenv("CERTTRACK_SETTINGS", str(path))


def test_without_settings_it_is_said_what_to_do(get, home):
    page = get("/settings")
    assert "No channel is set up, so nothing is sent" in page.text
    assert str(home / "xdg_config_home" / "certtrack" / "reminders.toml") in page.text


def test_settings_with_faults_are_told_with_their_lines(get, send, use, written):
    use(written('[channels.a]\nkind = "smpt"\n'))
    page = get("/settings")
    assert page.status == 200
    assert "reminders.toml, line 3: Kind: 'smpt' is not known" in page.text
    page = send("/settings/channels", channel="a")
    assert page.status == 422


def test_a_test_message_is_delivered(get, send, use, for_office):
    with open_office(encryption="starttls", login=True) as office:
        use(for_office(office, '[delivery]\nchannels = ["mail"]'))
        page = get("/settings")
        assert f"smtp: 127.0.0.1:{office.port} (STARTTLS)" in page.text
        assert "People hear by it unless" in page.text
        first = send("/settings/channels", channel="mail", to="")
        second = send("/settings/channels", channel="mail", to=" ana@example.org ")
    assert [letter.recipients for letter in office.letters] == [
        ["reminders@example.org"], ["ana@example.org"],
    ]  # fmt: skip
    assert office.letters[0].mail["Subject"] == "A test message from certtrack"
    assert (first.status, second.status) == (200, 200)
    assert "Delivered. A test message was handed to 127.0.0.1" in first.text
    assert "for ana@example.org." in second.text
    assert second.value("to") == "ana@example.org"
    assert PASSWORD not in page.html + first.html + second.html


def test_what_was_not_delivered_is_told_with_the_reason(send, use, for_office):
    with open_office(manners={"ana@example.org": "refuse the recipient"}) as office:
        use(for_office(office))
        page = send("/settings/channels", channel="mail", to="ana@example.org")
    assert page.status == 422
    assert "Not delivered. 127.0.0.1 refused mail to ana@example.org: 550" in page.text
    assert page.value("to") == "ana@example.org"
    assert "\x1b" not in page.html


def test_a_wrong_address_is_told_beside_the_field(send, use, for_office):
    with open_office() as office:
        use(for_office(office))
        page = send("/settings/channels", channel="mail", to="ana@")
    assert page.status == 422
    assert "'ana@' is not an e-mail address" in page.fault("to-mail")
    assert page.value("to") == "ana@"
    assert "elivered" not in page.text
    assert office.connections == 0


def test_a_wrong_or_a_missing_password_is_told_without_it(send, use, for_office, monkeypatch):
    with open_office(encryption="tls", login=True) as office:
        use(for_office(office, password="battery-staple-9"))
        page = send("/settings/channels", channel="mail")
        assert "refused the password of reminders@example.org" in page.text
        assert "battery" not in page.html
        monkeypatch.delenv("CERTTRACK_MAIL_PASSWORD")
        page = send("/settings/channels", channel="mail")
    assert page.status == 422
    assert "$CERTTRACK_MAIL_PASSWORD, which is not set" in page.text


def test_a_web_hook_is_tried_and_its_address_is_not_shown(send, use, written, monkeypatch, capfd):
    use(written('[channels.team]\nkind = "apprise"\nurl = { env = "TEAM_URL" }\n'))
    with listening() as hook:
        monkeypatch.setenv("TEAM_URL", f"json://127.0.0.1:{hook.port}/{TOKEN}")
        page = send("/settings/channels", channel="team")
        hook.status = 500
        refused = send("/settings/channels", channel="team")
    assert len(hook.bodies) == 2
    assert "Delivered. A test message was handed to the address in $TEAM_URL." in page.text
    assert "Not delivered. What team leads to did not take the message." in refused.text
    assert TOKEN not in page.html + refused.html + "".join(capfd.readouterr())


def test_the_terminal_is_the_one_of_the_dashboard(get, send, use, written, capfd):
    use(written('[channels.screen]\nkind = "terminal"\n'))
    assert "the terminal in which the dashboard was started" in get("/settings").text
    page = send("/settings/channels", channel="screen")
    assert "Delivered. A test message was handed to the terminal" in page.text
    assert "reminders can reach you by the channel screen" in capfd.readouterr().out


def test_a_desktop_that_is_not_there_is_told(send, use, written, monkeypatch, home):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home))
    use(written('[channels.desk]\nkind = "desktop"\n'))
    page = send("/settings/channels", channel="desk")
    assert page.status == 422
    assert "Not delivered. There is no desktop session here" in page.text


@pytest.mark.parametrize("name", ["scren", "", "<b>x</b>"])
def test_a_channel_that_there_is_not_is_refused(send, use, written, name):
    use(written('[channels.screen]\nkind = "terminal"\n'))
    page = send("/settings/channels", channel=name)
    assert page.status == 422
    assert "Not delivered. There is no channel" in page.text
    assert "<b>x" not in page.html


@pytest.fixture
def dripping():
    """A server that never says all it has to say, but always something: it is never late."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip():
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                while not over.wait(0.1):
                    connection.sendall(b"220-not yet\r\n")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        over.set()


def test_a_channel_that_hangs_does_not_hang_the_page(
    get, send, use, written, dripping, monkeypatch
):
    use(
        written(
            '[channels.mail]\nkind = "smtp"\nhost = "127.0.0.1"\nsecurity = "none"\n'
            f'port = {dripping}\nfrom = "reminders@example.org"\n'
        )
    )
    monkeypatch.setattr(channels, "SECONDS", 3.0)
    begun = time.monotonic()
    page = send("/settings/channels", channel="mail")
    assert time.monotonic() - begun < 20
    assert page.status == 422
    assert "Not delivered. Nothing was answered within 3 seconds" in page.text
    assert active_children() == []
    assert get("/settings").status == 200


def test_which_channel_was_tried_is_where_the_answer_stands(send, use, written):
    use(written('[channels.one]\nkind = "terminal"\n[channels.two]\nkind = "terminal"\n'))
    page = send("/settings/channels", channel="two")
    articles = re.findall(r"<article.*?</article>", page.html, re.S)
    assert ["Delivered" in one for one in articles] == [False, True]
