"""Small random questions where to build, and the best answer found by trying every set of sites."""

from dataclasses import replace
from itertools import chain, combinations, product

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_array
from siting_requirements import COVERS_ALL, NO_NUMBER, SOME, requirements, whole

from geo_target import CostMatrix
from geo_target.siting import Model, Question

MODELS = list(Model)


@st.composite
def matrices(draw, square=False, most_points=6, most_sites=6, least_sites=2, least_points=1):
    n_sites = draw(st.integers(least_sites, most_sites))
    n_points = n_sites if square else draw(st.integers(least_points, most_points))
    n = n_points * n_sites
    flat = draw(st.lists(st.sampled_from([*range(13), np.inf]), min_size=n, max_size=n))
    values = np.array(flat, float).reshape(n_points, n_sites)
    lost = ~np.isfinite(values).any(axis=1)
    values[lost, 0] = 3.0
    ids = [f"s{j}" for j in range(n_sites)]
    return CostMatrix(values, demand_ids=ids if square else range(n_points), site_ids=ids, unit="m")


def linear(costs):
    return np.clip(1 - costs / 16, 0, 1)


@st.composite
def questions(draw, models=MODELS, plain=False, most_points=6, most_sites=6, names=None, least_points=1):
    """A question of one of the models.

    Parameters
    ----------
    plain
        Whether it asks for nothing but the number of sites.
    names
        What it asks for; up to four requirements unless said.
    """
    model = draw(st.sampled_from(models))
    if names is None:
        names = frozenset() if plain else draw(st.sampled_from(SOME[model]))
    square = model is Model.P_DISPERSION
    least_sites = 3 if {"existing", "forbidden"} & names else 2
    cost = draw(matrices(square, most_points, most_sites, least_sites, least_points))
    n_points, n = cost.shape
    demand = draw(whole(0, 6, n_points))
    asked = draw(requirements(names, n_points, cost.site_ids, square))
    extra = {}
    if model in {*COVERS_ALL, Model.MCLP}:
        extra["service_radius"] = float(draw(st.integers(2, 12)))
    if model not in COVERS_ALL and NO_NUMBER not in names:
        least = max(2 if square else 1, len(asked.existing))
        extra["n_sites"] = draw(st.integers(least, n - len(asked.forbidden)))
    if "decay" in names:
        extra["decay"] = linear
    if "n_covers" in names:
        extra["n_covers"] = 2
    return Question(model=model, cost=cost, demand=demand, requirements=asked, **extra)


def every_set(asked):
    """Every set of sites that keeps the rules about sites, written down anew and not by the library's own check."""
    rules, ids = asked.requirements, list(asked.cost.site_ids)
    n = len(ids)
    free = [j for j in range(n) if ids[j] not in rules.existing and ids[j] not in rules.forbidden]
    kept = [j for j in range(n) if ids[j] in rules.existing]
    for new in chain.from_iterable(combinations(free, k) for k in range(len(free) + 1)):
        chosen = sorted([*kept, *new])
        if asked.n_sites is not None and len(chosen) != asked.n_sites:
            continue
        if rules.budget is not None and sum(rules.site_cost[j] for j in new) > rules.budget:
            continue
        if rules.group is not None and not _groups_hold(rules, chosen):
            continue
        apart = asked.cost.values if asked.model is Model.P_DISPERSION else rules.site_distance
        if rules.min_spacing is not None and any(
            min(apart[j][k], apart[k][j]) < rules.min_spacing for j, k in combinations(new, 2)
        ):
            continue
        yield chosen, new


def _groups_hold(rules, chosen):
    for label in set(rules.group):
        count = sum(rules.group[j] == label for j in chosen)
        for limit, kept in ((rules.group_min, count.__ge__), (rules.group_max, count.__le__)):
            value = limit.get(label) if isinstance(limit, dict) else limit
            if value is not None and not kept(value):
                return False
    return True


def every_plan(asked):
    """The value of every plan, by the columns of its open sites."""
    found = ((tuple(chosen), value_of(asked, chosen, new)) for chosen, new in every_set(asked))
    return {chosen: value for chosen, value in found if value is not None}


