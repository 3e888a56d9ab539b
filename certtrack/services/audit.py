"""Can every counted activity be proved? What an audit packet is made of, and its check."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from certtrack.errors import refuse
from certtrack.reports.findings import Packet
from certtrack.reports.packet_check import UNREADABLE, Checked, check
from certtrack.rules.facts import Person
from certtrack.rules.rulebook import Library
from certtrack.services.facts import Who
from certtrack.services.proofs import evidence_of
from certtrack.services.transcript import Wanted, transcript


def packet(
    person: Person,
    on: date,
    library: Library,
    wanted: Wanted,
    who: Who,
    vault: Path | None = None,
) -> Packet:
    """What an auditor is to be handed of a person.

    Args:
        person: The facts.
        on: The day asked about.
        library: The rulebooks.
        wanted: Which cycles.
        who: Where the facts were read, and the evidence lies.
        vault: The folder of the vault; None for the usual one.

    Raises:
        Refused: When there is no cycle, or one is named that is not there.
    """
    from certtrack.records.record_file import written_record

    told = transcript(person, on, library, wanted)
    if not told.chapters:
        raise refuse(f"there is nothing to audit: no cycle of {person.name} is known on {on}")
    proofs_of = evidence_of(who, vault)
    counted = dict.fromkeys(one.activity for each in told.chapters for one in each.counted)
    return Packet(
        transcript=told,
        proofs={activity: proofs_of(activity) for activity in counted},
        record=written_record(person, "toml"),
    )


def verify(file: Path) -> Checked:
    """Whether an audit packet is whole, and what in it is not as listed.

    Args:
        file: The ZIP file, or a folder it was unpacked into.

    Raises:
        Refused: When it is no audit packet.
    """
    try:
        return check(file)
    except FileNotFoundError:
        raise refuse("there is no such file", where=str(file)) from None
    except UNREADABLE:
        raise refuse("this is no audit packet that can be read", where=str(file)) from None
