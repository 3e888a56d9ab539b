"""Rule files: the shipped ones are right, and every fault is told with its place and a hint."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import jsonschema
import pytest

from certtrack.errors import Refused
from certtrack.rulebooks.reader import read_files
from certtrack.rulebooks.shelf import SHIPPED
from certtrack.rulebooks.shelf import library as library_of
from certtrack.rules.editions import Dated
from certtrack.rules.rule_file import Pathway
from certtrack.rules.shape import Certainty
from certtrack.services.rules import check, rule_schema, rulebook

SHIPPED_FILES = sorted(SHIPPED.rglob("*.toml"))
CREDENTIAL_FILES = [path for path in SHIPPED_FILES if path.name != "body.toml"]

BODY = """\
schema = 1
code = "BAY"
slug = "bay-hospital"
name = "Bay Hospital"
review_by = 2099-12-31

[sources.handbook]
title = "Staff handbook"
"""
RULES = """\
schema = 1
code = "BADGE"
name = "Hospital Badge"
review_by = 2099-12-31

[sources.policy]
title = "Badge policy"

[[eligibility]]
effective_from = 2020-01-01
until = 2022-12-31
source = "policy"
certainty = "primary"

[[eligibility.pathway]]
id = "old"
words = "Diploma"
source = "policy"
certainty = "primary"
requires = [{ kind = "education", level = "high-school", match = "at-least" }]

[[eligibility]]
effective_from = 2023-01-01
source = "policy"
certainty = "primary"

[[eligibility.pathway]]
id = "new"
words = "Diploma and badge"
source = "policy"
certainty = "primary"

[[eligibility.pathway.requires]]
kind = "education"
level = "high-school"
match = "at-least"

[[eligibility.pathway.requires]]
kind = "credential"
codes = ["BADGE"]

[[recertification.counting]]
kind = "minimum-share"
id = "own"
words = "own courses"
percent = 80
where = { source = ["bay-hospital"] }
unmarked = "who gave them"
effective_from = 2020-01-01
source = "handbook"
certainty = "assumed"
"""


@pytest.fixture
def faults(tmp_path):
    """The faults of rule files with these texts, each as one line."""

    def read(rules: str = RULES, body: str = BODY, **more: str) -> list[str]:
        texts = {"body": body, "badge": rules, **more}
        paths = [tmp_path / f"{name}.toml" for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            path.write_text(text, encoding="utf-8")
        try:
            read_files(paths)
        except Refused as refused:
            return [str(fault) for fault in refused.faults]
        return []

    return read


def changed(old: str, new: str, text: str = RULES) -> str:
    """A text with its one place that reads `old` changed."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def line(words: str, text: str = RULES) -> int:
    """The line, counted from 1, in which words stand for the first time."""
    return 1 + next(number for number, one in enumerate(text.splitlines()) if words in one)


def table_at(told: str, number: int) -> bool:
    """Whether a fault is placed on a line or on the header of its table just above."""
    return any(told.startswith(f"badge.toml, line {n}: ") for n in (number, number - 1))


# --- the shipped files ----------------------------------------------------------------


def test_the_shipped_files_have_no_fault():
    assert check([], []) == len(SHIPPED_FILES)


@pytest.mark.parametrize("path", SHIPPED_FILES, ids=lambda path: path.stem)
def test_each_shipped_file_passes_the_check(path):
    assert check([path], []) == 1


def test_the_five_credentials_of_the_first_release_are_covered(library):
    assert {"RHIT", "CCA", "RHIA", "CCS", "CCS-P"} <= set(library.codes())
    for book in library:
        assert book.credential.eligibility or book.credential.not_covered
        assert book.recertification.required


def test_a_folder_of_ones_own_is_read_beside_the_shipped_files(tmp_path):
    (tmp_path / "body.toml").write_text(BODY, encoding="utf-8")
    (tmp_path / "badge.toml").write_text(RULES, encoding="utf-8")
    books = library_of([tmp_path])
    assert books.find("badge").body.code == "BAY"
    assert books.find("rhit").code == "RHIT"


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="no such folder"):
        library_of([tmp_path / "nowhere"])


