"""What is known of a population raster, and how much of one is read. Frozen values only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo_target.intake.problems import ValueProblem
from geo_target.persian import to_ascii_digits

if TYPE_CHECKING:
    from geo_target.intake.checked import CheckOptions
    from geo_target.intake.problems import ImportReport
    from geo_target.models import FloatArray

Unit = Literal["people_per_cell", "people_per_km2"]
UNITS: tuple[Unit, ...] = ("people_per_cell", "people_per_km2")
SETTABLE = ("unit", "nodata", "band")
"""What ``--set`` may say of a raster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RasterLimits:
    """How large a raster may be, so that no file can fill the memory or keep the program busy for hours.

    Parameters
    ----------
    max_file_bytes
        Of the file as it comes.
    max_cells
        Of its band: Iran at 3 arc seconds (about 90 m) has 460 million.
    max_block_bytes
        Of one strip or tile, unpacked: it is read at once.
    window_cells
        How many cells are looked at at a time.
    """

    max_file_bytes: int = 2 * 2**30
    max_cells: int = 500_000_000
    max_block_bytes: int = 256 * 2**20
    window_cells: int = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class KnownPeople:
    """People whose places are known already, to compare a raster with.

    Parameters
    ----------
    lonlat
        Degrees (EPSG:4326), shape ``(n, 2)``.
    people
        At each, 0 or more, shape ``(n,)``.
    """

    lonlat: FloatArray
    people: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationRaster:
    """A GeoTIFF that was read to its last cell and found good; the values themselves stay in the file.

    Parameters
    ----------
    band
        1-based band of the file that holds the people.
    crs
        ``EPSG:32640``, or WKT where no code is known.
    transform
        a, b, c, d, e, f of ``x = a·column + b·row + c``, ``y = d·column + e·row + f``, in units of the CRS;
        b and d are 0.
    bounds
        West, south, east, north in degrees (EPSG:4326) of the box that holds it.
    nodata
        The value that means no data; None: every cell has a value.
    unit
        What a cell's value is.
    people
        Sum over all cells, in people, whatever the unit.
    with_data, lived_in
        Cells that have a value, and those whose value is over 0.
    largest
        Of the values, in the raster's unit.
    cell_m
        Side of a square of the area of the cell in the middle, in metres.
    """

    file: str
    band: int
    crs: str
    width: int
    height: int
    transform: tuple[float, float, float, float, float, float]
    bounds: tuple[float, float, float, float]
    dtype: str
    nodata: float | None
    unit: Unit
    people: float
    with_data: int
    lived_in: int
    largest: float
    cell_m: float


@dataclass(frozen=True, slots=True)
class CheckedRaster:
    """What became of a file: the raster if nothing is in the way, and the report in any case."""

    raster: PopulationRaster | None
    report: ImportReport


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of the raster beyond the file (``--set``, ``--crs``).

    ``nodata`` is as written: None if nothing was said, ``none`` if there is none.
    """

    unit: Unit | None = None
    nodata: float | Literal["none"] | None = None
    band: int | None = None
    crs: str | None = None


def said_of(options: CheckOptions) -> Said:
    """Return what the options say of a raster.

    Raises
    ------
    ValueProblem
        For what a raster does not have, or a value that cannot be.
    """
    unknown = sorted(set(options.values) - set(SETTABLE))
    if unknown:
        raise ValueProblem(
            "set-unknown",
            expected=("unit، nodata یا band", "one of unit, nodata, band"),
            came=unknown[0],
            mend=("آن را بردارید", f"leave --set {unknown[0]} out"),
        )
    if options.mode != "replace":
        raise ValueProblem(
            "mode",
            expected=("حالت replace", "the mode replace: one raster stands at a time"),
            came=options.mode,
            mend=("mode را بردارید", "leave --mode out"),
        )
    values = options.values
    return Said(
        unit=_unit(values["unit"]) if "unit" in values else None,
        nodata=_nodata(values["nodata"]) if "nodata" in values else None,
        band=_band(values["band"]) if "band" in values else None,
        crs=options.crs,
    )


def _unit(text: str) -> Unit:
    for unit in UNITS:
        if text.strip().lower() == unit:
            return unit
    raise ValueProblem(
        "set-unit",
        expected=("people_per_cell یا people_per_km2", "people_per_cell or people_per_km2"),
        came=text,
        mend=("یکی از این دو را بنویسید", "write one of the two"),
    )


def _nodata(text: str) -> float | Literal["none"]:
    plain = to_ascii_digits(text).strip().lower()
    if plain == "none":
        return "none"
    try:
        number = float(plain)
    except ValueError:
        number = math.inf
    if math.isinf(number):
        raise ValueProblem(
            "set-nodata",
            expected=("یک عدد، nan یا none", "a number, nan or none"),
            came=text,
            mend=(
                "مقدار خانه‌های بی‌داده را بنویسید",
                "write the value of the cells without data: nodata=-99999",
            ),
        )
    return number


def _band(text: str) -> int:
    plain = to_ascii_digits(text).strip()
    if plain.isdecimal() and 0 < len(plain) < len("100000") and int(plain) > 0:
        return int(plain)
    raise ValueProblem(
        "set-band",
        expected=("شمارهٔ یک باند از ۱", "the number of a band, from 1"),
        came=text,
        mend=("شمارهٔ باند جمعیت را بنویسید", "write the number of the band of people: band=1"),
    )
