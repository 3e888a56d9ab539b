"""The JSON Schemas of answers, made of the very types that the answers have where they are made."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from certtrack.render.contract import RemindersJson, StatusJson, VerdictJson, WrittenJson
from certtrack.render.plan_contract import PlanJson
from certtrack.render.programs_contract import ProgramJson
from certtrack.render.rules_contract import BookJson, RulesJson
from certtrack.render.schools_page import SchoolJson

Schema = dict[str, Any]

COMPONENTS = "#/components/schemas"
ANSWERS = (
    BookJson,
    PlanJson,
    ProgramJson,
    RemindersJson,
    RulesJson,
    SchoolJson,
    StatusJson,
    VerdictJson,
    WrittenJson,
)
"""What answers are made of; whatever is in them comes with them."""


def ref(name: str) -> Schema:
    """The schema that stands under a name."""
    return {"$ref": f"{COMPONENTS}/{name}"}


def list_of(schema: Schema) -> Schema:
    """A list of what a schema describes."""
    return {"type": "array", "items": schema}


def _of(answer: type[Any]) -> Schema:
    return ref(answer.__name__)


STATUS = _of(StatusJson)
ELIGIBILITY = {"anyOf": [_of(VerdictJson), list_of(_of(VerdictJson))]}
PLAN = _of(PlanJson)
REMINDERS = _of(RemindersJson)
BOOKS = list_of(_of(BookJson))
RULES = _of(RulesJson)
PROGRAMS = list_of({"anyOf": [_of(ProgramJson), _of(SchoolJson)]})
WRITTEN = WrittenJson.__name__


class _AsWritten(GenerateJsonSchema):
    """Amounts are written as numbers, not as text."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:  # noqa: ARG002
        return {"type": "number"}


def answer_schemas() -> Schema:
    """The schemas of answers and of all that is in them, by name."""
    wanted: list[Any] = [(one, "serialization", TypeAdapter(one)) for one in ANSWERS]
    _, found = TypeAdapter.json_schemas(
        wanted, ref_template=f"{COMPONENTS}/{{model}}", schema_generator=_AsWritten
    )
    schemas: Schema = found["$defs"]
    return schemas
