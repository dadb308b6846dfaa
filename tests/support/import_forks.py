"""A program that imports a list each time it is told to, in a process of its own that can be killed.

``python import_forks.py URL LAYER FILE``; at each line on standard input it forks a process that imports the file,
and says its id; when that process ends it says how: the exit code, or minus the signal.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from geo_target.errors import GeoTargetError
from geo_target.intake.checked import CheckOptions
from geo_target.store.engine import Store
from geo_target.workflows.import_layer import AboutDataset, import_layer


def main(url: str, layer: str, file: str) -> None:
    """Serve until standard input ends."""
    _load_what_an_import_loads()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_import(url, layer, Path(file)))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _import(url: str, layer: str, file: Path) -> int:
    try:
        with Store(url) as store:
            outcome = import_layer(store, layer, file, options=CheckOptions(), about=AboutDataset())
    except GeoTargetError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except BaseException:  # noqa: BLE001  a forked process must never go on as its parent
        traceback.print_exc()
        return 2
    return 0 if outcome.dataset_id is not None else 3


def _load_what_an_import_loads() -> None:
    import geopandas  # noqa: F401  so that a moment of the import is not a moment of loading it
    import pyogrio  # noqa: F401

    import geo_target.store.tables  # noqa: F401


if __name__ == "__main__":
    main(*sys.argv[1:])
