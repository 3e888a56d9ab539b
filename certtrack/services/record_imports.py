"""Many records at once into the store: all of them or none."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from certtrack.errors import refuse
from certtrack.records.record_lines import Line, read_lines
from certtrack.rules.rulebook import Library
from certtrack.services.edit import Moment
from certtrack.services.watching import Watch, unwatched
from certtrack.store import people
from certtrack.store.claims import persistent
from certtrack.store.history import Work, recorded
from certtrack.store.known import contacts
from certtrack.store.location import locate
from certtrack.store.sessions import driver


@persistent
def import_records(
    store: str | None,
    file: Path,
    library: Library,
    moment: Moment,
    *,
    replace: bool,
    watch: Watch = unwatched,
) -> int:
    """Put everyone of a file into the store; gives how many they are.

    Namesakes in the file are several people, as they were where it was written.

    Args:
        store: The store; it is made when needed.
        file: A .jsonl file, a record on each line.
        library: The rulebooks.
        moment: When they are imported.
        replace: Whether people of the same name are replaced.
        watch: Is told how far it is.

    Raises:
        Refused: With the faults of the first record that has any; when someone of a name is
            there, or two are that could be replaced. Then nothing is written.
    """
    with recorded(locate(store), "import", moment.made_at, may_create=True, serial=True) as work:
        there: dict[str, list[int]] = defaultdict(list)
        for number, _, name in contacts(driver(work.session)):
            there[name.casefold()].append(number)
        count = 0
        for line in read_lines(file, library, moment.latest):
            _make_way(work, line, there, replace=replace)
            people.add_person(work, line.person)
            count += 1
            watch("Reading", line.done, line.size)
        work.about = f" {file.name}, people: {count}"
        return count


def _make_way(work: Work, line: Line, there: dict[str, list[int]], *, replace: bool) -> None:
    """Remove who is replaced; each once."""
    name = line.person.name
    numbers = there.get(name.casefold(), [])
    if not numbers:
        return
    if not replace:
        what = f"{name!r} is in the store already, as number {numbers[0]}"
        raise refuse(what, where=line.place, hint="Add --replace to replace who is there.")
    if len(numbers) > 1:
        listed = ", ".join(map(str, numbers))
        what = f"{name!r} is the name of several people in the store: {listed}"
        raise refuse(what, where=line.place, hint="Import into an empty store, or one by one.")
    if not work.claim(numbers[0]):
        raise refuse("a person was removed by somebody else just now", hint="Try again.")
    people.remove_person(work, numbers[0])
    del there[name.casefold()]
