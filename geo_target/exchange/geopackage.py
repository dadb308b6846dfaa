"""What makes a GeoPackage ours: the look, Persian names, meanings, where it is from; and no day of writing in it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from importlib import resources
from typing import TYPE_CHECKING

from geo_target.exchange.iso_metadata import iso_xml
from geo_target.exchange.meta import about_text
from geo_target.exchange.styles import priorities_of, qml, sld
from geo_target.exchange.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_target.exchange.fields import Field
    from geo_target.exchange.meta import LayerMeta
    from geo_target.exchange.tables import Table

GEOMETRY_COLUMN = "geom"
_ISO = "http://www.isotc211.org/2005/gmd"
_NO_DATE = "2000-01-01"
_ATTRIBUTES = """
    INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)
    VALUES ('layer_styles', 'attributes', 'layer_styles', 'QGIS', ?, 0)
"""
_STYLE = """
    INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,
                              styleQML, styleSLD, useAsDefault, description, owner, update_time)
    VALUES ('', '', ?, ?, ?, ?, ?, 1, ?, '', ?)
"""
_COLUMN = """
    INSERT INTO gpkg_data_columns (table_name, column_name, title, description, constraint_name)
    VALUES (?, ?, ?, ?, ?)
"""
_VALUE = """
    INSERT OR IGNORE INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description)
    VALUES (?, 'enum', ?, ?)
"""
_METADATA = """
    INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) VALUES ('dataset', ?, 'text/xml', ?)
"""
_REFERENCE = """
    INSERT INTO gpkg_metadata_reference (reference_scope, table_name, timestamp, md_file_id)
    VALUES ('table', ?, ?, ?)
"""


def complete(path: Path, layers: Sequence[tuple[Table, LayerMeta]]) -> None:
    """Add to a GeoPackage, written by GDAL, what GDAL does not write, and fix its times.

    All times become the day of the first layer's data (2000-01-01 where it is not known), and the file is packed, so that
    the same rows give the same bytes.
    """
    moment = f"{_day(layers[0][1].date)}T00:00:00.000Z"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN")
        for statement in _statements():
            database.execute(statement)
        database.execute(_ATTRIBUTES, (moment,))
        for table, meta in layers:
            _describe(database, meta, moment)
            _name_columns(database, table, meta.layer)
            _style(database, table, meta, moment)
        database.execute("COMMIT")
        database.execute("VACUUM")


def _statements() -> list[str]:
    text = resources.files("geo_target.exchange").joinpath("geopackage_extras.sql").read_text("utf-8")
    return [statement for statement in text.split(";") if statement.strip()]


def _describe(database: sqlite3.Connection, meta: LayerMeta, moment: str) -> None:
    database.execute(
        "UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?",
        (meta.title_fa or meta.layer, about_text(meta), meta.layer),
    )
    held = database.execute(_METADATA, (_ISO, iso_xml(meta))).lastrowid
    database.execute(_REFERENCE, (meta.layer, moment, held))
    # GDAL writes these two with the clock of the day.
    database.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
    database.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", (moment,))


def _name_columns(database: sqlite3.Connection, table: Table, layer: str) -> None:
    for number, field in enumerate(table.fields):
        words = words_of(layer, field.name)
        held = {row[number] for row in table.rows} - {None}
        # An enumeration that did not hold for all rows would make them invalid.
        named = field.name if words and held <= set(words) else None
        database.execute(_COLUMN, (layer, field.name, field.label_fa, _meaning(field), named))
        for value, word in words.items() if named else ():
            database.execute(_VALUE, (named, value, f"{word.fa} | {word.en}"))


def _style(database: sqlite3.Connection, table: Table, meta: LayerMeta, moment: str) -> None:
    priorities = priorities_of(table)
    names = [field.name for field in table.fields]
    look = (qml(meta.layer, priorities, columns=names), sld(meta.layer, priorities, columns=names))
    database.execute(_STYLE, (meta.layer, GEOMETRY_COLUMN, "geo-target", *look, meta.title_fa, moment))


def _meaning(field: Field) -> str:
    unit = f" [{field.unit}]" if field.unit else ""
    return f"{field.meaning_fa} | {field.label_en}: {field.meaning_en}{unit}"


def _day(date: str) -> str:
    try:
        return dt.date.fromisoformat(date[:10]).isoformat()
    except ValueError:
        return _NO_DATE
