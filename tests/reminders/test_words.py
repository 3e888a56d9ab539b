"""Letters in words: whole, true to what is due, safe to show, in each language.

To rewrite the letters after a wanted change: UPDATE_LETTERS=1 pytest tests/reminders
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.errors import Refused
from certtrack.reminders import words
from certtrack.reminders.digest import Digest
from certtrack.reminders.localised import LANGUAGES
from certtrack.reminders.reminder import KINDS, Lacking
from tests.reminders.told import (
    DIGEST,
    EVIDENCE,
    FEE,
    FULL,
    GRACE,
    LAPSED,
    PAST,
    RENEWAL,
    RETEST,
    REVOKED,
    SHIPPED,
    SHORTFALL,
    STARTED,
    WINDOW,
    bare,
    digest,
    in_days,
    line,
    written,
)

LETTERS = Path(__file__).parent / "letters"
NAMESPACE = "{http://www.w3.org/1999/xhtml}"

each_language = pytest.mark.parametrize("language", LANGUAGES)

GOLDEN = {
    "several": lambda language: written(SHORTFALL, EVIDENCE, FEE, language=language, repeat=True),
    "lapsed": lambda language: written(LAPSED, language=language),
    "grace-and-revoked": lambda language: written(REVOKED, GRACE, language=language),
    "good-news": lambda language: written(
        PAST, RETEST, RENEWAL, WINDOW, STARTED, language=language
    ),
    "digest": lambda language: digest(language=language, repeat=True),
    "trial": lambda language: words.trial_message(
        "mail", language=language, templates=SHIPPED, key="trial"
    ),
}


@each_language
@pytest.mark.parametrize("name", GOLDEN)
def test_a_letter_reads_as_it_was_reviewed(name, language):
    message = GOLDEN[name](language)
    file = LETTERS / f"{name}.{language}.txt"
    now = f"Subject: {message.subject}\n\n{message.text}"
    if os.environ.get("UPDATE_LETTERS"):
        file.write_text(now, encoding="utf-8")
    assert now == file.read_text(encoding="utf-8")


@each_language
@pytest.mark.parametrize("days", [-400, -1, 0, 1, 2, 400])
@pytest.mark.parametrize("kind", KINDS)
def test_a_reminder_with_nothing_but_its_deadline_is_told(kind, days, language):
    one = bare(kind, days)
    message = written(one, language=language)
    assert message.subject.startswith("RHIT: ")
    assert LANGUAGES[language].date(one.due) in flat(message.text)
    assert "None" not in message.text + message.subject


@each_language
@pytest.mark.parametrize("one", FULL, ids=lambda one: f"{one.kind} {one.standing or one.about}")
def test_a_full_reminder_is_told_with_its_deadline_and_id_in_text_and_html(one, language):
    message = written(one, language=language)
    for told in (message.text, text_of(message.html)):
        assert LANGUAGES[language].date(one.due) in flat(told)
        assert f"Id: {one.id}" in flat(told)
        assert f"certtrack remind snooze {one.id} --days 7" in flat(told)
        assert f"certtrack remind acknowledge {one.id}" in flat(told)
        assert "certtrack remind mute" in flat(told)
        assert not one.citation or one.citation.source.title in flat(told)


def test_every_kind_is_among_the_full_ones():
    assert {one.kind for one in FULL} == set(KINDS)


@pytest.mark.parametrize(
    ("reminders", "language", "subject"),
    [
        ((SHORTFALL, FEE, EVIDENCE), "en", "RHIT: 8 CEUs missing, 12 days left (and 2 more)"),
        ((SHORTFALL, FEE, EVIDENCE), "es", "RHIT: faltan 8 CEU, quedan 12 días (y 2 más)"),
        ((FEE,), "en", "RHIT: pay $218.00, 12 days left"),
        ((LAPSED,), "en", "RHIT: inactive, 162 days until it is revoked"),
        ((LAPSED,), "es", "RHIT: inactiva, faltan 162 días para la revocación"),
        ((PAST,), "en", "RHIT: hand in the CEUs of the last cycle, due 3 days ago"),
    ],
)
def test_the_subject_tells_the_most_pressing_and_how_many_more(reminders, language, subject):
    assert written(*reminders, language=language).subject == subject


@pytest.mark.parametrize(
    ("ceus", "days", "english", "spanish"),
    [
        ("1", 1, "RHIT: 1 CEU missing, 1 day left", "RHIT: falta 1 CEU, queda 1 día"),
        ("2", 2, "RHIT: 2 CEUs missing, 2 days left", "RHIT: faltan 2 CEU, quedan 2 días"),
        ("0.5", 0, "RHIT: 0.5 CEUs missing, due today", "RHIT: faltan 0.5 CEU, vence hoy"),
        ("1.00", -1, "RHIT: 1 CEU missing, due yesterday", "RHIT: falta 1 CEU, venció ayer"),
    ],
)
def test_one_and_many_are_told_apart(ceus, days, english, spanish):
    one = bare("ceu-shortfall", days, remaining=Decimal(ceus))
    assert written(one).subject == english
    assert written(one, language="es").subject == spanish


def test_what_each_rule_lacks_is_listed_the_rule_s_own_words_quoted_in_spanish():
    assert items(written(SHORTFALL)) == [
        "8 CEUs in all",
        "6.5 CEUs in the HIIM domains",
        "the two coding self-reviews",
    ]
    assert items(written(SHORTFALL, language="es")) == [
        "8 CEU en total",
        "6.5 CEU en «the HIIM domains»",
        "«the two coding self-reviews»",
    ]


def test_a_list_that_says_nothing_new_is_left_out():
    alone = replace(SHORTFALL, lacking=(Lacking("CEUs in the cycle", Decimal(8), in_all=True),))
    assert items(written(alone)) == []
    assert "at least 8 CEUs" in written(alone).text


def test_a_deadline_to_hand_in_before_the_end_of_the_cycle_is_told_beside_it():
    early = replace(SHORTFALL, ends=in_days(40))
    told = "hand them in by June 13, 2026 (in 12 days). The cycle itself ends on July 11, 2026."
    assert told in flat(written(early).text)


def test_the_pace_is_told_where_it_is_known():
    pace = {
        on_pace: "pace" in written(replace(SHORTFALL, on_pace=on_pace)).text
        for on_pace in (True, False, None)
    }
    assert pace == {True: True, False: True, None: False}


@each_language
def test_only_a_repeat_says_that_it_may_be_one(language):
    first, again = (written(FEE, language=language, repeat=repeat) for repeat in (False, True))
    told = [re.split(r"\n\n", message.text) for message in (first, again)]
    assert len(told[1]) == len(told[0]) + 1
    assert len(paragraphs(again.html)) == len(paragraphs(first.html)) + 1
    assert len(digest(language=language, repeat=True).text) > len(digest(language=language).text)


def test_a_reading_of_ours_is_told_as_one():
    assert "it is how certtrack reads it" in flat(written(FEE).text)
    assert "how certtrack reads" not in flat(written(SHORTFALL).text)


@each_language
def test_lines_are_short_enough_for_mail_and_have_no_blanks_at_their_ends(language):
    lines = written(*FULL, language=language, repeat=True).text.splitlines()
    assert max(map(len, lines)) <= 72
    assert [one for one in lines if one != one.rstrip()] == []


@each_language
def test_the_message_is_in_the_language_asked_for(language):
    for message in (written(FEE, language=language), digest(language=language)):
        assert message.language == language
        assert html5lib.parse(message.html).get("lang") == language


def test_a_language_without_messages_is_refused_with_the_known_ones():
    with pytest.raises(Refused, match=r"no messages in 'fr'\. .*en \(English\), es \(español\)"):
        written(FEE, language="fr")


# --- HTML -----------------------------------------------------------------------------

SCRIPT = "<script>alert(1)</script>"


@each_language
def test_titles_and_names_are_text_in_html_and_nothing_else(language):
    one = replace(EVIDENCE, named=(SCRIPT,), labels="<b>RHIT</b>")
    shown = written(one, language=language, name='"><img src=x onerror=alert(1)>')
    tree = strictly(shown.html)
    assert SCRIPT in text_of(shown.html)
    assert tags(tree) & {"script", "img", "b"} == set()
    told = digest(replace(DIGEST, manager=SCRIPT, lines=(line(SCRIPT, 3),)), language)
    assert "script" not in tags(strictly(told.html))


@each_language
def test_html_keeps_to_the_standard_and_loads_nothing(language):
    trial = words.trial_message("mail", language=language, templates=SHIPPED, key="t")
    for message in (written(*FULL, language=language), digest(language=language), trial):
        tree = strictly(message.html)
        loading = {"img", "script", "link", "iframe", "style", "table", "form"}
        assert tags(tree) & loading == set()
        assert "url(" not in message.html
        assert tree.find(f".//{NAMESPACE}title").text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_only_an_address_in_the_web_is_linked(url):
    source = replace(SHORTFALL.citation.source, url=url)
    one = replace(SHORTFALL, citation=replace(SHORTFALL.citation, source=source))
    assert "a" not in tags(strictly(written(one).html))
    assert url not in written(one).text


# --- digests --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Credentials of 5 people: 1 overdue, 1 urgent, 2 soon"),
        ("es", "Credenciales de 5 personas: 1 vencida, 1 urgente, 2 próximas"),
    ],
)
def test_a_digest_s_subject_counts_what_is_pressing(language, subject):
    assert digest(language=language).subject == subject


def test_a_digest_of_one_person_whose_rules_are_met_says_so():
    one = Digest(manager=None, on=DIGEST.on, within=90, lines=DIGEST.lines[-1:])
    assert digest(one).subject == "Credentials of 1 person: every rule is met"
    assert digest(one, "es").subject == "Credenciales de 1 persona: todo cumplido"


@each_language
def test_a_digest_tells_every_line_in_text_and_html(language):
    message = digest(language=language)
    for told in (message.text, text_of(message.html)):
        for one in DIGEST.lines:
            assert one.name in flat(told)
            assert LANGUAGES[language].date(one.until) in flat(told)


# --- laws -----------------------------------------------------------------------------

# Controls, halves of characters and what is no character are among them.
texts = st.text(st.characters(exclude_categories=[]), min_size=1, max_size=60)


@given(texts, texts, st.sampled_from(sorted(LANGUAGES)))
def test_whatever_people_are_called_a_subject_is_one_line_and_html_is_sound(name, title, language):
    one = replace(EVIDENCE, named=(title,), labels=name)
    message = written(one, language=language, name=name)
    assert len(message.subject) <= words.LONGEST_SUBJECT
    assert message.subject
    assert message.subject.isprintable()
    message.text.encode("utf-8")
    strictly(message.html)
    assert one.id in message.text


@given(st.lists(st.sampled_from(FULL), min_size=1, max_size=5), st.sampled_from(sorted(LANGUAGES)))
def test_whatever_is_due_every_deadline_is_in_the_letter(reminders, language):
    text = flat(written(*reminders, language=language).text)
    assert all(LANGUAGES[language].date(one.due) in text for one in reminders)
    assert all(one.id in text for one in reminders)


def flat(text: str) -> str:
    """A text without its ends of lines."""
    return " ".join(text.split())


def strictly(html: str):
    """The tree of a document that a strict parser takes."""
    return html5lib.HTMLParser(strict=True).parse(html)


def tags(tree) -> set[str]:
    return {one.tag.removeprefix(NAMESPACE) for one in tree.iter() if isinstance(one.tag, str)}


def text_of(html: str) -> str:
    return "".join(html5lib.parse(html).find(f"{NAMESPACE}body").itertext())


def paragraphs(html: str) -> list[object]:
    return html5lib.parse(html).findall(f".//{NAMESPACE}p")


def items(message) -> list[str]:
    return [one.text for one in html5lib.parse(message.html).findall(f".//{NAMESPACE}li")]
