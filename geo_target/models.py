"""Values that travel between the packages: frozen, checked once when they are made, then trusted."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypeGuard, TypeVar

import numpy as np
import numpy.typing as npt

from geo_target.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from scipy.sparse import csr_array

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class CostMatrix:
    """What it costs to get from each demand point to each site.

    The values are copied and made read-only, so that nothing can change under a result.

    Parameters
    ----------
    values
        Shape ``(n_demand, n_sites)``, in ``unit``. Either a dense array, in which ``inf`` is
        unreachable, or a SciPy CSR matrix, in which a pair that is not stored is out of reach and a
        stored zero is a cost of zero (a stored ``inf`` is dropped).
    demand_ids, site_ids
        One id for each row and column, in order, none of them twice.
    unit
        A label for people: ``m``, ``s``, ``min``. Nothing is converted.

    Raises
    ------
    InputError
        If a value is NaN, negative or not a number, a shape does not fit, or an id comes twice.
    """

    values: FloatArray | csr_array
    demand_ids: Sequence[Hashable] = field(kw_only=True)
    site_ids: Sequence[Hashable] = field(kw_only=True)
    unit: str = field(kw_only=True)

    def __post_init__(self) -> None:
        values = _frozen_csr(self.values) if is_sparse(self.values) else _frozen_dense(self.values)
        demand_ids, site_ids = _ids(self.demand_ids), _ids(self.site_ids)
        _check_ids(demand_ids, values.shape[0], what="demand_ids", axis="row")
        _check_ids(site_ids, values.shape[1], what="site_ids", axis="column")

        object.__setattr__(self, "values", values)
        object.__setattr__(self, "demand_ids", demand_ids)
        object.__setattr__(self, "site_ids", site_ids)

    @property
    def is_sparse(self) -> bool:
        """Whether only the pairs within reach are stored (CSR)."""
        return is_sparse(self.values)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of demand points and number of sites."""
        return len(self.demand_ids), len(self.site_ids)

    def within(self, radius: float) -> BoolArray | csr_array:
        """Tell which pairs lie within a radius, the radius itself included.

        Parameters
        ----------
        radius
            In ``unit``, 0 or more. ``inf`` asks for every pair that can be reached at all.

        Returns
        -------
        BoolArray or csr_array
            Shape ``(n_demand, n_sites)``, dense or CSR as the values are; a CSR stores only true
            pairs. An unreachable pair is within no radius.

        Raises
        ------
        InputError
            If the radius is negative or not a number.
        """
        if not radius >= 0:
            raise InputError(f"radius must be 0 {self.unit} or more, not {radius:g}")
        limit = min(radius, np.finfo(np.float64).max)  # so that inf <= inf does not let the unreachable in

        if not is_sparse(self.values):
            dense: BoolArray = self.values <= limit
            return dense
        return _keep(self.values, self.values.data <= limit, as_bool=True)


def is_sparse(values: FloatArray | csr_array) -> TypeGuard[csr_array]:
    """Tell whether these are SciPy's sparse values, without importing SciPy."""
    return hasattr(values, "tocsr")


def _frozen_dense(values: npt.ArrayLike) -> FloatArray:
    try:
        dense = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("values must be a table of numbers with rows of equal length") from error
    if dense.ndim != 2:  # noqa: PLR2004 - a matrix has two dimensions
        raise InputError(f"values must have 2 dimensions (demand points, sites), not {dense.ndim}")
    _check_costs(dense)
    dense.setflags(write=False)
    return dense


def _frozen_csr(values: csr_array) -> csr_array:
    if values.format != "csr":
        raise InputError(f"sparse values must be CSR, not {values.format}: call .tocsr()")
    copy = values.copy()
    copy.sort_indices()
    if not copy.has_canonical_format:
        raise InputError("sparse values must store a pair once, and some come twice: merge them first")
    _check_costs(copy.data)

    frozen = _keep(copy, np.isfinite(copy.data), as_bool=False)
    for part in (frozen.data, frozen.indices, frozen.indptr):
        part.setflags(write=False)
    return frozen


def _keep(values: csr_array, kept: BoolArray, *, as_bool: bool) -> csr_array:
    """Store only the pairs marked in ``kept`` (one mark for each stored pair, in order)."""
    from scipy.sparse import csr_array as make_csr

    ends = np.concatenate([[0], np.cumsum(kept)])[values.indptr].astype(values.indptr.dtype)
    data = np.ones(int(kept.sum()), dtype=np.bool_) if as_bool else values.data[kept].astype(np.float64)
    result = make_csr((data, values.indices[kept], ends), shape=values.shape)
    result.has_sorted_indices = True
    result.has_canonical_format = True
    return result


def _check_costs(costs: npt.NDArray[np.generic]) -> None:
    if costs.dtype.kind not in "fiub":
        raise InputError(f"values must be numbers, not {costs.dtype}")
    numbers = costs.astype(np.float64, copy=False)
    if np.isnan(numbers).any():
        raise InputError("values must be costs or inf for unreachable; NaN came")
    if numbers.size and numbers.min() < 0:
        raise InputError(f"values must be 0 or more, not {numbers.min():g}")


def _ids(ids: Sequence[Hashable] | npt.NDArray[np.generic]) -> tuple[Hashable, ...]:
    """Plain Python values, so that an id compares and prints like the one that was given."""
    return tuple(ids.tolist() if isinstance(ids, np.ndarray) else ids)


def _check_ids(ids: tuple[Hashable, ...], expected: int, *, what: str, axis: str) -> None:
    if len(ids) != expected:
        raise InputError(f"{what} must name each {axis} of values ({expected}), not {len(ids)}")
    if len(set(ids)) != len(ids):
        twice = next(name for name, count in Counter(ids).items() if count > 1)
        raise InputError(f"{what} must be unique; {twice!r} comes more than once")


def read_only(array: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
    """Copy an array into one that nobody can write to, for a frozen value to hold."""
    copy = array.copy()
    copy.setflags(write=False)
    return copy


def is_finite_number(value: object) -> TypeGuard[float]:
    """Tell whether a value that came in is a number to count with; true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -math.inf < value < math.inf
