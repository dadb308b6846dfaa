"""Everything known of one feature: what a click on the map opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.errors import UnknownPlaceError
from geo_target.store.engine import sql
from geo_target.store.layers import KIND_OF_COLLECTION, require_layer
from geo_target.store.summary import Dataset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from geo_target.store.engine import Store


@dataclass(frozen=True, slots=True)
class Card:
    """A feature: its collection's columns, a point on it (degrees), its province, its dataset."""

    collection: str
    properties: Mapping[str, Any]
    lon: float
    lat: float
    province_fa: str | None
    province_en: str | None
    dataset: Dataset


@dataclass(frozen=True, slots=True)
class ServiceScore:
    """One neighbourhood's score for one service; metres, people, shares from 0 to 1, points from 0 to 100.

    `nearest_m` is None, and so are the nearest's code and names, where nothing is in reach at all. `access` is in the
    unit of `measure`; `gap` is the capacity that is missing, in `capacity_unit`. Nine of ten draws put the rank from
    `rank_low` to `rank_high`; these and `in_top`, the share of draws among the first `top_k`, are None without draws.
    `travel` is as `profile.TravelReach.to_dict` where travel costs stood in the place of the radius, else None.
    """

    service: str
    priority: float
    rank: int
    nearest_m: float | None
    nearest_code: str | None
    nearest_name_fa: str | None
    nearest_name_en: str | None
    share_covered: float | None
    unserved: float | None
    radius_m: float | None
    demand: float
    rank_of: int
    state: str
    measure: str | None
    access: float | None
    target: float | None
    gap: float | None
    capacity_unit: str | None
    rank_low: int | None
    rank_high: int | None
    in_top: float | None
    top_k: int | None
    travel: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class NeighbourhoodCard:
    """A neighbourhood with its scores in the current run; none before the first run."""

    card: Card
    services: tuple[ServiceScore, ...]
    overall: ServiceScore | None


def read_card(store: Store, collection: str, code: str) -> Card:
    """Return what is known of one current feature.

    Raises
    ------
    UnknownLayerError
        If there is no such collection.
    UnknownPlaceError
        If it has no feature of that code.
    """
    require_layer(collection)
    with store.read() as connection:
        return _card(connection, collection, code)


def read_neighbourhood(store: Store, code: str) -> NeighbourhoodCard:
    """Return one neighbourhood with its scores.

    Raises
    ------
    UnknownPlaceError
        If there is no neighbourhood of that code.
    """
    with store.read() as connection:
        card = _card(connection, "neighbourhoods", code)
        rows = connection.execute(sql("card_neighbourhood_services"), {"code": code}).all()

    scores = [ServiceScore(*row) for row in rows]
    overall = next((score for score in scores if score.service == "overall"), None)
    return NeighbourhoodCard(card, tuple(score for score in scores if score is not overall), overall)


def _card(connection: Connection, collection: str, code: str) -> Card:
    kind = KIND_OF_COLLECTION.get(collection)
    statement = sql("card_facilities" if kind else f"card_{collection}")
    row = connection.execute(statement, {"code": code, "kind": kind}).one_or_none()
    if row is None:
        raise UnknownPlaceError(f"{collection} has no feature with the code {code!r}.")
    dataset = connection.execute(sql("card_dataset"), {"dataset_id": row.dataset_id}).mappings().one()
    return Card(
        collection=collection,
        properties=row.properties,
        lon=row.lon,
        lat=row.lat,
        province_fa=row.province_fa,
        province_en=row.province_en,
        dataset=Dataset(**dataset),
    )
