"""Progress on stderr: a bar where it is a terminal, a line at each stage everywhere."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def steps(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function of (step, number, of how many) that moves a bar; silent off a terminal."""
    if not sys.stderr.isatty():
        yield lambda _step, _number, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[step]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None, step="")

        def advance(step: str, number: int, total: int) -> None:
            # A step that is one piece of work has no measure: the bar moves to and fro instead of standing still.
            # Set by hand, since update() takes None for "as it was".
            bar.tasks[0].total = total if total > 1 else None
            bar.update(task, completed=number, step=step)

        yield advance


@contextmanager
def ctrl_c_asks() -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C ask long work to stop where it may, instead of breaking it anywhere; a second one breaks it.

    An exception thrown into the compiler of the numeric kernels is lost, or ends the process. Gives a function that tells
    whether it was pressed.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():  # Ctrl-C comes to the main thread only
        yield asked.is_set
        return

    def ask(_number: int, _frame: object) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        note("stopping; Ctrl-C again stops at once")

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def note(text: str) -> None:
    """Say on stderr what a long work has reached, so that stdout holds nothing but the answer."""
    clear = "\r\033[K" if sys.stderr.isatty() else ""  # a line of progress may stand there
    sys.stderr.write(f"{clear}geo-target: {text}\n")
    sys.stderr.flush()
