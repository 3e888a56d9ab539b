"""The JSON Schema of a shape, for editors that complete and check while one types."""

from __future__ import annotations

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


def _standard(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_standard(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        BOUNDS.get(key, key) if isinstance(value, int) else key: _standard(value)
        for key, value in schema.items()
    }
