"""Every cell of a raster, window by window: sums, and what no number of people can be."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from geo_target.intake.rasters.raster_file import read_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from geo_target.intake.rasters.raster_place import Ground
    from geo_target.models import BoolArray, FloatArray

Bad = Literal["nan", "infinite", "negative"]
_KEPT_VALUES = 1_000


@dataclass(slots=True)
class Cells:
    """How many cells are of a kind, and the first of them in reading order (row and column from 0)."""

    count: int = 0
    first: tuple[int, int] | None = None
    value: float = math.nan

    def note(self, flags: BoolArray, values: npt.NDArray[Any], row: int, column: int) -> None:
        """Add those of a window whose first cell is at this row and column."""
        found = int(np.count_nonzero(flags))
        if not found:
            return
        self.count += found
        down, along = divmod(int(np.argmax(flags)), flags.shape[1])
        here = row + down, column + along
        if self.first is None or here < self.first:
            self.first, self.value = here, float(values[down, along])


@dataclass(slots=True)
class Tally:
    """What the cells of a raster add up to.

    Parameters
    ----------
    sums, weighted
        A sum of the values for each window, and of values times square kilometres.
    densest
        The most people per square kilometre if a value is people in a cell, and where.
    at_top
        Cells that hold the largest number that their integer type can hold; often it means no data.
    negatives
        How often each negative value comes, as far as they are few.
    """

    cells: int = 0
    no_data: int = 0
    lived_in: int = 0
    largest: float = 0.0
    sums: list[float] = field(default_factory=list)
    weighted: list[float] = field(default_factory=list)
    densest: Cells = field(default_factory=Cells)
    at_top: Cells = field(default_factory=Cells)
    bad: dict[Bad, Cells] = field(
        default_factory=lambda: {"nan": Cells(), "infinite": Cells(), "negative": Cells()}
    )
    negatives: Counter[float] = field(default_factory=Counter)

    @property
    def total(self) -> float:
        """The sum of all values."""
        return math.fsum(self.sums)

    @property
    def total_by_area(self) -> float:
        """The sum of all values times the area of their cells in square kilometres."""
        return math.fsum(self.weighted)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a raster; rows and columns from 0."""

    row: int
    column: int
    height: int
    width: int


class DamagedWindow(Exception):  # noqa: N818 - it becomes a problem with its place; nobody sees it as an error
    """A part of the file that cannot be read."""

    def __init__(self, window: Window, cause: Exception) -> None:
        super().__init__(str(cause))
        self.window = window


def read_window(source: Any, band: int, window: Window) -> npt.NDArray[Any]:
    """Return the values of a window as they are, shape ``(height, width)``.

    Raises
    ------
    DamagedWindow
        If they cannot be read.
    """
    from rasterio.windows import Window as RasterWindow

    part = RasterWindow(window.column, window.row, window.width, window.height)
    try:
        values: npt.NDArray[Any] = source.read(band, window=part)
    except read_errors() as error:
        raise DamagedWindow(window, error) from error
    return values


