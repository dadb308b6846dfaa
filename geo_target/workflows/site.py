"""Where to build: from a question to a kept answer with its proof, reasons and alternatives."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo_target.profile import kept_profile, load_profile
from geo_target.store import scores as stored
from geo_target.workflows.site_answer import SiteAnswer
from geo_target.workflows.site_request import SiteRequest, SiteRequestError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.plans import SitingPlan
    from geo_target.profile import Profile
    from geo_target.siting import Alternatives, Reason
    from geo_target.siting.limits import Progress
    from geo_target.store.engine import Store
    from geo_target.workflows.site_answer import HandMade, PlanRow, SiteClash, SiteFairness
    from geo_target.workflows.site_question import Asked
    from geo_target.workflows.site_raster import RasterCandidates
    from geo_target.workflows.site_robust import Fared

__all__ = ["Found", "SiteAnswer", "SiteRequest", "SiteRequestError", "run_site"]


@dataclass(slots=True, eq=False)
class Found:
    """What was found for one question; `plans` pairs each plan's row with its plan, the best one first.

    `before` is what is open today, where it takes capacities or several centres to value it; `why` is by site code.
    """

    asked: Asked
    best: SitingPlan
    profile: Profile
    plans: list[tuple[PlanRow, SitingPlan]] = field(default_factory=list)
    before: SitingPlan | None = None
    why: dict[str, Reason] = field(default_factory=dict)
    parts: Alternatives | None = None
    fared: Fared | None = None
    fairness: SiteFairness | None = None
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
    stage: Callable[[str], None] | None = None,
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
    stage
        Told the part of the work that begins: a name of ``site_time.WORDS``.

    Raises
    ------
    InputError
        If the question cannot be asked so; a :class:`SiteRequestError` names the field.
    RefusedError
        If nobody in the area needs the service, or there is no candidate.
    """
    from geo_target.workflows.site_beside import add_beside, find_best
    from geo_target.workflows.site_inputs import read_inputs
    from geo_target.workflows.site_keep import keep
    from geo_target.workflows.site_question import make_question
    from geo_target.workflows.site_services import run_services
    from geo_target.workflows.site_time import start

    began = time.perf_counter()
    chosen = profile or _current_profile(store)
    if request.services:
        if raster is not None:
            raise SiteRequestError(
                "candidates", "no raster with services that share buildings", request.candidates
            )
        return run_services(store, request, chosen, start(request, progress, cancel, stage))
    asked = make_question(request, read_inputs(store, request, chosen, raster), chosen)
    clock = start(request, progress, cancel, stage)
    found = find_best(asked, chosen, clock)
    add_beside(found, clock)
    found.cancelled = clock.is_stopped
    found.seconds = time.perf_counter() - began
    return keep(store, found)


def _current_profile(store: Store) -> Profile:
    run = stored.current_run(store)
    return load_profile() if run is None else kept_profile(run["profile"])
