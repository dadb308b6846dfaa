"""Travel cost out of files: make a friction raster, cross it, and draw the time to the nearest facility."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError, RefusedError
from geo_target.exchange import ExportReport, ground
from geo_target.exchange.files import require_folder
from geo_target.exchange.raster import Band
from geo_target.impedance import FrictionGrid, friction, friction_of, travel_time
from geo_target.impedance.least_cost import snap
from geo_target.impedance.speeds import MODES, speeds_of
from geo_target.profile import SERVICES, load_profile
from geo_target.workflows.friction_words import FrictionFigures, friction_notes
from geo_target.workflows.toml_files import read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo_target.exchange.ground import FrictionFile
    from geo_target.impedance import FrictionCost, Snapped
    from geo_target.persian import Lang
    from geo_target.profile import Profile
    from geo_target.store.engine import Store
    from geo_target.workflows.service_inputs import DemandPoints, Facilities

    Progress = Callable[[str, int, int], None]

LAYER, SURFACE = "friction", "travel_time"
TIME = Band("travel_time", "min", "دقیقه تا نزدیک‌ترین مرکز فعال", "minutes to the nearest operating facility")
_SUFFIXES = (".tif", ".tiff")


def make_friction(
    path: Path,
    *,
    land_cover: Path,
    speeds: Path,
    mode: str,
    roads: Path | None = None,
    road_class: str = "highway",
    elevation: Path | None = None,
    lang: Lang = "en",
) -> ExportReport:
    """Make a friction raster of land cover, roads and elevation, on the cells of the land cover.

    Parameters
    ----------
    path
        The file to write: a cloud-optimised GeoTIFF, band ``friction`` in s/m, with an elevation a second band.
    land_cover
        A GeoTIFF of classes.
    speeds
        TOML: ``[walking.land_cover]`` and ``[walking.roads]``, the same for driving, in km/h.
    roads, road_class
        Lines, and the column that holds their class.
    elevation
        A GeoTIFF in metres, for walking only: what a slope does to driving is not known here.
    lang
        Of the notes of the report.

    Raises
    ------
    InputError
        If a file cannot be used; names it.
    """
    _check_tif(path)
    _refuse_own_source(path, land_cover, elevation)
    if mode == "driving" and elevation is not None:
        raise InputError(
            "An elevation changes walking only (Tobler's hiking function); leave --elevation out."
        )
    chosen = speeds_of(read_toml(speeds), mode, name=speeds.name)
    cover = ground.read_layer(land_cover, what="land cover")
    place = cover.place
    burnt = None if roads is None else ground.road_speeds_on(roads, road_class, chosen.roads, place)
    seconds = friction_of(cover.values, chosen, None if burnt is None else burnt.kmh, nodata=cover.nodata)
    height = None if elevation is None else ground.elevation_on(elevation, place)
    grid = FrictionGrid(seconds, place.west, place.north, place.cell_x, place.cell_y, place.crs, height)

    bands = {ground.FRICTION: seconds} | ({} if height is None else {ground.ELEVATION: height})
    content = ground.write_bands(path, place, bands, _tags(mode=mode, title=f"Friction, {mode}"))
    passable = int(grid.passable.sum())
    made = FrictionFigures(
        width=place.width,
        height=place.height,
        barriers=grid.passable.size - passable,
        mode=mode,
        road_cells=None if burnt is None else int((burnt.kmh > 0).sum()),
        unused={} if burnt is None else burnt.unused,
        without_elevation=grid.without_elevation,
    )
    return _report(LAYER, path, content, passable, friction_notes(made, lang))


def grid_of(file: FrictionFile) -> FrictionGrid:
    """Return what a friction file holds as a grid that can be crossed."""
    place = file.place
    return FrictionGrid(
        file.seconds_per_metre,
        place.west,
        place.north,
        place.cell_x,
        place.cell_y,
        place.crs,
        file.elevation_m,
    )


def friction_costs(
    friction_file: Path,
    points: DemandPoints,
    facilities: Facilities,
    profile: Profile,
    *,
    cutoff_min: float,
    services: Sequence[str] = SERVICES,
    progress: Progress = lambda _step, _number, _total: None,
) -> dict[str, FrictionCost]:
    """Find the minutes from every demand point to every facility of each service that is within a cutoff.

    Returns
    -------
    dict
        For each of `services`; rows in the order of `points`, columns the facilities that offer it, in the order of
        `facilities`, called by their codes.

    Raises
    ------
    InputError
        If the file cannot be used, or holds none of the demand points or none of a service's facilities.
    """
    grid = grid_of(ground.read_friction(friction_file))
    found = {}
    for number, service in enumerate(services):
        progress(f"travel {service}", number, len(services))
        offered = np.flatnonzero(np.isin(facilities.kinds, profile.services[service].kinds))
        found[service] = friction(
            grid,
            points.lonlat,
            facilities.lonlat[offered],
            site_ids=[facilities.codes[row] for row in offered],
            cutoff=cutoff_min,
        )
    return found


def travel_notes(costs: dict[str, FrictionCost]) -> list[str]:
    """Say in sentences what was moved out of barriers, and what lies outside the raster."""
    notes: list[str] = []
    for service, found in costs.items():
        for what, snapped in (("demand points", found.demand), ("facilities", found.sites)):
            notes.extend(f"{service}: {said}" for said in _entered(snapped, f" {what}"))
    return list(dict.fromkeys(note.split(": ", 1)[1] if "demand points" in note else note for note in notes))


def _entered(snapped: Snapped, what: str = "") -> list[str]:
    """Say how many were moved out of barriers, by how many metres, and how many lie outside the raster."""
    said = []
    if snapped.moved:
        farthest = float(np.nanmax(snapped.moved_m))
        said.append(
            f"{snapped.moved:,}{what} lie in barriers and were moved to the nearest passable cell, by up to "
            f"{farthest:,.0f} m."
        )
    if snapped.outside:
        said.append(f"{snapped.outside:,}{what} lie outside the friction raster.")
    return said


def travel_time_raster(
    store: Store,
    path: Path,
    *,
    service: str,
    friction_file: Path,
    cutoff_min: float | None = None,
    profile: Profile | None = None,
) -> ExportReport:
    """Write the minutes from each cell to the operating facility of a service that is nearest by travel time.

    Raises
    ------
    InputError
        If the service is none of the four, or a file cannot be used.
    RefusedError
        If no operating facility offers the service.
    """
    from geo_target.store import scores as stored
    from geo_target.workflows.score import arrays_of

    _check_tif(path)
    if service not in SERVICES:
        raise InputError(f"service must be one of {', '.join(SERVICES)}, not {service}.")
    _refuse_own_source(path, friction_file)
    file = ground.read_friction(friction_file)
    grid = grid_of(file)
    read = stored.read_scoring_input(store)
    facilities = arrays_of(read)[2]
    chosen = (profile or load_profile()).services[service]
    offered = np.isin(facilities.kinds, chosen.kinds)
    if not offered.any():
        raise RefusedError(f"No operating facility offers {service}; import some first.")
    entered = snap(grid, facilities.lonlat[offered], what=f"facilities of {service}")
    minutes = travel_time(grid, facilities.lonlat[offered], cutoff=cutoff_min)

    tags = _tags(mode=file.tags.get("MODE", ""), title=f"Minutes to the nearest facility of {service}")
    sources = ", ".join(sorted({read.supply_provenance[row] for row in np.flatnonzero(offered)}))
    tags |= {"PROVENANCE": f"facilities: {sources}"}
    tags |= {"SERVICE": service, "DATA_VERSION": str(read.data_version), "FRICTION": friction_file.name}
    content = ground.write_bands(path, file.place, {TIME: minutes}, tags)
    reached = int(np.isfinite(minutes).sum())
    notes = [
        f"{int(offered.sum()):,} operating facilities of {service}; {reached:,} of {minutes.size:,} cells reach one.",
        *(f"Of them {said}" for said in _entered(entered)),
        "Cells without a value are barriers, or have no way"
        + ("." if cutoff_min is None else f" of at most {cutoff_min:g} minutes."),
        f"Provenance of the facilities: {sources}.",
    ]
    return _report(SURFACE, path, content, reached, notes)


def _check_tif(path: Path) -> None:
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError(f"A raster is written as a GeoTIFF: call the file {path.stem}.tif, not {path.name}.")
    require_folder(path)


def _refuse_own_source(path: Path, *sources: Path | None) -> None:
    if any(source is not None and source.resolve() == path.resolve() for source in sources):
        raise InputError(f"{path.name} is one of the files that are read; write to another one.")


def _tags(*, mode: str, title: str) -> dict[str, str]:
    described = {"TIFFTAG_SOFTWARE": "geo-target", "TIFFTAG_IMAGEDESCRIPTION": title}
    return (
        described | {"OVERVIEWS": "means of the cells with data"} | ({"MODE": mode} if mode in MODES else {})
    )


def _report(layer: str, path: Path, content: bytes, rows: int, notes: list[str]) -> ExportReport:
    digest = hashlib.sha256(content).hexdigest()
    return ExportReport(layer, path, "geotiff", rows, len(content), digest, notes=tuple(notes))
