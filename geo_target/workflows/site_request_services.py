"""What may be asked where several services share buildings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from geo_target.profile import SERVICES
from geo_target.workflows.site_request_values import SiteRequestError, is_number

if TYPE_CHECKING:
    from geo_target.workflows.site_request import SiteRequest

_ALONE = ("building_cost", "service_cost", "service_weight")
_LEFT_OUT = {
    "service": None,
    "demand": None,
    "capacity": None,
    "group_min": None,
    "group_max": None,
    "min_spacing_m": None,
    "min_coverage": None,
    "covers": 1,
    "decay": None,
    "frontier_step": None,
    "frontier": False,
    "alternatives": None,
    "phases": (),
    "evaluate": (),
    "pins": (),
    "fair": None,
    "fair_frontier": None,
    "robustness": None,
}
"""Fields that services which share buildings do not take, and how they stand when left out."""


def check_services(asked: SiteRequest) -> None:
    """Refuse what services that share buildings do not take, and what only they take.

    Raises
    ------
    SiteRequestError
        Names the field.
    """
    if not asked.services:
        for name in _ALONE:
            if getattr(asked, name) is not None:
                raise SiteRequestError(name, "given only with services", getattr(asked, name))
        return
    for service in asked.services:
        if service not in SERVICES:
            raise SiteRequestError("services", f"of {', '.join(SERVICES)}", service)
    if len(asked.services) == 1:
        raise SiteRequestError("services", "two or more; ask for one as service", asked.services[0])
    if asked.model != "mclp":
        raise SiteRequestError("services", "asked of mclp", asked.model)
    for name, empty in _LEFT_OUT.items():
        if getattr(asked, name) != empty:
            raise SiteRequestError(name, "left out with services that share buildings", getattr(asked, name))
    _check_amounts(asked)


def _check_amounts(asked: SiteRequest) -> None:
    for name in ("service_cost", "service_weight"):
        given = getattr(asked, name)
        if given is None:
            continue
        if not isinstance(given, Mapping):
            raise SiteRequestError(name, "a number for each service", given)
        for service, value in given.items():
            if service not in asked.services:
                raise SiteRequestError(name, f"for one of {', '.join(asked.services)}", service)
            if not is_number(value) or value < 0 or (name == "service_weight" and value == 0):
                over = "over 0" if name == "service_weight" else "of 0 or more"
                raise SiteRequestError(name, f"a number {over}", value)
    cost = asked.building_cost
    if cost is not None and not (is_number(cost) and 0 <= cost < math.inf):
        raise SiteRequestError("building_cost", "a number of 0 or more", cost)
    for name in ("building_cost", "service_cost"):
        if asked.budget is None and getattr(asked, name) is not None:
            raise SiteRequestError(name, "given only with a budget", getattr(asked, name))
