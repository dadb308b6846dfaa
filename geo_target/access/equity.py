r"""How evenly access is spread over people: published indices of inequality, weighted by population.

Every index takes an array of values (access, share covered, cost, …), and a weight for each, people unless said.
A value that is NaN is an error, save where its weight is 0: then it is left out, for nobody is there.
Formulas with a worked example: ``docs/methods/equity.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from geo_target.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_target.models import BoolArray, FloatArray

Kind = Literal["standard", "wagstaff", "erreygers"]
TENTH, FOUR_TENTHS = 0.1, 0.4


@dataclass(frozen=True, slots=True)
class Theil:
    """Theil's T and its parts; ``within + between == total``."""

    total: float
    within: float
    between: float


def gini(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    r"""Give the Gini coefficient: 0 if all have the same, 1 − 1/n if one of n equal people has it all.

    .. math:: G = \frac{\sum_i \sum_k w_i w_k |x_i - x_k|}{2 W^2 \bar x}

    Computed from the weighted Lorenz curve, by its trapezia, which is the same number.

    Raises
    ------
    InputError
        If a value or weight is negative or NaN, lengths differ, weights add up to nothing, or all values are 0.
    """
    held, people = _checked(values, weights)
    return _concentration(held, people, held)


def concentration_index(
    values: npt.ArrayLike,
    rank_by: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    kind: Kind = "standard",
    bounds: tuple[float, float] | None = None,
) -> float:
    r"""Give how far the values gather among those who are high (above 0) or low (below 0) by another quantity.

    .. math:: C = \frac{2}{W \bar x} \sum_i w_i x_i r_i - 1

    with :math:`r_i` the fractional rank by `rank_by`, in the middle of each person's share, ties sharing theirs.
    With bounds :math:`a, b` of the values, Wagstaff's is
    :math:`C\,\bar x (b - a) / ((b - \bar x)(\bar x - a))` and Erreygers' :math:`4 \bar x C / (b - a)`.

    Parameters
    ----------
    rank_by
        What people are ranked by, such as deprivation or income; only its order counts.
    bounds
        Least and greatest value that there could be; needed by ``wagstaff`` and ``erreygers``.

    Raises
    ------
    InputError
        As `gini`; also where bounds are missing or a value lies outside.

    References
    ----------
    Wagstaff, A. (2005). The bounds of the concentration index when the variable of interest is binary.
    *Health Economics* 14(4).
    Erreygers, G. (2009). Correcting the concentration index. *Journal of Health Economics* 28(2).
    """
    held, people, rank = _checked(values, weights, rank_by)
    plain = _concentration(held, people, rank)
    if kind == "standard":
        return plain

    low, high = _bounds(held, bounds, kind)
    mean = float(np.average(held, weights=people))
    if kind == "erreygers":
        return 4 * mean * plain / (high - low)
    if mean in {low, high}:
        raise InputError("all values stand at one of the bounds: Wagstaff's index has no value then")
    return plain * mean * (high - low) / ((high - mean) * (mean - low))


def theil_t(values: npt.ArrayLike, groups: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Theil:
    r"""Give Theil's T, and how much of it lies within and between groups.

    .. math:: T = \frac{1}{W} \sum_i w_i \frac{x_i}{\bar x} \ln \frac{x_i}{\bar x}

    Parameters
    ----------
    groups
        The group of each value, such as its province's code.

    Returns
    -------
    Theil
        0 if all have the same; a value of 0 counts as the limit of x ln x, which is 0.

    References
    ----------
    Theil, H. (1967). *Economics and Information Theory*. North-Holland.
    """
    held, people, labels = _checked(values, weights, groups)
    if not held.any():
        raise InputError("all values are 0: how evenly nothing is spread has no answer")
    _, rows = np.unique(labels, return_inverse=True)
    size = np.bincount(rows, weights=people)
    group_mean = np.bincount(rows, weights=people * held) / size
    mean = float(np.average(held, weights=people))

    share = size / size.sum()
    between = float((share * _xlogx(group_mean / mean)).sum())
    relative = np.divide(held, group_mean[rows], out=np.zeros_like(held), where=group_mean[rows] > 0)
    inner = np.bincount(rows, weights=people * _xlogx(relative)) / size
    within = float((share * (group_mean / mean) * inner).sum())
    return Theil(within + between, within, between)


def palma_ratio(values: npt.ArrayLike, income: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """Give the mean value of the richest tenth over that of the poorest four tenths.

    The tenths are people: those whose `income` is above the weighted 0.9 quantile of the whole table, and at or
    below the 0.4 quantile. Where the weights are whole numbers, so many people each, the q-quantile stands at place
    1 + (W − 1) q of all people in a row by income, between two of them in proportion (Hmisc's ``wtd.quantile``, which
    *accessibility* takes); else it is the least income that at least that share of the weight does not exceed.

    Raises
    ------
    InputError
        As `gini`; also where nobody is above the 0.9 quantile, or the poorest four tenths have nothing at all.

    References
    ----------
    Definition of the R package *accessibility* (Pereira & Herszenhut), ``palma_ratio``.
    """
    held, people, incomes = _checked(values, weights, income)
    poor, rich = palma_groups(incomes.astype(np.float64), people)
    if not rich.any():
        raise InputError("no one has an income above nine tenths of the people: the ratio has no upper tenth")
    below = float(np.average(held[poor], weights=people[poor]))
    if below == 0:
        raise InputError("the poorest four tenths have nothing: a ratio to nothing is no number")
    return float(np.average(held[rich], weights=people[rich])) / below


def palma_groups(income: FloatArray, people: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Tell who is of the poorest four tenths and who of the richest tenth, as `palma_ratio` has them; all weigh > 0."""
    return income <= _quantile(income, people, FOUR_TENTHS), income > _quantile(income, people, 1 - TENTH)


def fgt(
    values: npt.ArrayLike, poverty_line: float, weights: npt.ArrayLike | None = None
) -> tuple[float, float, float]:
    r"""Give the share of people below a line, how far below, and how severely (FGT 0, 1, 2).

    .. math:: P_\alpha = \frac{1}{W} \sum_{i:\ x_i < z} w_i \left(\frac{z - x_i}{z}\right)^\alpha

    Parameters
    ----------
    poverty_line
        :math:`z`, above 0, in the unit of the values; a value on the line is not below it.

    References
    ----------
    Foster, J., Greer, J. & Thorbecke, E. (1984). A class of decomposable poverty measures. *Econometrica* 52(3).
    """
    held, people = _checked(values, weights)
    if not 0 < poverty_line < np.inf:
        raise InputError(f"poverty_line must be more than 0, not {poverty_line:g}")
    gap = np.where(held < poverty_line, (poverty_line - held) / poverty_line, 0.0)
    total = people.sum()
    poor = people[held < poverty_line].sum() / total
    return float(poor), float((people * gap).sum() / total), float((people * gap**2).sum() / total)


def left_out(values: npt.ArrayLike, weights: npt.ArrayLike) -> int:
    """Count the values that are not known where nobody is: every index leaves them out."""
    return int((np.isnan(np.asarray(values, float)) & (np.asarray(weights, float) == 0)).sum())


def worst_tenth(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """Give the mean value of the tenth of the people who have least, one of them counted in part if need be.

    With values of which less is better (a cost), give their negatives.
    """
    held, people = _checked(values, weights, signed=True)
    order = np.argsort(held, kind="stable")
    ends = np.cumsum(people[order])
    room = TENTH * ends[-1]
    counted = np.clip(room - (ends - people[order]), 0.0, people[order])
    return float((counted * held[order]).sum() / room)


def _concentration(held: FloatArray, people: FloatArray, rank_by: npt.NDArray[np.generic]) -> float:
    _, rows = np.unique(rank_by, return_inverse=True)
    size = np.bincount(rows, weights=people)
    middle = (np.cumsum(size) - 0.5 * size) / size.sum()
    total = float((people * held).sum())
    if total == 0:
        raise InputError("all values are 0: how evenly nothing is spread has no answer")
    return float(2 * (people * held * middle[rows]).sum() / total - 1)


def _xlogx(values: FloatArray) -> FloatArray:
    logs = np.log(values, out=np.zeros_like(values), where=values > 0)
    held: FloatArray = values * logs
    return held


def _quantile(values: FloatArray, people: FloatArray, share: float) -> float:
    order = np.argsort(values, kind="stable")
    row, ends = values[order], np.cumsum(people[order])
    if (people % 1 != 0).any():
        return float(row[np.searchsorted(ends, share * ends[-1] * (1 - 1e-12))])
    place = 1 + (ends[-1] - 1) * share
    low, high = np.floor(place), min(np.floor(place) + 1, ends[-1])
    below, above = row[np.searchsorted(ends, (low, high))]
    return float(below + (place - low) * (above - below))


def _bounds(held: FloatArray, bounds: tuple[float, float] | None, kind: Kind) -> tuple[float, float]:
    if bounds is None:
        raise InputError(f"bounds must give the least and greatest value that there could be for {kind}")
    low, high = bounds
    if not low < high or held.min() < low or held.max() > high:
        raise InputError(f"the values must lie within bounds, and go from {held.min():g} to {held.max():g}")
    return low, high


@overload
def _checked(
    values: npt.ArrayLike, weights: npt.ArrayLike | None, *, signed: bool = ...
) -> tuple[FloatArray, FloatArray]: ...
@overload
def _checked(
    values: npt.ArrayLike, weights: npt.ArrayLike | None, beside: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, npt.NDArray[np.generic]]: ...
def _checked(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None,
    beside: npt.ArrayLike | None = None,
    *,
    signed: bool = False,
) -> tuple[FloatArray, FloatArray] | tuple[FloatArray, FloatArray, npt.NDArray[np.generic]]:
    """Give values and weights, and what stands beside them, where the weight is more than 0."""
    held = np.asarray(values, dtype=np.float64)
    people = np.ones(held.shape) if weights is None else np.asarray(weights, dtype=np.float64)
    if held.ndim != 1 or held.shape != people.shape:
        raise InputError(f"values and weights must be of equal length, not {held.size} and {people.size}")
    if not (np.isfinite(people) & (people >= 0)).all() or not people.any():
        raise InputError("weights must be 0 or more, and not all 0")
    there = people > 0
    held, people = held[there], people[there]
    if not np.isfinite(held).all() or (not signed and held.min() < 0):
        raise InputError(
            "values must be finite and 0 or more wherever somebody is; NaN, inf or a negative one came"
        )
    if beside is None:
        return held, people
    other = np.asarray(beside)
    if other.shape != there.shape:
        raise InputError(f"each of {there.size} values needs its rank or group; {other.size} came")
    other = other[there]
    if other.dtype.kind == "f" and np.isnan(other).any():
        raise InputError("rank or group must be known wherever somebody is; NaN came")
    return held, people, other
