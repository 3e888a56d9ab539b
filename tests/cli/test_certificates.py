"""CEUs from certificates: read, confirmed, kept; one at a time or a folder, row by row."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import zipfile
from contextlib import closing

import pytest

from certtrack.store.vault import Vault, sha256_of
from tests.cli.test_record_commands import Terminal
from tests.records import pdfs

ON = ("--on", "2026-06-01")
WORDS = """\
has successfully completed
Coding Update 2026
on March 3, 2026
and is awarded 2.0 CEUs
Provider: State HIM Association
Certificate ID: CE-77
"""
ENTRY = {
    "id": "a1",
    "title": "Coding Update 2026",
    "provider": "State HIM Association",
    "completed_on": "2026-03-03",
    "ceus": 2,
    "reference": "CE-77",
}


@pytest.fixture
def bo(run):
    """A store with Bo in it."""
    assert run("person", "add", "--name", "Bo Li").code == 0


@pytest.fixture
def certificate(home, monkeypatch):
    """Makes a PDF of words."""
    monkeypatch.delenv("CERTTRACK_VAULT", raising=False)

    def certificate_(words=WORDS, name="certificate.pdf"):
        path = home / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(pdfs.certificate(words))
        return path

    return certificate_


@pytest.fixture
def in_terminal(home):
    """Start the program in a terminal; what is still running at the end is killed."""
    started = []

    def in_terminal_(*args, out=None):
        started.append(Terminal(*args, out=out))
        return started[-1]

    yield in_terminal_
    for one in started:
        one.process.kill()
        one.process.wait()


def reference(path):
    return f"sha256:{sha256_of(path.read_bytes())[:16]}"


# --- one certificate -----------------------------------------------------------------------


def test_what_a_certificate_says_is_taken_with_yes_and_the_file_is_kept(
    run, bo, certificate, exported
):
    path = certificate()
    answer = run("ceu", "add", path, "--yes", "--json", *ON)
    assert answer.code == 0, answer.err
    assert answer.json["entry"]["title"] == "Coding Update 2026"
    assert exported()["activity"] == [{**ENTRY, "evidence": reference(path)}]
    (shown,) = run("evidence", "show", "a1", "--json").json
    assert shown["state"] == "intact"
    assert run("undo").code == 0
    assert run("ceu", "list", "--json").json == []
    assert run("evidence", "list", "--json").json == []


def test_without_a_terminal_and_yes_it_is_shown_and_nothing_is_written(run, bo, certificate, home):
    answer = run("ceu", "add", certificate(), *ON)
    assert answer.code == 2
    for said in ("Coding Update 2026", "State HIM Association", "2026-03-03", "CE-77"):
        assert said in answer.out
    assert "nobody can be asked here; nothing was written. Add --yes" in answer.err
    assert run("ceu", "list", "--json").json == []
    assert not (home / "evidence").exists()
    told = run("ceu", "add", certificate(), "--json", *ON).json
    assert told["state"] == "complete"
    assert told["found"]["ceus"] == "2"


@pytest.mark.parametrize(
    ("before", "after", "option"),
    [
        ("on March 3, 2026", "on 03/04/2026", "--completed-on"),
        ("2.0 CEUs", "2.0 contact hours", "--ceus"),
        ("has successfully completed", "we thank for", "--title"),
    ],
)
def test_what_is_not_clear_is_not_guessed(run, bo, certificate, before, after, option):
    path = certificate(WORDS.replace(before, after))
    answer = run("ceu", "add", path, "--yes", *ON)
    assert answer.code == 2
    assert f"Add {option}." in answer.err
    value = {"--completed-on": "2026-03-04", "--ceus": "2", "--title": "Coding"}[option]
    assert run("ceu", "add", path, "--yes", option, value, *ON).code == 0
    assert str(run("ceu", "list", "--json").json[0][option[2:].replace("-", "_")]) == value


def test_options_stand_above_what_the_certificate_says(run, bo, certificate):
    answer = run("ceu", "add", certificate(), "--yes", "--minutes", "90", *ON)
    assert answer.code == 0, answer.err
    (entry,) = run("ceu", "list", "--json").json
    assert entry["minutes"] == 90
    assert "ceus" not in entry


def test_in_a_terminal_each_is_confirmed_or_changed(bo, certificate, exported, in_terminal):
    path = certificate(WORDS.replace("March 3, 2026", "03/04/2026"))
    terminal = in_terminal("ceu", "add", path, *ON)
    terminal.answer("What it was called", "")
    terminal.answer("Who gave it", "Another")
    terminal.answer("the certificate says 03/04/2026", "2026-04-03")
    terminal.answer("CEUs as the certificate", "1.5")
    terminal.answer("The certificate's number", "")
    assert terminal.end() == 0, terminal.shown
    (entry,) = exported()["activity"]
    changed = {"provider": "Another", "completed_on": "2026-04-03", "ceus": 1.5}
    assert entry == {**ENTRY, **changed, "evidence": reference(path)}


def test_the_same_file_twice_adds_nothing(run, bo, certificate):
    assert run("ceu", "add", certificate(), "--yes", *ON).code == 0
    again = run("ceu", "add", certificate(name="other.pdf"), "--yes", *ON)
    assert again.code == 2
    assert "kept already, for a1" in again.err
    assert len(run("ceu", "list", "--json").json) == 1


def test_a_scan_says_nothing_and_is_told_so(run, bo, home):
    path = home / "scan.pdf"
    path.write_bytes(pdfs.scanned())
    answer = run("ceu", "add", path, "--yes", *ON)
    assert answer.code == 2
    assert "no text was found in it" in answer.out
    assert "--title, --completed-on, --ceus" in answer.err


def test_a_broken_pdf_is_refused_but_can_be_kept_by_hand(run, bo, certificate):
    path = certificate()
    path.write_bytes(path.read_bytes()[:200])
    answer = run("ceu", "add", path, "--yes", *ON)
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert "it is broken" in answer.err


def test_an_entry_that_is_refused_keeps_no_file(run, bo, certificate, home):
    answer = run("ceu", "add", certificate(), "--yes", "--domain", "outsde", *ON)
    assert answer.code == 2
    assert not (home / "evidence").exists()


# --- a folder ------------------------------------------------------------------------------


@pytest.fixture
def folder(certificate, home):
    """A folder of certificates: two complete, one in doubt, one twice, one no certificate."""
    certificate(name="in/1.pdf")
    certificate(WORDS.replace("Coding", "Privacy").replace("77", "78"), "in/2.pdf")
    certificate(WORDS.replace("March 3, 2026", "03/04/2026").replace("77", "79"), "in/3.pdf")
    certificate(name="in/4.pdf")
    (home / "in" / "5.pdf").write_bytes(b"MZ\x90\x00\x01")
    return home / "in"


def test_a_folder_is_shown_and_nothing_is_written(run, bo, folder):
    answer = run("ceu", "add-folder", folder, *ON)
    assert answer.code == 0
    assert "2 complete. Nothing is written yet: add --yes." in answer.out
    assert "? 03/04/2026" in answer.out
    assert run("ceu", "list", "--json").json == []


def test_complete_rows_are_added_with_yes_and_once(run, bo, folder):
    states = [one["state"] for one in run("ceu", "add-folder", folder, "--yes", "--json", *ON).json]
    assert states == ["added", "added", "incomplete", "unreadable", "unreadable"]
    again = [one["state"] for one in run("ceu", "add-folder", folder, "--yes", "--json", *ON).json]
    assert again == ["known", "known", "incomplete", "known", "unreadable"]
    assert len(run("ceu", "list", "--json").json) == 2
    assert run("evidence", "verify", "--exit-code").code == 0


def test_rows_are_accepted_skipped_edited_and_left(bo, folder, exported, in_terminal):
    terminal = in_terminal("ceu", "add-folder", folder, *ON)
    terminal.answer("1.pdf (a accept", "s")
    terminal.answer("2.pdf (a accept", "x")
    terminal.answer("one of: a accept", "e")
    terminal.answer("What it was called", "Privacy")
    for _ in range(4):
        terminal.answer("]:", "")
    terminal.answer("3.pdf (a accept", "q")
    assert terminal.end() == 0, terminal.shown
    assert [one["title"] for one in exported()["activity"]] == ["Privacy"]


# --- the vault by its commands -------------------------------------------------------------


@pytest.fixture
def attached(run, bo, certificate):
    """Bo's talk with a certificate."""
    assert run("ceu", "add", certificate(), "--yes", *ON).code == 0


