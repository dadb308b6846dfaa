"""Values that travel between the packages: frozen, checked once when they are made, then trusted."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
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


class PairState(StrEnum):
    """What is known of the way from a demand point to a site; its cost is a number only where it is reached."""

    REACHED = "reached"
    UNREACHABLE = "unreachable"
    """There is no way at all, however long."""
    OUTSIDE = "outside"
    """Not looked at: beyond the cutoff, outside the raster, or not in the table."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Which part of the network each demand point and each site lies on; between two parts there is no way.

    Parameters
    ----------
    demand, sites
        A number of the part, 0 or more; -1 outside the network. Shapes ``(n_demand,)`` and ``(n_sites,)``.
    """

    demand: IntArray
    sites: IntArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "demand", read_only(np.asarray(self.demand, np.int64)))
        object.__setattr__(self, "sites", read_only(np.asarray(self.sites, np.int64)))

    def count_apart(self) -> int:
        """Count the pairs that lie on two parts, without looking at each."""
        demand, sites = self.demand[self.demand >= 0], self.sites[self.sites >= 0]
        length = int(max(demand.max(initial=-1), sites.max(initial=-1))) + 1
        together = np.bincount(demand, minlength=length) @ np.bincount(sites, minlength=length)
        return demand.size * sites.size - int(together)


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
    cutoff
        The cost up to which pairs were looked at, itself included; None if they all were.
    parts
        Tells apart, where known, what has no way (two parts) from what was not looked at (part -1). Without it
        an ``inf`` is unreachable.
    absent
        What a pair is that a CSR does not store and `parts` does not put apart: outside, unless said.

    Raises
    ------
    InputError
        If a value is NaN, negative or not a number, a shape does not fit, or an id comes twice,
        or a pair has a cost though its parts have no way between them.
    """

    values: FloatArray | csr_array
    demand_ids: Sequence[Hashable] = field(kw_only=True)
    site_ids: Sequence[Hashable] = field(kw_only=True)
    unit: str = field(kw_only=True)
    cutoff: float | None = field(default=None, kw_only=True)
    parts: Parts | None = field(default=None, kw_only=True)
    absent: PairState = field(default=PairState.OUTSIDE, kw_only=True)

    def __post_init__(self) -> None:
        values = _frozen_csr(self.values) if is_sparse(self.values) else _frozen_dense(self.values)
        demand_ids, site_ids = _ids(self.demand_ids, "demand_ids"), _ids(self.site_ids, "site_ids")
        _check_ids(demand_ids, values.shape[0], what="demand_ids", axis="row")
        _check_ids(site_ids, values.shape[1], what="site_ids", axis="column")

        object.__setattr__(self, "values", values)
        object.__setattr__(self, "demand_ids", demand_ids)
        object.__setattr__(self, "site_ids", site_ids)
        _check_states(self)

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
            If the radius is negative or not a number, or finite and beyond the cutoff.
        """
        if not radius >= 0:
            raise InputError(f"radius must be 0 {self.unit} or more, not {radius:g}")
        self.check_looked_at(radius, "radius")
        limit = min(radius, np.finfo(np.float64).max)  # so that inf <= inf does not let the unreachable in

        if not is_sparse(self.values):
            dense: BoolArray = self.values <= limit
            return dense
        return _keep(self.values, self.values.data <= limit, as_bool=True)

    def check_looked_at(self, limit: float, name: str) -> None:
        """Refuse a finite limit beyond the cutoff: pairs between the two would quietly count as out of reach.

        Parameters
        ----------
        limit
            In ``unit``; ``inf`` asks for what is known, and is never refused.
        name
            What to call it in the message.
        """
        if self.cutoff is not None and self.cutoff < limit < math.inf:
            raise InputError(
                f"{name} must be at most {self.cutoff:.10g} {self.unit}, the cutoff up to which pairs were looked at, "
                f"not {limit:.10g}; make the costs with a larger cutoff"
            )

    def states(self, rows: slice = slice(None)) -> npt.NDArray[np.str_]:
        """Give the state of every pair of some rows: a :class:`PairState` each, shape ``(rows, n_sites)``.

        Asks 44 bytes a pair: of a large matrix take some rows at a time.
        """
        values = self.values[rows]
        if not is_sparse(values):
            stored = np.isfinite(values)
        else:
            stored = np.zeros(values.shape, dtype=np.bool_)
            stored[np.repeat(np.arange(len(stored)), np.diff(values.indptr)), values.indices] = True
        states = np.full(stored.shape, self._otherwise, dtype="U11")
        if self.parts is not None:
            demand, sites = self.parts.demand[rows, None], self.parts.sites[None, :]
            states[(demand < 0) | (sites < 0)] = PairState.OUTSIDE
            states[(demand != sites) & (demand >= 0) & (sites >= 0)] = PairState.UNREACHABLE
        states[stored] = PairState.REACHED
        return states

    def state_counts(self) -> dict[PairState, int]:
        """Count the pairs of each state, without a table of them."""
        finite = self.values.data.size if is_sparse(self.values) else np.isfinite(self.values).sum()
        reached, pairs = int(finite), self.shape[0] * self.shape[1]
        looked_at, apart = pairs, 0
        if self.parts is not None:
            looked_at = int((self.parts.demand >= 0).sum()) * int((self.parts.sites >= 0).sum())
            apart = self.parts.count_apart()
        rest = looked_at - apart - reached
        counts = {
            PairState.REACHED: reached,
            PairState.UNREACHABLE: apart,
            PairState.OUTSIDE: pairs - looked_at,
        }
        counts[self._otherwise] += rest
        return counts

    @property
    def _otherwise(self) -> PairState:
        """What a pair without a cost is where the parts do not tell."""
        return self.absent if is_sparse(self.values) else PairState.UNREACHABLE


def is_sparse(values: object) -> TypeGuard[csr_array]:
    """Tell whether these are SciPy's sparse values, without importing SciPy."""
    return hasattr(values, "tocsr")


