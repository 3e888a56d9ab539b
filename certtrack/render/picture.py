"""Pictures in files: the same one every time, or one clear sentence on why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, filterwarnings

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


@dataclass(frozen=True, slots=True)
class Alternative:
    """A picture in words, for whoever does not see it.

    Args:
        title: What it is of.
        told: All that it shows.
    """

    title: str
    told: str


@contextmanager
def picture(
    out: Path, width: float, height: float, alternative: Alternative | None = None
) -> Iterator[Figure]:
    """A figure to draw on, which is then saved.

    Args:
        out: A file ending in .svg or .png.
        width: In inches.
        height: In inches.
        alternative: The same in words, which the file then has too.

    Raises:
        Refused: When the file cannot be written.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(SAME_EVERY_TIME), catch_warnings():  # type: ignore[arg-type]
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure
        # What the font has no sign for is drawn as a box; it is no fault of whoever asks.
        filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        try:
            figure.savefig(out, dpi=120, metadata=_metadata(out, alternative))
            if alternative and out.suffix.lower() == ".svg":
                _described(out, alternative)
        except OSError as error:
            raise refuse(f"the file cannot be written: {error.strerror}", where=str(out)) from None


def _metadata(out: Path, alternative: Alternative | None) -> dict[str, Any]:
    if out.suffix.lower() == ".svg":
        return {"Date": None}
    return {"Title": alternative.title, "Description": alternative.told} if alternative else {}


def _described(out: Path, alternative: Alternative) -> None:
    """Put the words into an SVG file where screen readers look for them."""
    from xml.sax.saxutils import escape

    tag, title, told = "<svg ", escape(alternative.title), escape(alternative.told)
    before, after = out.read_text(encoding="utf-8").split(tag, 1)
    attributes, content = after.split(">", 1)
    named = f'{tag}role="img" aria-labelledby="title desc" {attributes}>'
    words = f'\n <title id="title">{title}</title>\n <desc id="desc">{told}</desc>'
    out.write_text(f"{before}{named}{words}{content}", encoding="utf-8")


def legible(text: str) -> str:
    """Text as it is: a dollar sign would begin a formula."""
    return text.replace("$", r"\$")
