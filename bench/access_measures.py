"""2SFCA, E2SFCA, 3SFCA and RAAM on a million pairs: pysal/access against geo-target.

Run ``python -m bench.access_measures``. Two shapes of a million pairs: every pair of 2,000 demand points and 500
sites, and a hundred random sites for each of 10,000 demand points among 10,000 (a sparse matrix). Both sides start
from the same pairs of origin, destination and minutes, in the form that they take (a table for pysal, three arrays
for geo-target, whose cost matrix is built within its time), and end with one value a demand point; the measure alone,
its table or matrix made, is shown beside it. They take turns; the median counts. Values must agree to 1e-9. RAAM is
measured as it is called, to 0.01 percent of the equilibrium, and to 1 percent: pysal's assignment of these tables
lies farther from it, and its objective is no better (``tests/golden/test_pysal_access.py`` compares both where pysal
has settled); on the second shape it takes minutes and is run once. Then a table of how geo-target's own seconds grow
with the pairs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT / ".venv-bench" / "bin" / "python"
BANDS = ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22))
CATCHMENT, TAU = 30.0, 60.0
LOOSE = "RAAM to 1 %"
MEASURES = ("2SFCA", "E2SFCA", "3SFCA", "RAAM", LOOSE)
LONG_S = 20.0
"""What takes longer is run once."""
GROWTH = (1_000_000, 3_000_000, 10_000_000, 30_000_000)
Case = dict[str, Any]


def make_case(n_demand: int, n_sites: int, seed: int = 1396) -> Case:
    """Make demand, supply and minutes between random places in a square of an hour's drive."""
    random = np.random.default_rng(seed)
    demand_at, site_at = random.uniform(0, 45, (n_demand, 2)), random.uniform(0, 45, (n_sites, 2))
    minutes = np.hypot(*(demand_at[:, None] - site_at[None]).transpose(2, 0, 1)).ravel()
    return {
        "demand": random.integers(100, 5000, n_demand),
        "supply": random.integers(1, 40, n_sites),
        "origin": np.repeat(np.arange(n_demand), n_sites),
        "dest": np.tile(np.arange(n_sites), n_demand),
        "minutes": minutes,
    }


def make_sparse_case(n: int, each: int, seed: int = 1396) -> Case:
    """Make demand, supply and random minutes between `n` places and, for each, `each` of `n` sites."""
    random = np.random.default_rng(seed)
    first = random.integers(0, n, n)
    steps = np.sort(random.permutation(n - 1)[: each - 1]) + 1
    return {
        "demand": random.integers(100, 5000, n),
        "supply": random.integers(1, 40, n),
        "origin": np.repeat(np.arange(n), each),
        "dest": ((first[:, None] + np.concatenate([[0], steps])) % n).ravel(),
        "minutes": random.uniform(1, 60, n * each),
    }


def matrix_of(case: Case) -> Any:
    """Build geo-target's cost matrix out of the three arrays."""
    from scipy.sparse import csr_array

    from geo_target import CostMatrix

    n, m = len(case["demand"]), len(case["supply"])
    values: Any = case["minutes"]
    if len(values) == n * m:
        values = values.reshape(n, m)
    else:
        values = csr_array((values, (case["origin"], case["dest"])), shape=(n, m))
    return CostMatrix(values, demand_ids=range(n), site_ids=range(m), unit="min")


def ours(cost: Any, case: Case, measure: str) -> np.ndarray:
    """Measure on a cost matrix."""
    from geo_target import access

    work: dict[str, Callable[[], np.ndarray]] = {
        "2SFCA": lambda: access.two_step_fca(cost, case["demand"], case["supply"], catchment=CATCHMENT),
        "E2SFCA": lambda: access.enhanced_two_step_fca(cost, case["demand"], case["supply"], bands=BANDS),
        "3SFCA": lambda: access.three_step_fca(cost, case["demand"], case["supply"], bands=BANDS),
        "RAAM": lambda: access.raam(cost, case["demand"], case["supply"], tau=TAU),
        LOOSE: lambda: access.raam(cost, case["demand"], case["supply"], tau=TAU, tolerance=0.01),
    }
    return work[measure]()


def table_of(case: Case) -> Any:
    """Make pysal's table out of the three arrays."""
    import pandas as pd

    return pd.DataFrame({name: case[name] for name in ("origin", "dest", "minutes")})


def peer(table: Any, case: Case, measure: str) -> np.ndarray:
    """Measure with pysal/access; runs in the peers' environment."""
    import pandas as pd
    from access import fca, raam, weights

    index = {"demand_index": "id", "supply_index": "id", "demand_name": "demand", "supply_name": "supply"}
    columns = {"cost_origin": "origin", "cost_dest": "dest", "cost_name": "minutes"}
    demand = pd.DataFrame({"id": np.arange(len(case["demand"])), "demand": case["demand"]})
    supply = pd.DataFrame({"id": np.arange(len(case["supply"])), "supply": case["supply"]})
    step = weights.step_fn(dict(BANDS))
    if measure.startswith("RAAM"):
        found = raam.raam(demand, supply, table, tau=TAU, **index, **columns)
    else:
        function = fca.three_stage_fca if measure == "3SFCA" else fca.two_stage_fca
        weight = None if measure == "2SFCA" else step
        found = function(
            demand, supply.set_index("id", drop=False), table, CATCHMENT, weight_fn=weight, **index, **columns
        )
    return found.reindex(range(len(demand))).fillna(0.0).to_numpy()


SIDES = ("pysal/access", "geo-target")


