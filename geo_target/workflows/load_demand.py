"""Demand points from a population raster: read, spread, and in one transaction put in place of those before; scored.

Which neighbourhood has how many people is said by the list of neighbourhoods; where in it they live, by the raster. So
the points are always modelled, whatever the two are. Method: ``docs/methods/zonal-population.md``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from geo_target.errors import InputError, RefusedError
from geo_target.intake.checked import CheckOptions
from geo_target.intake.rasters.raster import RasterLimits
from geo_target.store import imports as stored
from geo_target.store.demand_points import peopled_areas, points_standing, replace_points
from geo_target.store.loading import NewDataset, lock_imports, refresh_statistics
from geo_target.store.rasters import copy_raster, raster_origin, read_surroundings
from geo_target.workflows.demand_spread import Spread, ZoneDemand, spread_over
from geo_target.workflows.import_about import AboutDataset, dataset_of, file_checksum, options_checksum
from geo_target.workflows.import_raster import check_raster
from geo_target.workflows.score import score_within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_target.intake.problems import ImportReport
    from geo_target.intake.rasters.raster import CheckedRaster, PopulationRaster
    from geo_target.store.demand_points import PeopledArea
    from geo_target.store.engine import Connection, Store

    Progress = Callable[[str, int, int], None]

LAYER = "demand_points"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandOutcome:
    """What a raster makes of the neighbourhoods, and what became of it.

    Parameters
    ----------
    report
        What was found in the file; not ok: nothing else was done.
    raster
        What was read; None if it cannot be used.
    block
        Cells along a side of the block that a point stands for.
    zones
        One for each neighbourhood, by code.
    dataset_id
        Of the new points; None where nothing was kept.
    unchanged
        Whether the very points stand already.
    retired
        Points that were there before.
    scored
        Whether scores were made anew.
    """

    report: ImportReport
    raster: PopulationRaster | None = None
    block: int = 1
    zones: tuple[ZoneDemand, ...] = ()
    dry_run: bool = False
    dataset_id: int | None = None
    unchanged: bool = False
    retired: int = 0
    scored: bool = False

    @property
    def points(self) -> int:
        """Demand points that the raster makes."""
        return sum(zone.points for zone in self.zones)

    def counts(self, state: Literal["zone", "spread"]) -> dict[str, int]:
        """Return how many neighbourhoods are in each state, most first."""
        return dict(Counter(getattr(zone, state) for zone in self.zones).most_common())


def load_demand(  # noqa: PLR0913  each is something that a person says, or looks on
    store: Store,
    path: Path | None = None,
    *,
    options: CheckOptions | None = None,
    about: AboutDataset | None = None,
    block: int = 1,
    dry_run: bool = False,
    limits: RasterLimits | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> DemandOutcome:
    """Spread the people of every neighbourhood over a raster's cells and make these the demand points; all or nothing.

    Neighbourhoods that the raster has nobody in, no data for, or does not cover keep the points that they have.

    Parameters
    ----------
    path
        A GeoTIFF; None: the population raster that was imported.
    options
        As of ``import_raster``: ``crs``, and of ``values`` ``unit``, ``nodata``, ``band``.
    about
        Source, licence and date of the raster; of the stored one they are known.
    block
        Cells along a side of the block that one point stands for, from 1.
    progress
        Told the step (``check``, ``spread``, ``write``, ``score``), and how much of how much is done.

    Raises
    ------
    InputError
        If `block` cannot be, or the file is changed meanwhile.
    RefusedError
        If no raster was ever imported, there is no neighbourhood, none can be spread, or they are changed meanwhile.
    CancelledError
        As soon as `cancelled` says so; nothing is kept.
    """
    if block < 1:
        raise InputError(f"A block must be 1 or more cells wide, not {block}.")
    tell = progress or _silent
    bounds = limits or RasterLimits()
    with _raster(store, path, options or CheckOptions(), about or AboutDataset()) as found:
        with store.read() as connection:
            around, areas = read_surroundings(connection), peopled_areas(connection)
        if not areas:
            raise RefusedError(
                "There are no neighbourhoods to spread people over; import or load them first."
            )
        checked = check_raster(found.path, found.options, around, bounds, tell)
        if checked.raster is None:
            return DemandOutcome(report=dataclasses.replace(checked.report, dry_run=dry_run), block=block)
        spread = spread_over(
            found.path,
            checked.raster,
            areas,
            block=block,
            limits=bounds,
            progress=lambda done, of: tell("spread", done, of),
            cancelled=cancelled,
        )
        if file_checksum(found.path) != found.checksum:
            raise InputError(f"{found.path.name} was changed while it was read; load it again.")
    outcome = _outcome(checked, spread, block, dry_run=dry_run)
    return outcome if dry_run else _keep(store, found, areas, spread, outcome, tell)


@dataclass(frozen=True, slots=True)
class _Found:
    """The raster as a file, what is said of it, and where it is from."""

    path: Path
    options: CheckOptions
    about: AboutDataset
    checksum: str


@contextmanager
def _raster(store: Store, path: Path | None, options: CheckOptions, about: AboutDataset) -> Iterator[_Found]:
    if path is not None:
        yield _Found(path, options, about, file_checksum(path))
        return
    with tempfile.TemporaryDirectory(prefix="geo-target-") as folder:
        copy = Path(folder) / "population_raster.tif"
        with copy.open("wb") as file:
            held = copy_raster(store, file)
        if held is None:
            raise RefusedError(
                "There is no population raster: name a file, or import one with geo-target import population_raster."
            )
        origin = raster_origin(store, held.dataset_id)
        known = AboutDataset(
            source_fa=about.source_fa or origin.source_fa,
            source_en=about.source_en or origin.source_en,
            licence=about.licence or origin.licence,
            dated=about.dated or origin.dated,
        )
        yield _Found(copy, options, known, file_checksum(copy))


def _outcome(checked: CheckedRaster, spread: Spread, block: int, *, dry_run: bool) -> DemandOutcome:
    """Return the outcome before anything is kept.

    Raises
    ------
    RefusedError
        If no neighbourhood can be spread.
    """
    report = dataclasses.replace(checked.report, dry_run=dry_run)
    outcome = DemandOutcome(
        report=report, raster=checked.raster, block=block, zones=spread.zones, dry_run=dry_run
    )
    if not spread.points and not dry_run:
        states = ", ".join(f"{count:,} {state}" for state, count in outcome.counts("spread").items())
        raise RefusedError(
            f"The raster has people in none of the neighbourhoods ({states}), so nothing was changed; check its place "
            "with --dry-run."
        )
    return outcome


def _keep(
    store: Store,
    found: _Found,
    areas: list[PeopledArea],
    spread: Spread,
    outcome: DemandOutcome,
    tell: Progress,
) -> DemandOutcome:
    """Put the points in one transaction that waits for its turn."""
    dataset = _dataset(found, spread, outcome.block)
    codes = [zone.code for zone in spread.zones if zone.spread in {"by_raster", "nobody"}]
    with store.write() as connection:
        lock_imports(connection)
        if peopled_areas(connection) != areas:
            raise RefusedError("The neighbourhoods were changed while the raster was read; load it again.")
        if _stands(connection, dataset, len(spread.points)):
            return dataclasses.replace(outcome, unchanged=True)
        tell("write", 0, 1)
        put = replace_points(connection, dataset, codes, spread.points)
        stored.check_now(connection)
        refresh_statistics(connection, [LAYER])
        tell("score", 0, 1)
        scored = score_within(connection) is not None
    tell("score", 1, 1)
    return dataclasses.replace(outcome, dataset_id=put.dataset_id, retired=put.retired, scored=scored)


def _stands(connection: Connection, dataset: NewDataset, points: int) -> bool:
    """Tell whether the very points are the newest that were loaded, and all of them still stand."""
    newest = stored.newest_dataset(connection, LAYER)
    if newest is None or (newest.checksum, newest.options_sha256) != (
        dataset.checksum,
        dataset.options_sha256,
    ):
        return False
    return points_standing(connection, newest.dataset_id) == points


def _dataset(found: _Found, spread: Spread, block: int) -> NewDataset:
    digest = hashlib.sha256()
    for point in spread.points:
        digest.update(repr(point).encode())
    about = dataclasses.replace(found.about, provenance="modelled")
    base = dataset_of(
        LAYER,
        found.path.name,
        about,
        checksum=digest.hexdigest(),
        options_sha256=options_checksum(found.options, about, raster=found.checksum, block=block),
        mode="replace",
    )
    return dataclasses.replace(
        base,
        title_fa=found.about.title_fa or f"نقطه‌های تقاضا از رستر جمعیت: {found.path.name}",
        title_en=found.about.title_en or f"Demand points from a population raster: {found.path.name}",
        source_fa=f"جمعیت هر محله از فهرست محله‌ها، پخش‌شده بر خانه‌های رستر جمعیت ({base.source_fa})",
        source_en="The people of each neighbourhood by the list of neighbourhoods, spread over the cells of a "
        f"population raster ({base.source_en})",
    )


def _silent(_step: str, _number: int, _total: int) -> None:
    """Say nothing of how far it is."""