def dated_rules(book) -> Iterator[Dated | Pathway]:
    """Every rule of a rulebook that must say where it is written."""
    waiting: list[Any] = [book.body, book.credential]
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting += value
        elif is_dataclass(value) and not isinstance(value, type):
            if isinstance(value, Dated | Pathway):
                yield value
            waiting += [getattr(value, each.name) for each in fields(value)]


def test_every_rule_has_a_source_and_a_certainty(library):
    found = [(book, rule) for book in library for rule in dated_rules(book)]
    assert len(found) > 50
    for book, rule in found:
        assert book.sources[rule.source].title
        assert rule.certainty in get_args(Certainty)


def test_every_source_says_where_it_is_and_when_it_was_read(library):
    for book in library:
        for key, source in book.sources.items():
            assert source.url, key
            assert source.retrieved, key


def test_every_source_is_used(library):
    for book in library:
        files = (SHIPPED / book.body.slug).glob("*.toml")
        text = "\n".join(path.read_text(encoding="utf-8") for path in files)
        for key in book.sources:
            assert f'source = "{key}"' in text, key


def test_an_assumed_rule_says_what_is_assumed(library):
    for book in library:
        for rule in dated_rules(book):
            if isinstance(rule, Dated) and rule.certainty == "assumed":
                assert rule.note, rule


def test_no_rule_cites_a_site_that_contradicts_the_bodies(library):
    never = ("visualfoodie", "eatsip365", "winenfood", "practicetestgeeks", "ccaexamprep")
    urls = [source.url for book in library for source in book.sources.values()]
    assert not [url for url in urls if any(name in url for name in never)]


@pytest.mark.parametrize(
    ("held", "required"),
    [
        (["CCS", "CCS-P"], 30),
        (["CHPS", "RHIT"], 40),
        (["RHIA", "CHDA"], 40),
        (["RHIA", "CDIP"], 40),
        (["RHIA", "CCS", "CCS-P"], 50),
        (["RHIA", "CDIP", "CHDA", "CHPS"], 50),
    ],
    ids=str,
)
def test_several_credentials_ask_for_what_the_table_of_2019_says(held, required, library):
    """Worked examples 3 to 6."""
    pool = rulebook("RHIT", library).recertification.pool[0]
    singles = [rulebook(code, library).recertification.required[-1].required for code in held]
    assert pool.total(singles) == required


# --- bodies that use the same letters ----------------------------------------------------


@pytest.fixture
def both(same_letters):
    """The shipped rulebooks, and those of a body that uses some of their codes."""
    return read_files([*SHIPPED_FILES, *sorted(same_letters.glob("*.toml"))])


@pytest.mark.parametrize("name", ["CIC", "cic", "CRC"])
def test_a_bare_name_of_two_bodies_means_neither(name, both):
    assert both.find(name) is None
    assert {book.body.slug for book in both.meanings(name)} == {"aapc", "bay-infection"}


@pytest.mark.parametrize(
    ("name", "full_code"),
    [
        ("aapc:CIC", "aapc:CIC"),
        ("AAPC:cic", "aapc:CIC"),
        ("bay-infection:CIC", "bay-infection:CIC"),
        ("bicb:Cic", "bay-infection:CIC"),
        ("aapc:CRC", "aapc:CRC"),
        ("BICB:CRC", "bay-infection:CIC-M"),
        ("CIC-M", "bay-infection:CIC-M"),
        ("CPC", "aapc:CPC"),
    ],
)
def test_a_name_after_its_body_means_one_credential(name, full_code, both):
    assert both.find(name).full_code == full_code


@pytest.mark.parametrize("name", ["ahima:CIC", "nobody:CIC", ":CIC", "aapc:", "aapc:aapc:CIC", ""])
def test_a_name_after_another_body_means_nothing(name, both):
    assert both.find(name) is None
    assert both.meanings(name) == ()


