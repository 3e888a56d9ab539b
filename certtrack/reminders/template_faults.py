"""What is wrong in a user's template: one sentence, with file and line."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, UndefinedError, nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.meta import find_undeclared_variables

from certtrack.errors import Fault, did_you_mean
from certtrack.reminders.template_values import PARTS, meanings, seen_by

LOST = re.compile(r"(?:'(\w+)' is undefined|has no attribute '(\w+)')$")
NO_SUCH = re.compile(r"No (filter|test) named '(\w+)'")


def faults_of(environment: Environment, files: Mapping[str, Path]) -> Iterator[Fault]:
    """What is wrong in templates, as far as it shows before there are values.

    Args:
        environment: Where they will run.
        files: Each template by its name.
    """
    for name, path in files.items():
        try:
            tree = environment.parse(path.read_text(encoding="utf-8"), name, str(path))
            environment.get_template(name)
        except TemplateSyntaxError as error:
            yield _of_syntax(error, path, environment)
        except UnicodeDecodeError:
            yield Fault("the file is not UTF-8 text", str(path))
        except OSError as error:
            yield Fault(f"the file cannot be read: {error.strerror}", str(path))
        else:
            yield from _unknown_values(tree, name, path)


def _of_syntax(error: TemplateSyntaxError, path: Path, environment: Environment) -> Fault:
    message = error.message or "this is no template"
    hint = None
    if found := NO_SUCH.search(message):
        hint = did_you_mean(found[2], getattr(environment, f"{found[1]}s"))
    return Fault(_small(message), f"{path}, line {error.lineno}", hint)


def _unknown_values(tree: nodes.Template, name: str, path: Path) -> Iterator[Fault]:
    seen = seen_by(name)
    unknown = find_undeclared_variables(tree) - {*seen, *DEFAULT_NAMESPACE, *_set_in(tree)}
    lines: dict[str, int] = {}
    for one in tree.find_all(nodes.Name):
        if one.name in unknown:
            lines.setdefault(one.name, one.lineno)
    for word, line in lines.items():
        hint = did_you_mean(word, seen) or "See certtrack remind templates."
        yield Fault(f"this template sees no value {word!r}", f"{path}, line {line}", hint)


def _set_in(tree: nodes.Template) -> Iterator[str]:
    """Names that a template gives itself; its blocks see those given before them."""
    for one in tree.find_all(nodes.Name):
        if one.ctx == "store":
            yield one.name
    for whole in tree.find_all(nodes.Import):
        yield whole.target
    for part in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in part.names)


def fault_of(error: Exception, folder: Path) -> Fault | None:
    """What went wrong in a template while it ran.

    Args:
        error: What was raised.
        folder: Where the user's own templates are.

    Returns:
        None when it was none of these.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if Path(one.filename).is_relative_to(folder)]
    if not ours:
        return None
    where = f"{ours[-1].filename}, line {ours[-1].lineno}"
    lost = LOST.search(str(error)) if isinstance(error, UndefinedError) else None
    if lost:
        word = lost[1] or lost[2]
        known = {key for one in PARTS.values() for key in meanings(one)}
        hint = did_you_mean(word, known) or "See certtrack remind templates."
        return Fault(f"there is no value {word!r} here", where, hint)
    if isinstance(error, TemplateNotFound):
        return Fault(f"there is no template {error.name!r}", where)
    return Fault(_small(str(error) or type(error).__name__), where)


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
