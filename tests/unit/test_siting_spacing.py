"""Spacing between new sites: cliques hold every close pair and no other, and near pairs alone are enough to ask."""

import tracemalloc
from itertools import combinations

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array
from siting_instances import every_plan, questions

from geo_target import CostMatrix, Requirements
from geo_target.errors import InputError
from geo_target.impedance import straight_line
from geo_target.siting import Limit, Model, Question, evaluate, highs, solve
from geo_target.siting.engines.conflict_kernel import cover_bits_by_cliques
from geo_target.siting.program import Program
from geo_target.siting.searching import apart_program
from geo_target.siting.sites_block import add_sites, cliques


@settings(max_examples=share_of_profile(0.5), deadline=None)
@given(st.integers(2, 12), st.randoms(use_true_random=False))
def test_cliques_hold_every_close_pair_and_no_other(n, random):
    close = np.zeros((n, n), bool)
    for one, other in combinations(range(n), 2):
        close[one, other] = close[other, one] = random.random() < random.random()
    held = set()
    for clique in cliques(csr_array(close)):
        pairs = set(combinations(clique.tolist(), 2))
        assert all(close[pair] for pair in pairs)
        held |= pairs
    assert held == {(one, other) for one, other in combinations(range(n), 2) if close[one, other]}


@settings(max_examples=share_of_profile(0.5), deadline=None)
@given(st.integers(2, 150), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_cliques_of_bits_are_those_of_lists(n, share, seed):
    close = np.triu(np.random.default_rng(seed).random((n, n)) < share, 1)
    close |= close.T
    bits = np.zeros((n, -(-n // 64) * 8), np.uint8)
    packed = np.packbits(close, axis=1, bitorder="little")
    bits[:, : packed.shape[1]] = packed
    left = bits.view("<u8").astype(np.uint64)
    members, ends = cover_bits_by_cliques(left, n**3)
    expected = cliques(csr_array(close))
    assert [part.tolist() for part in np.split(members, ends[1:-1])] == [part.tolist() for part in expected]
    assert not left.any()


@settings(max_examples=share_of_profile(0.3), deadline=None)
@given(questions([Model.P_DISPERSION]), st.integers(0, 12), st.booleans())
def test_the_program_of_a_distance_has_a_plan_exactly_if_there_is_one(asked, distance, hold_all):
    found = highs.solve(apart_program(asked, distance, 10**9 if hold_all else 1).program, Limit(), tell=False)
    reached = any(value >= distance for value in every_plan(asked).values())
    assert (found.values is not None) == reached or (found.values is not None and not hold_all)


@settings(max_examples=share_of_profile(0.2), deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([2.0, 4.0]))
def test_near_pairs_alone_give_the_same_plan_as_all_distances(seed, spacing):
    random = np.random.default_rng(seed)
    cost = CostMatrix(
        random.integers(0, 9, (6, 5)).astype(float), demand_ids=range(6), site_ids=range(5), unit="m"
    )
    distance = random.integers(0, 9, (5, 5)).astype(float)  # not symmetric: the shorter way counts
    row, column = np.nonzero(distance < spacing + 1)
    near = coo_array((distance[row, column], (row, column)), shape=(5, 5)).tocsr()

    def asked(site_distance):
        rules = Requirements(min_spacing=spacing, site_distance=site_distance)
        return Question(model="p_median", cost=cost, demand=np.ones(6), n_sites=2, requirements=rules)

    whole, part = solve(asked(distance)), solve(asked(near))
    assert (whole.status, whole.open_sites) == (part.status, part.open_sites)
    for pair in combinations(range(5), 2):
        apart = min(distance[pair], distance[pair[::-1]]) >= spacing
        assert (evaluate(asked(near), pair).status == "feasible") == apart


def test_spacing_between_many_sites_takes_memory_for_the_near_ones_only():
    places = np.random.default_rng(1).uniform([50, 35], [51, 36], (5_000, 2))
    near = straight_line(places, places, cutoff_m=1_000.0).values
    cost = CostMatrix(csr_array(np.ones((1, 5_000))), demand_ids=range(1), site_ids=range(5_000), unit="m")
    tracemalloc.start()
    rules = Requirements(min_spacing=1_000.0, site_distance=near)
    asked = Question(model="mclp", cost=cost, demand=[1.0], service_radius=2.0, n_sites=3, requirements=rules)
    add_sites(Program(), asked.rules)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6  # all pairs: 200 MB


def test_distances_of_another_shape_or_below_0_are_refused():
    cost = CostMatrix(np.ones((2, 3)), demand_ids=range(2), site_ids=range(3), unit="m")
    for distance, said in (
        (csr_array(np.ones((2, 3))), r"site_distance must have shape \(3, 3\)"),
        (csr_array(-np.ones((3, 3))), "site_distance must be numbers of 0 or more"),
    ):
        with pytest.raises(InputError, match=said):
            Question(
                model="p_center",
                cost=cost,
                n_sites=2,
                requirements=Requirements(min_spacing=1.0, site_distance=distance),
            )
