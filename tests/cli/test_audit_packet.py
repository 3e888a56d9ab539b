"""Audit packets: every counted activity with what proves it, checked with Python alone."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

ON = ("--on", "2025-06-01")
CONTENT = b"%PDF-1.4 a certificate"
PLAIN = {
    "SHA256SUMS",
    "answer.json",
    "cover.pdf",
    "manifest.json",
    "record.toml",
    "transcript.html",
    "verify.py",
}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def made(home):
    """Gives a record file with activities, and files beside it."""

    def made_(activities, files=(), name="Ana Flores"):
        for file, content in dict(files).items():
            path = home / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        told = {
            "schema": 1,
            "person": {"name": name},
            "credential": [{"code": "RHIT", "passed_on": "2024-06-14"}],
            "activity": [
                {
                    "source": "ahima",
                    "domain": "clinical-coding",
                    "completed_on": "2025-02-01",
                    "ceus": 1,
                    **one,
                }
                for one in activities
            ],
        }
        path = home / "made.json"
        path.write_text(json.dumps(told), encoding="utf-8")
        return path

    return made_


@pytest.fixture
def proved(made):
    """A record with one activity that is proved and one that is not."""
    activities = [
        {"id": "a1", "title": "Coding update", "evidence": "certificates/update.pdf"},
        {"id": "a2", "title": "Privacy webinar", "completed_on": "2025-03-01"},
    ]
    return made(activities, {"certificates/update.pdf": CONTENT})


@pytest.fixture
def packet(run, proved, home):
    """The packet of that record."""
    assert run("audit-packet", home / "audit.zip", "--file", proved, *ON).code == 0
    return home / "audit.zip"


def _alone(script: Path, *names: object) -> subprocess.CompletedProcess[str]:
    """Run the script of a packet with Python's own library and nothing of the environment."""
    return subprocess.run(
        [sys.executable, "-I", "-S", script, *map(str, names)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={},
        timeout=60,
    )


def _unpacked(packet: Path) -> Path:
    folder = packet.with_suffix("")
    with zipfile.ZipFile(packet) as file:
        file.extractall(folder)
    return folder


def _repacked(packet: Path, change) -> Path:
    """The packet with its files changed, as a ZIP file with nothing else wrong."""
    with zipfile.ZipFile(packet) as file:
        contents = {name: file.read(name) for name in file.namelist()}
    change(contents)
    with zipfile.ZipFile(packet, "w") as file:
        for name, content in contents.items():
            file.writestr(name, content)
    return packet


def test_a_packet_holds_the_documents_and_the_evidence(packet, proved):
    with zipfile.ZipFile(packet) as file:
        assert set(file.namelist()) == {*PLAIN, "evidence/001-coding-update.pdf"}
        assert file.namelist() == sorted(file.namelist())
        assert file.read("evidence/001-coding-update.pdf") == CONTENT
        assert {one.date_time for one in file.infolist()} == {(2025, 6, 1, 0, 0, 0)}


def test_the_cover_tells_rule_by_rule_what_proves_each_activity(run, packet, proved):
    with zipfile.ZipFile(packet) as file:
        reader = PdfReader(io.BytesIO(file.read("cover.pdf")))
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    cycle = run("status", "--file", proved, *ON, "--json").json["cycles"][0]
    assert len(cycle["rules"]) >= 2
    assert all(rule["because"] in text for rule in cycle["rules"])
    serving = sum(len(one["serves"]) for one in cycle["activities"])
    assert serving >= 4
    assert text.count(_sha256(CONTENT)) == len(cycle["activities"][0]["serves"])
    assert text.count("No evidence") == len(cycle["activities"][1]["serves"])
    assert "Evidence is lacking for 1 of 2 counted activities." in text
    assert "2025-03-01 Privacy webinar: no evidence is on record" in text
    assert bool(reader.root_object["/MarkInfo"]["/Marked"])
    assert reader.metadata.title == "Audit packet: Ana Flores"


def test_what_lacks_evidence_is_said_and_may_decide_the_exit_code(run, proved, made, home):
    answer = run("audit-packet", home / "a.zip", "--file", proved, *ON)
    assert answer.code == 0
    assert "Evidence is lacking for 1 of 2 counted activities." in answer.out
    assert "2025-03-01 Privacy webinar: no evidence is on record" in answer.out
    assert run("audit-packet", home / "a.zip", "--file", proved, *ON, "--exit-code").code == 1
    whole = made([{"title": "One", "evidence": "one.pdf"}], {"one.pdf": CONTENT})
    answer = run("audit-packet", home / "a.zip", "--file", whole, *ON, "--exit-code")
    assert answer.code == 0
    assert "Evidence is here for the 1 counted activity." in answer.out


def test_what_does_not_count_needs_no_evidence(run, made, home):
    outside = {"title": "Leading", "domain": "outside", "ceus": 4, "evidence": "one.pdf"}
    record = made([outside, {**outside, "title": "More", "completed_on": "2025-04-01"}])
    (home / "one.pdf").write_bytes(CONTENT)
    told = run("audit-packet", home / "a.zip", "--file", record, *ON, "--json").json
    cycle = run("status", "--file", record, *ON, "--json").json["cycles"][0]
    assert told["counted"] == len([one for one in cycle["activities"] if one["counted"]]) == 1


def test_the_machines_face_has_what_the_packet_has(run, proved, home):
    told = run("audit-packet", home / "a.zip", "--file", proved, *ON, "--json").json
    with zipfile.ZipFile(home / "a.zip") as file:
        assert told["fingerprint"] == _sha256(file.read("SHA256SUMS"))
    assert told["written"] == str(home / "a.zip")
    assert told["without_evidence"] == [
        {
            "id": "a2",
            "title": "Privacy webinar",
            "completed_on": "2025-03-01",
            "lacking": "no evidence is on record",
        }
    ]


def test_the_manifest_names_facts_rules_day_and_every_file(run, packet, proved):
    cycle = run("status", "--file", proved, *ON, "--json").json["cycles"][0]
    with zipfile.ZipFile(packet) as file:
        manifest = json.loads(file.read("manifest.json"))
        for name, one in manifest["files"].items():
            assert one == {"sha256": _sha256(file.read(name)), "size": len(file.read(name))}
        assert {*manifest["files"], "manifest.json", "SHA256SUMS"} == set(file.namelist())
    assert manifest["on"] == "2025-06-01"
    assert manifest["certtrack"]
    answered = manifest["answers"][0]
    assert answered["rulebook"] == cycle["rulebook"]
    assert answered["answer_id"] == cycle["answer_id"]
    assert [one["evidence"] for one in manifest["activities"]] == [
        ["evidence/001-coding-update.pdf"],
        [],
    ]


def test_the_answer_in_the_packet_is_that_of_status_and_the_record_makes_it_again(
    run, packet, proved, home
):
    status = run("status", "--file", proved, *ON, "--json").json
    with zipfile.ZipFile(packet) as file:
        assert json.loads(file.read("answer.json")) == {**status, "past_cycles": []}
        (home / "again.toml").write_bytes(file.read("record.toml"))
    assert run("status", "--file", home / "again.toml", *ON, "--json").json == status


def test_the_same_facts_day_and_rules_give_the_same_bytes(run_process, proved, home):
    for name in ("a.zip", "b.zip"):
        run_process("audit-packet", home / name, "--file", proved, *ON)
        os.utime(home / "certificates" / "update.pdf", (1, 1))
    assert (home / "a.zip").read_bytes() == (home / "b.zip").read_bytes()


def test_other_programs_read_the_packet(packet):
    unzip = shutil.which("unzip")
    if unzip is None:
        pytest.skip("unzip is not installed")
    done = subprocess.run([unzip, "-t", packet], capture_output=True, check=False)
    assert done.returncode == 0
    assert b"No errors detected" in done.stdout


@pytest.mark.parametrize("way", ["folder", "file", "certtrack"])
def test_a_whole_packet_is_found_whole(run, packet, way):
    folder = _unpacked(packet)
    script = folder / "verify.py"
    if way == "certtrack":
        answer = run("audit-packet", "--verify", packet)
        code, out = answer.code, answer.out
    else:
        done = _alone(script, *([packet] if way == "file" else []))
        code, out = done.returncode, done.stdout
    assert code == 0, out
    assert "hole: 7 files" in " ".join(out.split())
    assert "Privacy webinar" in out
    assert "Coding update" not in out
    assert _sha256((folder / "SHA256SUMS").read_bytes()) in out


def _tamper(contents):
    contents["evidence/001-coding-update.pdf"] = CONTENT.replace(b"a", b"b")


def _lose(contents):
    del contents["evidence/001-coding-update.pdf"]


def _add(contents):
    contents["evidence/002-more.pdf"] = b"more"


def _rename(contents):
    contents["evidence/001-other.pdf"] = contents.pop("evidence/001-coding-update.pdf")


def _lengthen(contents):
    contents["evidence/001-coding-update.pdf"] += b"\0" * 10_000_000


def _edit_manifest(contents):
    contents["manifest.json"] = contents["manifest.json"].replace(b"Privacy", b"Payment")


def _swap_in_both_lists(contents):
    """A forger who changes a file and its hash in one list, not in the other."""
    new = CONTENT.replace(b"a", b"b")
    contents["evidence/001-coding-update.pdf"] = new
    listed = contents["SHA256SUMS"].decode()
    contents["SHA256SUMS"] = listed.replace(_sha256(CONTENT), _sha256(new)).encode()


FAULTS = [
    (_tamper, ["evidence/001-coding-update.pdf was changed"]),
    (_lose, ["evidence/001-coding-update.pdf is missing"]),
    (_add, ["evidence/002-more.pdf is not listed"]),
    (
        _rename,
        ["evidence/001-coding-update.pdf is missing", "evidence/001-other.pdf is not listed"],
    ),
    (_lengthen, ["evidence/001-coding-update.pdf was changed"]),
    (_edit_manifest, ["manifest.json was changed"]),
    (_swap_in_both_lists, ["manifest.json and SHA256SUMS list different files"]),
]
each_fault = pytest.mark.parametrize(("change", "faults"), FAULTS, ids=lambda it: "")


@each_fault
def test_certtrack_finds_what_is_wrong_with_a_packet(run, packet, change, faults):
    answer = run("audit-packet", "--verify", _repacked(packet, change), "--json")
    assert answer.code == 1
    assert answer.json["whole"] is False
    assert answer.json["faults"] == faults


@each_fault
@pytest.mark.parametrize("way", ["folder", "file"])
def test_the_packets_own_script_finds_it_too(packet, home, change, faults, way):
    (home / "check.py").write_bytes(zipfile.ZipFile(packet).read("verify.py"))
    _repacked(packet, change)
    if way == "folder":
        done = _alone(_unpacked(packet) / "verify.py")
    else:
        done = _alone(home / "check.py", packet)
    assert done.returncode == 1
    assert done.stdout.splitlines()[: len(faults) + 1] == ["Not whole.", *faults]


def test_another_packets_fingerprint_is_another(run, packet):
    before = run("audit-packet", "--verify", packet, "--json").json["fingerprint"]

    def forge(contents):
        """A forger who is thorough: file, manifest and list agree again."""
        new = CONTENT.replace(b"a", b"b")
        contents["evidence/001-coding-update.pdf"] = new
        swapped = (_sha256(CONTENT).encode(), _sha256(new).encode())
        old = _sha256(contents["manifest.json"]).encode()
        contents["manifest.json"] = contents["manifest.json"].replace(*swapped)
        listed = contents["SHA256SUMS"].replace(*swapped)
        contents["SHA256SUMS"] = listed.replace(old, _sha256(contents["manifest.json"]).encode())

    answer = run("audit-packet", "--verify", _repacked(packet, forge), "--json").json
    assert answer["whole"] is True
    assert answer["fingerprint"] != before


def test_a_name_that_is_there_twice_is_found(run, packet):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(packet, "a") as file:
            file.writestr("cover.pdf", b"another cover")
    answer = run("audit-packet", "--verify", packet, "--json")
    assert answer.code == 1
    assert "cover.pdf is there twice" in answer.json["faults"]


def test_a_link_in_the_folder_is_no_evidence(packet, home):
    folder = _unpacked(packet)
    proof = folder / "evidence" / "001-coding-update.pdf"
    (home / "outside.pdf").write_bytes(CONTENT)
    proof.unlink()
    proof.symlink_to(home / "outside.pdf")
    done = _alone(folder / "verify.py")
    assert done.returncode == 1
    assert "is no plain file" in done.stdout


def test_names_in_a_packet_cannot_steer_the_screen(run, packet):
    def add(contents):
        contents["evil\x1b[2J\u202e.pdf"] = b""

    _repacked(packet, add)
    for out in (
        run("audit-packet", "--verify", packet).out,
        run("audit-packet", "--verify", packet, "--json").out,
    ):
        assert "evil" in out
        assert not set(out) & {"\x1b", "\u202e"}
    done = _alone(_unpacked(packet) / "verify.py")
    assert "evil" in done.stdout
    assert not set(done.stdout) & {"\x1b", "\u202e"}


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_packet_is_refused(run, home, content):
    (home / "no.zip").write_bytes(content)
    answer = run("audit-packet", "--verify", home / "no.zip")
    assert answer.code == 2
    assert "this is no audit packet that can be read" in answer.err
    assert run("audit-packet", "--verify", home / "gone.zip").code == 2


def test_a_broken_packet_never_brings_a_traceback(run, packet):
    whole = packet.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 300)):
        packet.write_bytes(whole[:at] + struct.pack("B", whole[at] ^ 0xFF) + whole[at + 1 :])
        assert run("audit-packet", "--verify", packet).code in (0, 1, 2)
        packet.write_bytes(whole[:at])
        assert run("audit-packet", "--verify", packet).code == 2


