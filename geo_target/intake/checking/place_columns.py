"""Provinces, counties, cities and neighbourhoods of the rows: each distinct text is looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_target.intake.checking.code_scheme import scheme_of
from geo_target.intake.checking.place_lookup import (
    Lookup,
    answer_of,
    find_city,
    find_county,
    find_neighbourhood,
    find_province,
)
from geo_target.intake.checking.row_values import settle
from geo_target.intake.counted import rows_en
from geo_target.intake.names.gazetteer import Match
from geo_target.intake.problems import ValueProblem
from geo_target.persian import format_number

if TYPE_CHECKING:
    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.source_table import Cell

_SAID_BY: dict[str, tuple[str, ...]] = {
    "province": ("city_code", "city_name", "neighbourhood_code"),
    "city": ("neighbourhood_code",),
    "neighbourhood": (),
    "county": (),
}
"""Fields of smaller places that tell what they lie in."""


def read_places(draft: Draft) -> None:
    """Find the province, city, county and neighbourhood of every row.

    What a smaller place lies in is taken from it where the row does not say: a city's province, a
    neighbourhood's city. A city that the layer does not store is looked up only where it is needed.
    """
    if draft.form.layer == "provinces":
        draft.columns["code"] = _own_codes(draft)
        return
    none = [None] * len(draft)
    provinces = Lookup(draft, "province", find_province(scheme_of(draft))).codes(none) or list(none)
    cities = _cities(draft, provinces) or list(none)
    hoods = _neighbourhoods(draft, cities, provinces)
    found = {
        "province": provinces,
        "city": cities,
        "neighbourhood": hoods,
        "county": _counties(draft, provinces),
    }
    for column in draft.form.columns:
        if column.read == "place":
            kind = column.name.removesuffix("_code")
            values = found[kind]
            if kind == "province" and not draft.is_update:
                draft.columns[column.name] = provinces  # what is missing may be known from the place
            else:
                settle(draft, column, values if draft.has(*column.fields, *_SAID_BY[kind]) else None)


def _own_codes(draft: Draft) -> list[Any]:
    """Return the codes of rows that are provinces: no new one is made, so that each must be one that is known."""
    nothing: list[Cell] = [None] * len(draft)
    find, codes = find_province(scheme_of(draft))(draft.register.gazetteer), draft.cells("code") or nothing
    names = draft.cells("name_fa") or draft.cells("name_en") or nothing
    found: list[Any] = []
    for index, (code, name) in enumerate(zip(codes, names, strict=True)):
        answer = answer_of(find, (code, name, None))
        found.append(answer.code if isinstance(answer, Match) else None)
        if isinstance(answer, Match):
            draft.match("province", code if code is not None else name, answer)
        elif isinstance(answer, ValueProblem):
            draft.refuse(index, answer, "code" if code is not None else "name_fa")
    return found


def _cities(draft: Draft, provinces: list[Any]) -> list[Any] | None:
    stored = draft.form.column("city_code") is not None
    needed: list[bool] | None = None
    if not stored:
        hoods = draft.cells("neighbourhood_name")
        needed = [
            provinces[index] is None or (hoods is not None and hoods[index] is not None)
            for index in range(len(draft))
        ]
    if draft.form.layer == "cities":
        return None
    cities = Lookup(draft, "city", find_city).codes(provinces, needed)
    _fill_from(draft, cities, provinces, "province_code")
    return cities


def _neighbourhoods(draft: Draft, cities: list[Any], provinces: list[Any]) -> list[Any] | None:
    if draft.form.column("neighbourhood_code") is None:
        return None
    hoods = Lookup(draft, "neighbourhood", find_neighbourhood).codes(cities)
    if hoods is not None:
        _fill_from(draft, hoods, cities, "city_code")
        _fill_from(draft, hoods, provinces, "province_code")
    return hoods


def _counties(draft: Draft, provinces: list[Any]) -> list[Any] | None:
    if draft.form.column("county_code") is None or not draft.has("county_code", "county_name"):
        return None
    if not draft.register.gazetteer.knows("county"):
        said = draft.cells("county_code") or draft.cells("county_name") or []
        if any(cell is not None for cell in said):
            draft.note(
                "هنوز هیچ شهرستانی بارگذاری نشده است؛ شهرستان سطرها نگه داشته نشد.",
                "No counties are loaded yet: the counties of the rows are not kept.",
            )
        return [None] * len(draft)
    return Lookup(draft, "county", find_county).codes(provinces)


def _fill_from(draft: Draft, codes: list[Any] | None, into: list[Any], field: str) -> None:
    """Give the rows that do not say what they lie in the city or province of the place that they do say."""
    if codes is None:
        return
    kind = "neighbourhood" if field == "city_code" else "city"
    filled = 0
    for index, code in enumerate(codes):
        if into[index] is None and code is not None and not _is_wrong(draft, index, field):
            place = draft.register.gazetteer.place_of_code(code)
            into[index] = getattr(place, field, None)
            filled += into[index] is not None
    if filled:
        of_fa, of_en = ("شهر", "city") if field == "city_code" else ("استان", "province")
        from_fa, from_en = ("محله", "neighbourhood") if kind == "neighbourhood" else ("شهر", "city")
        draft.note(
            f"{of_fa} {format_number(filled)} سطر از {from_fa}شان دانسته شد.",
            f"In {rows_en(filled)} the {of_en} is known from the {from_en}.",
        )


def _is_wrong(draft: Draft, index: int, field: str) -> bool:
    """Tell whether the row does say it, but not so that it could be understood."""
    headers = {draft.header(field), draft.header(field.replace("_code", "_name"))} - {None}
    return any(one.column in headers and one.severity == "error" for one in draft.of_row.get(index, ()))
