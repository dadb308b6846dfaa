"""A hand-made plan with capacities: whom the full sites serve keeps the least coverage of each group, where it can."""

import numpy as np
import pytest

from geo_target import CostMatrix, PlanStatus, Requirements
from geo_target.siting import Limit, Model, Question, evaluate, robustness, solve

COST = CostMatrix(np.zeros((3, 2)), demand_ids="abc", site_ids=["school", "clinic"], unit="km")


def asked(min_coverage):
    return Question(
        model=Model.MCLP,
        cost=COST,
        demand=[1, 2, 6],
        service_radius=1,
        n_sites=1,
        requirements=Requirements(
            capacity=[8, 0], demand_group=["near", "far", "far"], min_coverage=min_coverage
        ),
    )


@pytest.mark.parametrize(("min_coverage", "best"), [(0.3, 7), ({"far": 0.3}, 8), (0.0, 8)])
def test_full_sites_serve_whom_the_least_coverage_asks_for(min_coverage, best):
    question = asked(min_coverage)
    plan, hand = solve(question), evaluate(question, ["school"])
    assert (plan.objective, hand.objective, hand.status) == (best, best, PlanStatus.FEASIBLE)


def test_a_plan_that_cannot_keep_the_least_coverage_serves_most_and_says_what_it_breaks():
    hand = evaluate(asked(1.0), ["school"])
    assert (hand.objective, hand.status) == (8, PlanStatus.INFEASIBLE)
    assert hand.broken == ("min_coverage: 'near' must be covered to 100.0%, and is to 0.0%",)


def packing():
    """Sixty points that fill six sites nearly to the last person: whether they fit is hard to tell."""
    random = np.random.default_rng(0)
    demand = random.integers(20, 100, 60).astype(float)
    costs = random.integers(1, 100, (60, 6)).astype(float)
    cost = CostMatrix(costs, demand_ids=range(60), site_ids=range(6), unit="m")
    rules = Requirements(capacity=np.full(6, np.ceil(demand.sum() / 6)))
    return Question(model="p_median", cost=cost, demand=demand, n_sites=6, requirements=rules)


def test_a_plan_is_not_called_infeasible_before_that_is_proved():
    hand = evaluate(packing(), range(6), Limit(cancel=lambda: True))
    assert hand.status is PlanStatus.NO_PLAN
    assert hand.broken == (
        "whether the open sites can serve within their capacities was not found out in the time given",
    )
    assert hand.broken_fa == (
        "در این زمان روشن نشد که مکان‌های باز می‌توانند در حد ظرفیت خود خدمت بدهند یا نه",
    )


def test_what_the_sites_themselves_break_is_certain_without_time():
    hand = evaluate(packing().asked(n_sites=5), range(6), Limit(cancel=lambda: True))
    assert hand.status is PlanStatus.INFEASIBLE
    assert hand.broken[0] == "n_sites: 5 sites must be open, and 6 are"
    assert hand.broken_fa[0] == "شمار مکان‌ها: باید ۵ مکان باز باشد و ۶ مکان باز است"


