"""Kill the program many times over, and print the figures.

    python tests/faults/campaign.py --kills 500

The kills are spread over add, import, backup, restore and migrate. Ends with 1 if anything
was torn or lost.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.faults.killing import SPAN, many


def campaign(kills: int, seed: int) -> int:
    """Print what came of each; gives the exit code."""
    failed = False
    for number, doing in enumerate(SPAN):
        share = kills // len(SPAN) + (number < kills % len(SPAN))
        with tempfile.TemporaryDirectory() as folder:
            tally = many(doing, share, Path(folder), seed + number)
        sys.stdout.write(f"{doing:8} {tally.told()}\n")
        for what in (*tally.torn, *tally.lost):
            sys.stdout.write(f"  {what}\n")
        sys.stdout.flush()
        failed |= bool(tally.torn or tally.lost)
    return int(failed)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=500, help="how many, over all")
    options.add_argument("--seed", type=int, default=1, help="chooses the moments")
    given = options.parse_args()
    sys.exit(campaign(given.kills, given.seed))
