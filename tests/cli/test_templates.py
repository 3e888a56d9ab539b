"""The templates of messages are listed with what they see, and copied out to be changed."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from certtrack.cli.templates import templates
from certtrack.errors import Refused
from certtrack.reminders.localised import LANGUAGES
from certtrack.reminders.template_shelf import SHIPPED, shipped


@pytest.fixture
def ask(home):
    """Run the command; gives what it printed. A refusal is raised."""

    def ask_(*words: object) -> str:
        done = CliRunner().invoke(templates, [str(word) for word in words])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.output

    return ask_


def test_every_template_is_listed_with_the_values_it_sees(ask):
    shown = ask()
    assert all(name in shown for name in shipped("en"))
    assert "days_left     Days from `on` to `due`" in shown
    assert "{{ amount | money(currency) }}" in shown


def test_for_programs_every_template_has_its_values_and_their_meanings(ask):
    told = json.loads(ask("--json"))
    found = {one["name"]: one for one in told["templates"]}
    assert set(found) == set(shipped("en"))
    assert found["letter.txt"]["replaced_by"] == {"en": None, "es": None}
    assert found["test.txt"]["sees"]["channel"] == "The channel's name."
    assert "headline" in told["parts"]["reminders"]
    assert "wrapped" in told["filters"]


def test_one_language_may_be_asked_about(ask):
    told = json.loads(ask("--language", "es", "--json"))
    assert all(list(one["replaced_by"]) == ["es"] for one in told["templates"])


def test_a_template_of_one_s_own_is_named_and_checked(ask, home):
    own = home / "own"
    (own / "es").mkdir(parents=True)
    file = own / "es" / "letter.txt"
    file.write_text("{{ name }}", encoding="utf-8")
    told = json.loads(ask("--templates", own, "--json"))
    replaced = {one["name"]: one["replaced_by"] for one in told["templates"]}
    assert replaced["letter.txt"] == {"en": None, "es": str(file)}
    file.write_text("{{ nmae }}", encoding="utf-8")
    with pytest.raises(Refused, match=r"letter.txt, line 1: .* Did you mean 'name'\?"):
        ask("--templates", own)


def test_an_unknown_language_is_refused(ask):
    with pytest.raises(Refused, match="no messages in 'fr'"):
        ask("--language", "fr")


@pytest.mark.parametrize("language", [*LANGUAGES, None])
def test_the_shipped_templates_are_copied_with_those_of_every_language(ask, home, language):
    out = home / "out"
    ask("--out", out, *(["--language", language] if language else []))
    copied = {path.relative_to(out) for path in out.rglob("*") if path.is_file()}
    of_others = {code for code in LANGUAGES if language not in (None, code)}
    files = {path.relative_to(SHIPPED) for path in SHIPPED.rglob("*") if path.is_file()}
    assert copied == {path for path in files if path.parts[0] not in of_others}
    assert all((out / path).read_bytes() == (SHIPPED / path).read_bytes() for path in copied)
    assert json.loads(ask("--templates", out, "--json"))["templates"]


def test_nothing_is_overwritten_and_nothing_written_unless_that_is_wanted(ask, home):
    out = home / "out"
    mine = out / "en" / "letter.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match=r"letter.txt: the file is there already\. Add --force"):
        ask("--out", out)
    assert [path for path in out.rglob("*") if path.is_file()] == [mine]
    written = json.loads(ask("--out", out, "--force", "--json"))["written"]
    assert str(mine) in written
    assert mine.read_text(encoding="utf-8") != "mine"


def test_a_folder_that_cannot_be_made_is_refused(ask, home):
    (home / "file").write_text("", encoding="utf-8")
    with pytest.raises(Refused, match="cannot be written"):
        ask("--out", home / "file" / "out")


def test_the_copies_are_checked_where_a_person_keeps_them(ask, home):
    folder = home / "config" / "certtrack" / "templates"
    ask("--out", folder)
    told = json.loads(ask("--json"))["templates"]
    assert all(path for one in told for path in one["replaced_by"].values())
