"""Libraries that would tell the log what is secret, kept quiet while they work."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing is logged or warned of meanwhile, by whatever library.

    Each of the many services that apprise knows logs in its own way, addresses with
    tokens among other things, so that no single logger could be told to be still.
    """
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
