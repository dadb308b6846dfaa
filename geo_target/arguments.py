"""What a caller gave, checked where it comes in: numbers, ids and labels, or one sentence that says what came."""

from __future__ import annotations

import reprlib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from itertools import pairwise
from numbers import Real
from typing import TypeGuard

import numpy as np

from geo_target.errors import InputError
from geo_target.models import FloatArray, is_whole_number


def shown(value: object) -> str:
    """Give a value as it is named in a message: short, and NumPy's numbers like Python's."""
    return " ".join(reprlib.repr(value.item() if isinstance(value, np.generic) else value).split())


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether a value is a real number, infinity and NaN included; true, false and text are not."""
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def number_from(value: object, name: str, *, least: float = 0.0, most: float = np.inf) -> float:
    """Give a finite number from `least` to `most`, both included.

    Raises
    ------
    InputError
        If it is none.
    """
    if is_number(value) and np.isfinite(float(value)) and least <= value <= most:
        return float(value)
    wanted = f"a number of {least:g} or more" if most == np.inf else f"a number from {least:g} to {most:g}"
    raise InputError(f"{name} must be {wanted}, not {shown(value)}")


def whole_number_from(value: object, name: str, *, least: int = 0) -> int:
    """Give a whole number of `least` or more.

    Raises
    ------
    InputError
        If it is none.
    """
    if is_whole_number(value) and value >= least:
        return int(value)
    raise InputError(f"{name} must be a whole number of {least} or more, not {shown(value)}")


def numbers_of(values: object, name: str) -> FloatArray:
    """Give numbers of 0 or more as an array, ``inf`` among them where somebody says so.

    Raises
    ------
    InputError
        If one is no number, NaN or negative, or rows differ in length.
    """
    try:
        given = np.asarray(values)
        if given.dtype.kind in "US":  # one text among numbers made texts of all
            given = np.asarray(values, dtype=object)
    except ValueError as error:
        raise InputError(f"{name} must be numbers in rows of equal length") from error
    odd = () if given.dtype.kind in "iuf" else (one for one in given.ravel() if not is_number(one))
    for one in odd:
        raise InputError(f"{name} must be numbers, not {shown(one)}")
    numbers: FloatArray = given.astype(np.float64, copy=False)
    gaps = int(np.isnan(numbers).sum())
    if gaps:
        raise InputError(
            f"{name} must be numbers of 0 or more, without gaps, and {gaps} of {numbers.size} are NaN"
        )
    if numbers.size and numbers.min() < 0:
        raise InputError(f"{name} must be numbers of 0 or more, not {numbers.min():g}")
    return numbers


def ids_of(values: object, name: str) -> tuple[Hashable, ...]:
    """Give ids as plain Python values, none of them twice.

    Raises
    ------
    InputError
        If it is no list, a text, or an id comes twice.
    """
    if isinstance(values, str | bytes):
        raise InputError(f"{name} must be a list of site ids, not the text {shown(values)}")
    ids = _plain(values, f"{name} must be a list of site ids")
    twice = next((one for one, count in Counter(ids).items() if count > 1), None)
    if twice is not None:
        raise InputError(f"{name} must name each site once, and {shown(twice)} comes more than once")
    return ids


def labels_of(values: object, name: str) -> tuple[Hashable, ...]:
    """Give the label of each site or demand point, in their order, as plain Python values.

    Raises
    ------
    InputError
        If it is no list, has no order, or a label is NaN, which equals nothing, not even itself.
    """
    wanted = f"{name} must be a list of labels in the order of the matrix"
    if isinstance(values, Mapping | AbstractSet):
        raise InputError(f"{wanted}, not a {type(values).__name__}")
    labels = _plain(values, wanted)
    gaps = sum(one != one for one in labels)  # noqa: PLR0124 - only NaN is unlike itself
    if gaps:
        raise InputError(f"{name} must have a label everywhere, and {gaps} of {len(labels)} are NaN")
    return labels


def steps_of(values: object, name: str, *, whole: bool) -> list[float]:
    """Give numbers that rise: whole ones above 0, or any of 0 or more.

    Raises
    ------
    InputError
        If there is none, one is out of range, or they do not rise.
    """
    given = _plain(values, f"{name} must be a list of numbers that rise")
    steps: list[float] = [
        whole_number_from(one, name, least=1) if whole else number_from(one, name) for one in given
    ]
    if not steps or any(later <= earlier for earlier, later in pairwise(steps)):
        raise InputError(f"{name} must be numbers that rise, one at least, not {shown(list(given))}")
    return steps


def crossed_limits(fewest: object, most: object) -> tuple[str, float, float] | None:
    """Find a group whose least number is above its greatest: a word for it, and both numbers; None where no group is so.

    Parameters
    ----------
    fewest, most
        One number for all groups, or one for each group named.
    """
    named = [label for one in (fewest, most) if isinstance(one, Mapping) for label in one]
    for label in named or [None]:
        low, high = (one.get(label) if isinstance(one, Mapping) else one for one in (fewest, most))
        if is_number(low) and is_number(high) and low > high:
            return shown(label) if named else "every group", low, high
    return None


def _plain(values: object, wanted: str) -> tuple[Hashable, ...]:
    if not isinstance(values, Iterable) or (isinstance(values, np.ndarray) and not values.ndim):
        raise InputError(f"{wanted}, not {shown(values)}")
    plain = tuple(values.tolist() if isinstance(values, np.ndarray) else values)
    for one in plain:
        try:
            hash(one)
        except TypeError as error:
            raise InputError(f"{wanted}, and {shown(one)} is none") from error
    return plain
