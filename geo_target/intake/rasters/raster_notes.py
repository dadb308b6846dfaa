"""What an import of a raster says of it in words: what was understood, and where it came from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo_target.intake.problems import MappedColumn, Note, ValueProblem
from geo_target.persian import format_number, isolate, to_persian_digits

if TYPE_CHECKING:
    from geo_target.intake.rasters.raster_facts import PopulationRaster, Said, Unit

_UNIT_WORDS: dict[Unit, tuple[str, str]] = {
    "people_per_cell": ("نفر در هر خانه", "people in each cell"),
    "people_per_km2": ("نفر در کیلومتر مربع", "people per km²"),
}


def raster_notes(raster: PopulationRaster, said: Said, touched: int, provinces: int) -> list[Note]:
    """Return what was understood: the unit and from where, the cells, the total, the value for no data.

    Parameters
    ----------
    touched, provinces
        How many provinces the raster touches, and how many there are.
    """
    notes = [
        _total(raster),
        _cells(raster),
        _unit(raster.unit, said_so=said.unit is not None),
        _nodata(raster, said),
    ]
    if said.crs is not None:
        notes.append(
            Note(f"دستگاه مختصات به گفتهٔ شما {said.crs}", f"coordinate system as you said: {said.crs}")
        )
    if provinces:
        numbers = format_number(touched), format_number(provinces)
        notes.append(
            Note(
                f"{numbers[0]} استان از {numbers[1]} در محدودهٔ آن است",
                f"it reaches {touched} of {provinces} provinces",
            )
        )
    return notes


def mapped_band(raster: PopulationRaster) -> MappedColumn:
    """Return the band as a report lists columns."""
    return MappedColumn(header=f"band {raster.band}", field="population", confidence=1.0, unit=raster.unit)


def other_unit(said: Unit, words: str) -> ValueProblem:
    """Return the warning that a person said another unit than the file does."""
    return ValueProblem(
        "unit-differs",
        expected=(f"آنچه گفتید: {_UNIT_WORDS[said][0]}", f"what you said: {_UNIT_WORDS[said][1]}"),
        came=words,
        mend=("اگر پرونده درست می‌گوید unit را بردارید", "if the file is right, leave --set unit out"),
    )


def _total(raster: PopulationRaster) -> Note:
    count = round(raster.people)
    return Note(f"جمع: {format_number(count)} نفر", f"in all: {count:,} people")


def _cells(raster: PopulationRaster) -> Note:
    size = f"{raster.cell_m:,.0f}" if raster.cell_m >= 10 else f"{raster.cell_m:.2g}"  # noqa: PLR2004  metres
    with_data, lived_in = format_number(raster.with_data), format_number(raster.lived_in)
    side = to_persian_digits(size.replace(",", "٬"))
    return Note(
        f"{with_data} خانه با داده، {lived_in} خانه با جمعیت، هر خانه حدود {side} متر",
        f"{raster.with_data:,} cells with data, {raster.lived_in:,} with people, each about {size} m wide",
    )


def _unit(unit: Unit, *, said_so: bool) -> Note:
    fa, en = _UNIT_WORDS[unit]
    return Note(
        f"واحد {'به گفتهٔ شما' if said_so else 'به گفتهٔ پرونده'}: {fa}",
        f"unit as {'you said' if said_so else 'the file states'}: {en}",
    )


def _nodata(raster: PopulationRaster, said: Said) -> Note:
    if raster.nodata is None:
        return Note("هر خانه داده دارد", "every cell has data: no value for no data")
    value = "NaN" if math.isnan(raster.nodata) else f"{raster.nodata:g}"
    by_you = said.nodata is not None
    return Note(
        f"مقدار بی‌داده {'به گفتهٔ شما' if by_you else 'به گفتهٔ پرونده'}: {isolate(value)}",
        f"no data {'as you said' if by_you else 'as the file states'}: {value}",
    )
