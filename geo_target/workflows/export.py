"""A layer out of the store into a file that a partner opens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo_target.exchange import ExportReport, LayerMeta, format_of, write_layer
from geo_target.exchange.fields import LAYER_TITLES
from geo_target.exchange.files import require_folder
from geo_target.store.export_filters import filtered_rows, rows_meta
from geo_target.store.layers import require_layer
from geo_target.workflows.export_crs import (
    beyond_note,
    code_of,
    crs_note,
    in_crs,
    parse_crs,
    require_crs_of_format,
)
from geo_target.workflows.export_filters import (
    NO_FILTERS,
    CheckedFilters,
    ChosenRows,
    ExportFilters,
    check_filters,
    choose_rows,
    columns_of_layer,
    require_fit,
    rows_of_layer,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from geo_target.store.engine import Connection, Store
    from geo_target.workflows.export_crs import Crs

    Progress = Callable[[str, int, int], None]

NOTHING_PASSED = "No row passes the filters: the file is valid and empty."
NOTHING_HELD = "The layer has no rows yet: the file is valid and empty."
_MOST_PLACES = 3
"""A title names so many provinces and cities; more of them stand with the filters only."""


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """An export of which all is checked that can be without the store."""

    layer: str
    path: Path
    fmt: str
    filters: CheckedFilters
    crs: Crs


@dataclass(frozen=True, slots=True, eq=False)
class LayerRows:
    """Rows as they are to be written, what is said of them, their EPSG code, and notes for the report."""

    frame: gpd.GeoDataFrame
    meta: LayerMeta
    crs: int
    notes: tuple[str, ...]


def plan_export(
    layer: str,
    path: Path,
    *,
    fmt: str | None = None,
    filters: ExportFilters = NO_FILTERS,
    crs: str | int | None = None,
) -> ExportPlan:
    """Check what can be checked without the store.

    Parameters
    ----------
    fmt
        One of `geo_target.exchange.LAYER_FORMATS`; None for the one of the file's suffix.
    crs
        EPSG code with or without ``EPSG:``, or ``utm`` for the zone of the rows' province; None for WGS 84.

    Raises
    ------
    UnknownLayerError
        If there is no such layer; suggests the nearest.
    InputError
        If the format, the folder, a filter or the coordinate system cannot be.
    """
    require_layer(layer)
    chosen = format_of(path, fmt)
    require_folder(path)
    system = parse_crs(crs)
    require_crs_of_format(system, chosen)
    checked = check_filters(filters)
    require_fit(filters, layer)
    return ExportPlan(layer, path, chosen, checked, system)


def write_export(
    store: Store, plan: ExportPlan, *, progress: Progress = lambda _step, _number, _total: None
) -> ExportReport:
    """Write the rows of a plan to its file, whole or not at all; rows and what is said of them are one snapshot.

    A filter that no row passes gives a valid file without rows, and a note that says so.

    Parameters
    ----------
    progress
        Told each step, its number, and how many there are.

    Raises
    ------
    UnknownPlaceError
        If a province, city or code is not known.
    InputError
        If the rows lie in several UTM zones and the zone was to be that of their province.
    LossError
        If the format cannot hold a value; names row, field and value.
    """
    progress("reading", 0, 2)
    with store.read() as connection:
        chosen = choose_rows(connection, plan.filters)
        rows = read_rows(connection, plan.layer, chosen, plan.crs)
    progress("writing", 1, 2)
    report = write_layer(rows.frame, rows.meta, plan.path, plan.fmt)
    progress("done", 2, 2)

    system = crs_note(rows.crs)
    return replace(report, notes=(*((system,) if system else ()), *rows.notes, *report.notes))


def export_layer(
    store: Store,
    layer: str,
    path: Path,
    *,
    fmt: str | None = None,
    filters: ExportFilters = NO_FILTERS,
    crs: str | int | None = None,
) -> ExportReport:
    """Check and write in one call: `plan_export`, then `write_export`, whose errors it raises."""
    return write_export(store, plan_export(layer, path, fmt=fmt, filters=filters, crs=crs))


def read_rows(connection: Connection, layer: str, chosen: ChosenRows, crs: Crs) -> LayerRows:
    """Return the rows of a layer that pass, in their coordinate system, in the snapshot of `connection`.

    Raises
    ------
    InputError
        If they lie in several UTM zones and the zone was to be that of their province.
    """
    frame = filtered_rows(connection, layer, rows_of_layer(chosen, layer))
    code = code_of(connection, crs, chosen.provinces or sorted(set(frame["province_code"])))
    columns = columns_of_layer(chosen.asked, layer)
    meta = _meta(rows_meta(connection, layer, frame), layer, chosen)
    # The zone of the province is meant for all of it, also for what lies in the next one.
    beyond = beyond_note(frame, code) if crs != "utm" else None
    notes = [note for note in (_empty_note(frame, chosen), beyond) if note]
    if columns:
        frame = frame[[*columns, frame.geometry.name]]
    return LayerRows(in_crs(frame, code), replace(meta, columns=columns), code, tuple(notes))


def _empty_note(frame: gpd.GeoDataFrame, chosen: ChosenRows) -> str | None:
    if not frame.empty:
        return None
    return NOTHING_PASSED if chosen.words else NOTHING_HELD


def _meta(held: dict[str, object], layer: str, chosen: ChosenRows) -> LayerMeta:
    title_fa, title_en = LAYER_TITLES[layer]
    places = chosen.places if len(chosen.places) <= _MOST_PLACES else ()
    version = held["data_version"]
    return LayerMeta(
        layer=layer,
        title_fa="، ".join((title_fa, *(fa for fa, _ in places))),
        title_en=", ".join((title_en, *(en for _, en in places))),
        source_fa=str(held["source_fa"]),
        source_en=str(held["source_en"]),
        licence=str(held["licence"]),
        date=str(held["dated"] or ""),
        provenance=str(held["provenance"] or ""),
        data_version=version if isinstance(version, int) else None,
        filters=chosen.words,
    )
