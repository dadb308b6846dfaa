r"""Criteria on one grid, rescaled to 0…1 and laid over one another; the best cells of the result.

.. math:: S = \sum_k w_k x_k \quad\text{or}\quad S = \prod_k x_k^{w_k}, \qquad \sum_k w_k = 1

Weighted linear combination (Malczewski 2000) and its geometric form, in which one bad criterion cannot be made good by
others. Formulas, limits and an example by hand: ``docs/methods/suitability.md``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from geo_target.arguments import is_number, number_from, shown, whole_number_from
from geo_target.errors import InputError
from geo_target.models import is_finite_number

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_target.models import BoolArray, FloatArray, IntArray

Aggregation = Literal["arithmetic", "geometric"]


def rescale_linear(values: npt.ArrayLike, *, worst: float, best: float, clip: bool = True) -> FloatArray:
    """Bring a criterion to 0 at `worst` and 1 at `best`, straight between; which is larger gives the direction.

    Parameters
    ----------
    values
        In the criterion's own unit, any shape; NaN (no data) stays NaN.
    clip
        Whether what is beyond `worst` is 0 and beyond `best` 1. If not, it is NaN: outside of what may be judged.

    Raises
    ------
    InputError
        If `worst` and `best` are equal or not finite, or a value is infinite.
    """
    finite = is_finite_number(worst) and is_finite_number(best)
    if not finite or worst == best:
        raise InputError(
            f"worst and best must be two different numbers, not {shown(worst)} and {shown(best)}."
        )
    given = _numbers(values, "A criterion")
    if np.isinf(given).any():
        raise InputError("A criterion must have finite values, or NaN for no data; some are infinite.")
    scaled: FloatArray = (given - worst) / (best - worst)
    if clip:
        return np.clip(scaled, 0.0, 1.0) + 0.0  # never -0
    return np.where((scaled < 0) | (scaled > 1), np.nan, scaled)


def rescale_table(
    values: npt.ArrayLike, table: Mapping[float, float], *, other: float | None = None
) -> FloatArray:
    """Give each category of a criterion its worth.

    Parameters
    ----------
    values
        Codes of categories, as land cover 10, 20, …; NaN (no data) stays NaN.
    table
        Code to worth, 0 to 1; NaN for a category that is not judged.
    other
        Worth of a code that is not in the table; None: such a code is an error.

    Raises
    ------
    InputError
        If a worth is not from 0 to 1, or codes are missing from the table; names them.
    """
    if not isinstance(table, Mapping) or not table or not all(map(is_number, table)):
        raise InputError(f"A table gives each code, a number, a worth from 0 to 1, not {shown(table)}.")
    worths = [*table.values(), *([] if other is None else [other])]
    odd = [one for one in worths if not (is_number(one) and (math.isnan(one) or 0 <= one <= 1))]
    if odd:
        raise InputError(f"A table gives each code a worth from 0 to 1, not {shown(odd[0])}.")
    given = _numbers(values, "A criterion")
    codes = np.array(sorted(table), float)
    place = np.clip(np.searchsorted(codes, given), 0, len(codes) - 1)
    known = codes[place] == given
    unknown = np.unique(given[~known & ~np.isnan(given)])
    if len(unknown) and other is None:
        raise InputError(
            f"{len(unknown)} codes are not in the table: {', '.join(f'{code:g}' for code in unknown[:5])}; "
            "add them, or say what every other code is worth."
        )
    worth = np.array([table[code] for code in sorted(table)], float)[place]
    rest = np.full(given.shape, np.nan if other is None else other)
    return np.where(np.isnan(given), np.nan, np.where(known, worth, rest))


def overlay(
    criteria: Sequence[npt.ArrayLike],
    weights: Sequence[float],
    *,
    aggregation: Aggregation = "arithmetic",
    excluded: npt.ArrayLike | None = None,
) -> FloatArray:
    """Lay criteria over one another.

    Parameters
    ----------
    criteria
        Each 0 (worst) to 1 (best), all of one shape; NaN is no data.
    weights
        One for each, 0 or more, one over 0; only their proportions count. A criterion of weight 0 is left out, with
        its NaN.
    excluded
        True where nothing may be sited, whatever the criteria say.

    Returns
    -------
    FloatArray
        0 to 1, shape of the criteria; NaN where a criterion has no data or the cell is excluded.

    Raises
    ------
    InputError
        If shapes differ, a value is not from 0 to 1, or weights cannot be used.
    """
    layers, shares = _used(criteria, weights)
    if aggregation not in {"arithmetic", "geometric"}:
        raise InputError(f"aggregation must be arithmetic or geometric, not {aggregation!r}.")
    barred = np.zeros(layers[0].shape, np.bool_) if excluded is None else _mask(excluded, layers[0].shape)

    score: FloatArray = np.full(layers[0].shape, 0.0 if aggregation == "arithmetic" else 1.0)
    for layer, share in zip(layers, shares, strict=True):
        score = score + share * layer if aggregation == "arithmetic" else score * layer**share
    np.clip(score, 0.0, 1.0, out=score)
    score[barred] = np.nan
    return score


def best_cells(
    score: npt.ArrayLike, n: int, *, cell_m: tuple[float, float] = (1.0, 1.0), spacing_m: float = 0.0
) -> tuple[IntArray, IntArray]:
    """Return rows and columns of the best cells, best first, none nearer to another than the spacing.

    The best cell is taken, then the best of those far enough from all taken, and so on: greedy, so that a cell on
    the list never depends on how many are asked for. At a tie the first in reading order.

    Parameters
    ----------
    score
        Higher is better, shape ``(rows, columns)``; NaN is never chosen.
    n
        The most cells; fewer come where no others are far enough.
    cell_m
        Width and height of a cell in metres.
    spacing_m
        Least distance between middles in metres, itself allowed.

    Raises
    ------
    InputError
        If a number cannot be used.
    """
    left = _numbers(score, "A score")
    if left.ndim != 2:  # noqa: PLR2004 - rows and columns
        raise InputError(f"A score must have rows and columns, not {left.ndim} dimensions.")
    n, spacing_m = whole_number_from(n, "n"), number_from(spacing_m, "spacing_m")
    width, height = _sides(cell_m)
    flat = left.ravel()
    order = np.lexsort((np.arange(flat.size), -np.where(np.isnan(flat), -np.inf, flat)))
    order = order[: np.count_nonzero(~np.isnan(flat))]

    taken: list[tuple[int, int]] = []
    for number in order.tolist():
        if len(taken) == n:
            break
        row, column = divmod(number, left.shape[1])
        if not np.isnan(left[row, column]):
            taken.append((row, column))
            _clear_around(left, row, column, (spacing_m / height, spacing_m / width))
    found = np.array(taken, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _clear_around(left: FloatArray, row: int, column: int, reach: tuple[float, float]) -> None:
    """Bar the cells whose middles are nearer than the reach (rows, columns), and the cell itself."""
    left[row, column] = np.nan
    if max(reach) <= 1:  # the nearest neighbours are far enough
        return
    down, along = (math.ceil(one) for one in reach)
    top, first = max(0, row - down), max(0, column - along)
    part = left[top : row + down + 1, first : column + along + 1]
    rows = (np.arange(top, top + part.shape[0]) - row) / reach[0]
    columns = (np.arange(first, first + part.shape[1]) - column) / reach[1]
    part[rows[:, None] ** 2 + columns**2 < 1 - 1e-12] = np.nan


def _numbers(values: npt.ArrayLike, what: str) -> FloatArray:
    """Give numbers as an array of their own; NaN is no data."""
    try:
        return np.array(values, float)
    except (TypeError, ValueError) as error:
        raise InputError(f"{what} must be numbers in rows of equal length, not {shown(values)}.") from error


def _sides(cell_m: object) -> tuple[float, float]:
    if isinstance(cell_m, Sequence) and len(cell_m) == 2 and all(map(is_finite_number, cell_m)):  # noqa: PLR2004
        width, height = map(float, cell_m)
        if width > 0 and height > 0:
            return width, height
    raise InputError(f"cell_m must be width and height of a cell, both over 0 m, not {shown(cell_m)}.")


def _used(criteria: Sequence[Any], weights: Sequence[float]) -> tuple[list[FloatArray], FloatArray]:
    if not isinstance(criteria, Sequence | np.ndarray) or isinstance(criteria, str):
        raise InputError(f"criteria must be a list of arrays, not {shown(criteria)}.")
    given = _numbers(weights, "Weights")
    if len(criteria) == 0 or given.shape != (len(criteria),):
        raise InputError(f"Each of {len(criteria)} criteria needs one weight, not {given.size}.")
    if not np.isfinite(given).all() or (given < 0).any() or not given.any():
        raise InputError(f"Weights must be 0 or more and one of them over 0, not {given.tolist()}.")
    layers = [_numbers(layer, "A criterion") for layer in criteria]
    for number, layer in enumerate(layers, 1):
        if layer.shape != layers[0].shape:
            raise InputError(f"Criterion {number} has the shape {layer.shape}, not {layers[0].shape}.")
        if ((layer < 0) | (layer > 1)).any():
            raise InputError(f"Criterion {number} must be from 0 to 1; rescale it first.")
    used = np.flatnonzero(given)
    return [layers[number] for number in used], given[used] / math.fsum(given)


def _mask(excluded: npt.ArrayLike, shape: tuple[int, ...]) -> BoolArray:
    mask = np.asarray(excluded)
    if mask.dtype != np.bool_ or mask.shape != shape:
        raise InputError(
            f"excluded must be true or false for each cell, shape {shape}, not {mask.dtype} {mask.shape}."
        )
    return mask