def test_the_script_is_short_and_needs_python_alone(packet):
    text = zipfile.ZipFile(packet).read("verify.py").decode()
    assert len(text.splitlines()) <= 100
    assert "certtrack" not in text


@pytest.mark.parametrize(
    ("evidence", "lacking"),
    [
        ("../outside.pdf", "does not lie in the record's folder"),
        ("certificates/../../outside.pdf", "does not lie in the record's folder"),
        ("..\\outside.pdf", "does not lie in the record's folder"),
        ("/etc/hostname", "does not lie in the record's folder"),
        ("C:\\outside.pdf", "does not lie in the record's folder"),
        ("\\outside.pdf", "does not lie in the record's folder"),
        ("link.pdf", "it is a link"),
        ("linked/outside.pdf", "it is a link, or behind one"),
        ("certificates", "the file cannot be read"),
        ("pipe", "this is no file"),
        ("gone.pdf", "there is no such file"),
        ("update.pdf/more", "the file cannot be read"),
        ("empty.pdf", "the file is empty"),
        ("huge.pdf", "the file is larger than 25 MB"),
        ("program.pdf", "none that is kept as evidence"),
        ("x" * 500, "the file cannot be read"),
        ("in the blue folder", "there is no such file"),
    ],
)
def test_only_a_files_own_bytes_within_the_records_folder_are_evidence(
    run, made, home, evidence, lacking
):
    folder = home / "mine"
    (folder / "certificates").mkdir(parents=True)
    (home / "outside.pdf").write_bytes(CONTENT)
    (folder / "update.pdf").write_bytes(CONTENT)
    (folder / "link.pdf").symlink_to(home / "outside.pdf")
    (folder / "linked").symlink_to(home, target_is_directory=True)
    (folder / "empty.pdf").touch()
    with (folder / "huge.pdf").open("wb") as file:
        file.truncate(25_000_001)
    (folder / "program.pdf").write_bytes(b"\x7fELF\0")
    os.mkfifo(folder / "pipe")
    record = made([{"title": "One", "evidence": evidence}]).rename(folder / "made.json")
    told = run("audit-packet", home / "a.zip", "--file", record, *ON, "--json").json
    assert lacking in told["without_evidence"][0]["lacking"]
    with zipfile.ZipFile(home / "a.zip") as file:
        assert not [name for name in file.namelist() if name.startswith("evidence/")]


