"""The description of the JSON API (OpenAPI): what is sent and answered, entries and problems.

What an entry may say is made from the facts themselves, as record files and forms are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import compile_path

from certtrack.reading.schema import schemas_of
from certtrack.rules.facts import Section
from certtrack.rules.record import SHAPES, PersonTable
from certtrack.web.api.answer_schemas import (
    COMPONENTS,
    WRITTEN,
    Schema,
    answer_schemas,
    list_of,
    ref,
)
from certtrack.web.problem import MEDIA_TYPE

JSON = "application/json"
PROBLEM = "Problem"

Responses = dict[int | str, dict[str, Any]]

ABOUT = """The answers of certtrack's command line as JSON, under the same keys, and the record.

Who asks sends `Authorization: Bearer TOKEN` (`certtrack serve token add` makes one), or is a
browser that signed in. Every answer has a strong `ETag`; with `If-None-Match` it is sent only
when it has changed. To change or remove an entry, its ETag must be sent as `If-Match`.
Whatever goes wrong is told as `application/problem+json`.
"""


PERSON: Schema = ref("Person")
PEOPLE: Schema = ref("People")

TAG = {
    "ETag": {
        "description": "Another one as soon as anything is otherwise.",
        "schema": {"type": "string"},
    }
}
PLACE = {"Location": {"description": "Where the entry is.", "schema": {"type": "string"}}}

MEANINGS = {
    400: "What was sent cannot be read.",
    401: "It is not known who asks.",
    403: "The token may only read.",
    404: "There is no such thing.",
    412: "It was changed meanwhile.",
    413: "It is too large.",
    415: "It is not called JSON.",
    422: "It cannot be done as it was asked.",
    428: "It is not said which state is meant.",
    503: "The store or the rules cannot be read.",
}
ANY = (401, 404, 422, 503)
SENT = (400, 403, 413, 415)
GUARDED = (412, 428)
UNCHANGED = {"description": "It is as the client has it.", "headers": TAG}


def problems(*statuses: int) -> Responses:
    """The answers for what may go wrong."""
    content = {MEDIA_TYPE: {"schema": ref(PROBLEM)}}
    return {one: {"description": MEANINGS[one], "content": content} for one in statuses}


EVERYWHERE: Responses = {
    **problems(*ANY),
    "default": {
        "description": "Anything else that goes wrong.",
        "content": {MEDIA_TYPE: {"schema": ref(PROBLEM)}},
    },
}


def answered(schema: Schema, status: int = 200, **headers: Any) -> Responses:
    """An answer, with its entity tag."""
    content = {JSON: {"schema": schema}}
    headers = {**TAG, **headers}
    return {status: {"description": "The answer.", "content": content, "headers": headers}}


def listed_of(section: Section) -> Responses:
    """The entries of a section."""
    return answered(list_of(ref(f"{_name(section)}Entry")))


def entry_of(section: Section) -> Responses:
    """One entry of a section."""
    return answered(ref(f"{_name(section)}Entry"))


def added_to(section: Section) -> Responses:
    """An entry that was added."""
    return {**answered(ref(f"{_name(section)}Written"), 201, **PLACE), **problems(*SENT)}


def changed_in(section: Section) -> Responses:
    """An entry that was changed."""
    return {**answered(ref(f"{_name(section)}Written")), **problems(*SENT, *GUARDED)}


REMOVED: Responses = problems(400, 403, *GUARDED)


def new_in(section: Section) -> Schema:
    """What is sent for a new entry."""
    return _body(ref(_name(section)))


def changes_of(section: Section) -> Schema:
    """What is sent for a change."""
    return _body(ref(f"{_name(section)}Change"))


def _body(schema: Schema) -> Schema:
    return {"requestBody": {"required": True, "content": {JSON: {"schema": schema}}}}


def _name(section: Section) -> str:
    return SHAPES[section].__name__


def described(app: FastAPI) -> Callable[[], Schema]:
    """What gives the description of an app, made when it is first asked for."""

    @cache
    def description() -> Schema:
        told: Schema = get_openapi(
            title=app.title,
            version=app.version,
            description=ABOUT,
            routes=app.routes,
            license_info={"name": "MIT", "identifier": "MIT"},
        )
        told["components"]["schemas"] = _schemas()
        for methods in told["paths"].values():
            for method, operation in methods.items():
                _complete(method, operation)
        return told

    return description


def operations_at(app: FastAPI, path: str) -> dict[str, Schema]:
    """What an address takes, by method; nothing where nothing is described.

    Routes that were included know only a part of their address, the description all of it.
    """
    return next(
        (
            {method.upper(): operation for method, operation in methods.items()}
            for template, methods in app.openapi()["paths"].items()
            if _pattern(template).fullmatch(path)
        ),
        {},
    )


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return compile_path(template)[0]


def _complete(method: str, operation: Schema) -> None:
    """What FastAPI does not know: which header must be sent, and that an answer may be known."""
    for one in operation.get("parameters", ()):
        if one["name"].lower() == "if-match":
            one["required"] = True
    if method == "get":
        operation["responses"]["304"] = UNCHANGED


def _schemas() -> Schema:
    facts = schemas_of([*SHAPES.values(), PersonTable], COMPONENTS)
    who = _person(facts.pop("PersonTable"))
    answers = answer_schemas()
    written = answers.pop(WRITTEN)
    told = {**facts, **answers, PROBLEM: _problem(), "Person": who, "People": _people()}
    for shape in SHAPES.values():
        name = shape.__name__
        told |= _of_entry(name, facts[name])
        told[f"{name}Written"] = _written(written, name)
    return told


def _written(any_entry: Schema, name: str) -> Schema:
    """An entry of a section that was written: what is written of any, and what the entry is."""
    return {**any_entry, "properties": {**any_entry["properties"], "entry": ref(name)}}


def _of_entry(name: str, fact: Schema) -> Schema:
    properties, required = fact["properties"], fact.get("required", [])
    number = {"type": "integer", "description": "The entry's number in the store."}
    either = [number, properties["number"]] if "number" in properties else [number]
    return {
        f"{name}Entry": {
            "type": "object",
            "properties": {"entry": number, **properties, "number": {"anyOf": either}},
            "required": ["entry", "number", *required],
        },
        f"{name}Change": {
            "type": "object",
            "properties": {
                key: _or_null(one, needed=key in required) for key, one in properties.items()
            },
            "minProperties": 1,
            "additionalProperties": False,
        },
    }


def _or_null(schema: Schema, *, needed: bool) -> Schema:
    """A key's schema in a change: what an entry can do without is taken away by null."""
    if needed or {"type": "null"} in schema.get("anyOf", ()):
        return schema
    return {"anyOf": [schema, {"type": "null"}]}


