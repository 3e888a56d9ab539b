"""The settings file: read whole, or every fault with its line and without a secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from certtrack.errors import Refused
from certtrack.reading.schema import schema_of
from certtrack.reminders.channel_settings import SmtpSettings
from certtrack.reminders.settings import read_settings, settings_path
from certtrack.reminders.wishes import EverybodysWishes

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "reminders.toml"
MAIL = '[channels.mail]\nkind = "smtp"\nhost = "smtp.example.org"\nfrom = "r@example.org"\n'
SECRET = "hunter2-hunter2"
AT_A_LINE = re.compile(r"reminders\.toml, line [2-9]: ")


def faults(path: Path) -> list[str]:
    with pytest.raises(Refused) as caught:
        read_settings(path)
    assert SECRET not in str(caught.value)
    return [str(fault) for fault in caught.value.faults]


def test_the_example_is_read_and_has_every_kind_of_channel():
    settings = read_settings(EXAMPLE)
    kinds = {channel.kind for channel in settings.channels.values()}
    assert kinds == {"smtp", "desktop", "apprise", "terminal"}
    assert settings.delivery.channels == ("mail",)
    assert settings.time_zone == "America/New_York"


def test_the_example_shows_every_setting_of_mail():
    known = schema_of(SmtpSettings, "mail")["properties"]
    text = EXAMPLE.read_text(encoding="utf-8")
    assert {key for key in known if f"{key} = " not in text} == set()


def test_every_way_to_keep_a_secret_in_the_example_is_taken(written):
    text = EXAMPLE.read_text(encoding="utf-8")
    kept = [line.split("password = ")[1] for line in text.splitlines() if "password = {" in line]
    assert len(kept) == 3
    for one in kept:
        place = one.split("   (")[0]
        path = written(f'{MAIL}user = "r"\npassword = {place}\n')
        assert read_settings(path).channel("mail").password is not None


def test_ports_follow_from_the_encryption(written):
    lines = f'{MAIL}security = "{{}}"\nallow_plain = true\n'
    ports = [
        read_settings(written(lines.format(one))).channel("mail").at[1]
        for one in ("starttls", "tls", "none")
    ]
    assert ports == [587, 465, 25]


def test_a_person_may_have_other_wishes_than_everybody(written):
    more = (
        '[policy]\nlead_days = [90, 30]\n[delivery]\nchannels = ["mail"]\n'
        '[[person]]\nwho = "ana@example.org"\nchannels = []\nlanguage = "es"\n'
        "policy = { messages_a_day = 2 }\n"
    )
    wishes = EverybodysWishes(read_settings(written(MAIL + more)))
    ana, bo = wishes.of("Ana Flores", "Ana@example.org"), wishes.of("Bo Li", None)
    assert (ana.channels, ana.language, ana.policy.messages_a_day) == ((), "es", 2)
    assert (bo.channels, bo.language, bo.policy.messages_a_day) == (("mail",), "en", 1)
    assert ana.policy.lead_days == bo.policy.lead_days == (90, 30)


FAULTS = [
    ("[channels]\n", "channels: it is empty"),
    ('langage = "en"\n' + MAIL, "unknown key 'langage'. Did you mean 'language'?"),
    ('language = "fr"\n' + MAIL, "language: 'fr' is not known. It is one of: en, es."),
    (
        'time_zone = "America/NewYork"\n' + MAIL,
        "time_zone: 'America/NewYork' is not a time zone. Did you mean 'America/New_York'?",
    ),
    ('time_zone = "../../etc"\n' + MAIL, "time_zone: '../../etc' is not a time zone. It is a name"),
    ('[channels.Mail]\nkind = "terminal"\n', "name: 'Mail' must be small letters, digits and"),
    ('[channels.a]\nkind = "smpt"\n', "kind: 'smpt' is not known. Did you mean 'smtp'?"),
    ('[channels.a]\nhost = "x"\n', "'kind' is missing"),
    (MAIL + "port = 0\n", "port: input should be greater than or equal to 1, not 0"),
    (MAIL + "port = 65536\n", "port: input should be less than or equal to 65535, not 65536"),
    (MAIL + 'port = "smtp"\n', "port: smtp is not a plain number"),
    (MAIL + 'security = "ssl"\n', "security: 'ssl' is not known."),
    (MAIL + 'security = "none"\n', "mail to smtp.example.org would be readable on its way."),
    (MAIL + "[policy]\nlead_dys = [3]\n", "unknown key 'lead_dys'. Did you mean 'lead_days'?"),
    (MAIL + '[policy.quiet]\nfrom = "25:00"\nuntil = "08:00"\n', "from: 25:00 is not a time"),
    (MAIL + '[[person]]\nwho = "Ana"\nchannels = ["mial"]\n', "there is no channel 'mial'."),
    (MAIL + '[[person]]\nwho = "Ana"\npolicy = { weekdays = [] }\n', "weekdays: it is empty"),
    (MAIL + 'user = "r"\n', "a user logs in with a password. Say where it is"),
    (MAIL + 'password = { env = "P" }\n', "a password is of no use without a user"),
    (MAIL + f'password = "{SECRET}"\n', "password: a secret does not stand in this file"),
    (MAIL + f'password = {{ env = "{SECRET}!" }}\n', "password: env is the name of a variable"),
    (MAIL + 'password = { enf = "P" }\n', "password: this names no place of a secret"),
    (MAIL + 'password = { keyring = "k" }\n', "password: this names no place of a secret"),
    (MAIL + 'password = { env = "P", file = "/f" }\n', "password: this names no place"),
    (MAIL + "password = { env = 5 }\n", "password: the place of a secret is told in words"),
    (MAIL + 'password = { file = "mail.secret" }\n', "password: give the whole path"),
    (MAIL + f'passwrd = "{SECRET}"\n', "unknown key 'passwrd'. Did you mean 'password'?"),
    (MAIL + 'unsubscribe = "http://example.org"\n', "unsubscribe: this is no link like mailto:"),
    (MAIL + 'unsubscribe = "mailto:a@b>, <c"\n', "unsubscribe: this is no link"),
    (MAIL + 'ca_file = "ca.pem"\n', "ca_file: give the whole path of the file"),
    (MAIL + "timeout_seconds = 0\n", "timeout_seconds: input should be greater than"),
    (MAIL + '[delivery]\nchannels = ["mial"]\n', "no channel 'mial'. Did you mean 'mail'?"),
    (MAIL.replace("smtp.example", f"https://u:{SECRET}@x"), "host: this is not the name of a"),
    (MAIL.replace("r@example.org", "Reminders"), "from: 'Reminders' is not an e-mail address"),
    (MAIL.replace("r@", "ñ@"), "the sender's address must be in ASCII"),
    (f'[channels.a]\nkind = "apprise"\nurl = "slack://{SECRET}"\n', "url: a secret does not stand"),
    (f'[channels.a]\nkind = "apprise"\nurl = "slack://{SECRET}\n', "this is not TOML: "),
]


@pytest.mark.parametrize(("lines", "words"), FAULTS, ids=[words[:40] for _, words in FAULTS])
def test_what_is_wrong_is_one_sentence_with_its_line(written, lines, words):
    (fault,) = faults(written(lines))
    assert AT_A_LINE.match(fault)
    assert words in fault


def test_settings_without_channels_are_refused(written):
    assert faults(written("")) == ["reminders.toml, channels: 'channels' is missing."]


def test_every_fault_is_told_at_once(written):
    lines = MAIL.replace("r@example.org", "r") + 'port = 0\nsecurity = "ssl"\ncolour = 1\n'
    places = sorted(one.partition(":")[0] for one in faults(written(lines)))
    assert places == [f"reminders.toml, line {number}" for number in (5, 6, 7, 8)]


def test_plain_mail_may_go_to_this_machine_or_where_it_is_allowed(written):
    for host in ("localhost", "127.0.0.1", "::1"):
        lines = MAIL.replace("smtp.example.org", host) + 'security = "none"\n'
        assert read_settings(written(lines)).channel("mail").stays_here
    allowed = MAIL + 'security = "none"\nallow_plain = true\n'
    assert not read_settings(written(allowed)).channel("mail").stays_here


def test_an_unknown_channel_is_refused_with_the_nearest(written):
    settings = read_settings(written(MAIL))
    with pytest.raises(Refused, match=r"no channel 'mial'\. Did you mean 'mail'\?"):
        settings.channel("mial")
    with pytest.raises(Refused, match=r"no channel 'xyz'\. The settings have: mail\."):
        settings.channel("xyz")


def test_the_file_is_the_one_given_else_of_the_environment_else_configured(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("CERTTRACK_SETTINGS", raising=False)
    configured = tmp_path / "certtrack" / "reminders.toml"
    assert settings_path(None) == configured
    monkeypatch.setenv("CERTTRACK_SETTINGS", "/elsewhere.toml")
    assert settings_path(None) == Path("/elsewhere.toml")
    assert settings_path(Path("here.toml")) == Path("here.toml")


def test_without_a_file_it_is_said_what_to_do(tmp_path):
    (fault,) = faults(tmp_path / "none.toml")
    assert "there is no file with settings of reminders. Write one" in fault
