"""Rows at the same place: of one file among themselves, and of a file and what stands already."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.geodesy import earth_centred, geodesic_m, pairs_within
from geo_target.intake.finding import Finding
from geo_target.intake.geography.province_map import are_degrees
from geo_target.persian import Lang, compact_name, format_number, to_persian_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo_target.intake.register import StandingRow
    from geo_target.models import FloatArray, IntArray

WITHIN_M = 20.0
VERY_PLACE_M = 1.0
"""Up to here two places are one: six decimals of a degree are a tenth of a metre, five are one metre."""

_MOST_PAIRS = 3_000_000
_MOST_COUNTED = 99
LANGS: tuple[Lang, Lang] = ("fa", "en")


def same_place(
    lon: FloatArray,
    lat: FloatArray,
    labels: Sequence[str | None],
    *,
    within_m: float = WITHIN_M,
    standing: Sequence[StandingRow] = (),
    codes: Sequence[str | None] | None = None,
    numbers: Sequence[int] | None = None,
    skips: Callable[[str], bool] = lambda _code: False,
) -> Iterator[Finding]:
    """Give each row that has an earlier row, or a standing one, within 20 m, in the order of the rows.

    Parameters
    ----------
    lon, lat
        Degrees WGS 84; a row with NaN is left out.
    labels
        Names, as the words show them; compared after normalising.
    standing
        Rows that stay in the database beside these (none in mode ``replace``).
    codes
        Codes of the rows, so that a row is not compared with the standing row that it updates.
    numbers
        Numbers of the rows as the person sees them, for the words.
    skips
        Asked with the code of each warning whether it may go unsaid: of a heap of them nobody reads every one.

    Returns
    -------
    iterator of Finding
        One a row, by index, made when it is asked for. It names the nearest of the earlier rows (the first, if
        several are as near; at the very same numbers one of the same name before others), and how many more there
        are. ``same-place-same-name`` (error): at the very place (1 m) and of the same name; else ``same-place``
        (warning): two offices may well share a house. ``same-place-same-name-standing`` and
        ``same-place-standing`` likewise, one a row. Where more than three million pairs are near, rows are
        compared with their nearest one only.
    """
    usable = np.flatnonzero(are_degrees(lon, lat))
    places = np.column_stack([lon, lat])[usable]
    near = _nearest_earlier(places, [labels[k] for k in usable.tolist()], within_m)
    among = _among(places, usable, labels, near, numbers, skips)
    beside = _beside_standing(places, usable, labels, standing, codes, within_m, skips)
    return heapq.merge(among, beside, key=lambda finding: finding.index or 0)


def _among(
    places: FloatArray,
    usable: IntArray,
    labels: Sequence[str | None],
    near: Iterable[tuple[int, int, float, int]],
    numbers: Sequence[int] | None,
    skips: Callable[[str], bool],
) -> Iterator[Finding]:
    for row, other, metres, more in near:
        index, there = int(usable[row]), int(usable[other])
        same = metres <= VERY_PLACE_M and _is_name(labels[index], {compact_name(labels[there] or "")})
        if same or not skips("same-place"):
            yield _finding(index, places[row], labels, there, _Words(metres, more, numbers), same=same)


def _is_name(label: str | None, names: set[str]) -> bool:
    """Tell whether a name that is not empty is one of these, which are compact."""
    return bool(label) and compact_name(label or "") in names


def _nearest_earlier(
    places: FloatArray, labels: Sequence[str | None], within_m: float
) -> list[tuple[int, int, float, int]]:
    """Return (row, nearest earlier row, metres, how many more are near) for each row that has one."""
    if len(places) < 2:  # noqa: PLR2004 - a pair
        return []
    both = places[:, 0] + 1j * places[:, 1]  # sorts as pairs do, and three times as fast
    _, first, inverse = np.unique(both, return_index=True, return_inverse=True)
    made = _at_the_same_numbers(first, inverse, labels)
    order = np.argsort(first)
    rows = first[order]
    early, late, metres = _pairs(places[rows], within_m)
    best = np.lexsort((early, metres, late))
    late_rows, start, count = np.unique(late[best], return_index=True, return_counts=True)
    for row, at, number in zip(rows[late_rows], best[start], count, strict=True):
        made[int(row)] = (int(rows[early[at]]), float(metres[at]), int(number) - 1)
    return [(row, *made[row]) for row in sorted(made)]


def _at_the_same_numbers(
    first: IntArray, inverse: IntArray, labels: Sequence[str | None]
) -> dict[int, tuple[int, float, int]]:
    """Return for each row whose place is an earlier row's: that row (of the same name if one is), 0, how many more."""
    made: dict[int, tuple[int, float, int]] = {}
    named: dict[tuple[int, str], int] = {}
    seen: dict[int, int] = {}
    shared = np.flatnonzero(np.bincount(inverse)[inverse] > 1)
    for row, place in zip(shared.tolist(), inverse[shared].tolist(), strict=True):
        key = place, compact_name(labels[row] or "")
        earlier = seen.get(place, 0)
        if earlier:
            made[row] = named.get(key, int(first[place])), 0.0, earlier - 1
        named.setdefault(key, row)
        seen[place] = earlier + 1
    return made


