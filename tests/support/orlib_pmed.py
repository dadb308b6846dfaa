"""The published p-median instances of OR-Library, where they lie beside the project; they are not copied."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "bench" / "orlib_pmed"
WHY_NOT = f"the published instances are not here: {FOLDER.parent.name}/{FOLDER.name} beside the project"


def names() -> list[str]:
    """Names of the instances that are here; none if the folder is missing."""
    return [row["instance"] for row in _optima()]


def optima(name: str) -> tuple[int, int]:
    """Published optima of p-median and of p-center."""
    row = next(row for row in _optima() if row["instance"] == name)
    return int(row["p_median_optimum"]), int(row["p_center_optimum"])


def read(name: str) -> tuple[np.ndarray, int]:
    """All shortest paths of an instance, and the number of sites; of an edge given twice the last one counts."""
    from scipy.sparse.csgraph import shortest_path

    numbers = (FOLDER / f"{name}.txt").read_text().split()
    n, m, n_sites = map(int, numbers[:3])
    lengths = np.zeros((n, n))
    for i, j, length in np.array(numbers[3 : 3 + 3 * m], dtype=np.int64).reshape(-1, 3):
        lengths[i - 1, j - 1] = lengths[j - 1, i - 1] = length
    return shortest_path(lengths, directed=False), n_sites


def _optima() -> list[dict[str, str]]:
    path = FOLDER / "optima.csv"
    if not path.is_file():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
