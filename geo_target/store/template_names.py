"""Names that the drop-downs of a template show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.store.engine import sql

if TYPE_CHECKING:
    from geo_target.store.engine import Store


def read_template_names(store: Store) -> dict[str, tuple[str, ...]]:
    """Return the current Persian names of ``provinces``, ``counties``, ``cities``, ``federations`` and ``occupations``.

    Each name once, by code point; a list without rows is missing.
    """
    names: dict[str, list[str]] = {}
    with store.read() as connection:
        for row in connection.execute(sql("template_names")):
            names.setdefault(row.list, []).append(row.name)
    return {one: tuple(sorted(found)) for one, found in names.items()}
