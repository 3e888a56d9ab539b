"""Mail through a real server, which may refuse, stall and hang up."""

from __future__ import annotations

import socket
import traceback
from dataclasses import replace

import pytest
import trustme

from certtrack.errors import Refused
from certtrack.reminders.channels.channel import Addressee, Undelivered
from certtrack.reminders.channels.opening import opened
from certtrack.reminders.message import Attachment, Message
from tests.reminders.post_office import open_office

ANA = Addressee(name="Ana Flores", email="ana@example.org")
BEN = Addressee(name="Ben Okafor", email="ben@example.org")
CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"
MESSAGE = Message(
    key="ahima-2026-06-13.30",
    subject="Su certificación vence en 12 días: faltan 8 créditos",
    text="Hola, Ana:\n\nfaltan 8 CEU.\n.\n.. y un punto al principio\n",
    html="<p>Hola, <b>Ana</b>: faltan 8 CEU.</p>",
    language="es",
    attachments=(Attachment(name="plazos.ics", media_type="text/calendar", content=CALENDAR),),
)


def refusal(channel, to=ANA, message=MESSAGE):
    with pytest.raises(Undelivered) as caught:
        channel.carry(message, to)
    return caught.value


def told(part):
    return part.get_content().replace("\r\n", "\n")


def changed(settings, **what):
    return replace(settings, channels={"mail": replace(settings.channel("mail"), **what)})


# --- what arrives ---------------------------------------------------------------------


def test_a_message_in_spanish_arrives_whole(settings_for, outside):
    with open_office() as office, opened(settings_for(office), "mail", outside) as channel:
        channel.carry(MESSAGE, ANA)
    (letter,) = office.letters
    assert letter.sender == "reminders@example.org"
    assert letter.recipients == ["ana@example.org"]
    assert letter.content.isascii()
    mail = letter.mail
    assert mail["Subject"] == MESSAGE.subject
    assert mail["From"] == "Recordatorios <reminders@example.org>"
    assert mail["To"] == "Ana Flores <ana@example.org>"
    assert mail["Date"].datetime == outside.now()
    assert mail["Content-Language"] == "es"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert told(mail.get_body(("plain",))) == MESSAGE.text
    assert told(mail.get_body(("html",))) == f"{MESSAGE.html}\n"


def test_a_calendar_goes_along_as_one_to_keep(settings_for, outside):
    with open_office() as office, opened(settings_for(office), "mail", outside) as channel:
        channel.carry(MESSAGE, ANA)
    (calendar,) = office.letters[0].mail.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "PUBLISH"
    assert calendar.get_filename() == "plazos.ics"
    assert calendar.get_payload(decode=True) == CALENDAR


def test_a_message_without_html_and_files_is_plain(settings_for, outside):
    with open_office() as office, opened(settings_for(office), "mail", outside) as channel:
        channel.carry(Message(key="k", subject="s", text="t"), ANA)
    assert office.letters[0].mail.get_content_type() == "text/plain"
    assert told(office.letters[0].mail) == "t\n"


def test_a_server_may_say_that_it_forwards(settings_for, outside):
    with (
        open_office(manners={ANA.email: "take and forward"}) as office,
        opened(settings_for(office), "mail", outside) as channel,
    ):
        channel.carry(MESSAGE, ANA)
    assert len(office.letters) == 1


def test_a_repeat_has_the_same_message_id_and_another_message_another(settings_for, outside):
    with open_office() as office, opened(settings_for(office), "mail", outside) as channel:
        channel.carry(MESSAGE, ANA)
        channel.carry(MESSAGE, ANA)
        channel.carry(Message(key="other", subject="s", text="t"), ANA)
    one, repeat, other = (letter.mail["Message-ID"] for letter in office.letters)
    assert one == repeat == "<ahima-2026-06-13.30@example.org>"
    assert other == "<other@example.org>"


@pytest.mark.parametrize(
    ("link", "by_post"),
    [
        ("mailto:reminders@example.org?subject=stop", None),
        ("https://example.org/stop?who=ana", "List-Unsubscribe=One-Click"),
    ],
)
def test_people_can_stop_the_mail(settings_for, outside, link, by_post):
    with open_office() as office:
        settings = settings_for(office, f'unsubscribe = "{link}"')
        with opened(settings, "mail", outside) as channel:
            channel.carry(MESSAGE, ANA)
    assert office.letters[0].mail["List-Unsubscribe"] == f"<{link}>"
    assert office.letters[0].mail["List-Unsubscribe-Post"] == by_post


def test_without_a_link_nothing_is_said_of_stopping(settings_for, outside):
    with open_office() as office, opened(settings_for(office), "mail", outside) as channel:
        channel.carry(MESSAGE, ANA)
    assert office.letters[0].mail["List-Unsubscribe"] is None


