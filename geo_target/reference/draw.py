"""Random draws that give the same numbers on every machine: whole numbers only, from a named seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.models import IntArray

SEED = 13960722
"""The report's date, 1396/7/22. Another seed gives another country that obeys the same figures."""


def generator(*keys: int) -> Generator:
    """Return a random stream of its own for a topic, a city, ...: adding a topic does not move the others."""
    return Generator(PCG64(SeedSequence([SEED, *keys])))


def whole_numbers(rng: Generator, low: int, high: int, size: int) -> IntArray:
    """Draw `size` whole numbers from `low` to `high`, both included."""
    return rng.integers(low, high, size=size, dtype=np.int64, endpoint=True)


def whole_number(rng: Generator, low: int, high: int) -> int:
    """Draw one whole number from `low` to `high`, both included."""
    return int(rng.integers(low, high, dtype=np.int64, endpoint=True))


def shuffled(rng: Generator, count: int) -> IntArray:
    """Return 0..count-1 in a random order (sorted by drawn keys, ties by number)."""
    keys = whole_numbers(rng, 0, 2**62, count)
    return np.argsort(keys, kind="stable").astype(np.int64)


def weighted_pick(rng: Generator, weights: IntArray) -> int:
    """Draw one position with a probability proportional to its whole, not negative weight."""
    ladder = np.cumsum(weights, dtype=np.int64)
    return int(np.searchsorted(ladder, whole_number(rng, 1, int(ladder[-1])), side="left"))


def shares(weights: Sequence[int] | IntArray, total: int, *, minimum: int = 0) -> IntArray:
    """Share a whole total out by weight: the minimum to each first, the rest by largest remainder.

    Ties go to the earlier one. The shares add up to `total` exactly.

    Raises
    ------
    ValueError
        If the minimums alone are more than the total, or all weights are 0.
    """
    weight = np.asarray(weights, dtype=np.int64)
    rest = total - minimum * len(weight)
    if rest < 0 or weight.sum() <= 0:
        raise ValueError(f"cannot share {total} among {len(weight)} with at least {minimum} each")

    whole = weight * rest // weight.sum()
    remainder = weight * rest - whole * weight.sum()
    order = np.argsort(-remainder, kind="stable")
    whole[order[: rest - int(whole.sum())]] += 1
    result: IntArray = whole + minimum
    return result


def apportion(populations: Sequence[int], total: int) -> IntArray:
    """Share `total` out by population with at least one each: a city that falls short gets one.

    The others share the rest by largest remainder among themselves (repeated until none falls short).
    """
    weight = np.asarray(populations, dtype=np.int64)
    result = np.zeros(len(weight), dtype=np.int64)
    open_ = np.ones(len(weight), dtype=bool)
    while True:
        part = shares(weight[open_], total - int((~open_).sum()))
        result[open_], result[~open_] = part, 1
        if (part >= 1).all():
            return result
        open_[np.flatnonzero(open_)[part < 1]] = False


def bounded_shares(weights: IntArray, total: int, low: IntArray | int, high: IntArray) -> IntArray:
    """Share `total` out by weight with a lower and an upper bound for each, adding up exactly.

    Raises
    ------
    ValueError
        If the bounds cannot hold the total.
    """
    result = np.broadcast_to(np.asarray(low, dtype=np.int64), high.shape).copy()
    if not int(result.sum()) <= total <= int(high.sum()):
        raise ValueError(f"bounds from {result.sum()} to {high.sum()} cannot hold {total}")
    while (rest := total - int(result.sum())) > 0:
        room = high - result
        part = np.minimum(shares(np.where(room > 0, np.maximum(weights, 1), 0), rest), room)
        result += part
    return result


def value_noise(rng: Generator, i: IntArray, j: IntArray, *, wavelength: int) -> IntArray:
    """Smooth noise over whole lattice coordinates: from -1000 to 1000, changing over `wavelength` cells.

    Bilinear interpolation between drawn values, in whole numbers, so that no float can differ.
    """
    low_i, low_j = int(i.min()), int(j.min())
    shape = (int(i.max() - low_i) // wavelength + 2, int(j.max() - low_j) // wavelength + 2)
    table = whole_numbers(rng, -1000, 1000, shape[0] * shape[1]).reshape(shape)

    cell_i, part_i = np.divmod(i - low_i, wavelength)
    cell_j, part_j = np.divmod(j - low_j, wavelength)
    near = table[cell_i, cell_j] * (wavelength - part_i) + table[cell_i + 1, cell_j] * part_i
    far = table[cell_i, cell_j + 1] * (wavelength - part_i) + table[cell_i + 1, cell_j + 1] * part_i
    noise: IntArray = (near * (wavelength - part_j) + far * part_j) // (wavelength * wavelength)
    return noise
