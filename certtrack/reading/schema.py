"""The JSON Schema of a shape, for editors that complete and check while one types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from certtrack.reading.shapes import adapter

BOUNDS = {
    "gt": "exclusiveMinimum",
    "ge": "minimum",
    "lt": "exclusiveMaximum",
    "le": "maximum",
}
"""Bounds of values that are read by a function of ours come out under pydantic's names."""


def schema_of(shape: type[Any], title: str) -> dict[str, Any]:
    """The JSON Schema of the files that are read as a shape."""
    schema: dict[str, Any] = _standard(adapter(shape).json_schema(by_alias=True))
    return {
        **schema,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
    }


def schemas_of(shapes: Iterable[type[Any]], place: str) -> dict[str, Any]:
    """The JSON Schemas of shapes and of all that is in them, by the names of their classes.

    Args:
        shapes: The shapes.
        place: Where they will stand, for example `#/components/schemas`.
    """
    from pydantic import TypeAdapter

    wanted: list[Any] = [(one, "validation", adapter(one)) for one in shapes]
    _, found = TypeAdapter.json_schemas(wanted, by_alias=True, ref_template=f"{place}/{{model}}")
    schemas: dict[str, Any] = _standard(found["$defs"])
    return schemas


def _standard(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_standard(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        BOUNDS.get(key, key) if isinstance(value, int) else key: _standard(value)
        for key, value in schema.items()
    }
