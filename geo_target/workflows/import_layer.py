"""Import a list into a layer: read, check, and in one transaction keep the rows, mend what refers to them, score.

Whoever reads meanwhile sees the layer as it was, then as it is, never between; whoever imports meanwhile waits.
How history is kept is told in ``docs/methods/import-history.md``.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.checking.layers import layer_form
from geo_target.intake.problems import ImportReport, Note
from geo_target.intake.reading.source import read_source
from geo_target.store import imports as stored
from geo_target.store.loading import lock_imports, refresh_statistics
from geo_target.store.register import read_register_rows
from geo_target.workflows.import_about import AboutDataset, dataset_of, file_checksum, options_checksum
from geo_target.workflows.import_demand import remake_demand
from geo_target.workflows.import_preview import preview_of
from geo_target.workflows.import_references import rederive_references, require_nobody_in_the_way
from geo_target.workflows.import_register import register_of
from geo_target.workflows.score import score_within

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_target.intake.checked import CheckedLayer, CheckOptions
    from geo_target.intake.register import Register
    from geo_target.intake.source_table import SourceTable
    from geo_target.store.engine import Connection, Store
    from geo_target.store.loading import NewDataset

__all__ = ["AboutDataset", "ImportOutcome", "import_layer"]


_NEVER_SCORED = Note(
    "امتیازها ساخته نشد: هنوز هیچ امتیازی نبوده یا محله‌ای نمانده است.",
    "Scores were not made: nothing was ever scored, or no neighbourhood is left.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What became of a file.

    Parameters
    ----------
    dataset_id
        The new dataset; None where nothing was kept.
    unchanged
        Whether the very same file, said the same way, is the newest of the layer already.
    retired
        Rows of the layer that the file's rows replaced.
    scored
        Whether every neighbourhood was scored anew.
    preview
        The first rows as they were understood.
    reject_file
        Where the refused rows were written; None if none were.
    rederived
        What became of rows of other layers.
    """

    report: ImportReport
    dataset_id: int | None = None
    unchanged: bool = False
    retired: int = 0
    scored: bool = False
    preview: tuple[dict[str, Any], ...] = ()
    reject_file: Path | None = None
    rederived: tuple[Note, ...] = ()


@dataclass(slots=True)
class _Job:
    """One import as it was asked for; lets go of the rows as read once nobody needs them."""

    layer: str
    options: CheckOptions
    dataset: NewDataset
    source: SourceTable
    reject: Path | None
    progress: Callable[[str, int, int], None]

    def check(self, register: Register) -> CheckedLayer:
        """Check the file against what stands."""
        return check_layer(
            self.source,
            self.layer,
            register,
            self.options,
            progress=lambda done, rows: self.progress("check", done, rows),
        )

    def let_go(self) -> None:
        """Free the rows as they were read, before the country is scored beside them."""
        self.source = dataclasses.replace(self.source, rows=(), skipped=(), geometry=None)

    def may_be_kept(self, checked: CheckedLayer) -> bool:
        """Tell whether all rows are right, or, where refused rows are written to a file, those that are left."""
        if checked.report.ok:
            return True
        of_the_file = any(one.severity == "error" and one.row is None for one in checked.report.problems)
        return self.reject is not None and len(checked.rows) > 0 and not of_the_file


