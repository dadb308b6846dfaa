"""How many threads a compiled pass gets: one where waiting for another would take longer than the work."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numba

if TYPE_CHECKING:
    from collections.abc import Iterator

WORTH_SHARING = 4_000_000
"""Pairs. One core passes over as many in a few milliseconds."""


@contextmanager
def threads_for(pairs: int) -> Iterator[None]:
    """Run what is inside on one thread if there are few pairs; results do not depend on it."""
    before = numba.get_num_threads()  # also starts the threads, which code from the cache takes as running
    numba.set_num_threads(before if pairs >= WORTH_SHARING else 1)
    try:
        yield
    finally:
        numba.set_num_threads(before)
