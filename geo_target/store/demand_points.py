"""Which neighbourhoods of an import need new demand points, and putting these in place of the old ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.store.engine import sql
from geo_target.store.loading import NewDataset, copy_rows, new_dataset, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

POINT_COLUMNS = ("code", "neighbourhood_code", "population", "geom")


@dataclass(frozen=True, slots=True)
class ChangedArea:
    """A neighbourhood whose people or outline an import changed; the outline as WKB, EPSG:4326."""

    code: str
    population: int
    outline: bytes


def changed_areas(connection: Connection, dataset_id: int) -> list[ChangedArea]:
    """Return the neighbourhoods of a dataset whose people or outline are not those of the row that it replaced."""
    rows = connection.execute(sql("demand_changed_areas"), {"dataset_id": dataset_id})
    return [ChangedArea(row.code, row.population, bytes(row.outline)) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopledArea:
    """A current neighbourhood with the place it belongs to; the outline as WKB, EPSG:4326."""

    code: str
    name_fa: str
    name_en: str
    city_code: str
    city_fa: str
    city_en: str
    province_code: str
    province_fa: str
    province_en: str
    population: int
    outline: bytes


@dataclass(frozen=True, slots=True)
class Replaced:
    """The dataset of new points, and how many points it retired."""

    dataset_id: int
    retired: int


def peopled_areas(connection: Connection) -> list[PeopledArea]:
    """Return all current neighbourhoods, by code."""
    rows = connection.execute(sql("demand_areas")).mappings()
    return [PeopledArea(**{**row, "outline": bytes(row["outline"])}) for row in rows]


def points_standing(connection: Connection, dataset_id: int) -> int:
    """Return how many points of a dataset are current."""
    return int(connection.execute(sql("demand_standing"), {"dataset_id": dataset_id}).scalar_one())


def replace_points(
    connection: Connection, dataset: NewDataset, codes: Sequence[str], points: Sequence[Sequence[Any]]
) -> Replaced:
    """Put new demand points in place of those of the neighbourhoods `codes` and of neighbourhoods that are gone.

    Parameters
    ----------
    points
        Values in the order of ``POINT_COLUMNS``; geometry as hexadecimal EWKB with SRID 4326.
    """
    dataset_id = new_dataset(connection, dataset, len(points))
    given = {"dataset_id": dataset_id, "codes": list(codes)}
    retired = connection.execute(sql("demand_retire"), given).rowcount
    copy_rows(connection, table_of("demand_points"), POINT_COLUMNS, dataset_id, points)
    return Replaced(dataset_id, int(retired))