# --- encryption and login -------------------------------------------------------------


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_mail_goes_encrypted_and_with_a_login(settings_for, outside, encryption):
    with (
        open_office(encryption=encryption, login=True) as office,
        opened(settings_for(office), "mail", outside) as channel,
    ):
        channel.carry(MESSAGE, ANA)
        channel.carry(MESSAGE, BEN)
    assert office.logins == [True]
    assert [letter.recipients for letter in office.letters] == [[ANA.email], [BEN.email]]


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_a_certificate_of_somebody_else_is_not_trusted(settings_for, outside, encryption):
    with open_office(encryption=encryption, login=True) as office:
        settings = settings_for(office)
        trustme.CA().cert_pem.write_to_path(str(settings.channel("mail").ca_file))
        with opened(settings, "mail", outside) as channel:
            found = refusal(channel)
    assert "certificate that is not to be trusted" in found.reason
    assert (found.permanent, found.in_doubt, found.whole_channel) == (False, False, True)
    assert office.logins == office.letters == []


def test_nothing_is_sent_openly_where_encryption_is_not_offered(settings_for, outside):
    with open_office() as office:
        settings = changed(settings_for(office), security="starttls")
        with opened(settings, "mail", outside) as channel:
            found = refusal(channel)
    assert found.reason == "127.0.0.1 offers no encryption (STARTTLS), so nothing was sent"
    assert (found.permanent, found.whole_channel) == (True, True)
    assert office.letters == []


def test_tls_with_a_server_that_speaks_none_is_told(settings_for, outside):
    with open_office() as office:
        settings = changed(settings_for(office), security="tls")
        with opened(settings, "mail", outside) as channel:
            found = refusal(channel)
    assert found.reason == "127.0.0.1 does not speak TLS there; are port and security right?"
    assert not found.permanent


def test_a_login_that_the_server_does_not_offer_is_told(settings_for, outside):
    with open_office(login=True) as office:
        settings = settings_for(office)
        office.login = False
        with opened(settings, "mail", outside) as channel:
            found = refusal(channel)
    assert found.reason == "127.0.0.1 takes no password over this connection"
    assert (found.permanent, found.whole_channel) == (True, True)


def test_a_wrong_password_is_one_sentence_without_it(settings_for, outside, capfd, caplog):
    wrong = "battery-staple-9"
    caplog.set_level("DEBUG", logger="")
    with (
        open_office(encryption="starttls", login=True) as office,
        opened(settings_for(office, password=wrong), "mail", outside) as channel,
    ):
        found = refusal(channel)
    # The server of the test logs what it was told; nobody else may.
    logged = "".join(one.getMessage() for one in caplog.records if one.name != "mail.log")
    assert found.reason == "127.0.0.1 refused the password of reminders@example.org (535)"
    assert found.permanent
    assert found.whole_channel
    shown = "".join(traceback.format_exception(found)) + repr(vars(channel)) + logged
    assert wrong not in shown + "".join(capfd.readouterr())


# --- what goes wrong ------------------------------------------------------------------

MISHAPS = [
    ("refuse the recipient", True, False, "refused mail to ana@example.org: 550 5.1.1 No such"),
    ("refuse for now", False, False, "does not take at the moment mail to ana@example.org: 451"),
    ("refuse the message", True, False, "refused the message: 554 5.7.1 This looks like spam"),
    ("refuse for now and leave", False, False, "421 4.3.2 Shutting down"),
    ("hang up before the message", False, False, "ended before the message was handed over"),
    ("hang up after the message", False, True, "it may have arrived"),
    ("stall after the message", False, True, "it may have arrived"),
    ("stall", False, False, "ended before the message was handed over"),
]


@pytest.mark.parametrize(("manner", "permanent", "in_doubt", "words"), MISHAPS)
def test_it_is_known_whether_it_left_and_whether_to_try_again(
    settings_for, outside, manner, permanent, in_doubt, words
):
    with (
        open_office(manners={ANA.email: manner}) as office,
        opened(settings_for(office, "timeout_seconds = 1"), "mail", outside) as channel,
    ):
        found = refusal(channel)
        channel.carry(MESSAGE, BEN)
    assert words in found.reason
    assert found.reason.isprintable()
    assert (found.permanent, found.in_doubt) == (permanent, in_doubt)
    assert office.letters[-1].recipients == [BEN.email]


def test_a_message_of_which_the_server_read_the_beginning_did_not_leave(settings_for, outside):
    big = Attachment(name="b", media_type="application/zip", content=bytes(12_000_000))
    message = Message(key="k", subject="s", text="t", attachments=(big,))
    with (
        open_office(manners={ANA.email: "hang up in the message"}) as office,
        opened(settings_for(office), "mail", outside) as channel,
    ):
        found = refusal(channel, message=message)
    assert (found.permanent, found.in_doubt) == (False, False)


