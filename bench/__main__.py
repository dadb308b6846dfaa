"""`make bench`: every benchmark, one after the other; or those named: `python -m bench tiles_vs_tipg`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HELPERS = {"__init__", "__main__", "large_cases", "large_instances"}


def main() -> int:
    """Run the benchmarks and return 0; each prints its own table."""
    known = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in HELPERS)
    chosen = sys.argv[1:] or known
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        sys.stderr.write(f"There is no benchmark {unknown[0]!r}; there are {', '.join(known)}.\n")
        return 2
    sys.argv = sys.argv[:1]
    for name in chosen:
        print(f"\n== {name.replace('_', ' ')} ==", flush=True)
        importlib.import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
