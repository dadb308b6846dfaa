"""Why each site was picked: whom it serves, what is lost without it, and the next best in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError
from geo_target.models import is_sparse
from geo_target.siting.checking import broken_rules
from geo_target.siting.evaluating import columns_of
from geo_target.siting.limits import Limit, limit_for
from geo_target.siting.question import SERVING_ALL, Model
from geo_target.siting.reach import costs_to
from geo_target.siting.reason_words import reason_words
from geo_target.siting.serving import serve
from geo_target.siting.solving import serve_by

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

_BLOCK = 256
_TRIED = 25
"""Sites tried in the place of one, nearest first, where each costs a program (capacities)."""


@dataclass(frozen=True, slots=True, eq=False)
class Reason:
    """Why one site is in a plan.

    Parameters
    ----------
    site
        Its id.
    serves, points
        Demand that it serves, and how many demand points.
    loses_coverage
        Demand that nobody would serve without it, the other sites staying.
    loses
        How much worse the objective is without it, in the model's unit; NaN if the rest is no plan; negative if better.
    runner_up
        The site that is best in its place, the others staying and every requirement kept; None if there is none.
    difference
        How much worse the plan is with the runner-up; NaN without one, negative if it is better.
    """

    site: Hashable
    serves: float
    points: int
    loses_coverage: float
    loses: float
    runner_up: Hashable | None
    difference: float
    text_en: str
    text_fa: str


def reasons(
    asked: Question, open_sites: Sequence[Hashable], limit: Limit | None = None
) -> tuple[Reason, ...]:
    """Give the reason for each site of a plan that was not open before.

    Parameters
    ----------
    open_sites
        Ids of the plan's sites; the plan must serve everybody whom the model must serve.

    Raises
    ------
    InputError
        If a site is unknown, or the plan has no value.
    """
    limit = limit_for(asked, limit)
    columns = columns_of(asked, open_sites)
    now = serve_by(asked, columns, limit)
    if np.isnan(now.objective):
        raise InputError("reasons need a plan that serves every demand point that must be served")
    new = columns[~asked.rules.existing[columns]]
    return tuple(_reason(asked, columns, int(column), now, limit) for column in new)


def _reason(asked: Question, columns: IntArray, column: int, now: Served, limit: Limit) -> Reason:
    rest = columns[columns != column]
    less = serve_by(asked, rest, limit) if len(rest) else None
    sign = 1.0 if asked.maximise else -1.0
    weights, mine = asked.weights, _share_of(now, column)
    lost_share = now.counted - (less.counted if less is not None else 0.0)
    runner_up, value = _runner_up(asked, rest, column, limit)
    site = asked.cost.site_ids[column]
    numbers = {
        "serves": float(weights @ mine),
        "points": int((mine > 0).sum()),
        "loses_coverage": float(weights @ np.maximum(lost_share, 0.0)),
        "loses": sign * (now.objective - (less.objective if less is not None else float("nan"))),
        "difference": sign * (now.objective - value),
    }
    words = reason_words(asked, site, runner_up, numbers)
    return Reason(
        site,
        numbers["serves"],
        int(numbers["points"]),
        numbers["loses_coverage"],
        numbers["loses"],
        runner_up,
        numbers["difference"],
        *words,
    )


def _share_of(served: Served, column: int) -> FloatArray:
    if served.shares is not None:
        mine = served.shares[:, [column]].toarray().ravel()
        return np.asarray(mine, np.float64)
    return np.asarray(served.assignment == column, np.float64)


def _runner_up(asked: Question, rest: IntArray, column: int, limit: Limit) -> tuple[Hashable | None, float]:
    """Find the best other site in the place of one, every requirement kept."""
    sign = 1.0 if asked.maximise else -1.0
    best, value = None, float("nan")
    for other in _others(asked, rest, column):
        swapped = np.sort(np.append(rest, other))
        served = serve_by(asked, swapped, limit)
        better = np.isnan(value) or sign * served.objective > sign * value
        if not np.isnan(served.objective) and better and not broken_rules(asked, swapped, served):
            best, value = asked.cost.site_ids[int(other)], served.objective
            if asked.rules.capacity is None:
                break  # they come best first
        if limit.over():
            break
    return best, value


def _others(asked: Question, rest: IntArray, column: int) -> Iterator[int]:
    """Give the sites that could stand in, by what the plan would be worth without looking at capacities, best first."""
    out = asked.rules.forbidden.copy()
    out[rest] = True
    out[column] = True
    others = np.flatnonzero(~out)
    worth = worth_with(asked, rest, others)
    order = np.argsort(-worth if asked.maximise else worth, kind="stable")
    usable = [int(others[place]) for place in order if np.isfinite(worth[place]) or asked.maximise]
    yield from usable if asked.rules.capacity is None else usable[:_TRIED]


def worth_with(asked: Question, rest: IntArray, others: IntArray) -> FloatArray:
    """Give the plan's value with each of `others` beside `rest`; capacities are not looked at.

    Returns
    -------
    FloatArray
        Shape ``(len(others),)``; ``inf`` where somebody who must be served is not (NaN never).
    """
    if (
        not len(rest)
        or asked.decay is not None
        or asked.model not in {Model.P_MEDIAN, Model.P_CENTER, Model.MCLP}
    ):
        return np.array([_one(asked, np.append(rest, other)) for other in others])
    must = asked.must_serve | (asked.model is Model.MCLP)
    if asked.model is Model.P_MEDIAN and is_sparse(asked.cost.values):
        return _medians(asked, costs_to(asked.cost, rest).min(axis=1), must)[others]
    if asked.model is Model.MCLP and asked.n_covers == 1 and is_sparse(asked.cost.values):
        return _coverages(asked, costs_to(asked.cost, rest).min(axis=1))[others]
    near = costs_to(asked.cost, rest)[must]
    parts = [
        _block(asked, near, costs_to(asked.cost, others[start : start + _BLOCK])[must], asked.weights[must])
        for start in range(0, len(others), _BLOCK)
    ]
    return np.concatenate([np.empty(0), *parts])


def _medians(asked: Question, near: FloatArray, must: BoolArray) -> FloatArray:
    """Give the p-median's value with each site beside others that are `near`, in one pass over the pairs."""
    values, n_sites = asked.cost.values, asked.cost.shape[1]
    assert is_sparse(values)  # noqa: S101 - for mypy; the caller has looked
    row = np.repeat(np.arange(len(near)), np.diff(values.indptr))
    weights, reached = asked.weights, np.isfinite(near)
    paid = np.where(reached, weights * np.where(reached, near, 0.0), 0.0)
    lost = must & ~reached
    saved = np.where(reached[row], np.maximum(near[row] - values.data, 0.0), -values.data)
    gain = np.bincount(values.indices, weights[row] * np.where(must[row], saved, 0.0), minlength=n_sites)
    found = np.bincount(values.indices, lost[row], minlength=n_sites)
    return np.where(found == lost.sum(), paid[must].sum() - gain, np.inf)


