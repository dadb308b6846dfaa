"""What must hold between the columns of a row, between rows, and between the rows and what stands already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.intake.checking.row_keys import repeated_texts, standing_key
from geo_target.intake.columns.synonyms import field_fa
from geo_target.intake.geography.duplicates import same_place
from geo_target.intake.geography.overlaps import overlaps
from geo_target.intake.problems import ValueProblem
from geo_target.persian import format_number

if TYPE_CHECKING:
    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.checking.places import Places
    from geo_target.intake.checking.row_keys import RowKeys
    from geo_target.intake.register import StandingRow

_MAY_SHARE_A_PLACE = frozenset({"course_runs"})


def check_pairs(draft: Draft) -> None:
    """Refuse rows in which a part is more than its whole: more women than members."""
    for part, whole in draft.form.at_most:
        parts, wholes = draft.columns.get(part), draft.columns.get(whole)
        if parts is None or wholes is None:
            continue
        for index, (one, most) in enumerate(zip(parts, wholes, strict=True)):
            if one is not None and most is not None and one > most:
                draft.refuse(index, _too_many(part, whole, one, most), part)


def check_codes(draft: Draft, keys: RowKeys, has_code: list[bool]) -> None:
    """Refuse a code or a row that comes twice, and in mode ``add`` one that stands already.

    Parameters
    ----------
    has_code
        Whether the row came with a code of its own. Two rows of one name in one city may be two, if both say
        which they are; without codes they are one row given twice.
    """
    codes = draft.columns["code"]
    for index, earlier in repeated_texts(codes):
        draft.refuse(index, _twice(codes[index], draft.source.rows[earlier].number), "code")
    if draft.options.mode == "add":
        standing = {row.code for row in draft.register.standing}
        for index, code in enumerate(codes):
            if code in standing:
                draft.refuse(index, _known(code, draft.form.layer), "code", "name_fa")
    _check_names(draft, keys, has_code)
    _check_standing_names(draft, keys)


def check_places(draft: Draft, places: Places | None) -> None:
    """Tell which rows lie within 20 m of another, and which neighbourhoods on one another."""
    if places is None:
        return
    stay = _that_stay(draft)
    names = draft.columns.get("name_fa") or [None] * len(draft)
    numbers = [row.number for row in draft.source.rows]
    if places.shapes is None and draft.form.layer not in _MAY_SHARE_A_PLACE:
        codes = draft.columns["code"]
        found = same_place(
            places.lon,
            places.lat,
            names,
            standing=stay,
            codes=codes,
            numbers=numbers,
            skips=draft.skips,
        )
        draft.found(found, *places.fields)
    if draft.form.layer == "neighbourhoods":
        areas = [(row.code, row.area) for row in stay if row.area is not None]
        draft.found(overlaps(places.shapes, names, standing=areas, numbers=numbers), *places.fields)


def _that_stay(draft: Draft) -> list[StandingRow]:
    """Return the standing rows that stay beside those of the file."""
    if draft.options.mode == "replace":
        return []
    codes = set(draft.columns["code"])
    return [row for row in draft.register.standing if row.code not in codes]


def _check_names(draft: Draft, keys: RowKeys, has_code: list[bool]) -> None:
    names = draft.columns.get("name_fa", [])
    for index, earlier in keys.repeated():
        sure = not (has_code[index] and has_code[earlier])
        if not sure and draft.skips("same-name"):
            continue
        problem = _same_name(names[index], draft.source.rows[earlier].number)
        draft.refuse(index, problem, "name_fa", severity="error" if sure else "warning")


def _check_standing_names(draft: Draft, keys: RowKeys) -> None:
    """Tell which rows have the name of a standing row that stays, in its city, and another code."""
    if len(draft.form.identity) > 1:
        return  # not all is known of a standing row that tells it apart
    stay = {standing_key(draft.form, row): row for row in _that_stay(draft)}
    for index, key in keys.among(stay) if stay else ():
        draft.refuse(index, _same_as_standing(stay[key]), "name_fa", severity="warning")


def _too_many(part: str, whole: str, one: int, most: int) -> ValueProblem:
    return ValueProblem(
        "part-more-than-whole",
        expected=(
            f"{field_fa(part)} نه بیش از {field_fa(whole)} ({format_number(most)})",
            f"{part} of at most {whole} ({format_number(most, 'en')})",
        ),
        came=one,
        mend=("یکی از دو عدد را درست کنید", "correct one of the two numbers"),
    )


def _twice(code: str, row: int) -> ValueProblem:
    return ValueProblem(
        "duplicate-code",
        expected=("کدی که یک بار بیاید", "a code that comes once"),
        came=code,
        mend=(f"همین کد در سطر {format_number(row).replace('٬', '')} هست؛ یکی را درست کنید یا بردارید",
              f"row {row} has the same code: correct or remove one of them"),
    )  # fmt: skip


def _known(code: str, layer: str) -> ValueProblem:
    return ValueProblem(
        "known-code",
        expected=(f"ردیفی که هنوز در {layer} نیست", f"a row that is not in {layer} yet"),
        came=code,
        mend=(
            "این ردیف از پیش هست؛ برای تغییر آن حالت update را به کار ببرید",
            "this row stands already: use the mode update to change it",
        ),
    )


def _same_name(name: str, row: int) -> ValueProblem:
    return ValueProblem(
        "same-name",
        expected=("نامی که در یک شهر یک بار بیاید", "a name that comes once in a city"),
        came=name,
        mend=(
            f"سطر {format_number(row).replace('٬', '')} همین نام را در همین شهر دارد؛ اگر دو جا هستند به هر یک کدی بدهید",
            f"row {row} has this name in the same city: if they are two places, give each a code; else remove one",
        ),
    )


def _same_as_standing(row: StandingRow) -> ValueProblem:
    return ValueProblem(
        "same-name-standing",
        expected=("نامی که در آن شهر هنوز نیست", "a name that is not yet in that city"),
        came=row.name_fa,
        mend=(
            f"{row.code} همین نام را در همین شهر دارد؛ اگر همان است همان کد را بنویسید",
            f"{row.code} has this name in the same city: if it is the same, give it that code",
        ),
    )