def test_attaching_ends_the_reminder_of_missing_evidence(run, bo, certificate, home):
    run("credential", "add", "--code", "RHIT", "--passed-on", "2024-06-14")
    talk = ("--title", "T", "--completed-on", "2026-02-01", "--ceus", "1")
    assert run("ceu", "add", *talk, *ON).code == 0

    def kinds():
        return {one["kind"] for one in run("remind", "--json", *ON).json["reminders"]}

    assert "evidence-missing" in kinds()
    assert run("evidence", "attach", "a1", certificate()).code == 0
    assert "evidence-missing" not in kinds()


def test_what_a_record_says_of_its_evidence_is_left(run, bo, certificate):
    talk = ("--title", "T", "--completed-on", "2026-02-01", "--ceus", "1")
    assert run("ceu", "add", *talk, "--evidence", "in my drawer", *ON).code == 0
    assert run("evidence", "attach", "a1", certificate()).code == 0
    assert run("ceu", "list", "--json").json[0]["evidence"] == "in my drawer"
    again = run("evidence", "attach", "a1", certificate(), "--json").json
    assert [one["new"] for one in again] == [False]


def test_one_certificate_serves_several_activities_and_is_one_file(
    run, attached, certificate, home
):
    talk = ("--title", "T", "--completed-on", "2026-02-01", "--ceus", "1")
    assert run("ceu", "add", *talk, *ON).code == 0
    assert run("evidence", "attach", "a2", certificate()).code == 0
    assert len(run("evidence", "list", "--json").json) == 2
    assert len(list(Vault(home / "evidence").files())) == 1


