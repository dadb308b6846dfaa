r"""How much a site counts as it gets further away: functions of cost, 1 at a cost of 0 and falling.

Each factory checks its parameters once and returns a frozen, callable value; any other callable that takes an
array of finite costs, in the unit of the matrix, and gives weights from 0 on will do in its place.

References
----------
Kwan, M.-P. (1998). Space-time and integral measures of individual accessibility. *Geographical Analysis* 30(3).
Luo, W. & Qi, Y. (2009). An enhanced two-step floating catchment area (E2SFCA) method. *Health & Place* 15(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from geo_target.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo_target.models import FloatArray

    Decay: TypeAlias = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Step:
    """Weights by bands of cost; see :func:`step`."""

    limits: tuple[float, ...]
    weights: tuple[float, ...]

    def __call__(self, cost: FloatArray) -> FloatArray:
        """Give the weight of the band in which each cost lies; a cost equal to a limit lies within it."""
        # One pass a band, the outermost first: several times as fast as a search for each cost.
        held = np.zeros(cost.shape)
        for limit, weight in zip(reversed(self.limits), reversed(self.weights), strict=True):
            held[...] = np.where(cost <= limit, weight, held)
        return held


@dataclass(frozen=True, slots=True)
class Curve:
    """A formula with one or two parameters; made by the functions of this module."""

    name: str
    scale: float
    shape: float = 1.0

    def __call__(self, cost: FloatArray) -> FloatArray:
        """Give the weight of each cost."""
        weights: FloatArray = _FORMULAS[self.name](cost, self.scale, self.shape)
        return weights


def binary(threshold: float) -> Step:
    """Count everything up to the threshold, itself included, and nothing beyond."""
    return step([(threshold, 1.0)])


def step(bands: Sequence[tuple[float, float]]) -> Step:
    """Count by bands: ``[(10, 1.0), (20, 0.68), (30, 0.22)]``.

    Parameters
    ----------
    bands
        Upper limit, itself included, and weight of each band; limits rise, weights do not, none is negative.
        Beyond the last limit the weight is 0.

    Raises
    ------
    InputError
        If there is no band, or limits or weights are not in order.
    """
    limits, weights = [float(limit) for limit, _ in bands], [float(weight) for _, weight in bands]
    if not limits:
        raise InputError("bands must name at least one limit and its weight, such as [(10, 1.0)]")
    if limits[0] < 0 or not all(a < b for a, b in pairwise(limits)):
        raise InputError(f"the limits of bands must rise from 0 on, not {limits}")
    if not (all(a >= b for a, b in pairwise(weights)) and weights[-1] >= 0):
        raise InputError(f"the weights of bands must fall and not be negative, not {weights}")
    return Step(tuple(limits), tuple(weights))


def linear(limit: float) -> Curve:
    r"""Fall in a line to nothing at the limit: :math:`\max(0, 1 - c / \text{limit})`."""
    return Curve("linear", _positive(limit, "limit"))


def gaussian(bandwidth: float) -> Curve:
    r"""Fall like a bell: :math:`e^{-c^2 / (2\,\text{bandwidth}^2)}`, 0.607 at the bandwidth."""
    return Curve("gaussian", _positive(bandwidth, "bandwidth"))


def exponential(scale: float) -> Curve:
    r"""Fall by the same share with every unit: :math:`e^{-c/\text{scale}}`, 0.368 at the scale."""
    return Curve("exponential", _positive(scale, "scale"))


def inverse_power(scale: float, exponent: float = 1.0) -> Curve:
    r"""Fall as a power: :math:`(1 + c/\text{scale})^{-\text{exponent}}`; finite at 0, unlike :math:`c^{-\beta}`."""
    return Curve("inverse_power", _positive(scale, "scale"), _positive(exponent, "exponent"))


def logistic(midpoint: float, spread: float) -> Curve:
    r"""Fall like an S around the midpoint, scaled to be 1 at 0.

    .. math:: (1 + e^{-m/s}) / (1 + e^{(c - m)/s})
    """
    return Curve("logistic", _positive(spread, "spread"), _positive(midpoint, "midpoint"))


def _positive(value: float, name: str) -> float:
    if not 0 < value < np.inf:
        raise InputError(f"{name} must be more than 0, not {value:g}")
    return float(value)


def _logistic(cost: FloatArray, spread: float, midpoint: float) -> FloatArray:
    # As exp(-log1p(exp(x))), which neither overflows far out nor loses digits near 0.
    falls: FloatArray = np.exp(
        np.logaddexp(0.0, -midpoint / spread) - np.logaddexp(0.0, (cost - midpoint) / spread)
    )
    return falls


_FORMULAS: dict[str, Callable[[FloatArray, float, float], FloatArray]] = {
    "linear": lambda cost, limit, _: np.maximum(0.0, 1.0 - cost / limit),
    "gaussian": lambda cost, bandwidth, _: np.exp(-0.5 * (cost / bandwidth) ** 2),
    "exponential": lambda cost, scale, _: np.exp(-cost / scale),
    "inverse_power": lambda cost, scale, exponent: (1.0 + cost / scale) ** -exponent,
    "logistic": _logistic,
}
