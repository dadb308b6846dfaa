"""All layers out of the store into one zip that a partner can keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.exchange import format_of
from geo_target.exchange.bundle import BUNDLE_FORMATS, BundleLayer, BundleReport, write_bundle
from geo_target.exchange.bundle_tables import BundleAbout, BundleDataset
from geo_target.exchange.files import require_folder
from geo_target.store.export_filters import current_datasets
from geo_target.store.layers import EXPORTABLE
from geo_target.store.summary import read_run, read_state
from geo_target.workflows.export import read_rows
from geo_target.workflows.export_crs import code_of, parse_crs, require_crs_of_format
from geo_target.workflows.export_filters import NO_FILTERS, check_filters, choose_rows, unfit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo_target.store.engine import Connection, Store
    from geo_target.workflows.export_crs import Crs
    from geo_target.workflows.export_filters import CheckedFilters, ChosenRows, ExportFilters

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class BundlePlan:
    """A bundle of which all is checked that can be without the store.

    `left_out` are layers that a filter does not apply to, each with the reason in one sentence.
    """

    path: Path
    formats: tuple[str, ...]
    layers: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    filters: CheckedFilters
    crs: Crs


def plan_bundle(
    path: Path,
    *,
    formats: tuple[str, ...] = (),
    filters: ExportFilters = NO_FILTERS,
    crs: str | int | None = None,
) -> BundlePlan:
    """Check what can be checked without the store.

    Parameters
    ----------
    path
        A ``.zip``.
    formats
        Of `geo_target.exchange.LAYER_FORMATS`; `BUNDLE_FORMATS` if none is given.
    filters
        A layer that one of them does not apply to is left out, and that is said in the README and the report.
    crs
        As `plan_export`; ``utm`` needs a province or city among the filters.

    Raises
    ------
    InputError
        If the suffix, the folder, a format, a filter or the coordinate system cannot be, or the filters apply
        to no layer.
    """
    if path.suffix.lower() != ".zip":
        raise InputError(
            f"All layers are written into one zip; call the file {path.stem}.zip, not {path.name}."
        )
    require_folder(path)
    chosen = tuple(dict.fromkeys(format_of(path, fmt) for fmt in formats)) or BUNDLE_FORMATS
    system = parse_crs(crs)
    for fmt in chosen:
        require_crs_of_format(system, fmt)
    checked = check_filters(filters)
    reasons = {layer: unfit(filters, layer) for layer in EXPORTABLE}
    layers = tuple(layer for layer, reason in reasons.items() if reason is None)
    if not layers:
        raise InputError("No layer has an answer to all of these filters; leave one of them out.")
    left_out = tuple((layer, reason) for layer, reason in reasons.items() if reason is not None)
    return BundlePlan(path, chosen, layers, left_out, checked, system)


def write_all(
    store: Store, plan: BundlePlan, *, progress: Progress = lambda _step, _number, _total: None
) -> BundleReport:
    """Write every layer of a plan into one zip, whole or not at all, all of one snapshot.

    Parameters
    ----------
    progress
        Told the layer and format that is written next, its number, and how many there are.

    Raises
    ------
    UnknownPlaceError
        If a province, city or code is not known.
    InputError
        If the UTM zone is asked for and the provinces lie in several.
    LossError
        If a format cannot hold a value; names layer, row, field and value.
    """
    total = len(plan.layers) * len(plan.formats) + 1
    steps = iter(range(total))

    def advance(layer: str, fmt: str) -> None:
        progress(f"{layer} {fmt}".strip(), next(steps), total)

    with store.read() as connection:
        chosen = choose_rows(connection, plan.filters)
        _require_one_crs(connection, plan, chosen)
        about = _about(connection, plan, chosen)
        layers = _layers(connection, plan, chosen)
        report = write_bundle(plan.path, layers, about, plan.formats, progress=advance)
    progress("done", total, total)

    return report


def _layers(connection: Connection, plan: BundlePlan, chosen: ChosenRows) -> Iterator[BundleLayer]:
    """Read the layers one at a time, so that no two are in memory."""
    for layer in plan.layers:
        rows = read_rows(connection, layer, chosen, plan.crs)
        yield BundleLayer(rows.frame, rows.meta, rows.notes)


def _require_one_crs(connection: Connection, plan: BundlePlan, chosen: ChosenRows) -> None:
    if plan.crs == "utm" and not chosen.provinces:
        raise InputError(
            "All layers in one UTM zone need their province (--province); "
            "for the whole country give one zone, as --crs EPSG:32639."
        )
    code_of(connection, plan.crs, chosen.provinces)


def _about(connection: Connection, plan: BundlePlan, chosen: ChosenRows) -> BundleAbout:
    run = read_run(connection)
    wanted = {"neighbourhoods" if layer == "priorities" else layer for layer in plan.layers}
    provenances = chosen.rows.provenances
    datasets = tuple(
        BundleDataset(
            layer=held.layer,
            title_fa=held.title_fa,
            title_en=held.title_en,
            provenance=held.provenance,
            source_fa=held.source_fa,
            source_en=held.source_en,
            licence=held.licence,
            dated=held.dated.isoformat(),
            rows=held.rows,
            checksum=held.checksum,
        )
        for held in current_datasets(connection)
        if held.layer in wanted and (provenances is None or held.provenance in provenances)
    )
    return BundleAbout(
        data_version=read_state(connection).data_version,
        filters=chosen.words,
        datasets=datasets,
        left_out=plan.left_out,
        profile=run.profile_name if run is not None and "priorities" in plan.layers else None,
    )
