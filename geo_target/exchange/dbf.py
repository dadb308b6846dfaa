"""The table of a shapefile (dBase III), written so that nothing in it is cut, rounded or dated.

GDAL cuts a text of more than 254 bytes with a warning and a field name in the middle of a letter; pyshp
rounds numbers to the decimals of the field. Both write today's date. This is the whole format.
"""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import TYPE_CHECKING

from geo_target.errors import LossError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.exchange.fields import Field
    from geo_target.exchange.tables import Table, Value

MOST_FIELDS = 255
MOST_BYTES = 2**31 - 1
"""GDAL, ArcGIS and QGIS read the parts of a shapefile up to 2 GB."""
LONGEST_TEXT = 254
INTEGER_WIDTH = 9
"""Nine digits are what every program reads as a whole number of 32 bits."""
REAL_WIDTH, REAL_DECIMALS = 24, 15
"""What GDAL itself gives a real number; the shortest exact form of any double fits into it."""
_DATE = (95, 7, 26)  # 1995-07-26, the day of the format's first book; fixed, so that the bytes are
_END_OF_HEADER, _END_OF_FILE = b"\r", b"\x1a"


def dbf(table: Table) -> bytes:
    """Return the .dbf of a table, in UTF-8, field names by the table of fields.

    A whole number is ``N(9,0)``; yes and no are ``N(1,0)``, 1 and 0; a real number is ``N(24,15)`` with all
    its digits; a text is as wide as its longest value. What is not known is asterisks in a number, blanks in
    a text.

    Raises
    ------
    LossError
        For a text over 254 bytes and a whole number over nine digits (naming row, field and value), for more
        than 255 fields, and for a file of more than 2 GB.
    """
    if len(table.fields) > MOST_FIELDS:
        raise LossError(
            f"A shapefile holds {MOST_FIELDS} fields, and there are {len(table.fields)}; write GeoJSON."
        )
    columns = [
        _column(field, [row[number] for row in table.rows], table.codes)
        for number, field in enumerate(table.fields)
    ]
    widths = [_width(field, column) for field, column in zip(table.fields, columns, strict=True)]
    require_size("dbf", _header_bytes(table.fields) + len(table.rows) * (1 + sum(widths)) + 1)

    records = (
        b" " + b"".join(_padded(*cell) for cell in zip(table.fields, cells, widths, strict=True))
        for cells in _by_row(columns, len(table.rows))
    )
    return _header(table.fields, widths, len(table.rows)) + b"".join(records) + _END_OF_FILE


def require_size(part: str, size: int) -> None:
    """Check that a part of a shapefile can be read again.

    Raises
    ------
    LossError
        If it would be over 2 GB.
    """
    if size > MOST_BYTES:
        raise LossError(
            f"A part of a shapefile holds 2 GB, and the .{part} would be {size / 2**30:.1f} GB; "
            "write GeoJSON, or one province at a time."
        )


def _by_row(columns: list[list[bytes | None]], rows: int) -> list[tuple[bytes | None, ...]]:
    return list(zip(*columns, strict=True)) if columns else [()] * rows


def _column(field: Field, values: Sequence[Value], codes: tuple[str, ...]) -> list[bytes | None]:
    return [_encoded(field, value, code) for value, code in zip(values, codes, strict=True)]


def _encoded(field: Field, value: Value, code: str) -> bytes | None:
    if value is None:
        return None
    if field.type == "text":
        encoded = str(value).encode()
        if len(encoded) > LONGEST_TEXT:
            raise LossError(
                f"A shapefile holds {LONGEST_TEXT} bytes of a text; {field.name} of row {code} has "
                f"{len(encoded)}: {str(value)[:40]}… Shorten it, or write GeoJSON or XLSX."
            )
        return encoded
    if field.type == "real":
        return _number(float(value))
    digits = str(int(value))
    if len(digits) > INTEGER_WIDTH:
        raise LossError(
            f"A shapefile holds whole numbers of {INTEGER_WIDTH} digits; {field.name} of row {code} is "
            f"{value}. Write GeoJSON or XLSX."
        )
    return digits.encode()


def _number(value: float) -> bytes:
    shortest = repr(value)
    plain = format(Decimal(shortest), "f")
    return (plain if len(plain) <= REAL_WIDTH else shortest).encode()


def _width(field: Field, cells: list[bytes | None]) -> int:
    if field.type == "text":
        return max((len(cell) for cell in cells if cell), default=1)
    return {"integer": INTEGER_WIDTH, "real": REAL_WIDTH, "boolean": 1}[field.type]


def _padded(field: Field, cell: bytes | None, width: int) -> bytes:
    if field.type == "text":
        return (cell or b"").ljust(width)
    return b"*" * width if cell is None else cell.rjust(width)


def _header_bytes(fields: tuple[Field, ...]) -> int:
    return 32 * (len(fields) + 1) + 1


def _header(fields: tuple[Field, ...], widths: list[int], rows: int) -> bytes:
    start = struct.pack("<B3BIHH20x", 0x03, *_DATE, rows, _header_bytes(fields), 1 + sum(widths))
    descriptors = (
        struct.pack(
            "<11sc4xBB14x",
            field.short.encode("ascii"),
            b"C" if field.type == "text" else b"N",
            width,
            REAL_DECIMALS if field.type == "real" else 0,
        )
        for field, width in zip(fields, widths, strict=True)
    )
    return start + b"".join(descriptors) + _END_OF_HEADER
