"""The styles of a layer for other programs: `qml` for QGIS, `sld` for GeoServer and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.exchange.fields import ALL_COLUMNS, LAYER_COLUMNS, LAYER_TITLES, RESULT_TITLES, fields_of
from geo_target.exchange.looks import look_of, priority_field
from geo_target.exchange.qml import qml_document
from geo_target.exchange.sld import sld_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.exchange.tables import Table


def qml(
    layer: str,
    priorities: Sequence[float | None] = (),
    *,
    columns: Sequence[str] = (),
    short_names: bool = False,
) -> str:
    """Return the QGIS style of a layer: the colours of the maps, Persian names of columns and values, labels.

    Parameters
    ----------
    priorities
        The values that the rows are coloured by, for the classes that the maps make of them; only for
        the layer of priorities (`priorities_of`).
    columns
        The columns of the file; empty for all of the layer.
    short_names
        Whether columns are called as in a shapefile.

    Raises
    ------
    InputError
        If there is no such layer.
    """
    look = look_of(_known(layer), priorities, columns)
    fields = fields_of(tuple(columns) or ALL_COLUMNS[layer])
    return qml_document(look, fields, _names(layer, short_names=short_names))


def sld(
    layer: str,
    priorities: Sequence[float | None] = (),
    *,
    columns: Sequence[str] = (),
    short_names: bool = False,
) -> str:
    """Return the style of a layer as SLD 1.1; parameters and errors as `qml`."""
    look = look_of(_known(layer), priorities, columns)
    return sld_document(
        look, (LAYER_TITLES | RESULT_TITLES)[layer][0], _names(layer, short_names=short_names)
    )


def priorities_of(table: Table) -> tuple[float | None, ...]:
    """Return what `qml` and `sld` want of the rows of a layer; empty for layers without priorities."""
    names = [field.name for field in table.fields]
    chosen = priority_field(names)
    if chosen not in names:
        return ()
    place = names.index(chosen)
    cells = (row[place] for row in table.rows)
    return tuple(float(cell) if isinstance(cell, int | float) else None for cell in cells)


def _known(layer: str) -> str:
    if layer not in ALL_COLUMNS:
        raise InputError(f"The layer must be one of {', '.join(LAYER_COLUMNS)}, not {layer!r}.")
    return layer


def _names(layer: str, *, short_names: bool) -> dict[str, str]:
    fields = fields_of(ALL_COLUMNS[layer])
    return {field.name: field.short if short_names else field.name for field in fields}