def test_each_broken_requirement_is_told_in_english_and_in_persian():
    cost = CostMatrix(
        [[1.0, 2.0, 9.0], [9.0, 9.0, 1.0]], demand_ids="ab", site_ids=["شمال", "north", "south"], unit="km"
    )
    asked = Question(
        model="mclp",
        cost=cost,
        demand=[600, 400],
        service_radius=3,
        n_sites=2,
        requirements=Requirements(
            existing=["south"],
            forbidden=["north"],
            site_cost=[4000, 5000, 1],
            budget=7000,
            group=["x", "x", "y"],
            group_max={"x": 1},
            group_min={"y": 1},
            min_spacing=2,
            site_distance=[[0, 1, 9], [1, 0, 9], [9, 9, 0]],
            capacity=[300, 200, 400],
            split=True,
            demand_group="pq",
            min_coverage=0.5,
        ),
    )
    hand = evaluate(asked, ["شمال", "north"])
    assert hand.status is PlanStatus.INFEASIBLE
    assert hand.broken == (
        "existing: 'south' must stay open",
        "forbidden: 'north' may not open",
        "budget: the new sites cost 9,000 together, more than 7,000",
        "min_spacing: 'شمال' and 'north' are nearer than 2",
        "group_max: 'x' may have 1 sites at most, and has 2",
        "group_min: 'y' must have 1 sites or more, and has 0",
        "min_coverage: 'q' must be covered to 50.0%, and is to 0.0%",
    )
    assert hand.broken_fa == (
        "مکان‌های موجود: «south» باید باز بماند",
        "مکان‌های ممنوع: «north» نباید باز شود",
        "بودجه: مکان‌های تازه روی هم ۹٬۰۰۰ هزینه دارند، بیش از ۷٬۰۰۰",
        "کمترین فاصلهٔ مکان‌های تازه: «شمال» و «north» از ۲ به هم نزدیک‌ترند",
        "بیشترین شمار مکان هر گروه: «x» می‌تواند دست‌بالا ۱ مکان داشته باشد و ۲ دارد",
        "کمترین شمار مکان هر گروه: «y» باید دست‌کم ۱ مکان داشته باشد و ۰ دارد",
        "کمترین پوشش هر گروه: پوشش «q» باید ۵۰ درصد باشد و ۰ درصد است",
    )


def test_who_is_not_served_and_which_site_is_too_full_is_told_in_english_and_in_persian():
    cost = CostMatrix([[1.0, 2.0], [1.0, 2.0]], demand_ids="ab", site_ids=["one", "two"], unit="km")
    asked = Question(
        model="p_median", cost=cost, demand=[5, 7], n_sites=1, requirements=Requirements(capacity=[10, 99])
    )
    hand = evaluate(asked, ["one"])
    assert hand.broken == ("capacity: 'one' serves 12, more than its 10",)
    assert hand.broken_fa == ("ظرفیت‌ها: «one» به ۱۲ خدمت می‌دهد، بیش از ظرفیت آن که ۱۰ است",)
    far = Question(model="lscp", cost=cost, service_radius=0.5)
    left_out = evaluate(far, ["one"])
    assert left_out.broken == ("every demand point must be served, and 2 are not by an open site",)
    assert left_out.broken_fa == ("همهٔ نقاط تقاضا باید خدمت بگیرند و ۲ نقطه از هیچ مکان باز خدمت نمی‌گیرند",)


def test_where_the_nearest_sites_have_room_for_all_nobody_is_split_and_the_shares_say_so():
    cost = CostMatrix([[1.0, 5.0], [7.0, 2.0]], demand_ids="ab", site_ids=["school", "clinic"], unit="km")
    rules = Requirements(capacity=[10, 20], split=True)
    question = Question(model="p_center", cost=cost, demand=[10, 20], n_sites=2, requirements=rules)
    hand = evaluate(question, ["school", "clinic"], Limit(cancel=lambda: True))
    assert (hand.status, hand.objective) == (PlanStatus.FEASIBLE, 2)
    assert hand.shares.toarray().tolist() == [[1, 0], [0, 1]]


def test_a_forbidden_site_too_near_to_another_breaks_both_rules():
    apart = np.array([[0.0, 1.0], [1.0, 0.0]])
    rules = Requirements(forbidden=["school"], min_spacing=2.0, site_distance=apart)
    question = Question(
        model=Model.MCLP, cost=COST, demand=[1, 2, 6], service_radius=1, n_sites=1, requirements=rules
    )
    plan = evaluate(question, ["school", "clinic"])
    assert plan.status is PlanStatus.INFEASIBLE
    assert any("forbidden" in said for said in plan.broken)
    assert any("school" in said and "clinic" in said for said in plan.broken)


def test_a_plan_of_more_sites_than_it_takes_has_no_regret_for_covering_more_twice():
    cost = CostMatrix(np.array([[1.0, 1.0]]), demand_ids=["a"], site_ids=["one", "other"], unit="km")
    question = Question(model=Model.LSCP_BACKUP, cost=cost, demand=[1.0], service_radius=2)
    result = robustness(question, ["one", "other"], demand_draws=[[1.0]])
    assert (result.objective[0], result.best[0]) == (1.0, 0.0)
    assert result.regret[0] == 0.0
