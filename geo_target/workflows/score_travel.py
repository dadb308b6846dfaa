"""Where a score run takes its travel costs from: a friction raster, or a table of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.profile import SERVICES
from geo_target.workflows.service_travel import Travel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geo_target.profile import Profile
    from geo_target.store.scores import ScoringInput
    from geo_target.workflows.od_costs import OdTable
    from geo_target.workflows.service_inputs import DemandPoints, Facilities

    TravelSource = Callable[[ScoringInput, DemandPoints, Facilities, Profile], Mapping[str, Travel]]


def by_friction(file: Path, minutes: float, notes: list[str]) -> TravelSource:
    """Take minutes over a friction raster; what was moved or lies outside is added to `notes`."""
    from geo_target.workflows.travel_cost import friction_costs, travel_notes

    def costs(
        _found: ScoringInput, points: DemandPoints, facilities: Facilities, profile: Profile
    ) -> Mapping[str, Travel]:
        cutoff = minutes * max(profile.priority.distance_cap, 1.0)  # as far as any measure looks
        found = friction_costs(file, points, facilities, profile, cutoff_min=cutoff)
        notes.extend(travel_notes(found))
        return {service: Travel(held.cost, minutes) for service, held in found.items()}

    return costs


def by_table(table: OdTable, threshold: float, unit: str) -> TravelSource:
    """Take the costs of a table from demand points to facilities, by their codes; what it lacks is out of reach."""

    def costs(
        found: ScoringInput, _points: DemandPoints, facilities: Facilities, profile: Profile
    ) -> Mapping[str, Travel]:
        held = {}
        for service in SERVICES:
            offered = np.isin(facilities.kinds, profile.services[service].kinds)
            sites = [facilities.codes[row] for row in np.flatnonzero(offered)]
            others = frozenset(facilities.codes) - frozenset(sites)
            matrix = table.matrix(demand_ids=found.demand["code"], site_ids=sites, unit=unit, others=others)
            held[service] = Travel(matrix, threshold)
        return held

    return costs
