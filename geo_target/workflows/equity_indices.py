"""Every index of equity for one set of areas, each with its value or with the reason why it has none.

Arrays only: no store, no files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo_target.access import equity

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from geo_target.models import FloatArray

INDICES = (
    "gini",
    "concentration",
    "concentration_wagstaff",
    "concentration_erreygers",
    "theil",
    "theil_within",
    "theil_between",
    "palma",
    "fgt0",
    "fgt1",
    "fgt2",
    "worst_tenth",
)

REASONS = {
    "no_neighbourhoods": ("محلهٔ هدفی در اینجا نیست", "no target neighbourhood lies here"),
    "not_measured": (
        "این اجرا این سنجه را برای این خدمت ندارد",
        "the run has no value of this measure for this service",
    ),
    "no_demand": ("کسی نیازمند این خدمت نیست", "nobody here is in need of the service"),
    "value_missing": (
        "در جایی که نیازمند هست مقدار دسترسی دانسته نیست",
        "access is not known, or nothing can be reached, where somebody is in need",
    ),
    "all_zero": (
        "همه صفرند: پخش هیچ، پاسخی ندارد",
        "all have 0: how evenly nothing is spread has no answer",
    ),
    "single_neighbourhood": (
        "تنها یک محله است: نابرابری میان محله‌ها معنا ندارد",
        "there is only one neighbourhood: nothing to compare",
    ),
    "everyone_equal": ("همه یک اندازه دارند", "everybody has the same"),
    "no_bounds": ("این سنجه کران بالا ندارد", "the measure has no upper bound"),
    "at_bound": ("همه بر کران‌اند", "everybody stands at the bound"),
    "no_line": ("این سنجه خط فقر ندارد", "the measure has no poverty line"),
    "no_upper_tenth": (
        "یک محله بیش از یک دهک بالایی را در خود دارد",
        "no one is less deprived than nine tenths: one neighbourhood holds more than the upper tenth",
    ),
    "poorest_have_nothing": (
        "محروم‌ترین چهار دهک هیچ ندارند",
        "the most deprived four tenths have nothing: a ratio to nothing is no number",
    ),
}
"""Each state that stands in the place of an index (or, for equals, beside it), in Persian and English."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """What is to be judged: access of areas, and whom it concerns.

    Parameters
    ----------
    values
        Access of each area, 0 or more, NaN where not known, shape ``(n,)``.
    weights
        People in need of each, shape ``(n,)``.
    deprivation
        What areas are ranked by, shape ``(n,)``; higher is worse off.
    groups
        Of each area, for the parts of Theil's T.
    upper
        The greatest value that there could be; None: the measure has no bound.
    line
        The poverty line in the unit of the values; None: it has none.
    is_cost
        Whether less is better: the worst tenth is then the one with most.
    """

    values: FloatArray
    weights: FloatArray
    deprivation: FloatArray
    groups: npt.NDArray[np.str_]
    upper: float | None
    line: float | None
    is_cost: bool = False


@dataclass(frozen=True, slots=True)
class Indices:
    """The indices that have a value, and why the others have none; `states` has ``everyone_equal`` beside values too.

    ``left_out`` counts areas without a value in which nobody is in need; ``missing`` those in which somebody is.
    """

    values: dict[str, float | None]
    states: dict[str, str] = field(default_factory=dict)
    mean: float | None = None
    demand: float = 0.0
    neighbourhoods: int = 0
    left_out: int = 0
    missing: int = 0


def indices_of(spread: Spread) -> Indices:
    """Compute every index; what has none says why, by a name of `REASONS`."""
    held, people = spread.values, spread.weights
    missing = np.isnan(held) & (people > 0)
    whole = _whole_state(spread, missing)
    values: dict[str, float | None] = dict.fromkeys(INDICES)
    states = {name: whole for name in INDICES if whole}
    known = not whole and people.sum() > 0
    if not whole:
        _fill(spread, values, states)
    return Indices(
        values=values,
        states=states,
        mean=float(np.average(held[people > 0], weights=people[people > 0])) if known else None,
        demand=float(people.sum()),
        neighbourhoods=len(held),
        left_out=equity.left_out(held, people),
        missing=int(missing.sum()),
    )


def _whole_state(spread: Spread, missing: npt.NDArray[np.bool_]) -> str:
    """Name what stands in the way of every index; empty where nothing does."""
    if not len(spread.values):
        return "no_neighbourhoods"
    if not (spread.weights > 0).any():
        return "no_demand"
    return "value_missing" if missing.any() else ""


def _fill(spread: Spread, values: dict[str, float | None], states: dict[str, str]) -> None:
    lived = spread.weights > 0
    x, w = spread.values[lived], spread.weights[lived]
    least = -x if spread.is_cost else x
    worst = equity.worst_tenth(least, w)
    values["worst_tenth"] = -worst if spread.is_cost else worst
    if spread.line is None:
        states |= dict.fromkeys(("fgt0", "fgt1", "fgt2"), "no_line")
    else:
        values["fgt0"], values["fgt1"], values["fgt2"] = equity.fgt(x, spread.line, w)

    between = INDICES[: INDICES.index("fgt0")]
    state = "single_neighbourhood" if len(x) == 1 else "all_zero" if not x.any() else ""
    if state:
        states |= dict.fromkeys(between, state)
        return
    if (x == x[0]).all():
        # Exactly 0 and 1, not what rounding leaves of them; and said, so that nobody takes it for a finding.
        values |= {**dict.fromkeys(between, 0.0), "palma": 1.0}
        states |= dict.fromkeys(between, "everyone_equal")
    else:
        _unequal(spread, x, w, lived, values)
    _bounded(spread, x, values, states)
    state = _palma_state(x, spread.deprivation[lived], w)
    if state:
        values["palma"], states["palma"] = None, state


def _unequal(
    spread: Spread,
    x: FloatArray,
    w: FloatArray,
    lived: npt.NDArray[np.bool_],
    values: dict[str, float | None],
) -> None:
    rank = spread.deprivation[lived]
    values["gini"] = equity.gini(x, w)
    values["concentration"] = equity.concentration_index(x, rank, w)
    if spread.upper is not None:
        bounds = (0.0, spread.upper)
        values["concentration_erreygers"] = equity.concentration_index(
            x, rank, w, kind="erreygers", bounds=bounds
        )
        values["concentration_wagstaff"] = equity.concentration_index(
            x, rank, w, kind="wagstaff", bounds=bounds
        )
    theil = equity.theil_t(x, spread.groups[lived], w)
    values["theil"], values["theil_within"], values["theil_between"] = (
        theil.total,
        theil.within,
        theil.between,
    )
    if not _palma_state(x, rank, w):
        # The least deprived stand for the rich: only the order of an income counts.
        values["palma"] = equity.palma_ratio(x, -rank, w)


def _bounded(spread: Spread, x: FloatArray, values: dict[str, float | None], states: dict[str, str]) -> None:
    """Say why the corrected indices have no value: no bound, or all at it."""
    corrected = ("concentration_wagstaff", "concentration_erreygers")
    if spread.upper is None:
        values |= dict.fromkeys(corrected)
        states |= dict.fromkeys(corrected, "no_bounds")
    elif (x == spread.upper).all():
        values["concentration_wagstaff"], states["concentration_wagstaff"] = None, "at_bound"


def _palma_state(x: FloatArray, rank: FloatArray, w: FloatArray) -> str:
    """Name why there is no Palma ratio; empty where there is one."""
    poor, rich = equity.palma_groups(-rank, w)
    if not rich.any():
        return "no_upper_tenth"
    return "" if x[poor].any() else "poorest_have_nothing"


def words_of(states: dict[str, str], language: Callable[[tuple[str, str]], str]) -> str:
    """Tell the states in one text: each reason once, with the indices that it concerns."""
    found: dict[str, list[str]] = {}
    for name, state in states.items():
        found.setdefault(state, []).append(name)
    parts = []
    for state, names in found.items():
        whose = "" if len(names) == len(INDICES) else f"{', '.join(names)}: "
        parts.append(whose + language(REASONS[state]))
    return "; ".join(parts)
