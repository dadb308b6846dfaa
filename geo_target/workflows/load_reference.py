"""Load the reference dataset: all layers in one transaction, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.errors import RefusedError
from geo_target.store import loading
from geo_target.workflows.catalog import CatalogEntry, read_catalog, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_target.store.engine import Connection, Store

LOADING_ORDER = (
    "provinces",
    "cities",
    "neighbourhoods",
    "demand_points",
    "training_centres",
    "placement_centres",
    "neighbourhood_houses",
    "bank_branches",
    "social_service_bases",
    "federations",
    "self_help_groups",
    "occupations",
    "course_runs",
    "candidate_sites",
    "reported_figures",
)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load of the reference dataset changed."""

    loaded: dict[str, int]
    unchanged: tuple[str, ...]


def load_reference(
    store: Store,
    data_dir: Path,
    *,
    replace_official: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> LoadReport:
    """Load every layer of the reference dataset whose file is not the loaded one already.

    One load, import or undo at a time: this waits for the one that is under way.

    Parameters
    ----------
    replace_official
        Whether official rows, and all rows that were imported, may be retired for those of the reference data.
    progress
        Called with the layer, its number from 1, and the number of layers.

    Raises
    ------
    RefusedError
        If a layer holds official or imported rows and `replace_official` is false. Nothing is changed then.
    InputError
        If a file of the reference dataset is missing or damaged.
    """
    catalog = read_catalog(data_dir)
    loaded: dict[str, int] = {}
    with store.write() as connection:
        loading.lock_imports(connection)
        stale = [layer for layer in LOADING_ORDER if not _is_loaded(connection, catalog[layer])]
        if not replace_official:
            _refuse_over_imports(connection, stale)
        for number, layer in enumerate(stale, start=1):
            if progress:
                progress(layer, number, len(stale))
            rows = read_rows(catalog[layer])
            loading.replace_layer(connection, catalog[layer].dataset, rows)
            loaded[layer] = len(rows)
        if loaded:
            loading.refresh_statistics(connection)
    return LoadReport(loaded, tuple(layer for layer in LOADING_ORDER if layer not in loaded))


def is_empty(store: Store) -> bool:
    """Return whether the database holds no neighbourhood yet."""
    with store.read() as connection:
        return loading.row_count(connection, "neighbourhoods") == 0


def _is_loaded(connection: Connection, entry: CatalogEntry) -> bool:
    held = loading.current_datasets(connection, entry.dataset.layer)
    return [dataset["checksum"] for dataset in held] == [entry.dataset.checksum]


def _refuse_over_imports(connection: Connection, layers: list[str]) -> None:
    for layer in layers:
        held = loading.current_datasets(connection, layer)
        official = any(dataset["provenance"] == "official" for dataset in held)
        if official or any(dataset["mode"] or dataset["part_of"] for dataset in held):
            raise RefusedError(
                f"The layer {layer} holds {'official' if official else 'imported'} rows; the reference data would "
                "replace them with modelled ones. Nothing was changed. Say --replace-official if that is meant."
            )
