"""The first rows of a file as they were understood, for a person to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo_target.intake.checked import CheckedLayer

_ROWS = 5


def preview_of(checked: CheckedLayer) -> tuple[dict[str, Any], ...]:
    """Return the first accepted rows: stored columns by name, a point as ``lon`` and ``lat`` in degrees."""
    return tuple(_row(checked.columns, values) for values in checked.rows[:_ROWS])


def _row(columns: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    row = dict(zip(columns, values, strict=True))
    shape = row.pop("geom", None)
    return row if shape is None else row | _shown(shape)


def _shown(hexadecimal: str) -> dict[str, Any]:
    import shapely

    shape = shapely.from_wkb(hexadecimal)
    inside = shape.representative_point()
    place = {"lon": round(inside.x, 6), "lat": round(inside.y, 6)}
    if shape.geom_type == "Point":
        return place
    return {"geom": f"{shape.geom_type}, {shapely.get_num_coordinates(shape):,} points", **place}
