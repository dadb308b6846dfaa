"""What the draws take and give: areas, near sites, the errors of both, and the spread of ranks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from geo_target.errors import InputError

if TYPE_CHECKING:
    from geo_target.models import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SharedSupply:
    """A measure that shares supply out among those who reach it, so that it moves with the demand around.

    Each site's supply is divided by the drawn demand around it, weighted by `asks`; each demand point adds up what it
    gets, weighted by `gets`, and its need is met in the ratio of that to `enough`, up to 1.

    Parameters
    ----------
    starts, site, asks, gets
        Pairs of each demand point in order: where they begin (shape ``(n_points + 1,)``), site and both weights.
    supply
        Of each site.
    need
        Of each demand point; where it is 0, `held` counts.
    enough
        At each demand point, what meets the need in full.
    held
        Share met at each demand point where nobody is in need.
    """

    starts: IntArray
    site: IntArray
    asks: FloatArray
    gets: FloatArray
    supply: FloatArray
    need: FloatArray
    enough: FloatArray
    held: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeldShare:
    """A share met that is not measured anew in each draw.

    Parameters
    ----------
    met
        At each demand point: the share itself, or, where `per_demand`, the supply within reach for the area's demand,
        which the drawn demand divides (1 and more: met).
    """

    met: FloatArray
    per_demand: bool = False


Met: TypeAlias = Literal["within", "closeness"] | SharedSupply | HeldShare


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NearSites:
    """One service: for each demand point the facilities that could be its nearest, and how far they lie.

    Parameters
    ----------
    east_m, north_m
        From the demand point to each facility, metres, shape ``(n_points, k)``; ``inf`` where there are fewer.
    site
        Row of the facility, shape ``(n_points, k)``.
    site_error_m
        Standard deviation of each facility's place, in metres each way, shape ``(n_sites,)``.
    radius_m
        Service radius of each area, shape ``(n_areas,)``.
    demand
        Demand of each area, shape ``(n_areas,)``.
    weight
        The service's share in the overall priority.
    met
        How much of the need is met: ``within`` the radius (1) or beyond it (0); by ``closeness``, radius over way
        where that is less than 1; or as a measure of supply gives it.
    """

    east_m: FloatArray
    north_m: FloatArray
    site: IntArray
    site_error_m: FloatArray
    radius_m: FloatArray
    demand: FloatArray
    weight: float
    met: Met = "within"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Areas:
    """The areas that are ranked and the demand points in them.

    Parameters
    ----------
    codes
        Unique, shape ``(n_areas,)``; of equal priorities the lower code comes first.
    deprivation
        From 0 to 1, shape ``(n_areas,)``.
    demand_error
        Standard deviation of the logarithm of each area's demand, shape ``(n_areas,)``.
    population
        Of each demand point, sorted by area, shape ``(n_points,)``.
    starts
        Where each area's points begin, and the end of the last, shape ``(n_areas + 1,)``.
    """

    codes: tuple[str, ...]
    deprivation: FloatArray
    demand_error: FloatArray
    population: FloatArray
    starts: IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """How many draws, and how much is moved in them that is the same for all areas.

    Parameters
    ----------
    count, seed
        The same seed gives the same draws.
    weight_concentration
        Of the Dirichlet distribution about the profile's weights; 50: a weight of 0.4 moves by some 0.07.
    radius_error
        Standard deviation of the logarithm of a service's radius.
    """

    count: int = 1000
    seed: int = 0
    weight_concentration: float = 50.0
    radius_error: float = 0.1

    def __post_init__(self) -> None:
        if self.count < 1:
            raise InputError(f"the number of draws must be 1 or more, not {self.count}")
        if not 0 < self.weight_concentration < np.inf:
            raise InputError(f"weight_concentration must be more than 0, not {self.weight_concentration:g}")
        if not 0 <= self.radius_error < np.inf:
            raise InputError(f"radius_error must be 0 or more, not {self.radius_error:g}")


@dataclass(frozen=True, slots=True, eq=False)
class RankSpread:
    """What the draws gave for one service, or overall, in the order of ``Areas.codes``.

    Parameters
    ----------
    low, high
        The ranks between which nine of ten draws lie; `median` is their middle.
    in_top
        Share of the draws in which the area is among the first ``top_k``.
    """

    low: IntArray
    median: IntArray
    high: IntArray
    in_top: FloatArray
    top_k: int
    draws: int
