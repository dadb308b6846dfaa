"""What rows are told apart by: the name, and the city or whatever else the layer says.

A million keys would fill the memory, so that only their hashes are kept; a key itself is made where two hashes agree.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from geo_target.persian import compact_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.checking.layers import LayerForm
    from geo_target.intake.register import StandingRow
    from geo_target.models import IntArray

Key: TypeAlias = tuple[Any, ...]
_NO_KEY = 0


@lru_cache(maxsize=50_000)
def compact(word: str) -> str:
    """Return a word as `compact_name` does; of words side by side it makes the same as of them together."""
    return compact_name(word)


class RowKeys:
    """The keys of the rows of a file. A row without a name has none; one without a city stands for its province.

    Parameters
    ----------
    hashes
        Of the whole key of each row; 0 where it has none.
    short_hashes
        Of the name and the first thing beside it, which is all that is known of a standing row.
    """

    def __init__(self, draft: Draft) -> None:
        nothing: list[Any] = [None] * len(draft)
        self._names = draft.columns.get("name_fa", nothing)
        self._columns = [draft.columns.get(name, nothing) for name in draft.form.identity]
        self._instead = nothing
        if draft.form.identity[:1] == ("city_code",):
            self._instead = draft.columns.get("province_code", nothing)
        self.hashes: IntArray = np.zeros(len(draft), dtype=np.int64)
        self.short_hashes: IntArray = np.zeros(len(draft), dtype=np.int64)
        for index in range(len(draft)):
            key = self.key(index)
            if key is not None:
                self.hashes[index] = hash(key) or 1
                self.short_hashes[index] = hash(key[:2]) or 1 if len(key) > 2 else self.hashes[index]  # noqa: PLR2004

    def key(self, index: int) -> Key | None:
        """Return the key of a row, or None."""
        name = self._names[index]
        if name is None:
            return None
        parts = [column[index] for column in self._columns]
        if parts and parts[0] is None:
            parts[0] = self._instead[index]
        return ("".join(map(compact, name.split(" "))) or name, *parts)

    def repeated(self) -> list[tuple[int, int]]:
        """Return (row, first row of the same key) for each row whose key came before, in the file's order."""
        rows = repeated_hashes(self.hashes)
        first: dict[Key, int] = {}
        keyed = ((index, self.key(index)) for index in rows)
        earlier = ((index, first.setdefault(key, index)) for index, key in keyed if key is not None)
        return [(index, before) for index, before in earlier if index != before]

    def among(self, keys: Iterable[Key]) -> list[tuple[int, Key]]:
        """Return (row, short key) of the rows whose short key is one of these, in the file's order."""
        wanted = set(keys)
        hashes = np.fromiter((hash(key) or 1 for key in wanted), np.int64, len(wanted))
        rows = np.flatnonzero(np.isin(self.short_hashes, hashes) & (self.short_hashes != _NO_KEY))
        found = ((index, (self.key(index) or ())[:2]) for index in rows.tolist())
        return [(index, key) for index, key in found if key in wanted]


def standing_key(form: LayerForm, row: StandingRow) -> Key:
    """Return the short key of a standing row."""
    name = compact_name(row.name_fa) or row.name_fa
    if not form.identity:
        return (name,)
    inside = row.city_code if form.identity[0] == "city_code" and row.city_code else row.province_code
    return (name, inside)


def repeated_texts(texts: Sequence[str | None]) -> list[tuple[int, int]]:
    """Return (place, first place of the same text) for each text that came before; None is no text."""
    hashes = np.fromiter(
        (_NO_KEY if text is None else hash(text) or 1 for text in texts), np.int64, len(texts)
    )
    first: dict[str | None, int] = {}
    earlier = [(index, first.setdefault(texts[index], index)) for index in repeated_hashes(hashes)]
    return [(index, before) for index, before in earlier if index != before and texts[index] is not None]


def repeated_hashes(hashes: IntArray) -> list[int]:
    """Return the places, in order, of the hashes that are there more than once and are not 0."""
    _, place, count = np.unique(hashes, return_inverse=True, return_counts=True)
    kept: list[int] = np.flatnonzero((count[place] > 1) & (hashes != _NO_KEY)).tolist()
    return kept
