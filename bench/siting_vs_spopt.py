"""p-median, MCLP and LSCP: spopt with HiGHS against geo-target, on the same instances.

Run ``python -m bench.siting_vs_spopt``. Both sides start from the same arrays and end with a plan and who is served
from where; the model (spopt) and the checked cost matrix (geo-target) are built within the time. Each answer is a
process of its own, which first answers a tiny question, so that libraries which load or compile late have done so;
its peak memory is shown whole, and as what the answer added to that. spopt's HiGHS gets two threads and its own
tolerance (0.01 percent), which is the quicker way for it; geo-target proves without a tolerance. A spopt that is not
done after the limit counts with the limit, as "at least".
"""

from __future__ import annotations

import argparse
import json
import resource
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
PUBLISHED = ROOT.parent / "shared" / "bench" / "orlib_pmed"
LIMIT_S = 300.0
SAME = 1e-4
Case = dict[str, Any]


def plane(n: int, m: int, seed: int = 1396) -> tuple[np.ndarray, np.ndarray]:
    """Make whole costs (metres) between random places of a square of 30 km, and people for each demand point."""
    random = np.random.default_rng(seed)
    demand_at, site_at = random.uniform(0, 30_000, (n, 2)), random.uniform(0, 30_000, (m, 2))
    cost = np.hypot(*(demand_at[:, None] - site_at[None]).transpose(2, 0, 1)).round()
    return cost, random.integers(100, 5000, n).astype(float)


def cases() -> dict[str, Case]:
    """Give every instance: model, arrays, and the ratio of times that is expected at least."""
    given: dict[str, Case] = {}
    for n, p in ((100, 5), (200, 10), (300, 15), (400, 20)):
        cost, demand = plane(n, n)
        given[f"p-median {n}, p {p}"] = {
            "model": "p_median",
            "cost": cost,
            "demand": demand,
            "p": p,
            "least": 50,
        }
    for name in ("pmed1", "pmed7", "pmed11", "pmed17"):
        if (PUBLISHED / f"{name}.txt").is_file():
            cost, p = published(name)
            label = f"p-median {len(cost)}, p {p} ({name})"
            given[label] = {
                "model": "p_median",
                "cost": cost,
                "demand": np.ones(len(cost)),
                "p": p,
                "least": 50,
            }
    cost, demand = plane(2000, 2000)
    given["MCLP 2,000 x 2,000"] = {
        "model": "mclp",
        "cost": cost,
        "demand": demand,
        "p": 20,
        "radius": 2500.0,
        "least": 20,
    }
    cost, demand = plane(1000, 1000)
    given["LSCP 1,000 x 1,000"] = {
        "model": "lscp",
        "cost": cost,
        "demand": demand,
        "radius": 3000.0,
        "least": 10,
    }
    return given


def published(name: str) -> tuple[np.ndarray, int]:
    """Give all shortest paths of an OR-Library instance, and p; of an edge given twice the last one counts."""
    from scipy.sparse.csgraph import shortest_path

    numbers = (PUBLISHED / f"{name}.txt").read_text().split()
    n, m, p = map(int, numbers[:3])
    lengths = np.zeros((n, n))
    for i, j, length in np.array(numbers[3 : 3 + 3 * m], dtype=np.int64).reshape(-1, 3):
        lengths[i - 1, j - 1] = lengths[j - 1, i - 1] = length
    return shortest_path(lengths, directed=False), p


def ours(case: Case) -> tuple[float, str]:
    """Build the matrix and solve; give the value of the plan and what is said of it."""
    from geo_target import CostMatrix, siting

    cost, demand = case["cost"], case["demand"]
    matrix = CostMatrix(cost, demand_ids=range(len(cost)), site_ids=range(cost.shape[1]), unit="m")
    if case["model"] == "p_median":
        plan = siting.solve_p_median(matrix, demand, n_sites=int(case["p"]), time_limit_s=LIMIT_S)
    elif case["model"] == "mclp":
        plan = siting.solve_mclp(
            matrix,
            demand,
            service_radius=float(case["radius"]),
            n_sites=int(case["p"]),
            time_limit_s=LIMIT_S,
        )
    else:
        plan = siting.solve_lscp(matrix, service_radius=float(case["radius"]), time_limit_s=LIMIT_S)
    return plan.objective, str(plan.status)


