"""Import a population raster: read to its last cell, check, keep a cloud-optimised copy in one transaction, score.

The twin of ``import_layer`` for the one layer that has no rows; it gives the same outcome.
"""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import InputError
from geo_target.intake.problems import ImportReport, ValueProblem
from geo_target.intake.rasters.raster import LAYER, CheckedRaster, KnownPeople, RasterLimits, read_population
from geo_target.intake.rasters.raster_cog import write_cog
from geo_target.store import imports as stored
from geo_target.store.loading import lock_imports, new_dataset
from geo_target.store.rasters import RasterFacts, Surroundings, put_raster, read_surroundings
from geo_target.workflows.import_about import AboutDataset, dataset_of, file_checksum, options_checksum
from geo_target.workflows.import_layer import ImportOutcome
from geo_target.workflows.score import score_within

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.intake.checked import CheckOptions
    from geo_target.intake.rasters.raster import PopulationRaster
    from geo_target.store.engine import Store
    from geo_target.store.loading import NewDataset

    Progress = Callable[[str, int, int], None]

__all__ = ["LAYER", "check_raster", "import_raster"]


def import_raster(
    store: Store,
    path: Path,
    *,
    options: CheckOptions,
    about: AboutDataset,
    dry_run: bool = False,
    limits: RasterLimits | None = None,
    progress: Progress | None = None,
) -> ImportOutcome:
    """Import a GeoTIFF of people, all of it or nothing; the raster that stood is retired.

    Parameters
    ----------
    options
        ``crs``, and of ``values``: ``unit``, ``nodata``, ``band`` (see ``read_population``).
    dry_run
        Whether to stop before anything is kept; the outcome has the report and what was understood.
    progress
        Called with the step (``check``, ``convert``, ``write``, ``score``), and how much of how much is done.

    Raises
    ------
    InputError
        If the file cannot be read at all, or is changed meanwhile.
    """
    tell = progress or _silent
    bounds = limits or RasterLimits()
    dataset = _dataset(path, options, about)
    with store.read() as connection:
        if _is_in_place(connection, dataset) and not dry_run:
            return ImportOutcome(report=_unchanged(path), unchanged=True)
        around = read_surroundings(connection)
    checked = check_raster(path, options, around, bounds, tell)
    preview = () if checked.raster is None else (_preview(checked.raster),)
    if dry_run or checked.raster is None:
        return ImportOutcome(report=dataclasses.replace(checked.report, dry_run=dry_run), preview=preview)
    with tempfile.TemporaryDirectory(prefix="geo-target-") as folder:
        copy = Path(folder) / "population.tif"
        _convert(path, checked.raster, copy, bounds, tell)
        if file_checksum(path) != dataset.checksum:
            raise InputError(f"{path.name} was changed while it was imported; import it again.")
        return _keep(store, dataset, checked, copy, preview, tell)


def check_raster(
    path: Path, options: CheckOptions, around: Surroundings, limits: RasterLimits, tell: Progress
) -> CheckedRaster:
    """Read a raster to its last cell and hold it against the provinces and the people that are known."""
    import shapely

    areas = shapely.from_wkb([area for _, area in around.provinces])
    codes = [code for code, _ in around.provinces]
    places = np.array(around.people, float).reshape(-1, 3)
    return read_population(
        path,
        options=options,
        provinces=dict(zip(codes, areas, strict=True)),
        known=KnownPeople(places[:, :2], places[:, 2]),
        limits=limits,
        progress=lambda done, cells: tell("check", done, cells),
    )


def _convert(path: Path, raster: PopulationRaster, copy: Path, limits: RasterLimits, tell: Progress) -> None:
    """Write the copy that is kept.

    Raises
    ------
    InputError
        If the file can no longer be read.
    """
    try:
        write_cog(
            path, raster, copy, limits=limits, progress=lambda done, cells: tell("convert", done, cells)
        )
    except ValueProblem as problem:
        raise InputError(f"{path.name}: {problem}") from problem


def _keep(
    store: Store,
    dataset: NewDataset,
    checked: CheckedRaster,
    copy: Path,
    preview: tuple[dict[str, Any], ...],
    tell: Progress,
) -> ImportOutcome:
    """Put the copy in one transaction that waits for its turn."""
    raster = checked.raster
    if raster is None:
        return ImportOutcome(report=checked.report)
    with store.write() as connection:
        lock_imports(connection)
        if _is_in_place(connection, dataset):
            report = dataclasses.replace(checked.report, unchanged=True)
            return ImportOutcome(report=report, unchanged=True)
        dataset_id = new_dataset(connection, dataset, raster.height)
        tell("write", 0, 1)
        retired = put_raster(connection, dataset_id, _facts(raster), copy)
        tell("score", 0, 1)
        # Scores do not ask the raster, but a run must be of the data version that stands.
        scored = score_within(connection) is not None
    tell("score", 1, 1)
    return ImportOutcome(
        report=checked.report, dataset_id=dataset_id, retired=retired, scored=scored, preview=preview
    )


def _dataset(path: Path, options: CheckOptions, about: AboutDataset) -> NewDataset:
    return dataset_of(
        LAYER,
        path.name,
        about,
        checksum=file_checksum(path),
        options_sha256=options_checksum(options, about),
        mode=options.mode,
    )


def _facts(raster: PopulationRaster) -> RasterFacts:
    west, south, east, north = raster.bounds
    return RasterFacts(
        crs=raster.crs,
        width=raster.width,
        height=raster.height,
        west=west,
        south=south,
        east=east,
        north=north,
        nodata=raster.nodata,
        total=raster.people,
    )


def _preview(raster: PopulationRaster) -> dict[str, Any]:
    """Return what was understood, as the first rows of a list are shown."""
    shown = ("band", "crs", "width", "height", "dtype", "nodata", "unit", "people", "cell_m")
    return {name: getattr(raster, name) for name in shown}


def _is_in_place(connection: Any, dataset: NewDataset) -> bool:
    newest = stored.newest_dataset(connection, LAYER)
    said = (dataset.checksum, dataset.options_sha256)
    return newest is not None and (newest.checksum, newest.options_sha256) == said


def _unchanged(path: Path) -> ImportReport:
    return ImportReport(
        layer=LAYER, file=path.name, rows_read=0, rows_accepted=0, rows_refused=0, unchanged=True
    )


def _silent(_step: str, _number: int, _total: int) -> None:
    """Say nothing of how far it is."""