def test_one_certificate_for_two_activities_is_in_the_packet_once(run, made, home):
    activities = [{"title": f"Day {n}", "evidence": f"day-{n}.pdf"} for n in (1, 2)]
    record = made(activities, {"day-1.pdf": CONTENT, "day-2.pdf": CONTENT})
    run("audit-packet", home / "a.zip", "--file", record, *ON)
    with zipfile.ZipFile(home / "a.zip") as file:
        manifest = json.loads(file.read("manifest.json"))
    assert {tuple(one["evidence"]) for one in manifest["activities"]} == {
        ("evidence/001-day-1.pdf",)
    }


@pytest.mark.parametrize(
    ("title", "content", "name"),
    [
        ("Coding: update/2025 \u2026", CONTENT, "001-coding-update-2025.pdf"),
        ("../../etc/passwd", b"\x89PNG\r\n\x1a\n", "001-etc-passwd.png"),
        ("\u6f22\u5b57", CONTENT, "001-activity.pdf"),
        ("\u00c9tude na\u00efve", b"plain text", "001-etude-naive.txt"),
        ("<b>#*$</b>\u202e", CONTENT, "001-b-b.pdf"),
        ("x" * 500, b"\xff\xd8\xff", f"001-{'x' * 40}.jpg"),
        ("CON", CONTENT, "001-con.pdf"),
    ],
)
def test_evidence_has_a_name_that_is_safe_on_every_system(run, made, home, title, content, name):
    record = made([{"title": title, "evidence": "a.exe"}], {"a.exe": content})
    assert run("audit-packet", home / "a.zip", "--file", record, *ON).code == 0
    with zipfile.ZipFile(home / "a.zip") as packed:
        found = [one for one in packed.namelist() if one.startswith("evidence/")]
        manifest = json.loads(packed.read("manifest.json"))
    assert found == [f"evidence/{name}"]
    assert manifest["activities"][0]["title"] == title
    assert run("audit-packet", "--verify", home / "a.zip").code == 0