def take_turns(case: Case, folder: Path, side: str, turns: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Let one side measure everything in a process of its own; give median seconds, in all and alone, and values."""
    np.savez(folder / "case.npz", **case)
    program = str(PEER) if side == "pysal/access" else sys.executable
    command = [
        program,
        "-W",
        "ignore",
        "-m",
        "bench.access_measures",
        "--side",
        side,
        "--folder",
        str(folder),
    ]
    subprocess.run([*command, "--turns", str(turns)], check=True, cwd=ROOT)
    with np.load(folder / f"{side.replace('/', '-')}.npz") as kept:
        return {name: (kept[name + " s"], kept[name]) for name in MEASURES}


def be_a_side(side: str, folder: Path, turns: int) -> None:
    """Measure everything `turns` times, after once for the libraries that load and compile late."""
    with np.load(folder / "case.npz") as kept:
        case = dict(kept)
    result: dict[str, Any] = {}
    for name in MEASURES:
        if side == "pysal/access" and name == LOOSE:
            result[name], result[name + " s"] = result["RAAM"], result["RAAM s"]
            continue
        make, measure = (table_of, peer) if side == "pysal/access" else (matrix_of, ours)
        seconds = []
        for _ in range(turns + 1):
            start = time.perf_counter()
            costs = make(case)
            made = time.perf_counter()
            result[name] = measure(costs, case, name)
            end = time.perf_counter()
            seconds.append((end - start, end - made))
            if end - start > LONG_S:
                break
        result[name + " s"] = np.median(seconds[1:] or seconds, axis=0)
    np.savez(folder / f"{side.replace('/', '-')}.npz", **result)


def grow() -> None:
    """Print how long every measure takes as the pairs grow, and how many times as many they are."""
    from geo_target import CostMatrix, access
    from geo_target.access import decay

    bell = decay.gaussian(12)
    work: dict[str, Callable[..., np.ndarray]] = {
        "matrix": lambda c, _, __: CostMatrix(
            c.values, demand_ids=c.demand_ids, site_ids=c.site_ids, unit="min"
        ),
        "nearest": lambda c, _, __: access.nearest(c),
        "cumulative": lambda c, _, s: access.cumulative(c, s, threshold=CATCHMENT),
        "gravity": lambda c, _, s: access.gravity(c, s, decay=bell),
        "2SFCA": lambda c, d, s: access.two_step_fca(c, d, s, catchment=CATCHMENT),
        "E2SFCA": lambda c, d, s: access.enhanced_two_step_fca(c, d, s, bands=BANDS),
        "M2SFCA": lambda c, d, s: access.modified_two_step_fca(c, d, s, catchment=CATCHMENT, decay=bell),
        "3SFCA": lambda c, d, s: access.three_step_fca(c, d, s, bands=BANDS),
        "balanced": lambda c, d, s: access.balanced_fca(c, d, s, catchment=CATCHMENT),
        LOOSE: lambda c, d, s: access.raam(c, d, s, tau=TAU, tolerance=0.01),
    }
    print(
        f"\n{'seconds for pairs':20}"
        + "".join(f"{pairs:>14,}" for pairs in GROWTH)
        + f"{'s a pair, last/first':>24}"
    )
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for pairs in GROWTH:
        case = make_case(pairs // 500, 500)
        values = case["minutes"].reshape(-1, 500)
        cost = CostMatrix(values, demand_ids=range(len(values)), site_ids=range(500), unit="min")
        for name, measure in work.items():
            seconds[name].append(min(_seconds(measure, cost, case) for _ in range(3)))
    for name, each in seconds.items():
        a_pair = each[-1] / each[0] / (GROWTH[-1] / GROWTH[0])
        print(f"{name:20}" + "".join(f"{one:14.3f}" for one in each) + f"{a_pair:24.2f}")


def _seconds(measure: Callable[..., object], cost: object, case: Case) -> float:
    start = time.perf_counter()
    measure(cost, case["demand"], case["supply"])
    return time.perf_counter() - start


def compare(case: Case, shape: str, turns: int) -> None:
    """Let both sides measure one case, and print the seconds and their ratios.

    Raises
    ------
    SystemExit
        If values differ.
    """
    with tempfile.TemporaryDirectory(prefix="gt-bench-") as folder:
        held = {side: take_turns(case, Path(folder), side, turns) for side in SIDES}
    print(f"\n{len(case['minutes']):,} pairs, {shape}")
    print(f"{'':16}{'from three arrays':>28}{'measure alone':>28}")
    print(f"{'':16}" + f"{'pysal s':>10}{'ours s':>10}{'times':>8}" * 2)
    for name in MEASURES:
        (peer_s, expected), (our_s, found) = held["pysal/access"][name], held["geo-target"][name]
        columns = zip(peer_s, our_s, strict=True)
        print(
            f"{name:16}" + "".join(f"{theirs:10.3f}{own:10.4f}{theirs / own:8.0f}" for theirs, own in columns)
        )
        if not name.startswith("RAAM") and not np.allclose(found, expected, rtol=1e-9):
            raise SystemExit(f"{name} differs from pysal's: this is a bug")
    for name in ("RAAM", LOOSE):
        apart = np.abs(held["geo-target"][name][1] / held["pysal/access"][name][1] - 1)
        print(
            f"{name}: costs differ from pysal's by {apart.mean():.2%} in the mean, {apart.max():.2%} at most"
        )


def main() -> None:
    """Compare, or be one side of the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--demand", type=int, default=2000)
    parser.add_argument("--sites", type=int, default=500)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        be_a_side(options.side, options.folder, options.turns)
        return
    if not PEER.exists():
        raise SystemExit("pysal/access is not installed: run `make bench`, which sets up .venv-bench")
    compare(
        make_case(options.demand, options.sites),
        f"{options.demand:,} x {options.sites:,}, dense",
        options.turns,
    )
    compare(make_sparse_case(10_000, 100), "10,000 x 10,000, sparse", options.turns)
    grow()


if __name__ == "__main__":
    main()