def import_layer(  # noqa: PLR0913  each is something that a person says
    store: Store,
    layer: str,
    path: Path,
    *,
    options: CheckOptions,
    about: AboutDataset,
    sheet: str | None = None,
    encoding: str | None = None,
    reject: Path | None = None,
    dry_run: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> ImportOutcome:
    """Import a file into a layer, all of it or nothing, and score again in the same transaction.

    Parameters
    ----------
    reject
        Where refused rows are written (XLSX); the others are imported then. None: one refused row stops the import.
    dry_run
        Whether to stop before anything is kept; the outcome has the report and the first rows.
    progress
        Called with the step (``read``, ``check``, ``write``, ``score``), and how many rows of how many are done.

    Raises
    ------
    UnknownLayerError
        For a layer that no list can be imported into.
    InputError
        If the file cannot be read (a `SourceError` with its place), or the refused rows cannot be written.
    RefusedError
        If rows of other layers belong to rows that the file lacks. Nothing is changed then.
    """
    layer_form(layer)
    tell = progress or _silent
    tell("read", 0, 1)
    dataset = dataset_of(
        layer,
        path.name,
        about,
        checksum=file_checksum(path),
        options_sha256=options_checksum(
            options, about, sheet=sheet, encoding=encoding, reject=reject is not None
        ),
        mode=options.mode,
    )
    with store.read() as connection:
        if _is_in_place(connection, dataset) and not dry_run:
            return ImportOutcome(report=_unchanged(layer, path), unchanged=True)
    source = read_source(path, sheet=sheet, encoding=encoding, known_headers=options.columns)
    if file_checksum(path) != dataset.checksum:
        raise InputError(f"{path.name} was changed while it was read; import it again.")
    tell("read", len(source.rows), len(source.rows))
    job = _Job(layer, options, dataset, source, reject, tell)
    del source
    with store.read() as connection:
        register, version = _register(connection, layer)
    checked = job.check(register)
    if dry_run or not job.may_be_kept(checked):
        return _not_kept(job, checked, dry_run=dry_run)
    return _keep(store, job, register, version, checked)


def _keep(store: Store, job: _Job, register: Register, version: int, checked: CheckedLayer) -> ImportOutcome:
    """Put the rows and all that follows from them, in one transaction that waits for its turn."""
    with store.write() as connection:
        lock_imports(connection)
        if _is_in_place(connection, job.dataset):
            return ImportOutcome(report=_unchanged(job.layer, job.source.file), unchanged=True)
        if stored.data_version(connection) != version:
            register, _ = _register(connection, job.layer)
            checked = job.check(register)
            if not job.may_be_kept(checked):
                return _not_kept(job, checked, dry_run=False)
        return _put(connection, job, register, checked)


def _put(connection: Connection, job: _Job, register: Register, checked: CheckedLayer) -> ImportOutcome:
    gone = _gone(job, register, checked)
    require_nobody_in_the_way(connection, job.layer, gone)
    put = stored.put_rows(
        connection,
        job.dataset,
        checked.columns,
        checked.rows,
        progress=lambda done, rows: job.progress("write", done, rows),
    )
    refresh_statistics(connection, [job.layer])
    notes = rederive_references(connection, job.layer, gone, put.dataset_id)
    if job.layer == "neighbourhoods":
        notes += remake_demand(connection, job.dataset, put, gone)
        refresh_statistics(connection, ["demand_points"])
    stored.check_now(connection)
    reject_file = _write_refused(job, checked)
    job.let_go()
    job.progress("score", 0, 1)
    scored = score_within(connection) is not None
    if not scored:
        notes += (_NEVER_SCORED,)
    job.progress("score", 1, 1)
    return ImportOutcome(
        report=dataclasses.replace(checked.report, notes=(*checked.report.notes, *notes)),
        dataset_id=put.dataset_id,
        retired=put.retired,
        scored=scored,
        preview=preview_of(checked),
        reject_file=reject_file,
        rederived=notes,
    )


def _gone(job: _Job, register: Register, checked: CheckedLayer) -> list[str]:
    """Return the codes that stand now and will not: those that the file lacks, where it is the whole layer."""
    if job.options.mode != "replace":
        return []
    place = checked.columns.index("code")
    stay = {row[place] for row in checked.rows}
    return [row.code for row in register.standing if row.code not in stay]


def _register(connection: Connection, layer: str) -> tuple[Register, int]:
    rows = read_register_rows(connection, layer)
    return register_of(rows), rows.data_version


def _is_in_place(connection: Connection, dataset: NewDataset) -> bool:
    newest = stored.newest_dataset(connection, dataset.layer)
    said = (dataset.checksum, dataset.options_sha256)
    return newest is not None and (newest.checksum, newest.options_sha256) == said


def _not_kept(job: _Job, checked: CheckedLayer, *, dry_run: bool) -> ImportOutcome:
    return ImportOutcome(
        report=dataclasses.replace(checked.report, dry_run=dry_run),
        preview=preview_of(checked),
        reject_file=None if dry_run else _write_refused(job, checked),
    )


def _write_refused(job: _Job, checked: CheckedLayer) -> Path | None:
    """Write the refused rows before anything is kept: where they cannot be written, nothing is."""
    if job.reject is None or not checked.refused:
        return None
    from geo_target.intake.workbooks.reject_file import write_reject

    write_reject(job.reject, job.source, checked.refused, crs=checked.report.crs)
    return job.reject


def _unchanged(layer: str, path: Path | str) -> ImportReport:
    name = path if isinstance(path, str) else path.name
    return ImportReport(layer=layer, file=name, rows_read=0, rows_accepted=0, rows_refused=0, unchanged=True)


def _silent(_step: str, _number: int, _total: int) -> None:
    """Say nothing of how far it is."""
