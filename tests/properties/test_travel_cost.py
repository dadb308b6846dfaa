"""Laws of travel cost over a friction raster, on small random rasters."""

import heapq

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.graph import MCP_Geometric

from geo_target import geodesy
from geo_target.impedance import FrictionGrid, friction, travel_time
from geo_target.models import PairState

EITHER, LEVEL = st.sampled_from(["EPSG:4326", "EPSG:32639"]), st.just(False)
FEW = settings(max_examples=60, deadline=None)


@st.composite
def grids(draw, crs=EITHER, slope=LEVEL):
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    values = rng.uniform(0.2, 5, (rows, columns))
    values[rng.random(values.shape) < draw(st.sampled_from([0, 0.2, 0.5]))] = draw(
        st.sampled_from([np.nan, np.inf, -1.0, 0.0])
    )
    values[rng.integers(rows), rng.integers(columns)] = 1.0
    elevation = rng.uniform(0, 800, values.shape) if draw(slope) else None
    system = draw(crs)
    place = (50.0, 38.0, 0.05, 0.04) if system == "EPSG:4326" else (400_000.0, 3_900_000.0, 500.0, 800.0)
    return FrictionGrid(values, *place, system, elevation)


def every_passable(grid):
    return grid.middles(np.flatnonzero(grid.passable))


def costs(grid, **options):
    places = every_passable(grid)
    return friction(grid, places, places, unit="s", **options).cost


@FEW
@given(grids(crs=st.just("EPSG:32639")))
def test_on_cells_of_one_size_costs_are_those_of_scikit_image(grid):
    cells = np.flatnonzero(grid.passable)
    search = MCP_Geometric(
        np.where(grid.passable, grid.seconds_per_metre, -1), sampling=(grid.cell_y, grid.cell_x)
    )
    expected = [search.find_costs([divmod(int(cell), grid.shape[1])])[0].ravel()[cells] for cell in cells]
    np.testing.assert_allclose(costs(grid).values, expected, rtol=1e-9)


def by_hand(grid, start):
    """Dijkstra in plain Python; the length of every step is the geodesic between the two middles."""
    rows, columns = grid.shape
    middle = grid.middles(np.arange(rows * columns))
    best, heap = {start: 0.0}, [(0.0, start)]
    while heap:
        cost, cell = heapq.heappop(heap)
        row, column = divmod(cell, columns)
        for r in range(max(0, row - 1), min(rows, row + 2)):
            for c in range(max(0, column - 1), min(columns, column + 2)):
                other = r * columns + c
                if other == cell or not grid.passable[r, c]:
                    continue
                metres = geodesy.geodesic_m(middle[cell], middle[other])[0]
                seconds = metres * (grid.seconds_per_metre[row, column] + grid.seconds_per_metre[r, c]) / 2
                if grid.elevation_m is not None:
                    rise = (grid.elevation_m[r, c] - grid.elevation_m[row, column]) / metres
                    seconds *= np.exp(3.5 * (abs(rise + 0.05) - 0.05))
                if cost + seconds < best.get(other, np.inf):
                    best[other] = cost + seconds
                    heapq.heappush(heap, (best[other], other))
    return [best.get(cell, np.inf) for cell in np.flatnonzero(grid.passable)]


@settings(max_examples=25, deadline=None)
@given(grids(crs=st.just("EPSG:4326"), slope=st.booleans()), st.booleans())
def test_in_degrees_every_step_has_its_true_length_and_slope_from_demand_to_site(grid, few_sites):
    cells = np.flatnonzero(grid.passable)
    expected = np.array([by_hand(grid, int(cell)) for cell in cells])
    places = every_passable(grid)
    sites = (
        places[:1] if few_sites else np.vstack([places, places])
    )  # searched from the sites, or from the demand
    found = friction(grid, places, sites, unit="s").cost.values
    np.testing.assert_allclose(found[:, : len(cells)], expected[:, : found.shape[1]], rtol=1e-7)


@FEW
@given(grids())
def test_without_slope_the_way_there_costs_what_the_way_back_does(grid):
    values = costs(grid).values
    np.testing.assert_allclose(values, values.T, rtol=1e-9)


