"""Impedance as the crow flies, lengthened by a detour factor where roads bend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target import geodesy
from geo_target.errors import InputError
from geo_target.models import CostMatrix, is_finite_number

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.models import FloatArray


def straight_line(
    demand_lonlat: npt.ArrayLike,
    site_lonlat: npt.ArrayLike,
    *,
    demand_ids: Sequence[Hashable] | None = None,
    site_ids: Sequence[Hashable] | None = None,
    cutoff_m: float | None = None,
    detour_factor: float = 1.0,
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
        The cost is the geodesic times this, 1 or more. Journeys by road are often some 1.3 times as
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
    if not (is_finite_number(detour_factor) and detour_factor >= 1):
        raise InputError(f"detour_factor must be 1 or more, not {detour_factor}")

    if cutoff_m is None:
        values: FloatArray | csr_array = _every_pair(demand, sites, detour_factor)
    else:
        values = _pairs_up_to(demand, sites, detour_factor, geodesy.check_radius_m(cutoff_m))

    return CostMatrix(
        values,
        demand_ids=range(len(demand)) if demand_ids is None else demand_ids,
        site_ids=range(len(sites)) if site_ids is None else site_ids,
        unit="m",
    )


def _every_pair(demand: FloatArray, sites: FloatArray, factor: float) -> FloatArray:
    start, end = np.repeat(demand, len(sites), axis=0), np.tile(sites, (len(demand), 1))
    metres = geodesy.geodesic_m(start, end).reshape(len(demand), len(sites))
    return metres * factor


def _pairs_up_to(demand: FloatArray, sites: FloatArray, factor: float, cutoff_m: float) -> csr_array:
    reach = cutoff_m / factor * (1 + 1e-12)  # a hair wide: the product below decides
    pairs = geodesy.pairs_within(demand, sites, reach)
    pairs.data *= factor
    pairs.data[pairs.data > cutoff_m] = np.inf  # out of reach: CostMatrix does not store it
    return pairs