def test_only_what_would_be_mistaken_is_called_after_its_body(both, library):
    shared = {book.full_code: book.label for book in both if book.label != book.code}
    assert shared == {one: one for one in ("aapc:CIC", "aapc:CRC", "bay-infection:CIC")}
    assert all(book.label == book.code for book in library)
    assert not library.shares_letters()
    assert both.shares_letters()


def test_every_name_means_the_credential_that_is_called_so(both):
    for book in both:
        for name in book.names:
            assert (both.find(name) is book) == book.is_called(name)
            assert both.same(name, book.full_code) == book.is_called(name)
        assert both.find(book.label) is both.find(book.full_code) is book


def test_a_bare_name_in_a_bodys_file_means_its_own_credential(both):
    master = both.find("CIC-M").credential
    (requirement,) = master.eligibility[0].pathway[0].requires
    assert requirement.codes == master.replaces == ("bay-infection:CIC",)
    assert master.eligibility[0].see_also[0].credential == "aapc:CIC"


def test_a_full_name_in_a_rule_reads_as_the_bare_code_where_no_letters_are_shared(tmp_path):
    text = changed('codes = ["BADGE"]', 'codes = ["BAY:badge", "badge"]')
    for name, content in (("body", BODY), ("badge", text)):
        (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
    badge = read_files(sorted(tmp_path.glob("*.toml"))).find("BADGE").credential
    assert badge.eligibility[1].pathway[0].requires[1].codes == ("BADGE", "badge")


def test_rules_stay_as_written_where_no_letters_are_shared(library):
    assert library.find("CCS").full_code == "ahima:CCS"
    assert library.find("CHPS").credential.replaces == ()
    assert [code for book in library for code in book.credential.replaces] == ["RHIT"]


def test_a_bare_name_of_two_other_bodies_is_told_with_its_line(faults, same_letters):
    text = changed('codes = ["BADGE"]', 'codes = ["CIC"]')
    more = {path.stem: path.read_text() for path in SHIPPED_FILES if path.parent.name == "aapc"}
    more = {f"aapc/{name}": text for name, text in more.items()}
    for folder in ("aapc", "infection"):
        (same_letters.parent / folder).mkdir()
    for path in same_letters.glob("*.toml"):
        more[f"infection/{path.stem}"] = path.read_text()
    assert faults(text, **more) == [
        f"badge.toml, line {line('CIC', text)}: several bodies have a credential 'CIC'. "
        "Say which: aapc:CIC or bay-infection:CIC."
    ]


def test_what_is_kept_of_rule_files_knows_which_letters_are_shared(
    same_letters, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for _ in range(2):
        assert library_of([]).find("CIC").full_code == "aapc:CIC"
        assert library_of([same_letters]).find("CIC") is None
        kept = library_of([same_letters])
        assert kept.find("aapc:CIC").label == "aapc:CIC"
        assert kept.find("CIC-M").credential.replaces == ("bay-infection:CIC",)


# --- each fault -----------------------------------------------------------------------


def test_right_files_have_no_fault(faults):
    assert faults() == []


def test_an_unknown_key_is_told_with_its_line_and_the_nearest_known_one(faults):
    text = changed('name = "Hospital Badge"', 'nmae = "Hospital Badge"')
    told = faults(text)
    assert "badge.toml, line 3: unknown key 'nmae'. Did you mean 'name'?" in told


def test_an_unknown_key_deep_inside_is_told_with_its_line(faults):
    text = changed('words = "Diploma and badge"', 'word = "Diploma and badge"')
    at = line("word = ", text)
    assert f"badge.toml, line {at}: unknown key 'word'. Did you mean 'words'?" in faults(text)


def test_an_unknown_kind_of_requirement_is_told_with_the_nearest_known_one(faults):
    text = changed('kind = "credential"', 'kind = "credentail"')
    told = faults(text)[0]
    assert table_at(told, line("credentail", text))
    assert told.endswith("kind: 'credentail' is not known. Did you mean 'credential'?")


def test_an_unknown_kind_of_counting_rule_is_told_with_the_nearest_known_one(faults):
    text = changed('kind = "minimum-share"', 'kind = "minimum-shares"')
    told = faults(text)[0]
    assert table_at(told, line("minimum-shares", text))
    assert told.endswith("Did you mean 'minimum-share'?")


def test_an_unknown_kind_that_resembles_none_lists_the_known_ones(faults):
    told = faults(changed('kind = "credential"', 'kind = "zzz"'))[0]
    assert "education" in told
    assert "at-least" in told


def test_a_missing_kind_is_told(faults):
    told = faults(changed('kind = "credential"\n', ""))[0]
    assert "badge.toml, line " in told
    assert "'kind' is missing" in told


def test_editions_that_overlap_are_told_with_the_line_and_what_to_write(faults):
    (told,) = faults(changed("until = 2022-12-31", "until = 2023-06-30"))
    at = line("effective_from = 2023-01-01")
    assert told.startswith(f"badge.toml, line {at}: eligibility: overlaps the edition")
    assert "until = 2022-12-31" in told


def test_editions_that_overlap_by_one_day_are_told(faults):
    (told,) = faults(changed("until = 2022-12-31", "until = 2023-01-01"))
    assert "overlaps" in told


def test_an_edition_without_an_end_overlaps_the_next_one(faults):
    (told,) = faults(changed("until = 2022-12-31\n", ""))
    assert "overlaps" in told
    assert "never" in told


def test_editions_that_leave_a_gap_are_told_with_the_days_not_covered(faults):
    (told,) = faults(changed("until = 2022-12-31", "until = 2022-11-30"))
    assert f"line {line('effective_from = 2023-01-01')}" in told
    assert "no edition covers 2022-12-01 to 2022-12-31" in told


def test_a_gap_of_one_day_is_told(faults):
    (told,) = faults(changed("until = 2022-12-31", "until = 2022-12-30"))
    assert "no edition covers 2022-12-31 to 2022-12-31" in told


def test_an_edition_that_ends_before_it_begins_is_told(faults):
    text = changed("until = 2022-12-31", "until = 2019-12-31")
    assert any("before it begins on 2020-01-01" in told for told in faults(text))


def test_editions_of_a_counting_rule_that_overlap_are_told(faults):
    share = RULES[RULES.index("[[recertification.counting]]") :]
    (told,) = faults(RULES + "\n" + share.replace("2020-01-01", "2021-01-01"))
    assert "overlaps" in told
    assert "badge.toml, line " in told


def test_a_rule_without_a_source_is_told(faults):
    text = changed('source = "handbook"\n', "")
    (told,) = faults(text)
    assert "'source' is missing" in told
    assert f"line {line('[[recertification.counting]]', text)}" in told


def test_a_pathway_without_a_source_is_told(faults):
    text = changed('words = "Diploma and badge"\nsource = "policy"\n', 'words = "Badge"\n')
    told = faults(text)[0]
    assert "'source' is missing" in told
    assert "badge.toml, line " in told


def test_a_rule_without_a_certainty_is_told(faults):
    (told,) = faults(changed('certainty = "assumed"\n', ""))
    assert "'certainty' is missing" in told


def test_a_source_that_is_not_listed_is_told_with_the_nearest_one(faults):
    text = changed('source = "handbook"', 'source = "handbok"')
    (told,) = faults(text)
    assert told == (
        f"badge.toml, line {line('handbok', text)}: there is no source 'handbok'. "
        "Did you mean 'handbook'?"
    )


@pytest.mark.parametrize("day", ["2023-02-30", '"2023-02-30"', '"soon"', "20230101", '"2023-1-1"'])
def test_a_bad_date_is_told_with_its_line(day, faults):
    text = changed("effective_from = 2023-01-01", f"effective_from = {day}")
    told = faults(text)
    at = line(f"effective_from = {day}", text)
    assert any(f"badge.toml, line {at}: " in one for one in told), told


@pytest.mark.parametrize("percent", ["101", "1000", "0", "-5", "79.5", '"most"', "true"])
def test_a_share_that_is_no_percentage_is_told_with_its_line(percent, faults):
    text = changed("percent = 80", f"percent = {percent}")
    told = faults(text)
    assert any(f"badge.toml, line {line('percent = ', text)}: " in one for one in told), told


def test_a_share_of_all_is_allowed(faults):
    assert faults(changed("percent = 80", "percent = 100")) == []


def test_an_unknown_credential_is_told_with_the_nearest_one(faults):
    text = changed('codes = ["BADGE"]', 'codes = ["BADGER"]')
    (told,) = faults(text)
    assert told == (
        f"badge.toml, line {line('BADGER', text)}: no rule file has the credential 'BADGER'. "
        "Did you mean 'BADGE'?"
    )


def test_an_unknown_credential_among_the_replaced_ones_is_told(faults):
    text = changed('name = "Hospital Badge"', 'name = "Hospital Badge"\nreplaces = ["BAGDE"]')
    (told,) = faults(text)
    assert "line 4" in told
    assert "Did you mean 'BADGE'?" in told


def test_an_alias_of_a_credential_is_a_known_code(faults):
    text = changed('name = "Hospital Badge"', 'name = "Hospital Badge"\naliases = ["HB"]')
    assert faults(text.replace('codes = ["BADGE"]', 'codes = ["HB"]')) == []


@pytest.mark.parametrize("name", ["bay-hospital:BADGE", "BAY:badge"])
def test_a_credential_may_be_named_after_its_body(name, faults):
    assert faults(changed('codes = ["BADGE"]', f'codes = ["{name}"]')) == []


def test_an_unknown_credential_of_a_body_is_told_with_the_nearest_one(faults):
    (told,) = faults(changed('codes = ["BADGE"]', 'codes = ["bay-hospital:BAGDE"]'))
    assert "no rule file has the credential 'bay-hospital:BAGDE'" in told
    assert told.endswith("Did you mean 'bay-hospital:BADGE'?")


def test_an_unknown_level_is_told_with_the_nearest_one(faults):
    text = RULES.replace(
        'kind = "education"\nlevel = "high-school"', 'kind = "education"\nlevel = "highschool"'
    )
    told = faults(text)[0]
    assert f"line {line('highschool', text)}" in told
    assert "Did you mean 'high-school'?" in told


def test_a_group_without_parts_is_told(faults):
    text = changed('kind = "credential"\ncodes = ["BADGE"]', 'kind = "any-of"\nof = []')
    assert any(f"line {line('of = []', text)}" in one for one in faults(text))


ANOTHER_UNIQUE = """
[[recertification.counting]]
kind = "unique"
id = "another"
words = "Once."
by = ["title"]
effective_from = 2020-01-01
source = "handbook"
certainty = "assumed"
"""


def test_two_ways_of_being_unique_are_told(faults):
    """Also when one of them is the credential's and the other its body's."""
    own = ANOTHER_UNIQUE.replace('"another"', '"own-once"')
    told = faults(RULES + own, BODY + ANOTHER_UNIQUE)
    assert any("one way only" in one for one in told)


def test_no_eligibility_and_no_word_why_is_told(faults):
    head = RULES[: RULES.index("[[eligibility]]")]
    assert any("no eligibility rules" in told for told in faults(head))


def test_two_pathways_with_one_id_are_told(faults):
    pathway = RULES[
        RULES.index("[[eligibility.pathway]]") : RULES.index(
            "[[eligibility]]\neffective_from = 2023"
        )
    ]
    text = RULES.replace(pathway, pathway + pathway)
    assert any("two pathways have the id 'old'" in told for told in faults(text))


def test_a_code_used_by_two_files_is_told(faults):
    told = faults(second=RULES)
    assert any("'BADGE' is already used by badge.toml" in one for one in told)


GRADE = """
[[grade]]
code = "BADGE-A"
words = "on trial"
effective_from = 2020-01-01
source = "policy"
certainty = "primary"
lifted_by = { kind = "experience", work = ["portering"], hours = 500 }
"""


def test_a_grade_is_known_wherever_its_credential_is(faults):
    text = RULES + GRADE
    assert faults(changed('codes = ["BADGE"]', 'codes = ["BADGE-A"]', text)) == []


@pytest.mark.parametrize("taken", ["BADGE", "badge", "STEWARD", "PIN"])
def test_a_grade_whose_code_is_taken_is_told_with_its_line(taken, faults):
    text = changed('code = "BADGE"', 'code = "BADGE"\naliases = ["PIN"]') + GRADE
    text = changed('code = "BADGE-A"', f'code = "{taken}"', text)
    other = changed('code = "BADGE"', 'code = "STEWARD"')
    other = changed('codes = ["BADGE"]', 'codes = ["STEWARD"]', other)
    told = " ".join(faults(text, astewards=other))
    assert f"the code {taken!r} is already used by" in told


def test_the_line_of_a_grade_whose_code_is_taken_is_that_of_the_grade(faults):
    text = changed('code = "BADGE-A"', 'code = "badge"', RULES + GRADE)
    (told,) = faults(text)
    number = line('code = "badge"', text)
    assert told.startswith(f"badge.toml, line {number}: ")


def test_a_code_that_a_grade_of_another_file_has_is_told(faults):
    other = changed('code = "BADGE"', 'code = "BADGE-A"')
    told = faults(RULES + GRADE, second=changed('codes = ["BADGE"]', 'codes = ["BADGE-A"]', other))
    assert any("'BADGE-A' is already used by badge.toml" in one for one in told)


def test_grades_that_overlap_are_told(faults):
    (told,) = faults(RULES + GRADE + changed("2020-01-01", "2021-01-01", GRADE))
    assert "grade: overlaps the edition from 2020-01-01" in told


def test_two_editions_of_a_grade_may_share_its_code(faults):
    ended = changed("2020-01-01", "2020-01-01\nuntil = 2020-12-31", GRADE)
    assert faults(RULES + ended + changed("2020-01-01", "2021-01-01", GRADE)) == []


def test_a_grade_binds_by_the_day_asked_about(faults):
    text = RULES + changed('source = "policy"', 'source = "policy"\nbinds = "cycle-end"', GRADE)
    (told,) = faults(text)
    assert "eligibility cannot bind by cycle-end" in told


@pytest.mark.parametrize("asked", ["", ", months = 3, hours = 500"])
def test_experience_in_no_measure_or_in_two_is_told(asked, faults):
    text = RULES + changed(", hours = 500", asked, GRADE)
    (told,) = faults(text)
    assert "in months or in hours, exactly one of them" in told


@pytest.mark.parametrize(
    "asked",
    [
        'kind = "college-credits"',
        'kind = "college-credits", credits = 0',
        'kind = "college-credits", credits = 60.125',
        'kind = "coursework", credits = 3',
        'kind = "coursework", subject = [], credits = 3',
        'kind = "coursework", subject = ["law"], credits = 3, grade_at_least = "Q"',
        'kind = "training", hours = 0',
        'kind = "training", within_days = 0',
        'kind = "education", within_days = -60',
    ],
)
def test_a_requirement_that_asks_for_nothing_that_can_be_is_told(asked, faults):
    old = 'kind = "experience", work = ["portering"], hours = 500'
    text = RULES + changed(old, asked, GRADE)
    (told,) = faults(text)
    assert told.startswith("badge.toml, line ")
    assert schema_faults(text) or "decimals" in told


WINDOW = """
[[exam_window]]
effective_from = 2020-01-01
source = "handbook"
certainty = "primary"
days = 60
approval_day = "counted"
"""


def test_a_body_and_a_credential_may_each_have_an_exam_window(faults):
    assert faults(RULES + WINDOW, BODY + WINDOW) == []
    assert schema_faults(RULES + WINDOW) == []


def test_the_window_of_a_credential_stands_before_its_body_s(tmp_path):
    own = changed("days = 60", "days = 45", WINDOW)
    other = changed('code = "BADGE"', 'code = "PIN"').replace('["BADGE"]', '["PIN"]')
    texts = {"body": BODY + WINDOW, "badge": RULES + own, "pin": other}
    for name, text in texts.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    books = read_files(sorted(tmp_path.glob("*.toml")))
    days = {book.code: [one.days for one in book.exam_window] for book in books}
    assert days == {"BADGE": [45], "PIN": [60]}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("days = 60", "days = 0"),
        ("days = 60", "days = -1"),
        ("days = 60", "days = 60.5"),
        ("days = 60", "days = 4000"),
        ("days = 60", 'days = "a while"'),
        ("days = 60\n", ""),
        ('approval_day = "counted"', 'approval_day = "perhaps"'),
        ('approval_day = "counted"\n', ""),
        ('approval_day = "counted"', 'approval_day = "counted"\nbinds = "as-of"'),
        ('source = "handbook"\n', ""),
    ],
    ids=repr,
)
def test_an_exam_window_that_cannot_be_is_told_with_its_line(old, new, faults):
    text = RULES + changed(old, new, WINDOW)
    (told,) = faults(text)
    at = line("[[exam_window]]", text)
    assert any(told.startswith(f"badge.toml, line {n}: ") for n in range(at, at + 8)), told
    assert schema_faults(text)


