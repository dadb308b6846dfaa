"""Reasons at the edges: a single site, two that are apart, more stand-ins than can be tried, and no time."""

import numpy as np
import pytest

from geo_target import CostMatrix, Requirements
from geo_target.siting import Limit, Question, reasons

ROAD = CostMatrix(
    [[1, 4, 8], [1, 2, 6], [4, 1, 3], [8, 5, 1]],
    demand_ids="ABCD",
    site_ids=["north", "middle", "south"],
    unit="km",
)
PEOPLE = [100, 200, 300, 150]


def test_without_the_only_site_of_an_mclp_nothing_is_covered():
    asked = Question(model="mclp", cost=ROAD, demand=PEOPLE, service_radius=2, n_sites=1)
    (reason,) = reasons(asked, ["middle"])
    assert (reason.loses, reason.loses_coverage, reason.runner_up) == (500, 500, "north")
    assert reason.text_en == (
        "middle serves 500 of demand at 2 points. Without it 500 would have no service. "
        "north in its place is worse by 200."
    )


def test_without_the_only_site_of_a_p_median_nobody_is_served_and_there_is_no_value():
    (reason,) = reasons(Question(model="p_median", cost=ROAD, demand=PEOPLE, n_sites=1), ["middle"])
    assert np.isnan(reason.loses)
    assert reason.loses_coverage == 750
    assert "Without it 750 would have no service." in reason.text_en


def test_who_is_served_instead_is_not_lost():
    near = CostMatrix(
        [[1, 1], [9, 1], [9, 1], [9, 1]], demand_ids="abcd", site_ids=["one", "other"], unit="km"
    )
    room = Requirements(capacity=[6, 10.5])
    asked = Question(
        model="mclp", cost=near, demand=[6, 5, 5, 4.5], service_radius=2, n_sites=2, requirements=room
    )
    one = reasons(asked, ["one", "other"])[
        0
    ]  # a to it, b and c to the other; without it a and d to the other
    assert (one.serves, one.loses, one.loses_coverage) == (6, 5.5, 5.5)


def test_points_without_demand_that_must_be_served_are_told():
    asked = Question(model="lscp", cost=ROAD, demand=[0, 0, 5, 5], service_radius=2)
    north = reasons(asked, ["north", "middle", "south"])[0]
    assert np.isnan(north.loses)
    assert "Without it 1 point that must be served would have no service." in north.text_en
    assert "بدون آن ۱ نقطه که باید خدمت بگیرد بی‌خدمت می‌ماند." in north.text_fa


def test_one_site_alone_has_no_distance():
    apart = CostMatrix([[0, 3, 7], [3, 0, 4], [7, 4, 0]], demand_ids="abc", site_ids="abc", unit="km")
    first, second = reasons(Question(model="p_dispersion", cost=apart, n_sites=2), ["a", "c"])
    assert np.isnan(first.loses)
    assert np.isnan(second.loses)
    assert "fewer than two sites would be open" in first.text_en
    assert "کمتر از دو مکان" in first.text_fa
    middle = reasons(Question(model="p_dispersion", cost=apart, n_sites=3), ["a", "b", "c"])[1]
    assert middle.loses == -4
    assert "Without it the others would be 4 farther apart." in middle.text_en


def crowded(small):
    """A question with one site that holds everybody, and many others of a capacity that may be too small."""
    n_sites = 38
    cost = np.arange(4 * n_sites, dtype=float).reshape(4, n_sites) % 11 + 1
    matrix = CostMatrix(cost, demand_ids="ABCD", site_ids=range(n_sites), unit="m")
    rules = Requirements(capacity=[750] + [small] * (n_sites - 1))
    return Question(model="p_median", cost=matrix, demand=PEOPLE, n_sites=1, requirements=rules)


def test_a_reason_says_how_many_of_the_stand_ins_were_tried():
    (reason,) = reasons(crowded(small=10), [0])
    assert (reason.runner_up, reason.tried, reason.possible, reason.certain) == (None, 25, 37, False)
    assert "No other site was found that can take its place." in reason.text_en
    assert "Only 25 of 37 sites were tried in its place: another may be better." in reason.text_en
    assert "تنها ۲۵ مکان از ۳۷ به‌جای آن آزموده شد؛ شاید دیگری بهتر باشد." in reason.text_fa


def test_a_stand_in_that_cannot_be_better_need_not_be_tried():
    (reason,) = reasons(crowded(small=750), [0])
    assert (reason.tried, reason.possible, reason.certain) == (1, 37, True)


def test_who_stops_the_search_still_hears_whom_each_site_serves():
    asked = Question(model="p_median", cost=ROAD, demand=PEOPLE, n_sites=2)
    for reason in reasons(asked, ["middle", "south"], Limit(cancel=lambda: True)):
        assert reason.serves > 0
        assert reason.loses > 0
        assert reason.runner_up is None
        assert not reason.certain
        assert "No other site was found" in reason.text_en


@pytest.mark.parametrize("model", ["lscp", "p_median", "p_center"])
def test_where_the_others_have_no_room_for_all_nothing_is_said_to_cost_more(model):
    """Ten people at each of three places; without A there is room for 20 of the 30."""
    cost = CostMatrix([[1, 2], [1, 2], [3, 1]], demand_ids=range(3), site_ids="AB", unit="m")
    given = {"service_radius": 3} if model == "lscp" else {"n_sites": 2}
    room = Requirements(capacity=[10, 20])
    asked = Question(model=model, cost=cost, demand=[10, 10, 10], requirements=room, **given)
    for reason in reasons(asked, ["A", "B"]):
        assert np.isnan(reason.loses)
        assert reason.certain
        assert "Without it the others have no room for everybody." in reason.text_en
        assert "بدون آن دیگران برای همه جا ندارند." in reason.text_fa
