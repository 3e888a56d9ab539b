"""The platform's own programs, run for their answer or their effect."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass

from certtrack.errors import refuse
from certtrack.services.schedules.schedule import Words

PATIENCE = 60
"""Seconds after which a program that manages schedules has surely hung."""

PLAIN = {"LC_ALL": "C", "TZ": "UTC", "SYSTEMD_COLORS": "0"}
"""What programs say can only be read in one language and one time zone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said, and whether it did what it was asked."""

    done: bool
    out: bytes
    err: bytes

    @property
    def said(self) -> str:
        """The last thing it said, in one line, which is the reason when it failed."""
        told = (self.err or self.out).decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(told) if line.strip()), "it said nothing")


def ask(words: Words, given: bytes = b"") -> Answer:
    """Run a program; that it fails, or is not there, is an answer too.

    Args:
        words: The command.
        given: What it reads.
    """
    try:
        ran = subprocess.run(
            words,
            input=given,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
            env={**os.environ, **PLAIN},
        )
    except subprocess.TimeoutExpired:
        return _failed(f"no answer in {PATIENCE} seconds")
    except OSError as error:
        return _failed(error.strerror or "it cannot be run")
    return Answer(ran.returncode == 0, ran.stdout, ran.stderr)


def tell(words: Words, given: bytes = b"") -> Answer:
    """Run a program that must do what it is asked.

    Raises:
        Refused: When it does not, with the reason that it gives.
    """
    answer = ask(words, given)
    if not answer.done:
        raise refuse(f"`{' '.join(words)}` failed: {answer.said}")
    return answer


def _failed(reason: str) -> Answer:
    return Answer(done=False, out=b"", err=reason.encode())
