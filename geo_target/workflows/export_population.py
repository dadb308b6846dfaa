"""The population raster out again, as it stands: the cloud-optimised GeoTIFF that its import made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.errors import InputError, RefusedError
from geo_target.exchange import ExportReport
from geo_target.exchange.files import whole_file
from geo_target.store.layers import layer_meta
from geo_target.store.rasters import copy_raster

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.store.engine import Store

LAYER = "population_raster"
_SUFFIXES = (".tif", ".tiff")


def export_population(store: Store, path: Path) -> ExportReport:
    """Write the population raster that stands to a file, whole or not at all.

    Raises
    ------
    InputError
        If the file is no .tif in a folder that is there.
    RefusedError
        If there is no population raster.
    StoreError
        If its bytes are not those that were put.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError(f"A raster is written as a GeoTIFF: call the file {path.stem}.tif, not {path.name}.")
    with whole_file(path) as file:
        held = copy_raster(store, file)
        if held is None:
            raise RefusedError(
                f"There is no population raster; geo-target import {LAYER} FILE.tif brings one."
            )
    with store.read() as connection:
        meta = layer_meta(connection, LAYER)
    facts = held.facts
    return ExportReport(
        layer=LAYER,
        path=path,
        format="geotiff",
        rows=facts.width * facts.height,
        bytes=held.bytes,
        sha256=held.sha256,
        notes=(
            f"{facts.total:,.0f} people, {facts.width:,} by {facts.height:,} cells, {facts.crs}.",
            f"{meta['title_en']}; source: {meta['source_en']}; licence: {meta['licence']}; {meta['provenance']}.",
        ),
    )