def windows(height: int, width: int, block: tuple[int, int], most: int) -> Iterator[Window]:
    """Cut a raster into windows of about `most` cells that follow its blocks, so that each is unpacked once.

    A block larger than that is taken in parts, one after the other. Together the windows are all cells, each once.
    """
    block_height, block_width = min(block[0], height), min(block[1], width)
    if block_height * width <= most:
        step_down, step_along = block_height * (most // (block_height * width)), width
    elif block_height * block_width <= most:
        step_down, step_along = block_height, block_width * (most // (block_height * block_width))
    else:
        step_down, step_along = block_height, block_width
    part = max(1, most // step_along)
    for top in range(0, height, step_down):
        for left in range(0, width, step_along):
            bottom, right = min(top + step_down, height), min(left + step_along, width)
            for row in range(top, bottom, part):
                yield Window(row, left, min(part, bottom - row), right - left)


def tally(
    source: Any,
    band: int,
    *,
    nodata: float | None,
    ground: Ground,
    most: int,
    progress: Callable[[int, int], None] | None = None,
) -> Tally:
    """Read every cell of a band and add up what it holds.

    Parameters
    ----------
    nodata
        Cells of this value are left out; NaN for the cells that are no number.
    most
        About how many cells are read at a time.
    progress
        Told how many cells are read, and how many there are.

    Raises
    ------
    DamagedWindow
        If a part of the file cannot be read.
    """
    seen = Tally()
    every = source.width * source.height
    for window in windows(source.height, source.width, source.block_shapes[band - 1], most):
        _add(seen, read_window(source, band, window), window, nodata, ground)
        if progress:
            progress(seen.cells, every)
    return seen


def held_nodata(dtype: str, nodata: float | None) -> float | None:
    """Return the value for no data as the type holds it; None if it cannot, so that no cell has it."""
    if nodata is None or math.isnan(nodata):
        return nodata if np.dtype(dtype).kind == "f" else None
    if np.dtype(dtype).kind == "f":
        return float(np.dtype(dtype).type(nodata)) if abs(nodata) <= np.finfo(dtype).max else None
    limits = np.iinfo(dtype)
    return nodata if nodata.is_integer() and limits.min <= nodata <= limits.max else None


def is_nodata(values: npt.NDArray[Any], nodata: float | None) -> BoolArray:
    """Tell which cells hold the value for no data, which their type can hold (`held_nodata`)."""
    if nodata is None:
        return np.zeros(values.shape, np.bool_)
    held: BoolArray = np.isnan(values) if math.isnan(nodata) else values == values.dtype.type(nodata)
    return held


def _add(seen: Tally, values: npt.NDArray[Any], window: Window, nodata: float | None, ground: Ground) -> None:
    missing = is_nodata(values, nodata)
    seen.cells += values.size
    seen.no_data += int(np.count_nonzero(missing))
    good = ~missing
    if values.dtype.kind == "f":
        good &= _bad_floats(seen, values, window, missing)
    elif nodata is None:
        top = np.equal(values, np.iinfo(values.dtype).max)
        seen.at_top.note(top, values, window.row, window.column)
    if values.dtype.kind != "u":
        good &= _negative(seen, values, window, good)
    if not good.any():
        return

    people = np.where(good, values, 0).astype(np.float64)
    most = float(people.max())
    if most == 0:
        return
    seen.lived_in += int(np.count_nonzero(people))
    seen.sums.append(float(people.sum()))
    seen.largest = max(seen.largest, most)
    areas = ground.areas(window.row, window.column, values.shape)
    if not most <= seen.densest.value * float(areas.min()):
        _densest(seen, people, areas, window)
    areas *= people
    seen.weighted.append(float(areas.sum()))


def _densest(seen: Tally, people: FloatArray, areas: FloatArray, window: Window) -> None:
    """Note the cell with the most people per square kilometre, if no other has more."""
    density = np.divide(people, areas, out=np.zeros_like(people), where=areas > 0)
    most = float(density.max())
    if seen.densest.first is None or most > seen.densest.value:
        seen.densest = Cells()
        seen.densest.note(density == most, density, window.row, window.column)


def _bad_floats(seen: Tally, values: npt.NDArray[Any], window: Window, missing: BoolArray) -> BoolArray:
    """Note NaN and infinities, and tell which cells are finite."""
    finite: BoolArray = np.isfinite(values)
    if not finite.all():
        nan = np.isnan(values) & ~missing
        seen.bad["nan"].note(nan, values, window.row, window.column)
        seen.bad["infinite"].note(~finite & ~nan & ~missing, values, window.row, window.column)
    return finite


def _negative(seen: Tally, values: npt.NDArray[Any], window: Window, good: BoolArray) -> BoolArray:
    """Note values under 0, and tell which cells are 0 or more."""
    below: BoolArray = good & np.less(values, 0, where=good, out=np.zeros(values.shape, np.bool_))
    if below.any():
        seen.bad["negative"].note(below, values, window.row, window.column)
        which, times = np.unique(values[below], return_counts=True)
        if len(seen.negatives) + len(which) <= _KEPT_VALUES:
            seen.negatives.update(dict(zip(which.astype(float).tolist(), times.tolist(), strict=True)))
        else:
            seen.negatives[-math.inf] += 1
    rest: BoolArray = ~below
    return rest