def peer(case: Case) -> tuple[float, str]:
    """Build the model and solve with spopt; runs in the peers' environment."""
    import pulp
    from spopt.locate import LSCP, MCLP, PMedian

    cost, demand = case["cost"], case["demand"]
    solver = pulp.HiGHS(msg=False, threads=2, timeLimit=LIMIT_S)
    if case["model"] == "p_median":
        model = PMedian.from_cost_matrix(cost, demand, p_facilities=int(case["p"]))
    elif case["model"] == "mclp":
        model = MCLP.from_cost_matrix(cost, demand, float(case["radius"]), p_facilities=int(case["p"]))
    else:
        model = LSCP.from_cost_matrix(cost, float(case["radius"]))
    model = model.solve(solver)
    return float(pulp.value(model.problem.objective)), pulp.LpStatus[model.problem.status]


SIDES: dict[str, Callable[[Case], tuple[float, str]]] = {"spopt": peer, "geo-target": ours}


def be_a_side(side: str, path: Path) -> None:
    """Answer one question after a tiny one; print seconds, value, status and memory as JSON."""
    with np.load(path) as kept:
        case: Case = {name: kept[name] for name in kept.files}
    case["model"] = str(case["model"])
    tiny, people = plane(40, 40)
    SIDES[side]({**case, "cost": tiny, "demand": people, "p": 3, "radius": 9000.0})
    before = peak_mb()
    start = time.perf_counter()
    value, status = SIDES[side](case)
    seconds = time.perf_counter() - start
    report = {"seconds": seconds, "value": value, "status": status, "peak": peak_mb(), "before": before}
    print(json.dumps(report))


def peak_mb() -> float:
    """Give the most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(side: str, path: Path) -> dict[str, Any]:
    """Let one side answer in a process of its own; one that ends without a plan, or far beyond the limit, has none."""
    program = str(PEER) if side == "spopt" else sys.executable
    command = [
        program,
        "-W",
        "ignore",
        "-m",
        "bench.siting_vs_spopt",
        "--side",
        side,
        "--case",
        str(path),
    ]
    start = time.perf_counter()
    try:
        done = subprocess.run(
            command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=2 * LIMIT_S
        )
    except subprocess.TimeoutExpired:
        return {"seconds": 2 * LIMIT_S, "status": "stopped", "value": np.nan, "peak": np.nan, "before": 0.0}
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["ended"])[-1]
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        return {"seconds": seconds, "status": last[:60], "value": np.nan, "peak": peak, "before": 0.0}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def compare(name: str, case: Case, path: Path) -> None:
    """Let both sides answer, geo-target the better of two turns, and print a row."""
    np.savez(path, **{key: value for key, value in case.items() if key != "least"})
    own = min((run("geo-target", path) for _ in range(2)), key=lambda one: one["seconds"])
    other = run("spopt", path)
    if own["status"] != "optimal":
        raise SystemExit(f"{name}: geo-target ended with {own['status']}, which it must not")
    if other["status"] == "Optimal" and other["seconds"] < LIMIT_S:
        if abs(other["value"] - own["value"]) > SAME * abs(own["value"]):
            raise SystemExit(f"{name}: spopt found {other['value']}, geo-target {own['value']}")
        equal = "=" if abs(other["value"] - own["value"]) <= 1e-9 * abs(own["value"]) else "within 0.01 %"
    else:
        equal = "not in time" if other["seconds"] >= LIMIT_S else other["status"]
    added = [max(one["peak"] - one["before"], 0.1) for one in (other, own)]
    print(
        f"{name:32}{other['seconds']:9.2f}{own['seconds']:9.4f}{other['seconds'] / own['seconds']:9.0f}"
        f"{case['least']:6}{other['peak']:9.0f}{own['peak']:8.0f}{added[0]:10.1f}{added[1]:8.1f}"
        f"{added[1] / added[0]:7.2f}  {own['value']:.0f} {equal}",
        flush=True,
    )


def main() -> None:
    """Compare, or be one side of the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="instances whose name has this in it")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--case", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        be_a_side(options.side, options.case)
        return
    if not PEER.exists():
        raise SystemExit("spopt is not installed: run `make bench`, which sets up .venv-bench")
    print(
        f"{'':32}{'spopt s':>9}{'ours s':>9}{'times':>9}{'must':>6}{'spopt MB':>9}{'ours':>8}"
        f"{'added MB':>10}{'ours':>8}{'share':>7}  value"
    )
    with tempfile.TemporaryDirectory(prefix="gt-bench-") as folder:
        for name, case in cases().items():
            if options.only in name:
                compare(name, case, Path(folder) / "case.npz")


if __name__ == "__main__":
    main()
