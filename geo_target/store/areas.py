"""What the current score run says of provinces, cities and neighbourhoods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo_target.errors import UnknownPlaceError
from geo_target.store.engine import sql
from geo_target.store.summary import Run, read_run

if TYPE_CHECKING:
    from geo_target.store.engine import Store

Level = Literal["province", "city", "neighbourhood"]
Measure = Literal["priority", "coverage", "unserved"]


@dataclass(frozen=True, slots=True)
class Area:
    """An area and its value of one measure; None where it has no neighbourhood that was scored."""

    code: str
    name_fa: str
    name_en: str
    provenance: str
    neighbourhoods: int
    population: int
    value: float | None


@dataclass(frozen=True, slots=True)
class RankedNeighbourhood:
    """A neighbourhood in the order of need; metres, people, shares from 0 to 1, points from 0 to 100.

    `rank` is the rank in the whole country. `nearest_m` is None where nothing operates at all, and for
    the overall priority.
    """

    code: str
    name_fa: str
    name_en: str
    city_code: str
    city_fa: str
    city_en: str
    province_code: str
    province_fa: str
    province_en: str
    rank: int
    priority: float
    population: int
    nearest_m: float | None
    share_covered: float | None
    unserved: float | None
    provenance: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a ranking, and how many rows the whole ranking has."""

    total: int
    items: tuple[RankedNeighbourhood, ...]


def read_areas(
    store: Store, level: Level, measure: Measure, service: str
) -> tuple[tuple[Area, ...], Run | None]:
    """Return the areas of a level with their values in the current score run, by code, and that run.

    A province's or city's priority is the mean of its neighbourhoods weighted by population, its coverage
    the share of their people who are covered, its unserved the sum.
    """
    with store.read() as connection:
        rows = (
            connection.execute(sql("choropleth_areas"), {"level": level, "service": service}).mappings().all()
        )
        run = read_run(connection)

    areas = (
        Area(
            code=row["code"],
            name_fa=row["name_fa"],
            name_en=row["name_en"],
            provenance=row["provenance"],
            neighbourhoods=row["neighbourhoods"],
            population=row["population"],
            value=row[measure],
        )
        for row in rows
    )
    return tuple(areas), run


def read_priorities(
    store: Store, service: str, *, province: str | None, city: str | None, limit: int, offset: int
) -> Page:
    """Return a page of the neighbourhoods by rank, of one province or city if given.

    Raises
    ------
    UnknownPlaceError
        If there is no city of that code. The province is taken as checked.
    """
    chosen = {"service": service, "province": province, "city": city}
    with store.read() as connection:
        if city is not None and not connection.execute(sql("priorities_city"), {"city": city}).scalar():
            raise UnknownPlaceError(f"There is no city {city!r}; a search by name gives the codes.")
        total = connection.execute(sql("priorities_total"), chosen).scalar_one()
        page = {**chosen, "limit": limit, "offset": offset}
        rows = connection.execute(sql("priorities_page"), page).all()

    return Page(total, tuple(RankedNeighbourhood(*row) for row in rows))
