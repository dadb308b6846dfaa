"""Provinces, counties, cities and neighbourhoods of the rows: each distinct text is looked up once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

from geo_target.intake.code_scheme import scheme_of
from geo_target.intake.gazetteer import Match, NotFound
from geo_target.intake.problems import ValueProblem
from geo_target.intake.row_values import settle
from geo_target.intake.value_numbers import is_empty
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo_target.intake.draft import Draft
    from geo_target.intake.gazetteer import Gazetteer, Scheme
    from geo_target.intake.problems import Severity
    from geo_target.intake.source_table import Cell

Find: TypeAlias = "Callable[[Cell, Cell, Any], Match]"


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
    gazetteer, none = draft.register.gazetteer, [None] * len(draft)
    provinces = _look_up(draft, "province", _province(gazetteer, scheme_of(draft)), none) or list(none)
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
            if kind == "province" and province_from_location(draft):
                draft.columns[column.name] = provinces
            else:
                settle(draft, column, values if draft.has(*column.fields, *_SAID_BY[kind]) else None)


def _own_codes(draft: Draft) -> list[Any]:
    """Return the codes of rows that are provinces: no new one is made, so that each must be one that is known."""
    nothing: list[Cell] = [None] * len(draft)
    find, codes = _province(draft.register.gazetteer, scheme_of(draft)), draft.cells("code") or nothing
    names = draft.cells("name_fa") or draft.cells("name_en") or nothing
    found: list[Any] = []
    for index, (code, name) in enumerate(zip(codes, names, strict=True)):
        answer = _answer(find, (code, name, None))
        found.append(answer.code if isinstance(answer, Match) else None)
        if isinstance(answer, Match):
            draft.match("province", code if code is not None else name, answer)
        elif isinstance(answer, ValueProblem):
            draft.refuse(index, answer, "code" if code is not None else "name_fa")
    return found


def province_from_location(draft: Draft) -> bool:
    """Tell whether the list says of no row in which province it lies, so that only its place can tell."""
    said = draft.has("province_code", "province_name", *_SAID_BY["province"])
    return not said and draft.form.column("province_code") is not None and not draft.is_update


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
    cities = _look_up(draft, "city", _city(draft.register.gazetteer), provinces, needed=needed)
    _fill_from(draft, cities, provinces, "province_code")
    return cities


def _neighbourhoods(draft: Draft, cities: list[Any], provinces: list[Any]) -> list[Any] | None:
    if draft.form.column("neighbourhood_code") is None:
        return None
    hoods = _look_up(draft, "neighbourhood", _neighbourhood(draft.register.gazetteer), cities)
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
    return _look_up(draft, "county", _county(draft.register.gazetteer), provinces)


def _look_up(
    draft: Draft, kind: str, find: Find, within: Sequence[Any], *, needed: list[bool] | None = None
) -> list[Any] | None:
    """Return the code of each row's place, None where the row names none or it was not found; None: nothing said."""
    codes, names = draft.cells(f"{kind}_code"), draft.cells(f"{kind}_name")
    if codes is None and names is None:
        return None
    nothing = [None] * len(draft)
    known: dict[Any, Match | ValueProblem | None] = {}
    rows: Counter[Any] = Counter()
    found: list[Any] = []
    for index, key in enumerate(zip(codes or nothing, names or nothing, within, strict=True)):
        if needed is not None and not needed[index]:
            found.append(None)
            continue
        if key not in known:
            known[key] = _answer(find, key)
        answer = known[key]
        if isinstance(answer, Match):
            rows[key] += 1
            found.append(answer.place.code)
            continue
        found.append(None)
        if answer is not None:
            _refuse(draft, index, kind, answer, by_name=key[0] is None)
    for key, number in rows.items():
        came = " ".join(str(part) for part in key[:2] if part is not None)
        match = known[key]
        if isinstance(match, Match):
            draft.match(kind, came, match, number)
    return found


def _answer(find: Find, key: Any) -> Match | ValueProblem | None:
    code, name, within = (None if is_empty(part) else part for part in key)
    if code is None and name is None:
        return None
    try:
        return find(code, name, within)
    except ValueProblem as problem:
        problem.__traceback__ = None
        return problem


def _refuse(draft: Draft, index: int, kind: str, problem: ValueProblem, *, by_name: bool) -> None:
    """Stop the row at a place that is not found; a neighbourhood that is not a target one is only worth a word."""
    severity: Severity = "error"
    if kind == "neighbourhood" and by_name and isinstance(problem, NotFound):
        severity = "warning"
        problem = ValueProblem(
            "not-a-target-neighbourhood",
            expected=("نام یک محلهٔ هدف", "the name of a target neighbourhood"),
            came=problem.came,
            mend=(
                f"سطر بدون محله پذیرفته می‌شود؛ {problem.mend_fa}",
                f"the row is kept without a neighbourhood; {problem.mend_en}",
            ),
        )
    fields = (f"{kind}_name", f"{kind}_code") if by_name else (f"{kind}_code", f"{kind}_name")
    draft.refuse(index, problem, *fields, severity=severity)


def _province(gazetteer: Gazetteer, scheme: Scheme | None) -> Find:
    def find(code: Cell, name: Cell, _: Any) -> Match:
        if code is None:
            return gazetteer.match_province(name)
        try:
            return gazetteer.match_province(code, beside=name, scheme=scheme)
        except NotFound:
            if name is None:
                raise
            return gazetteer.match_province(name)

    return find


def _city(gazetteer: Gazetteer) -> Find:
    return _coded_or_named(gazetteer.match_city)


def _county(gazetteer: Gazetteer) -> Find:
    return _coded_or_named(gazetteer.match_county)


def _neighbourhood(gazetteer: Gazetteer) -> Find:
    return _coded_or_named(gazetteer.match_neighbourhood)


def _coded_or_named(match: Callable[[Cell, Any], Match]) -> Find:
    """By the code if it is one that is known, else by the name; the two may not be of two places."""

    def find(code: Cell, name: Cell, within: Any) -> Match:
        if code is None:
            return match(name, within)
        if name is None:
            return match(code, within)
        coded, named = _tried(match, code, within), _tried(match, name, within)
        if isinstance(coded, Match) and isinstance(named, Match) and coded.code != named.code:
            raise ValueProblem(
                "code-and-name-differ",
                expected=("کد و نام یک جا", "the code and the name of one place"),
                came=f"{code} {name}",
                mend=(
                    f"کد از آن {coded.place.name_fa} است؛ کد یا نام را درست کنید",
                    f"the code is that of {coded.place.name_en}: correct the code or the name",
                ),
            )
        for one in (coded, named):
            if isinstance(one, Match):
                return one
        raise named if isinstance(named, ValueProblem) else ValueError  # one of the two was raised

    return find


def _tried(match: Callable[[Cell, Any], Match], text: Cell, within: Any) -> Match | ValueProblem:
    try:
        return match(text, within)
    except ValueProblem as problem:
        return problem


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
            f"The {of_en} of {format_number(filled, 'en')} rows is known from their {from_en}.",
        )


def _is_wrong(draft: Draft, index: int, field: str) -> bool:
    """Tell whether the row does say it, but not so that it could be understood."""
    headers = {draft.header(field), draft.header(field.replace("_code", "_name"))} - {None}
    return any(one.column in headers and one.severity == "error" for one in draft.of_row.get(index, ()))
