"""Demand points of imported neighbourhoods: modelled, in place of those of the neighbourhoods before."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from geo_target.intake.geography.demand_lattice import lattice_points
from geo_target.intake.geography.ewkb import points_hex
from geo_target.intake.problems import Note
from geo_target.persian import format_number
from geo_target.store.demand_points import ChangedArea, changed_areas, replace_points
from geo_target.store.loading import NewDataset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.store.engine import Connection
    from geo_target.store.imports import Put

Points = list[tuple[str, str, int, str | None]]


def remake_demand(
    connection: Connection, dataset: NewDataset, put: Put, gone: Sequence[str]
) -> tuple[Note, ...]:
    """Give neighbourhoods of an import whose people or outline changed new demand points, and say so.

    Neighbourhoods that came as they stood keep theirs, so that a list exported and imported again changes no score.

    Parameters
    ----------
    dataset
        Of the neighbourhoods.
    gone
        Codes of neighbourhoods that are no more: their points go with them.
    """
    areas = changed_areas(connection, put.dataset_id)
    if not areas and not gone:
        return ()
    points = _points(areas)
    replace_points(
        connection, _dataset(dataset, put.dataset_id, points), [area.code for area in areas], points
    )
    return (_note(len(areas), len(points)),)


def _points(areas: Sequence[ChangedArea]) -> Points:
    import numpy as np
    import shapely

    outlines = shapely.from_wkb([area.outline for area in areas])
    owners, made = [], []
    for area, outline in zip(areas, outlines, strict=True):
        found = lattice_points(area.code, outline, area.population)
        owners += [area.code] * len(found)
        made += found
    geometry = points_hex(np.array([one.lon for one in made]), np.array([one.lat for one in made]))
    return [
        (one.code, owner, one.population, place)
        for one, owner, place in zip(made, owners, geometry, strict=True)
    ]


def _dataset(dataset: NewDataset, part_of: int, points: Points) -> NewDataset:
    digest = hashlib.sha256()
    for point in points:
        digest.update(repr(point).encode())
    return NewDataset(
        layer="demand_points",
        title_fa=f"نقطه‌های تقاضا: {dataset.title_fa}",
        title_en=f"Demand points: {dataset.title_en}",
        provenance="modelled",
        source_fa=f"جمعیت هر محله، یکسان پخش‌شده در مساحت آن؛ محله‌ها از {dataset.source_fa}",
        source_en="The people of each neighbourhood, spread evenly over its area; neighbourhoods from "
        + dataset.source_en,
        licence=dataset.licence,
        dated=dataset.dated,
        checksum=digest.hexdigest(),
        part_of=part_of,
    )


def _note(areas: int, points: int) -> Note:
    return Note(
        f"جمعیت {format_number(areas)} محله بر {format_number(points)} نقطهٔ تقاضای مدل‌شده پخش شد.",
        f"The people of {format_number(areas, 'en')} neighbourhoods were spread over "
        f"{format_number(points, 'en')} modelled demand points.",
    )
