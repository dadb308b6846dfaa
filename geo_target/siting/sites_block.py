"""The part of every program that says which sites may open together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.models import IntArray
    from geo_target.siting.program import Program
    from geo_target.siting.rules import Rules


def add_sites(program: Program, rules: Rules, *, cost: npt.ArrayLike = 0.0) -> IntArray:
    """Add a column for each site, 1 if it is open, and every rule that is about sites alone; give the columns."""
    n = len(rules.existing)
    lower, upper = rules.existing.astype(np.float64), (~rules.forbidden).astype(np.float64)
    y = program.add_columns(np.broadcast_to(cost, n), lower=lower, upper=upper, whole=True)
    if rules.n_open is not None:
        program.add_row(y, 1.0, lower=rules.n_open, upper=rules.n_open)
    if rules.budget is not None and rules.site_cost is not None:
        program.add_row(y, rules.site_cost, upper=rules.budget)
    for group in rules.groups:
        program.add_row(y[group.columns], 1.0, lower=group.fewest, upper=group.most)
    close = rules.conflicts()
    if close is not None:
        add_conflicts(program, y, close)
    return y


def add_conflicts(program: Program, y: IntArray, close: csr_array) -> None:
    """Let at most one site of each clique open: cliques that hold every stored pair are tighter than the pairs."""
    for clique in cliques(close):
        program.add_row(y[clique], 1.0, upper=1.0)


def cliques(close: csr_array) -> list[IntArray]:
    """Find cliques that together hold every stored pair; `close` is symmetric, sorted, without a diagonal."""
    from geo_target.siting.engines.conflict_kernel import cover_by_cliques

    members, ends = cover_by_cliques(close.indptr.astype(np.int64), close.indices.astype(np.int64))
    return list(np.split(members, ends[1:-1]))
