"""Where answers go: whoever reads them may stop reading, and that is no failure of ours."""

from __future__ import annotations

import io
import sys
from typing import Any

NOBODY_READS = 141
"""The exit code of a program whose reader went away, as shells have it."""


class UntilNobodyReads(io.RawIOBase):
    """An output that ends the program quietly once nobody reads it any more.

    The signal that would do so is left alone: it would also end a program of which only a
    mail server, or a process of its own, went away.

    Args:
        raw: What writes.
    """

    def __init__(self, raw: io.FileIO) -> None:
        super().__init__()
        self._raw = raw
        self._read = True
        self.name = getattr(raw, "name", None)

    def writable(self) -> bool:
        """Whether it can be written, which it is made for."""
        return True

    def fileno(self) -> int:
        """The number that the system knows it by."""
        return self._raw.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._raw.isatty()

    def write(self, some: Any, /) -> int | None:
        """Write some bytes; gives how many. What nobody reads is dropped.

        Raises:
            SystemExit: The first time that nobody reads.
        """
        if self._read:
            try:
                return self._raw.write(some)
            except BrokenPipeError:
                self._read = False
                raise SystemExit(NOBODY_READS) from None
        return len(some)


def mend_outputs() -> None:
    """Make the program's output, and that of its errors, fit for whoever is at the other end."""
    sys.stdout, sys.stderr = map(_mended, (sys.stdout, sys.stderr))


def _mended(stream: Any) -> Any:
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    # A terminal that cannot show a sign shows a question mark, not a traceback.
    stream.reconfigure(errors="replace")
    raw = getattr(stream.buffer, "raw", None)
    if not isinstance(raw, io.FileIO):
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(UntilNobodyReads(raw)),
        encoding=stream.encoding,
        errors="replace",
        line_buffering=stream.line_buffering,
    )