def test_exam_windows_that_overlap_are_told(faults):
    later = changed("2020-01-01", "2021-01-01", WINDOW)
    (told,) = faults(body=BODY + WINDOW + later)
    assert "exam_window: overlaps the edition from 2020-01-01, which ends never" in told


def test_an_unknown_source_of_an_exam_window_is_told(faults):
    text = BODY + changed('"handbook"', '"handbok"', WINDOW)
    (told,) = faults(body=text)
    assert told.startswith(f"body.toml, line {line('handbok', text)}: there is no source 'handbok'")


@pytest.mark.parametrize("place", ["badge", "body"])
def test_no_other_rule_binds_by_approval(place, faults):
    share = RULES[RULES.index("[[recertification.counting]]") :]
    wrong = share.replace('source = "handbook"', 'source = "handbook"\nbinds = "approval"')
    texts = {"badge": RULES, "body": BODY}
    texts[place] = (texts[place].replace(share, "")) + "\n" + wrong
    (told,) = faults(texts["badge"], texts["body"])
    at = line('binds = "approval"', texts[place])
    assert told.startswith(f"{place}.toml, line {at}: only an exam_window binds by approval")


def test_an_alias_that_is_another_code_of_the_body_is_told(faults):
    other = RULES.replace('"BADGE"\nname', '"PIN"\naliases = ["badge"]\nname')
    (told,) = faults(second=other)
    assert told == "second.toml, line 2: the code 'badge' is already used by badge.toml."