def test_three_hundred_activities_make_a_packet(run, made, home):
    activities = [
        {"title": f"Course {n}", "ceus": 0.25, "evidence": f"{n}.pdf"} for n in range(300)
    ]
    files = {f"{n}.pdf": CONTENT + str(n).encode() for n in range(300)}
    record = made(activities, files)
    answer = run("audit-packet", home / "a.zip", "--file", record, *ON, "--exit-code")
    assert answer.code == 0
    with zipfile.ZipFile(home / "a.zip") as file:
        reader = PdfReader(io.BytesIO(file.read("cover.pdf")))
        assert sum(one.startswith("evidence/") for one in file.namelist()) == 300
    pages = [page.extract_text() for page in reader.pages]
    assert all("Evidence, SHA-256" in page for page in pages if "evidence/" in page)
    text = "".join(pages)
    assert all(_sha256(content) in text for content in files.values())
    assert run("audit-packet", "--verify", home / "a.zip").code == 0


@pytest.fixture
def kept(run, home, proved):
    """A store with that record, and a vault with its certificate and another."""
    assert run("import", proved, "--on", "2025-06-01").code == 0
    (home / "other.pdf").write_bytes(CONTENT + b" two")
    for file in ("certificates/update.pdf", "other.pdf"):
        assert run("evidence", "attach", "a1", home / file).code == 0
    shutil.rmtree(home / "certificates")
    return home / "evidence"


