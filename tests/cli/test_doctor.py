"""The doctor finds what is wrong, says what to do, and changes nothing."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

SETTINGS = """\
schema = 1

[channels.post]
kind = "smtp"
host = "127.0.0.1"
security = "none"
user = "ana"
password = {{ {secret} }}
from = "reminders@example.org"

[delivery]
channels = ["post"]
"""


@pytest.fixture
def findings(run, store, dump, monkeypatch):
    """Ask the doctor; gives the findings that are not fine, by check."""
    monkeypatch.setenv("PATH", "/nowhere")

    def findings_(*options):
        before = store.read_bytes()
        answer = run("doctor", "--json", *options)
        assert answer.code == 0, answer.err
        assert store.read_bytes() == before
        found = [one for one in answer.json["findings"] if one["state"] != "ok"]
        assert all(one["todo"] for one in found)
        return {one["check"]: one for one in found}

    return findings_


@pytest.fixture
def well(run, store):
    """A store with which nothing is wrong."""
    store.chmod(0o600)
    assert run("backup").code == 0
    return store


@pytest.fixture
def settings(home):
    def settings_(secret):
        path = home / "reminders.toml"
        path.write_text(SETTINGS.format(secret=secret))
        path.chmod(0o600)
        return "--settings", path

    return settings_


def sql(store, statement):
    with closing(sqlite3.connect(store)) as connection:
        connection.execute(statement)
        connection.commit()


def test_with_a_sound_store_nothing_is_wrong(run, well, findings):
    assert findings() == {}
    answer = run("doctor", "--exit-code")
    assert answer.code == 0
    assert "Faults: 0. Warnings: 0." in answer.out


def test_without_a_store_it_is_said(run, home):
    answer = run("doctor", "--json", "--db", home / "no.db")
    assert answer.code == 0
    assert "there is no store yet" in answer.out
    assert not (home / "no.db").exists()


def test_damage_is_a_fault_and_so_says_the_exit_code(run, well, findings):
    whole = well.read_bytes()
    well.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    found = findings()
    assert any("certtrack restore" in one["todo"] for one in found.values())
    assert {one["state"] for one in found.values()} == {"fault"}
    assert run("doctor", "--exit-code").code == 1


def test_rows_that_belong_to_nobody_are_a_fault(well, findings):
    sql(well, "INSERT INTO exam (person_id, credential, taken_on, passed) VALUES (99, 'X', 'D', 1)")
    assert findings()["store: foreign keys"]["state"] == "fault"


def test_a_store_of_another_version_is_told_and_left(well, findings):
    sql(well, "UPDATE alembic_version SET version_num = '0000'")
    assert findings()["store: schema"]["state"] == "fault"


def test_whatever_others_may_read_is_a_fault(well, findings, home, settings):
    well.chmod(0o644)
    (backup,) = (home / "backups").iterdir()
    backup.chmod(0o640)
    secret = home / "secret"
    secret.write_text("s3cret")
    secret.chmod(0o604)
    found = findings(*settings(f'file = "{secret}"'))
    for path in (well, backup, secret):
        assert str(path) in found["permissions"]["told"]
    assert found["secret of post"]["state"] == "fault"


def test_evidence_that_changed_is_a_fault(well, findings, home):
    path = home / "evidence" / "ab" / ("0" * 62)
    path.parent.mkdir(parents=True, mode=0o700)
    path.parent.parent.chmod(0o700)
    path.write_bytes(b"not what it was")
    path.chmod(0o600)
    found = findings()
    assert str(path) in found["evidence"]["told"]


def test_a_clock_before_the_last_change_is_a_fault(well, findings):
    later = (datetime.now(UTC) + timedelta(hours=2)).isoformat(timespec="seconds")
    sql(well, f"UPDATE change_set SET made_at = '{later}'")
    assert findings()["clock"]["state"] == "fault"


def test_an_old_backup_and_one_that_was_broken_off_are_told(well, findings, home):
    (backup,) = (home / "backups").iterdir()
    backup.rename(backup.with_name("store.db.20260101T000000Z.zip"))
    assert "days old" in findings()["backups"]["told"]
    backup.with_name("store.db.20260101T000000Z.zip").unlink()
    assert "none" in findings()["backups"]["told"]


def test_what_a_killed_backup_left_is_told_after_a_day(run, well, findings, home):
    left = home / "backups" / ".unfinished-x1"
    left.mkdir()
    assert findings() == {}
    long_ago = time.time() - 2 * 86400
    os.utime(left, (long_ago, long_ago))
    assert str(left) in findings()["backups"]["told"]


def test_settings_that_cannot_be_read_are_a_fault(well, findings, settings):
    options = settings('env = "X"')
    options[1].write_text("schema = 1\n[channels.post]\nkind = 'pigeon'\n")
    assert "pigeon" in findings(*options)["settings"]["told"]


def test_a_secret_that_is_not_there_is_a_fault(well, findings, settings, monkeypatch):
    options = settings('env = "CERTTRACK_TEST_SECRET"')
    assert findings(*options)["secret of post"]["state"] == "fault"
    monkeypatch.setenv("CERTTRACK_TEST_SECRET", "s3cret")
    found = findings(*options)
    assert "secret of post" not in found
    assert "remind install" in found["schedule"]["todo"]


def test_no_secret_is_ever_told(run, well, settings, monkeypatch):
    monkeypatch.setenv("CERTTRACK_TEST_SECRET", "s3cret-word")
    options = settings('env = "CERTTRACK_TEST_SECRET"')
    for more in ((), ("--json",)):
        answer = run("doctor", *options, *more)
        assert "s3cret-word" not in answer.out + answer.err


DELIVERY = (
    "INSERT INTO delivery (person_id, reminder, lead, channel, kind, credentials, due, state, "
    "claim, claimed_at, lease_until, attempts, next_attempt_at, message, repeat) VALUES "
    "(1, '{state}', 0, 'post', 'fee-due', '[]', '2026-01-01', '{state}', 'c', "
    "'2026-01-01T00:00:00+00:00', '2026-01-01T00:10:00+00:00', 1, "
    "'2026-01-01T00:00:00+00:00', 'm', 0)"
)


@pytest.mark.parametrize(
    ("state", "told"),
    [("failed", "1 failed"), ("sending", "1 were left"), ("waiting", "1 wait longer")],
)
def test_deliveries_that_failed_or_are_stuck_are_told(well, findings, state, told):
    sql(well, DELIVERY.format(state=state))
    assert told in findings()["deliveries"]["told"]


def test_rules_past_their_review_are_told(well, findings, home, same_letters):
    for path in same_letters.glob("*.toml"):
        text = path.read_text()
        lines = [
            "review_by = 2001-01-01" if line.startswith("review_by") else line
            for line in text.splitlines()
        ]
        path.write_text("\n".join(lines) + "\n")
    found = findings("--rulebooks", same_letters)
    assert "to be reviewed" in found["rules"]["told"]
