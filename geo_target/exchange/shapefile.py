"""A shapefile in one zip: its parts, field dictionary, a QGIS style with our colours and Persian names, README."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import shapely

from geo_target.errors import LossError
from geo_target.exchange.companions import dictionary_csv, readme
from geo_target.exchange.dbf import dbf, require_size
from geo_target.exchange.styles import priorities_of, qml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import MultiPolygon, Polygon

    from geo_target.exchange.meta import LayerMeta
    from geo_target.exchange.tables import Table

_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100644 << 16


def shapefile_zip(
    table: Table, meta: LayerMeta, more: Sequence[tuple[Table, LayerMeta]] = ()
) -> tuple[bytes, tuple[str, ...]]:
    """Return the zip and the notes on it; `more` layers are shapefiles of their own in the same zip.

    Outer rings run clockwise, as the format wants. The coordinate system is the table's, as WKT 1 of Esri.

    Raises
    ------
    LossError
        If a name, a value or the size does not fit; nothing is cut.
    """
    files: dict[str, bytes] = {}
    told: tuple[str, ...] = ()
    for one, about in ((table, meta), *more):
        parts, notes = _parts(one, about)
        files |= parts
        told += notes
    return _zipped(files), told


def _parts(table: Table, meta: LayerMeta) -> tuple[dict[str, bytes], tuple[str, ...]]:
    notes = _notes(table)
    shp, shx = _geometries(table)
    parts = {
        "shp": shp,
        "shx": shx,
        "dbf": dbf(table),
        "prj": _crs(table).to_wkt("WKT1_ESRI").encode(),
        "cpg": b"UTF-8",
        "qml": _style(table, meta.layer).encode(),
    }
    files = {f"{meta.layer}.{suffix}": content for suffix, content in parts.items()}
    files[f"{meta.layer}_fields.csv"] = dictionary_csv(table.fields).encode()
    files[f"{meta.layer}_README.txt"] = readme(table, meta, notes).encode()
    return files, notes


def _style(table: Table, layer: str) -> str:
    names = [field.name for field in table.fields]
    return qml(layer, priorities_of(table), columns=names, short_names=True)


def _geometries(table: Table) -> tuple[bytes, bytes]:
    import shapefile

    parts = shapely.get_parts(table.geometries)
    rings = len(parts) + shapely.get_num_interior_rings(parts).sum()
    points = shapely.get_num_coordinates(table.geometries).sum()
    require_size("shp", int(100 + 52 * len(table.rows) + 4 * rings + 16 * points))

    shp, shx = io.BytesIO(), io.BytesIO()
    kind = shapefile.POLYGON if table.is_area else shapefile.POLYLINE if table.is_line else shapefile.POINT
    with shapefile.Writer(shp=shp, shx=shx, shapeType=kind) as writer:
        for geometry in shapely.orient_polygons(table.geometries, exterior_cw=True):
            if table.is_area:
                writer.poly(_rings(geometry))
            elif table.is_line:
                writer.line([list(geometry.coords)])
            else:
                writer.point(geometry.x, geometry.y)
    return shp.getvalue(), shx.getvalue()


def _rings(area: Polygon | MultiPolygon) -> list[list[tuple[float, ...]]]:
    polygons = area.geoms if isinstance(area, shapely.MultiPolygon) else [area]
    return [list(ring.coords) for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def _crs(table: Table) -> Any:
    if table.crs is None:
        raise LossError("A shapefile needs a coordinate system; the table has none.")
    return table.crs


def _notes(table: Table) -> tuple[str, ...]:
    notes = []
    blanks = sum(isinstance(v, str) and v != v.strip() for row in table.rows for v in row)
    if blanks:
        notes.append(f"{blanks} texts begin or end with a blank, which readers of shapefiles drop.")
    empty = sum(value == "" for row in table.rows for value in row)
    if empty:
        notes.append(f"{empty} texts are empty, which readers of shapefiles take for not known.")
    return tuple(notes)


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()
