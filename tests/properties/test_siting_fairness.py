"""Laws of coverage that is fair between groups, with every requirement: what trying every plan finds."""

from itertools import pairwise, product

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from siting_instances import every_set, least_share, questions

from geo_target import PlanStatus
from geo_target.siting import Limit, Model, equity_frontier, evaluate, solve_fairest

few = settings(max_examples=share_of_profile(0.3), deadline=None, suppress_health_check=list(HealthCheck))


def close(value):
    return pytest.approx(value, rel=1e-6, abs=1e-6)


@st.composite
def fair_questions(draw, own=False):
    """A question and groups of its demand points; `own` if they are those of its least coverage, where it has one."""
    asked = draw(questions([Model.MCLP], draw(st.booleans()), most_points=5, most_sites=4, least_points=3))
    given, n = asked.requirements.demand_group, len(asked.weights)
    if own and given is not None:
        assume(asked.weights.sum() > 0)
        return asked, given
    labels = draw(
        st.permutations(["p", "q", "r", *draw(st.lists(st.sampled_from("pq"), min_size=2, max_size=2))])
    )[:n]
    if asked.requirements.budget is None:  # few sites, so that not everybody can be served
        asked = asked.asked(n_sites=max(1, len(asked.requirements.existing)))
    assume(np.count_nonzero(asked.weights) > 1)
    return asked, labels


class Groups:
    """Shares of the groups that have demand."""

    def __init__(self, asked, labels):
        self.demand = asked.weights
        self.rows = [
            rows
            for label in dict.fromkeys(labels)
            if self.demand[rows := [i for i, one in enumerate(labels) if one == label]].sum() > 0
        ]

    def shares(self, counted):
        return [float(self.demand[rows] @ counted[rows] / self.demand[rows].sum()) for rows in self.rows]


def share_at(asked, i, j):
    cost = asked.cost.values[i][j]
    if cost > asked.service_radius or not np.isfinite(cost):
        return None
    return 1.0 if asked.decay is None else float(asked.decay(np.array([cost]))[0])


def ways_to_serve(asked, chosen):
    """What counts of each demand point, for every way to serve from some sites, demand not split."""
    near = [
        {j: s for j in chosen if (s := share_at(asked, i, j)) is not None} for i in range(len(asked.weights))
    ]
    if asked.requirements.capacity is None:
        yield np.array([max(way.values()) if len(way) >= asked.n_covers else 0.0 for way in near])
        return
    for picked in product(*([None, *way] for way in near)):
        load = dict.fromkeys(chosen, 0.0)
        for i, j in enumerate(picked):
            if j is not None:
                load[j] += asked.weights[i]
        if all(load[j] <= asked.requirements.capacity[j] for j in chosen):
            yield np.array([0.0 if j is None else near[i][j] for i, j in enumerate(picked)])


def keeps_floors(asked, counted):
    rules = asked.requirements
    for label in set(rules.demand_group or ()):
        rows = [i for i, one in enumerate(rules.demand_group) if one == label]
        if asked.weights[rows] @ counted[rows] < least_share(rules, label) * asked.weights[rows].sum() - 1e-9:
            return False
    return True


class Split:
    """Split demand from some sites as a linear program of SciPy's, by group."""

    def __init__(self, asked, groups, chosen):
        demand, rules = asked.weights, asked.requirements
        pairs = [
            (i, j, s) for i in range(len(demand)) for j in chosen if (s := share_at(asked, i, j)) is not None
        ]
        self.size = len(pairs)
        worth = np.array([demand[i] * s for i, _, s in pairs])
        row, column = np.array([p[0] for p in pairs], int), np.array([p[1] for p in pairs], int)
        self.of_group = [
            np.where(np.isin(row, rows), worth, 0.0) / demand[rows].sum() for rows in groups.rows
        ]
        self.worth = worth
        self.upper = [(row == i).astype(float) for i in range(len(demand))]
        self.most = [1.0] * len(demand)
        self.upper += [demand[row] * (column == j) for j in chosen]
        self.most += [min(rules.capacity[j], demand.sum()) for j in chosen]
        for label in set(rules.demand_group or ()):
            rows = [i for i, one in enumerate(rules.demand_group) if one == label]
            self.upper.append(-np.where(np.isin(row, rows), worth, 0.0))
            self.most.append(-least_share(rules, label) * demand[rows].sum() + 1e-9)

    def most_of(self, wish, least=()):
        """The most of a wish where some groups keep a share; None if they cannot."""
        if not self.size:
            fits = all(bound >= 0 for bound in self.most) and all(share <= 1e-9 for _, share in least)
            return 0.0 if fits else None
        upper = [*self.upper, *(-self.of_group[g] for g, _ in least)]
        most = [*self.most, *(-share + 1e-9 for _, share in least)]
        solved = linprog(-wish, A_ub=upper, b_ub=most, bounds=(0, 1))
        return None if solved.status else -float(solved.fun)

    def level(self, fixed, free):
        """The best least share of the free groups, the others kept."""
        if not self.size:
            return self.most_of(None, fixed)
        upper = [np.append(row, 0.0) for row in self.upper]
        upper += [np.append(-self.of_group[g], 0.0) for g, _ in fixed]
        upper += [np.append(-self.of_group[g], 1.0) for g in free]
        most = [*self.most, *(-share + 1e-9 for _, share in fixed), *([0.0] * len(free))]
        solved = linprog(np.append(np.zeros(self.size), -1.0), A_ub=upper, b_ub=most, bounds=(0, 1))
        return None if solved.status else -float(solved.fun)

    def fairest(self):
        """Raise the least share, fix the groups that can go no higher, and so on."""
        fixed, free = [], list(range(len(self.of_group)))
        while free:
            level = self.level(fixed, free)
            if level is None:
                return None
            rest = [(g, level) for g in free]
            stuck = [
                g for g in free if (self.most_of(self.of_group[g], [*fixed, *rest]) or 0.0) <= level + 1e-7
            ]
            fixed += [(g, level) for g in stuck]
            free = [g for g in free if g not in stuck]
        return tuple(sorted(share for _, share in fixed)), self.most_of(self.worth, fixed)