def _pairs(places: FloatArray, within_m: float) -> tuple[IntArray, IntArray, FloatArray]:
    """Return pairs of different places, the earlier one first, and the metres between them."""
    from scipy.spatial import cKDTree

    tree = cKDTree(earth_centred(places))
    if tree.count_neighbors(tree, within_m) <= _MOST_PAIRS + len(places):
        pairs = tree.query_pairs(within_m + 1e-6, output_type="ndarray")
    else:  # a heap of places: the nearest one of each says enough
        near = tree.query(tree.data, k=2)[1]
        pairs = np.sort(np.column_stack([np.arange(len(places)), near[:, 1]]), axis=1)
        pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    early, late = pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)
    metres = geodesic_m(places[early], places[late]) if len(pairs) else np.empty(0)
    kept = metres <= within_m
    return early[kept], late[kept], metres[kept]


def _beside_standing(
    places: FloatArray,
    usable: IntArray,
    labels: Sequence[str | None],
    standing: Sequence[StandingRow],
    codes: Sequence[str | None] | None,
    within_m: float,
    skips: Callable[[str], bool],
) -> Iterator[Finding]:
    if not standing or not len(places):
        return
    there = np.array([(row.lon, row.lat) for row in standing])
    near = pairs_within(places, there, within_m).tocoo()
    best: dict[int, tuple[float, int, int]] = {}
    for row, other, metres in zip(near.row.tolist(), near.col.tolist(), near.data.tolist(), strict=True):
        if codes is not None and codes[usable[row]] == standing[other].code:
            continue
        nearest = best.get(row, (np.inf, -1, -1))
        better = (metres, other) < nearest[:2]
        best[row] = (metres, other, nearest[2] + 1) if better else (*nearest[:2], nearest[2] + 1)
    for row, (metres, other, more) in sorted(best.items()):
        index, one = int(usable[row]), standing[other]
        names = {compact_name(one.name_fa), compact_name(one.name_en)} - {""}
        same = metres <= VERY_PLACE_M and _is_name(labels[index], names)
        if same or not skips("same-place-standing"):
            yield _standing_finding(index, places[row], labels[index], one, _Words(metres, more), same=same)


def _finding(
    index: int, place: FloatArray, labels: Sequence[str | None], other: int, words: _Words, *, same: bool
) -> Finding:
    here, there = labels[index] or "", labels[other] or ""
    (row_fa, row_en), (far_fa, far_en), (more_fa, more_en) = words.row(other), words.far(), words.others()
    fa = f"«{there}»{row_fa} در {far_fa} متری آن است{more_fa}؛ "
    en = f"“{there}”{row_en} is {far_en} m from it{more_en}: "
    return Finding(
        index=index,
        severity="error" if same else "warning",
        code="same-place-same-name" if same else "same-place",
        expected=("جایی جدا از دیگر ردیف‌ها", "a place of its own"),
        came=f"{here} ({place[0]:.6f}, {place[1]:.6f})",
        mend=(
            fa + ("ردیف تکراری را بردارید" if same else "اگر یکی هستند یکی را بردارید"),
            en + ("remove the row that comes twice" if same else "if they are one, remove one"),
        ),
        lon=float(place[0]),
        lat=float(place[1]),
    )


def _standing_finding(
    index: int, place: FloatArray, label: str | None, one: StandingRow, words: _Words, *, same: bool
) -> Finding:
    here = label or ""
    (far_fa, far_en), (more_fa, more_en) = words.far(), words.others()
    return Finding(
        index=index,
        severity="error" if same else "warning",
        code="same-place-same-name-standing" if same else "same-place-standing",
        expected=("جایی جدا از آنچه هست", "a place apart from what stands already"),
        came=f"{here} ({place[0]:.6f}, {place[1]:.6f})",
        mend=(
            f"{one.code} «{one.name_fa}» در {far_fa} متری آن است{more_fa}؛ اگر همان است همین کد را بنویسید",
            f"{one.code} “{one.name_en}” is {far_en} m from it{more_en}: if it is the same, give it this code",
        ),
        lon=float(place[0]),
        lat=float(place[1]),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """How near the other row is, how many more there are, and which row it is; in Persian and English."""

    metres: float
    more: int
    numbers: Sequence[int] | None = None

    def far(self) -> tuple[str, str]:
        decimals = 1 if 0 < self.metres < 10 else 0  # noqa: PLR2004 - below it a metre is a tenth and more
        fa, en = (format_number(self.metres, lang, decimals=decimals) for lang in LANGS)
        return fa, en

    def others(self) -> tuple[str, str]:
        if not self.more:
            return "", ""
        if self.more > _MOST_COUNTED:
            fa, en = (format_number(_MOST_COUNTED, lang) for lang in LANGS)
            return f" و بیش از {fa} ردیف دیگر نزدیک آن", f", and more than {en} others are near"
        fa, en = (format_number(self.more, lang) for lang in LANGS)
        return f" و {fa} ردیف دیگر نزدیک آن", f", and {en} more are near"

    def row(self, index: int) -> tuple[str, str]:
        if self.numbers is None:
            return "", ""
        number = str(self.numbers[index])
        return f" (سطر {to_persian_digits(number)})", f" (row {number})"
