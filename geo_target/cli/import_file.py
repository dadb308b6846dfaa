"""`geo-target import`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.import_checks import (
    RASTER,
    RASTER_NAMES,
    checked_options,
    date_of,
    require_raster_options,
    require_report_file,
    require_xlsx,
)
from geo_target.cli.map_file import Lang
from geo_target.cli.output import print_json, say
from geo_target.cli.progress import note, steps
from geo_target.cli.session import open_store
from geo_target.errors import InputError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.intake.checked import CheckOptions
    from geo_target.store.engine import Store
    from geo_target.workflows.import_layer import AboutDataset, ImportOutcome


class ImportMode(StrEnum):
    """What becomes of the rows that stand."""

    REPLACE = "replace"
    UPDATE = "update"
    ADD = "add"


class ProvenanceOption(StrEnum):
    """Where the rows are from."""

    OFFICIAL = "official"
    OPEN = "open"
    MODELLED = "modelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One import as it was asked for."""

    layer: str
    file: Path
    options: CheckOptions
    about: AboutDataset
    sheet: str | None
    encoding: str | None
    reject: Path | None
    dry_run: bool


def import_file(  # noqa: PLR0913  each is an option that a person types
    layer: Annotated[
        str, typer.Argument(help="A layer: neighbourhoods, training_centres, …; population_raster.")
    ],
    file: Annotated[
        Path, typer.Argument(help="The list: .xlsx, .xls, .ods, .csv, .geojson, .gpkg, .zip, …; .tif.")
    ],
    *,
    mode: Annotated[
        ImportMode,
        typer.Option(help="Replace the whole layer, update rows by code and add new ones, or only add."),
    ] = ImportMode.REPLACE,
    template: Annotated[
        bool, typer.Option("--template", help="Write an Excel template for the layer to FILE instead.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show how the file is understood, and keep nothing.")
    ] = False,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook, layer of a GeoPackage.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of a text or shapefile, as windows-1256.")] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="A mapping file (TOML or JSON) with the tables columns and values.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help='What a header is, as "X=lon"; "X=-" leaves it out. May be repeated.'),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="A value for all rows without one, as status=operating. May be repeated."),
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="CRS of the coordinates, as EPSG:32640, if not as stated.")
    ] = None,
    mend: Annotated[
        bool, typer.Option("--mend", help="Mend invalid shapes, and report the change in area.")
    ] = False,
    reject: Annotated[
        Path | None, typer.Option(help="Import what is right; write the refused rows to this .xlsx.")
    ] = None,
    report: Annotated[
        list[Path] | None, typer.Option(help="Write the whole report, .html or .json. May be repeated.")
    ] = None,
    provenance: Annotated[
        ProvenanceOption, typer.Option(help="Where the rows are from.")
    ] = ProvenanceOption.OFFICIAL,
    title_fa: Annotated[str | None, typer.Option(help="Persian title of the dataset.")] = None,
    title_en: Annotated[str | None, typer.Option(help="English title of the dataset.")] = None,
    source_fa: Annotated[str | None, typer.Option(help="Who handed the list over, in Persian.")] = None,
    source_en: Annotated[str | None, typer.Option(help="Who handed the list over, in English.")] = None,
    licence: Annotated[str | None, typer.Option(help="Licence of the data.")] = None,
    date: Annotated[
        str | None, typer.Option(help="Date of the list, as 1403/05/01 or 2024-07-22; today else.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    lang: Annotated[Lang, typer.Option(help="Language of what is printed.")] = Lang.EN,
) -> None:
    """Load an official list into a layer: all of it or nothing, and it can be undone.

    Example: geo-target import training_centres centres.xlsx --dry-run
    """
    from geo_target.workflows.import_layer import AboutDataset

    layer = RASTER if layer in RASTER_NAMES else layer
    if template:
        _write_template(layer, file)
        return
    options = checked_options(
        layer, mode=mode.value, mapping=mapping, columns=column, values=set_, crs=crs, mend=mend
    )
    about = AboutDataset(
        provenance=provenance.value,
        title_fa=title_fa,
        title_en=title_en,
        source_fa=source_fa,
        source_en=source_en,
        licence=licence,
        dated=date_of(date),
    )
    for path in report or []:
        require_report_file(path, file)
    if reject is not None:
        require_xlsx(reject, "--reject", file)
    job = _Job(
        layer=layer,
        file=file,
        options=options,
        about=about,
        sheet=sheet,
        encoding=encoding,
        reject=reject,
        dry_run=dry_run,
    )
    outcome = _run(job)
    _tell(job, outcome, report or [], as_json=as_json, lang=lang)


def _run(job: _Job) -> ImportOutcome:
    from geo_target.cli.import_report import refused_file
    from geo_target.intake.source_error import SourceError
    from geo_target.workflows.import_layer import ImportOutcome

    if job.layer == RASTER:
        require_raster_options(job.options, sheet=job.sheet, encoding=job.encoding, reject=job.reject)
    bring = _bring_raster if job.layer == RASTER else _bring_rows
    try:
        with open_store() as store, steps(f"Importing {job.layer}") as progress:
            return bring(store, job, progress)
    except SourceError as error:
        return ImportOutcome(report=refused_file(job.layer, error))
    except KeyboardInterrupt:
        note(f"Stopped: nothing of {job.file.name} was kept.")
        raise typer.Exit(1) from None


def _bring_rows(store: Store, job: _Job, progress: Callable[[str, int, int], None]) -> ImportOutcome:
    from geo_target.workflows.import_layer import import_layer

    return import_layer(
        store,
        job.layer,
        job.file,
        options=job.options,
        about=job.about,
        sheet=job.sheet,
        encoding=job.encoding,
        reject=job.reject,
        dry_run=job.dry_run,
        progress=progress,
    )


def _bring_raster(store: Store, job: _Job, progress: Callable[[str, int, int], None]) -> ImportOutcome:
    from geo_target.workflows.import_raster import import_raster

    return import_raster(
        store, job.file, options=job.options, about=job.about, dry_run=job.dry_run, progress=progress
    )


def _tell(job: _Job, outcome: ImportOutcome, reports: list[Path], *, as_json: bool, lang: Lang) -> None:
    from geo_target.cli.import_report import print_outcome, write_report

    for path in reports:
        write_report(path, outcome.report)
    if as_json:
        print_json(outcome.report.to_dict())
    else:
        print_outcome(outcome, job.options, lang.value, reports, title=str(job.file))
    if not _is_done(job, outcome):
        note(f"nothing of {job.file.name} was kept: {_errors(outcome)}.")
        raise typer.Exit(1)


def _is_done(job: _Job, outcome: ImportOutcome) -> bool:
    if job.dry_run:
        return outcome.report.ok
    return outcome.unchanged or outcome.dataset_id is not None


def _errors(outcome: ImportOutcome) -> str:
    count = outcome.report.count("error")
    return "there is 1 error" if count == 1 else f"there are {count:,} errors"


def _write_template(layer: str, path: Path) -> None:
    """Write a template; without a database it has the names of the provinces and no other names."""
    from geo_target.intake.workbooks.template import template_of
    from geo_target.intake.workbooks.template_book import template_xlsx

    template = template_of(layer)
    require_xlsx(path, "The template")
    if path.exists():
        raise InputError(f"{path} exists already: give another name, so that no list is overwritten.")
    lists: dict[str, tuple[str, ...]] = {}
    if any(column.list_name for column in template.columns):
        try:
            with open_store() as store:
                from geo_target.store.template_names import read_template_names

                lists = read_template_names(store)
        except StoreError as error:
            note(f"the drop-downs show no names of cities: {error}")
    path.write_bytes(template_xlsx(layer, lists))
    say(f"Wrote {path}: a template for {layer} with {len(template.columns)} columns.")
    say(f"When it is filled in: geo-target import {layer} {path} --dry-run")
