"""Every answer is described key by key: a client gets types, and nothing that has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

from certtrack.services.rules import books
from certtrack.web.api.answer_schemas import answer_schemas
from tests.test_scenarios import SCENARIOS, answer, facts, rules_for
from tests.web.api.closed import closed
from tests.web.api.conftest import CHANGES, SAMPLES

BEN = Path(__file__).parents[3] / "examples" / "ben-okafor.json"
__all__ = ["facts", "rules_for"]

LABELS = [book.label for book in books(())]
DAYS = ("2019-07-01", "2026-06-01", "2031-01-01")


def described(app, method, path):
    """The operation at an address, and the pattern of that."""
    for template, operations in app.openapi()["paths"].items():
        if re.fullmatch(re.sub(r"\\?\{\w+\\?\}", "[^/]+", re.escape(template)), path):
            return operations[method.lower()]
    raise AssertionError(path)


@pytest.fixture
def held_to(app):
    """Holds an answer to its description: no key is missing, and none is more than described."""
    components = closed(app.openapi()["components"])

    def held_to_(answer):
        request = answer.request
        operation = described(app, request.method, request.url.path)
        told = operation["responses"][str(answer.status_code)]["content"]
        kind = answer.headers["content-type"]
        schema = {**closed(told[kind]["schema"]), "components": components}
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        fault = best_match(validator.iter_errors(answer.json()))
        assert fault is None, (
            f"{request.url}: {fault and fault.json_path}: {fault and fault.message}"
        )
        return answer.json()

    return held_to_


@pytest.fixture
def people(run, writer):
    """The numbers of Ana and of Ben."""
    assert run("import", BEN).code == 0
    return [one["number"] for one in writer.get("/api/v1/people").json()["people"]]


def test_the_answers_about_people_have_what_is_described_and_no_more(writer, people, held_to):
    assert people == [1, 2]
    found = {}
    held_to(writer.get("/api/v1/people?limit=1"))
    for number in people:
        held_to(writer.get(f"/api/v1/people/{number}"))
        for on in DAYS:
            place = f"/api/v1/people/{number}"
            for question in (
                "status",
                "eligibility",
                "eligibility?code=RHIA",
                "reminders?within=999",
            ):
                sign = "&" if "?" in question else "?"
                told = held_to(writer.get(f"{place}/{question}{sign}on={on}"))
                found.setdefault(question.partition("?")[0], []).append(told)
    # Else what is in them was never tried.
    cycles = [cycle for status in found["status"] for cycle in status["cycles"]]
    assert any(cycle["activities"] and cycle["timeline"] for cycle in cycles)
    assert any(one["reminders"] for one in found["reminders"])


ASKED = {
    "status": "StatusJson",
    "eligibility": "VerdictJson",
    "plan": "PlanJson",
    "remind": "RemindersJson",
}
COMPONENTS = {"schemas": closed(answer_schemas())}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_the_answers_to_every_scenario_have_what_is_described_and_no_more(
    scenario, facts, rules_for
):
    """They have what no record at hand has: grades, reinstatement, programs enrolled in."""
    told = answer(scenario, facts(scenario), rules_for(scenario.rule_files))
    name = ASKED.get(scenario.question[0], "WindowJson")
    for one in told if isinstance(told, list) else told.get("windows", [told]):
        schema = {"$ref": f"#/components/schemas/{name}", "components": COMPONENTS}
        fault = best_match(Draft202012Validator(schema).iter_errors(one))
        assert fault is None, f"{fault and fault.json_path}: {fault and fault.message}"


@pytest.mark.parametrize("label", LABELS)
def test_plans_and_rules_have_what_is_described_and_no_more(writer, people, held_to, label):
    for on in DAYS:
        held_to(writer.get(f"/api/v1/rules/{label}?on={on}"))
    for number in people:
        held_to(writer.get(f"/api/v1/people/{number}/plan/{label}?on=2026-06-01"))


def test_lists_of_rules_and_programs_have_what_is_described_and_no_more(writer, held_to):
    assert held_to(writer.get("/api/v1/rules"))
    assert held_to(writer.get("/api/v1/programs?limit=1000"))


@pytest.mark.parametrize("section", SAMPLES)
def test_entries_have_what_is_described_and_no_more(writer, held_to, section):
    listed = f"/api/v1/people/1/{section}"
    added = writer.post(listed, json=SAMPLES[section])
    assert held_to(added)["number"]
    place = added.headers["location"]
    held_to(writer.patch(place, json=CHANGES[section], headers={"If-Match": "*"}))
    assert held_to(writer.get(place))["entry"]
    assert held_to(writer.get(listed))


def test_what_is_wrong_has_what_is_described_and_no_more(writer, held_to):
    held_to(writer.get("/api/v1/people/77"))
    held_to(writer.post("/api/v1/people/1/exam", json={"taken": 1}))


def test_no_answer_is_described_as_just_anything(app):
    """An object without its keys tells a client nothing."""
    told = app.openapi()
    schemas = told["components"]["schemas"]
    answers = [
        answer["content"]["application/json"]["schema"]
        for operations in told["paths"].values()
        for operation in operations.values()
        for status, answer in operation["responses"].items()
        if status.startswith("20") and "content" in answer
    ]
    assert len(answers) == 9 + 4 * len(SAMPLES)
    seen, empty = set(), []
    while answers:
        one = answers.pop()
        if isinstance(one, list):
            answers += one
        elif isinstance(one, dict):
            if (name := one.get("$ref", "").rpartition("/")[2]) and name not in seen:
                seen.add(name)
                answers.append(schemas[name])
            if one == {} or (one.get("type") == "object" and not one.get("properties")):
                empty.append(one)
            answers += one.values()
    assert empty == []
    assert len(seen) > 60


def test_no_name_stands_for_an_answer_and_a_fact(app):
    names = app.openapi()["components"]["schemas"].keys()
    answers = answer_schemas().keys()
    assert {name for name in names if name.endswith("Json")} == answers - {"WrittenJson"}
