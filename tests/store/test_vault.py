"""The vault of evidence: whole or not at all, once each, and never a row without its file."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing

import psycopg
import pytest

from certtrack.errors import Refused
from certtrack.store.location import Location, locate
from certtrack.store.vault import UNFINISHED, Vault, sha256_of, vault_of
from tests.postgres import until_it_waits

TALK = ("ceu", "add", "--completed-on", "2025-02-01", "--ceus", "1")
PDF = b"%PDF-1.4\n"
ROWS = "SELECT sha256 FROM evidence ORDER BY id"


@pytest.fixture
def vault(home):
    return Vault(home / "evidence")


@pytest.fixture
def certificate(home):
    """Makes a certificate; all with the same text are the same file."""

    def certificate_(name="certificate.pdf", text="Talk"):
        path = home / name
        path.write_bytes(PDF + text.encode())
        return path

    return certificate_


@pytest.fixture
def talk(store, run):
    """A store with Bo's talk in it."""
    assert run(*TALK, "--title", "Talk") == 0
    return store


# --- files ---------------------------------------------------------------------------------


def test_what_was_put_in_comes_out(vault):
    sha256 = vault.put(b"content")
    assert vault.read(sha256) == b"content"
    assert vault.path_of(sha256).relative_to(vault.folder).parts == (sha256[:2], sha256[2:])


def test_nobody_else_may_read_it(vault):
    path = vault.path_of(vault.put(b"content"))
    modes = {one: stat.S_IMODE(one.stat().st_mode) for one in (vault.folder, path.parent, path)}
    assert modes == {vault.folder: 0o700, path.parent: 0o700, path: 0o600}


def test_whatever_mask_there_is_nobody_else_may_read_it(vault):
    before = os.umask(0)
    try:
        path = vault.path_of(vault.put(b"content"))
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_twice_is_kept_once_and_not_written_again(vault):
    path = vault.path_of(vault.put(b"content"))
    before = path.stat()
    vault.put(b"content")
    assert path.stat() == before
    assert list(vault.files()) == [path]


def test_a_file_that_was_damaged_is_mended_by_the_right_one(vault):
    sha256 = vault.put(b"content")
    vault.path_of(sha256).write_bytes(b"damaged")
    assert vault.state_of(sha256) == "changed"
    with pytest.raises(Refused, match="not what was attached"):
        vault.read(sha256)
    vault.put(b"content")
    assert vault.state_of(sha256) == "intact"


def test_only_what_stands_under_its_own_hash_is_ours(vault):
    path = vault.path_of(vault.put(b"content"))
    stray = path.with_name("notes.txt")
    stray.write_text("mine")
    other = vault.folder / path.name
    other.write_text("mine")
    assert vault.hash_of(path) == sha256_of(b"content")
    assert vault.hash_of(stray) is vault.hash_of(other) is None


def test_the_vault_is_beside_the_store_unless_told_otherwise(home, monkeypatch):
    monkeypatch.delenv("CERTTRACK_VAULT", raising=False)
    place = Location(home / "store.db")
    assert vault_of(place).folder == home / "evidence"
    monkeypatch.setenv("CERTTRACK_VAULT", str(home / "named"))
    assert vault_of(place).folder == home / "named"
    assert vault_of(place, home / "given").folder == home / "given"


def test_stores_on_servers_have_vaults_of_their_own_whatever_the_password(home, monkeypatch):
    monkeypatch.delenv("CERTTRACK_VAULT", raising=False)
    urls = ("ana:one@db.example.org/a", "ana:two@db.example.org/a", "ana:one@db.example.org/b")
    first, same, other = (vault_of(locate(f"postgresql://{url}")).folder for url in urls)
    assert first == same != other
    assert first.parent == home / "xdg_data_home" / "certtrack" / "evidence"


