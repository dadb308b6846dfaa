"""Impedance as the crow flies, lengthened by a detour factor where roads bend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target import geodesy
from geo_target.errors import InputError
from geo_target.models import CostMatrix

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.models import FloatArray

_PAIRS = 1 << 18
"""Pairs measured at a time."""


def straight_line(
    demand_lonlat: npt.ArrayLike,
    site_lonlat: npt.ArrayLike,
    *,
    demand_ids: Sequence[Hashable] | None = None,
    site_ids: Sequence[Hashable] | None = None,
    cutoff_m: float | None = None,
    detour_factor: npt.ArrayLike = 1.0,
) -> CostMatrix:
    """Measure the geodesic from every demand point to every site.

    Parameters
    ----------
    demand_lonlat, site_lonlat
        Longitude and latitude in degrees (EPSG:4326), shapes ``(n_demand, 2)`` and ``(n_sites, 2)``.
    demand_ids, site_ids
        One id for each position, in order; counted from 0 if left out.
    cutoff_m
        Store only pairs that cost at most this many metres, itself included; the result is then sparse.
        Left out, every pair is stored, densely: 8 bytes each.
    detour_factor
        The cost is the geodesic times this, 1 or more: one, or one for each demand point by its terrain, shape
        ``(n_demand,)`` (:func:`detour_by_class` makes it). Journeys by road are often some 1.3 times as
        long as the straight line; measure it for the place before relying on it.

    Returns
    -------
    CostMatrix
        In metres (``m``): dense without a cutoff, CSR with one.

    Raises
    ------
    InputError
        If a position, the cutoff or the factor is out of range, or ids do not fit.
    """
    demand, sites = geodesy.check_lonlat(demand_lonlat), geodesy.check_lonlat(site_lonlat)
    factor = _factors(detour_factor, len(demand))

    if cutoff_m is None:
        values: FloatArray | csr_array = _every_pair(demand, sites, factor)
    else:
        values = _pairs_up_to(demand, sites, factor, geodesy.check_radius_m(cutoff_m))

    return CostMatrix(
        values,
        demand_ids=range(len(demand)) if demand_ids is None else demand_ids,
        site_ids=range(len(sites)) if site_ids is None else site_ids,
        unit="m",
        cutoff=cutoff_m,
    )


def detour_by_class(classes: npt.ArrayLike, factors: Mapping[int, float]) -> FloatArray:
    """Give each demand point the detour factor of its terrain.

    Parameters
    ----------
    classes
        Class of the terrain at each demand point, as a land cover raster has it, shape ``(n_demand,)``.
    factors
        Factor of each class, 1 or more.

    Raises
    ------
    InputError
        If a class has no factor; names it and the first point of it.
    """
    found = np.asarray(classes)
    known = np.isin(found, list(factors))
    if not known.all():
        row = int(np.flatnonzero(~known)[0])
        raise InputError(
            f"The terrain class {found[row]:g} (demand point {row + 1}) has no detour factor; give one."
        )
    return _factors([factors[int(name)] for name in found], len(found))


def _factors(given: npt.ArrayLike, n_demand: int) -> FloatArray:
    """Check the factors and give one for each demand point."""
    try:
        factors = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"detour_factor must be 1 or more, not {given!r}") from error
    if factors.shape not in {(), (n_demand,)}:
        raise InputError(f"detour_factor must be one number or {n_demand}, not of shape {factors.shape}")
    wrong = np.flatnonzero(~(np.isfinite(factors) & (factors >= 1)))
    if isinstance(given, bool) or wrong.size:
        where = f" (demand point {wrong[0] + 1})" if factors.ndim else ""
        came = factors.ravel()[wrong[0]] if wrong.size else "a truth value"
        raise InputError(f"detour_factor must be 1 or more, not {came}{where}")
    return np.broadcast_to(factors, (n_demand,)).copy()


def _every_pair(demand: FloatArray, sites: FloatArray, factor: FloatArray) -> FloatArray:
    """Measure some rows at a time: the positions of all pairs would take several times the memory of the result."""
    metres = np.empty((len(demand), len(sites)))
    some = max(1, _PAIRS // max(1, len(sites)))
    for first in range(0, len(demand), some):
        block = demand[first : first + some]
        start, end = np.repeat(block, len(sites), axis=0), np.tile(sites, (len(block), 1))
        measured = geodesy.geodesic_m(start, end).reshape(len(block), len(sites))
        metres[first : first + some] = measured * factor[first : first + some, None]
    return metres


def _pairs_up_to(demand: FloatArray, sites: FloatArray, factor: FloatArray, cutoff_m: float) -> csr_array:
    reach = cutoff_m / float(factor.min()) if len(factor) else cutoff_m
    pairs = geodesy.pairs_within(demand, sites, reach * (1 + 1e-12))  # a hair wide: the product below decides
    row = np.repeat(np.arange(len(demand)), np.diff(pairs.indptr))
    edge = np.flatnonzero(np.abs(pairs.data - cutoff_m / factor[row]) <= geodesy.SLACK_M)
    pairs.data[edge] = geodesy.geodesic_m(demand[row[edge]], sites[pairs.indices[edge]])  # decided by itself
    pairs.data *= factor[row]
    pairs.data[pairs.data > cutoff_m] = np.inf  # out of reach: CostMatrix does not store it
    return pairs
