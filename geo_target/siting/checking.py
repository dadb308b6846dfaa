"""Whether a plan keeps what is asked: one sentence for each thing that it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting import checking_words as words
from geo_target.siting.question import Model
from geo_target.siting.rules import close_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

_SLACK = 1e-6


def broken_rules(asked: Question, columns: IntArray, served: Served) -> tuple[tuple[str, str], ...]:
    """Say what a plan breaks, English and Persian, in the order of the requirements; empty if it keeps them all."""
    return (*broken_by_sites(asked, columns), *broken_by_service(asked, columns, served))


def broken_by_sites(asked: Question, columns: IntArray) -> tuple[tuple[str, str], ...]:
    """Say what the open sites break, whomever they serve."""
    return (*_about_sites(asked, columns), *_about_groups(asked, columns))


def _about_sites(asked: Question, columns: IntArray) -> Iterator[tuple[str, str]]:
    rules, ids = asked.rules, asked.cost.site_ids
    is_open = np.zeros(len(ids), dtype=np.bool_)
    is_open[columns] = True
    if rules.n_open is not None and len(columns) != rules.n_open:
        yield words.wrong_number(rules.n_open, len(columns))
    for column in np.flatnonzero(rules.existing & ~is_open).tolist():
        yield words.closed(ids[column])
    for column in np.flatnonzero(rules.forbidden & is_open).tolist():
        yield words.not_allowed(ids[column])
    if rules.budget is not None and rules.site_cost is not None:
        spent = float(rules.site_cost[columns].sum())
        if spent > rules.budget * (1 + _SLACK) + _SLACK * 1e-3 * rules.site_cost.max():
            yield words.too_dear(spent, rules.budget)
    if rules.spacing and rules.near is not None:
        close = close_pairs(
            rules.near, rules.spacing, rules.existing
        )  # a forbidden site may be too near, too
        pairs = close[columns][:, columns].tocoo()
        upper = pairs.row < pairs.col
        for one, other in zip(pairs.row[upper].tolist(), pairs.col[upper].tolist(), strict=True):
            yield words.too_near(ids[columns[one]], ids[columns[other]], rules.spacing)


def _about_groups(asked: Question, columns: IntArray) -> Iterator[tuple[str, str]]:
    for group in asked.rules.groups:
        count = int(np.isin(columns, group.columns).sum())
        if count < group.fewest:
            yield words.too_few(group, count)
        if count > group.most:
            yield words.too_many(group, count)


def broken_by_service(asked: Question, columns: IntArray, served: Served) -> Iterator[tuple[str, str]]:
    """Say what the way of serving breaks."""
    lost = asked.must_serve & ~served.covered
    if lost.any():
        yield words.not_served(int(lost.sum()), capacities=asked.rules.capacity is not None)
    weights = asked.weights
    for floor in asked.rules.floors:
        total = float(weights[floor.rows].sum())
        covered = float(weights[floor.rows] @ served.counted[floor.rows])
        if covered < floor.share * total * (1 - _SLACK):
            yield words.covered_too_little(floor, covered / total)
    if asked.rules.capacity is not None:
        load = loads(asked, served)
        for column in too_full(asked, columns, served):
            yield words.too_full(asked.cost.site_ids[column], load[column], asked.rules.capacity[column])


def too_full(asked: Question, columns: IntArray, served: Served) -> IntArray:
    """Give the open sites that serve more than they have room for."""
    if asked.rules.capacity is None or asked.model is Model.P_DISPERSION:
        return columns[:0]
    room = asked.rules.capacity[columns]
    slack = room * _SLACK + _SLACK * asked.weights.max()
    over: IntArray = columns[loads(asked, served)[columns] > room + slack]
    return over


def loads(asked: Question, served: Served) -> FloatArray:
    """Give the demand that each site serves."""
    weights, n_sites = asked.weights, asked.cost.shape[1]
    if served.shares is not None:
        load: FloatArray = np.asarray(weights @ served.shares)
        return load
    assigned = served.assignment >= 0
    return np.bincount(served.assignment[assigned], weights[assigned], minlength=n_sites).astype(np.float64)
