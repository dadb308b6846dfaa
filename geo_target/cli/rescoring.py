"""While the service runs: score again where an import left scores without rank intervals, or data has changed."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo_target.errors import CancelledError, GeoTargetError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.store.engine import Store

log = logging.getLogger(__name__)

EVERY_S = 5.0
AFTER_TROUBLE_S = 60.0


@contextmanager
def scores_kept_fresh(store: Store, *, every_s: float = EVERY_S) -> Iterator[None]:
    """Look every few seconds whether the current scores are whole, and score again in the background if not.

    Answers are given meanwhile from the scores that there are. At the end a run that is under way is cancelled.
    """
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(store, over, every_s), name="rescoring", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join(timeout=10)


def _watch(store: Store, over: threading.Event, every_s: float) -> None:
    wait = every_s
    while not over.wait(wait):
        # Late: NumPy comes with it, and the service is to be ready first.
        from geo_target.workflows.score import needs_scoring, score_again

        wait = every_s
        try:
            if needs_scoring(store):
                log.info("scored again: run %s", score_again(store, cancelled=over.is_set).run_id)
        except CancelledError:
            return
        except GeoTargetError as error:
            log.warning("scoring again failed: %s", error)
            wait = AFTER_TROUBLE_S
