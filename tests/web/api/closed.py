"""The description of the API, made strict: what is not described may not be answered."""

from __future__ import annotations

from typing import Any


def closed(schema: Any) -> Any:
    """The same schemas, of which none allows a key that it does not name.

    What is published allows more keys, so that clients bear those that come later.
    """
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {key: closed(one) for key, one in schema.items()}
    if isinstance(told.get("properties"), dict) and told.get("type") == "object":
        told.setdefault("additionalProperties", False)
    return told