@pytest.mark.parametrize("key", ["slug", "code"])
def test_two_bodies_of_one_name_are_told(key, faults, tmp_path):
    """A code after the body's name would not say whose it is."""
    (tmp_path / "pier").mkdir()
    same = {"slug": 'slug = "bay-hospital"', "code": 'code = "BAY-HOSPITAL"'}[key]
    text = changed('code = "BAY"', 'code = "PIER"', BODY)
    text = changed('slug = "bay-hospital"', 'slug = "pier"', text)
    text = changed({"slug": 'slug = "pier"', "code": 'code = "PIER"'}[key], same, text)
    told = faults(**{"pier/body": text})
    at = line(f"{key} =", text)
    name = same.split('"')[1]
    folder = tmp_path.name
    assert told == [
        f"body.toml, line {at}: the {key} {name!r} is already used by {folder}/body.toml."
    ]


def test_a_credential_without_a_body_is_told(faults):
    text = changed('name = "Hospital Badge"', 'name = "Hospital Badge"\nbody = "bay"')
    assert any("no certifying body has the slug 'bay'" in told for told in faults(text))


def test_a_file_that_is_no_toml_is_told_with_its_line(faults):
    (told,) = faults(changed('name = "Hospital Badge"', "name = Hospital"))
    assert told.startswith("badge.toml, line 3: this is not TOML")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "credential"', 'kind = "credentail"'),
        ('kind = "credential"\n', ""),
        ('words = "Diploma and badge"\nsource = "policy"', 'words = "Diploma and badge"'),
        ('codes = ["BADGE"]', "codes = []"),
        ('kind = "minimum-share"', 'kind = "minimum-shares"'),
    ],
    ids=["kind misspelt", "kind missing", "source missing", "no codes", "counting kind misspelt"],
)
def test_one_mistake_is_told_as_one_fault(old, new, faults):
    assert len(faults(changed(old, new))) == 1


