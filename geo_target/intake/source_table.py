"""A file as it was read: headers, rows, geometry, and what is worth saying about it. Frozen values only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo_target.intake.source_error import SourceError

Cell: TypeAlias = str | int | float | bool | dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may hold before it is refused, so that no file can fill the memory or the disk.

    Parameters
    ----------
    max_file_bytes
        Of the file as it comes (of all files, for a folder).
    max_uncompressed_bytes
        Of all that an archive, or a spreadsheet that is one, unpacks to.
    max_ratio
        Unpacked to packed; checked from 50 MB unpacked on.
    max_members
        Files in an archive.
    max_rows, max_columns, max_cells
        Of a table, title rows included.
    max_cell_length
        Characters in one cell; a boundary as text (WKT) may be long.
    max_text_bytes
        Of all the different texts of a table, as they lie in memory.
    header_rows
        How many rows from the top the headers are looked for.
    """

    max_file_bytes: int = 2 * 2**30
    max_uncompressed_bytes: int = 2**30
    max_ratio: float = 200.0
    max_members: int = 2_000
    max_rows: int = 1_200_000
    max_columns: int = 500
    max_cells: int = 20_000_000
    max_cell_length: int = 4_000_000
    max_text_bytes: int = 768 * 2**20
    header_rows: int = 30


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row.

    Parameters
    ----------
    number
        1-based, as the person sees it: row of the sheet, number of the feature.
    cells
        As many as there are headers. Text as it stands in the file; None where nothing or only space does.
    """

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Something that reading the file decided, said in Persian and English."""

    fa: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """One table of a file.

    Parameters
    ----------
    file
        Name without its folder.
    sheet
        Sheet of a workbook, layer of a geographic file; None where a file is one table.
    format
        ``xlsx``, ``xls``, ``ods``, ``csv``, ``html``, ``geojson``, ``gpkg``, ``shapefile``, ``kml``, ``fgb`` or
        ``parquet``.
    encoding
        Of the text, where the format leaves it open: ``utf-8``, ``windows-1256``.
    headers
        As they stand in the file, spaces at the ends off, two rows of headers joined by `` / ``; a column
        without a header has its letter in brackets: ``[D]``.
    rows
        Data rows, in the file's order.
    geometry
        One for each row, two-dimensional, None where the row has none; None if the format has none at all.
    crs
        ``EPSG:4326`` or WKT; None: the file does not say.
    notes
        What was decided: the encoding, rows left out, a dimension dropped.
    skipped
        Rows of titles, notes, subtotals and repeated headers.
    totals
        The row of totals at the bottom.
    faults
        What is wrong with single rows; each names its row. Such a row is among ``rows`` all the same.
    """

    file: str
    sheet: str | None
    format: str
    encoding: str | None
    headers: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    geometry: tuple[BaseGeometry | None, ...] | None = None
    crs: str | None = None
    notes: tuple[SourceNote, ...] = ()
    skipped: tuple[SourceRow, ...] = ()
    totals: SourceRow | None = None
    faults: tuple[SourceError, ...] = ()
