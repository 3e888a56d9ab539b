"""Record files in TOML and JSON: python tests/fuzz/records.py -max_total_time=60 [CORPUS]."""

from __future__ import annotations

from datetime import date

import harness

from certtrack.records.record_file import read_record, written_record

LATEST = date(2199, 12, 31)


def read(path):
    """A record that is read is written and read again the same."""
    person = read_record(path, harness.LIBRARY, LATEST)
    again = path.with_name("again.json")
    again.write_text(written_record(person, "json"), encoding="utf-8")
    assert read_record(again, harness.LIBRARY, LATEST) == person


if __name__ == "__main__":
    harness.fuzz(lambda provider: provider.PickValueInList([".toml", ".json"]), read)