def _coverages(asked: Question, near: FloatArray) -> FloatArray:
    """Give the MCLP's value with each site beside others that are `near`, in one pass over the pairs."""
    values, radius = asked.cost.values, float(asked.service_radius or 0.0)
    assert is_sparse(values)  # noqa: S101 - for mypy; the caller has looked
    row = np.repeat(np.arange(len(near)), np.diff(values.indptr))
    newly = (values.data <= radius) & (near[row] > radius)
    gain = np.bincount(values.indices, asked.weights[row] * newly, minlength=asked.cost.shape[1])
    return np.asarray(asked.weights[near <= radius].sum() + gain, np.float64)


def _block(asked: Question, near: FloatArray, costs: FloatArray, weights: FloatArray) -> FloatArray:
    """Give the value with each of some sites: `near` costs to the rest, `costs` to each of them."""
    if asked.model is Model.MCLP:
        radius = float(asked.service_radius or 0.0)
        count = (near <= radius).sum(axis=1, keepdims=True) + (costs <= radius)
        return np.asarray(weights @ (count >= asked.n_covers), np.float64)
    paid = np.minimum(costs, near.min(axis=1, keepdims=True))
    if asked.model is Model.P_MEDIAN:
        return np.asarray(weights @ paid, np.float64)
    return np.asarray(paid.max(axis=0, initial=0.0), np.float64)


def _one(asked: Question, columns: IntArray) -> float:
    value = serve(asked, np.sort(columns)).objective
    if not np.isnan(value):
        return value
    return np.inf if asked.model in SERVING_ALL and not asked.maximise else -np.inf