def fairest_by_trying(asked, labels):
    """The best (shares from the worst up, demand covered) of every plan; None if there is none."""
    groups, found = Groups(asked, labels), []
    for chosen, _ in every_set(asked):
        if asked.requirements.split:
            found.append(Split(asked, groups, chosen).fairest())
        else:
            found += [
                (tuple(sorted(groups.shares(counted))), float(asked.weights @ counted))
                for counted in ways_to_serve(asked, chosen)
                if keeps_floors(asked, counted)
            ]
    rounded = [(tuple(np.round(shares, 6)), covered) for shares, covered in filter(None, found)]
    return max(rounded, default=None)


def most_covered(asked, labels, worst):
    """The most demand that a plan covers whose every group has a share of at least `worst`."""
    groups, best = Groups(asked, labels), -np.inf
    for chosen, _ in every_set(asked):
        if asked.requirements.split:
            split = Split(asked, groups, chosen)
            value = split.most_of(
                split.worth if split.size else None, [(g, worst) for g in range(len(groups.rows))]
            )
            best = max(best, -np.inf if value is None else value)
        else:
            covered = [
                float(asked.weights @ counted)
                for counted in ways_to_serve(asked, chosen)
                if keeps_floors(asked, counted) and min(groups.shares(counted)) >= worst - 1e-9
            ]
            best = max([best, *covered])
    return best


@few
@given(fair_questions())
def test_the_fairest_plan_is_the_best_in_the_order_from_the_worst_served_group_up(case):
    asked, labels = case
    fairest, best = solve_fairest(asked, labels), fairest_by_trying(asked, labels)
    if best is None:
        assert fairest.plan.status is PlanStatus.INFEASIBLE
        return
    assert fairest.plan.status is PlanStatus.OPTIMAL
    assert tuple(np.sort(fairest.coverage)) == close(best[0])
    assert fairest.plan.objective == close(best[1])
    assert fairest.worst == close(best[0][0])
    assert fairest.worst_bound == close(fairest.worst)


@few
@given(fair_questions(own=True))
def test_each_plan_of_the_frontier_covers_the_most_that_its_fairness_allows(case):
    asked, labels = case
    best = fairest_by_trying(asked, labels)
    found = equity_frontier(asked, labels, steps=4)
    if best is None:
        assert [one.plan.status for one in found] == [PlanStatus.INFEASIBLE]
        return
    assert all(one.plan.status is PlanStatus.OPTIMAL for one in found)
    for one, later in pairwise(found):
        assert later.plan.objective < one.plan.objective
        assert later.worst > one.worst
    for one in found:
        assert one.plan.objective == close(most_covered(asked, labels, one.worst))
    assert found[-1].worst == close(best[0][0])


@few
@given(fair_questions(own=True), st.sampled_from(["no time", "cancelled"]))
def test_fairness_that_is_stopped_says_so(case, stopped):
    asked, labels = case
    best, heard = fairest_by_trying(asked, labels), []
    limit = (
        Limit(1e-3) if stopped == "no time" else Limit(progress=heard.append, cancel=lambda: len(heard) > 0)
    )
    hasty = solve_fairest(asked, labels, limit)
    frontier = equity_frontier(asked, labels, steps=3, limit=Limit(1e-3))
    for one in (hasty, *frontier):
        if one.plan.status is PlanStatus.INFEASIBLE:
            assert best is None
        elif one.plan.status is not PlanStatus.NO_PLAN:
            assert best is not None
            assert one.worst <= best[0][0] + 1e-6
            assert one.plan.objective <= one.plan.bound
            assert not evaluate(asked, one.plan.open_sites).broken
    assert best is None or np.isnan(hasty.worst_bound) or hasty.worst_bound >= best[0][0] - 1e-6
    if hasty.plan.status is PlanStatus.OPTIMAL:
        assert tuple(np.sort(hasty.coverage)) == close(best[0])
        assert hasty.plan.objective == close(best[1])
    assert all(not one.objective > one.bound + 1e-6 for one in heard)
