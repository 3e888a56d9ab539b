"""Rule files: python tests/fuzz/rule_files.py -max_total_time=60 [CORPUS]."""

from __future__ import annotations

import harness

from certtrack.rulebooks.reader import read_files

if __name__ == "__main__":
    harness.fuzz(lambda _: ".toml", lambda path: read_files([path]))