def near_best(asked, within):
    """Every plan worth at most a share less than the best."""
    plans = every_plan(asked)
    if asked.model is Model.LSCP_BACKUP:
        least = min(cost for cost, _ in plans.values())
        plans = {chosen: twice for chosen, (cost, twice) in plans.items() if cost == least}
    best = max(plans.values()) if asked.maximise else min(plans.values())
    if asked.maximise:
        return {chosen for chosen, value in plans.items() if value >= best * (1 - within) - 1e-9}
    return {chosen for chosen, value in plans.items() if value <= best * (1 + within) + 1e-9}


def brute_force(asked):
    """The best value of any plan, None if there is none; split capacities by linear programming."""
    values = [
        value for chosen, new in every_set(asked) if (value := value_of(asked, chosen, new)) is not None
    ]
    if not values:
        return None
    if asked.model is Model.LSCP_BACKUP:
        least = min(cost for cost, _ in values)
        return max(twice for cost, twice in values if cost == least)
    return max(values) if asked.maximise else min(values)


def value_of(asked, chosen, new):  # noqa: PLR0911 - one answer a model
    rules, model = asked.requirements, asked.model
    values, demand = asked.cost.values, asked.weights
    if model is Model.P_DISPERSION:
        return min(min(values[j][k], values[k][j]) for j, k in combinations(chosen, 2))
    radius = np.inf if asked.service_radius is None else asked.service_radius
    reach = [
        [j for j in chosen if values[i][j] <= radius and np.isfinite(values[i][j])]
        for i in range(len(demand))
    ]
    if rules.capacity is not None:
        return _with_capacity(asked, chosen, new, reach)
    if model is Model.MCLP:
        counted = np.array([_share(asked, i, near) for i, near in enumerate(reach)])
        return float(demand @ counted) if _floors_hold(asked, counted) else None
    must = [i for i in range(len(demand)) if model is not Model.P_MEDIAN or demand[i] > 0]
    if not all(reach[i] for i in must):
        return None
    opening = len(chosen) if rules.site_cost is None else float(sum(rules.site_cost[j] for j in new))
    if model is Model.LSCP:
        return opening
    if model is Model.LSCP_BACKUP:
        return opening, float(sum(demand[i] for i in range(len(demand)) if len(reach[i]) >= 2))
    nearest = [min(values[i][j] for j in reach[i]) for i in must]
    if model is Model.P_MEDIAN:
        return float(sum(demand[i] * c for i, c in zip(must, nearest, strict=True)))
    return max(nearest)


def _share(asked, i, near):
    if len(near) < asked.n_covers:
        return 0.0
    return 1.0 if asked.decay is None else max(float(asked.decay(asked.cost.values[i][[j]])[0]) for j in near)


def _floors_hold(asked, counted):
    rules, demand = asked.requirements, asked.weights
    if rules.min_coverage is None:
        return True
    for label in set(rules.demand_group):
        rows = [i for i, group in enumerate(rules.demand_group) if group == label]
        if demand[rows] @ counted[rows] < least_share(rules, label) * demand[rows].sum() - 1e-9:
            return False
    return True


def least_share(rules, label):
    """The least share of a group's demand covered."""
    given = rules.min_coverage
    return given.get(label, 0.0) if isinstance(given, dict) else given


def _with_capacity(asked, chosen, new, reach):
    """Try every assignment of whole points; split ones by a program of SciPy's, which knows nothing of ours."""
    rules, model, demand, values = asked.requirements, asked.model, asked.weights, asked.cost.values
    opening = len(chosen) if rules.site_cost is None else float(sum(rules.site_cost[j] for j in new))
    if rules.split:
        return _split(asked, chosen, opening, reach)
    best = None
    optional = model is Model.MCLP
    choices = [
        [*near, None] if optional or (model is Model.P_MEDIAN and demand[i] == 0) else near
        for i, near in enumerate(reach)
    ]
    for assigned in product(*choices):
        load = dict.fromkeys(chosen, 0.0)
        for i, j in enumerate(assigned):
            if j is not None:
                load[j] += demand[i]
        if any(load[j] > rules.capacity[j] for j in chosen):
            continue
        counted = np.array([0.0 if j is None else _share(asked, i, [j]) for i, j in enumerate(assigned)])
        paid = [0.0 if j is None else values[i][j] for i, j in enumerate(assigned)]
        if model is Model.MCLP:
            if not _floors_hold(asked, counted):
                continue
            value = float(demand @ counted)
        elif model is Model.LSCP:
            value = opening
        else:
            value = float(demand @ np.array(paid)) if model is Model.P_MEDIAN else max(paid)
        if best is None or (value > best if asked.maximise else value < best):
            best = value
    return best


