"""The exact program of each model: what is decided, what counts, what must hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo_target.arguments import shown
from geo_target.errors import InputError
from geo_target.siting.program import Program
from geo_target.siting.question import Model
from geo_target.siting.sites_block import add_sites

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.question import Question
    from geo_target.siting.rules import Rules


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A program, its site columns, and the columns of who is served.

    Parameters
    ----------
    assigned
        Where demand is assigned, one column for each of `pairs`, in their order.
    points
        Else, in the MCLP, one column for each demand point; points that are alike may share one only if nothing asks
        for their shares (then this is shorter).
    """

    program: Program
    sites: IntArray
    pairs: csr_array
    assigned: IntArray | None = None
    points: IntArray = field(default_factory=lambda: np.empty(0, np.int64))


def pair_values(asked: Question, pairs: csr_array) -> FloatArray:
    """Give what each pair is worth (MCLP: demand times decay) or costs (p-median: demand times cost)."""
    demand = np.repeat(asked.weights, np.diff(pairs.indptr))
    if asked.model is Model.P_MEDIAN:
        return demand * np.asarray(pairs.data, np.float64)
    if asked.decay is None:
        return demand
    return demand * decayed(asked, pairs.data)


def decayed(asked: Question, costs: FloatArray) -> FloatArray:
    """Give the share of demand that counts at each cost.

    Raises
    ------
    InputError
        If the decay gives something that is not from 0 to 1.
    """
    assert asked.decay is not None  # noqa: S101 - for mypy; the caller asked
    given = np.asarray(asked.decay(costs))
    if given.dtype.kind not in "biuf" or given.shape not in {(), costs.shape}:
        kind = shown(given.item()) if not given.shape else f"{given.dtype} of shape {given.shape}"
        raise InputError(f"decay must give a share for each of {costs.size} costs, not {kind}")
    odd = given[~((given >= 0) & (given <= 1))]
    if odd.size:
        raise InputError(f"decay must give shares from 0 to 1, not {shown(odd.flat[0])}")
    return np.broadcast_to(given.astype(np.float64, copy=False), costs.shape)


def build(asked: Question, program: Program | None = None, *, merge: bool = True) -> Built:
    """Build the program of a covering model or of the p-median, beside what another program holds already.

    Unless `merge`, each demand point of the MCLP has a column of its own.
    """
    program = program or Program(maximise=asked.maximise)
    if asked.rules.capacity is not None or asked.decay is not None or asked.model is Model.P_MEDIAN:
        return _assigning(asked, program)
    if asked.model is Model.LSCP:
        return _covering_all(asked, program)
    return _covering_most(asked, program, merge=merge and not asked.rules.floors)


def opening_cost(asked: Question) -> FloatArray:
    """Give what the LSCP counts: each site as 1, or what it costs to open it."""
    n = asked.cost.shape[1]
    return np.ones(n) if asked.rules.site_cost is None else asked.rules.site_cost


def _covering_all(asked: Question, program: Program) -> Built:
    pairs = asked.pairs()
    y = add_sites(program, asked.rules, cost=opening_cost(asked))
    add_cover(program, y, pairs)
    return Built(program, y, pairs)


def add_cover(program: Program, y: IntArray, pairs: csr_array) -> None:
    """Have an open site among those of each row; rows that are alike are added once."""
    first, _ = alike(pairs)
    distinct = pairs[first]
    row = np.repeat(np.arange(len(first)), np.diff(distinct.indptr))
    program.add_rows(len(first), (row, y[distinct.indices], 1.0), lower=1.0)


def _covering_most(asked: Question, program: Program, *, merge: bool) -> Built:
    pairs = asked.pairs()
    y = add_sites(program, asked.rules)
    weights = asked.weights
    kept, group = alike(pairs) if merge else (np.arange(len(weights)),) * 2
    x = program.add_columns(np.bincount(group, weights, minlength=len(kept)), whole=asked.n_covers > 1)
    distinct = pairs[kept]
    row = np.repeat(np.arange(len(kept)), np.diff(distinct.indptr))
    each = (np.concatenate([row, np.arange(len(kept))]), np.concatenate([y[distinct.indices], x]))
    values = np.concatenate([np.ones(len(row)), np.full(len(kept), -float(asked.n_covers))])
    program.add_rows(len(kept), (*each, values), lower=0.0)
    _add_floors(program, asked.rules, np.arange(len(weights)), x, weights, asked)
    return Built(program, y, pairs, points=x)


