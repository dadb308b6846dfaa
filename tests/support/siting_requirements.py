"""Which requirements can be asked together, by the table of what each model takes, and random ones of given names."""

from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from geo_target import Requirements
from geo_target.siting import Model
from geo_target.siting.supported import REFUSED, REFUSED_TOGETHER, REQUIREMENTS

NO_NUMBER = "no n_sites"
"""That the budget alone limits how many sites open."""
ALWAYS = {"n_sites", "site_distance"}
"""Comes by itself: a number where the model takes one, distances with a spacing."""
NEEDS = {"split": {"capacity"}, "budget": {"site_cost"}, NO_NUMBER: {"budget", "site_cost"}}
COVERS_ALL = {Model.LSCP, Model.LSCP_BACKUP}


def asked_of(model):
    """What can be asked of a model."""
    names = [name for name in REQUIREMENTS if name not in ALWAYS and (model, name) not in REFUSED]
    if model not in COVERS_ALL:
        names.remove("site_cost")  # it comes with the budget, and says nothing without one
        if model is not Model.P_DISPERSION:
            names.append(NO_NUMBER)
    return names


def with_needed(names):
    """The names with those that they need."""
    return frozenset(names).union(*(NEEDS.get(name, ()) for name in names))


def together(model, most):
    """Every set of up to so many requirements that a model takes together, what they need beside them."""
    sets = (
        with_needed(names)
        for k in range(most + 1)
        for names in combinations(asked_of(model), k)
        if not any({one, other} <= with_needed(names) for one, other in REFUSED_TOGETHER)
    )
    return list(dict.fromkeys(sets))


PAIRS = [(model, names) for model in Model for names in together(model, 2)]
"""Each model with each pair of requirements, with each one, and with none."""
SOME = {model: together(model, 4) for model in Model}


def whole(low, high, n):
    return st.lists(st.integers(low, high), min_size=n, max_size=n).map(
        lambda values: np.array(values, float)
    )


@st.composite
def requirements(draw, names, n_points, ids, square):
    """Requirements of these names; `square` if the model's own matrix says how far sites are apart."""
    n, asked = len(ids), draw(marks(names, ids))
    if {"budget", "site_cost"} & names:
        asked["site_cost"] = draw(whole(1, 9, n))
    if "budget" in names:
        asked["budget"] = float(draw(st.integers(9, 30)))
    if "capacity" in names:
        held = draw(whole(0, 13, n))
        asked |= {"capacity": np.where(held == 13, np.inf, held), "split": "split" in names}
    if {"group_min", "group_max"} & names:
        asked |= draw(groups(names, n))
    if "min_spacing" in names:
        asked["min_spacing"] = float(draw(st.integers(1, 6)))
        if not square:
            asked["site_distance"] = draw(whole(0, 9, n * n)).reshape(n, n)
    if "min_coverage" in names:
        asked |= draw(floors(n_points))
    return Requirements(**asked)


@st.composite
def marks(draw, names, ids):
    """Existing and forbidden sites; at least two may be open."""
    left, asked = list(ids[1:]), {}
    if "existing" in names:
        most = min(2, len(left) - ("forbidden" in names))
        asked["existing"] = draw(st.lists(st.sampled_from(left), min_size=1, max_size=most, unique=True))
        left = [site for site in left if site not in asked["existing"]]
    if "forbidden" in names:
        most = min(len(left), len(ids) - 2)
        asked["forbidden"] = draw(st.lists(st.sampled_from(left), min_size=1, max_size=most, unique=True))
    return asked


@st.composite
def groups(draw, names, n):
    labels = draw(st.lists(st.sampled_from("ab"), min_size=n, max_size=n))
    one, asked = labels[0], {"group": labels}
    if "group_min" in names:
        asked["group_min"] = draw(st.sampled_from([1, {one: 1}, {one: 2}]))
    if "group_max" in names:
        most = [2] if asked.get("group_min") == {one: 2} else [1, 2, {one: 1}]
        asked["group_max"] = draw(st.sampled_from(most))
    return asked


@st.composite
def floors(draw, n_points):
    labels = draw(st.lists(st.sampled_from("xy"), min_size=n_points, max_size=n_points))
    share = draw(st.sampled_from([0.0, 0.3, 0.5, 1.0]))
    return {"demand_group": labels, "min_coverage": draw(st.sampled_from([share, {labels[0]: share}]))}
