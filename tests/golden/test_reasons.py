"""The worked example of ``docs/methods/reasons.md``: points by hand, and the very sentences of the page."""

import re
from pathlib import Path

import numpy as np
import pytest

from geo_target.profile import PriorityWeights, load_profile
from geo_target.targeting.contributions import contributions
from geo_target.targeting.reasons import CountryNumbers, ServiceNumbers, Standing, explain

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "reasons.md"
PROFILE = load_profile()
COUNTRY = CountryNumbers(
    deprivation=np.array([0.5, 0.6, 0.3]),
    provenance=("modelled", "official", "official"),
    services={
        "training": ServiceNumbers(
            chosen=PROFILE.services["training"],
            share_covered=np.array([0.0, 0.5, 1.0]),
            nearest_m=np.array([11_200.0, 3000.0, 1500.0]),
            unserved=np.array([8400.0, 4000.0, 0.0]),
            demand=np.array([8400.0, 8000.0, 2000.0]),
            radius_m=np.full(3, 5000.0),
            nearest_provenance=("modelled", "official", "official"),
        )
    },
    weights=PROFILE.priority,
    detour=1.0,
)
A = Standing(priority=84.933333, rank=1, rank_of=3, rank_low=1, rank_high=2)
C = Standing(priority=8.0, rank=3, rank_of=3)


def quotes():
    """The block quotes of the page, each in one line."""
    text = PAGE.read_text("utf-8")
    return [re.sub(r"\n> ", " ", block)[2:] for block in re.findall(r"(?:^> .*\n)+", text, re.MULTILINE)]


def test_points_and_medians_are_those_found_by_hand():
    points = {
        part.part: (part.points, part.typical) for part in explain(COUNTRY, "training", 0, A).contributions
    }
    assert points == {
        "gap": pytest.approx((40, 20)),
        "distance": pytest.approx((14.9333, 4), abs=1e-4),
        "size": pytest.approx((20, 9.5694), abs=1e-4),
        "deprivation": pytest.approx((10, 10)),
    }


def test_the_sentences_are_those_of_the_page():
    first, last = (explain(COUNTRY, "training", row, at) for row, at in ((0, A), (2, C)))
    said = [quote.strip() for quote in quotes()]
    assert first.sentence("en") in said
    assert first.sentence("fa") in said
    assert last.sentence("en") in said


def test_the_parts_of_a_geometric_mean_share_it_by_their_shapley_values():
    weights = PriorityWeights(
        gap=0.5, distance=0.0, size=0.0, deprivation=0.5, distance_cap=3.0, aggregation="geometric"
    )
    nothing = np.zeros(1)
    parts = {"gap": np.ones(1), "distance": nothing, "size": nothing, "deprivation": np.full(1, 0.5)}
    found = {name: float(points[0]) for name, points in contributions(parts, weights).items()}
    assert found == pytest.approx(
        {"gap": 36.8470, "distance": 0, "size": 0, "deprivation": 33.9241}, abs=1e-4
    )
