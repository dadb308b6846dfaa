"""Requirements as arrays over the sites of one matrix: what every model's program and every check reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError
from geo_target.models import is_sparse

if TYPE_CHECKING:
    from collections.abc import Hashable

    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, CostMatrix, FloatArray, IntArray
    from geo_target.plans import Requirements


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Columns of one group's sites, and how few and how many of them open."""

    label: Hashable
    columns: IntArray
    fewest: int
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """Rows of one group's demand points, and the least share of their demand that is covered."""

    label: Hashable
    rows: IntArray
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Requirements as arrays, all of ``n_sites`` sites of the matrix.

    Parameters
    ----------
    existing, forbidden
        Marks.
    n_open
        How many are open in the end, None for any number.
    site_cost
        0 for existing sites; None if costs do not matter.
    spacing, near
        The least distance between new sites, 0 for none, and the pairs of sites that are nearer, with their distances.
    distance
        Between all sites, symmetric; of p-dispersion alone.
    """

    existing: BoolArray
    forbidden: BoolArray
    n_open: int | None
    site_cost: FloatArray | None
    budget: float | None
    capacity: FloatArray | None
    split: bool
    groups: tuple[Group, ...]
    spacing: float
    near: csr_array | None
    distance: FloatArray | None
    floors: tuple[Floor, ...]

    @property
    def are_plain(self) -> bool:
        """Whether nothing is asked beyond existing and forbidden sites and their number."""
        nothing = (
            self.budget is None,
            self.capacity is None,
            not self.groups,
            not self.spacing,
            not self.floors,
        )
        return all(nothing)

    @property
    def most_open(self) -> int:
        """The most sites that can be open: their number, what the budget opens, or all that are not forbidden."""
        if self.n_open is not None:
            return self.n_open
        new = ~self.existing & ~self.forbidden
        if self.budget is None or self.site_cost is None:
            return int((~self.forbidden).sum())
        spent = np.cumsum(np.sort(self.site_cost[new]))
        return int(self.existing.sum()) + int((spent <= self.budget * (1 + 1e-9)).sum())

    def conflicts(self) -> csr_array | None:
        """Give the pairs of new sites too close to each other, shape ``(n_sites, n_sites)``; None if none is asked."""
        if not self.spacing or self.near is None:
            return None
        return close_pairs(self.near, self.spacing, self.existing | self.forbidden)


def read_rules(asked: Requirements, cost: CostMatrix, n_open: int | None, model: str) -> Rules:
    """Read requirements for the sites of a matrix.

    Raises
    ------
    InputError
        If an id is unknown, a shape does not fit, or `n_open` or the budget is out of range.
    """
    column = {site: number for number, site in enumerate(cost.site_ids)}
    existing = _marks(tuple(asked.existing), column, "existing")
    forbidden = _marks(tuple(asked.forbidden), column, "forbidden")
    n = len(column)
    site_cost = _for_sites(asked.site_cost, (n,), "site_cost")
    if site_cost is not None:
        if not np.isfinite(site_cost).all():
            raise InputError("site_cost must be finite, not inf; name a site that may not open as forbidden")
        site_cost = np.where(existing, 0.0, site_cost)
    distance = _own_distance(cost) if model == "p_dispersion" else None
    spacing = 0.0 if asked.min_spacing is None else float(asked.min_spacing)
    _check_number(n_open, existing, forbidden, model)
    _check_budget(asked.budget, site_cost, n_open, existing, forbidden)
    return Rules(
        existing=existing,
        forbidden=forbidden,
        n_open=None if n_open is None else int(n_open),
        site_cost=site_cost,
        budget=asked.budget,
        capacity=_for_sites(asked.capacity, (n,), "capacity"),
        split=asked.split,
        groups=_groups(asked, n),
        spacing=spacing,
        near=_near(asked.site_distance if distance is None else distance, spacing, n),
        distance=distance,
        floors=_floors(asked, cost.shape[0]),
    )


def _marks(ids: tuple[Hashable, ...], column: Mapping[Hashable, int], name: str) -> BoolArray:
    unknown = [site for site in ids if site not in column]
    if unknown:
        raise InputError(f"{name} must name sites of the matrix; {unknown[0]!r} is none of its {len(column)}")
    marks = np.zeros(len(column), dtype=np.bool_)
    marks[[column[site] for site in ids]] = True
    return marks


def _for_sites(given: npt.ArrayLike | None, shape: tuple[int, ...], name: str) -> FloatArray | None:
    if given is None:
        return None
    values = np.asarray(given, np.float64)
    if values.shape != shape:
        raise InputError(f"{name} must have shape {shape}, one for each site, not {values.shape}")
    return values


def close_pairs(near: csr_array | FloatArray, distance: float, out: BoolArray) -> csr_array:
    """Give the pairs of sites that are nearer than a distance, without those marked in `out`; sorted, as CSR."""
    from scipy.sparse import coo_array

    row, column, values = _entries(near, distance)
    kept = (row != column) & ~out[row] & ~out[column]
    pairs = coo_array((values[kept], (row[kept], column[kept])), shape=near.shape).tocsr()
    pairs.sort_indices()
    return pairs


def _entries(near: csr_array | FloatArray, distance: float) -> tuple[IntArray, IntArray, FloatArray]:
    if is_sparse(near):
        held = near.tocoo()
        less = held.data < distance
        return held.row[less], held.col[less], held.data[less]
    row, column = np.nonzero(near < distance)
    return row, column, near[row, column]


def _own_distance(cost: CostMatrix) -> FloatArray:
    from geo_target.siting.reach import costs_to

    distance = costs_to(cost, np.arange(cost.shape[1]))
    return np.minimum(distance, distance.T)


def _near(given: npt.ArrayLike | csr_array | None, spacing: float, n: int) -> csr_array | None:
    """Give the pairs of sites that are nearer than the spacing, the shorter of the two ways, both ways alike."""
    if given is None:
        return None
    values: FloatArray | csr_array = given if is_sparse(given) else np.asarray(given, np.float64)
    if values.shape != (n, n):
        raise InputError(f"site_distance must have shape {(n, n)}, one for each site, not {values.shape}")
    from scipy.sparse import coo_array

    row, column, distance = _entries(values, spacing)
    row, column, distance = np.concatenate([row, column]), np.concatenate([column, row]), np.tile(distance, 2)
    order = np.lexsort((distance, column, row))
    row, column, distance = row[order], column[order], distance[order]
    first = np.append(True, (np.diff(row) != 0) | (np.diff(column) != 0))[: len(row)]
    return coo_array((distance[first], (row[first], column[first])), shape=(n, n)).tocsr()


def _check_number(n_open: int | None, existing: BoolArray, forbidden: BoolArray, model: str) -> None:
    if n_open is None:
        return
    needed = 2 if model == "p_dispersion" else 1
    least = max(needed, int(existing.sum()))
    most = int((~forbidden).sum())
    if most < needed:
        raise InputError(
            f"{model} needs sites that may open, {needed} at least, and {most} of {len(forbidden)} may: "
            f"{int(forbidden.sum())} are forbidden"
        )
    if not least <= n_open <= most:
        told = [f"{int(existing.sum())} existing ones counted"] if existing.any() else []
        told += [f"{int(forbidden.sum())} of {len(forbidden)} forbidden"] if forbidden.any() else []
        why = f" ({', '.join(told)})" if told else ""
        raise InputError(f"n_sites must be from {least} to {most}{why}, not {n_open}")


def _check_budget(
    budget: float | None,
    site_cost: FloatArray | None,
    n_open: int | None,
    existing: BoolArray,
    forbidden: BoolArray,
) -> None:
    new = ~existing & ~forbidden
    if budget is None or site_cost is None or not new.any() or n_open == existing.sum():
        return
    cheapest = float(site_cost[new].min())
    if budget < cheapest:
        raise InputError(f"budget must be {cheapest:g} or more, what the cheapest site costs, not {budget:g}")


def _groups(asked: Requirements, n: int) -> tuple[Group, ...]:
    if asked.group is None:
        return ()
    if len(asked.group) != n:
        raise InputError(f"group must have one label for each of {n} sites, not {len(asked.group)}")
    members = _members(tuple(asked.group))
    fewest = _by_label(asked.group_min, members, "group_min")
    most = _by_label(asked.group_max, members, "group_max")
    groups = (
        Group(label, columns, int(fewest.get(label, 0)), int(most.get(label, n)))
        for label, columns in members.items()
    )
    return tuple(group for group in groups if group.fewest > 0 or group.most < len(group.columns))


def _floors(asked: Requirements, n: int) -> tuple[Floor, ...]:
    if asked.demand_group is None:
        return ()
    if len(asked.demand_group) != n:
        raise InputError(
            f"demand_group must have one label for each of {n} demand points, not {len(asked.demand_group)}"
        )
    members = _members(tuple(asked.demand_group))
    shares = _by_label(asked.min_coverage, members, "min_coverage")
    return tuple(Floor(label, members[label], float(share)) for label, share in shares.items() if share > 0)


def _members(labels: tuple[Hashable, ...]) -> dict[Hashable, IntArray]:
    columns: dict[Hashable, list[int]] = {}
    for number, label in enumerate(labels):
        columns.setdefault(label, []).append(number)
    return {label: np.array(numbers) for label, numbers in columns.items()}


def _by_label(
    limits: float | Mapping[Hashable, float] | None, members: Mapping[Hashable, IntArray], name: str
) -> dict[Hashable, float]:
    if limits is None:
        return {}
    if not isinstance(limits, Mapping):
        return dict.fromkeys(members, limits)
    unknown = [label for label in limits if label not in members]
    if unknown:
        raise InputError(f"{name} must name groups that exist; {unknown[0]!r} is none of {len(members)}")
    return dict(limits)
