"""What the values of a raster tell that is wrong or worth knowing, each with the cell where it was seen first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.intake.problems import Severity, ValueProblem
from geo_target.persian import isolate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.intake.rasters.raster_facts import KnownPeople, PopulationRaster
    from geo_target.intake.rasters.raster_values import Cells, Tally

DENSEST = 1_000_000.0
"""People per square kilometre beyond which a cell is warned of; the densest quarters of the world have 200,000."""
IMPOSSIBLE = 100_000_000.0
MOST_PEOPLE = 150_000_000.0
"""More than live in Iran and will for decades."""


@dataclass(frozen=True, slots=True)
class Found:
    """A problem, and the cell (row and column from 0) where it was seen first."""

    problem: ValueProblem
    cell: tuple[int, int] | None = None
    severity: Severity = "error"


def value_problems(seen: Tally, nodata: float | None, *, said_none: bool) -> Iterator[Found]:
    """Yield what is wrong with the values whatever their unit.

    Parameters
    ----------
    nodata
        The value that was left out.
    said_none
        Whether a person said that there is no value for no data.
    """
    yield from _not_a_number(seen.bad["nan"], nodata)
    yield from _infinite(seen.bad["infinite"])
    yield from _negative(seen, nodata)
    top = seen.at_top
    if top.count and not said_none:
        came = f"{top.count} cells of {top.value:.0f}, the most that the type holds"
        yield Found(_nodata_question(came, f"{top.value:.0f}"), top.first)
    if not any(bad.count for bad in seen.bad.values()) and not seen.lived_in:
        empty = seen.no_data == seen.cells
        yield Found(
            ValueProblem(
                "nobody",
                expected=("خانه‌هایی با جمعیت", "cells with people"),
                came="no cell with data" if empty else "no cell over 0",
                mend=("پرونده، باند و nodata را بررسی کنید", "check the file, the band and --set nodata"),
            )
        )


def range_problems(raster: PopulationRaster, seen: Tally, people_known: float) -> Iterator[Found]:
    """Yield what cannot be, or is hardly so, of a raster whose unit is known.

    Parameters
    ----------
    people_known
        People whose places are known to lie in the raster.
    """
    densest = seen.densest.value if raster.unit == "people_per_cell" else raster.largest
    if densest > DENSEST:
        cell = seen.densest.first if raster.unit == "people_per_cell" else None
        severity: Severity = "error" if densest > IMPOSSIBLE else "warning"
        yield Found(_too_dense(densest, raster.largest), cell, severity)
    if densest > IMPOSSIBLE:
        return
    if raster.people > MOST_PEOPLE:
        yield Found(_total(raster.people, f"at most {MOST_PEOPLE:,.0f} people in Iran"), severity="warning")
    elif raster.people < people_known:
        yield Found(
            _total(
                raster.people, f"at least the {people_known:,.0f} people of the neighbourhoods that lie in it"
            ),
            severity="warning",
        )


def people_within(known: KnownPeople | None, bounds: tuple[float, float, float, float]) -> float:
    """Return how many of the known people live in the box; 0 if none are known."""
    if known is None or not len(known.people):
        return 0.0
    west, south, east, north = bounds
    lon, lat = known.lonlat.T
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return float(np.asarray(known.people, float)[inside].sum())


def _not_a_number(cells: Cells, nodata: float | None) -> Iterator[Found]:
    if not cells.count:
        return
    if nodata is None:
        yield Found(_nodata_question(f"{cells.count} cells of NaN", "nan"), cells.first)
    else:
        yield Found(
            _no_people("nan", f"{cells.count} cells of NaN, although nodata is {nodata:g}"), cells.first
        )


def _infinite(cells: Cells) -> Iterator[Found]:
    if cells.count:
        yield Found(_no_people("infinite", f"{cells.count} cells of {cells.value:g}"), cells.first)


def _negative(seen: Tally, nodata: float | None) -> Iterator[Found]:
    cells = seen.bad["negative"]
    if not cells.count:
        return
    if len(seen.negatives) == 1 and not math.isinf(next(iter(seen.negatives))):
        stated = "" if nodata is None else f", although nodata is {nodata!r}"
        yield Found(
            _nodata_question(f"{cells.count} cells of {cells.value!r}{stated}", repr(cells.value)),
            cells.first,
        )
    else:
        yield Found(
            _no_people("negative", f"{cells.count} cells under 0, the first {cells.value:g}"), cells.first
        )


def _nodata_question(came: str, value: str) -> ValueProblem:
    value = value.removesuffix(".0")
    return ValueProblem(
        "nodata-not-stated",
        expected=("پرونده‌ای که مقدار «بی‌داده» را بگوید", "a file that states its value for no data"),
        came=came,
        mend=(f"بگویید: {isolate(f'--set nodata={value}')}", f"say so: --set nodata={value}"),
    )


def _no_people(code: str, came: str) -> ValueProblem:
    return ValueProblem(
        code,
        expected=("۰ یا بیشتر در هر خانه", "0 or more people in each cell"),
        came=came,
        mend=(
            "این خانه‌ها را در مبدأ درست کنید یا بی‌داده بنویسید",
            "mend these cells where the raster was made, or write them as no data",
        ),
    )


def _too_dense(densest: float, largest: float) -> ValueProblem:
    return ValueProblem(
        "too-dense",
        expected=(f"تا {DENSEST:.0f} نفر در کیلومتر مربع", f"at most {DENSEST:,.0f} people per km²"),
        came=f"{densest:,.0f} per km² (largest value {largest:g})",
        mend=(
            f"واحد را با {isolate('--set unit')} بررسی کنید؛ مقدار بی‌داده را با {isolate('--set nodata')} بگویید",
            f"check --set unit; if it means no data, say --set nodata={largest!r}".removesuffix(".0"),
        ),
    )


def _total(people: float, expected: str) -> ValueProblem:
    return ValueProblem(
        "total",
        expected=("جمعی که با جمعیت ایران و محله‌ها بخواند", expected),
        came=f"{people:,.0f} people",
        mend=("واحد، باند و محدوده را بررسی کنید", "check the unit, the band and the extent"),
    )
