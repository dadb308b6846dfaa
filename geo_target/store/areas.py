"""What the current score run says of provinces, cities and neighbourhoods."""

from __future__ import annotations

from dataclasses import dataclass, fields
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
    """An area and its value of one measure; None where it has no neighbourhood that was scored.

    `lon` and `lat`, in degrees, are where its name stands best: the middle of the largest circle within a
    province, the point of a city, a point inside a neighbourhood.
    """

    code: str
    name_fa: str
    name_en: str
    provenance: str
    lon: float
    lat: float
    neighbourhoods: int
    population: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of a level, the least certain provenance of what their values rest on, and the score run."""

    areas: tuple[Area, ...]
    provenance: str | None
    run: Run | None


@dataclass(frozen=True, slots=True)
class RankedNeighbourhood:
    """A neighbourhood in the order of need; metres, people, shares from 0 to 1, points from 0 to 100.

    `rank` is the rank in the whole country; nine of ten draws lie between `rank_low` and `rank_high`, both None
    where the run has no draws. `nearest_m` is None where nothing operates at all, and for the overall priority.
    `gap` is the capacity that is missing to serve the unserved, in the service's own unit.
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
    rank_low: int | None
    rank_high: int | None
    priority: float
    population: int
    nearest_m: float | None
    share_covered: float | None
    unserved: float | None
    gap: float | None
    provenance: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a ranking, and how many rows the whole ranking has."""

    total: int
    items: tuple[RankedNeighbourhood, ...]


def read_areas(store: Store, level: Level, measure: Measure, service: str) -> Areas:
    """Return the areas of a level with their values in the current score run, by code.

    A province's or city's priority is the mean of its neighbourhoods weighted by population, its coverage
    the share of their people who are covered, its unserved the sum. Overall coverage and unserved are means
    of the services by the weights of the run's profile.
    """
    with store.read() as connection:
        chosen = {"level": level, "service": service}
        rows = connection.execute(sql("choropleth_areas"), chosen).mappings().all()
        provenance = connection.execute(sql("choropleth_provenance")).scalar_one()
        run = read_run(connection)

    names = [field.name for field in fields(Area) if field.name != "value"]
    areas = tuple(Area(**{name: row[name] for name in names}, value=row[measure]) for row in rows)
    return Areas(areas, provenance, run)


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
