"""A GeoPackage is a database, and a view in it is a program: what GDAL would run without end is refused first."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    from pathlib import Path

_OWN = ("gpkg_", "rtree_", "sqlite_")


def refuse_views(path: Path, layer: str | None = None) -> None:
    """Check that the tables of the format itself, and the layer, are tables; a damaged file is left to GDAL.

    Parameters
    ----------
    layer
        None: only the tables of the format.

    Raises
    ------
    SourceError
        If one of them is a view, which may count for ever (``WITH RECURSIVE``), or a virtual table.
    """
    for name in _computed(path):
        own = name.lower().startswith(_OWN)
        if name == layer or (own and not name.lower().startswith("rtree_")):
            raise SourceError(
                "gpkg-view",
                expected=("جدولی که داده‌ها در آن است", "a table that holds the rows itself"),
                came=f"{name}, which is computed (a view)",
                mend=("لایه را به یک GeoPackage تازه ببرید", "export the layer to a new GeoPackage"),
                file=path.name,
                sheet=layer,
            )


def _computed(path: Path) -> list[str]:
    """Return the names of the views and virtual tables, but for those of the spatial index."""
    query = "SELECT name FROM sqlite_master WHERE type = 'view' OR sql LIKE 'CREATE VIRTUAL%' ORDER BY name LIMIT 1000"
    try:
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as base:
            return [str(name) for (name,) in base.execute(query)]
    except (sqlite3.Error, UnicodeDecodeError):
        return []
