"""The page on siting: its table is what the code refuses, and its worked example is what the code answers."""

from pathlib import Path

import numpy as np
import pytest

from geo_target import CostMatrix, Requirements
from geo_target.siting import (
    Model,
    Question,
    alternatives,
    explain_infeasible,
    reasons,
    solve_fairest,
    solve_lscp,
    solve_lscp_backup,
    solve_mclp,
    solve_p_center,
    solve_p_dispersion,
    solve_p_median,
)
from geo_target.siting.supported import table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "siting.md"
SITES = np.array([1.0, 4.0, 8.0])
COST = CostMatrix(
    np.abs(np.array([0.0, 2.0, 5.0, 9.0])[:, None] - SITES),
    demand_ids="ABCD",
    site_ids=["north", "middle", "south"],
    unit="km",
)
PEOPLE = [100, 200, 300, 150]


def test_the_table_of_models_and_requirements_is_what_is_refused():
    assert table() in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("plan", "objective", "sites"),
    [
        (lambda: solve_lscp(COST, service_radius=2), 3, "north middle south"),
        (lambda: solve_lscp_backup(COST, service_radius=4), 1, "north south"),
        (lambda: solve_mclp(COST, PEOPLE, service_radius=2, n_sites=1), 500, "middle"),
        (lambda: solve_mclp(COST, PEOPLE, service_radius=2, n_sites=2), 650, "middle south"),
        (lambda: solve_p_median(COST, PEOPLE, n_sites=1), 1850, "middle"),
        (lambda: solve_p_median(COST, PEOPLE, n_sites=2), 1250, "middle south"),
        (lambda: solve_p_center(COST, n_sites=2), 3, "north south"),
        (lambda: solve_p_dispersion(np.abs(SITES[:, None] - SITES), n_sites=2), 7, "0 2"),
        (lambda: median([400] * 3, split=False), 2050, "middle south"),
        (lambda: median([400] * 3, split=True), 1400, "north south"),
        (lambda: mclp_in_budget(7), 500, "middle"),
        (
            lambda: solve_mclp(COST, PEOPLE, service_radius=4, n_sites=1, decay=lambda c: 1 - c / 4),
            325,
            "middle",
        ),
        (lambda: solve_mclp(COST, PEOPLE, service_radius=4, n_sites=2, n_covers=2), 600, "north middle"),
    ],
)
def test_the_worked_example_is_what_comes_out(plan, objective, sites):
    found = plan()
    assert found.status == "optimal"
    assert found.objective == pytest.approx(objective)
    assert " ".join(map(str, found.open_sites)) == sites


def median(capacity, *, split):
    return solve_p_median(COST, PEOPLE, n_sites=2, requirements=Requirements(capacity=capacity, split=split))


def mclp_in_budget(budget):
    return solve_mclp(
        COST, PEOPLE, service_radius=2, requirements=Requirements(site_cost=[4, 6, 3], budget=budget)
    )


def test_reasons_alternatives_clash_and_fairness_are_as_told():
    asked = Question(model=Model.MCLP, cost=COST, demand=PEOPLE, service_radius=2, n_sites=2)
    assert [
        (r.site, r.loses_coverage, r.runner_up, r.difference) for r in reasons(asked, ["middle", "south"])
    ] == [
        ("middle", 500, "north", 200),
        ("south", 150, "north", 50),
    ]
    assert reasons(asked, ["middle", "south"])[1].text_en == (
        "south serves 150 of demand at 1 point. Without it 150 would have no service. north in its place is worse by 50."
    )
    found = alternatives(asked, 0.2)
    assert [plan.open_sites for plan in found.plans] == [("middle", "south"), ("north", "middle")]
    assert found.role == ("optional", "must_have", "optional")
    dear = Requirements(site_cost=[4, 6, 3], budget=7)
    clash = explain_infeasible(Question(model=Model.LSCP, cost=COST, service_radius=2, requirements=dear))
    assert clash.items == ("budget", "service")
    assert [float(one.value[0]) for one in clash.relaxations] == [13, 3]
    fair = solve_fairest(asked.asked(n_sites=1), "xxxy")
    assert fair.plan.open_sites == ("south",)
    assert fair.coverage.tolist() == [0, 1]