# --- faults --------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_nothing_is_left(talk, run, certificate, ask, capsys, home):
    big = certificate("big.pdf", "x" * 200_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        assert run("evidence", "attach", "a1", big) == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert capsys.readouterr().err.endswith("the evidence cannot be kept: File too large.\n")
    assert ask(talk, ROWS) == []
    assert list(Vault(home / "evidence").files()) == []
    assert run("evidence", "attach", "a1", big) == 0


@pytest.mark.skipif(
    os.geteuid() == 0 and shutil.which("setpriv") is None, reason="to root no folder is closed"
)
def test_a_folder_that_cannot_be_written_is_told(talk, certificate, home, ask):
    (home / "vault").mkdir(mode=0o500)
    for path in (home, *home.iterdir()):
        path.chmod(path.stat().st_mode | 0o077) if path.name != "vault" else None
    command = [sys.executable, "-m", "certtrack", "evidence", "attach", "a1", str(certificate())]
    command += ["--vault", str(home / "vault")]
    if os.geteuid() == 0:
        command = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all", *command]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert f"{home / 'vault'}: the evidence cannot be kept: Permission denied." in done.stderr
    assert "Traceback" not in done.stderr
    assert ask(talk, ROWS) == []


ATTACH = """\
for path in sys.argv[1:]:
    code = run("evidence", "attach", "a1", path)
    say(f"attached {path}" if code == 0 else "refused")
"""


def test_killed_at_any_moment_there_is_never_a_row_without_its_file(
    either, run, start, certificate, ask, home, capsys, monkeypatch
):
    """At worst a file is left that no row names, which verify tells and purge removes."""
    monkeypatch.setenv("CERTTRACK_VAULT", str(home / "evidence"))
    assert run(*TALK, "--title", "Talk") == 0
    chance = random.Random(9)
    vault = Vault(home / "evidence")
    kept: set[str] = set()
    for turn in range(6):
        files = [certificate(f"{turn}-{n}.pdf", f"{turn} {n}" * 5000) for n in range(40)]
        process = start(ATTACH, *files)
        said = process.stderr.readline()
        time.sleep(chance.uniform(0, 0.3))
        process.kill()
        said += process.stderr.read()
        process.wait()
        kept |= {sha256_of(path.read_bytes()) for path in files if f"attached {path}\n" in said}
        rows = {sha256 for (sha256,) in ask(either, ROWS)}
        assert kept <= rows, "what was acknowledged is there"
        assert {vault.state_of(sha256) for sha256 in rows} <= {"intact"}
    assert len(kept) >= 6
    capsys.readouterr()
    assert run("evidence", "purge", "--yes") == 0
    assert run("evidence", "verify", "--exit-code") == 0, capsys.readouterr().out


def test_what_a_broken_off_attach_leaves_is_told_and_purged(talk, run, certificate, home, capsys):
    assert run("evidence", "attach", "a1", certificate()) == 0
    vault = Vault(home / "evidence")
    left = vault.path_of(vault.put(b"%PDF- nobody's"))
    begun = left.with_name(f"{left.name}.12ab{UNFINISHED}")
    begun.write_bytes(b"%PDF")
    capsys.readouterr()
    assert run("evidence", "verify", "--exit-code") == 1
    told = capsys.readouterr().out.replace("\n", "").replace(" ", "")
    assert str(left) in told
    assert str(begun) in told
    assert run("evidence", "purge", "--yes") == 0
    assert not left.exists()
    assert not begun.exists()
    assert run("evidence", "verify", "--exit-code") == 0


TOGETHER = """\
me, other, folder, path = sys.argv[1:]
meet(folder, me, [me, other])
say(f"code {run('evidence', 'attach', 'a1', path)}")
"""


def test_two_who_attach_one_file_at_once_keep_it_once(
    either, run, start, certificate, ask, home, monkeypatch
):
    monkeypatch.setenv("CERTTRACK_VAULT", str(home / "evidence"))
    assert run(*TALK, "--title", "Talk") == 0
    path = certificate(text="Talk" * 50_000)
    folder = home / "meeting"
    folder.mkdir()
    both = [start(TOGETHER, *names, folder, path) for names in (("a", "b"), ("b", "a"))]
    said = [process.communicate()[1] for process in both]
    assert all("code 0" in one for one in said), said
    assert ask(either, ROWS) == [(sha256_of(path.read_bytes()),)]
    assert len(list(Vault(home / "evidence").files())) == 1


def test_a_purge_leaves_what_another_store_in_the_folder_names(
    talk, run, certificate, home, monkeypatch
):
    monkeypatch.setenv("CERTTRACK_DB", str(home / "other.db"))
    assert run("person", "add", "--name", "Ana Flores") == 0
    assert run(*TALK, "--title", "Talk") == 0
    assert run("evidence", "attach", "a1", certificate()) == 0
    monkeypatch.setenv("CERTTRACK_DB", str(talk))
    assert run("evidence", "purge", "--yes") == 0
    monkeypatch.setenv("CERTTRACK_DB", str(home / "other.db"))
    assert run("evidence", "verify", "--exit-code") == 0


def test_undo_beside_a_purge_brings_no_row_without_its_file(
    served, run, start, certificate, ask, home, monkeypatch
):
    """Whichever ends first: what was removed for good does not come back as a bare row."""
    monkeypatch.setenv("CERTTRACK_VAULT", str(home / "evidence"))
    assert run(*TALK, "--title", "Talk") == 0
    assert run("evidence", "attach", "a1", certificate()) == 0
    assert run("person", "remove", "--yes") == 0
    with psycopg.connect(served) as other:
        # The undo has read what it takes back, and cannot begin yet.
        other.execute("LOCK TABLE person IN EXCLUSIVE MODE")
        undoing = start('say(run("undo"))')
        until_it_waits(served)
        assert run("evidence", "purge", "--yes") == 0
    undoing.communicate(timeout=60)
    rows = {sha256 for (sha256,) in ask(served, ROWS)}
    assert {Vault(home / "evidence").state_of(sha256) for sha256 in rows} <= {"intact"}


def test_a_store_that_is_copied_brings_its_evidence(talk, run, certificate, new, home, monkeypatch):
    monkeypatch.delenv("CERTTRACK_VAULT", raising=False)
    assert run("evidence", "attach", "a1", certificate()) == 0
    (home / "elsewhere").mkdir()
    target = new()
    if not target.startswith("postgresql"):
        target = str(home / "elsewhere" / "copy.db")
    assert vault_of(locate(target)).folder != home / "evidence"
    assert run("db", "copy", talk, target) == 0
    assert run("evidence", "verify", "--exit-code", "--db", target) == 0
    assert len(list(vault_of(locate(target)).files())) == 1


def test_a_purge_tells_that_a_neighbour_cannot_be_read(talk, run, home, capsys):
    (home / "broken.db").write_bytes(b"SQLite format 3\x00" + bytes(200))
    assert run("evidence", "purge", "--yes") == 2
    assert "whether this store needs evidence cannot be told" in capsys.readouterr().err


def test_the_file_itself_refuses_evidence_that_is_none(talk, run, certificate):
    assert run("evidence", "attach", "a1", certificate()) == 0
    columns = "person_id, activity_id, title, file_name, media_type, added_at"
    values = "1, 1, 'T', 'f', 'text/plain', '2025-01-01'"
    with closing(sqlite3.connect(talk)) as connection:
        (sha256,) = connection.execute("SELECT sha256 FROM evidence").fetchone()
        for digits, size in (("ab", 1), ("a" * 64, 0), (sha256, 1)):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(
                    f"INSERT INTO evidence ({columns}, sha256, size) VALUES ({values}, ?, ?)",
                    (digits, size),
                )
