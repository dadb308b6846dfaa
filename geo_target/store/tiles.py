"""Vector tiles straight out of PostGIS."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.store.engine import sql, sql_text
from geo_target.store.layers import KIND_OF_COLLECTION, require_layer

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo_target.store.summary import State

HIGHEST_ZOOM = 22
LOWEST_ZOOM = {"demand_points": 12}
"""Collections that are too dense to be drawn below a zoom."""

MANY_DIGITS = 10**9
EXTENT = 4096
MARGIN = 64 / EXTENT
"""Share of a tile that is drawn beyond its edge, so that lines meet; the SQL clips at the same."""


@dataclass(frozen=True, slots=True)
class TileAddress:
    """One tile of one collection in WebMercatorQuad; `y` counts from the north.

    Raises
    ------
    UnknownLayerError
        If there is no such collection.
    InputError
        If the zoom or the tile does not exist, or the collection is not drawn at this zoom.
    """

    collection: str
    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        require_layer(self.collection)
        lowest = LOWEST_ZOOM.get(self.collection, 0)
        if not lowest <= self.z <= HIGHEST_ZOOM:
            raise InputError(
                f"{self.collection} has tiles from zoom {lowest} to {HIGHEST_ZOOM}, not at {_short(self.z)}."
            )
        last = 2**self.z - 1
        if not (0 <= self.x <= last and 0 <= self.y <= last):
            raise InputError(
                f"Zoom {self.z} has rows and columns from 0 to {last}, "
                f"not row {_short(self.y)}, column {_short(self.x)}."
            )

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north in degrees, the margin included, within the map's world."""
        last = 2**self.z
        west, east = (max(0.0, self.x - MARGIN), min(last, self.x + 1 + MARGIN))
        north, south = (max(0.0, self.y - MARGIN), min(last, self.y + 1 + MARGIN))
        return (
            west / last * 360 - 180,
            _latitude(south / last),
            east / last * 360 - 180,
            _latitude(north / last),
        )


def tile_etag(address: TileAddress, state: State) -> str:
    """Return the entity tag of a tile: it changes with the data, the score run and the statement.

    Weak, because the packed and the plain bytes of a tile share it.
    """
    statement = sql_text(_statement(address.collection))
    facts = (address.collection, address.z, address.x, address.y, state, statement)
    return f'W/"{hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()}"'


def draw_tile(connection: Connection, address: TileAddress) -> bytes:
    """Draw a tile: the collection's current rows inside it, in the order of their ids.

    The layer in the tile is called like the collection; a feature's id is its row's id. Boundaries are
    simplified by at most one step of the tile's grid. Empty bytes where nothing is inside.
    """
    west, south, east, north = address.bounds()
    parameters = {
        "layer": address.collection,
        "kind": KIND_OF_COLLECTION.get(address.collection),
        "z": address.z,
        "x": address.x,
        "y": address.y,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "tolerance": 360 / 2**address.z / EXTENT,
    }
    statement = sql(_statement(address.collection))
    wanted = {name: parameters[name] for name in statement.compile().params}
    return bytes(connection.execute(statement, wanted).scalar_one() or b"")


def _statement(collection: str) -> str:
    return "tile_facilities" if collection in KIND_OF_COLLECTION else f"tile_{collection}"


def _latitude(down: float) -> float:
    """Return the latitude at a share of the way from the northern to the southern edge of the map's world."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down))))


def _short(number: int) -> str:
    return str(number) if abs(number) < MANY_DIGITS else "a number of many digits"
