"""What a place is, what a match is, and the index of the places of one kind by every key they have."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo_target.intake.names.gazetteer_names import Kind, bare_forms, folded, other_names
from geo_target.intake.problems import How, ValueProblem
from geo_target.persian import compact_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EXPECTED: dict[Kind, tuple[str, str]] = {
    "province": ("نام یا کد یک استان", "the name or code of a province"),
    "county": ("نام یا کد یک شهرستان", "the name or code of a county"),
    "city": ("نام یا کد یک شهر", "the name or code of a city"),
    "neighbourhood": ("نام یا کد یک محله", "the name or code of a neighbourhood"),
}

SUGGESTIONS = 3
_LIKENESS = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place as it is known: its code of today, its names, and what it lies in.

    Parameters
    ----------
    province_code, county_code, city_code
        Codes of what it lies in, as far as they are known; a province has none.
    iso_3166_2_pre2020, sci_code, hasc
        Other codes of a province.
    """

    code: str
    name_fa: str
    name_en: str
    province_code: str | None = None
    county_code: str | None = None
    city_code: str | None = None
    iso_3166_2_pre2020: str | None = None
    sci_code: str | None = None
    hasc: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A place that was found, and how: by its code, its very name, the same name normalised, another spelling."""

    place: Place
    how: How

    @property
    def code(self) -> str:
        """Today's code of the place."""
        return self.place.code


class NotFound(ValueProblem):
    """No place of that name; ``suggestions`` are like it, most like first, and nothing was decided."""

    def __init__(
        self, kind: Kind, came: object, suggestions: Sequence[Place] = (), mend: tuple[str, str] | None = None
    ) -> None:
        self.suggestions = tuple(suggestions)
        super().__init__(
            "place-not-found", expected=EXPECTED[kind], came=came, mend=mend or _did_you_mean(suggestions)
        )


class Ambiguous(ValueProblem):
    """More than one place it could be; ``suggestions`` are all of them."""

    def __init__(
        self,
        kind: Kind,
        came: object,
        suggestions: Sequence[Place],
        mend: tuple[str, str],
        code: str = "ambiguous-place",
    ) -> None:
        self.suggestions = tuple(suggestions)
        super().__init__(code, expected=EXPECTED[kind], came=came, mend=mend)


@dataclass(frozen=True, slots=True)
class Index:
    """The places of one kind by their keys."""

    kind: Kind
    places: tuple[Place, ...]
    by_code: dict[str, Place] = field(default_factory=dict)
    by_name: dict[str, list[Place]] = field(default_factory=dict)
    by_spelling: dict[str, list[Place]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place in self.places:
            self.by_code[place.code.lower()] = place
            for name in (place.name_fa, place.name_en):
                _add(self.by_name, compact_name(name), place)
            for name in (place.name_fa, place.name_en, *other_names(place.name_fa)):
                _add(self.by_spelling, compact_name(name), place)
                _add(self.by_spelling, folded(name), place)
            if self.kind == "neighbourhood":  # محلهٔ سعدی is often listed as سعدی, and the other way round
                _add(self.by_spelling, compact_name(bare_forms(place.name_fa, self.kind)[-1]), place)

    def find(self, text: str, allowed: Callable[[Place], bool]) -> tuple[list[Place], How]:
        """Return every allowed place that the text can name, and how; the surest way that finds one decides."""
        forms = bare_forms(text, self.kind)
        for form in forms:
            if found := _only(allowed, self.by_name.get(compact_name(form))):
                exact = len(found) == 1 and text.strip() in {found[0].name_fa, found[0].name_en}
                return found, "exact" if exact else "normalised"
        for key in (*map(compact_name, forms), *map(folded, forms)):
            if found := _only(allowed, self.by_spelling.get(key)):
                return found, "variant"
        return [], "variant"

    def like(self, text: str, allowed: Callable[[Place], bool]) -> list[Place]:
        """Return up to three allowed places whose name is like the text, most like first."""
        wanted = compact_name(bare_forms(text, self.kind)[-1])[:60]
        names = {key: [p for p in found if allowed(p)] for key, found in self.by_spelling.items()}
        keys = [key for key, found in names.items() if found]
        near = difflib.get_close_matches(wanted, keys, n=3 * SUGGESTIONS, cutoff=_LIKENESS)
        return list({place.code: place for key in near for place in names[key]}.values())[:SUGGESTIONS]


def _only(allowed: Callable[[Place], bool], places: list[Place] | None) -> list[Place]:
    return [place for place in places or () if allowed(place)]


def _add(index: dict[str, list[Place]], key: str, place: Place) -> None:
    if key and place not in index.setdefault(key, []):
        index[key].append(place)


def _did_you_mean(suggestions: Sequence[Place]) -> tuple[str, str]:
    if not suggestions:
        return "املای نام را بازبینی کنید یا کد را بنویسید", "check the spelling, or write the code"
    names_fa = "، ".join(place.name_fa for place in suggestions)
    names_en = ", ".join(place.name_en for place in suggestions)
    return (
        f"آیا یکی از این‌هاست: {names_fa}؟ اگر هست همان را بنویسید",
        f"is it one of these: {names_en}? If so, write that",
    )
