"""Clashes and changes in words, both languages, for each requirement; and what is said when time is too short."""

import re

import numpy as np
import pytest

from geo_target import CostMatrix, Requirements
from geo_target.siting import Limit, Question, explain_infeasible, relaxing
from geo_target.siting.explaining_words import NAMES, clash_words, relaxation_words
from geo_target.siting.relaxing import ITEMS

COST = CostMatrix(
    [[1.0, 4.0, 9.0], [9.0, 1.0, 2.0], [9.0, 9.0, 1.0]],
    demand_ids="abc",
    site_ids=["north", "middle", "south"],
    unit="km",
)
APART = [[0, 2, 9], [2, 0, 9], [9, 9, 0]]


def lscp(**rules):
    return Question(
        model="lscp", cost=COST, demand=[1000, 200, 300], service_radius=3, requirements=Requirements(**rules)
    )


def median(n_sites=2, **rules):
    return Question(
        model="p_median",
        cost=COST,
        demand=[1000, 200, 300],
        n_sites=n_sites,
        requirements=Requirements(**rules),
    )


SAID = {
    "n_sites": (
        median(1, existing=["north"], group=["x", "y", "y"], group_min=1),
        "2 sites instead of 1",
        "۲ مکان به‌جای ۱",
    ),
    "budget": (
        lscp(site_cost=[4000, 9000, 3000], budget=5000),
        "a budget of 7,000 instead of 5,000",
        "بودجهٔ ۷٬۰۰۰ به‌جای ۵٬۰۰۰",
    ),
    "group_min": (
        median(2, group=["x", "x", "y"], group_min={"x": 2}, existing=["south"]),
        "at least 1 in x instead of 2",
        "دست‌کم ۱ در x به‌جای ۲",
    ),
    "group_max": (
        lscp(group=["x", "y", "x"], group_max={"x": 1}),
        "at most 2 in x instead of 1",
        "دست‌بالا ۲ در x به‌جای ۱",
    ),
    "min_spacing": (
        median(2, forbidden=["south"], min_spacing=3.0, site_distance=APART),
        "new sites 2 apart instead of 3",
        "فاصلهٔ ۲ میان مکان‌های تازه به‌جای ۳",
    ),
    "existing": (
        median(2, existing=["north"], group=["x", "y", "y"], group_max={"x": 0}),
        "north not kept",
        "نگه‌نداشتن north",
    ),
    "forbidden": (lscp(forbidden=["north", "south"]), "north, south allowed", "اجازه به north، south"),
    "capacity": (
        median(1, capacity=[1200, 1400, 1100]),
        "100 more at middle (capacity)",
        "ظرفیت ۱۰۰ بیشتر در middle",
    ),
    "min_coverage": (
        Question(
            model="mclp",
            cost=COST,
            demand=[1000, 200, 300],
            service_radius=3,
            n_sites=1,
            requirements=Requirements(demand_group="ppq", min_coverage=0.4),
        ),
        "41% of the least coverage asked for in each group",
        "۴۱ درصد از کمترین پوششی که برای هر گروه خواسته شده",
    ),
    "service": (
        lscp(forbidden=["north"], site_cost=[1, 1, 1], budget=2),
        "a service radius of 4 km instead of 3 km",
        "شعاع خدمت ۴ کیلومتر به‌جای ۳ کیلومتر",
    ),
}


@pytest.mark.parametrize("item", ITEMS)
def test_each_requirement_has_its_smallest_change_in_english_and_in_persian(item):
    asked, english, persian = SAID[item]
    clash = explain_infeasible(asked)
    assert clash.certain
    one = next(one for one in clash.relaxations if one.item == item)
    assert one.smallest
    assert one.text_en == f"Possible with {english}."
    assert one.text_fa == f"ممکن می‌شود با {persian}."
    assert NAMES[item][0] in clash.text_en
    assert NAMES[item][1] in clash.text_fa
    assert not re.search(r"[0-9]", one.text_fa + clash.text_fa)


def test_all_requirements_that_may_clash_have_names():
    assert set(NAMES) == set(ITEMS)


def hard():
    """Sixty points that fill six sites to the last person: nobody knows soon whether they fit."""
    random = np.random.default_rng(0)
    demand = random.integers(20, 100, 60).astype(float)
    cost = CostMatrix(
        random.integers(1, 100, (60, 6)).astype(float), demand_ids=range(60), site_ids=range(6), unit="m"
    )
    rules = Requirements(capacity=np.full(6, np.ceil(demand.sum() / 6)))
    return Question(model="p_median", cost=cost, demand=demand, n_sites=6, requirements=rules)


def test_what_is_not_known_in_time_is_not_claimed():
    clash = explain_infeasible(hard(), Limit(cancel=lambda: True))
    assert (clash.items, clash.certain) == ((), False)
    assert (
        clash.text_en
        == "Whether there is a plan that keeps every requirement was not found out in the time given."
    )
    assert clash.text_fa == "در این زمان روشن نشد که طرحی با همهٔ شرط‌ها هست یا نه."


def test_a_clash_or_a_change_that_is_not_proved_the_smallest_says_so():
    english, persian = clash_words(("budget", "service"), certain=False)
    assert "Perhaps fewer of them clash already" in english
    assert "زمان پیش از روشن‌شدن آن به پایان رسید" in persian
    asked = SAID["budget"][0]
    english, persian = relaxation_words(asked, "budget", np.array([9000.0]), smallest=False)
    assert english == "Possible with a budget of 9,000 instead of 5,000. Perhaps less is enough."
    assert persian == "ممکن می‌شود با بودجهٔ ۹٬۰۰۰ به‌جای ۵٬۰۰۰. شاید کمتر هم بس باشد."


def test_too_large_a_question_is_explained_without_the_program_of_who_is_served_where(monkeypatch):
    roomy = median(1, capacity=[600, 700, 1500])
    narrow = median(1, capacity=[600, 700, 800], split=True)
    monkeypatch.setattr(relaxing, "_MOST", 3)  # who is served by one site may be asked, by two not
    assert explain_infeasible(roomy).text_en == "There is a plan that keeps every requirement."
    clash = explain_infeasible(narrow)
    assert set(clash.items) >= {"n_sites", "capacity"}
    assert not clash.certain
    assert clash.relaxations == ()
    monkeypatch.setattr(relaxing, "_MOST", 6)
    relaxation = next(one for one in explain_infeasible(narrow).relaxations if one.item == "n_sites")
    assert relaxation.value.tolist() == [2.0]
    monkeypatch.setattr(relaxing, "_MOST", 2)
    assert "not found out" in explain_infeasible(roomy).text_en
