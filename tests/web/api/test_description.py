"""The description of the API is right, and nothing that fits it or does not makes it fail."""

from __future__ import annotations

import os
from collections import Counter

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as openapi

from certtrack import __version__
from tests.web.api.closed import closed
from tests.web.api.conftest import ADDRESS, HOST, SAMPLES

PLACE = "/api/v1/openapi.json"
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
EXAMPLES = 100 if LONG else 8
"""For each operation and mode; the same for everybody, but in the long profile."""

OPERATIONS = 9 + 5 * len(SAMPLES)


def test_it_names_itself_and_is_for_those_who_are_let_in(reader):
    told = reader.get(PLACE).json()
    assert told["info"]["title"] == "certtrack"
    assert told["info"]["version"] == __version__
    assert not [path for path in told["paths"] if not path.startswith("/api/v1/")]


def test_every_operation_says_who_may_and_how_it_goes_wrong(reader):
    told = reader.get(PLACE).json()
    found = [
        (method, path, operation)
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    ]
    assert len(found) == OPERATIONS
    assert len({one["operationId"] for _, _, one in found}) == OPERATIONS
    for method, path, one in found:
        assert one["security"] == [{"token": []}, {"browser": []}], path
        assert one["summary"], path
        needed = {"401", "404", "422", "503", "default"}
        needed |= {"304"} if method == "get" else {"403"}
        needed |= {"412", "428"} if method in ("patch", "delete") else set()
        needed |= {"400", "413", "415"} if method in ("post", "patch") else set()
        assert needed <= one["responses"].keys(), path
        for status, answer in one["responses"].items():
            if status == "default" or int(status) >= 400:
                assert answer["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }, path


def test_entries_are_described_by_the_facts_themselves(reader):
    schemas = reader.get(PLACE).json()["components"]["schemas"]
    activity = schemas["Activity"]
    assert activity["required"] == ["title", "completed_on"]
    assert activity["additionalProperties"] is False
    assert activity["properties"]["completed_on"]["format"] == "date"
    assert "for" in activity["properties"]
    assert "required" not in schemas["ActivityChange"]


@pytest.fixture
def secret(token) -> dict[str, str]:
    return {"Authorization": f"Bearer {token('write')}"}


@pytest.fixture
def schema(app, secret):
    """The description, in which no answer may have a key that is not described."""
    strict = closed(app.openapi())
    app.openapi = lambda: strict
    return schemathesis.openapi.from_asgi(PLACE, app, headers={**secret, "Host": HOST})


NOT_HELD = [
    # A rule of the field may refuse what has the right form: a day to come, minutes beside CEUs.
    openapi.positive_data_acceptance,
]


def test_nothing_that_is_sent_makes_it_fail(schema, secret):
    """Every operation with examples that fit its description, and with some that do not."""
    tried: list[str] = []
    answered: Counter[int] = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        _search(operation, GenerationMode.POSITIVE, secret, answered)
        if operation.path_parameters or operation.query or operation.body:
            _search(operation, GenerationMode.NEGATIVE, secret, answered)
        tried.append(operation.label)
    assert len(set(tried)) == OPERATIONS
    # The search went deep: things were read, written and removed, and refused for what they said.
    assert min(answered[status] for status in (200, 201, 204, 404, 422)) > 0


def _search(operation, mode, secret, answered):
    # Of all numbers only few are somebody's: these are. What is removed is soon there again.
    fixed = {"number": 1, "entry": 1, "code": "RHIT"}
    path = {key: value for key, value in fixed.items() if f"{{{key}}}" in operation.path}
    seen = {"If-Match": "*"} if operation.method in ("patch", "delete") else {}

    @hypothesis.settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        derandomize=not LONG,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(data=st.data())
    def searched(data):
        # Where nothing else is sent, only the address can be wrong.
        sent = operation.query or operation.body or mode is GenerationMode.POSITIVE
        anywhere = not sent or data.draw(st.booleans())
        told = {} if anywhere else {"path_parameters": path}
        case = data.draw(operation.as_strategy(mode, headers={**secret, **seen}, **told))
        answer = case.call_and_validate(ADDRESS, excluded_checks=NOT_HELD)
        answered[answer.status_code] += 1

    searched()
