"""Files written and commands run for a schedule: all of it, or all is as before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from certtrack.errors import Refused, refuse
from certtrack.services.schedules.programs import ask, tell
from certtrack.services.schedules.schedule import Plan, Words, Written


def carry_out(plan: Plan) -> None:
    """Write the files and run the commands.

    Raises:
        Refused: When anything of it fails; then all is as before.
    """
    before = [_content(one) for one in plan.writes]
    with _or_as_before(plan, before):
        for one in plan.writes:
            _write(Path(one.where), one.text.encode(one.encoding))
        for words in plan.runs:
            tell(words)


def take_away(plan: Plan, *, running: bool = True) -> None:
    """Run the commands that undo it, and remove the files.

    Args:
        plan: What was planned when it was set up.
        running: Whether the scheduler still knows it, so that undoing it must succeed.

    Raises:
        Refused: When anything of it fails; then all is as before.
    """
    before = [_content(one) for one in plan.writes]
    # What is only half there may have nothing left to be undone.
    undo = tell if running and None not in before else ask
    with _or_as_before(plan, before):
        for words in plan.undoes:
            undo(words)
        for one in plan.writes:
            Path(one.where).unlink(missing_ok=True)
        for words in plan.ends:
            tell(words)


def stands(plan: Plan) -> bool:
    """Whether the files are there, exactly as they would be written."""
    return all(_content(one) == one.text.encode(one.encoding) for one in plan.writes)


@contextmanager
def _or_as_before(plan: Plan, before: Sequence[bytes | None]) -> Iterator[None]:
    """When anything fails put the files and what they had set up back."""
    made = [folder for one in plan.writes for folder in _missing(Path(one.where).parent)]
    try:
        yield
    except (OSError, Refused) as error:
        was_there = None not in before
        if not was_there:
            _try_each(plan.undoes)
        for one, content in zip(plan.writes, before, strict=True):
            _put_back(Path(one.where), content)
        _try_each(plan.runs if was_there else plan.ends)
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            where = error.filename and str(error.filename)
            raise refuse(f"{error.strerror}; nothing was changed", where=where) from None
        raise


def _try_each(commands: Sequence[Words]) -> None:
    for words in commands:
        ask(words)


def _content(one: Written) -> bytes | None:
    """What is in a file; None where there is none."""
    try:
        return Path(one.where).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise refuse(f"it cannot be read: {error.strerror}", where=one.where) from None


def _missing(folder: Path) -> list[Path]:
    """A folder and those around it that are not there, the innermost first."""
    return [one for one in (folder, *folder.parents) if not one.exists()]


def _write(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _put_back(path: Path, content: bytes | None) -> None:
    # What cannot be put back could not be written either.
    with suppress(OSError):
        if content is None:
            path.unlink(missing_ok=True)
        else:
            _write(path, content)