@FEW
@given(grids(slope=st.booleans()))
def test_no_way_round_is_cheaper_than_the_cheapest_way(grid):
    values = costs(grid).values
    round_about = (values[:, :, None] + values[None, :, :]).min(axis=1)
    assert (values <= round_about * (1 + 1e-9)).all()


@FEW
@given(grids(crs=st.just("EPSG:4326")))
def test_nobody_is_faster_than_the_straight_line_at_top_speed(grid):
    places = every_passable(grid)
    line = geodesy.geodesic_m(np.repeat(places, len(places), axis=0), np.tile(places, (len(places), 1)))
    fastest = grid.seconds_per_metre.min()
    assert (costs(grid).values.ravel() >= line * fastest * (1 - 1e-9) - 1e-6).all()


@FEW
@given(grids(slope=st.booleans()), st.integers(0, 2**32))
def test_a_new_barrier_makes_nothing_cheaper_and_slower_cells_neither(grid, seed):
    rng = np.random.default_rng(seed)
    harder = grid.seconds_per_metre * rng.choice([1.0, 1.5, np.nan], grid.shape)
    if not np.isfinite(harder).any():
        return
    worse = FrictionGrid(harder, grid.west, grid.north, grid.cell_x, grid.cell_y, grid.crs, grid.elevation_m)
    places = every_passable(worse)
    before = friction(grid, places, places).cost.values
    assert (friction(worse, places, places).cost.values >= before * (1 - 1e-9)).all()


@FEW
@given(grids(slope=st.booleans()), st.floats(0, 20_000))
def test_a_cutoff_keeps_the_pairs_up_to_it_and_every_other_has_its_state(grid, cutoff):
    places = np.vstack([every_passable(grid), [[10.0, 10.0]]])  # the last lies outside
    whole = friction(grid, places, places, unit="s").cost
    near = friction(grid, places, places, unit="s", cutoff=cutoff).cost
    kept = whole.values <= cutoff
    assert (near.states() == "reached").tolist() == kept.tolist()
    np.testing.assert_array_equal(near.values.toarray()[kept], whole.values[kept])
    states = whole.states()
    assert (states[-1] == "outside").all()
    assert (states[:, -1] == "outside").all()
    np.testing.assert_array_equal(states[:-1, :-1] == "reached", np.isfinite(whole.values[:-1, :-1]))
    assert not (states[:-1, :-1] == "outside").any()
    for cost in (whole, near):
        counted = cost.states()
        assert cost.state_counts() == {state: int((counted == state).sum()) for state in PairState}
    np.testing.assert_array_equal(near.states() == "unreachable", states == "unreachable")


@FEW
@given(grids(slope=st.booleans()), st.integers(1, 3))
def test_the_surface_is_the_least_cost_to_any_site(grid, n_sites):
    places = every_passable(grid)
    pairs = friction(grid, places, places[:n_sites], unit="s").cost.values
    surface = travel_time(grid, places[:n_sites], unit="s")
    np.testing.assert_allclose(surface[grid.passable], pairs.min(axis=1), rtol=1e-9)
    assert np.isinf(surface[~grid.passable]).all()


def test_finer_cells_of_the_same_ground_settle_at_the_same_cost_along_an_axis():
    found = []
    for fine in (1, 2, 4, 8):
        values = np.repeat(np.repeat([[1.0, 3.0, 2.0, 2.0]] * 3, fine, axis=0), fine, axis=1)
        grid = FrictionGrid(values, 400_000, 3_900_000, 800 / fine, 800 / fine, "EPSG:32639")
        middles = grid.middles(np.array([fine * 4 * fine, fine * 4 * fine + 4 * fine - 1]))
        found.append(friction(grid, middles[:1], middles[1:], unit="s").cost.values[0, 0])
    edge = [800 / fine * 1.5 for fine in (1, 2, 4, 8)]  # half a cell at each end is not travelled
    exact = 800 * (1 + 3 + 2 + 2)
    np.testing.assert_allclose(np.add(found, edge), exact)