def test_faults_of_one_file_are_all_told_at_once(faults):
    text = changed('name = "Hospital Badge"', 'nmae = "Hospital Badge"')
    text = text.replace("percent = 80", "percent = 180").replace(
        "2020-01-01\nuntil", "2020-13-01\nuntil"
    )
    text = text.replace("effective_from = 2020-13-01", 'effective_from = "2020-13-01"')
    told = "\n".join(faults(text.replace('kind = "credential"', 'kind = "credentail"')))
    for words in ("'nmae'", "percent", "2020-13-01", "credentail"):
        assert words in told


def test_faults_of_several_files_are_all_told_at_once(faults):
    told = "\n".join(
        faults(
            changed("percent = 80", "percent = 180"),
            changed('name = "Bay Hospital"', 'nam = "Bay Hospital"', BODY),
        )
    )
    assert "badge.toml" in told
    assert "body.toml" in told


def test_a_misspelt_key_does_not_hide_editions_that_overlap(faults):
    """Everything is checked at once: the faults of types and those between rules."""
    text = changed("until = 2022-12-31", "until = 2023-06-30")
    told = "\n".join(faults(text, changed('name = "Bay', 'nmae = "Bay', BODY)))
    assert "'nmae'" in told
    assert "overlaps" in told


# --- the published schema -------------------------------------------------------------


