"""A file as an office sends it becomes one table: whatever its format, encoding and layout.

`read_source` is the one door. What the file is, is told by its first bytes; each format has a module of its
own. Nothing of the database is known here, and nothing of the layer that the table is for.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo_target.intake.reading.archive import opened
from geo_target.intake.reading.file_size import refuse_size
from geo_target.intake.reading.sheet_table import Origin, as_table
from geo_target.intake.reading.sniff import format_of, unreadable
from geo_target.intake.reading.source_archive import unpacked
from geo_target.intake.reading.source_book import choose_sheet
from geo_target.intake.reading.source_shapefile import read_shapefile, shapefiles_in
from geo_target.intake.reading.source_vector import read_vector
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import Cell, Limits, SourceNote, SourceRow, SourceTable
from geo_target.persian import compact_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_target.intake.reading.grid import Workbook

__all__ = ["Cell", "Limits", "SourceError", "SourceNote", "SourceRow", "SourceTable", "read_source"]

_DEFAULT = Limits()


def read_source(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    limits: Limits = _DEFAULT,
    header_row: int | None = None,
    known_headers: Iterable[str] = (),
) -> SourceTable:
    """Return the one table of a file, a folder with a shapefile, or an archive with one of these.

    Parameters
    ----------
    sheet
        Sheet of a workbook, layer of a geographic file, file in an archive; needed only where several could
        be meant.
    encoding
        Of CSV, web pages and shapefiles; found if None.
    header_row
        1-based number of the row of headers; found if None.
    known_headers
        Headers that a mapping names, beside those of the dictionary: they help to find the row.

    Raises
    ------
    SourceError
        For everything that keeps the file from being read: its place, what was expected, what came, how to
        mend it. Faults of single rows are kept in the table instead.
    """
    path = Path(path)
    ask = _Asked(sheet, encoding, limits, header_row, frozenset(map(compact_name, known_headers)))
    try:
        require_file(path, limits)
        return _read_folder(path, ask) if path.is_dir() else _read_file(path, ask)
    except OSError as error:
        raise _unreadable(path, error) from error


def require_file(path: Path, limits: Limits = _DEFAULT) -> None:
    """Check, before anything of it is read, that a path is a folder, or a plain file that may be looked at.

    Raises
    ------
    SourceError
        For a file that is not there, a pipe or a device (which might never end), one that is empty or too large.
    """
    try:
        if not path.is_dir():
            _check_size(path, limits)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(
        "unreadable",
        expected=("پرونده‌ای که خوانده شود", "a file that can be read"),
        came=error.strerror or str(error),
        mend=("نشانی و دسترسی پرونده را بررسی کنید", "check where it is and whether you may read it"),
        file=path.name,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a person said of a file."""

    sheet: str | None
    encoding: str | None
    limits: Limits
    header_row: int | None
    known: frozenset[str]

    def origin(
        self,
        file: str,
        format_: str,
        *,
        sheet: str | None = None,
        encoding: str | None = None,
        notes: tuple[SourceNote, ...] = (),
    ) -> Origin:
        return Origin(
            file=file,
            format=format_,
            sheet=sheet,
            encoding=encoding,
            header_row=self.header_row,
            known=self.known,
            look_at=self.limits.header_rows,
            notes=notes,
        )


def _read_file(path: Path, ask: _Asked) -> SourceTable:
    kind = format_of(path)
    if kind == "archive":
        return _read_archive(path, ask)
    return _read_table(path, kind, ask)


def _read_table(path: Path, kind: str, ask: _Asked) -> SourceTable:
    if kind in {"xlsx", "ods", "xls"}:
        return _read_book(path, kind, ask)
    if kind in {"csv", "html"}:
        return _read_text(path, kind, ask)
    if kind == "shapefile":
        return read_shapefile(path, encoding=ask.encoding, limits=ask.limits)
    if kind == "parquet":
        from geo_target.intake.reading.source_parquet import read_parquet

        return read_parquet(path, limits=ask.limits)
    if kind == "kml":
        from geo_target.intake.reading.source_kml import read_kml

        return read_kml(path, sheet=ask.sheet, limits=ask.limits)
    return read_vector(path, kind, sheet=ask.sheet, limits=ask.limits)


