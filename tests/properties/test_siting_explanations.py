"""Why there is no plan: laws of clashes and of the smallest relaxations, against every set of sites."""

from dataclasses import replace

import numpy as np
from example_counts import share_of_profile
from hypothesis import HealthCheck, assume, given, settings
from siting_instances import brute_force, questions
from siting_requirements import COVERS_ALL

from geo_target import CostMatrix, Requirements
from geo_target.errors import InputError
from geo_target.siting import Model, Question, explain_infeasible
from geo_target.siting.relaxing import items_of

many = settings(max_examples=share_of_profile(0.5), deadline=None, suppress_health_check=list(HealthCheck))
FIELDS = {"n_sites", "budget", "group_min", "group_max", "min_spacing", "capacity", "min_coverage"}


def has_plan(asked, **changes):
    """Whether any set of sites answers the question; one that is refused has none."""
    own = {name: value for name, value in changes.items() if name in {"n_sites", "service_radius"}}
    rules = {name: value for name, value in changes.items() if name not in own}
    try:
        return brute_force(asked.asked(requirements=replace(asked.requirements, **rules), **own)) is not None
    except InputError:
        return False


@many
@given(questions())
def test_only_a_question_without_a_plan_has_a_clash_and_it_names_what_is_asked(asked):
    clash = explain_infeasible(asked)
    assert clash.certain
    assert bool(clash.items) == (brute_force(asked) is None)
    assert set(clash.items) <= set(items_of(asked))
    assert all(text for one in (clash, *clash.relaxations) for text in (one.text_en, one.text_fa))


@many
@given(questions() | questions(names=frozenset({"existing", "forbidden", "min_spacing"})))
def test_what_clashes_has_no_plan_by_itself_beside_what_is_there(asked):
    clash = explain_infeasible(asked)
    assume(clash.items)
    left = {name for name in FIELDS - {"n_sites"} if name not in clash.items}
    changes = dict.fromkeys(left) | ({} if "forbidden" in clash.items else {"forbidden": ()})
    needed = {"min_spacing": "site_distance", "capacity": "split", "min_coverage": "demand_group"}
    changes |= {other: False if other == "split" else None for name, other in needed.items() if name in left}
    if not set(clash.items) & {"group_min", "group_max"}:
        changes["group"] = None
    if "budget" in left and asked.model not in COVERS_ALL:
        changes["site_cost"] = None
    numbers = (
        [asked.n_sites] if "n_sites" in clash.items or asked.model in COVERS_ALL else every_number(asked)
    )
    assert not any(has_plan(asked, **changes, n_sites=number) for number in numbers)


def every_number(asked):
    return range(1, asked.cost.shape[1] + 1)


@many
@given(questions())
def test_a_relaxation_makes_a_plan_possible_and_none_smaller_does(asked):
    clash = explain_infeasible(asked)
    assume(clash.items)
    for one in clash.relaxations:
        value = float(one.value[0])
        if one.item == "n_sites":
            assert has_plan(asked, n_sites=int(value))
            nearer = range(max(1, int(2 * asked.n_sites - value) + 1), int(value))
            assert not any(
                has_plan(asked, n_sites=n) for n in [*nearer, *range(int(value) + 1, asked.n_sites)]
            )
        elif one.item == "budget":
            assert has_plan(asked, budget=value)
            assert not has_plan(asked, budget=value - 0.5)
        elif one.item == "min_spacing":
            assert has_plan(asked, min_spacing=value)
            assert not has_plan(asked, min_spacing=value + 0.5)
        elif one.item == "service":
            assert has_plan(asked, service_radius=value)
            assert not has_plan(asked, service_radius=value - 0.5)
        elif one.item in {"group_min", "group_max"}:
            changed = dict(
                zip(
                    [group.label for group in asked.rules.groups], one.value.astype(int).tolist(), strict=True
                )
            )
            assert has_plan(asked, **{one.item: changed})
        elif one.item == "capacity" and not asked.requirements.split:
            assert has_plan(asked, capacity=asked.requirements.capacity + np.ceil(one.value - 1e-6))
        elif one.item == "forbidden":
            freed = [site for site, free in zip(asked.cost.site_ids, one.value, strict=True) if free]
            left = [site for site in asked.requirements.forbidden if site not in freed]
            assert has_plan(asked, forbidden=left)
            assert not has_plan(asked, forbidden=[*left, *freed])


def test_a_clash_is_told_in_english_and_in_persian():
    cost = CostMatrix([[1.0, 9.0], [9.0, 1.0]], demand_ids="ab", site_ids=["north", "south"], unit="km")
    asked = Question(
        model=Model.LSCP, cost=cost, service_radius=3, requirements=Requirements(site_cost=[4, 5], budget=7)
    )
    clash = explain_infeasible(asked)
    assert clash.text_en == "These cannot hold together: the budget and service to every demand point."
    assert clash.text_fa == "این شرط‌ها با هم جمع نمی‌شوند: بودجه و خدمت به همهٔ نقاط تقاضا."
    assert [one.text_en for one in clash.relaxations] == [
        "Possible with a budget of 9 instead of 7.",
        "Possible with a service radius of 9 km instead of 3 km.",
    ]
    assert clash.relaxations[1].text_fa == "ممکن می‌شود با شعاع خدمت ۹ کیلومتر به‌جای ۳ کیلومتر."
