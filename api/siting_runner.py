"""One solve at a time, in a thread beside the routes, behind a short queue; each can be watched and stopped."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from api.errors import INTERNAL, kind_of
from geo_target.errors import GeoTargetError

if TYPE_CHECKING:
    from geo_target.siting.limits import Progress
    from geo_target.workflows.site import SiteAnswer, SiteRequest

log = logging.getLogger(__name__)

MOST_WAITING = 4
"""Questions that wait behind the one that is being solved; one more is turned away."""
MOST_KEPT = 50
"""Finished questions that are still known by the name they had while they ran."""
GOODBYE_S = 5.0


class RunState(StrEnum):
    """How far a question is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Work(Protocol):
    """What is done with a question; it tells `progress` and `stage`, and stops soon after `cancel` says so."""

    def __call__(
        self,
        request: SiteRequest,
        *,
        progress: Callable[[Progress], None],
        cancel: Callable[[], bool],
        stage: Callable[[str], None],
    ) -> SiteAnswer:
        """Answer the question."""


class QueueFullError(Exception):
    """So many questions are waiting that no other is taken."""


@dataclass(slots=True)
class Job:
    """A question on its way. Read it in the routes; only the runner changes it."""

    name: str
    request: SiteRequest
    created_at: datetime
    state: RunState = RunState.QUEUED
    progress: Progress | None = None
    stage: str | None = None
    answer: SiteAnswer | None = None
    error: Exception | None = None
    stop: threading.Event = field(default_factory=threading.Event, repr=False)
    began: float | None = None
    took_s: float | None = None

    @property
    def seconds(self) -> float:
        """Seconds that it has run so far, or took in the end; 0 while it waits."""
        if self.took_s is not None:
            return self.took_s
        return 0.0 if self.began is None else time.monotonic() - self.began

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self.state in {RunState.DONE, RunState.FAILED, RunState.CANCELLED}


class SitingRunner:
    """Answers questions one after the other; a thread is started with the first one.

    Parameters
    ----------
    work
        Called in the runner's thread, for one question at a time.
    most_waiting, most_kept
        Questions that may wait, and finished ones that are remembered.
    """

    def __init__(self, work: Work, *, most_waiting: int = MOST_WAITING, most_kept: int = MOST_KEPT) -> None:
        self._work = work
        self.most_waiting = most_waiting
        self._most_kept = most_kept
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[Job] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, request: SiteRequest) -> Job:
        """Put a question at the end of the queue.

        Raises
        ------
        QueueFullError
            If `most_waiting` questions wait already.
        """
        with self._changed:
            if self._closed or len(self._waiting) >= self.most_waiting:
                raise QueueFullError
            job = Job(f"q{secrets.token_hex(6)}", request, datetime.now(UTC))
            self._jobs[job.name] = job
            self._waiting.append(job)
            self._forget()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="siting", daemon=True)
                self._thread.start()
            self._changed.notify()
            return job

    def find(self, name: str) -> Job | None:
        """Return the question of that name; None if it was never asked, or is forgotten."""
        return self._jobs.get(name)

    def ahead(self, job: Job) -> int:
        """Count the questions that are answered before a waiting one, the running one among them."""
        with self._changed:
            waiting = list(self._waiting)
            running = sum(other.state is RunState.RUNNING for other in self._jobs.values())
        return waiting.index(job) + running if job in waiting else 0

    def unfinished(self) -> tuple[Job, ...]:
        """Return the running question and those that wait, in their order."""
        with self._changed:
            return tuple(job for job in self._jobs.values() if not job.over)

    def wait_s(self) -> float:
        """Seconds after which the running question should be over by its own time limit; 1 at least."""
        with self._changed:
            left = (
                job.request.time_limit_s - job.seconds
                for job in self._jobs.values()
                if job.began and not job.over
            )
            return max([1.0, *left])

    def cancel(self, job: Job) -> None:
        """Stop a question: a waiting one at once, a running one soon, with the best plan that it has."""
        with self._changed:
            if job.state is RunState.QUEUED:
                self._waiting.remove(job)
                job.state = RunState.CANCELLED
            job.stop.set()

    def close(self) -> None:
        """Stop everything; wait a few seconds for the running one to keep what it has."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            for job in self._jobs.values():
                job.stop.set()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(GOODBYE_S)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._waiting)
                if self._closed:
                    return
                job = self._waiting.popleft()
                job.state = RunState.RUNNING
                job.began = time.monotonic()
            self._answer(job)

    def _answer(self, job: Job) -> None:
        def tell(progress: Progress) -> None:
            job.progress = progress

        def begin(stage: str) -> None:
            job.stage = stage

        try:
            answer = self._work(job.request, progress=tell, cancel=job.stop.is_set, stage=begin)
        except Exception as error:  # whatever it is, it belongs to this question, not to the thread
            if not isinstance(error, GeoTargetError) or kind_of(error).status >= INTERNAL:
                log.exception("question %s failed: %s", job.name, job.request)
            self._finish(job, RunState.FAILED, error=error)
        else:
            self._finish(job, RunState.CANCELLED if job.stop.is_set() else RunState.DONE, answer=answer)

    def _finish(
        self, job: Job, state: RunState, *, answer: SiteAnswer | None = None, error: Exception | None = None
    ) -> None:
        with self._changed:
            job.took_s = job.seconds
            job.answer = answer
            job.error = error
            job.state = state

    def _forget(self) -> None:
        finished = [name for name, job in self._jobs.items() if job.over]
        for name in finished[: max(0, len(finished) - self._most_kept)]:
            del self._jobs[name]
