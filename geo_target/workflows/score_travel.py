"""Where a score run takes its travel costs from: a friction raster, or a table of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import RefusedError
from geo_target.models import CostMatrix
from geo_target.profile import SERVICES, TravelReach
from geo_target.workflows.import_about import file_checksum
from geo_target.workflows.service_travel import Travel, check_threshold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geo_target.profile import Profile
    from geo_target.store.scores import ScoringInput
    from geo_target.workflows.od_costs import OdTable
    from geo_target.workflows.service_inputs import DemandPoints, Facilities

    Costs = Callable[[ScoringInput, DemandPoints, Facilities, Profile], Mapping[str, Travel]]


@dataclass(frozen=True, slots=True)
class TravelSource:
    """Travel costs for a score run: what is kept of them with the run, and how they are had from its input."""

    reach: TravelReach
    costs: Costs


def by_friction(
    file: Path, minutes: float, notes: list[str], *, services: tuple[str, ...] = SERVICES
) -> TravelSource:
    """Take minutes over a friction raster; what was moved, and which facilities lie outside, is added to `notes`.

    Raises
    ------
    InputError
        If `minutes` is not over 0 and finite, or the file cannot be read.
    """
    from geo_target.workflows.travel_cost import friction_costs, travel_notes

    check_threshold(minutes, "min")

    def costs(
        _found: ScoringInput, points: DemandPoints, facilities: Facilities, profile: Profile
    ) -> Mapping[str, Travel]:
        cutoff = minutes * max(profile.priority.distance_cap, 1.0)  # as far as any measure looks
        found = friction_costs(file, points, facilities, profile, cutoff_min=cutoff, services=services)
        _refuse_outside(file, found[services[0]].demand.cell < 0, points)
        notes.extend(travel_notes(found))
        travels = {service: Travel(held.cost, minutes) for service, held in found.items()}
        for service, travel in travels.items():
            left = _without_way(travel, points)
            if left:
                notes.append(
                    f"{service}: {left:,} of {len(points.lonlat):,} demand points have no way of at most {cutoff:g} min "
                    "to any facility; they count as that far."
                )
        return travels

    return TravelSource(
        TravelReach("friction", file.name, file_checksum(file), float(minutes), "min", services), costs
    )


def by_table(
    file: Path,
    threshold: float,
    unit: str,
    notes: list[str],
    *,
    services: tuple[str, ...] = SERVICES,
    columns: Mapping[str, str] | None = None,
) -> TravelSource:
    """Take the costs of a table from demand points to facilities, by their codes; what it lacks is out of reach.

    How many demand points it leaves without any facility is added to `notes`. `columns` are those of
    `od_costs.read_od_table`.

    Raises
    ------
    InputError
        If `threshold` is not over 0 and finite, or the file is no table of costs (`od_costs.read_od_table`).
    """
    from geo_target.workflows.od_costs import read_od_table

    check_threshold(threshold, unit)
    table = read_od_table(file, columns)

    def costs(
        found: ScoringInput, _points: DemandPoints, facilities: Facilities, profile: Profile
    ) -> Mapping[str, Travel]:
        _refuse_others(file, table, facilities)
        whole = table.matrix(demand_ids=found.demand["code"], site_ids=facilities.codes, unit=unit)
        held = {}
        for service in services:
            offered = np.flatnonzero(np.isin(facilities.kinds, profile.services[service].kinds))
            matrix = CostMatrix(
                whole.values[:, offered],
                demand_ids=whole.demand_ids,
                site_ids=[facilities.codes[row] for row in offered],
                unit=unit,
                absent=whole.absent,
            )
            held[service] = Travel(matrix, threshold)
            reaching = int((np.diff(held[service].relative(np.inf).indptr) > 0).sum())
            if reaching == 0:
                raise RefusedError(
                    f"{file.name} has no cost to any operating facility of {service}: everybody would count as out "
                    "of reach. Add them to the table, or name a service that it has: --service."
                )
            if reaching < matrix.shape[0]:
                notes.append(
                    f"{service}: {matrix.shape[0] - reaching:,} of {matrix.shape[0]:,} demand points have no cost to "
                    "any facility in the table; they count as out of reach."
                )
        return held

    return TravelSource(
        TravelReach("costs", file.name, file_checksum(file), float(threshold), unit, services), costs
    )


def _without_way(travel: Travel, points: DemandPoints) -> int:
    """Count the demand points with people that have no cost to any facility."""
    reached = np.diff(travel.relative(np.inf).indptr) > 0
    return int((~reached & (points.population > 0)).sum())


def _refuse_others(file: Path, table: OdTable, facilities: Facilities) -> None:
    """Refuse what supplies nothing today: a proposed or closed facility must not count as reached, nor be lost."""
    known = frozenset(facilities.codes)
    others = [code for code in dict.fromkeys(table.destinations) if code not in known]
    if others:
        raise RefusedError(
            f"{file.name} has costs to {len(others):,} destinations that are no operating facility, the first "
            f"{others[0]}. A score run takes operating facilities by their codes: leave out the rows of others."
        )


def _refuse_outside(
    file: Path, outside: np.ndarray[tuple[int], np.dtype[np.bool_]], points: DemandPoints
) -> None:
    """Refuse a raster that leaves people out: nothing is known of their way, and they would rank as unserved."""
    left = outside & (points.population > 0)
    if left.any():
        lon, lat = points.lonlat[np.flatnonzero(left)[0]]
        raise RefusedError(
            f"{int(left.sum()):,} of {len(left):,} demand points lie outside {file.name}, the first at {lon:.4f}, "
            f"{lat:.4f}. Ranks compare the whole country: take a raster that covers all of them."
        )
