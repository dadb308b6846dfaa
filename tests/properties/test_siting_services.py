"""Laws of services in shared buildings: what trying every set of sites for each service finds."""

from itertools import combinations, product

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from siting_instances import linear, matrices, value_of, whole

from geo_target import PlanStatus, Requirements
from geo_target.errors import InputError
from geo_target.siting import Limit, Model, Question, Service, solve_services

many = settings(max_examples=share_of_profile(0.6), deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def shared(draw):
    """Two services over up to four sites, each with its own radius, kind of coverage, and sites that stand."""
    cost = draw(matrices(most_sites=4, most_points=5))
    n_points, n = cost.shape
    services = []
    for name, weight in (("training", 1.0), ("jobs", 2.0)):
        stands = draw(st.lists(st.sampled_from(["free", "free", "stands", "never"]), min_size=n, max_size=n))
        kind = draw(st.sampled_from([{}, {}, {"n_covers": 2}, {"decay": linear}]))
        asked = Question(
            model=Model.MCLP,
            cost=cost,
            demand=draw(whole(0, 6, n_points)),
            service_radius=draw(st.integers(2, 12)),
            requirements=Requirements(
                existing=[f"s{j}" for j in range(n) if stands[j] == "stands"],
                forbidden=[f"s{j}" for j in range(n) if stands[j] == "never"],
                site_cost=np.zeros(n),
                budget=0,
            ),
            **kind,
        )
        services.append(Service(name, asked, weight, draw(whole(0, 4, n))))
    return services, draw(whole(0, 5, n)), draw(st.integers(0, 14)), draw(st.none() | st.integers(1, 4))


def every_choice(services, building, budget, n_buildings):
    """Every pair of sets of sites that can be paid for, with its value, written down anew."""
    n = len(building)
    sets = [set(chosen) for k in range(n + 1) for chosen in combinations(range(n), k)]
    stand = [{int(site[1:]) for site in one.asked.requirements.existing} for one in services]
    never = [{int(site[1:]) for site in one.asked.requirements.forbidden} for one in services]
    for both in product(sets, sets):
        if any(
            not here <= chosen or chosen & out for chosen, here, out in zip(both, stand, never, strict=True)
        ):
            continue
        used = both[0] | both[1]
        if n_buildings is not None and len(used) > n_buildings:
            continue
        spent = sum(building[j] for j in used - stand[0] - stand[1])
        spent += sum(
            one.cost[j]
            for one, chosen, here in zip(services, both, stand, strict=True)
            for j in chosen - here
        )
        if spent <= budget:
            yield sum(
                one.weight * value_of(one.asked, sorted(chosen), sorted(chosen - here))
                for one, chosen, here in zip(services, both, stand, strict=True)
            )


def cheapest(services, building):
    stand = {site for one in services for site in one.asked.requirements.existing}
    prices = [
        (0 if f"s{j}" in stand else building[j]) + one.cost[j]
        for one in services
        for j in range(len(building))
        if f"s{j}" not in {*one.asked.requirements.existing, *one.asked.requirements.forbidden}
    ]
    return min(prices, default=0)


@many
@given(shared())
def test_services_share_buildings_as_well_as_can_be(case):
    services, building, budget, n_buildings = case
    stand = {site for one in services for site in one.asked.requirements.existing}

    def solved(limit=None):
        return solve_services(
            services, building_cost=building, budget=budget, n_buildings=n_buildings, limit=limit
        )

    if budget < cheapest(services, building) or (n_buildings is not None and n_buildings < len(stand)):
        with pytest.raises(InputError, match=r"(budget|n_buildings) must be"):
            solved()
        return
    plan, hasty = solved(), solved(Limit(1e-3))
    best = max(every_choice(services, building, budget, n_buildings))
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.objective == plan.bound == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert plan.spent <= budget + 1e-6
    assert stand <= set(plan.open_sites) or not plan.open_sites
    assert set().union(*plan.sites_of) == set(plan.open_sites)
    if hasty.status is not PlanStatus.NO_PLAN:
        assert hasty.objective <= best + 1e-6 <= hasty.bound + 2e-6
