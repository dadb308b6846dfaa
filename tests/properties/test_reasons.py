"""Laws of the reasons for a rank: they add up, they are the numbers themselves, and they do not depend on order."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_target.errors import InputError
from geo_target.profile import SERVICES, load_profile
from geo_target.targeting import overall_priority, rank, service_priority
from geo_target.targeting.reasons import OVERALL, CountryNumbers, ServiceNumbers, Standing, explain

PROFILE = load_profile()
FACTS = {"gap", "distance", "size", "deprivation"}


def country(seed, *, n=12, aggregation="arithmetic", unreachable=False):
    random = np.random.default_rng(seed)
    empty = random.random(n) < 0.1
    services = {}
    for name in SERVICES:
        demand = random.integers(0, 9000, n).astype(float)
        share = np.where(empty, np.nan, random.choice([0.0, 0.3, 0.87, 1.0], n))
        nearest = np.where(empty, np.nan, random.uniform(0, 40_000, n))
        if unreachable:
            share, nearest = np.where(empty, np.nan, 0.0), np.full(n, np.nan)
        services[name] = ServiceNumbers(
            chosen=PROFILE.services[name],
            share_covered=share,
            nearest_m=nearest,
            unserved=demand * (1 - share),
            demand=demand,
            radius_m=random.choice([1000.0, 5000.0], n),
            nearest_provenance=tuple(random.choice(["official", "open", "modelled"], n)),
        )
    return CountryNumbers(
        deprivation=random.uniform(0, 1, n),
        provenance=tuple(random.choice(["official", "open", "modelled"], n)),
        services=services,
        weights=replace(PROFILE.priority, aggregation=aggregation),
        detour=1.2,
    )


def priorities(held):
    """By the score's own formula, from the same numbers."""
    found = {
        name: service_priority(
            share_covered=one.share_covered,
            nearest_m=np.where(np.isnan(one.nearest_m), np.inf, one.nearest_m * held.detour),
            unserved=one.unserved,
            demand=one.demand,
            deprivation=held.deprivation,
            radius_m=one.radius_m,
            weights=held.weights,
        )
        for name, one in held.services.items()
    }
    shares = {name: one.chosen.weight for name, one in held.services.items()}
    return {**found, OVERALL: overall_priority(found, shares)}


def standing_of(priority, rank, rank_of, low=None, high=None):
    return Standing(priority=priority, rank=rank, rank_of=rank_of, rank_low=low, rank_high=high)


def explained(held, service, row):
    values = priorities(held)[service]
    order = rank(values, [f"N{i:03}" for i in range(len(values))])
    return explain(held, service, row, standing_of(values[row], int(order[row]), len(values)))


def explained_all(held):
    return [explained(held, service, row) for service in (*SERVICES, OVERALL) for row in range(12)]


@given(st.integers(0, 10_000), st.sampled_from(["arithmetic", "geometric"]), st.booleans())
@settings(deadline=None, max_examples=25)
def test_contributions_add_up_to_the_priority(seed, aggregation, unreachable):
    for found in explained_all(country(seed, aggregation=aggregation, unreachable=unreachable)):
        total = sum(part.points for part in found.contributions)
        assert total == pytest.approx(found.standing.priority, abs=1e-5)
        assert min(part.points for part in found.contributions) >= -1e-9


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_the_numbers_of_a_fact_are_those_of_the_row(seed):
    held = country(seed)
    for service in (*SERVICES, OVERALL):
        for row in range(12):
            for reason in explained(held, service, row).reasons:
                if reason.kind in {"gap", "distance", "size"}:
                    one = held.services[reason.service]
                    for name in {"share_covered", "nearest_m", "unserved", "demand", "radius_m"} & set(
                        reason.values
                    ):
                        assert reason.values[name] == getattr(one, name)[row]
                if reason.kind == "deprivation":
                    assert reason.values["deprivation"] == held.deprivation[row]


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_there_are_two_or_three_facts_then_the_rank_then_what_is_not_official(seed):
    for found in explained_all(country(seed)):
        kinds = [reason.kind for reason in found.reasons]
        facts = [kind for kind in kinds if kind in FACTS]
        assert kinds[: kinds.index("rank")] in (facts, ["nobody"])
        assert "nobody" in kinds or len(facts) in {2, 3}
        assert kinds[kinds.index("rank") + 1 :] in ([], ["data"])
        assert len({reason.text_en for reason in found.reasons}) == len(kinds)
        assert len({reason.text_fa for reason in found.reasons}) == len(kinds)


@given(st.integers(0, 10_000), st.integers(0, 11))
@settings(deadline=None, max_examples=25)
def test_the_first_fact_sets_the_area_apart_most_in_the_direction_of_its_rank(seed, row):
    found = explained(country(seed), OVERALL, row)
    first = found.reasons[0]
    if first.kind == "nobody":
        return
    sign = 1 if found.standing.rank <= 6 else -1
    apart = [sign * (part.points - part.typical) for part in found.contributions]
    assert sign * (first.contribution - first.typical) == max(apart)


@given(st.integers(0, 10_000), st.integers(0, 11), st.integers(0, 11))
@settings(deadline=None, max_examples=25)
def test_two_areas_with_equal_numbers_have_the_same_text(seed, one, other):
    held = country(seed)
    rows = np.arange(12)
    rows[other] = one
    twins = permuted(held, rows)
    standing = standing_of(50.0, 3, 12, 1, 5)
    assert explain(twins, OVERALL, one, standing) == explain(twins, OVERALL, other, standing)


@given(st.integers(0, 10_000), st.permutations(range(12)))
@settings(deadline=None, max_examples=25)
def test_the_order_of_the_areas_does_not_matter(seed, order):
    held = country(seed)
    standing = standing_of(50.0, 3, 12)
    for place, row in enumerate(order):
        there = explain(permuted(held, np.array(order)), "training", place, standing)
        assert there.reasons == explain(held, "training", row, standing).reasons


def permuted(held, rows):
    taken = lambda values: tuple(values[row] for row in rows)  # noqa: E731 - one shape
    services = {
        name: replace(
            one,
            nearest_provenance=taken(one.nearest_provenance),
            **{
                column: getattr(one, column)[rows]
                for column in ("share_covered", "nearest_m", "unserved", "demand", "radius_m")
            },
        )
        for name, one in held.services.items()
    }
    return replace(
        held, deprivation=held.deprivation[rows], provenance=taken(held.provenance), services=services
    )


def test_what_is_modelled_is_said_and_what_is_official_is_not():
    held = country(4)
    official = ("official",) * 12
    services = {name: replace(one, nearest_provenance=official) for name, one in held.services.items()}
    sure = replace(held, provenance=official, services=services)
    assert "data" not in [reason.kind for reason in explained(sure, OVERALL, 0).reasons]
    modelled = replace(sure, provenance=("modelled",) * 12)
    assert explained(modelled, OVERALL, 0).reasons[-1].text_en == (
        "modelled data: the neighbourhood's figures are not official"
    )


def test_an_unknown_service_or_row_is_refused():
    with pytest.raises(InputError, match="service must be"):
        explain(country(1), "banking", 0, standing_of(1.0, 1, 12))
    with pytest.raises(InputError, match="row must be from 0 to 11"):
        explain(country(1), "training", 12, standing_of(1.0, 1, 12))
