"""Laws of letters: whatever words people have, a letter goes to one and says what was meant."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from hypothesis import example, given
from hypothesis import strategies as some

from certtrack.reminders.channel_settings import SmtpSettings
from certtrack.reminders.channels.channel import Addressee
from certtrack.reminders.channels.mail_message import letter
from certtrack.reminders.mailbox import mailbox
from certtrack.reminders.message import Message
from certtrack.reminders.plain_text import header_words

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MAIL = SmtpSettings(kind="smtp", host="smtp.example.org", from_=mailbox("reminders@example.org"))
WORDS = some.text(max_size=150)


def read(name: str, subject: str, text: str = "t"):
    """What a mail program makes of a letter."""
    message = Message(key="k", subject=subject, text=text)
    sent = letter(message, Addressee(name=name, email="ana@example.org"), MAIL, NOON)
    assert sent.content.isascii()
    return message_from_bytes(sent.content, policy=default)


@given(WORDS, WORDS)
@example("Flores Núñez, Ana", "s")
@example('"Ana" <eve@example.org>, Ñ', "s")
@example("Ana\r\nBcc: eve@example.org", "s\r\n\r\n<script>")
@example("=?utf-8?q?eve=0D=0ABcc=3A_eve=40example=2Eorg?=", "=?utf-8?q?x=0D=0ABcc=3A_eve?=")
@example("Ñ" * 70 + ", eve@example.org", "ñ " * 70)
def test_a_letter_goes_to_one_address_whatever_the_name_and_subject(name, subject):
    mail = read(name, subject)
    (to,) = mail["To"].addresses
    assert to.addr_spec == "ana@example.org"
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version", "Content-Language",
    }  # fmt: skip
    assert mail.defects == []


@given(some.text(some.characters(categories=["L", "N", "P", "S"]), max_size=150))
def test_a_subject_arrives_as_it_was_meant(subject):
    assert read("Ana", subject)["Subject"] == header_words(subject)


@given(some.text(some.characters(exclude_categories=["Cc", "Cs"]), max_size=400))
@example("." * 3)
@example("\ud800 half a sign")
def test_a_text_arrives_as_it_was_meant(text):
    meant = text.encode("utf-8", "replace").decode()
    assert read("Ana", "s", text).get_content().replace("\r\n", "\n") == f"{meant}\n"


@given(some.text(some.sampled_from('aB0.-@@<>,;: ñßéʰ。"\n\x00x'), max_size=12))
@example("ana@xn--espaa-rta.example")
@example("ana@españa.example")
def test_whatever_is_taken_for_an_address_is_one(text):
    try:
        found = mailbox(text)
    except ValueError:
        return
    assert mailbox(found.address).address == found.address
    assert found.address.count("@") == 1
    assert not any(sign.isspace() or sign in '<>,;:"\x00' for sign in found.address)
    assert found.domain.isascii()