def _person(table: Schema) -> Schema:
    number = {"type": "integer", "description": "The person's number in the store."}
    empty = {"type": "array", "items": {"type": "string", "enum": list(SHAPES)}}
    empty["description"] = "Sections of which is known that there is nothing."
    return {
        "type": "object",
        "properties": {"number": number, **table["properties"], "none_of": empty},
        "required": ["number", "name", "memberships", "none_of"],
    }


def _people() -> Schema:
    following = {"type": ["string", "null"], "description": "The address of those that follow."}
    return {
        "type": "object",
        "properties": {
            "people": list_of(PERSON),
            "count": {"type": "integer", "description": "How many there are in all."},
            "next": following,
        },
        "required": ["people", "count", "next"],
    }


def _problem() -> Schema:
    text = {"type": ["string", "null"]}
    fault = {
        "type": "object",
        "properties": {
            "what": {"type": "string", "description": "What is wrong."},
            "where": {**text, "description": "The key, the parameter, or another place."},
            "hint": {**text, "description": "What to do about it."},
        },
        "required": ["what", "where", "hint"],
    }
    return {
        "type": "object",
        "description": "What is wrong, as RFC 9457 has it.",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string", "description": "The status in words."},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "All that is wrong, in sentences."},
            "faults": {"type": "array", "items": fault, "minItems": 1},
        },
        "required": ["type", "title", "status", "detail", "faults"],
    }