def test_all_files_are_attached_or_none(run, attached, certificate, home):
    bad = home / "bad.pdf"
    bad.write_bytes(b"PK\x03\x04")
    answer = run("evidence", "attach", "a1", certificate(name="2.pdf"), bad, home / "absent.pdf")
    assert answer.code == 2
    assert answer.err.count("\n") == 2
    assert len(run("evidence", "list", "--json").json) == 1


def test_evidence_is_kept_when_its_activity_is_removed_until_purged(run, attached, home):
    run("ceu", "remove", "a1", "--yes")
    (kept,) = run("evidence", "list", "--json").json
    assert kept["activity"] is None
    assert run("evidence", "verify", "--exit-code").code == 0
    # An activity that takes the place of the removed one does not take its evidence.
    talk = ("--title", "T", "--completed-on", "2026-02-01", "--ceus", "1")
    assert run("ceu", "add", *talk, *ON).code == 0
    assert run("evidence", "list", "--json").json[0]["activity"] is None
    told = run("evidence", "purge")
    assert told.code == 2
    assert "certificate.pdf" in told.out
    assert "--yes" in told.err
    assert len(list(Vault(home / "evidence").files())) == 1
    assert run("evidence", "purge", "--yes").code == 0
    assert list(Vault(home / "evidence").files()) == []
    assert run("evidence", "list", "--json").json == []
    assert run("evidence", "purge", "--yes").out == "There is nothing to purge.\n"


def test_undo_brings_the_activity_back_with_its_evidence(run, attached):
    before = run("evidence", "list", "--json").json
    run("ceu", "remove", "a1", "--yes")
    assert run("undo").code == 0
    assert run("evidence", "list", "--json").json == before


def test_undo_after_a_purge_brings_no_row_without_its_file(run, attached):
    run("ceu", "remove", "a1", "--yes")
    run("evidence", "purge", "--yes")
    assert run("undo").code == 0
    assert run("evidence", "list", "--json").json == []
    (problem,) = run("evidence", "verify", "--json").json["problems"]
    assert problem["kind"] == "unknown"
    assert run("undo").code == 0
    assert run("ceu", "list", "--json").json == []


def test_a_person_goes_with_their_evidence_and_comes_back_with_it(run, attached):
    before = run("evidence", "list", "--json").json
    assert run("person", "remove", "--yes").code == 0
    assert run("undo").code == 0
    assert run("evidence", "list", "--json").json == before
    assert run("evidence", "verify", "--exit-code").code == 0


