"""The link of a study to a program of the directory goes wherever the record goes."""

from __future__ import annotations

import json

import jsonschema
import pytest

LINK = "st-petersburg-college"


@pytest.fixture
def linked(run):
    """Tells which program each study of the only person in a store is linked to."""

    def linked_(*options):
        answer = run("education", "list", "--json", *options)
        assert answer.code == 0, answer.err
        return [one.get("listed") for one in answer.json]

    return linked_


@pytest.mark.parametrize("kind", ["toml", "json", "jsonl"])
def test_a_record_that_goes_out_and_comes_in_keeps_it(run, store, home, linked, kind):
    out, other = home / f"out.{kind}", home / "other.db"
    how = ["--all"] if kind == "jsonl" else []
    assert run("export", out, *how).code == 0
    assert LINK in out.read_text(encoding="utf-8")
    assert run("import", out, "--db", other).code == 0
    assert linked("--db", other) == linked() == [LINK]


def test_the_schema_of_records_knows_it(run, store, home):
    schema = run("export", "--schema").json
    assert run("export", home / "out.json").code == 0
    record = json.loads((home / "out.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(record)
    record["education"][0]["listed"] = "St. Petersburg College"
    fault = jsonschema.exceptions.best_match(validator.iter_errors(record))
    assert list(fault.absolute_path) == ["education", 0, "listed"]


def test_what_is_no_id_is_refused_with_its_line(run, record):
    told = record.read_text(encoding="utf-8")
    record.write_text(told.replace(f'"{LINK}"', '"St. Petersburg College"'), encoding="utf-8")
    line = 1 + record.read_text(encoding="utf-8").split('listed = "')[0].count("\n")
    answer = run("import", record)
    assert answer.code == 2
    assert f"line {line}: listed" in answer.err


def test_a_copy_of_the_store_keeps_it_and_is_sound(run, store, home, linked):
    other = home / "other.db"
    assert run("db", "copy", store, other).code == 0
    assert run("db", "check", "--exit-code", "--db", other).code == 0
    assert linked("--db", other) == [LINK]


def test_a_backup_brings_it_back(run, store, linked):
    made = run("backup", "--json").json["backup"]
    assert run("education", "edit", "1", "--clear", "listed").code == 0
    assert linked() == [None]
    assert run("restore", made, "--yes").code == 0
    assert linked() == [LINK]


def test_undo_brings_it_back(run, store, linked):
    assert run("education", "edit", "1", "--clear", "listed").code == 0
    assert run("undo").code == 0
    assert linked() == [LINK]


def test_a_roster_that_goes_out_and_comes_in_leaves_it_alone(run, store, home, linked):
    out = home / "people.csv"
    assert run("roster", "people", out).code == 0
    assert run("roster", "import", out, "--write").code == 0
    assert linked() == [LINK]
    told = home / "lines.csv"
    assert run("roster", "export", told, "--on", "2026-06-01").code == 0
    assert "Ana Flores" in told.read_text(encoding="utf-8")
    assert linked() == [LINK]
