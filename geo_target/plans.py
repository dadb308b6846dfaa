"""Plans where to build, and what is asked of them: frozen, checked once when they are made, then trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.arguments import (
    crossed_limits,
    ids_of,
    labels_of,
    number_from,
    numbers_of,
    shown,
    whole_number_from,
)
from geo_target.errors import InputError
from geo_target.models import is_sparse, read_only

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray


class PlanStatus(StrEnum):
    """What is known of a plan."""

    OPTIMAL = "optimal"
    """Proved: no plan is better."""
    FEASIBLE = "feasible"
    """A plan that keeps every requirement; `bound` says how much better another could be."""
    INFEASIBLE = "infeasible"
    """Proved: no plan keeps every requirement."""
    NO_PLAN = "no_plan"
    """Neither a plan nor a proof that there is none, in the time given."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Requirements:
    """What a plan must keep to, beside its model; the same for every model. Nothing is asked unless said.

    Sites are named by their ids in the cost matrix; an array has one value for each site, in the matrix's order.

    Parameters
    ----------
    existing
        Sites that are open already: kept, counted in `n_sites` and in their groups, and paid for.
    forbidden
        Sites that may not open.
    site_cost, budget
        What it costs to open each site, and the most that the new ones may cost together, itself included.
    capacity
        The most demand that each site may serve, itself included; ``inf`` for no limit.
    split
        Whether the demand of one point may be shared out over several sites. Only with `capacity`.
    group, group_min, group_max
        Group of each site (province, city), and the fewest and most open sites in each: one number for all groups, or
        one for each group named.
    min_spacing, site_distance
        The least distance between any two new sites, itself included, and the distances, shape
        ``(n_sites, n_sites)``. The shorter of the two ways counts. A SciPy sparse array holds the near pairs alone:
        what it does not store is far enough.
    demand_group, min_coverage
        Group of each demand point, and the least share of its demand covered (0 to 1): one for all, or by group.

    Raises
    ------
    InputError
        If a value is no number, negative, or comes without the one that it needs; an id comes twice; a label is NaN; a
        group's `group_min` is above its `group_max`.
    """

    existing: Sequence[Hashable] = ()
    forbidden: Sequence[Hashable] = ()
    site_cost: npt.ArrayLike | None = None
    budget: float | None = None
    capacity: npt.ArrayLike | None = None
    split: bool = False
    group: Sequence[Hashable] | npt.NDArray[np.generic] | None = None
    group_min: int | Mapping[Hashable, int] | None = None
    group_max: int | Mapping[Hashable, int] | None = None
    min_spacing: float | None = None
    site_distance: npt.ArrayLike | csr_array | None = None
    demand_group: Sequence[Hashable] | npt.NDArray[np.generic] | None = None
    min_coverage: float | Mapping[Hashable, float] | None = None

    def __post_init__(self) -> None:
        for name in ("existing", "forbidden"):
            object.__setattr__(self, name, ids_of(getattr(self, name), name))
        for names, checked in _CHECKED:
            for name in names:
                value = getattr(self, name)
                object.__setattr__(self, name, None if value is None else checked(value, name))
        if not isinstance(self.split, bool | np.bool_):
            raise InputError(f"split must be True or False, not {shown(self.split)}")
        _check_together(self)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SitingPlan:
    """Which sites to open, whom each serves, and how good that is proved to be.

    Parameters
    ----------
    model
        The model's name: ``mclp``.
    status
        See :class:`PlanStatus`.
    objective, bound
        Value of the plan, and what no plan can beat, in the model's unit; NaN where nothing is known.
    gap
        ``|objective - bound| / |objective|``; 0 when they are equal.
    open_sites, open_columns
        Ids of the open sites, existing ones included, and their columns in the matrix, rising.
    assignment
        Column of the site that serves each demand point, -1 for none. With split demand the one that serves most.
    shares
        Share of each demand point's demand by site, where demand may be split; else None.
    covered
        Whether each demand point is served; with split demand, in full.
    coverage
        Share of demand served, 0 to 1; share of points where there is no demand. NaN for p-dispersion.
    broken, broken_fa
        What a hand-made plan breaks, one sentence each in English and in Persian; empty for a solved one.
    solve_s
        Seconds.
    log
        What the solver said.
    """

    model: str
    status: PlanStatus
    objective: float
    bound: float
    gap: float
    open_sites: tuple[Hashable, ...]
    open_columns: IntArray
    assignment: IntArray
    covered: BoolArray
    coverage: float
    solve_s: float
    shares: csr_array | None = None
    broken: tuple[str, ...] = field(default=())
    broken_fa: tuple[str, ...] = field(default=())
    log: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        for name in ("open_columns", "assignment", "covered"):
            object.__setattr__(self, name, read_only(getattr(self, name)))


def relative_gap(objective: float, bound: float) -> float:
    """Give the distance from a plan's value to the bound as a share of the value; NaN where nothing is known.

    A value of 0 that is not proved is ``inf`` away from any bound.
    """
    if objective == bound:
        return 0.0
    if objective == 0:
        return float("nan") if np.isnan(bound) else float("inf")
    return abs(objective - bound) / abs(objective)


def _check_together(asked: Requirements) -> None:
    both = set(asked.existing) & set(asked.forbidden)
    if both:
        raise InputError(f"a site is existing or forbidden, not both: {min(map(str, both))}")
    for one, other in (
        ("budget", "site_cost"),
        ("group_min", "group"),
        ("group_max", "group"),
        ("min_coverage", "demand_group"),
    ):
        if getattr(asked, one) is not None and getattr(asked, other) is None:
            raise InputError(f"{one} needs {other}, which is missing")
    crossed = crossed_limits(asked.group_min, asked.group_max)
    if crossed is not None:
        group, low, high = crossed
        raise InputError(f"group_min of {group} must be at most its group_max, {high}, not {low}")
    if asked.split and asked.capacity is None:
        raise InputError("split needs capacity, which is missing: without one nobody is turned away")


def _limits(limits: object, name: str) -> float | dict[Hashable, float] | None:
    """Give one limit for all groups, or one for each group named, as Python's own numbers."""

    def checked(value: object) -> float:
        if name == "min_coverage":
            return number_from(value, name, most=1.0)
        return whole_number_from(value, name)

    if limits is None:
        return None
    if isinstance(limits, Mapping):
        if not limits:
            raise InputError(f"{name} must name a group at least, not {shown(limits)}")
        return {label: checked(value) for label, value in limits.items()}
    return checked(limits)


def _distances(values: object, name: str) -> FloatArray | csr_array:
    if not is_sparse(values):
        return _frozen(values, name)
    held: csr_array = values.tocsr(copy=True)
    numbers_of(held.data, name)
    return held


def _frozen(values: object, name: str) -> FloatArray:
    """Give numbers that nobody can write to; what is frozen already is not copied, for distances may be large."""
    numbers = numbers_of(values, name)
    return numbers if numbers.base is None and not numbers.flags.writeable else read_only(numbers)


_CHECKED: tuple[tuple[tuple[str, ...], Callable[[Any, str], object]], ...] = (
    (("site_cost", "capacity"), _frozen),
    (("site_distance",), _distances),
    (("budget", "min_spacing"), number_from),
    (("group", "demand_group"), labels_of),
    (("group_min", "group_max", "min_coverage"), _limits),
)
"""What each requirement that is given must be."""
