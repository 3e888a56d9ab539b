"""The golden cases in tests/scenarios: facts, a day and a question; the answer expected.

A scenario file has [[scenario]] tables and, where it needs rules of its own, a table
[rule_files] of file names and texts that are read beside the shipped ones.

In `expect`, a key is one of the JSON contract and its value is matched recursively:

* a table needs only the keys it names; a key that the answer does not have is a failure;
* a list of tables is matched in order, but in `children`, `rules`, `activities`,
  `reminders`, `ways` and `recommendations` each expected table must match some element;
* an empty list expects an empty list, a list of plain values is compared as it is;
* `KEY_mentions` (or `KEY_mention`) lists words that the text or texts under KEY contain;
* `null` lists the keys that are null;
* `first_pathway_mentions` looks at the pathway shown first;
* `rule_ids` and `reminder_kinds` list every rule or reminder, in order.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from certtrack.render import contract, plan_contract
from certtrack.render.window_contract import window
from certtrack.rulebooks.reader import read_files
from certtrack.rulebooks.shelf import SHIPPED
from certtrack.rules.editions import anchored, in_force
from certtrack.rules.exam import exam_of
from certtrack.rules.open_windows import open_windows
from certtrack.rules.recertification import CountingRule
from certtrack.rules.requirements.case import Case
from certtrack.rules.requirements.groups import Requirement
from certtrack.rules.rulebook import Library
from certtrack.rules.status import standing_of
from certtrack.services.eligibility import check
from certtrack.services.facts import Who, facts_of
from certtrack.services.plan import prospect, prospect_with
from certtrack.services.programs import shipped_programs
from certtrack.services.remind import due
from certtrack.services.status import report

FOLDER = Path(__file__).parent / "scenarios"
FILE_KEYS = {"scenario", "rule_files"}
SCENARIO_KEYS = {"name", "source", "on", "ask", "given", "expect"}
ANY_ORDER = {
    "children",
    "rules",
    "activities",
    "reminders",
    "recommendations",
    "past",
    "timeline",
    "ways",
}
LATEST = date(2199, 12, 31)


@dataclass(frozen=True)
class Scenario:
    """One golden case, with the texts of rule files of its own."""

    file: str
    content: dict[str, Any]
    rule_files: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.file}: {self.content.get('name', 'without a name')}"

    @property
    def question(self) -> tuple[str, list[str]]:
        """What is asked, and the words after it."""
        verb, *rest = self.content["ask"].split()
        return verb, rest


def scenarios() -> list[Scenario]:
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        rules = tuple(content.get("rule_files", {}).items())
        found += [Scenario(path.stem, one, rules) for one in content["scenario"]]
    return found


SCENARIOS = scenarios()


@pytest.fixture(scope="session")
def rules_for(tmp_path_factory, library):
    """The shipped rulebooks, together with those a scenario file brings along."""

    @cache
    def read(rule_files: tuple[tuple[str, str], ...]) -> Library:
        if not rule_files:
            return library
        folder = tmp_path_factory.mktemp("rules")
        for name, text in rule_files:
            (folder / name).write_text(text, encoding="utf-8")
        return read_files([*sorted(SHIPPED.rglob("*.toml")), *sorted(folder.glob("*.toml"))])

    return read


@pytest.fixture
def facts(tmp_path, rules_for):
    """Reads what is given as the command line reads a record file."""

    def read(scenario: Scenario):
        given = scenario.content["given"]
        person = {"name": "Ana Flores", **given.get("person", {})}
        record = {"schema": 1, **given, "person": person}
        path = tmp_path / "record.json"
        path.write_text(json.dumps(record, default=str), encoding="utf-8")
        return facts_of(Who(file=path), rules_for(scenario.rule_files), LATEST)

    return read


def answer(scenario: Scenario, person, library: Library) -> Any:
    """The answer as the JSON that the command line prints."""
    on, (verb, rest) = scenario.content["on"], scenario.question
    if verb == "eligibility":
        told: Any = [contract.verdict(one) for one in check(person, rest, on, library)]
        told = told[0] if len(rest) == 1 else told
    elif verb == "status":
        found = report(person, on, library)
        told = contract.status(found.person, found.on, found.cycles, found.notes)
    elif verb == "plan":
        told = plan_contract.plan(planned(person, rest, on, library))
    elif verb == "windows":
        told = {"windows": [window(one) for one in open_windows(person, library, on)]}
    elif verb == "remind":
        told = contract.reminders(on, due(person, on, int(rest[0]), library))
    else:
        pytest.fail(f"nothing is known to ask with {verb!r}")
    return json.loads(contract.dumps(told))


def planned(person, words: list[str], on: date, library: Library) -> Any:
    """The plan for a code, in words like "RHIT by months" or "RHIT with trident-university"."""
    code, *pairs = words
    how = dict(zip(pairs[::2], pairs[1::2], strict=True))
    by = how.get("by", "steps")
    if program := how.get("with"):
        listed = shipped_programs()[program]
        return prospect_with(person, code, on, library, listed, by=by)
    return prospect(person, code, on, library, by=by)


def differences(expected: Any, told: Any, at: str) -> Iterator[str]:
    """Where an answer is not as expected, in words."""
    if isinstance(expected, dict):
        if not isinstance(told, dict):
            yield f"{at}: a table was expected, not {told!r}"
            return
        for key, value in expected.items():
            yield from _key(key, value, told, f"{at}.{key}")
    elif isinstance(expected, list) and expected and isinstance(expected[0], dict):
        yield from _tables(expected, told, at)
    elif _plain(expected) != told:
        yield f"{at}: expected {_plain(expected)!r}, not {told!r}"


def _key(key: str, value: Any, told: dict[str, Any], at: str) -> Iterator[str]:
    base = key.removesuffix("_mentions").removesuffix("_mention")
    if key in HELPERS:
        yield from HELPERS[key](value, told, at)
    elif base != key and base in told:
        yield from _mentions(value, told[base], at)
    elif key not in told:
        yield f"{at}: the answer has no such key; it has {', '.join(sorted(told))}"
    elif key in ANY_ORDER and value:
        yield from _some(value, told[key], at)
    else:
        yield from differences(value, told[key], at)


def _null(keys: list[str], told: dict[str, Any], at: str) -> Iterator[str]:
    for key in keys:
        if told.get(key, "absent") is not None:
            yield f"{at}: {key} is {told.get(key, 'absent')!r}"


def _first_pathway(words: list[str], told: dict[str, Any], at: str) -> Iterator[str]:
    first = told["finding"]["children"][0]["children"][0]
    yield from _mentions(words, first["requirement"], at)


def _ids(ids: list[str], told: dict[str, Any], at: str) -> Iterator[str]:
    yield from differences(ids, [one["id"] for one in told["rules"]], at)


def _kinds(kinds: list[str], told: dict[str, Any], at: str) -> Iterator[str]:
    yield from differences(kinds, [one["kind"] for one in told["reminders"]], at)


def _some(expected: list[Any], told: list[Any], at: str) -> Iterator[str]:
    for one in expected:
        if not any(not list(differences(one, each, at)) for each in told):
            yield f"{at}: nothing matches {one}; there is {json.dumps(told, indent=1)}"


HELPERS = {
    "null": _null,
    "first_pathway_mentions": _first_pathway,
    "rule_ids": _ids,
    "reminder_kinds": _kinds,
}


def _tables(expected: list[Any], told: Any, at: str) -> Iterator[str]:
    if not isinstance(told, list) or len(told) < len(expected):
        yield f"{at}: {len(expected)} were expected, there is {told!r}"
        return
    for index, (one, each) in enumerate(zip(expected, told, strict=False)):
        yield from differences(one, each, f"{at}[{index}]")


def _mentions(words: list[str], told: Any, at: str) -> Iterator[str]:
    text = told if isinstance(told, str) else "\n".join(told or [])
    for word in words:
        if word.casefold() not in text.casefold():
            yield f"{at}: {word!r} is not mentioned in {text!r}"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_the_answer_is_as_the_scenario_expects(scenario, facts, rules_for):
    person = facts(scenario)
    told = answer(scenario, person, rules_for(scenario.rule_files))
    assert list(differences(scenario.content["expect"], told, "answer")) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_scenario_file_has_no_unknown_key(path):
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(content) <= FILE_KEYS
    for one in content["scenario"]:
        assert set(one) == SCENARIO_KEYS, one.get("name")
        assert one["expect"], f"{one['name']} expects nothing"


def test_no_two_scenarios_have_the_same_name():
    names = [str(one) for one in SCENARIOS]
    assert sorted(set(names)) == sorted(names)


def test_a_record_with_an_unknown_key_is_no_scenario(facts):
    wrong = replace(SCENARIOS[0], content={**SCENARIOS[0].content, "given": {"eduction": []}})
    with pytest.raises(Exception, match="Did you mean 'education'"):
        facts(wrong)


@pytest.mark.parametrize(
    "expect",
    [
        {"verdikt": "eligible"},
        {"verdict": "eligible", "finding": {"childern": []}},
        {"missing_mentions": ["elephants"]},
        {"null": ["verdict"]},
        {"null": ["no-such-key"]},
        {"finding": {"children": [{"outcome": "elephants"}]}},
    ],
    ids=str,
)
def test_a_wrong_expectation_is_seen(expect, facts, rules_for):
    scenario = next(one for one in SCENARIOS if one.question[0] == "eligibility")
    told = answer(scenario, facts(scenario), rules_for(scenario.rule_files))
    assert list(differences(expect, told, "answer"))


# --- every kind of rule has its scenarios -------------------------------------------


def kinds_of(union: Any) -> set[str]:
    """The kinds that a union of rule shapes knows."""
    members = get_args(get_args(union)[0])
    return {get_args(get_type_hints(member)["kind"])[0] for member in members}


def nodes(value: Any) -> Iterator[Any]:
    """Every requirement inside a value."""
    if isinstance(value, tuple):
        for one in value:
            yield from nodes(one)
    elif is_dataclass(value) and not isinstance(value, type):
        if hasattr(value, "prepared"):
            yield value
        for each in fields(value):
            yield from nodes(getattr(value, each.name))


@pytest.fixture
def judged(facts, rules_for):
    """The kinds of requirement judged in the scenarios, with every outcome they had."""
    outcomes: dict[str, set[str]] = {}
    for scenario in SCENARIOS:
        if scenario.question[0] != "eligibility":
            continue
        person, library = facts(scenario), rules_for(scenario.rule_files)
        for kind, outcome in requirements_judged(scenario, person, library):
            outcomes.setdefault(kind, set()).add(outcome)
    return outcomes


def requirements_judged(scenario, person, library) -> Iterator[tuple[str, str]]:
    on, (_, codes) = scenario.content["on"], scenario.question
    for code in codes:
        book = library.find(code)
        exam = exam_of(book, on)
        if exam.edition is None:
            continue
        case = Case(person, lambda code: standing_of(person, library, on, code), library.same)
        always = tuple(in_force(one, anchored(on=on)) for one in book.always)
        for node in nodes((exam.edition.pathway, always)):
            yield node.kind, exam.ground.prepare(node)(case).outcome


def test_every_kind_of_requirement_is_met_and_unmet_in_some_scenario(judged):
    never_met = {"not-checked"}
    for kind in kinds_of(Requirement):
        wanted = {"unknown"} if kind in never_met else {"met", "not-met"}
        assert wanted <= judged.get(kind, set()), kind


@pytest.fixture
def cycles_told(facts, rules_for):
    """Every cycle in the answers to the scenarios that ask for the status."""
    asked = [one for one in SCENARIOS if one.question[0] == "status"]
    return [
        cycle
        for one in asked
        for cycle in answer(one, facts(one), rules_for(one.rule_files))["cycles"]
    ]


def share_outcomes(cycles) -> set[str]:
    rules = [rule for cycle in cycles for rule in cycle["rules"]]
    return {rule["outcome"] for rule in rules if rule["id"] != "total"}


def amounts_at_work(cycles) -> bool:
    """Whether parts of the total by amount were reached, missed and left open."""
    ids = {"auditing", "category-a", "pharmacy-law", "technicians"}
    rules = [rule for cycle in cycles for rule in cycle["rules"] if rule["id"] in ids]
    return {rule["outcome"] for rule in rules} == {"met", "not-met", "unknown"}


def caps_at_work(cycles) -> bool:
    """Whether something lost all that was above a limit, and something all of it."""
    told = [one for cycle in cycles for one in cycle["activities"]]
    capped = [one for one in told if "for each cycle count" in (one["because"] or "")]
    return {one["counted"] > 0 for one in capped} == {True, False}


def repeats(cycles) -> bool:
    told = [one["because"] or "" for cycle in cycles for one in cycle["activities"]]
    return any("may not be duplicated" in because for because in told)


def conditions(cycles) -> bool:
    """Whether something failed a condition, and something may have."""
    told = [one["because"] or "" for cycle in cycles for one in cycle["activities"]]
    open_ = [rule["because"] for cycle in cycles for rule in cycle["rules"]]
    failed = any("only with at least" in because for because in told)
    return failed and any("its credits and grade" in because for because in open_)


SEEN_AT_WORK = {
    "condition": conditions,
    "minimum-share": lambda cycles: share_outcomes(cycles) == {"met", "not-met", "unknown"},
    "minimum-amount": amounts_at_work,
    "maximum-amount": caps_at_work,
    "unique": repeats,
}


def test_every_kind_of_counting_rule_is_at_work_in_some_scenario(cycles_told):
    assert set(SEEN_AT_WORK) == kinds_of(CountingRule)
    for kind, at_work in SEEN_AT_WORK.items():
        assert at_work(cycles_told), kind
