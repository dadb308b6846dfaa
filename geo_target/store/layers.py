"""Which layers there are, and reading one of them as a GeoDataFrame."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from geo_target.errors import UnknownLayerError, UnknownPlaceError
from geo_target.store.engine import sql, sql_text

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_target.store.engine import Connection, Store

COLLECTIONS = (
    "provinces",
    "counties",
    "cities",
    "neighbourhoods",
    "training_centres",
    "placement_centres",
    "neighbourhood_houses",
    "bank_branches",
    "social_service_bases",
    "self_help_groups",
    "federations",
    "candidate_sites",
    "course_runs",
    "priorities",
)
"""The collections of the HTTP interface, in its order."""

EXPORTABLE = (*COLLECTIONS, "demand_points")

KIND_OF_COLLECTION = {
    "training_centres": "training_centre",
    "placement_centres": "placement_centre",
    "neighbourhood_houses": "neighbourhood_house",
    "bank_branches": "bank_branch",
    "social_service_bases": "social_service_base",
}
"""The facility kind that a collection holds."""


def require_layer(layer: str) -> str:
    """Return `layer` if there is such a collection.

    Raises
    ------
    UnknownLayerError
        Otherwise; suggests the nearest name and lists all.
    """
    if layer in EXPORTABLE:
        return layer
    near = difflib.get_close_matches(layer, EXPORTABLE, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UnknownLayerError(f"There is no layer {layer!r}.{hint} The layers are: {', '.join(EXPORTABLE)}.")


def require_province(store: Store, province: str) -> str:
    """Return the ISO 3166-2 code of a province given by code, Persian or English name.

    Raises
    ------
    UnknownPlaceError
        If no province is called so; lists the codes and names.
    """
    with store.read() as connection:
        found = connection.execute(sql("province_of_name"), {"name": province}).scalars().all()
        if len(found) == 1:
            return str(found[0])
        known = connection.execute(sql("province_names")).all()
    listed = ", ".join(f"{row.code} {row.name_en}" for row in known)
    raise UnknownPlaceError(f"There is no province {province!r}. The provinces are: {listed}.")


def read_layer(store: Store, layer: str, *, province: str | None = None) -> gpd.GeoDataFrame:
    """Read the current rows of a collection, in EPSG:4326, sorted by code.

    Parameters
    ----------
    province
        ISO 3166-2 code; only its rows. None for the whole country.

    Raises
    ------
    UnknownLayerError
        If there is no such layer.
    """
    require_layer(layer)
    with store.read() as connection:
        return layer_rows(connection, layer, province=province)


def layer_rows(
    connection: Connection, layer: str, *, province: str | None = None, codes: list[str] | None = None
) -> gpd.GeoDataFrame:
    """Read the rows of a known layer in the snapshot of `connection`, as `read_layer`; only these codes, if given."""
    import geopandas as gpd

    chosen = {"province": province, "codes": codes}
    frame: gpd.GeoDataFrame = gpd.read_postgis(sql("layer_" + layer), connection, params=chosen, crs=4326)
    return frame.drop(columns="id")


def read_meta(store: Store, layer: str) -> dict[str, Any]:
    """Return where a layer's current rows come from.

    Keys ``title_fa``, ``title_en``, ``source_fa``, ``source_en``, ``licence``, ``dated``, ``provenance``
    (each of the newest dataset; sources of several datasets are joined by a semicolon) and ``data_version``.
    A layer without rows has empty texts, and None as date and provenance.
    """
    require_layer(layer)
    with store.read() as connection:
        return layer_meta(connection, layer)


def layer_meta(connection: Connection, layer: str, *, provenances: list[str] | None = None) -> dict[str, Any]:
    """Read where rows come from in the snapshot of `connection`, as `read_meta`; only datasets of these provenances."""
    chosen = {"layer": layer, "provenances": provenances}
    return dict(connection.execute(sql("layer_meta"), chosen).mappings().one())


def layer_columns(layer: str) -> str:
    """Return the statement that reads a layer; exists so that tests can hold every layer to have one."""
    return sql_text("layer_" + require_layer(layer))