def _read_folder(path: Path, ask: _Asked) -> SourceTable:
    found = shapefiles_in(path)
    if ask.sheet is not None and len(found) > 1:
        found = [one for one in found if one.stem == ask.sheet]
    if len(found) != 1:
        names = ", ".join(one.stem for one in shapefiles_in(path))
        raise SourceError(
            "folder",
            expected=("پوشه‌ای با یک shapefile", "a folder with one shapefile"),
            came=f"{len(found)} shapefiles",
            mend=(f"نام آن را بدهید: {names}", f"name the one: {names}")
            if names
            else ("پوشهٔ دارای shp را بدهید", "give the folder that has the .shp"),
            file=path.name,
        )
    _check_size(found[0], ask.limits)
    return read_shapefile(found[0], encoding=ask.encoding, limits=ask.limits)


def _read_archive(path: Path, ask: _Asked) -> SourceTable:
    with unpacked(path, ask.sheet, ask.limits) as (inside, was_named):
        try:
            kind = format_of(inside)
            if kind == "archive":
                raise unreadable(inside, "an archive inside an archive")
            table = _read_table(inside, kind, replace(ask, sheet=None) if was_named else ask)
        except SourceError as error:
            raise error.within(path.name) from error
    name = f"{path.name}/{inside.name}"
    return replace(table, file=name, faults=tuple(fault.within(path.name) for fault in table.faults))


def _read_text(path: Path, kind: str, ask: _Asked) -> SourceTable:
    if kind == "html":
        from geo_target.intake.reading.source_html import read_html

        grid, encoding = read_html(path, encoding=ask.encoding, limits=ask.limits)
        return as_table(grid, ask.origin(path.name, kind, encoding=encoding))
    from geo_target.intake.reading.source_text import read_text

    grid, encoding, notes = read_text(path, encoding=ask.encoding, limits=ask.limits)
    return as_table(grid, ask.origin(path.name, kind, encoding=encoding, notes=notes))


def _read_book(path: Path, kind: str, ask: _Asked) -> SourceTable:
    if kind == "xls":
        from geo_target.intake.reading.source_xls import XlsBook

        return _read_sheet(XlsBook(path, ask.limits), path, kind, ask)
    with opened(path, ask.limits) as archive:
        if kind == "ods":
            from geo_target.intake.reading.source_ods import OdsBook

            return _read_sheet(OdsBook(archive, path.name, ask.limits), path, kind, ask)
        from geo_target.intake.reading.source_xlsx import XlsxBook

        return _read_sheet(XlsxBook(archive, path.name, ask.limits), path, kind, ask)


def _read_sheet(book: Workbook, path: Path, kind: str, ask: _Asked) -> SourceTable:
    place, notes = choose_sheet(book, ask.sheet, file=path.name, look_at=ask.limits.header_rows)
    name = book.sheets[place][0]
    return as_table(book.grid(place), ask.origin(path.name, kind, sheet=name, notes=notes))


def _check_size(path: Path, limits: Limits) -> None:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise SourceError(
            "no-file",
            expected=("یک پروندهٔ معمولی", "a plain file"),
            came="a pipe or a device",
            mend=("داده را در یک پرونده ذخیره کنید", "save the data to a file first"),
            file=path.name,
        )
    size = found.st_size
    if size == 0:
        raise SourceError(
            "empty",
            expected=("پرونده‌ای با داده", "a file with data"),
            came="0 bytes",
            mend=("پرونده را دوباره بفرستید", "copy or send the file again"),
            file=path.name,
        )
    refuse_size(path, size, limits)
