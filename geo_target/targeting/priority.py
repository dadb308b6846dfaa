"""The priority of an area for a service, from 0 to 100, and the order that follows from it.

The formula, its assumptions and a worked example are in ``docs/methods/priority.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from geo_target.models import FloatArray, IntArray
    from geo_target.profile import PriorityWeights

SIZE_PERCENTILE = 95
"""An area is large if its demand reaches this percentile of all areas: one giant does not dwarf the rest."""

FLOOR = 0.01
"""What a part of 0 counts in a geometric mean, which else would be 0 whatever the other parts are."""

DECIMALS = 6
"""Priorities are rounded to this, so that noise in the last bits of a sum never changes an order."""


def service_priority(
    *,
    share_covered: npt.ArrayLike,
    nearest_m: npt.ArrayLike,
    unserved: npt.ArrayLike,
    demand: npt.ArrayLike,
    deprivation: npt.ArrayLike,
    radius_m: npt.ArrayLike,
    weights: PriorityWeights,
) -> FloatArray:
    r"""Score how badly each area needs more of one service; aggregated by the arithmetic mean:

    .. math:: P_a = 100 \Bigl( w_g (1 - s_a) + w_d \min\bigl(1, \tfrac{d_a}{k r_a}\bigr)
              + w_u \min\bigl(1, \tfrac{u_a}{D_{95}}\bigr) + w_v v_a \Bigr)

    Every part is from 0 to 1 and the weights add up to 1. :math:`D_{95}`, the 95th percentile of demand
    over all areas given, does not depend on supply: so opening a facility never raises any priority.

    Parameters
    ----------
    share_covered
        :math:`s_a`, from 0 to 1; NaN for an area where nobody lives.
    nearest_m
        :math:`d_a`, metres to the nearest operating facility; ``inf`` where there is none (counts 1).
    unserved, demand
        :math:`u_a` of :math:`D_a`, in the same unit.
    deprivation
        :math:`v_a`, from 0 to 1.
    radius_m
        :math:`r_a`, the service radius in metres, over 0.
    weights
        :math:`w_g, w_d, w_u, w_v`, :math:`k` as ``distance_cap``, and how the parts are brought together (`combine`).

    Returns
    -------
    FloatArray
        From 0 to 100, rounded to six decimals, in the order given; 0 where nobody lives. Scores are
        comparable within one call only: give all the areas of the country, and filter afterwards.

    Raises
    ------
    InputError
        If lengths differ or a deprivation is out of range.
    """
    parts = service_parts(
        share_covered=share_covered,
        nearest_m=nearest_m,
        unserved=unserved,
        demand=demand,
        deprivation=deprivation,
        radius_m=radius_m,
        distance_cap=weights.distance_cap,
    )
    score = combine(
        list(parts.values()), [getattr(weights, part) for part in parts], aggregation=weights.aggregation
    )
    bounded = np.clip(np.round(100.0 * score, DECIMALS), 0.0, 100.0)
    return np.where(np.isnan(parts["gap"]), 0.0, bounded)


def service_parts(
    *,
    share_covered: npt.ArrayLike,
    nearest_m: npt.ArrayLike,
    unserved: npt.ArrayLike,
    demand: npt.ArrayLike,
    deprivation: npt.ArrayLike,
    radius_m: npt.ArrayLike,
    distance_cap: float,
) -> dict[str, FloatArray]:
    """Give the parts of a priority, each from 0 to 1, under the names of their weights.

    Parameters are those of `service_priority`. The gap is NaN where nobody lives.

    Raises
    ------
    InputError
        If lengths differ or a deprivation is out of range.
    """
    share, distance, missing, size, deprived, radius = _columns(
        share_covered, nearest_m, unserved, demand, deprivation, radius_m
    )
    if not ((deprived >= 0) & (deprived <= 1)).all():
        raise InputError("deprivation must be from 0 to 1 in every area")

    large = float(np.percentile(size, SIZE_PERCENTILE)) if size.size else 0.0
    return {
        "gap": 1.0 - share,
        "distance": np.minimum(1.0, distance / (distance_cap * radius)),
        "size": np.minimum(1.0, missing / large) if large > 0 else np.zeros_like(missing),
        "deprivation": deprived,
    }


def combine(parts: Sequence[FloatArray], weights: Sequence[npt.ArrayLike], *, aggregation: str) -> FloatArray:
    r"""Bring parts from 0 to 1 together by an arithmetic or a geometric mean.

    .. math:: \sum_p w_p x_p \qquad\text{or}\qquad
              \Bigl( \prod_p (\varepsilon + (1 - \varepsilon) x_p)^{w_p} - \varepsilon \Bigr) \Big/ (1 - \varepsilon)

    with :math:`\varepsilon` = `FLOOR`. Both are 0 where every part is 0, 1 where every part is 1, and never fall where a
    part rises. In the geometric mean a low part is made up for less by the others.

    Parameters
    ----------
    parts
        All of one shape.
    weights
        For each part a number, or what broadcasts with it; together 1.

    Raises
    ------
    InputError
        If the aggregation is neither ``arithmetic`` nor ``geometric``.
    """
    if aggregation not in {"arithmetic", "geometric"}:
        raise InputError(f"aggregation must be arithmetic or geometric, not {aggregation}")
    if aggregation == "arithmetic":
        return _weighted(parts, weights)
    logs = _weighted([np.log(FLOOR + (1.0 - FLOOR) * part) for part in parts], weights)
    mean: FloatArray = (np.exp(logs) - FLOOR) / (1.0 - FLOOR)
    return mean


def overall_priority(priorities: Mapping[str, npt.ArrayLike], weights: Mapping[str, float]) -> FloatArray:
    """Give the mean of the services' priorities, weighted by the profile's service weights.

    Parameters
    ----------
    priorities
        For each service its priorities, all in the same order of areas.
    weights
        For each of the same services its weight, together 1.

    Returns
    -------
    FloatArray
        From 0 to 100, rounded to six decimals.

    Raises
    ------
    InputError
        If a service has no weight or lengths differ.
    """
    if set(priorities) != set(weights):
        raise InputError(f"weights must be given for {sorted(priorities)}, not for {sorted(weights)}")
    services = sorted(priorities)
    columns = np.array(_columns(*(priorities[service] for service in services)))
    total = (np.array([[weights[service]] for service in services]) * columns).sum(axis=0)
    bounded: FloatArray = np.clip(np.round(total, DECIMALS), 0.0, 100.0)
    return bounded


def rank(priorities: npt.ArrayLike, codes: Sequence[str]) -> IntArray:
    """Rank areas from 1, the highest priority first; of equal ones the lower code comes first.

    Returns
    -------
    IntArray
        Each rank once, in the order given; the rank of an area does not depend on that order.

    Raises
    ------
    InputError
        If lengths differ or a code comes twice.
    """
    scores, names = np.asarray(priorities, dtype=np.float64), np.asarray(codes, dtype=np.str_)
    if scores.shape != names.shape:
        raise InputError(f"codes must name each of the {scores.size} areas, not {names.size}")
    if np.unique(names).size != names.size:
        raise InputError("codes must be unique; one comes more than once")
    result = np.empty(scores.size, dtype=np.int64)
    result[np.lexsort((names, -scores))] = np.arange(1, scores.size + 1)
    return result


def _weighted(parts: Sequence[FloatArray], weights: Sequence[npt.ArrayLike]) -> FloatArray:
    total: FloatArray = np.zeros(())
    for part, weight in zip(parts, weights, strict=True):
        total = total + np.multiply(weight, part)
    return total


def _columns(*columns: npt.ArrayLike) -> list[FloatArray]:
    arrays = [np.asarray(column, dtype=np.float64) for column in columns]
    if len({array.shape for array in arrays}) > 1:
        raise InputError(f"all columns must be of equal length, not {[array.size for array in arrays]}")
    return arrays
