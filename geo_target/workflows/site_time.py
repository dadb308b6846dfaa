"""How the time of a question is shared out over the best plan and what is asked beside it, and what was cut short."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo_target.siting import Limit

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.siting.limits import Progress
    from geo_target.workflows.site_request import SiteRequest

WEIGHTS = {
    "plan": 9.0,
    "before": 0.5,
    "clash": 3.0,
    "hand_made": 1.0,
    "reasons": 1.0,
    "alternatives": 3.0,
    "curve": 6.0,
    "phases": 3.0,
    "fair_curve": 6.0,
    "robustness": 8.0,
}
"""What each part may take of the time that is left, beside those that are still to come; in their order.

A part that ends early leaves its time to the rest.
"""
_AT_LEAST = {"reasons": 0.4}
"""Of the time that is left, what a part may take whatever is still to come: reasons are told of every plan."""
WORDS = {
    "plan": ("بهترین طرح", "The best plan"),
    "before": ("پوشش کنونی", "Coverage before"),
    "clash": ("علت ناشدنی بودن", "Why there is no plan"),
    "hand_made": ("طرح دستی", "The plan made by hand"),
    "reasons": ("دلیل‌ها", "Reasons"),
    "alternatives": ("طرح‌های هم‌ارز", "Alternatives"),
    "curve": ("منحنی", "The curve"),
    "phases": ("مرحله‌ها", "The phases"),
    "fair_curve": ("پوشش در برابر عدالت", "Coverage against fairness"),
    "robustness": ("استواری", "Robustness"),
}
_GOODBYE_S = 2.0


@dataclass(slots=True, eq=False)
class Clock:
    """The time of one question, from when this is made.

    Parameters
    ----------
    waiting
        Parts still to come, of ``WEIGHTS``.
    stage
        Told the name of each part when it begins.
    """

    limit: Limit
    waiting: list[str]
    stage: Callable[[str], None] | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_stopped(self) -> bool:
        """Whether somebody asked for the work to stop."""
        return self.limit.cancel is not None and self.limit.cancel()

    @property
    def is_over(self) -> bool:
        """Whether the time is up, or somebody asked for the work to stop."""
        return self.limit.over()

    def part(self, name: str) -> Limit:
        """Begin a part: give it its share of the time that is left."""
        if self.stage is not None:
            self.stage(name)
        share = WEIGHTS[name] / sum(WEIGHTS[one] for one in {name, *self.waiting})
        share = max(share, _AT_LEAST.get(name, 0.0))
        self._done(name)
        part = self.limit.part(share)
        part.progress = self.limit.progress if name == "plan" else None
        return part

    def last_word(self, name: str) -> Limit:
        """Begin a part that a stopped question has, too: there, a moment that is not asked whether to stop."""
        part = self.part(name)
        return part if not self.is_stopped else Limit(_GOODBYE_S, part.seed)

    def skip(self, name: str) -> None:
        """Leave a part out, and say why."""
        self._done(name)
        fa, en = WORDS[name]
        if self.is_stopped:
            self.notes.append((f"{fa}: پیش از آن متوقف شد.", f"{en}: stopped before it."))
        else:
            self.notes.append(
                (
                    f"{fa}: زمان پیش از آن تمام شد؛ زمان بیشتری بدهید.",
                    f"{en}: time ended before it; give more.",
                )
            )

    def cut(self, name: str, persian: str, english: str) -> None:
        """Say what a part lacks because its time ended."""
        fa, en = WORDS[name]
        self.notes.append((f"{fa}: {persian}", f"{en}: {english}"))

    def _done(self, name: str) -> None:
        self.waiting = [one for one in self.waiting if one != name]


def start(
    asked: SiteRequest,
    progress: Callable[[Progress], None] | None,
    cancel: Callable[[], bool] | None,
    stage: Callable[[str], None] | None,
) -> Clock:
    """Start the clock of a question with every part that is asked for."""
    wanted = {
        "plan": True,
        "reasons": True,
        "before": asked.capacity is not None or asked.covers > 1,
        "hand_made": bool(asked.hand_made),
        "alternatives": asked.alternatives is not None,
        "curve": asked.frontier,
        "phases": bool(asked.phases),
        "fair_curve": asked.fair_frontier is not None,
        "robustness": asked.robustness is not None,
    }
    limit = Limit(asked.time_limit_s, asked.seed, progress, cancel)
    return Clock(limit, [name for name in WEIGHTS if wanted.get(name)], stage)
