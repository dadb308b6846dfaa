"""The families that papers are tried on: equal to the textbook's program, and to the published optima if they are here.

The programs are written as the textbooks have them, of SciPy's arrays, and know nothing of ours.
"""

from __future__ import annotations

import numpy as np
import pytest
import siting_families as families
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, coo_array, csr_array, eye_array, kron

from geo_target import CostMatrix, Requirements
from geo_target.plans import PlanStatus
from geo_target.siting import frontier, solve_lscp, solve_mclp, solve_p_median
from geo_target.siting.question import Model, Question

CAPACITATED = [families.osman_christofides(n, p, seed) for n, p, seed in ((20, 2, 1), (24, 3, 2), (30, 3, 3))]
SET_COVERS = [families.balas_ho(60, 200, seed, 0.05) for seed in (1, 2, 3)]
COVERAGES = [families.cordeau_furini_ljubic(n, 100, 4.5, seed) for n, seed in ((1_000, 1), (2_000, 2))]
PUBLISHED = [*families.published_capacitated()]
QUICK = [one for one in PUBLISHED if one.n_sites == 5]


def named(values):
    return pytest.mark.parametrize("case", values, ids=lambda case: case.name)


def matrix(values):
    n, m = values.shape
    return CostMatrix(values, demand_ids=range(n), site_ids=range(m), unit="")


def best_value(cost, constraints, n_whole, *, maximise=False):
    """Solve a program whose first columns are 0 or 1, and the others from 0 to 1."""
    whole = np.arange(len(cost)) < n_whole
    solved = milp(
        -cost if maximise else cost,
        constraints=constraints,
        integrality=whole.astype(int),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    assert solved.status == 0
    return -solved.fun if maximise else solved.fun


def textbook_p_median(case):
    """Sites first, then each place by each site; the strong form with one row a pair."""
    n, m = case.cost.shape
    each, over = np.ones((1, m)), np.ones((n, 1))
    served = block_array([[csr_array((n, m)), kron(eye_array(n), each)]])
    opened = block_array([[-kron(over, eye_array(m)), eye_array(n * m)]])
    load = block_array([[-case.capacity * eye_array(m), kron(case.demand[None], eye_array(m))]])
    number = csr_array(np.concatenate([np.ones(m), np.zeros(n * m)])[None])
    constraints = [
        LinearConstraint(served, 1, 1),
        LinearConstraint(opened, ub=0),
        LinearConstraint(load, ub=0),
        LinearConstraint(number, case.n_sites, case.n_sites),
    ]
    return best_value(np.concatenate([np.zeros(m), case.cost.ravel()]), constraints, m + n * m)


def covering(case):
    """Sites first, then each customer: covered only where an open site is near."""
    n, m = case.near.shape
    near = coo_array((np.ones(case.near.nnz), case.near.nonzero()), shape=(n, m))
    return LinearConstraint(block_array([[-near, eye_array(n)]]), ub=0), np.arange(m + n) < m


def solved_by_us(case):
    return solve_p_median(
        matrix(case.cost_of_demand),
        case.demand,
        n_sites=case.n_sites,
        requirements=Requirements(capacity=np.full(len(case.demand), case.capacity)),
    )


def check_capacitated(case, plan, optimum):
    assert plan.status is PlanStatus.OPTIMAL
    assert (plan.objective, plan.bound) == pytest.approx((optimum, optimum), rel=1e-9)
    assert case.cost[np.arange(len(case.demand)), plan.assignment].sum() == optimum
    assert np.bincount(plan.assignment, case.demand).max() <= case.capacity
    assert len(plan.open_sites) == case.n_sites


@named(CAPACITATED)
def test_capacitated_p_median_equals_the_textbook(case):
    check_capacitated(case, solved_by_us(case), round(textbook_p_median(case)))


@pytest.mark.skipif(not QUICK, reason="the published file pmedcap1.txt is not here")
@named(QUICK)
def test_published_capacitated_p_medians_are_found_and_proved(case):
    check_capacitated(case, solved_by_us(case), case.optimum)


def cheapest_cover(case):
    requirements = Requirements(site_cost=case.cost)
    return solve_lscp(matrix(case.covers), service_radius=1.0, requirements=requirements)


@named(SET_COVERS)
def test_weighted_set_covering_equals_the_textbook(case):
    optimum = best_value(case.cost, [LinearConstraint(case.covers, 1)], len(case.cost))

    plan = cheapest_cover(case)
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.objective == plan.bound == pytest.approx(optimum)
    assert case.cost[plan.open_columns].sum() == plan.objective
    assert case.covers[:, plan.open_columns].sum(axis=1).min() >= 1


@pytest.mark.skipif(not [*families.published_set_covers()], reason="no published file scp41.txt is here")
@named([*families.published_set_covers()])
def test_published_set_covers_are_found_and_proved(case):
    plan = cheapest_cover(case)
    assert (plan.status, plan.objective, plan.bound) == (PlanStatus.OPTIMAL, case.optimum, case.optimum)


@named(COVERAGES)
def test_coverage_equals_the_textbook(case):
    linked, are_sites = covering(case)
    n_sites = 8
    worth = np.concatenate([np.zeros(are_sites.sum()), case.demand])
    number = LinearConstraint(csr_array(are_sites[None].astype(float)), n_sites, n_sites)
    optimum = best_value(worth, [linked, number], are_sites.sum(), maximise=True)

    plan = solve_mclp(matrix(case.near), case.demand, service_radius=case.radius, n_sites=n_sites)
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.objective == plan.bound == pytest.approx(optimum)
    reached = np.diff(case.near[:, plan.open_columns].tocsr().indptr) > 0
    assert case.demand[reached].sum() == plan.objective


@named(COVERAGES[:1])
@pytest.mark.parametrize("share", [0.5, 0.7])
def test_the_fewest_sites_that_cover_a_share_equal_the_textbook(case, share):
    """Partial set covering is read off the curve: the first number of sites that covers as much."""
    linked, are_sites = covering(case)
    worth = np.concatenate([np.zeros(are_sites.sum()), case.demand])
    enough = LinearConstraint(csr_array(worth[None]), share * case.demand.sum())
    fewest = round(best_value(are_sites.astype(float), [linked, enough], are_sites.sum()))

    asked = Question(
        model=Model.MCLP, cost=matrix(case.near), demand=case.demand, service_radius=case.radius, n_sites=1
    )
    curve = frontier(asked, n_sites=list(range(1, fewest + 1)))
    assert [plan.coverage >= share for plan in curve] == [False] * (fewest - 1) + [True]
