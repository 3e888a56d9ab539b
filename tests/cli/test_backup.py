"""A backup is whole, is nobody else's to read, and is there only once it was opened again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

DAY = ("--completed-on", "2025-02-01", "--ceus", "1")


@pytest.fixture
def vault(store):
    """Two certificates beside the store."""
    folder = store.parent / "evidence"
    folder.mkdir()
    for content in (b"%PDF-1.7 one", b"%PDF-1.7 two"):
        _keep(folder, content)
    (folder / "unfinished").write_bytes(b"not yet")
    return folder


def _keep(folder, content):
    digest = hashlib.sha256(content).hexdigest()
    path = folder / digest[:2] / digest[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def _certificates(folder):
    return sorted(path for path in folder.glob("*/*") if path.is_file())


@pytest.fixture
def passphrase(home):
    path = home / "passphrase"
    path.write_text("correct horse\n")
    path.chmod(0o600)
    return path


def made(answer):
    assert answer.code == 0, answer.err
    return Path(answer.json["backup"])


def refused(answer, *words):
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.count("\n") == 1, answer.err
    for word in words:
        assert word in answer.err
    return True


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- making -----------------------------------------------------------------------------


def test_a_backup_has_the_store_and_the_evidence(run, store, vault, dump, home):
    path = made(run("backup", "--json"))
    assert path.parent == home / "backups"
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        for name, part in manifest["parts"].items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == part["sha256"]
        archive.extract("store.sqlite3", home)
    assert dump(home / "store.sqlite3") == dump(store)
    evidence = {f"evidence/{one.parent.name}/{one.name}" for one in _certificates(vault)}
    assert manifest["parts"].keys() == {"store.sqlite3", *evidence}
    assert manifest["store_schema"] == "0001"
    assert manifest["certtrack"]


def test_json_and_text_say_the_same(run, store, vault):
    told = run("backup", "--json").json
    path = Path(told["backup"])
    assert told["evidence"] == 2
    assert told["bytes"] == path.stat().st_size
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    said = run("backup").out
    assert "2 pieces of evidence" in said
    assert "Opened again, it is whole." in said


def test_nobody_else_may_read_a_backup(run, store):
    path = made(run("backup", "--json"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_else_is_left_behind(run, store, vault):
    before = set(files(store.parent))
    path = made(run("backup", "--json"))
    assert set(files(store.parent)) == {*before, path}
    assert list(path.parent.iterdir()) == [path]


def test_what_another_process_wrote_a_moment_ago_is_in_it(run, store, home):
    with closing(sqlite3.connect(store)) as other:
        other.execute("UPDATE person SET name = 'Bo Lee'")
        other.commit()
        path = made(run("backup", "--json"))
    assert run("restore", path, "--db", home / "new.db", "--yes").code == 0
    people = run("person", "list", "--json", "--db", home / "new.db").json
    assert [one["name"] for one in people] == ["Bo Lee"]


def test_a_backup_may_have_a_name_of_its_own(run, store, home):
    assert made(run("backup", home / "mine.zip", "--json")) == home / "mine.zip"
    assert refused(run("backup", home / "mine.zip"), "there already")
    assert refused(run("backup", home / "mine2.zip", "--keep", "3"), "folder")
    assert refused(run("backup", home / "no" / "mine.zip"), "no such folder")
    assert not (home / "no").exists()


def test_the_oldest_go_and_those_of_others_stay(run, store, home):
    folder = home / "backups"
    others = [folder / name for name in ("other.db.20200101T000000Z.zip", "store.db.notes.zip")]
    first = made(run("backup", "--json"))
    for path in others:
        path.write_text("mine")
    second, third = (made(run("backup", "--keep", "2", "--json")) for _ in range(2))
    assert len({first, second, third}) == 3
    assert set(folder.iterdir()) == {second, third, *others}


def test_a_new_backup_stays_though_the_clock_went_back(run, store, home):
    made(run("backup", "--json"))
    (future,) = (home / "backups").iterdir()
    future.rename(future.with_name("store.db.29990101T000000Z.zip"))
    path = made(run("backup", "--keep", "1", "--json"))
    assert list((home / "backups").iterdir()) == [path]


def test_a_backup_that_is_refused_removes_no_older_one(run, store, home):
    path = made(run("backup", "--json"))
    store.write_bytes(b"x" * 9000)
    assert refused(run("backup", "--keep", "1"), "damaged")
    assert list((home / "backups").iterdir()) == [path]


def test_without_a_store_there_is_nothing_to_back_up(run, home):
    assert refused(run("backup"), "no store yet")
    assert [one for one in home.rglob("*") if one.is_file()] == []


def test_damaged_evidence_is_told_and_kept_as_it_is(run, store, vault):
    one, _ = _certificates(vault)
    one.write_bytes(b"scratched")
    told = run("backup", "--json").json
    assert told["damaged_evidence"] == [f"evidence/{one.parent.name}/{one.name}"]
    assert one.name in run("backup").out


# --- putting back -----------------------------------------------------------------------


def test_a_backup_brings_everything_back(run, store, vault, facts, dump, home):
    (vault / "unfinished").unlink()
    before, evidence = dump(store), files(vault)
    path = made(run("backup", "--json"))
    assert run("person", "remove", "--yes").code == 0
    shutil.rmtree(vault)
    changed = dump(store)
    answer = run("restore", path, "--yes", "--json")
    assert answer.code == 0, answer.err
    assert dump(store) == before
    assert files(vault) == evidence
    assert {stat.S_IMODE(one.stat().st_mode) for one in _certificates(vault)} == {0o600}
    assert answer.json["evidence"] == 2
    assert dump(Path(answer.json["before"])) == changed


def test_what_was_there_can_be_put_back_again(run, store, dump):
    path = made(run("backup", "--json"))
    assert run("ceu", "add", "--title", "Later", *DAY).code == 0
    later = dump(store)
    first = run("restore", path, "--yes", "--json").json
    assert run("restore", first["before"], "--yes").code == 0
    assert dump(store) == later


def test_a_vault_elsewhere_goes_into_a_backup_and_comes_back(run, store, home):
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    content = b"%PDF-1.7 elsewhere"
    kept = _keep(elsewhere, content)
    assert run("backup", "--json").json["evidence"] == 0
    answer = run("backup", "--json", "--vault", elsewhere)
    assert answer.json["evidence"] == 1
    kept.unlink()
    done = run("restore", made(answer), "--yes", "--vault", elsewhere, "--json").json
    assert done["evidence"] == 1
    assert kept.read_bytes() == content
    assert not (home / "evidence").exists()


def test_a_backup_says_what_it_holds(run, store):
    with zipfile.ZipFile(made(run("backup", "--json"))) as archive:
        held = json.loads(archive.read("manifest.json"))["held"]
    with closing(sqlite3.connect(store)) as connection:
        last = connection.execute("SELECT max(made_at) FROM change_set").fetchone()[0]
    assert held == {"people": 1, "activities": 2, "changed_at": last}


def test_a_backup_that_does_not_say_what_it_holds_is_put_back_all_the_same(run, store, rewritten):
    path = rewritten(told={"held": None})
    assert run("restore", path, "--yes").code == 0


def test_evidence_that_the_backup_does_not_know_stays(run, store, vault):
    path = made(run("backup", "--json"))
    content = b"%PDF-1.7 three"
    later = _keep(vault, content)
    one = next(path for path in _certificates(vault) if path != later)
    whole = one.read_bytes()
    one.write_bytes(b"scratched")
    assert run("restore", path, "--yes", "--json").json["evidence"] == 1
    assert later.read_bytes() == content
    assert one.read_bytes() == whole


def test_whoever_has_the_store_open_sees_the_one_or_the_other(run, store, ask_in):
    path = made(run("backup", "--json"))
    assert run("ceu", "add", "--title", "Later", *DAY).code == 0
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN")
        count = "SELECT count(*) FROM activity"
        assert other.execute(count).fetchone() == (3,)
        assert run("restore", path, "--yes").code == 0
        assert other.execute(count).fetchone() == (3,)
        other.execute("COMMIT")
        assert other.execute(count).fetchone() == (2,)


@pytest.fixture
def ask_in():
    return sqlite3.connect


def test_where_there_is_no_store_a_backup_makes_one(run, store, dump, home):
    path = made(run("backup", "--json"))
    answer = run("restore", path, "--db", home / "new.db", "--yes", "--json")
    assert answer.json["before"] is None
    assert dump(home / "new.db") == dump(store)
    assert stat.S_IMODE((home / "new.db").stat().st_mode) == 0o600
    checked = run("db", "check", "--json", "--db", home / "new.db").json
    assert [one for one in checked["checks"] if not one["fine"]] == []


@pytest.mark.parametrize("torn", ["noise", "cut", "text"])
def test_a_damaged_store_is_put_aside_and_replaced(run, store, dump, torn):
    before, path = dump(store), made(run("backup", "--json"))
    whole = store.read_bytes()
    damage = {"noise": whole[:4096] + os.urandom(8192), "cut": whole[:9000], "text": b"hello " * 99}
    store.write_bytes(damage[torn])
    assert run("status").code == 2
    told = run("restore", path, "--yes", "--json").json
    assert dump(store) == before
    assert Path(told["before"]).read_bytes() == damage[torn]
    assert stat.S_IMODE(Path(told["before"]).stat().st_mode) == 0o600
    assert run("status").code == 0


def test_an_index_that_lies_is_damage_too(run, store, dump):
    before, path = dump(store), made(run("backup", "--json"))
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master "
            "WHERE name = 'ix_card_counted_id_id_last_day') WHERE name = 'ix_person_name'"
        )
        connection.commit()
    assert run("restore", path, "--yes", "--json").json["before"].endswith(".damaged")
    assert dump(store) == before


def test_restoring_asks(run, store, dump):
    path, before = made(run("backup", "--json")), dump(store)
    assert refused(run("restore", path), "--yes")
    assert dump(store) == before


def test_copies_before_restoring_are_counted_for_themselves(run, store, home):
    path = made(run("backup", "--json"))
    for _ in range(7):
        assert run("restore", path, "--yes").code == 0
    kept = [one.name for one in (home / "backups").iterdir() if "before-restore" in one.name]
    assert len(kept) == 5
    assert path.exists()


# --- what is no backup, or no longer one ------------------------------------------------


@pytest.fixture
def refuses(run, store, vault, home):
    """Try to put something back: refused in one sentence, and nothing is changed."""

    def refuses_(path, *words, options=()):
        before = files(home)
        assert refused(run("restore", path, "--yes", *options), str(path), *words)
        assert files(home) == before
        return True

    return refuses_


@pytest.fixture
def backup(run, store, vault):
    return made(run("backup", "--json"))


@pytest.mark.parametrize("part", [0, 0.01, 0.3, 0.6, 0.9, 0.999])
def test_a_truncated_backup_is_refused(refuses, backup, part):
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * part)])
    assert refuses(backup)


def test_a_bit_that_flipped_anywhere_is_noticed_or_harmless(run, store, backup, dump):
    """Every hundredth byte: refused with nothing changed, or what is put back is the same."""
    whole, before, noticed = backup.read_bytes(), dump(store), 0
    for place in range(0, len(whole), len(whole) // 40):
        broken = bytearray(whole)
        broken[place] ^= 0x10
        backup.write_bytes(broken)
        answer = run("restore", backup, "--yes")
        assert answer.code in (0, 2)
        assert dump(store) == before
        noticed += answer.code == 2
    assert noticed > 30


def test_what_is_no_backup_is_refused(refuses, home):
    text, empty, folder = home / "text.zip", home / "empty.zip", home / "folder"
    text.write_text("Dear diary")
    empty.write_bytes(b"")
    folder.mkdir()
    with zipfile.ZipFile(home / "other.zip", "w") as archive:
        archive.writestr("songs.txt", "la la")
    for path in (text, empty, home / "other.zip"):
        assert refuses(path, "not a certtrack backup")
    assert refuses(home / "nothing.zip", "cannot be read")
    assert refuses(folder, "cannot be read")


def test_a_database_of_something_else_is_refused(refuses, home):
    path = home / "songs.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
        connection.commit()
    assert refuses(path, "not a certtrack store")


@pytest.fixture
def rewritten(backup, home):
    """A backup with some of its parts changed, and a manifest that agrees if it is wanted."""

    def rewritten_(changes=(), told=(), extra=(), *, agree=True):
        with zipfile.ZipFile(backup) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(parts.pop("manifest.json"))
        for name, change in dict(changes).items():
            parts[name] = change(parts[name])
        if agree:
            for name, content in parts.items():
                digest = hashlib.sha256(content).hexdigest()
                manifest["parts"][name] = {"size": len(content), "sha256": digest}
        manifest.update(told)
        out = home / "rewritten.zip"
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in [*parts.items(), *extra]:
                archive.writestr(name, content)
            archive.writestr("manifest.json", json.dumps(manifest))
        return out

    return rewritten_


def _edited(statement):
    def edit(content):
        path = Path(os.environ["CERTTRACK_DB"]).parent / "edited.db"
        path.write_bytes(content)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(statement)
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        content = path.read_bytes()
        path.unlink()
        return content

    return edit


def test_a_part_that_was_changed_is_refused(rewritten, refuses):
    renamed = _edited("UPDATE person SET name = 'Mallory'")
    path = rewritten({"store.sqlite3": renamed}, agree=False)
    assert refuses(path, "was changed")


def test_a_store_of_a_newer_program_is_refused(rewritten, refuses):
    newer = _edited("UPDATE alembic_version SET version_num = '9999'")
    assert refuses(rewritten({"store.sqlite3": newer}), "Update certtrack")
    assert refuses(rewritten(told={"format": 2}), "Update certtrack")


def test_a_store_with_rows_that_belong_to_nobody_is_refused(rewritten, refuses):
    orphan = _edited(
        "INSERT INTO exam (person_id, credential, taken_on, passed) VALUES "
        "(99, 'RHIT', '2025-01-01', 1)"
    )
    assert refuses(rewritten({"store.sqlite3": orphan}), "damaged")


def test_a_store_with_a_trigger_is_refused(rewritten, refuses):
    trigger = _edited("CREATE TRIGGER t AFTER INSERT ON person BEGIN DELETE FROM exam; END")
    assert refuses(rewritten({"store.sqlite3": trigger}), "trigger")


@pytest.mark.parametrize(
    "name",
    [
        "evidence/../../evil",
        "../evil",
        "/tmp/evil",
        "evidence/.hidden",
        "evil",
        "evidence/a/../b",
        "evidence//a",
        "evidence/C:\\evil",
        "evidence/",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(rewritten, refuses, name):
    content = b"evil"
    part = {"size": 4, "sha256": hashlib.sha256(content).hexdigest()}
    with zipfile.ZipFile(rewritten()) as archive:
        parts = json.loads(archive.read("manifest.json"))["parts"]
    assert refuses(rewritten(told={"parts": {**parts, name: part}}, extra=[(name, content)]))
    # Nor may it be there without being named.
    assert refuses(rewritten(extra=[(name, content)]))


def test_a_link_in_a_backup_is_refused(rewritten, refuses):
    link = zipfile.ZipInfo(f"evidence/{'0' * 64}")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(rewritten()) as archive:
        parts = json.loads(archive.read("manifest.json"))["parts"]
    target = b"/etc/passwd"
    parts[link.filename] = {"size": len(target), "sha256": hashlib.sha256(target).hexdigest()}
    assert refuses(rewritten(told={"parts": parts}, extra=[(link, target)]), "plain file")


def test_a_bomb_is_refused_before_it_is_unpacked(rewritten, refuses, backup):
    huge = 300 * 1024**4
    with zipfile.ZipFile(backup) as archive:
        parts = json.loads(archive.read("manifest.json"))["parts"]
    path = rewritten(told={"parts": {**parts, "store.sqlite3": {"size": huge, "sha256": "0" * 64}}})
    assert refuses(path)
    # A central directory that lies in agreement with its manifest.
    content, real = bytearray(path.read_bytes()), parts["store.sqlite3"]["size"]
    claimed = 3_000_000_000
    path = rewritten(
        told={"parts": {**parts, "store.sqlite3": {"size": claimed, "sha256": "0" * 64}}}
    )
    content = path.read_bytes().replace(real.to_bytes(4, "little"), claimed.to_bytes(4, "little"))
    path.write_bytes(content)
    assert refuses(path, "far more than a store")


@pytest.mark.parametrize(
    "told",
    [
        {"parts": []},
        {"parts": {}},
        {"format": "x"},
        {"made_at": 5},
        {"store": None},
        {"held": 5},
        {"held": {"people": "many", "activities": 0, "changed_at": None}},
    ],
)
def test_a_manifest_that_says_nonsense_is_refused(rewritten, refuses, told):
    assert refuses(rewritten(told=told))


# --- under a passphrase -----------------------------------------------------------------


def test_an_encrypted_backup_needs_its_passphrase(run, store, vault, dump, passphrase, refuses):
    key = ("--passphrase-file", passphrase)
    path, before = made(run("backup", "--json", *key)), dump(store)
    assert path.name.endswith(".zip.age")
    assert b"Ana Flores" not in path.read_bytes()
    assert not zipfile.is_zipfile(path)
    assert refuses(path, "is encrypted")
    other = passphrase.with_name("other")
    other.write_text("wrong horse")
    other.chmod(0o600)
    assert refuses(path, "passphrase is another one", options=("--passphrase-file", other))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert refuses(path, "damaged", options=key)
    path.write_bytes(whole)
    assert run("person", "remove", "--yes").code == 0
    assert run("restore", path, "--yes", *key).code == 0
    assert dump(store) == before


def test_a_passphrase_that_others_may_read_is_refused(run, store, passphrase, backup):
    passphrase.chmod(0o644)
    assert refused(run("backup", "--passphrase-file", passphrase), "chmod 600")
    passphrase.chmod(0o600)
    assert refused(
        run("restore", backup, "--yes", "--passphrase-file", passphrase), "not encrypted"
    )


def test_nobody_is_asked_for_a_passphrase_where_nobody_is(run, store):
    assert refused(run("backup", "--encrypt"), "--passphrase-file")


def test_a_backup_starts_no_slower_than_it_must(home):
    """The library for encryption is loaded only where something is encrypted."""
    code = "import sys, certtrack.services.backups; print('pyrage' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