def plain(value: Any) -> Any:
    """A TOML value as JSON has it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def schema_faults(text: str) -> list[str]:
    schema = rule_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    tables = plain(tomllib.loads(text, parse_float=Decimal))
    return [error.message for error in validator.iter_errors(tables)]


@pytest.mark.parametrize("path", CREDENTIAL_FILES, ids=lambda path: path.stem)
def test_the_schema_accepts_a_shipped_file(path):
    assert schema_faults(path.read_text(encoding="utf-8")) == []


def test_the_schema_accepts_a_right_file():
    assert schema_faults(RULES) == []
    assert schema_faults(RULES + GRADE) == []


def test_the_schema_describes_every_key_of_the_new_kinds():
    told = rule_schema()["$defs"]
    for name in ("CollegeCreditsRequirement", "CourseworkRequirement", "Grade", "ExamWindowRule"):
        assert told[name]["description"]
    for key in ("days", "approval_day", "extension", "missed"):
        assert told["ExamWindowRule"]["properties"][key]["description"]
    keys = told["CourseworkRequirement"]["properties"]
    for key in ("subject", "perhaps", "credits", "grade_at_least"):
        assert keys[key]["description"]
    for kind in ("TrainingRequirement", "EducationRequirement"):
        assert "test early" in told[kind]["properties"]["within_days"]["description"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "Hospital Badge"', 'nmae = "Hospital Badge"'),
        ("percent = 80", "percent = 101"),
        ("percent = 80", "percent = 79.5"),
        ('kind = "credential"', 'kind = "credentail"'),
        ("until = 2022-12-31", 'until = "soon"'),
        ('certainty = "assumed"', 'certainty = "sure"'),
        ('source = "handbook"\n', ""),
        ("schema = 1", "schema = 2"),
        ('codes = ["BADGE"]', "codes = []"),
        ('words = "Diploma and badge"', 'word = "Diploma and badge"'),
    ],
    ids=str,
)
def test_the_schema_refuses_a_wrong_file(old, new):
    assert schema_faults(changed(old, new))
