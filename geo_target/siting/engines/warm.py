"""What one search leaves for the next one that differs from it only in the number of sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo_target.models import IntArray


@dataclass(slots=True, eq=False)
class WarmStart:
    """Where a search may begin.

    The prices of the demand points are not kept: those halfway between the two nearest sites of a good plan are a better
    start than the best ones of another number of sites.

    Parameters
    ----------
    plan
        Columns of the matrix to begin with, as many as are open in the end; None for none.
    table
        What an engine has read of the matrix, so that the next search need not.
    bound
        What no plan can beat, in the model's unit; NaN for nothing known. The p-center's search begins there.
    """

    plan: IntArray | None = None
    table: Any = None
    bound: float = float("nan")
