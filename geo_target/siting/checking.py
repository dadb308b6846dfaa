"""Whether a plan keeps what is asked: one sentence for each thing that it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.question import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

_SLACK = 1e-6


def broken_rules(asked: Question, columns: IntArray, served: Served) -> tuple[str, ...]:
    """Say what a plan breaks, in the order of the requirements; empty if it keeps them all."""
    return (
        *_about_sites(asked, columns),
        *_about_groups(asked, columns),
        *_about_service(asked, columns, served),
    )


def _about_sites(asked: Question, columns: IntArray) -> Iterator[str]:
    rules, ids = asked.rules, asked.cost.site_ids
    is_open = np.zeros(len(ids), dtype=np.bool_)
    is_open[columns] = True
    if rules.n_open is not None and len(columns) != rules.n_open:
        yield f"n_sites: {rules.n_open} sites must be open, and {len(columns)} are"
    for column in np.flatnonzero(rules.existing & ~is_open).tolist():
        yield f"existing: {ids[column]!r} must stay open"
    for column in np.flatnonzero(rules.forbidden & is_open).tolist():
        yield f"forbidden: {ids[column]!r} may not open"
    if rules.budget is not None and rules.site_cost is not None:
        spent = float(rules.site_cost[columns].sum())
        if spent > rules.budget * (1 + _SLACK) + _SLACK * 1e-3:
            yield f"budget: the new sites cost {spent:g} together, more than {rules.budget:g}"
    close = rules.conflicts()
    if close is not None:
        pairs = close[columns][:, columns].tocoo()
        upper = pairs.row < pairs.col
        for one, other in zip(pairs.row[upper].tolist(), pairs.col[upper].tolist(), strict=True):
            yield f"min_spacing: {ids[columns[one]]!r} and {ids[columns[other]]!r} are nearer than {rules.spacing:g}"


def _about_groups(asked: Question, columns: IntArray) -> Iterator[str]:
    for group in asked.rules.groups:
        count = int(np.isin(columns, group.columns).sum())
        if count < group.fewest:
            yield f"group_min: {group.label!r} must have {group.fewest} sites or more, and has {count}"
        if count > group.most:
            yield f"group_max: {group.label!r} may have {group.most} sites at most, and has {count}"


def _about_service(asked: Question, columns: IntArray, served: Served) -> Iterator[str]:
    lost = asked.must_serve & ~served.covered
    if lost.any():
        reason = "within the capacities" if asked.rules.capacity is not None else "by an open site"
        yield f"every demand point must be served, and {int(lost.sum())} are not {reason}"
    weights = asked.weights
    for floor in asked.rules.floors:
        total = float(weights[floor.rows].sum())
        covered = float(weights[floor.rows] @ served.counted[floor.rows])
        if covered < floor.share * total * (1 - _SLACK):
            yield f"min_coverage: {floor.label!r} must be covered to {floor.share:.1%}, and is to {covered / total:.1%}"
    if asked.rules.capacity is not None and asked.model is not Model.P_DISPERSION:
        load = loads(asked, served)
        for column in columns[load[columns] > asked.rules.capacity[columns] * (1 + _SLACK) + _SLACK]:
            most = asked.rules.capacity[column]
            yield f"capacity: {asked.cost.site_ids[column]!r} serves {load[column]:g}, more than its {most:g}"


def loads(asked: Question, served: Served) -> FloatArray:
    """Give the demand that each site serves."""
    weights, n_sites = asked.weights, asked.cost.shape[1]
    if served.shares is not None:
        load: FloatArray = np.asarray(weights @ served.shares)
        return load
    assigned = served.assignment >= 0
    return np.bincount(served.assignment[assigned], weights[assigned], minlength=n_sites).astype(np.float64)
