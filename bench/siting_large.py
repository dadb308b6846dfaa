"""How long large questions take, how good the plan is, and when it comes: no peer, but limits.

Run ``python -m bench.siting_large``, with ``--only TEXT`` the cases with that text in their names, with ``--together 2``
two at the same time. Each case is a process of its own, which first answers a tiny question, so that what loads or
compiles late has done so. Making the instance (:mod:`bench.large_instances`) is not timed; checking it is. The first plan
is the first that is told to who hears the progress; "off" says how far it is from the last one. "CPU" are the seconds of
all threads, which other work on the machine lengthens less than the clock's; the peak memory is the whole process's, the
instance included.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.large_cases import cases

if TYPE_CHECKING:
    from bench.large_cases import Case
    from geo_target.plans import SitingPlan
    from geo_target.siting import Progress

ROOT = Path(__file__).resolve().parents[1]
MOST_MB = 2048
SECTIONS = {
    "published": "OR-Library: p-median and p-center, proved; 120 s together, the median 0.5 s, none over 40 s",
    "coverage": "MCLP of Cordeau, Furini and Ljubić: proved in 5 s and 30 s",
    "plain": "987 places by 5,000 sites: a first plan in 1 s; proved, or a gap up to 1 percent, in 30 s",
    "combined": "987 places by 5,000 sites with requirements: a plan in 5 s, an honest gap at 60 s",
    "frontier": "50 points of a curve, 987 places by 5,000 sites: 60 s",
    "growth": "1,000 sites, more and more demand points: under 2 GB",
}
HEAD = "| | s | CPU s | MB | status | objective | bound | gap, % | first plan, s | off, % | |"


def be_asked(name: str, limit_s: float | None) -> None:
    """Answer one case after a tiny one; print what was measured as JSON."""
    case = cases()[name]
    warm_up()
    ask = case.make()
    heard: list[Progress] = []
    cpu, start = cpu_s(), time.perf_counter()
    answer = ask(limit_s or case.limit_s, heard.append)
    seconds = time.perf_counter() - start
    plans = answer if isinstance(answer, tuple) else (answer,)
    report = {"seconds": seconds, "cpu": cpu_s() - cpu, "peak": peak_mb(), **of_plans(plans, heard)}
    print(json.dumps(report))


def warm_up() -> None:
    """Answer each model once, small, and what large questions with requirements use."""
    from scipy.sparse import csr_array

    from geo_target import CostMatrix, siting
    from geo_target.siting.swapping import swapped

    random = np.random.default_rng(0)
    values = random.integers(1, 100, (30, 30)).astype(float)
    tiny = CostMatrix(values, demand_ids=range(30), site_ids=range(30), unit="")
    sparse = CostMatrix(csr_array(values), demand_ids=range(30), site_ids=range(30), unit="")
    for cost in (tiny, sparse):
        siting.solve_mclp(cost, np.ones(30), service_radius=20, n_sites=3)
        siting.solve_p_median(cost, np.ones(30), n_sites=3)
    siting.solve_p_center(tiny, n_sites=3)
    siting.solve_p_dispersion(tiny, n_sites=3)
    asked = siting.Question(model=siting.Model.P_MEDIAN, cost=tiny, demand=np.ones(30), n_sites=3)
    swapped(asked, np.arange(3), siting.Limit())
    siting.solve_lscp(tiny, service_radius=40)


def of_plans(plans: tuple[SitingPlan, ...], heard: list[Progress]) -> dict[str, Any]:
    """Give what is said of a plan, or of the worst of a curve."""
    worst = max(plans, key=lambda plan: np.nan_to_num(plan.gap, nan=np.inf))
    with_plan = [one for one in heard if np.isfinite(one.objective)]
    first = with_plan[0] if with_plan else None
    last = plans[0].objective if len(plans) == 1 else np.nan
    return {
        "status": str(worst.status),
        "objective": worst.objective,
        "bound": worst.bound,
        "gap": worst.gap,
        "first": first.seconds if first else None,
        "off": abs(first.objective - last) / max(abs(last), 1e-9) if first else None,
    }


def peak_mb() -> float:
    """Give the most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cpu_s() -> float:
    """Give the processor's seconds of all threads so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def run(name: str, case: Case, limit_s: float | None) -> dict[str, Any]:
    """Let a process of its own answer; one that fails or hangs is shown with its last words."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.siting_large", "--case", name]
    command += ["--limit", str(limit_s)] if limit_s else []
    start = time.perf_counter()
    try:
        done = subprocess.run(
            command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=3 * case.limit_s + 120
        )
    except subprocess.TimeoutExpired:
        return {"status": "did not end", "seconds": time.perf_counter() - start}
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["ended"])[-1]
        return {"status": last[:90], "seconds": time.perf_counter() - start}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def missed(case: Case, said: dict[str, Any]) -> str:
    """Name what does not hold; nothing if all does."""
    if "gap" not in said:
        return "FAILED"
    over = {
        "no plan": said["status"] == "no_plan",
        "first plan": said["status"] != "infeasible" and (said["first"] or np.inf) > case.first_s,
        "time": said["seconds"] > min(case.done_s, case.limit_s + 2),
        "gap": not (said["gap"] <= case.gap or case.gap == np.inf),
        "memory": said["peak"] > MOST_MB,
    }
    return ", ".join(name for name, is_over in over.items() if is_over)


def row(name: str, case: Case, said: dict[str, Any]) -> str:
    """Give a line of the table."""
    number = {key: value for key, value in said.items() if isinstance(value, int | float)}

    def shown(key: str, digits: int, times: float = 1.0) -> str:
        return f"{number[key] * times:,.{digits}f}" if key in number else ""

    cells = [
        shown("seconds", 2),
        shown("cpu", 2),
        shown("peak", 0),
        said["status"],
        shown("objective", 1),
        shown("bound", 1),
        shown("gap", 2, 100),
        shown("first", 2),
        shown("off", 1, 100),
        missed(case, said),
    ]
    return f"| {name.split(' ', 1)[1]} | " + " | ".join(cells) + " |"


def main() -> None:
    """Ask every case, or be one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    parser.add_argument("--limit", type=float, help="seconds for each case, instead of its own")
    parser.add_argument("--together", type=int, default=1, help="how many are asked at the same time")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        be_asked(options.case, options.limit)
        return
    for section, limits in SECTIONS.items():
        chosen = {
            name: case for name, case in cases().items() if name.startswith(section) and options.only in name
        }
        if not chosen:
            continue
        print(f"\n### {limits}\n\n{HEAD}\n{'| --- ' * HEAD.count(' | ')}|", flush=True)
        start, seconds = time.perf_counter(), []
        with ThreadPoolExecutor(options.together) as pool:
            answers = pool.map(lambda name: run(name, cases()[name], options.limit), chosen)
            for (name, case), said in zip(chosen.items(), answers, strict=True):
                seconds.append(said["seconds"])
                print(row(name, case, said), flush=True)
        print(
            f"\n{len(seconds)} cases: {sum(seconds):.1f} s together, the median {np.median(seconds):.2f} s; "
            f"with their instances {time.perf_counter() - start:.0f} s."
        )


if __name__ == "__main__":
    main()
