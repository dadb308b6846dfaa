"""The code of every row: its own, that of the standing row of the same name, or the next one that is free."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from geo_target.intake.checking.cell_text import parse_code
from geo_target.intake.checking.layers import FACILITY_KINDS, LayerForm
from geo_target.intake.checking.row_keys import Key, RowKeys, standing_key
from geo_target.intake.counted import rows_en
from geo_target.intake.problems import ValueProblem
from geo_target.persian import compact_name, format_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_target.intake.checking.draft import Draft

FIRST_OWN_CITY = 900_000_000
"""Codes of cities are numbers of GeoNames; those that are made here lie far beyond."""

_FORMS = {
    "provinces": r"IR-[0-9]{2}",
    "counties": r"IR-[0-9]{2}-C[0-9]+",
    "cities": r"C[0-9]+",
    "neighbourhoods": r"N[0-9]+-[0-9]+",
    "demand_points": r"D[0-9]+-[0-9]+-[0-9]+",
    "self_help_groups": r"SG-[0-9]+",
    "federations": r"FD-[0-9]+",
    "occupations": r"OC-[0-9]+",
    "course_runs": r"CR-[0-9]+",
    "candidate_sites": r"CS-[0-9]+",
} | {layer: rf"{prefix}[0-9]+" for layer, (_, prefix, _) in FACILITY_KINDS.items()}
_FORM_OF = {layer: re.compile(pattern) for layer, pattern in _FORMS.items()}
_ANY_FORM = re.compile("|".join(_FORMS.values()))


def read_codes(draft: Draft, keys: RowKeys) -> list[bool]:
    """Read the codes of the rows, find or make those that are missing; return which rows came with their own."""
    if draft.form.layer == "provinces":  # read with the places: a province is never made
        return [True] * len(draft)
    codes = draft.read("code", parse_code) or [None] * len(draft)
    _refuse_other_kinds(draft, codes)
    draft.columns["code"] = codes
    own = [code is not None for code in codes]
    missing = [
        index
        for index, code in enumerate(codes)
        if code is None and not (index in draft.of_row and _is_bad(draft, index))
    ]
    if missing:
        reused = _reuse(draft, codes, missing, keys)
        reused += _reuse_by_spelling(draft, codes, [index for index in missing if codes[index] is None])
        _make(draft, codes, [index for index in missing if codes[index] is None], reused)
    return own


def _is_bad(draft: Draft, index: int) -> bool:
    """Tell whether the code of a row was refused, so that none may be made for it."""
    header = draft.header("code")
    return any(one.column == header and one.severity == "error" for one in draft.of_row.get(index, ()))


def _refuse_other_kinds(draft: Draft, codes: list[str | None]) -> None:
    layer, own = draft.form.layer, _FORM_OF[draft.form.layer]
    sisters = [draft.register.codes.get(other, frozenset()) for other in FACILITY_KINDS if other != layer]
    taken: frozenset[str] = frozenset().union(*sisters) if layer in FACILITY_KINDS else frozenset()
    for index, code in enumerate(codes):
        if code is None or own.fullmatch(code) or not (code in taken or _ANY_FORM.fullmatch(code)):
            continue
        other = next((name for name, form in _FORM_OF.items() if form.fullmatch(code)), None)
        codes[index] = None
        draft.refuse(index, _of_another(draft.form, code, other), "code")


def _of_another(form: LayerForm, code: str, other: str | None) -> ValueProblem:
    where_fa, where_en = (f"لایهٔ {other}", f"the layer {other}") if other else ("گونه‌ای دیگر", "another kind")
    return ValueProblem(
        "code-of-another-layer",
        expected=(f"کدی از لایهٔ {form.layer}", f"a code of the layer {form.layer}"),
        came=code,
        mend=(
            f"این کد از آن {where_fa} است؛ کد را درست کنید یا خانه را خالی بگذارید",
            f"this is a code of {where_en}: correct it, or leave the cell empty",
        ),
    )


def _reuse(draft: Draft, codes: list[str | None], missing: list[int], keys: RowKeys) -> int:
    """Give rows the code of the one standing row of their name and city; return how many."""
    standing: dict[Key, list[str]] = {}
    for row in draft.register.standing:
        standing.setdefault(standing_key(draft.form, row), []).append(row.code)
    if not standing:
        return 0
    wanting = set(missing)
    named = [(index, key) for index, key in keys.among(standing) if index in wanting]
    rows_of = Counter(key for _, key in named)
    whole = (
        len(draft.form.identity) <= 1
    )  # then a second row of the key is the first one again, and is refused
    used = {code for code in codes if code is not None}
    reused = 0
    for index, key in named:
        same = standing[key]
        if len(same) == 1 and (rows_of[key] == 1 or whole) and same[0] not in used:
            codes[index] = same[0]
            used.add(same[0])
            reused += 1
    return reused


def _reuse_by_spelling(draft: Draft, codes: list[str | None], missing: list[int]) -> int:
    """Give cities and counties the code of the standing one that the gazetteer finds by another spelling."""
    gazetteer = draft.register.gazetteer
    match = {"cities": gazetteer.match_city, "counties": gazetteer.match_county}.get(draft.form.layer)
    standing = {row.code for row in draft.register.standing}
    if match is None or not standing:
        return 0
    names, provinces = draft.columns.get("name_fa") or [], draft.columns.get("province_code") or []
    used = {code for code in codes if code is not None}
    reused = 0
    for index in missing if names and provinces else ():
        if names[index] is None or provinces[index] is None:
            continue
        try:
            found = match(names[index], provinces[index])
        except ValueProblem:
            continue
        if found.code in standing and found.code not in used:
            codes[index] = found.code
            used.add(found.code)
            draft.match(draft.form.layer, names[index], found)
            reused += 1
    return reused


def _make(draft: Draft, codes: list[str | None], missing: list[int], reused: int) -> None:
    """Give the rest new codes: the layer's form, numbers from the highest on that was ever used.

    Points in the order of the list, areas in that of their names: a geographic file keeps features in an order of
    its own (FlatGeobuf: by place), and the same areas shall have the same codes in every format.
    """
    if draft.form.shape == "MULTIPOLYGON" and (names := draft.columns.get("name_fa")):
        missing = sorted(missing, key=lambda index: (compact_name(names[index] or ""), index))
    used = {*draft.register.used_codes, *(row.code for row in draft.register.standing)}
    used.update(code for code in codes if code is not None)
    prefixes = [_prefix(draft, index) for index in missing]
    highest = _highest(used, {prefix for prefix in prefixes if prefix})
    made = 0
    for index, prefix in zip(missing, prefixes, strict=True):
        if prefix is None or draft.is_refused(index):
            continue
        highest[prefix] += 1
        codes[index] = f"{prefix}{highest[prefix]:0{draft.form.digits}d}"
        made += 1
    if reused:
        draft.note(
            f"{format_number(reused)} سطر کد ردیف هم‌نام خود را گرفت.",
            f"{rows_en(reused)} without a code: that of the standing row of the same name.",
        )
    if made:
        draft.note(
            f"برای {format_number(made)} سطر کد تازه ساخته شد.",
            f"{rows_en(made)} without a code: a new one was made.",
        )


def _prefix(draft: Draft, index: int) -> str | None:
    """Return what a new code of the row begins with; None where that depends on a place which it lacks."""
    layer = draft.form.layer
    within = {"neighbourhoods": "city_code", "counties": "province_code"}.get(layer)
    if within is None:
        return draft.form.prefix
    column = draft.columns.get(within)
    place = column[index] if column else None
    if place is None:
        return None
    return f"N{place.removeprefix('C')}-" if layer == "neighbourhoods" else f"{place}-C"


def _highest(used: Iterable[str], prefixes: set[str]) -> dict[str, int]:
    """Return for each prefix the highest number that any code has after it."""
    highest = {prefix: FIRST_OWN_CITY if prefix == "C" else 0 for prefix in prefixes}
    for code in used:
        head = code.rstrip("0123456789")
        if head in highest and len(head) < len(code):
            highest[head] = max(highest[head], int(code[len(head) :]))
    return highest