def _split(asked, chosen, opening, reach):
    from scipy.optimize import linprog

    rules, model, demand, values = asked.requirements, asked.model, asked.weights, asked.cost.values
    radii = (
        sorted({values[i][j] for i, near in enumerate(reach) for j in near})
        if model is Model.P_CENTER
        else [np.inf]
    )
    for radius in radii:
        pairs = [(i, j) for i, near in enumerate(reach) for j in near if values[i][j] <= radius]
        must = [
            i
            for i in range(len(demand))
            if model is not Model.MCLP and (model is not Model.P_MEDIAN or demand[i] > 0)
        ]
        if not pairs:
            if not must and _floors_hold(asked, np.zeros(len(demand))):
                return opening if model is Model.LSCP else 0.0
            continue
        worth = {
            Model.MCLP: lambda i, j: -demand[i] * _share(asked, i, [j]),
            Model.P_MEDIAN: lambda i, j: demand[i] * values[i][j],
        }
        objective = [worth[model](i, j) if model in worth else 0.0 for i, j in pairs]
        upper, limits = [[float(p[0] == i) for p in pairs] for i in range(len(demand))], [1.0] * len(demand)
        upper += [[-float(p[0] == i) for p in pairs] for i in must]
        limits += [-1.0] * len(must)
        upper += [[demand[p[0]] * (p[1] == j) for p in pairs] for j in chosen]
        limits += [min(rules.capacity[j], demand.sum()) for j in chosen]
        if rules.min_coverage is not None:
            for label in set(rules.demand_group):
                rows = [i for i, group in enumerate(rules.demand_group) if group == label]
                upper.append([-demand[i] * _share(asked, i, [j]) * (i in rows) for i, j in pairs])
                limits.append(-least_share(rules, label) * demand[rows].sum() + 1e-9)
        solved = linprog(objective, A_ub=upper, b_ub=limits, bounds=(0, 1))
        if solved.status == 0:
            return {Model.LSCP: opening, Model.P_CENTER: radius}.get(model, abs(float(solved.fun)))
    return None


def reordered(asked, order):
    """The same question with its sites in another order."""
    cost, rules, square = asked.cost, asked.requirements, asked.model is Model.P_DISPERSION
    ids = [cost.site_ids[j] for j in order]
    values = cost.values[:, order]
    matrix = CostMatrix(
        values[order] if square else values,
        demand_ids=ids if square else cost.demand_ids,
        site_ids=ids,
        unit="m",
    )

    def turned(name):
        array = getattr(rules, name)
        return None if array is None else [array[j] for j in order]

    changes = {name: turned(name) for name in ("site_cost", "capacity", "group")}
    if rules.site_distance is not None:
        changes["site_distance"] = rules.site_distance[np.ix_(order, order)]
    demand = asked.weights[order] if square else asked.weights
    return asked.asked(cost=matrix, demand=demand, requirements=replace(rules, **changes))


def in_units(asked, money=1.0, demand=1.0, length=1.0):
    """The same question with its costs to open, its demand with the capacities, or its ways in another unit."""
    rules, decay, radius = asked.requirements, asked.decay, asked.service_radius
    spaced = rules.min_spacing is not None and rules.site_distance is None
    return asked.asked(
        cost=replace(asked.cost, values=asked.cost.values * length),
        demand=asked.weights * demand,
        service_radius=None if radius is None else radius * length,
        decay=None if decay is None else lambda costs: decay(costs / length),
        requirements=replace(
            rules,
            site_cost=None if rules.site_cost is None else rules.site_cost * money,
            budget=None if rules.budget is None else rules.budget * money,
            capacity=None if rules.capacity is None else rules.capacity * demand,
            min_spacing=rules.min_spacing * length if spaced else rules.min_spacing,
        ),
    )


def stored_sparse(cost):
    """The same costs as CSR, where what has no way is not stored."""
    row, column = np.nonzero(np.isfinite(cost.values))
    values = csr_array((cost.values[row, column], (row, column)), shape=cost.shape)
    return replace(cost, values=values)
