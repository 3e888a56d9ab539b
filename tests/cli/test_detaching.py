"""A certificate that proves another activity is taken from this one, and is not lost by it."""

from __future__ import annotations

import pytest


@pytest.fixture
def kept(run, store, home):
    """Two certificates of one activity; gives their hashes."""
    day = ("--completed-on", "2025-03-01", "--ceus", "1")
    assert run("ceu", "add", "--id", "chess", "--title", "Chess", *day).code == 0
    for name in ("one", "two"):
        (home / f"{name}.txt").write_text(f"certificate {name}")
        assert run("evidence", "attach", "chess", home / f"{name}.txt").code == 0
    return [one["sha256"] for one in run("evidence", "list", "--json").json]


def named(run):
    return next(one for one in run("ceu", "list", "--json").json if one["id"] == "chess")


def of(run):
    return {one["file_name"]: one["activity"] for one in run("evidence", "list", "--json").json}


def test_the_activity_names_what_it_still_has(run, kept):
    first, second = kept
    assert named(run)["evidence"] == f"sha256:{first[:16]}"
    assert "one.txt" in run("evidence", "detach", "chess", first[:8]).out
    assert named(run)["evidence"] == f"sha256:{second[:16]}"
    assert of(run) == {"one.txt": None, "two.txt": "chess"}
    assert run("evidence", "detach", "chess", f"sha256:{second[:16]}").code == 0
    assert "evidence" not in named(run)
    assert run("evidence", "verify", "--exit-code").code == 0


def test_it_is_taken_back_and_told_in_the_history(run, kept):
    before = named(run), of(run)
    assert run("evidence", "detach", "chess", kept[0]).code == 0
    assert "evidence detach one.txt from Chess" in run("history").out
    assert run("undo").code == 0
    assert (named(run), of(run)) == before


def test_what_is_not_there_is_not_detached(run, kept):
    before = named(run), of(run)
    for entry, hash_, told in (
        ("chess", "ffffff", "no file 'ffffff' is kept for Chess"),
        ("chess", kept[0][:3], "no file"),
        ("tennis", kept[0], "has no ceu entry 'tennis'"),
    ):
        answer = run("evidence", "detach", entry, hash_)
        assert (answer.code, told in answer.err) == (2, True), answer.err
    assert (named(run), of(run)) == before


def test_it_is_purged_as_those_of_removed_activities(run, kept, home):
    assert run("evidence", "detach", "chess", kept[0]).code == 0
    assert run("evidence", "purge", "--yes").code == 0
    assert of(run) == {"two.txt": "chess"}
    assert kept[0] not in {path.name for path in (home / "evidence").rglob("*")}
