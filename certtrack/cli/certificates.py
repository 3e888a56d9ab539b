"""Adding an activity, told by options and answers or read from a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from certtrack import clock
from certtrack.cli.asking import answers, confirmed, someone_is_there, with_worth
from certtrack.cli.options import (
    LARGEST,
    Force,
    Json,
    Largest,
    On,
    Rulebooks,
    Someone,
    Store,
    Vault,
    Yes,
    latest_written,
)
from certtrack.cli.written import checked_values, tell_written
from certtrack.errors import refuse
from certtrack.reading.entry_fields import Field, fields_of
from certtrack.rules.record import SHAPES
from certtrack.rules.rulebook import Library
from certtrack.services.facts import Who
from certtrack.services.rules import books

if TYPE_CHECKING:
    from certtrack.services.certificates import Certificate
    from certtrack.services.edit import Moment, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Adder:
    """All that adding an activity needs besides the activity."""

    who: Who
    library: Library
    today: date
    moment: Moment
    vault: Path | None
    force: bool
    known: tuple[Field, ...]

    def add(self, certificate: Certificate, given: dict[str, Any]) -> Written:
        """Add the activity that a certificate proves, and keep it."""
        from certtrack.services import certificates

        values = checked_values(given, self.known, self.today)
        assert certificate.file
        written, _ = certificates.add(
            self.who,
            values,
            certificate.file,
            self.library,
            self.moment,
            self.vault,
            force=self.force,
        )
        return written


def adder_of(
    who: Who, rulebooks: list[Path] | None, on: date | None, vault: Path | None, *, force: bool
) -> Adder:
    """What adding needs, from the options of a command."""
    from certtrack.services.edit import Moment

    return Adder(
        who=who,
        library=books(rulebooks or ()),
        today=on or clock.today(),
        moment=Moment(latest=latest_written(on), made_at=clock.moment()),
        vault=vault,
        force=force,
        known=fields_of(SHAPES["activity"]),
    )


def add_activity(
    given: dict[str, Any],
    certificate: Annotated[
        Path | None,
        typer.Argument(metavar="[CERTIFICATE]", help="A certificate to read and to keep."),
    ] = None,
    yes: Yes = False,
    force: Force = False,
    person: Someone = None,
    on: On = None,
    largest: Largest = LARGEST,
    json: Json = False,
    db: Store = None,
    vault: Vault = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Add an activity. In a terminal it asks for what is missing.

    A certificate (a PDF with text, a mail, a text) is read for what it says; you confirm
    or change each, or take it as it is with --yes. Then it is kept as evidence.

    Example: certtrack ceu add certificate.pdf --domain privacy
    """
    who = Who(person=person, store=db)
    adder = adder_of(who, rulebooks, on, vault, force=force)
    if certificate:
        written = _add_read(adder, certificate, largest, given, yes=yes, as_json=json)
    else:
        written = _add_told(adder, given)
    day = on or clock.today(written.person.time_zone)
    tell_written("Added", "activity", written, adder.library, day, as_json=json)


def _add_told(adder: Adder, given: dict[str, Any]) -> Written:
    from certtrack.services import edit

    if someone_is_there():
        told = answers(given, adder.known, adder.today)
        given = with_worth(told, adder.known, adder.today)
    values = checked_values(given, adder.known, adder.today)
    return edit.add(adder.who, "activity", values, adder.library, adder.moment, force=adder.force)


def _add_read(
    adder: Adder, path: Path, largest: int, given: dict[str, Any], *, yes: bool, as_json: bool
) -> Written:
    from certtrack.render import certificate_page, contract, page
    from certtrack.services import certificates

    read = certificates.read(adder.who, path, largest)
    if read.known and not adder.force:
        raise certificates.known_already(path.name, read.known)
    told = merged(given, read)
    ask = someone_is_there() and not yes
    lacking = certificates.lacking(told)
    if ask or not yes or lacking:
        found = certificate_page.contract(read, lacking)
        if as_json and not ask:
            typer.echo(contract.dumps(found))
        else:
            certificate_page.show_one(page.console(to_stderr=as_json), found)
    if ask:
        found, doubts = read.found.values, read.found.doubts
        told = confirmed(given, found, doubts, adder.known, adder.today)
    elif not yes:
        raise refuse("nobody can be asked here; nothing was written", hint=_hint(lacking))
    elif lacking:
        what = "the certificate does not say clearly all that an activity must have"
        raise refuse(what, where=str(path), hint=_hint(lacking))
    return adder.add(read, told)


def _hint(lacking: list[str]) -> str:
    options = ", ".join(f"--{key.replace('_', '-')}" for key in lacking)
    return f"Add {options}." if options else "Add --yes to take what was found."


def merged(given: dict[str, Any], read: Certificate) -> dict[str, Any]:
    """What the certificate says under what the options say."""
    told = {key: value for key, value in given.items() if value is not None}
    found = dict(read.found.values)
    if told.keys() & {"ceus", "minutes", "credits"}:
        found = {key: value for key, value in found.items() if key not in ("ceus", "minutes")}
    return {**dict.fromkeys(given), **found, **told}
