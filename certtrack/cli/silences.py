"""What a person does not want to hear, or not now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from certtrack import clock
from certtrack.cli.options import Json, Rulebooks, Someone, Store, ask, day
from certtrack.reminders.reminder import KINDS, Kind

if TYPE_CHECKING:
    from certtrack.reminders.silence import Silence

snooze = typer.Typer(add_completion=False)
acknowledge = typer.Typer(add_completion=False)
mute = typer.Typer(add_completion=False)
unmute = typer.Typer(add_completion=False)
silences = typer.Typer(add_completion=False)

Id = Annotated[str, typer.Argument(metavar="ID", help="A reminder's id, as `remind` shows it.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As `remind silences` shows it.")]
Until = Annotated[
    date | None,
    typer.Option("--until", parser=day, metavar="YYYY-MM-DD", help="The day to hear of it again."),
]
Last = Annotated[
    date | None,
    typer.Option("--until", parser=day, metavar="YYYY-MM-DD", help="The last day; else for ever."),
]
Days = Annotated[
    int | None, typer.Option("--days", min=1, max=3660, metavar="N", help="The same in days.")
]
Code = Annotated[
    str | None, typer.Option("--credential", metavar="CODE", help="Only of this credential.")
]
OfKind = Annotated[
    str | None,
    typer.Option("--kind", metavar="KIND", help=f"Only of this kind: {', '.join(KINDS)}."),
]


@snooze.command()
def snooze_reminder(
    reminder: Id,
    until: Until = None,
    days: Days = None,
    person: Someone = None,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Hear nothing of a reminder until a day, and then again.

    Example: certtrack remind snooze 3f2a91bc --days 14
    """
    from certtrack.reminders.silence import Silence
    from certtrack.services.silences import reminder_called

    if (until is None) == (days is None):
        raise typer.BadParameter("say until when: --until DATE or --days N")
    asked = ask(None, person, db, rulebooks, None)
    again = until or asked.on + timedelta(days=days or 0)
    if again <= asked.on:
        raise typer.BadParameter(f"{again} is not after today", param_hint="--until")
    one = reminder_called(reminder, asked.person, asked.on, asked.library)
    _keep(person, db, Silence(manner="snooze", reminder=one.id, until=again))


@acknowledge.command()
def acknowledge_reminder(
    reminder: Id, person: Someone = None, db: Store = None, rulebooks: Rulebooks = None
) -> None:
    """Hear no more of a reminder, unless its deadline moves.

    Example: certtrack remind acknowledge 3f2a91bc
    """
    from certtrack.reminders.silence import Silence
    from certtrack.services.silences import reminder_called

    asked = ask(None, person, db, rulebooks, None)
    one = reminder_called(reminder, asked.person, asked.on, asked.library)
    _keep(person, db, Silence(manner="acknowledge", reminder=one.id))


@mute.command()
def mute_reminders(
    credential: Code = None,
    kind: OfKind = None,
    until: Last = None,
    person: Someone = None,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Hear nothing of a credential, of a kind, of both together; without either of anything.

    Example: certtrack remind mute --kind evidence-missing
    """
    from certtrack.reminders.silence import Silence
    from certtrack.services.rules import books, rulebook

    code = rulebook(credential, books(rulebooks or ())).code if credential else None
    if until and until < clock.today():
        raise typer.BadParameter(f"{until} is past", param_hint="--until")
    _keep(person, db, Silence(manner="mute", credential=code, kind=_kind(kind), until=until))


@unmute.command()
def end_silence(number: Number, person: Someone = None, db: Store = None) -> None:
    """End a snooze, an acknowledgement or a mute by its number.

    Example: certtrack remind unmute 1
    """
    from certtrack.services.facts import Who
    from certtrack.services.silences import end

    ended = end(Who(person=person, store=db), number, clock.moment())
    typer.echo(f"Ended: {ended}. To take it back: certtrack undo.")


@silences.command()
def list_silences(person: Someone = None, json: Json = False, db: Store = None) -> None:
    """What a person does not want to hear, or not now.

    Example: certtrack remind silences
    """
    from certtrack.render import contract, page, silences_page
    from certtrack.services.facts import Who
    from certtrack.services.silences import listed

    found = listed(Who(person=person, store=db))
    if json:
        typer.echo(contract.dumps({"silences": [silences_page.contract(one) for one in found]}))
        return
    silences_page.show(page.console(), found)


def _keep(person: str | None, store: str | None, silence: Silence) -> None:
    from certtrack.services.facts import Who
    from certtrack.services.silences import keep

    number = keep(Who(person=person, store=store), silence, clock.moment())
    typer.echo(f"Kept as number {number}: {silence}. To take it back: certtrack undo.")


def _kind(written: str | None) -> Kind | None:
    from certtrack.errors import did_you_mean, refuse

    if written is None:
        return None
    for kind in KINDS:
        if kind == written.strip().lower():
            return kind
    hint = did_you_mean(written, KINDS) or f"It is one of: {', '.join(KINDS)}."
    raise refuse(f"there is no kind {written!r}", where="--kind", hint=hint)
