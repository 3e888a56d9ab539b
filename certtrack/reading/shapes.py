"""Plain tables to the core's own types, or every fault at once with its place and a hint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from certtrack.errors import Fault, Refused, did_you_mean

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from certtrack.reading.locate import Path

T = TypeVar("T")

TEXT_RULES = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "small letters, digits and single hyphens",
    r"^[A-Za-z][A-Za-z0-9()-]*$": "letters, digits and hyphens, a letter first",
    r"^([A-Za-z0-9()-]+:)?[A-Za-z][A-Za-z0-9()-]*$": "a code, perhaps after a body and a colon: "
    "letters, digits and hyphens, a letter first",
    r"^[^\x00-\x1f\x7f-\x9f]*$": "text on one line without control characters",
    r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$": "text without control characters",
    "^[A-Z]{3}$": "three capital letters",
    "^[a-z][a-z0-9-]*$": "small letters, digits and hyphens, a letter first",
}


LONGEST_QUOTE = 60
"""Characters of a wrong value that are shown."""

A_NAME = "[key]"
"""What pydantic adds to a path when not what stands under a name is wrong, but the name."""

_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def adapter(shape: type[T]) -> TypeAdapter[T]:
    """The reader and writer of a shape; making one is slow, so each is made once."""
    from pydantic import TypeAdapter

    if shape not in _adapters:
        _adapters[shape] = TypeAdapter(shape)
    return _adapters[shape]


def read(shape: type[T], tables: object, place: Callable[[Path], str]) -> T:
    """Read plain tables as a shape.

    Args:
        shape: A class declared with `shape`.
        tables: What a TOML or JSON reader gives.
        place: Tells where a key path stands, for faults.

    Raises:
        Refused: With every fault found.
    """
    from pydantic import ValidationError

    try:
        return adapter(shape).validate_python(tables)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        told = [one for one in errors if not _follows_from_another(one, errors)]
        raise Refused(*(_fault(shape, one, tables, place) for one in told)) from None
    except RecursionError:
        raise Refused(Fault("it is nested too deeply", place(()))) from None


def write(value: object) -> dict[str, Any]:
    """A shape as plain tables, the same that `read` takes; what is absent is left out."""
    written: dict[str, Any] = adapter(type(value)).dump_python(
        value, by_alias=True, exclude_none=True
    )
    return written


def check_value(hint: Any, value: object) -> None:
    """Hold one value to a type.

    Raises:
        ValueError: With what is wrong with it, in words.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        TypeAdapter(hint).validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        reason = _reason(first["type"], first, first.get("ctx", {}), first.get("input"))
        raise ValueError(reason) from None


def _follows_from_another(error: Mapping[str, Any], errors: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a list seems too short only because something in it is wrong."""
    loc = error["loc"]
    inside = any(len(one["loc"]) > len(loc) and one["loc"][: len(loc)] == loc for one in errors)
    return error["type"] == "too_short" and inside


def _fault(
    shape: type[Any], error: Mapping[str, Any], tables: object, place: Callable[[Path], str]
) -> Fault:
    path = _path_in(tables, [part for part in error["loc"] if part != A_NAME])
    name = "name" if A_NAME in error["loc"] else str(path[-1]) if path else "it"
    kind, context, given = error["type"], error.get("ctx", {}), error.get("input")
    if kind == "unexpected_keyword_argument":
        return Fault(f"unknown key {name!r}", place(path), did_you_mean(name, _keys(shape)))
    if kind in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return Fault(f"{error['loc'][-1]!r} is missing", place(path))
    if kind == "union_tag_not_found":
        return Fault("'kind' is missing", place(path))
    if kind in ("literal_error", "union_tag_invalid"):
        key = "kind" if kind == "union_tag_invalid" else name
        place_of_key = path if kind == "literal_error" else (*path, key)
        word = context.get("tag", given)
        choices = context.get("expected_tags", context.get("expected", ""))
        known = [one.strip(" '") for one in choices.replace(" or ", ",").split(",")]
        hint = did_you_mean(str(word), known) or f"It is one of: {', '.join(known)}."
        return Fault(f"{key}: {_short(word)} is not known", place(place_of_key), hint)
    where = place(path)
    last = where.rsplit(maxsplit=1)[-1] if where else ""
    named = "" if last.removeprefix("--").replace("-", "_") == name else f"{name}: "
    return Fault(f"{named}{_reason(kind, error, context, given)}", where)


def _reason(kind: str, error: Mapping[str, Any], context: Mapping[str, Any], given: object) -> str:
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return f"{_short(given)} must be {TEXT_RULES[context['pattern']]}"
    if kind in ("string_too_short", "too_short"):
        return "it is empty"
    message = str(error["msg"])
    return f"{message[0].lower()}{message[1:]}, not {_short(given)}"


def _path_in(tables: object, loc: Sequence[str | int]) -> Path:
    """The path in the tables themselves: names of union members that are not keys go."""
    path: list[str | int] = []
    here = tables
    for step, part in enumerate(loc):
        last = step == len(loc) - 1
        if isinstance(here, Mapping) and (part in here or last):
            here = here.get(part)
        elif isinstance(here, list | tuple) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _keys(shape: type[Any]) -> tuple[str, ...]:
    """Every key that the shape or anything inside it knows."""
    schema = adapter(shape).json_schema()
    tables = [schema, *schema.get("$defs", {}).values()]
    return tuple(dict.fromkeys(key for one in tables for key in one.get("properties", {})))


def _short(value: object) -> str:
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    written = repr(value) if isinstance(value, str) else str(value)
    return written if len(written) <= LONGEST_QUOTE else f"{written[:LONGEST_QUOTE]}…"
