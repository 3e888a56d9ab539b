"""A user's own templates stand in the place of the shipped ones; a fault in one is told clearly."""

from __future__ import annotations

import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from certtrack.errors import Refused
from certtrack.reminders.localised import LANGUAGES
from certtrack.reminders.reminder import KINDS
from certtrack.reminders.template_shelf import SHIPPED, Templates, shipped, templates_in_use
from certtrack.reminders.template_values import PARTS, meanings, seen_by
from tests.reminders.told import DIGEST, FEE, FULL, SHORTFALL, digest, written


@pytest.fixture
def put(tmp_path: Path):
    """Writes one template of a user's own, and gives it with the shipped ones."""

    def put_(name: str, text: str | bytes) -> Templates:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Templates(tmp_path)

    return put_


def refused(templates: Templates, *reminders, language: str = "en") -> str:
    with pytest.raises(Refused) as caught:
        written(*(reminders or (SHORTFALL,)), language=language, templates=templates)
    return str(caught.value)


# --- what is shipped ------------------------------------------------------------------


def test_every_language_has_every_template():
    names = {language: set(shipped(language)) for language in LANGUAGES}
    assert len({frozenset(one) for one in names.values()}) == 1
    assert {f"kinds/{kind}.txt" for kind in KINDS} <= names["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_copies_of_the_shipped_templates_have_no_fault_and_say_the_same(language, tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "own")
    templates = Templates(tmp_path / "own")
    again = written(*FULL, language=language, templates=templates, repeat=True)
    assert again == written(*FULL, language=language, repeat=True)
    assert digest(DIGEST, language, templates=templates) == digest(DIGEST, language)


@pytest.mark.parametrize("values", PARTS.values())
def test_every_value_has_its_meaning(values):
    assert set(meanings(values)) == {one.name for one in fields(values)}
    assert all(told.endswith(".") for told in meanings(values).values())


# --- a user's own ---------------------------------------------------------------------


def test_a_template_of_the_user_s_takes_the_place_of_the_shipped_one(put):
    templates = put(
        "en/kinds/fee-due.txt", "Fee\n\nPay {{ amount | money(currency) }}, {{ name }}!"
    )
    message = written(FEE, templates=templates)
    assert message.subject == "Fee"
    assert "Pay $218.00, Ana Flores!" in message.text
    assert "Pay $218.00, Ana Flores!" in message.html
    assert "Pay" not in written(FEE, language="es", templates=templates).text


def test_one_page_of_the_user_s_stands_around_messages_in_every_language(put):
    templates = put("page.html", "<title>{{ language }}</title>{% block content %}{% endblock %}")
    for language in LANGUAGES:
        html = written(FEE, language=language, templates=templates).html
        assert html.startswith(f"<title>{language}</title>")


def test_a_part_whose_name_begins_with_an_underscore_can_be_included(put):
    put("en/_sign.txt", "Yours, {{ name }}")
    templates = put("en/letter.txt", "{% include '_sign.txt' %}")
    assert written(FEE, templates=templates).text == "Yours, Ana Flores\n"


def test_what_editors_and_systems_leave_behind_is_passed_over(put):
    put("en/letter.txt~", "")
    put(".DS_Store", b"\xff")
    assert written(FEE, templates=put("en/.letter.txt.swp", b"\xff")) == written(FEE)


def test_templates_in_the_configuration_folder_are_used(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert templates_in_use().folder is None
    folder = tmp_path / "certtrack" / "templates" / "en"
    folder.mkdir(parents=True)
    (folder / "letter.subject.txt").write_text("Mine", encoding="utf-8")
    assert written(FEE, templates=templates_in_use()).subject == "Mine"


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="no such folder of templates"):
        templates_in_use(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("en/leter.txt", "Did you mean 'en/letter.txt'?"),
        ("letter.txt", "Did you mean"),
        ("fr/letter.txt", "Did you mean 'e"),
        ("README", "See certtrack remind templates."),
    ],
)
def test_a_file_that_replaces_nothing_is_refused_rather_than_passed_over(put, name, hint):
    with pytest.raises(Refused, match="takes the place of no template") as caught:
        put(name, "")
    assert hint in str(caught.value)


