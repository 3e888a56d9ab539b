"""Pictures in files: the same one every time, or one clear sentence on why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certtrack.errors import refuse

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = (".svg", ".png")
SAME_EVERY_TIME: dict[str, Any] = {"svg.hashsalt": "certtrack", "svg.fonttype": "none"}


def must_be_drawable(out: Path) -> None:
    """See that a picture can be drawn, before anything is worked out for it.

    Raises:
        Refused: For an ending that is no picture's, or when the plotting library is not
            installed.
    """
    if out.suffix.lower() not in FORMATS:
        raise refuse("a picture is .svg or .png", where=str(out))
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        hint = 'Install it: pip install "certtrack[plots]".'
        raise refuse("drawing needs the library matplotlib", hint=hint) from None


@contextmanager
def picture(out: Path, width: float, height: float) -> Iterator[Figure]:
    """A figure to draw on, which is then saved.

    Args:
        out: A file ending in .svg or .png.
        width: In inches.
        height: In inches.

    Raises:
        Refused: When the file cannot be written.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(SAME_EVERY_TIME):  # type: ignore[arg-type]
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure
        dated = {"Date": None} if out.suffix.lower() == ".svg" else {}
        try:
            figure.savefig(out, dpi=120, metadata=dated)
        except OSError as error:
            raise refuse(f"the file cannot be written: {error.strerror}", where=str(out)) from None


def legible(text: str) -> str:
    """Text as it is: a dollar sign would begin a formula."""
    return text.replace("$", r"\$")
