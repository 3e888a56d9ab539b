"""remind is a group; channels lists how reminders leave, test tries one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reminders.conftest import for_office, written
from tests.reminders.post_office import PASSWORD, open_office
from tests.reminders.web_hook import listening

__all__ = ["for_office", "written"]

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "reminders.toml"
TOKEN = "t0ken-t0ken-t0ken"


# --- the group ------------------------------------------------------------------------


def test_help_of_remind_names_its_own_options_and_its_commands(run):
    told = run("remind", "--help").out
    assert "--within" in told
    assert "Send a test message by a channel." in told


@pytest.mark.parametrize(
    "options", [("--within", "30"), ("--json",), ("--exit-code",), ("--roster",)]
)
def test_an_option_before_a_command_is_refused_and_not_passed_over(run, options):
    answer = run("remind", *options, "channels", "--settings", EXAMPLE)
    assert (answer.code, answer.out) == (2, "")
    assert f"{options[0]} stands before the command" in answer.err


def test_a_setting_of_the_environment_is_no_option_before_a_command(run, monkeypatch, home):
    monkeypatch.setenv("CERTTRACK_RULEBOOKS", str(home))
    assert run("remind", "channels", "--settings", EXAMPLE).code == 0


def test_a_command_that_there_is_not_is_refused(run):
    answer = run("remind", "tset")
    assert (answer.code, answer.out) == (2, "")
    assert "No such command 'tset'" in answer.err


# --- channels -------------------------------------------------------------------------


def test_the_channels_are_listed_for_people(run):
    lines = run("remind", "channels", "--settings", EXAMPLE).out.splitlines()
    assert lines[1].split(maxsplit=2)[:2] == ["mail", "smtp"]
    assert "smtp.example.org:587 (STARTTLS), from Reminders <reminders@example.org>" in lines[1]
    assert [line.split()[0] for line in lines[1:]] == ["mail", "desktop", "team", "screen"]


def test_the_channels_are_listed_for_programs(run):
    told = run("remind", "channels", "--settings", EXAMPLE, "--json").json["channels"]
    assert told[2] == {
        "name": "team",
        "kind": "apprise",
        "leads_to": "the address in $CERTTRACK_TEAM_URL",
        "default": False,
    }
    assert [one["name"] for one in told if one["default"]] == ["mail"]


def test_the_settings_are_found_in_the_environment_or_the_configuration(run, home, monkeypatch):
    missing = run("remind", "channels")
    assert missing.code == 2
    assert str(home / "config" / "certtrack" / "reminders.toml") in missing.err
    folder = home / "config" / "certtrack"
    folder.mkdir(parents=True)
    shutil.copy(EXAMPLE, folder / "reminders.toml")
    assert run("remind", "channels").code == 0
    (folder / "reminders.toml").unlink()
    monkeypatch.setenv("CERTTRACK_SETTINGS", str(EXAMPLE))
    assert run("remind", "channels").code == 0


def test_wrong_settings_are_refused_with_file_and_line(run, written):
    answer = run("remind", "channels", "--settings", written('[channels.a]\nkind = "smpt"\n'))
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "reminders.toml, line 3: kind: 'smpt' is not known. Did you mean 'smtp'?\n"


# --- test -----------------------------------------------------------------------------


def test_a_test_message_goes_to_the_sender_or_to_whom_it_is_told(run, for_office):
    with open_office(encryption="starttls", login=True) as office:
        settings = for_office(office)
        first = run("remind", "test", "mail", "--settings", settings)
        second = run("remind", "test", "mail", "--settings", settings, "--to", "ana@example.org")
    assert [letter.recipients for letter in office.letters] == [
        ["reminders@example.org"], ["ana@example.org"],
    ]  # fmt: skip
    assert office.letters[0].mail["Subject"] == "A test message from certtrack"
    assert office.letters[0].mail["Message-ID"] != office.letters[1].mail["Message-ID"]
    assert (first.code, second.code) == (0, 0)
    told = " ".join(second.out.split())
    assert told == (
        f"A test message was handed to 127.0.0.1:{office.port} (STARTTLS), from Recordatorios "
        "<reminders@example.org>, for ana@example.org."
    )


def test_a_program_is_told_the_same(run, for_office):
    with open_office() as office:
        told = run("remind", "test", "mail", "--settings", for_office(office), "--json").json
    assert (told["channel"]["name"], told["to"], told["sent"]) == (
        "mail", "reminders@example.org", True,
    )  # fmt: skip
    assert told["subject"] == office.letters[0].mail["Subject"]


def test_a_dry_run_sends_nothing_but_misses_what_is_missing(run, for_office, monkeypatch):
    with open_office(encryption="tls", login=True) as office:
        command = ("remind", "test", "mail", "--dry-run", "--settings", for_office(office))
        answer = run(*command)
        assert answer.code == 0
        assert answer.out.startswith("Nothing was sent. This would be handed to 127.0.0.1")
        assert run(*command, "--json").json["sent"] is False
        monkeypatch.delenv("CERTTRACK_MAIL_PASSWORD")
        missing = run(*command)
    assert (missing.code, missing.out) == (2, "")
    assert "$CERTTRACK_MAIL_PASSWORD, which is not set" in missing.err
    assert office.connections == 0


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_did_not_leave_is_one_sentence_and_exit_2(run, for_office, form):
    with open_office(manners={"ana@example.org": "refuse the recipient"}) as office:
        settings = for_office(office)
        answer = run(
            "remind", "test", "mail", "--to", "ana@example.org", "--settings", settings, *form
        )
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "channel mail: 127.0.0.1 refused mail to ana@example.org: "
        "550 5.1.1 No such mailbox [31m here.\n"
    )


def test_a_wrong_password_is_one_sentence_without_it(run_process, for_office):
    with open_office(encryption="starttls", login=True) as office:
        settings = for_office(office, password="battery-staple-9")
        answer = run_process("remind", "test", "mail", "--settings", settings)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "channel mail: 127.0.0.1 refused the password of reminders@example.org (535).\n"
    )


def test_a_web_hook_takes_a_test_message_and_its_address_is_not_shown(
    run_process, written, monkeypatch
):
    settings = written('[channels.team]\nkind = "apprise"\nurl = { env = "TEAM_URL" }\n')
    command = ("remind", "test", "team", "--settings", settings)
    with listening() as hook:
        monkeypatch.setenv("TEAM_URL", f"json://127.0.0.1:{hook.port}/{TOKEN}")
        answer = run_process(*command)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out == "A test message was handed to the address in $TEAM_URL.\n"
        hook.status = 500
        refused = run_process(*command, "--json")
    assert [body["title"] for body in hook.bodies] == ["A test message from certtrack"] * 2
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "channel team: what team leads to did not take the message.\n"


def test_the_screen_shows_the_message_and_json_stands_alone(run):
    shown = run("remind", "test", "screen", "--settings", EXAMPLE)
    assert "reminders can reach you by the channel screen" in shown.out
    apart = run("remind", "test", "screen", "--settings", EXAMPLE, "--json")
    assert json.loads(apart.out)["sent"] is True
    assert "reminders can reach you by the channel screen" in apart.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("scren",), "there is no channel 'scren'. Did you mean 'screen'?"),
        (("screen", "--to", "ana@example.org"), "--to: screen carries no mail, and leads to this"),
        (("mail", "--to", "ana"), "--to: 'ana' is not an e-mail address."),
        ((), "Missing argument"),
    ],
)
def test_a_wrong_channel_or_address_is_refused(run, words, told):
    answer = run("remind", "test", *words, "--settings", EXAMPLE)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


@pytest.mark.parametrize("command", [("channels",), ("test", "screen")])
def test_only_what_a_channel_needs_is_loaded(command):
    script = (
        "import sys, json\n"
        "from certtrack.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "remind", *command, "--settings", str(EXAMPLE)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=os.environ,
    )
    loaded = {name.split(".")[0] for name in json.loads(done.stderr)}
    assert "certtrack" in loaded
    heavy = {"sqlmodel", "sqlalchemy", "apprise", "desktop_notifier", "keyring", "smtplib"}
    assert not loaded & heavy


def test_no_secret_is_in_the_list_or_in_a_dry_run(run_process, for_office):
    with open_office(encryption="tls", login=True) as office:
        settings = for_office(office)
        for command in (("channels",), ("channels", "--json"), ("test", "mail", "--dry-run")):
            answer = run_process("remind", *command, "--settings", settings)
            assert answer.code == 0
            assert PASSWORD not in answer.out + answer.err
