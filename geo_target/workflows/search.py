"""Search of places by name, in either language and any spelling."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from geo_target.persian import normalise_name
from geo_target.store.search import NamedPlace, read_named_places
from geo_target.store.summary import State, read_state

if TYPE_CHECKING:
    from geo_target.store.engine import Store

_EXACT, _PREFIX, _WORD, _INSIDE, _NOT = range(5)


class PlaceSearch:
    """The names of all places, normalised once for each state of the database.

    A scan over some thousand short names in memory takes a millisecond or two; no index in the database
    could serve "anywhere inside the name" without an extension that not every server has. Safe to use from
    several threads.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._state: State | None = None
        self._names: tuple[tuple[NamedPlace, tuple[str, ...]], ...] = ()

    def find(self, query: str, *, limit: int) -> tuple[NamedPlace, ...]:
        """Return the places whose Persian or English name, or code, holds `query`.

        Whole names come first, then beginnings of names, beginnings of words, and any other place inside;
        within each, provinces before cities, neighbourhoods and facilities, the more populous first. Nothing
        for a query that is empty once normalised.
        """
        wanted = normalise_name(query)
        if not wanted:
            return ()

        found: list[tuple[int, int]] = []
        names = self._current()
        for place, (_, spellings) in enumerate(names):
            fit = min(_fit(wanted, spelling) for spelling in spellings)
            if fit < _NOT:
                found.append((fit, place))
        return tuple(names[place][0] for _, place in sorted(found)[:limit])

    def _current(self) -> tuple[tuple[NamedPlace, tuple[str, ...]], ...]:
        with self._lock, self._store.read() as connection:
            state = read_state(connection)
            if state != self._state:
                places = read_named_places(connection)
                self._names = tuple(
                    (place, tuple(map(normalise_name, (place.name_fa, place.name_en, place.code))))
                    for place in places
                )
                self._state = state
            return self._names


def _fit(wanted: str, name: str) -> int:
    at = name.find(wanted)
    if at < 0:
        return _NOT
    if at == 0:
        return _EXACT if len(name) == len(wanted) else _PREFIX
    return _WORD if f" {wanted}" in name else _INSIDE