def test_verify_tells_what_is_missing_changed_and_left_over(run, attached, certificate, home):
    other = certificate(WORDS.replace("77", "78"), "other.pdf")
    assert run("evidence", "attach", "a1", other).code == 0
    first, second = (
        Vault(home / "evidence").path_of(one["sha256"])
        for one in run("evidence", "list", "--json").json
    )
    first.unlink()
    second.write_bytes(b"%PDF-forged")
    (home / "evidence" / "notes.txt").write_text("stray")
    answer = run("evidence", "verify", "--exit-code", "--json")
    assert answer.code == 1
    found = {one["kind"]: one["what"] for one in answer.json["problems"]}
    stray = str(home / "evidence" / "notes.txt")
    assert found == {"missing": str(first), "changed": str(second), "orphaned": stray}
    refused = run("evidence", "export", home / "out")
    assert refused.code == 2
    assert not list(home.glob("out*"))


def test_exported_evidence_is_what_was_attached_as_sha256sum_sees_it(run, bo, home, certificate):
    talk = ("--title", "T", "--completed-on", "2026-02-01", "--ceus", "1")
    assert run("ceu", "add", *talk, *ON).code == 0
    names = [
        "Zertifikat für Bö.pdf",
        "cert\u202efdp.exe",
        "-rf",
        "SHA256SUMS",
        "a b.pdf",
        "A B.PDF",
    ]
    for number, name in enumerate(names):
        path = certificate(WORDS.replace("77", str(number)), f"in/{name}")
        assert run("evidence", "attach", "a1", path).code == 0
    answer = run("evidence", "export", home / "out", "--json")
    assert answer.code == 0, answer.err
    written = [one["name"] for one in answer.json["files"]]
    assert written == [
        "Zertifikat für Bö.pdf",
        "certfdp.exe.pdf",
        "rf.pdf",
        "SHA256SUMS.pdf",
        "a b.pdf",
        "A B (2).PDF",
    ]
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=home / "out", check=False
    )
    assert checked.returncode == 0
    assert sorted(one.name for one in (home / "out").iterdir()) == sorted([*written, "SHA256SUMS"])
    assert run("evidence", "export", home / "out").code == 2


def test_a_name_that_somebody_put_into_the_store_does_no_harm(run, attached, home):
    with closing(sqlite3.connect(home / "store.db")) as store, store:
        name = "../../../evil\x1b[31m\u202e.pdf"
        store.execute("UPDATE evidence SET file_name = ?", (name,))
    assert "\x1b" not in run("evidence", "list").out
    assert run("evidence", "export", home / "out").code == 0
    assert sorted(one.name for one in (home / "out").iterdir()) == ["SHA256SUMS", "evil[31m.pdf"]


def test_files_that_are_no_evidence_are_refused(run, attached, home):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../evil", "x")
    (home / "certificate.zip.pdf").write_bytes(packed.getvalue())
    answer = run("evidence", "attach", "a1", home / "certificate.zip.pdf")
    assert answer.code == 2
    assert "none that is kept as evidence" in answer.err


def test_show_finds_by_the_beginning_of_a_hash_or_what_the_record_names(run, attached):
    (entry,) = run("ceu", "list", "--json").json
    digits = entry["evidence"].removeprefix("sha256:")
    for handle in (entry["evidence"], digits, digits[:6], "a1", "1"):
        assert len(run("evidence", "show", handle, "--json").json) == 1
    assert run("evidence", "show", digits[:5]).code == 2
    assert run("evidence", "show", "a9").code == 2


def test_a_record_with_evidence_goes_out_and_in_unchanged(run, attached, exported, home):
    before = exported()
    assert run("import", home / "exported.json", "--replace").code == 0
    assert exported() == before
    (kept,) = run("evidence", "list", "--json").json
    assert kept["activity"] == "a1"


def test_of_a_replaced_record_evidence_follows_the_ids(run, attached, exported, home):
    record = exported()
    (activity,) = record["activity"]
    first, new = {**activity, "title": "Another", "id": "b1"}, {**activity, "id": "a1"}
    record["activity"] = [{**first, "reference": "X"}, new]
    (home / "new.json").write_text(json.dumps(record))
    assert run("import", home / "new.json", "--replace").code == 0
    assert [one["activity"] for one in run("evidence", "list", "--json").json] == ["a1"]
    record["activity"].pop()
    (home / "new.json").write_text(json.dumps(record))
    assert run("import", home / "new.json", "--replace").code == 0
    assert [one["activity"] for one in run("evidence", "list", "--json").json] == [None]
    assert run("undo").code == 0
    assert [one["activity"] for one in run("evidence", "list", "--json").json] == ["a1"]
