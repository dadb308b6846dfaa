"""Reads what a question where to build is made of: demand points, open facilities, candidate sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.store.engine import sql
from geo_target.store.layers import KIND_OF_COLLECTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.store.engine import Connection

LAYERS = ("candidate_sites", "neighbourhoods", *KIND_OF_COLLECTION)
"""Layers that candidate sites may come from."""

_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Area:
    """Codes of provinces and of cities; a row must be in one of each. Empty: everywhere."""

    provinces: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()

    def bound(self) -> dict[str, list[str] | None]:
        """Give the parameters of a statement."""
        return {"provinces": list(self.provinces) or None, "cities": list(self.cities) or None}


def siting_demand(connection: Connection, area: Area, service: str | None) -> dict[str, list[Any]]:
    """Return the demand points of an area as columns, with the current priority for a service (None: overall)."""
    return _columns(connection, "siting_demand_points", {**area.bound(), "service": service})


def siting_existing(connection: Connection, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """Return the operating facilities of some kinds in the whole country."""
    rows = connection.execute(sql("siting_existing"), {"kinds": list(kinds)}).mappings()
    return [dict(row) for row in rows]


def siting_candidates(connection: Connection, layer: str, area: Area) -> list[dict[str, Any]]:
    """Return the candidate sites of one of `LAYERS` in an area."""
    bound: dict[str, Any] = dict(area.bound())
    name = layer
    if layer in KIND_OF_COLLECTION:
        name, bound["kind"] = "facilities", KIND_OF_COLLECTION[layer]
    rows = connection.execute(sql("siting_candidates_" + name), bound).mappings()
    return [dict(row) for row in rows]


def data_version(connection: Connection) -> int:
    """Return the data version of the snapshot."""
    return int(connection.execute(sql("data_version")).one().version)


def _columns(connection: Connection, name: str, bound: dict[str, Any]) -> dict[str, list[Any]]:
    result = connection.execute(sql(name), bound)
    columns: dict[str, list[Any]] = {key: [] for key in result.keys()}  # noqa: SIM118  a result is no dictionary
    for piece in result.partitions(_AT_ONCE):
        for column, values in zip(columns.values(), zip(*piece, strict=True), strict=True):
            column.extend(values)
    return columns
