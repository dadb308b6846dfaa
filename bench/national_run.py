"""A whole national score run: from the store to the store, all services, all measures, 1,000 draws.

Run ``python -m bench.national_run``. The reference dataset (987 neighbourhoods, 31,395 demand points, 3,865 facilities
and groups that operate) is loaded into a database of its own and scored, first cold (what the machine compiles at the
first run of all is kept), then warm, several times; the median warm run counts and has its time split.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo_target.store.engine import Store

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
LIMIT_S = 5.0


def main() -> None:
    """Print how long a run takes, and what of it takes how long."""
    from geo_target.cli.session import open_store
    from geo_target.profile import load_profile
    from geo_target.settings import Settings
    from geo_target.workflows.load_reference import load_reference

    with tempfile.TemporaryDirectory(prefix="gt-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)
        settings = Settings(home=Path(home), database_url=None, data_dir=ROOT / "data")
        with open_store(settings, fill=False) as store:
            load_reference(store, settings.data_dir)
            runs = [_timed(store, load_profile()) for _ in range(RUNS + 1)]
    cold, *warm = runs
    typical = sorted(warm, key=lambda split: sum(split.values()))[RUNS // 2]
    print(f"first run of this process: {sum(cold.values()):.2f} s")
    print(
        f"warm: {statistics.median(sum(split.values()) for split in warm):.2f} s (median of {RUNS}), of that:"
    )
    for step, seconds in typical.items():
        print(f"  {step:<14}{seconds:6.2f} s")
    passed = sum(typical.values()) < LIMIT_S
    print(f"{'under' if passed else 'OVER'} the limit of {LIMIT_S:g} s")
    if not passed:
        sys.exit(1)


def _timed(store: Store, profile: Any) -> dict[str, float]:
    """Score once, and give the seconds of each step."""
    from geo_target.workflows.score import score

    marks: list[tuple[str, float]] = [("reading", time.perf_counter())]

    def progress(step: str, _number: int, _total: int) -> None:
        if step != marks[-1][0]:
            marks.append((step, time.perf_counter()))

    score(store, profile, progress=progress)
    ends = [*(start for _, start in marks[1:]), time.perf_counter()]
    return {step: end - start for (step, start), end in zip(marks, ends, strict=True)}


if __name__ == "__main__":
    main()
