"""People in each cell, or people per square kilometre? What the file says, and a question where it does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geo_target.intake.problems import ValueProblem
from geo_target.persian import isolate, normalise_name

if TYPE_CHECKING:
    from geo_target.intake.rasters.raster_facts import Unit

_PER_KM2 = re.compile(
    r"(per|/)\s*(sq(uare)?\.?\s*(km|kilomet(re|er)s?)|km\s*(2|²|\^2|\*\*2))"
    r"|\bkm\s*(-2|⁻²)|\bdensit(y|ies)\b|\bpopdens|تراکم|(بر|در|در هر) کیلومتر مربع"
)
_PER_HECTARE = re.compile(r"(per|/)\s*(ha\b|hectare)|(بر|در|در هر) هکتار")
_PER_CELL = re.compile(
    r"(per|/)\s*(grid[ -]*)?(cell|pixel)|\bcounts?\b|\bhead ?count|\bppp\b|در هر (خانه|سلول|پیکسل)|تعداد|شمار"
    r"|^(people|persons?|inhabitants|capita|نفر)$"
)
_TAGS_THAT_TELL = (
    "TIFFTAG_IMAGEDESCRIPTION",
    "DESCRIPTION",
    "UNIT",
    "UNITS",
    "UNITTYPE",
    "TITLE",
    "LONG_NAME",
)


def stated_unit(source: Any, band: int) -> tuple[Unit | None, str]:
    """Return the unit that the file states in its unit, description or tags, and the words that say it.

    None with words: the words speak for both. None without: nothing is said.

    Raises
    ------
    ValueProblem
        If it says people per hectare, which is neither.
    """
    texts = _texts(source, band)
    found: dict[Unit, str] = {}
    for text in texts:
        if _says(_PER_HECTARE, text):
            raise _per_hectare(text)
        if _says(_PER_KM2, text):
            found.setdefault("people_per_km2", text)
        elif _says(_PER_CELL, text):
            found.setdefault("people_per_cell", text)
    if len(found) == 1:
        return next(iter(found.items()))
    return None, "; ".join(found.values())


def ask_unit(words: str, as_cells: float, as_density: float) -> ValueProblem:
    """Return the question which of the two it is, with the people that either would make.

    Parameters
    ----------
    words
        What the file says for both; empty if for neither.
    as_cells, as_density
        Total of people if the values are people in a cell, and if they are people per square kilometre.
    """
    totals = f"people_per_cell makes {as_cells:,.0f} people, people_per_km2 {as_density:,.0f}"
    return ValueProblem(
        "unit",
        expected=(
            "پرونده‌ای که بگوید هر عدد نفر در خانه است یا نفر در کیلومتر مربع",
            "a file that says whether a value is people in a cell or people per km²",
        ),
        came=f"{words}: {totals}" if words else f"no unit: {totals}",
        mend=(
            f"یکی را بگویید: {isolate('--set unit=people_per_cell')} یا {isolate('--set unit=people_per_km2')}",
            "say which: --set unit=people_per_cell or --set unit=people_per_km2",
        ),
    )


def _says(words: re.Pattern[str], text: str) -> bool:
    """Look in the text as it is, for its / and ², and as names are compared, for its Persian letters."""
    return any(words.search(one) for one in (text.strip().lower(), normalise_name(text)))


def _texts(source: Any, band: int) -> list[str]:
    tags = {**source.tags(), **source.tags(band)}
    texts = [source.units[band - 1], source.descriptions[band - 1]]
    texts += [value for name, value in sorted(tags.items()) if name.upper() in _TAGS_THAT_TELL]
    return [text for text in texts if text]


def _per_hectare(text: str) -> ValueProblem:
    return ValueProblem(
        "unit-hectare",
        expected=("نفر در خانه یا نفر در کیلومتر مربع", "people in a cell or people per km²"),
        came=text,
        mend=(
            "در ۱۰۰ ضرب کنید تا نفر در کیلومتر مربع شود",
            "make it people per km²: gdal_calc.py -A IN.tif --calc='A*100' --outfile=OUT.tif",
        ),
    )
