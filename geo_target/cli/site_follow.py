"""A line on the terminal while a question where to build is answered: what is done, how good it is, how long it took."""

from __future__ import annotations

import math
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo_target.workflows.site_time import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.siting.limits import Progress

_EVERY_S = 0.5


@dataclass(slots=True)
class Following:
    """What the line says: the part of the work, and the best value, the bound and the gap of the plan."""

    part: str = ""
    now: Progress | None = None
    began: float = field(default_factory=time.perf_counter)

    def tell(self, now: Progress) -> None:
        """Take what the search has found."""
        self.now = now

    def stage(self, name: str) -> None:
        """Take the part that begins."""
        self.part = WORDS[name][1]

    def line(self) -> str:
        """Give the line as it is now."""
        said = [f"{time.perf_counter() - self.began:6.1f} s", self.part or "Reading"]
        if self.now is not None:
            gap = f"{self.now.gap:.2%}" if math.isfinite(self.now.gap) else "–"
            said += [f"best {self.now.objective:,.0f}", f"bound {self.now.bound:,.0f}", f"gap {gap}"]
        return "   ".join(said)


@contextmanager
def follow() -> Iterator[Following | None]:
    """Draw the line again and again until the work is done; None off a terminal, where nothing is drawn."""
    if not sys.stderr.isatty():
        yield None
        return
    following, done = Following(), threading.Event()

    def draw() -> None:
        while not done.wait(_EVERY_S):
            sys.stderr.write(f"\r\033[K{following.line()}")
            sys.stderr.flush()

    drawing = threading.Thread(target=draw, name="progress", daemon=True)
    drawing.start()
    try:
        yield following
    finally:
        done.set()
        drawing.join()
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
