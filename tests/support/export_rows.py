"""Rows that filters of an export leave, by the store and by brute force."""

import numpy as np

from geo_target.store.export_filters import matching_codes
from geo_target.workflows.export_filters import (
    ExportFilters,
    check_filters,
    choose_rows,
    rows_of_layer,
    unfit,
)


def codes_of(store, layer, **asked):
    filters = ExportFilters(**asked)
    assert unfit(filters, layer) is None
    with store.read() as connection:
        chosen = choose_rows(connection, check_filters(filters))
        return matching_codes(connection, layer, rows_of_layer(chosen, layer))


def codes(frame, passes):
    return sorted(frame.loc[np.asarray(passes, dtype=bool), "code"])


def shares_ground(frame, area):
    """By shapely: points in or on the area, areas that share ground with it."""
    hits = frame.geometry.intersects(area)
    if frame.geom_type.isin(["Polygon", "MultiPolygon"]).any():
        hits &= ~frame.geometry.touches(area)
    return hits