def test_a_refused_recipient_stops_nobody_else_on_the_same_connection(settings_for, outside):
    carol = Addressee(name="", email="carol@example.org")
    with (
        open_office(manners={BEN.email: "refuse the recipient"}) as office,
        opened(settings_for(office), "mail", outside) as channel,
    ):
        channel.carry(MESSAGE, ANA)
        assert refusal(channel, BEN).permanent
        channel.carry(MESSAGE, carol)
    assert [letter.recipients for letter in office.letters] == [[ANA.email], [carol.email]]
    assert office.connections == 1


def test_a_connection_that_the_server_dropped_is_made_anew(settings_for, outside):
    with open_office() as office, opened(settings_for(office), "mail", outside) as channel:
        channel.carry(MESSAGE, ANA)
        office.hang_up()
        channel.carry(MESSAGE, BEN)
    assert [letter.recipients for letter in office.letters] == [[ANA.email], [BEN.email]]
    assert office.connections == 2


def test_where_nobody_listens_the_whole_channel_is_down(settings_for, outside):
    with open_office() as office:
        settings = settings_for(office)
    with opened(settings, "mail", outside) as channel:
        found = refusal(channel)
    assert found.reason == "127.0.0.1 takes no connections there"
    assert (found.permanent, found.whole_channel) == (False, True)


def test_a_server_that_says_nothing_is_not_waited_for_longer_than_told(settings_for, outside):
    with open_office() as office:
        settings = settings_for(office, "timeout_seconds = 1")
        with socket.create_server(("127.0.0.1", 0)) as silent:
            settings = changed(settings, port=silent.getsockname()[1])
            with opened(settings, "mail", outside) as channel:
                found = refusal(channel)
    assert found.reason == "127.0.0.1 did not answer in time"
    assert (found.permanent, found.whole_channel) == (False, True)


# --- addresses and headers ------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [None, "", "ana", "ana@", "@example.org", "a b@example.org", "a@b@c", "ana@exa mple.org",
     "ana@example.org\nBcc: eve@example.org", "ana@example.org>, <eve@example.org", "a..b@x.org",
     "ana@-x.org", "ana@faß.example", "ana@[127.0.0.1]"],
)  # fmt: skip
def test_what_is_no_address_is_refused_for_good_before_any_server_is_asked(
    settings_for, outside, address
):
    with open_office() as office, opened(settings_for(office), "mail", outside) as channel:
        found = refusal(channel, Addressee(name="Ana", email=address))
    assert found.permanent
    assert not found.whole_channel
    assert office.connections == 0


def test_an_address_in_letters_beyond_ascii_is_reached(settings_for, outside):
    with open_office() as office, opened(settings_for(office), "mail", outside) as channel:
        channel.carry(MESSAGE, Addressee(name="Ñandú", email="ñandú@correo.example"))
        channel.carry(MESSAGE, Addressee(name="", email="ana@españa.example"))
    assert office.letters[0].recipients == ["ñandú@correo.example"]
    assert "To: Ñandú <ñandú@correo.example>\r\n".encode() in office.letters[0].content
    assert office.letters[1].recipients == ["ana@xn--espaa-rta.example"]
    assert office.letters[1].content.isascii()


def test_where_the_server_takes_no_such_letters_that_is_said(settings_for, outside):
    with (
        open_office(international=False) as office,
        opened(settings_for(office), "mail", outside) as channel,
    ):
        found = refusal(channel, Addressee(name="", email="ñandú@correo.example"))
        channel.carry(MESSAGE, ANA)
    assert "takes no address with letters beyond ASCII" in found.reason
    assert found.permanent
    assert len(office.letters) == 1


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\u2028", "\x85"])
def test_no_name_or_subject_begins_another_header(settings_for, outside, end):
    evil = f"Ana{end}Bcc: eve@example.org{end}{end}<script>"
    with open_office() as office, opened(settings_for(office), "mail", outside) as channel:
        message = Message(key="k", subject=evil, text="t")
        channel.carry(message, Addressee(name=evil, email=ANA.email))
    (letter,) = office.letters
    assert letter.recipients == [ANA.email]
    assert letter.mail["Bcc"] is None
    assert letter.mail["Subject"] == "Ana Bcc: eve@example.org <script>"
    assert [one.addr_spec for one in letter.mail["To"].addresses] == [ANA.email]


# --- before anything is sent ----------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"), [(None, "cannot be read"), ("nothing", "holds no certificates")]
)
def test_certificates_that_cannot_be_read_are_refused(settings_for, outside, content, words):
    with open_office(encryption="starttls") as office:
        settings = settings_for(office)
    trusted = settings.channel("mail").ca_file
    trusted.unlink()
    if content:
        trusted.write_text(content)
    with pytest.raises(Refused, match=words):
        opened(settings, "mail", outside)


def test_a_password_that_mail_cannot_carry_is_refused_without_it(settings_for, outside):
    with open_office(encryption="starttls", login=True) as office:
        settings = settings_for(office, password="contraseña-9")
    with pytest.raises(Refused) as caught:
        opened(settings, "mail", outside)
    assert str(caught.value) == "channel mail, password: a password for mail must be in ASCII."
