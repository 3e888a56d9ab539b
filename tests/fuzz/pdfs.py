"""Certificates in PDF: python tests/fuzz/pdfs.py --runs 500 [--seed 1].

The reader is a process of its own, into which atheris cannot see: whole PDFs are broken at
random instead, by bytes and by parts. Ends with 1 if one is neither read nor refused in a
sentence, or takes longer than the reader may.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from certtrack.errors import Refused
from certtrack.records.certificate_words import PATIENCE, words_of
from certtrack.records.evidence_file import EvidenceFile
from tests.records import pdfs

TOKENS = (b"/Kids", b"/Count", b"/Length", b"/Filter", b"stream", b"endobj", b"obj", b"xref", b"<<")


def whole() -> list[bytes]:
    """PDFs to begin with."""
    return [pdfs.certificate("has completed\nCoding update\non March 3, 2026"), pdfs.scanned()]


def broken(content: bytes, chance: random.Random) -> bytes:
    """A PDF with some bytes changed, parts moved or lost, or words of the form elsewhere."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at, to = sorted(chance.randrange(len(made)) for _ in range(2))
        match chance.randrange(5):
            case 0:
                made[at] = chance.randrange(256)
            case 1:
                del made[at : min(to, at + 200)]
            case 2:
                made[at:at] = made[at : min(to, at + 200)]
            case 3:
                made[at:at] = chance.choice(TOKENS)
            case _:
                made[at:at] = str(chance.choice([-1, 0, 2**31, 10**18])).encode()
        if not made:
            break
    return bytes(made)


def main() -> int:
    """Break and read; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance, found, refused, slowest = random.Random(asked.seed), 0, 0, 0.0
    for number in range(asked.runs):
        content = broken(chance.choice(whole()), chance)
        start = time.monotonic()
        try:
            words_of(EvidenceFile("certificate", "application/pdf", content))
        except Refused:
            refused += 1
        except Exception as error:
            found += 1
            sys.stdout.write(f"run {number}: {error!r}\n")
        slowest = max(slowest, time.monotonic() - start)
    told = f"{asked.runs} runs, {refused} refused, slowest {slowest:.1f} s, {found} findings\n"
    sys.stdout.write(told)
    return int(found > 0 or slowest > PATIENCE)


if __name__ == "__main__":
    sys.exit(main())
