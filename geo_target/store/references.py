"""Rows of other layers that refer to rows which go: who stands in the way, and who finds a new place.

A reference that a row must have (a neighbourhood's city) stops the import; one that it may have (a facility's
neighbourhood) is found again by the place, or is empty afterwards. A row that changes so is retired and copied
into a dataset derived from its own: same provenance and source, part of the import, so that an undo brings it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    any_,
    cast,
    column,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from geo_target.store.engine import sql
from geo_target.store.loading import NewDataset, new_dataset, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table

SAME_PLACE_M = 20.0
"""A training centre within this of a course run is the course run's."""

NEEDED_BY: dict[str, tuple[tuple[str, str], ...]] = {
    "provinces": tuple(
        (child, "province_code")
        for child in (
            "counties", "cities", "neighbourhoods", "facilities", "federations", "self_help_groups", "course_runs",
            "candidate_sites",
        )
    ),
    "cities": (("neighbourhoods", "city_code"), ("course_runs", "city_code"), ("candidate_sites", "city_code")),
    "occupations": (("course_runs", "occupation_code"),),
}  # fmt: skip
"""Layer to the tables, and their columns, whose rows cannot be without a row of it."""

KNOWN_TO: dict[str, tuple[tuple[str, str], ...]] = {
    "counties": (("cities", "county_code"),),
    "cities": (("facilities", "city_code"),),
    "neighbourhoods": tuple(
        (child, "neighbourhood_code")
        for child in ("facilities", "self_help_groups", "course_runs", "candidate_sites")
    ),
    "federations": (("self_help_groups", "federation_code"),),
    "training_centres": (("course_runs", "training_centre_code"),),
}
"""Layer to the tables, and their columns, whose rows may refer to a row of it."""


@dataclass(frozen=True, slots=True)
class InTheWay:
    """How many rows of a table cannot be without the codes that would go, and one of each."""

    table: str
    column: str
    rows: int
    code: str
    refers_to: str


@dataclass(frozen=True, slots=True)
class Rederived:
    """What became of a table's rows whose reference went: how many found a new one, how many have none now."""

    table: str
    column: str
    found: int
    without: int


def rows_in_the_way(connection: Connection, layer: str, gone: Sequence[str]) -> tuple[InTheWay, ...]:
    """Return the tables whose rows refer to codes of `layer` that would go and must refer to one."""
    found = []
    for child, name in NEEDED_BY.get(layer, ()):
        rows = table_of(child)
        refers = rows.c[name]
        asked = select(func.count(), func.min(rows.c.code), func.min(refers)).where(
            rows.c.retired_by.is_(None), refers == _any(gone)
        )
        count, code, one = connection.execute(asked).one()
        if count:
            found.append(InTheWay(child, name, count, code, one))
    return tuple(found)


def rederive(connection: Connection, layer: str, gone: Sequence[str], part_of: int) -> tuple[Rederived, ...]:
    """Give rows whose reference to `layer` went a new one by their place, or none; after the layer's rows are in."""
    return tuple(
        answer
        for child, name in KNOWN_TO.get(layer, ())
        if (answer := _rederive_one(connection, layer, table_of(child), name, gone, part_of)) is not None
    )


def _rederive_one(
    connection: Connection, layer: str, rows: Table, name: str, gone: Sequence[str], part_of: int
) -> Rederived | None:
    affected = select(rows.c.id, rows.c.dataset_id, _new_code(layer, rows).label("new_code")).where(
        rows.c.retired_by.is_(None), rows.c[name] == _any(gone)
    )
    connection.execute(sql("rederived_table"))
    moved = table("rederived", column("id"), column("dataset_id"), column("new_code"))
    connection.execute(insert(moved).from_select(["id", "dataset_id", "new_code"], affected))
    found, without = connection.execute(
        select(func.count(moved.c.new_code), func.count() - func.count(moved.c.new_code)).select_from(moved)
    ).one()
    for dataset_id, count in connection.execute(sql("rederived_datasets")).all():
        derived = _derived_dataset(connection, dataset_id, count, part_of)
        _move(connection, rows, name, moved, dataset_id, derived)
    connection.execute(sql("rederived_drop"))
    return Rederived(rows.name, name, found, without) if found + without else None


def _derived_dataset(connection: Connection, dataset_id: int, count: int, part_of: int) -> int:
    row = connection.execute(sql("dataset_by_id"), {"dataset_id": dataset_id}).mappings().one()
    return new_dataset(connection, NewDataset(**row, part_of=part_of), count)


def _move(connection: Connection, rows: Table, name: str, moved: Any, dataset_id: int, derived: int) -> None:
    """Retire the rows of one dataset by the one derived from it, and put their copies there."""
    ids = select(moved.c.id).where(moved.c.dataset_id == dataset_id)
    connection.execute(update(rows).where(rows.c.id.in_(ids)).values(retired_by=derived))
    kept = [c for c in rows.columns if c.name not in {"id", "dataset_id", "retired_by", name}]
    copied = (
        select(*kept, moved.c.new_code, literal(derived))
        .select_from(rows.join(moved, moved.c.id == rows.c.id))
        .where(moved.c.dataset_id == dataset_id)
        .order_by(rows.c.code)
    )
    connection.execute(insert(rows).from_select([*(c.name for c in kept), name, "dataset_id"], copied))


def _any(codes: Sequence[str]) -> Any:
    """Return one of these codes, sent as one array: a statement has room for 65,535 values only."""
    return any_(literal(list(codes), ARRAY(Text)))


def _new_code(layer: str, rows: Table) -> ColumnElement[Any]:
    """Return the code that a row's reference gets: where it lies now, or nothing."""
    if layer in {"neighbourhoods", "counties"}:
        return _area_of(table_of(layer).alias("area"), rows)
    if layer == "training_centres":
        return _centre_of(rows)
    if layer == "cities":
        area = table_of("neighbourhoods").alias("area")
        return _first(area.c.city_code, area, area.c.code == rows.c.neighbourhood_code, area.c.code)
    return null()


def _area_of(area: Any, rows: Table) -> ColumnElement[Any]:
    lies_in = [func.ST_Covers(area.c.geom, rows.c.geom), area.c.province_code == rows.c.province_code]
    if "city_code" in area.c and "city_code" in rows.c:
        lies_in.append(or_(rows.c.city_code.is_(None), rows.c.city_code == area.c.city_code))
    return _first(area.c.code, area, and_(*lies_in), area.c.code)


def _centre_of(rows: Table) -> ColumnElement[Any]:
    from geoalchemy2 import Geography

    centre = table_of("training_centres").alias("centre")
    here, there = cast(rows.c.geom, Geography), cast(centre.c.geom, Geography)
    near = and_(centre.c.kind == "training_centre", func.geo_target.within_radius(there, here, SAME_PLACE_M))
    return _first(centre.c.code, centre, near, func.ST_Distance(there, here))


def _first(value: Any, source: Any, condition: Any, order: Any) -> ColumnElement[Any]:
    found = (
        select(value)
        .select_from(source)
        .where(source.c.retired_by.is_(None), condition)
        .order_by(order, value)
        .limit(1)
    )
    return found.scalar_subquery()
