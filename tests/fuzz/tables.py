"""Tables of activities, and rosters: python tests/fuzz/tables.py -max_total_time=60 [CORPUS]."""

from __future__ import annotations

import harness

from certtrack.records.roster_file import open_roster
from certtrack.records.sheets.form import Form
from certtrack.services.sheet_reading import Asked, understand

ENDINGS = [".csv", ".tsv", ".xlsx", ".roster.csv", ".roster.xlsx"]


def read(path):
    """Every row is an entry or a fault."""
    if ".roster" in path.suffixes:
        with open_roster(path, Form(dates="mdy")) as table:
            for _ in table.rows:
                pass
        return
    understood = understand(path, Asked(dates="mdy"), harness.LIBRARY)
    assert len(understood.entries) == len(understood.table.lines)


if __name__ == "__main__":
    harness.fuzz(lambda provider: provider.PickValueInList(ENDINGS), read)