def test_what_is_attached_in_the_store_is_in_the_packet(run, home, kept):
    told = run("audit-packet", home / "a.zip", *ON, "--json").json
    assert [one["id"] for one in told["without_evidence"]] == ["a2"]
    with zipfile.ZipFile(home / "a.zip") as file:
        found = [file.read(one) for one in file.namelist() if one.startswith("evidence/")]
    assert found == [CONTENT, CONTENT + b" two"]
    assert run("audit-packet", "--verify", home / "a.zip").code == 0


def test_evidence_that_is_damaged_is_told_and_left_out(run, home, kept):
    path = kept / _sha256(CONTENT)[:2] / _sha256(CONTENT)[2:]
    path.write_bytes(b"%PDF-1.4 another")
    told = run("audit-packet", home / "a.zip", *ON, "--json").json
    assert [one["id"] for one in told["without_evidence"]] == ["a1", "a2"]
    assert told["without_evidence"][0]["lacking"] == "'update.pdf' is changed"
    with zipfile.ZipFile(home / "a.zip") as file:
        found = [file.read(one) for one in file.namelist() if one.startswith("evidence/")]
        reader = PdfReader(io.BytesIO(file.read("cover.pdf")))
    assert found == [CONTENT + b" two"]
    assert "Not all evidence" in reader.pages[0].extract_text()


