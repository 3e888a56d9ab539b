"""The house keeps its own rules: small rooms, plain names, no credential in the code."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import certtrack

HOUSE = Path(certtrack.__file__).parent
MODULES = sorted(
    path for path in HOUSE.rglob("*.py") if "migrations" not in path.relative_to(HOUSE).parts
)
CORE = [path for path in MODULES if path.relative_to(HOUSE).parts[0] == "rules"]
LONGEST_MODULE, LONGEST_FUNCTION = 300, 30
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}

Function = ast.FunctionDef | ast.AsyncFunctionDef
each_module = pytest.mark.parametrize(
    "path", MODULES, ids=[str(path.relative_to(HOUSE)) for path in MODULES]
)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _docstring(node: ast.AST) -> ast.Constant | None:
    """The node of a docstring, if there is one."""
    body = getattr(node, "body", None)
    first = body[0] if isinstance(body, list) and body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return first.value if isinstance(first.value.value, str) else None
    return None


@each_module
def test_no_module_is_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@each_module
def test_no_function_is_long(path):
    lengths = {
        f"{node.name}, line {node.lineno}": _length(node)
        for node in ast.walk(_tree(path))
        if isinstance(node, Function)
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


def _length(node: Function) -> int:
    """Lines from def to the end, without the docstring's."""
    told = _docstring(node)
    spent = (told.end_lineno or told.lineno) - told.lineno + 1 if told else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - spent


@each_module
def test_names_say_what_is_inside(path):
    assert not {path.stem, *path.relative_to(HOUSE).parts[:-1]} & VAGUE


@each_module
def test_everything_public_says_what_it_is_for(path):
    tree = _tree(path)
    silent = [name for name, node in _public(tree) if not ast.get_docstring(node)]
    assert silent == []
    assert ast.get_docstring(tree)


def _public(scope: ast.Module | ast.ClassDef) -> Iterator[tuple[str, ast.AST]]:
    """Public functions and classes, and the public methods of those."""
    for node in scope.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        yield f"{node.name}, line {node.lineno}", node
        if isinstance(node, ast.ClassDef):
            yield from _public(node)


@cache
def _codes() -> set[str]:
    """Every word of the rule files that no code may know."""
    paths = (HOUSE / "rulebooks").rglob("*.toml")
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]
    words = {word for file in files for word in (file["code"], *file.get("aliases", ()))}
    words |= {grade["code"] for file in files for grade in file.get("grade", ())}
    return {*words, "CAHIIM"}


def test_the_rule_files_are_found():
    assert {"RHIT", "CCA", "AHIMA", "CAHIIM"} <= _codes()


@each_module
def test_no_credential_is_known_to_the_code(path):
    tree = _tree(path)
    told = {id(_docstring(node)) for node in ast.walk(tree)}
    words = [
        f"{node.value!r}, line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in told and node.value in _codes()
    ]
    assert words == []


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(HOUSE)))
def test_the_core_knows_no_float(path):
    floats = [
        node.lineno
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Name) and node.id == "float"
    ]
    assert floats == []


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(HOUSE)))
def test_the_core_imports_no_database_and_no_screen(path):
    named = {
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    far = {"sqlmodel", "sqlalchemy", "typer", "rich", "click", "os", "pathlib", "sqlite3"}
    assert not {name.split(".")[0] for name in named} & far
    ours = {name for name in named if name.split(".")[0] == "certtrack"}
    assert all(name.startswith("certtrack.rules") for name in ours)


def test_loading_the_core_loads_neither():
    names = [
        ".".join(("certtrack", *path.relative_to(HOUSE).with_suffix("").parts)) for path in CORE
    ]
    script = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n    importlib.import_module(name.removesuffix('.__init__'))\n"
        "print(*sorted(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"sqlmodel", "sqlalchemy", "typer", "rich", "alembic"}
