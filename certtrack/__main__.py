"""The program: runs a command, and says in one line each what a user can put right."""

from __future__ import annotations

import gc
import sys

OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""A command lives briefly and frees little: with Python's usual 700 objects, a sixth of
its time goes into looking for garbage while modules are imported."""


STOPPED = 130
"""The exit code of a command that the user broke off, as shells have it."""


def main() -> None:
    """Run; exit 0 when done, 1 where asked and the answer is no, 2 on a refusal."""
    if sys.argv[1:] == ["--version"]:
        # Answered before anything slow is imported.
        from certtrack import __version__

        sys.stdout.write(f"certtrack {__version__}\n")
        return
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot show a sign shows a question mark, not a traceback.
            stream.reconfigure(errors="replace")
    sys.exit(_run())


def _run() -> int:
    import typer

    from certtrack.cli.app import app
    from certtrack.errors import Refused

    try:
        code = app(standalone_mode=False, prog_name="certtrack") or 0
        return _stopped() if code == STOPPED else int(code)
    except Refused as refused:
        for fault in refused.faults:
            typer.echo(str(fault), err=True)
        return refused.exit_code
    except typer.TyperException as error:
        if message := error.format_message():
            typer.echo(message, err=True)
        return 2
    except typer.Abort:
        return _stopped()


def _stopped() -> int:
    sys.stderr.write("Stopped; nothing was written.\n")
    return STOPPED


if __name__ == "__main__":
    main()