def test_values_go_into_html_escaped_in_a_user_s_template_too(put):
    templates = put("en/letter.html", "<p>{{ name }}</p>")
    html = written(FEE, name="<script>", templates=templates).html
    assert html == "<p>&lt;script&gt;</p>\n"


# --- faults ---------------------------------------------------------------------------


def test_an_unknown_value_is_refused_with_its_line_and_the_one_that_was_meant(put, tmp_path):
    said = refused(put("en/kinds/fee-due.txt", "Fee\n\n{% if false %}{{ amuont }}{% endif %}"))
    assert said == (
        f"{tmp_path}/en/kinds/fee-due.txt, line 3: this template sees no value 'amuont'. "
        "Did you mean 'amount'?"
    )


def test_an_unknown_part_of_a_value_is_refused_with_its_line_and_the_one_that_was_meant(put):
    text = "Hello\n{% for one in reminders %}\n{{ one.headlin }}\n{% endfor %}"
    said = refused(put("en/letter.txt", text))
    assert "en/letter.txt, line 3: there is no value 'headlin' here. " in said
    assert said.endswith("Did you mean 'headline'?")


def test_every_fault_in_a_language_s_templates_is_told_at_once(put):
    put("en/letter.txt", "\n{% if %}")
    put("en/kinds/fee-due.txt", "{{ due | dat }}")
    put("en/letter.html", b"\xff")
    said = refused(put("en/letter.subject.txt", "{{ nmae }}"))
    assert "fee-due.txt, line 1: no filter named 'dat'. Did you mean 'date'?" in said
    assert "letter.html: the file is not UTF-8 text." in said
    assert "letter.subject.txt, line 1: this template sees no value 'nmae'. Did you mean" in said
    assert "letter.txt, line 2: expected an expression" in said
    assert len(said.splitlines()) == 4


def test_a_fault_in_one_language_leaves_the_others_alone(put):
    templates = put("es/letter.txt", "{% if %}")
    assert written(FEE, templates=templates) == written(FEE)
    assert "es/letter.txt, line 1" in refused(templates, language="es")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Fee\n{{ due + 1 }}", "line 2: unsupported operand"),
        ("{{ 1 / 0 }}", "line 1: division by zero"),
        ("Fee {% include 'gone.txt' %}", "line 1: there is no template 'gone.txt'"),
        ("{% include 'kinds/fee-due.txt' %}", "line 1: maximum recursion depth"),
        ("\n\n", "fee-due.txt: the first line must be a headline."),
    ],
)
def test_what_goes_wrong_while_a_template_runs_is_told_with_its_line(put, text, what):
    assert what in refused(put("en/kinds/fee-due.txt", text), FEE)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ name.__class__.__base__.__subclasses__() }}",
        "{{ '{0.__class__}'.format(name) }}",
        "{{ reminders[0].__class__.__init__.__globals__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ range(10 ** 9) | list }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% include '../letter.txt' %}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_cannot_leave_its_sandbox(put, text):
    assert "en/letter.txt, line 1: " in refused(put("en/letter.txt", text))


def test_what_a_template_sets_or_imports_is_no_unknown_value(put):
    text = (
        "{% import 'look.html' as look %}{% from 'look.html' import rule, small as fine %}"
        "{% set mine = 'Yours' %}{% block sign %}{{ mine }} {{ look.rule == rule }} {{ fine }}"
        "{% endblock %}{{ range(2) | join }}"
    )
    assert "Yours True" in written(FEE, templates=put("en/letter.txt", text)).text


def test_plain_text_is_not_included_in_html_where_nothing_would_escape_it(put):
    put("en/_name.txt", "{{ name }}")
    said = refused(put("en/letter.html", "{% include '_name.txt' %}"))
    assert "en/letter.html, line 1: '_name.txt' is plain text" in said


def test_a_value_that_others_write_is_not_seen_by_those_that_write_it():
    assert "headline" not in seen_by("kinds/fee-due.txt")
    assert "told" not in seen_by("digest-line.txt")
    assert "reminders" in seen_by("letter.html")
