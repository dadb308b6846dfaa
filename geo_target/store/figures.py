"""The report's figures, and counting them over the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import column, distinct, func, or_, select, table

from geo_target.store.engine import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection, FromClause

    from geo_target.store.engine import Store


class Count(Protocol):
    """How a figure is counted: see ``geo_target.reference.figures.FigureCheck``, which is one."""

    @property
    def layer(self) -> str: ...  # noqa: D102
    @property
    def aggregate(self) -> str: ...  # noqa: D102
    @property
    def column(self) -> str: ...  # noqa: D102
    @property
    def where(self) -> Sequence[tuple[str, str]]: ...  # noqa: D102
    @property
    def of(self) -> str: ...  # noqa: D102


def read_figures(store: Store) -> list[dict[str, Any]]:
    """Return the report's figures, by topic, key and scope, with the names of the place that a scope is."""
    with store.read() as connection:
        return [dict(row) for row in connection.execute(sql("figures")).mappings()]


def count_figures(store: Store, counts: Iterable[Count]) -> list[float]:
    """Count each over the current rows of its layer, all in one snapshot, in the order given.

    Means, percents and shares are rounded to whole numbers, halves up, as the report's are.
    """
    with store.read() as connection:
        return [_count(connection, count) for count in counts]


def _count(connection: Connection, count: Count) -> float:
    view = table(count.layer, schema="layers")
    counted: ColumnElement[Any] = column(count.column)
    chosen = _matching(count.where)
    if count.aggregate == "count":
        return _number(connection, func.count(counted), view, chosen)
    if count.aggregate == "distinct":
        return _number(connection, func.count(distinct(counted)), view, chosen)
    if count.aggregate == "sum":
        return _number(connection, func.sum(counted), view, chosen)
    if count.aggregate == "share":
        every = _number(connection, func.count(distinct(counted)), view, [])
        return _whole(100 * _number(connection, func.count(distinct(counted)), view, chosen), every)
    below = func.sum(column(count.of)) if count.of else func.count()
    times = 100 if count.aggregate == "percent" else 1
    above = _number(connection, func.sum(counted), view, chosen)
    return _whole(times * above, _number(connection, below, view, chosen))


def _matching(where: Sequence[tuple[str, str]]) -> list[ColumnElement[bool]]:
    """Pairs of one column are alternatives; different columns must all hold."""
    allowed: dict[str, list[str]] = {}
    for name, value in where:
        allowed.setdefault(name, []).append(value)
    return [or_(*(_is(name, value) for value in values)) for name, values in allowed.items()]


def _is(name: str, value: str) -> ColumnElement[bool]:
    if value in ("true", "false"):
        return column(name).is_(value == "true")
    return column(name) == value


def _number(
    connection: Connection, counted: ColumnElement[Any], view: FromClause, chosen: list[ColumnElement[bool]]
) -> int:
    return int(connection.execute(select(counted).select_from(view).where(*chosen)).scalar() or 0)


def _whole(above: int, below: int) -> int:
    return 0 if below == 0 else (2 * above + below) // (2 * below)