def test_another_vault_may_be_named(run, home, kept):
    moved = kept.rename(home / "elsewhere")
    lost = run("audit-packet", home / "a.zip", *ON, "--json").json
    assert (
        lost["without_evidence"][0]["lacking"] == "'update.pdf' is missing; 'other.pdf' is missing"
    )
    found = run("audit-packet", home / "a.zip", *ON, "--json", "--vault", moved).json
    assert [one["id"] for one in found["without_evidence"]] == ["a2"]


def test_past_cycles_are_audited_when_asked(run, made, home):
    record = made(
        [
            {"title": "Then", "completed_on": "2021-02-01", "ceus": 20, "evidence": "then.pdf"},
            {"title": "Later", "completed_on": "2023-02-01", "ceus": 20},
            {"title": "Now"},
        ],
        {"then.pdf": CONTENT},
    )
    told = json.loads(record.read_text(encoding="utf-8"))
    told["credential"][0]["passed_on"] = "2020-06-14"
    record.write_text(json.dumps(told), encoding="utf-8")
    one = run("audit-packet", home / "a.zip", "--file", record, *ON, "--json").json
    every = run(
        "audit-packet", home / "a.zip", "--file", record, *ON, "--cycle", "all", "--json"
    ).json
    assert (one["counted"], every["counted"]) == (1, 3)
    with zipfile.ZipFile(home / "a.zip") as file:
        past = json.loads(file.read("answer.json"))["past_cycles"]
    assert [(each["on"], each["outcome"]) for each in past] == [
        ("2022-06-13", "renewed"),
        ("2024-06-13", "renewed"),
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--credential", "RHITT"), "Did you mean 'RHIT'?"),
        (("--credential", "CCS"), "no cycle of CCS is known on that day"),
        (("--cycle", "2001-01-01"), "no cycle begins on 2001-01-01"),
    ],
)
def test_what_is_not_there_is_refused(run, proved, home, options, said):
    answer = run("audit-packet", home / "a.zip", "--file", proved, *ON, *options)
    assert answer.code == 2
    assert said in answer.err
    assert not (home / "a.zip").exists()


def test_who_holds_nothing_has_nothing_to_audit(run, home):
    (home / "none.toml").write_text('schema = 1\n[person]\nname = "Bo"\n', encoding="utf-8")
    answer = run("audit-packet", home / "a.zip", "--file", home / "none.toml", *ON)
    assert answer.code == 2
    assert "there is nothing to audit" in answer.err


@pytest.mark.parametrize(
    "arguments", [(), ("a.zip", "--verify", "b.zip"), ("--verify", "b.zip", "--person", "Ana")]
)
def test_what_is_meant_must_be_clear(run, arguments):
    assert run("audit-packet", *arguments).code == 2


def test_a_packet_is_replaced_and_no_other_file(run, packet, proved, home):
    assert run("audit-packet", packet, "--file", proved, *ON).code == 0
    with zipfile.ZipFile(home / "mine.zip", "w") as file:
        file.writestr("mine", b"mine")
    answer = run("audit-packet", home / "mine.zip", "--file", proved, *ON)
    assert answer.code == 2
    assert "certtrack did not make it" in answer.err
    assert run("audit-packet", home / "mine.zip", "--file", proved, *ON, "--force").code == 0


def test_without_the_library_for_pdf_nothing_is_written(run, proved, home, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    before = sorted(home.iterdir())
    answer = run("audit-packet", home / "a.zip", "--file", proved, *ON)
    assert answer.code == 2
    assert 'pip install "certtrack[pdf]"' in answer.err
    assert sorted(home.iterdir()) == before
