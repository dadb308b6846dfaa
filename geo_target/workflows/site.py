"""Where to build: from a question to a kept answer with its proof, reasons and alternatives."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.plans import PlanStatus
from geo_target.profile import kept_profile, load_profile
from geo_target.store import scores as stored
from geo_target.workflows.site_answer import SiteAnswer
from geo_target.workflows.site_request import SiteRequest, SiteRequestError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.plans import SitingPlan
    from geo_target.profile import Profile
    from geo_target.siting import Alternatives
    from geo_target.siting.limits import Progress
    from geo_target.store.engine import Store
    from geo_target.workflows.site_answer import HandMade, PlanRow, SiteClash
    from geo_target.workflows.site_question import Asked
    from geo_target.workflows.site_raster import RasterCandidates

__all__ = ["Found", "SiteAnswer", "SiteRequest", "SiteRequestError", "run_site"]

_NONE = frozenset({PlanStatus.INFEASIBLE, PlanStatus.NO_PLAN})


@dataclass(slots=True, eq=False)
class Found:
    """What was found for one question; `plans` pairs each plan's row with its plan, the best one first."""

    asked: Asked
    best: SitingPlan
    profile: Profile
    plans: list[tuple[PlanRow, SitingPlan]] = field(default_factory=list)
    parts: Alternatives | None = None
    clash: SiteClash | None = None
    hand_made: HandMade | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    cancelled: bool = False
    seconds: float = 0.0


def run_site(
    store: Store,
    request: SiteRequest,
    *,
    profile: Profile | None = None,
    raster: RasterCandidates | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> SiteAnswer:
    """Answer a question where to build, and keep question and answer in the store.

    Parameters
    ----------
    profile
        None for that of the newest score run; the default one before the first.
    raster
        Where the candidates are the best cells of a suitability raster; ``request.candidates`` then only names it.
    progress
        Told the best value so far, the bound, the gap and the seconds whenever they move.
    cancel
        Asked now and then; true ends the work with the best plan so far, which is kept.

    Raises
    ------
    InputError
        If the question cannot be asked so; a :class:`SiteRequestError` names the field.
    RefusedError
        If nobody in the area needs the service, or there is no candidate.
    """
    from geo_target.siting import Limit, solve
    from geo_target.workflows.site_inputs import read_inputs
    from geo_target.workflows.site_keep import keep
    from geo_target.workflows.site_question import make_question

    began = time.perf_counter()
    chosen = profile or _current_profile(store)
    asked = make_question(request, read_inputs(store, request, chosen, raster), chosen)
    best = solve(asked.question, Limit(request.time_limit_s, request.seed, progress, cancel))
    found = Found(asked, best, chosen, cancelled=cancel is not None and cancel())
    _add_beside(found, cancel)
    found.cancelled = found.cancelled or (cancel is not None and cancel())
    found.seconds = time.perf_counter() - began
    return keep(store, found)


def _current_profile(store: Store) -> Profile:
    run = stored.current_run(store)
    return load_profile() if run is None else kept_profile(run["profile"])


def _add_beside(found: Found, cancel: Callable[[], bool] | None) -> None:
    """Add what was asked for beside the best plan; what cannot be had is a note, and the plan stays."""
    from geo_target.workflows import site_extras as extras

    asked, request = found.asked, found.asked.request
    if found.best.status is PlanStatus.INFEASIBLE:
        found.clash = extras.why_not(asked, cancel)
    if request.evaluate:
        plan, found.hand_made = extras.by_hand(asked, found.best)
        _add(found, plan, "hand_made", found.hand_made.regret)
    if found.best.status in _NONE:
        return
    found.plans.insert(0, (extras.row_of(asked, found.best, "best", 0), found.best))
    if request.alternatives is not None and not found.cancelled:
        _tried(found, "alternatives", lambda: _add_alternatives(found, cancel))
    for wanted, give in ((request.frontier, extras.curve), (bool(request.phases), extras.growing)):
        if wanted and not (cancel is not None and cancel()):
            _tried(found, give.__name__, lambda give=give: _add_all(found, give, cancel))  # type: ignore[misc]


def _add_alternatives(found: Found, cancel: Callable[[], bool] | None) -> None:
    from geo_target.workflows.site_extras import as_good

    found.parts = as_good(found.asked, cancel)
    for plan in found.parts.plans[1:]:
        _add(found, plan, "alternative", None)


def _add_all(found: Found, give: Callable[..., object], cancel: Callable[[], bool] | None) -> None:
    for kind, plan, regret in give(found.asked, cancel):  # type: ignore[attr-defined]
        _add(found, plan, kind, regret)


def _add(found: Found, plan: SitingPlan, kind: str, regret: float | None) -> None:
    from geo_target.workflows.site_extras import row_of

    number = max((row.plan for row, _ in found.plans), default=0) + 1
    found.plans.append((row_of(found.asked, plan, kind, number, regret), plan))


def _tried(found: Found, what: str, work: Callable[[], None]) -> None:
    try:
        work()
    except InputError as error:
        names = {"alternatives": "طرح‌های هم‌ارز", "curve": "منحنی", "growing": "مرحله‌ها"}
        words = {"alternatives": "Alternatives", "curve": "The curve", "growing": "The phases"}
        found.notes.append(
            (f"{names[what]} به دست نیامد: {error}", f"{words[what]} could not be had: {error}")
        )