def _check_states(cost: CostMatrix) -> None:
    is_far = is_finite_number(cost.cutoff) or cost.cutoff == math.inf
    if cost.cutoff is not None and not (is_far and cost.cutoff >= 0):
        raise InputError(f"cutoff must be 0 {cost.unit} or more, not {cost.cutoff!r}")
    if cost.absent not in {PairState.OUTSIDE, PairState.UNREACHABLE}:
        raise InputError(f"absent must be outside or unreachable, not {cost.absent}")
    parts, values = cost.parts, cost.values
    if parts is None:
        return
    if not isinstance(parts, Parts):
        raise InputError(f"parts must be Parts, not {parts!r}")
    if (parts.demand.size, parts.sites.size) != cost.shape:
        raise InputError(f"parts must name each of {cost.shape[0]} demand points and {cost.shape[1]} sites")
    if is_sparse(values):
        row, column = np.repeat(np.arange(cost.shape[0]), np.diff(values.indptr)), values.indices
    else:
        row, column = np.nonzero(np.isfinite(values))
    if ((parts.demand[row] != parts.sites[column]) | (parts.demand[row] < 0)).any():
        raise InputError("values must have no cost between two parts of the network, and some have")


def _frozen_dense(values: npt.ArrayLike) -> FloatArray:
    try:
        given = np.asarray(values)
        dense = np.array(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("values must be a table of numbers with rows of equal length") from error
    if given.dtype.kind not in "fiubO":
        raise InputError(f"values must be numbers, not {given.flat[0].item()!r}")
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

    finite = np.isfinite(copy.data)
    whole = finite.all() and copy.data.dtype == np.float64
    frozen = copy if whole else _keep(copy, finite, as_bool=False)
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


def _ids(ids: Sequence[Hashable] | npt.NDArray[np.generic], what: str) -> tuple[Hashable, ...]:
    """Plain Python values, so that an id compares and prints like the one that was given."""
    try:
        plain = tuple(ids.tolist() if isinstance(ids, np.ndarray) else ids)
        hash(plain)
    except TypeError as error:
        raise InputError(
            f"{what} must be a list of ids, each of them text or a number, not {ids!r}"
        ) from error
    return plain


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
    kinds = int | float | np.integer | np.floating
    return isinstance(value, kinds) and not isinstance(value, bool) and bool(-math.inf < value < math.inf)


def is_whole_number(value: object) -> TypeGuard[int]:
    """Tell whether a value that came in is a whole number, Python's or NumPy's; 3.0 is one, true is not."""
    return is_finite_number(value) and value == int(value)