def add_floors(program: Program, asked: Question, pairs: csr_array, y: IntArray, rules: Rules) -> None:
    """Have the least share of each group's demand covered, where sites have no capacities."""
    n = asked.cost.shape[0]
    x = program.add_columns(np.zeros(n), whole=asked.n_covers > 1)
    row = np.repeat(np.arange(n), np.diff(pairs.indptr))
    each = (np.concatenate([row, np.arange(n)]), np.concatenate([y[pairs.indices], x]))
    program.add_rows(n, (*each, np.repeat([1.0, -float(asked.n_covers)], [len(row), n])), lower=0.0)
    _add_floors(program, rules, np.arange(n), x, asked.weights, asked)


def _add_floors(
    program: Program, rules: Rules, row: IntArray, x: IntArray, worth: FloatArray, asked: Question
) -> None:
    for floor in rules.floors:
        inside = np.flatnonzero(np.isin(row, floor.rows))
        total = float(asked.weights[floor.rows].sum())
        program.add_row(x[inside], worth[inside], lower=_at_least(floor.share, total))


def _assigning(asked: Question, program: Program) -> Built:
    """Assign demand points to open sites, each wholly unless demand may be split."""
    pairs = asked.pairs()
    y = add_sites(program, asked.rules, cost=opening_cost(asked) if asked.model is Model.LSCP else 0.0)
    counts = asked.model in {Model.MCLP, Model.P_MEDIAN}
    worth = pair_values(asked, pairs) if counts else np.zeros(pairs.nnz)
    x = add_assignment(program, asked, pairs, y, asked.rules, must=asked.must_serve, worth=worth)
    return Built(program, y, pairs, x)


def add_assignment(
    program: Program,
    asked: Question,
    pairs: csr_array,
    y: IntArray,
    rules: Rules,
    *,
    must: BoolArray,
    worth: FloatArray | None = None,
    more: IntArray | None = None,
) -> IntArray:
    """Add a column for each pair, the share of the point's demand that the site serves, and what holds for them.

    Parameters
    ----------
    must
        Demand points that are served in full.
    worth
        What each pair adds to the objective.
    more
        Columns of the capacity that is added at each site.
    """
    x = program.add_columns(
        np.zeros(pairs.nnz) if worth is None else worth, whole=rules.capacity is not None and not rules.split
    )
    row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    program.add_rows(pairs.shape[0], (row, x, 1.0), lower=must.astype(np.float64), upper=1.0)
    may_close = np.flatnonzero(~rules.existing[pairs.indices])
    number = np.arange(len(may_close))
    each = (np.concatenate([number, number]), np.concatenate([x[may_close], y[pairs.indices[may_close]]]))
    program.add_rows(len(number), (*each, np.repeat([1.0, -1.0], len(number))), upper=0.0)
    if rules.capacity is not None:
        _add_capacity(program, asked, pairs, x, y, more)
    if rules.floors:
        _add_floors(program, rules, row, x, pair_values(asked, pairs), asked)
    return x


def _add_capacity(
    program: Program, asked: Question, pairs: csr_array, x: IntArray, y: IntArray, more: IntArray | None
) -> None:
    """Let each open site serve its capacity at most, and each closed one nothing."""
    capacity = np.asarray(asked.rules.capacity)
    limited = np.flatnonzero(np.isfinite(capacity))
    place = np.full(len(capacity), -1)
    place[limited] = np.arange(len(limited))
    kept = place[pairs.indices] >= 0
    demand = np.repeat(asked.weights, np.diff(pairs.indptr))[kept]
    rows = np.concatenate([place[pairs.indices][kept], np.arange(len(limited))])
    columns = np.concatenate([x[kept], y[limited]])
    values = np.concatenate([demand, -capacity[limited]])
    if more is not None:
        rows, columns = (
            np.concatenate([rows, np.arange(len(limited))]),
            np.concatenate([columns, more[limited]]),
        )
        values = np.concatenate([values, np.full(len(limited), -1.0)])
    program.add_rows(len(limited), (rows, columns, values), upper=0.0)


def _at_least(share: float, total: float) -> float:
    """Give the demand that a share stands for, a hair less, so that rounding does not refuse what fits."""
    return share * total * (1 - 1e-9)


def alike(pairs: csr_array) -> tuple[IntArray, IntArray]:
    """Group rows that the same sites may serve: the first row of each group, and the group of each row."""
    keys = np.random.default_rng(0).integers(0, 2**64, size=pairs.shape[1], dtype=np.uint64)
    sums = np.zeros(pairs.shape[0], dtype=np.uint64)
    row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    np.add.at(sums, row, keys[pairs.indices])
    _, first, group = np.unique(sums, return_index=True, return_inverse=True)
    return first, group
