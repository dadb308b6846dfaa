"""The population raster: kept in the database in pieces, so that it is in every transaction, backup and undo."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, BinaryIO

from geo_target.errors import StoreError
from geo_target.store.engine import sql

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from geo_target.store.engine import Store

CHUNK_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class RasterFacts:
    """What is kept beside the bytes.

    Parameters
    ----------
    west, south, east, north
        Degrees (EPSG:4326) of the box that holds it.
    nodata
        The value for no data; None if every cell has data.
    total
        People in all.
    """

    crs: str
    width: int
    height: int
    west: float
    south: float
    east: float
    north: float
    nodata: float | None
    total: float


@dataclass(frozen=True, slots=True)
class StoredRaster:
    """The raster that stands: its dataset, what is known of it, and the checksum and size of its bytes."""

    dataset_id: int
    facts: RasterFacts
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class RasterOrigin:
    """Where a raster is from, in Persian and English; its licence and date."""

    source_fa: str
    source_en: str
    licence: str
    dated: dt.date


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a raster is compared with: provinces (code, area as WKB) and people (longitude, latitude, count)."""

    provinces: list[tuple[str, bytes]]
    people: list[tuple[float, float, int]]


def read_surroundings(connection: Connection) -> Surroundings:
    """Return the provinces and the demand points that stand; EPSG:4326."""
    return Surroundings(
        [(row.code, bytes(row.area)) for row in connection.execute(sql("register_provinces"))],
        [(row.lon, row.lat, row.population) for row in connection.execute(sql("demand_for_scoring"))],
    )


def put_raster(connection: Connection, dataset_id: int, facts: RasterFacts, path: Path) -> int:
    """Make a file the current raster, in the caller's transaction; the one that stood is retired by this dataset.

    Parameters
    ----------
    path
        A cloud-optimised GeoTIFF; it goes through memory in pieces of 8 MB.

    Returns
    -------
    int
        How many rasters were retired, 0 or 1.
    """
    digest = hashlib.sha256()
    for chunk in _pieces(path):
        digest.update(chunk)
    retired = connection.execute(sql("raster_retire"), {"dataset_id": dataset_id}).rowcount
    row = {
        **asdict(facts),
        "dataset_id": dataset_id,
        "sha256": digest.hexdigest(),
        "bytes": path.stat().st_size,
    }
    connection.execute(sql("raster_put"), row)
    for number, chunk in enumerate(_pieces(path)):
        piece = {"dataset_id": dataset_id, "number": number, "content": chunk}
        connection.execute(sql("raster_chunk_put"), piece)
    return retired


def current_raster(store: Store) -> StoredRaster | None:
    """Return what is known of the raster that stands; None if there is none."""
    with store.read() as connection:
        return _current(connection)


def raster_origin(store: Store, dataset_id: int) -> RasterOrigin:
    """Return where the raster of a dataset is from."""
    with store.read() as connection:
        return RasterOrigin(*connection.execute(sql("raster_origin"), {"dataset_id": dataset_id}).one())


def copy_raster(store: Store, file: BinaryIO) -> StoredRaster | None:
    """Write the raster that stands into an open file, as it was put, and return what is known of it.

    Returns
    -------
    StoredRaster or None
        None, and nothing written, if there is none.

    Raises
    ------
    StoreError
        If its bytes are not those that were put: what was written is of no use then.
    """
    digest = hashlib.sha256()
    with store.read() as connection:
        held = _current(connection)
        if held is None:
            return None
        for chunk in _chunks(connection, held.dataset_id):
            digest.update(chunk)
            file.write(chunk)
    if digest.hexdigest() != held.sha256:
        raise StoreError(
            "The population raster in the database is damaged; undo its import, or restore a backup."
        )
    return held


def _current(connection: Connection) -> StoredRaster | None:
    row = connection.execute(sql("raster_current")).mappings().one_or_none()
    if row is None:
        return None
    facts = RasterFacts(**{field.name: row[field.name] for field in fields(RasterFacts)})
    return StoredRaster(row["dataset_id"], facts, row["sha256"], row["bytes"])


def _chunks(connection: Connection, dataset_id: int) -> Iterator[bytes]:
    """Yield the pieces one by one: all of them may be more than the memory holds."""
    number = 0
    wanted = {"dataset_id": dataset_id}
    while (
        chunk := connection.execute(sql("raster_chunk"), {**wanted, "number": number}).scalar()
    ) is not None:
        yield bytes(chunk)
        number += 1


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
