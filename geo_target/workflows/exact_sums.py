"""Sums of fractions that add up to the last bit, and whole numbers that add up as they are printed.

Arrays only: no store, no files.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo_target.models import FloatArray


def on_one_grid(values: npt.ArrayLike) -> FloatArray:
    """Put values on the grid of the last bit of twice their total: any sum of some of them is then exact.

    Doubles are added without rounding while all of them, and their sums, are multiples of one power of two that
    fit into 53 bits. So the sums of the parts of any division, in any order, in any program, add up to the sum of
    the whole exactly. A value moves by at most the last bit of the total, which is what adding it up would round off.

    Parameters
    ----------
    values
        0 or more and finite, shape ``(n,)``.
    """
    held = np.asarray(values, np.float64)
    total = math.fsum(held.tolist())
    if total == 0:
        return held
    step = np.spacing(2 * total)
    # A step that cannot be divided by is that of numbers near the smallest there are: they are on the grid.
    return held if step < np.finfo(np.float64).tiny else np.round(held / step) * step


def shared_out(values: Sequence[float], total: int) -> list[int]:
    """Round values to whole numbers that add up to `total`, by the largest remainders; equals in their order.

    Parameters
    ----------
    values
        0 or more; they add up to `total`, give or take less than their number.
    """
    whole = [math.floor(value) for value in values]
    left = total - sum(whole)
    order = sorted(range(len(values)), key=lambda row: (whole[row] - values[row], row))
    for row in order[:left]:
        whole[row] += 1
    # Where the total was rounded down below the whole parts, those with the least beyond them give way.
    for row in reversed([row for row in order if whole[row] > 0][left:] if left < 0 else []):
        whole[row] -= 1
    return whole
