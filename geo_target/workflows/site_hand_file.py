"""A plan made by hand, out of a file: codes of candidates, or places of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError
from geo_target.intake.columns.guess import guess_mapping
from geo_target.intake.problems import ValueProblem
from geo_target.intake.reading.source import read_source
from geo_target.intake.values.value_coordinates import parse_degrees
from geo_target.persian import to_ascii_digits

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.intake.source_table import SourceRow, SourceTable

_SAMPLES = 20


@dataclass(frozen=True, slots=True)
class HandPlan:
    """Codes of candidates, and places (longitude, latitude in degrees, EPSG:4326) that have none."""

    codes: tuple[str, ...]
    pins: tuple[tuple[float, float], ...]


def read_hand_plan(path: Path) -> HandPlan:
    """Read a plan from a table or a layer of points in any format that lists come in.

    A row with a code stands for the candidate of that code; one without, for the place of its point or of its columns of
    longitude and latitude.

    Raises
    ------
    InputError
        If the file cannot be read, or a row has neither.
    """
    table = read_source(path, known_headers=("code", "lon", "lat"))
    if table.faults:
        raise table.faults[0]
    mapping = guess_mapping(
        table.headers, "candidate_sites", samples=[row.cells for row in table.rows[:_SAMPLES]]
    )
    column = {one.field: one.index for one in mapping.columns if one.field is not None}
    points = _points(table)
    codes, pins = [], []
    for number, row in enumerate(table.rows):
        code = row.cells[column["code"]] if "code" in column else None
        if code is not None:
            codes.append(to_ascii_digits(str(code)).strip())
        else:
            pins.append(points[number] or _place(table, row, column))
    if not codes and not pins:
        raise InputError(f"{path.name} must have a row for each site of the plan, and it has none.")
    return HandPlan(tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(pins)))


def _points(table: SourceTable) -> list[tuple[float, float] | None]:
    """Give the place of each row's geometry in degrees, in the middle of what is no point."""
    if table.geometry is None:
        return [None] * len(table.rows)
    import geopandas as gpd

    shapes = gpd.GeoSeries(list(table.geometry), crs=table.crs or 4326).to_crs(4326)
    return [
        None if shape is None or shape.is_empty else (round(shape.centroid.x, 6), round(shape.centroid.y, 6))
        for shape in shapes
    ]


def _place(table: SourceTable, row: SourceRow, column: dict[Any, int]) -> tuple[float, float]:
    if not {"lon", "lat"} <= set(column):
        raise InputError(
            f"{table.file}, row {row.number}: expected a code, a point, or columns lon and lat, and there is none."
        )
    try:
        return parse_degrees(row.cells[column["lon"]], "lon"), parse_degrees(row.cells[column["lat"]], "lat")
    except ValueProblem as problem:
        raise InputError(f"{table.file}, row {row.number}: {problem}") from problem
