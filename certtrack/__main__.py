"""The program: runs a command, and says in one line each what a user can put right."""

from __future__ import annotations

import gc
import os
import sys

OBJECTS_BETWEEN_COLLECTIONS = 500_000
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
    # Looking for plug-ins means reading what every installed package says of itself.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from certtrack.cli.output import mend_outputs

    mend_outputs()
    try:
        code = _run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        code = STOPPED
    except OSError as error:
        sys.stderr.write(f"The answer cannot be written: {error.strerror}.\n")
        code = 2
    sys.exit(code)


def _run() -> int:
    import typer

    from certtrack.cli.app import app
    from certtrack.errors import Refused

    try:
        code = int(app(standalone_mode=False, prog_name="certtrack") or 0)
    except Refused as refused:
        for fault in refused.faults:
            typer.echo(str(fault), err=True)
        return refused.exit_code
    except typer.TyperException as error:
        if message := error.format_message():
            typer.echo(message, err=True)
        return 2
    except typer.Abort:
        typer.echo("Stopped; nothing was written.", err=True)
        return STOPPED
    if code == STOPPED:
        typer.echo("Stopped.", err=True)
    return code


if __name__ == "__main__":
    main()
