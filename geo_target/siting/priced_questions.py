"""A question as the table of pairs that prices are climbed on: what all pay, or what opening costs within a radius."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse
from geo_target.siting.engines.pricing import Priced
from geo_target.siting.programs import opening_cost
from geo_target.siting.question import Model
from geo_target.siting.swapping import site_rules

if TYPE_CHECKING:
    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.question import Question

_SOME = 500
"""Sites by which the first prices are set."""


def paid_by_all(asked: Question) -> tuple[Priced, FloatArray]:
    """Give a p-median as what all demand pays, and prices to begin with: the cost at a site of middling distance."""
    priced = _priced(asked, None, np.zeros(asked.cost.shape[1]), asked.rules.most_open)
    return priced, _middling(priced)


def opened_within(asked: Question, radius: float | None = None) -> tuple[Priced, FloatArray, float]:
    """Give a question that serves all within a radius as what opening costs, prices to begin with, and the most it may.

    The cost is the model's for the LSCP, else the number of sites, or what they cost where no number is asked.
    """
    if asked.model is Model.LSCP:
        opening, most = opening_cost(asked), np.inf
    elif asked.rules.n_open is not None:
        opening, most = np.ones(asked.cost.shape[1]), float(asked.rules.n_open)
    else:
        opening, most = np.asarray(asked.rules.site_cost, np.float64), float(asked.rules.budget or 0.0)
    priced = _priced(asked, radius, opening, asked.cost.shape[1])
    return priced, _even(priced), most


def _priced(asked: Question, radius: float | None, opening: FloatArray, n_open: int) -> Priced:
    """Give the pairs of who must be served, site by site: of the sites that are not forbidden."""
    rules, asking = asked.rules, np.flatnonzero(asked.must_serve)
    weight, sites = asked.weights[asking].astype(np.float64), site_rules(asked)
    starts, rows, costs = _by_site(asked, radius, asking)
    n_sites = asked.cost.shape[1]
    priced = Priced(
        starts=starts,
        rows=rows,
        costs=costs * weight[rows] if asked.model is Model.P_MEDIAN else np.zeros(len(costs)),
        weight=weight,
        room=np.full(n_sites, np.inf) if rules.capacity is None else np.array(rules.capacity, np.float64),
        opening=np.array(opening, np.float64),  # compiled code is for arrays that may be written
        use=sites.use,
        most=sites.most,
        fixed=sites.fixed,
        group=sites.group,
        fewest=sites.fewest,
        largest=sites.largest,
        n_open=n_open,
    )
    return priced.of_sites(np.flatnonzero(~rules.forbidden)) if rules.forbidden.any() else priced


def _by_site(
    asked: Question, radius: float | None, asking: IntArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """Give where each site's pairs start, and the demand point (of those asking) and the cost of each pair."""
    values, n_sites = asked.cost.values, asked.cost.shape[1]
    if radius is None and asked.service_radius is None and not is_sparse(values):
        table = values[asking].T
        if np.isfinite(table).all():  # no pair is left away, forbidden sites apart, which are never chosen
            rows: IntArray = np.tile(np.arange(len(asking), dtype=np.int32), n_sites)
            return len(asking) * np.arange(n_sites + 1), rows, table.ravel()
    by_site = asked.pairs(radius)[asking].tocsc()
    return by_site.indptr.astype(np.int64), by_site.indices.astype(np.int32), by_site.data


def _middling(priced: Priced) -> FloatArray:
    """Give each demand point's cost at the site that is as near as the open ones are on average, of some of the sites."""
    n, n_sites = len(priced.weight), len(priced.room)
    step = max(1, min(n_sites // _SOME, n_sites // max(1, priced.n_open)))
    priced = priced.of_sites(np.arange(0, n_sites, step))
    n_sites = len(priced.room)
    order = np.lexsort((priced.costs, priced.rows))
    count = np.bincount(priced.rows, minlength=n)
    last = np.cumsum(count) - 1
    place = last - count + 1 + np.minimum(count - 1, n_sites // max(1, priced.n_open))
    return np.where(count > 0, priced.costs[order][np.minimum(place, len(order) - 1)], 0.0)


def _even(priced: Priced) -> FloatArray:
    """Share out what a site costs on average among the demand points that it can serve."""
    n = len(priced.weight)
    site = np.repeat(np.arange(len(priced.room)), np.diff(priced.starts))
    load = np.bincount(site, priced.weight[priced.rows], minlength=len(priced.room))
    reached, number = load > 0, np.maximum(np.diff(priced.starts), 1)
    served = np.where(reached, number * np.minimum(1.0, priced.room / np.maximum(load, 1e-9)), 1.0)
    each = priced.opening / np.maximum(served, 1e-9)
    cheapest = np.full(n, np.inf)
    np.minimum.at(cheapest, priced.rows, each[site])
    return np.where(np.isfinite(cheapest), cheapest, 0.0)
