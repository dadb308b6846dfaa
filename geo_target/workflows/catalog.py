"""The catalogue of the reference dataset, and its files as rows that the store takes."""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError
from geo_target.store.loading import NewDataset

if TYPE_CHECKING:
    from pathlib import Path

SRID = 4326


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One layer of the catalogue: its dataset and the file that holds its rows."""

    dataset: NewDataset
    path: Path


def read_catalog(data_dir: Path) -> dict[str, CatalogEntry]:
    """Return the layers of ``catalog.toml`` by name, each file checked against its checksum.

    Raises
    ------
    InputError
        If the catalogue or a file is missing, damaged or not the one that the catalogue describes.
    """
    path = data_dir / "catalog.toml"
    try:
        layers = tomllib.loads(path.read_text("utf-8"))["layers"]
    except FileNotFoundError:
        raise InputError(f"The reference data is missing: there is no {path}.") from None
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise InputError(
            f"{path} is damaged: {error}. Bring back the file that came with the program."
        ) from None
    return {name: _entry(data_dir, name, entry) for name, entry in layers.items()}


def read_rows(entry: CatalogEntry) -> list[dict[str, Any]]:
    """Return the rows of a layer's file as the store takes them: geometry as hexadecimal EWKB under ``geom``."""
    if entry.path.suffix == ".csv":
        return _csv_rows(entry.path)
    return _geojson_rows(entry.path)


def _entry(data_dir: Path, name: str, entry: dict[str, Any]) -> CatalogEntry:
    path = data_dir / entry["file"]
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise InputError(f"The reference data is incomplete: there is no {path}.") from None
    if found != entry["sha256"]:
        raise InputError(f"{path} is not the file that the catalogue describes (sha256 {found[:12]}…).")
    dataset = NewDataset(
        layer=name,
        title_fa=entry["title_fa"],
        title_en=entry["title_en"],
        provenance=entry["provenance"],
        source_fa=entry["source_fa"],
        source_en=entry["source_en"],
        licence=entry["licence"],
        dated=entry["date"],
        checksum=found,
    )
    return CatalogEntry(dataset, path)


def _csv_rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]
    if rows and "lon" in rows[0]:
        _place(rows)
    return rows


def _place(rows: list[dict[str, Any]]) -> None:
    import shapely

    places = shapely.points([float(row.pop("lon")) for row in rows], [float(row.pop("lat")) for row in rows])
    for row, geometry in zip(rows, _ewkb(places), strict=True):
        row["geom"] = geometry


def _geojson_rows(path: Path) -> list[dict[str, Any]]:
    import shapely

    features = json.loads(path.read_text("utf-8"))["features"]
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    return [
        {**feature["properties"], "geom": geometry}
        for feature, geometry in zip(features, _ewkb(shapes), strict=True)
    ]


def _ewkb(shapes: Any) -> list[str]:
    import shapely

    return list(shapely.to_wkb(shapely.set_srid(shapes, SRID), hex=True, include_srid=True))
