"""Why a neighbourhood has its rank, out of the store."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from geo_target.errors import InputError, RefusedError, UnknownPlaceError
from geo_target.profile import SERVICES, kept_profile
from geo_target.store.explanations import read_scores_to_explain
from geo_target.targeting.reasons import OVERALL, CountryNumbers, ServiceNumbers, Standing
from geo_target.targeting.reasons import explain as explain_row

if TYPE_CHECKING:
    from typing import Any

    from geo_target.models import FloatArray
    from geo_target.store.engine import Store
    from geo_target.store.explanations import ScoresToExplain
    from geo_target.targeting.reasons import Explanation, Reason


_READ: WeakKeyDictionary[Store, ScoresToExplain] = WeakKeyDictionary()
"""What each store's newest run was when last explained: a card is opened often, a run is made seldom."""


def explain(store: Store, code: str, service: str = OVERALL) -> Explanation:
    """Explain the rank of one neighbourhood in the newest run, for a service or ``overall``.

    Raises
    ------
    InputError
        If there is no such service.
    RefusedError
        If nothing was scored yet, the data has changed since or the run is by travel costs: the numbers would not be
        those of the rank.
    UnknownPlaceError
        If no neighbourhood of the run has the code.
    """
    if service not in {OVERALL, *SERVICES}:
        raise InputError(
            f"There is no service {service!r}. The services are: {', '.join((OVERALL, *SERVICES))}."
        )
    found = read_scores_to_explain(store, known=_READ.get(store))
    if found is None:
        raise RefusedError("Nothing was scored yet. Score first: geo-target score.")
    if found.is_stale:
        raise RefusedError("The data has changed since the newest score run. Score again: geo-target score.")
    travel = found.run["profile"].get("travel")
    if travel is not None:
        raise RefusedError(
            f"The newest score run is by travel costs ({travel['file']}); reasons are told by straight lines only. "
            "Score without --friction, --costs and --terrain to have them: geo-target score."
        )
    _READ[store] = found  # never a stale one
    return _explain(found, code, service)


def reasons_for_card(store: Store, code: str) -> tuple[Reason, ...]:
    """Give the reasons of the overall rank; none where `explain` would refuse, or the run has no such code."""
    try:
        return explain(store, code).reasons
    except (RefusedError, UnknownPlaceError):
        return ()


def _explain(found: ScoresToExplain, code: str, service: str) -> Explanation:
    held = found.by_service.get(service, {"code": ()})
    if code not in held["code"]:
        raise UnknownPlaceError(
            f"The newest score run has no neighbourhood {code!r}. See their codes: geo-target priorities"
        )
    row = held["code"].index(code)
    standing = Standing(
        priority=held["priority"][row],
        rank=held["rank"][row],
        rank_of=len(held["code"]),
        rank_low=held["rank_low"][row],
        rank_high=held["rank_high"][row],
    )
    return explain_row(_country(found), service, row, standing)


@lru_cache(maxsize=2)
def _country(found: ScoresToExplain) -> CountryNumbers:
    columns, profile = found.by_service, kept_profile(found.run["profile"])
    overall = columns[OVERALL]
    return CountryNumbers(
        deprivation=_numbers(overall["deprivation"]),
        provenance=overall["provenance"],
        services={
            name: ServiceNumbers(
                chosen=profile.services[name],
                share_covered=_numbers(columns[name]["share_covered"]),
                nearest_m=_numbers(columns[name]["nearest_m"]),
                unserved=_numbers(columns[name]["unserved"]),
                demand=_numbers(columns[name]["demand"]),
                radius_m=_numbers(columns[name]["radius_m"]),
                nearest_provenance=columns[name]["nearest_provenance"],
            )
            for name in SERVICES
        },
        weights=profile.priority,
        detour=profile.access.detour,
    )


def _numbers(values: tuple[Any, ...]) -> FloatArray:
    return np.array([np.nan if value is None else value for value in values], np.float64)
