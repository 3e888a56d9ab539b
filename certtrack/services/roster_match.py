"""Whose is each row of a roster? By e-mail, else by name; nobody is ever guessed."""

from __future__ import annotations

from certtrack.services.row_faults import RowFaults
from certtrack.store.roster_pile import Pile


def match(pile: Pile, faults: RowFaults, *, force: bool) -> None:
    """Mark every row with who it is: a number in the store, or a new person.

    Args:
        pile: The rows, and who is in the store.
        faults: Takes the rows of which nobody can tell whose they are.
        force: Whether someone whose name is there with another e-mail is another person.
    """
    for email, name, row in pile.emails():
        if who := _by_email(pile, email, name, row, faults, force=force):
            pile.mark(who, email=email)
    for name, row in pile.names():
        found = {*pile.whose(name), *(f"{number}" for number, _ in pile.known_by_name(name))}
        if len(found) > 1:
            what = f"{name!r} may be any of {len(found)} people of that name"
            faults.add(row, what, "Give the e-mail of the one who is meant.", "name")
        else:
            pile.mark(next(iter(found), f"name {name}"), name=name)


def _by_email(
    pile: Pile, email: str, name: str, row: int, faults: RowFaults, *, force: bool
) -> str | None:
    """Who the rows with an e-mail are; None when nobody can tell."""
    known = pile.known_by_email(email)
    if len(known) > 1:
        called = {number for number, _ in pile.known_by_name(name)}
        known = [number for number in known if number in called]
        if len(known) != 1:
            what = f"{email!r} is the e-mail of several people in the store"
            faults.add(row, what, "Change it: certtrack person edit NUMBER --email …", "email")
            return None
    if known:
        return f"{known[0]}"
    namesakes = pile.known_by_name(name) if name else []
    if not namesakes or force:
        return f"email {email}"
    numbers = ", ".join(f"{number}" for number, _ in namesakes)
    if len(namesakes) == 1 and not namesakes[0][1] and len(pile.emails_of(name)) == 1:
        return numbers
    what = f"{name!r} is in the store without this e-mail, as number {numbers}"
    hint = f"The same person: certtrack person edit NUMBER --email {email}. Others: add --force."
    faults.add(row, what, hint, "email")
    return None
