"""Names and codes of places to today's codes: by code, by name, by another spelling; a likeness only suggests.

A `Gazetteer` is made of the places that are known, and asks nobody: no database, no file but the table of
spellings. What could be two places is `Ambiguous`, what is none is `NotFound`; both name candidates.
The rules and their reasons are in ``docs/methods/names-to-codes.md``.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Literal

from geo_target.intake.names.gazetteer_index import (
    EXPECTED,
    SUGGESTIONS,
    Ambiguous,
    Index,
    Match,
    NotFound,
    Place,
)
from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_numbers import LONGEST_TEXT, Cell, cleaned, is_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo_target.intake.names.gazetteer_names import Kind

__all__ = ["Ambiguous", "Gazetteer", "Match", "NotFound", "Place", "Scheme"]

Scheme = Literal["iso", "iso_pre2020", "sci", "hasc"]
"""Which numbering a column of province codes is in: ISO 3166-2 of today or before 2020, SCI, HASC."""

_PROVINCE_CODE = re.compile(r"(?:ir[-_. ]?)?([0-9]{1,2})")
_CODE_AND_NAME = re.compile(
    r"(?i)(?P<a>ir[-_ ]?[0-9]{2})\b[ :،,()/-]*(?P<b>.+)|(?P<c>.+?)[ :،,()/-]*\b(?P<d>ir[-_ ]?[0-9]{2})\)?"
)
_PARTS = re.compile(r"[()\[\]،,/؛;|–—-]+")


class Gazetteer:
    """The places that are known, ready to be found by what a list calls them. Never changes once it is made.

    Parameters
    ----------
    provinces, counties, cities, neighbourhoods
        In any order. Codes are unique within a kind; the caller has them from a table in which they are.
    """

    def __init__(
        self,
        provinces: Iterable[Place],
        counties: Iterable[Place] = (),
        cities: Iterable[Place] = (),
        neighbourhoods: Iterable[Place] = (),
    ) -> None:
        self._provinces = Index("province", tuple(provinces))
        self._counties = Index("county", tuple(counties))
        self._cities = Index("city", tuple(cities))
        self._neighbourhoods = Index("neighbourhood", tuple(neighbourhoods))
        self._suggests = True
        self._indexes = {
            index.kind: index
            for index in (self._provinces, self._counties, self._cities, self._neighbourhoods)
        }

    def match_province(self, text: Cell, *, beside: Cell = None, scheme: Scheme | None = None) -> Match:
        """Return the province of a name or a code.

        ISO renumbered the provinces in 2020: ``IR-01`` was East Azerbaijan and is Gilan. A bare code that means
        two provinces is asked about, unless the name stands beside it or the mapping says the scheme.

        Parameters
        ----------
        beside
            The province's name in another column of the row; it must agree with the code.
        scheme
            Which numbering the column is in; None: not known.

        Raises
        ------
        NotFound, Ambiguous
            With suggestions. `ValueProblem` ``code-and-name-differ`` where code and name are of two provinces.
        """
        came = _text(text, "province")
        both = _CODE_AND_NAME.fullmatch(came)
        code, name = (both["a"] or both["d"], both["b"] or both["c"]) if both else (came, beside)
        coded = self._coded_provinces(code, scheme)
        if not coded:
            return self._one(self._provinces, came)
        if name is not None and not is_empty(name):
            return self._agreeing(coded, self.match_province(_text(name, "province")), f"{code} {name}")
        if len(coded) == 1:
            return Match(coded[0], "code")
        raise _asked_about(text, coded)

    def match_county(self, text: Cell, province: str | None = None) -> Match:
        """Return the county of a name or code; `province` is the code of the province that the row states."""
        return self._within(self._counties, text, province)

    def match_city(self, text: Cell, province: str | None = None) -> Match:
        """Return the city of a name or code, ``مشهد``, ``شهر مشهد``, ``مشهد (خراسان رضوی)``, ``C124665``.

        Parameters
        ----------
        province
            Code of the province that the row states; None: it states none, so that namesakes are `Ambiguous`.

        Raises
        ------
        NotFound
            Also where the name is known, but in another province than the stated one.
        Ambiguous
            With all the namesakes.
        """
        try:
            return self._within(self._cities, text, province)
        except NotFound:
            named = self._city_with_its_province(_text(text, "city"), province)
            if named is None:
                raise
            return named

    def without_suggestions(self) -> Gazetteer:
        """Return the same places, but a name that is not found gets no suggestions: they take a hundred times as long."""
        quick = copy.copy(self)
        quick._suggests = False  # noqa: SLF001 - its own copy
        return quick

    def knows(self, kind: Kind) -> bool:
        """Tell whether any place of a kind is known at all: counties are not, until they are imported."""
        return bool(self._indexes[kind].places)

    def place_of_code(self, code: str) -> Place | None:
        """Return the place of that very code, of whichever kind; None if there is none."""
        lower = code.lower()
        return next(
            (index.by_code[lower] for index in self._indexes.values() if lower in index.by_code), None
        )

    def match_neighbourhood(self, text: Cell, city: str | None) -> Match:
        """Return the neighbourhood of a name or code in the city of that code; names are unique in a city only.

        `city` is None where the row does not say it: a code is enough, a name that two cities have is `Ambiguous`.

        Raises
        ------
        NotFound, Ambiguous
            With suggestions of the same city.
        """
        came = _text(text, "neighbourhood")
        if city is None:
            return self._one(self._neighbourhoods, came)
        return self._one(self._neighbourhoods, came, lambda place: place.city_code == city)

    def _coded_provinces(self, text: str, scheme: Scheme | None) -> list[Place]:
        """Return the provinces that a code can mean: none where it is no code, two where it was renumbered."""
        lower = cleaned(text).lower()
        by_hasc = [place for place in self._provinces.places if place.hasc and place.hasc.lower() == lower]
        number = _PROVINCE_CODE.fullmatch(lower)
        if by_hasc or scheme == "hasc" or not number:
            return by_hasc
        iso = f"IR-{int(number[1]):02d}"
        new = [p for p in self._provinces.places if iso == p.code]
        old = [p for p in self._provinces.places if iso == p.iso_3166_2_pre2020]
        if scheme is not None:
            return old if scheme == "iso_pre2020" else new
        return new + [place for place in old if place not in new]

    @staticmethod
    def _agreeing(coded: list[Place], named: Match, came: str) -> Match:
        if named.place in coded:
            return Match(named.place, "code")
        raise ValueProblem(
            "code-and-name-differ",
            expected=("کد و نام یک استان", "the code and the name of one province"),
            came=came,
            mend=("کد یا نام استان را درست کنید", "correct the code or the name of the province"),
        )

    def _within(self, index: Index, text: Cell, province: str | None) -> Match:
        came = _text(text, index.kind)
        if province is None:
            return self._one(index, came)
        return self._one(index, came, lambda place: place.province_code == province)

    def _one(self, index: Index, came: str, allowed: Callable[[Place], bool] | None = None) -> Match:
        """Return the one place that the text names among those allowed, or raise with suggestions."""
        allowed = allowed or _any_place
        coded = index.by_code.get(cleaned(came).lower())
        if coded and allowed(coded):
            return Match(coded, "code")
        own, how = index.find(came, allowed)
        if len(own) == 1:
            return Match(own[0], how)
        if own:
            raise Ambiguous(index.kind, came, own, self._ask_which(index.kind, own))
        if elsewhere := [coded] if coded else index.find(came, _any_place)[0]:
            raise NotFound(index.kind, came, elsewhere, self._elsewhere(index.kind, elsewhere))
        raise NotFound(index.kind, came, index.like(came, allowed) if self._suggests else ())

    def _city_with_its_province(self, came: str, province: str | None) -> Match | None:
        """Return the city of a text that names its province as well, either first; None if it does not."""
        parts = [part.strip() for part in _PARTS.split(came) if part.strip()]
        if len(parts) != 2:  # noqa: PLR2004 - a city and a province
            return None
        matches = []
        for city, stated in (parts, parts[::-1]):
            try:
                own = self.match_province(stated).code
                matches.append(self._within(self._cities, city, own))
            except ValueProblem:
                continue
        codes = {match.code for match in matches if province in {None, match.place.province_code}}
        return matches[0] if len(codes) == 1 == len({match.code for match in matches}) else None

    def _ask_which(self, kind: Kind, places: list[Place]) -> tuple[str, str]:
        where_fa = "، ".join(f"{p.name_fa} ({self._parent(p)[0] or p.code})" for p in places)
        where_en = ", ".join(f"{p.name_en} ({self._parent(p)[1] or p.code})" for p in places)
        if kind in {"city", "county"} and len({p.province_code for p in places}) == len(places):
            return f"نام استان را هم بنویسید: {where_fa}", f"write the province as well: {where_en}"
        return f"نام کامل یا کد را بنویسید: {where_fa}", f"write the full name or the code: {where_en}"

    def _elsewhere(self, kind: Kind, places: list[Place]) -> tuple[str, str]:
        where_fa = "، ".join(f"{p.name_fa} ({self._parent(p)[0] or p.code})" for p in places[:SUGGESTIONS])
        where_en = ", ".join(f"{p.name_en} ({self._parent(p)[1] or p.code})" for p in places[:SUGGESTIONS])
        part_fa, part_en = ("شهر", "city") if kind == "neighbourhood" else ("استان", "province")
        return (
            f"در {part_fa}ی که نوشته شده نیست؛ هست: {where_fa}. نام یا {part_fa} را درست کنید",
            f"it is not in the stated {part_en} but there is {where_en}: correct the name or the {part_en}",
        )

    def _parent(self, place: Place) -> tuple[str, str]:
        """Return the names of what a place lies in, empty where it is not known."""
        parent = self._cities.by_code.get((place.city_code or "").lower()) or self._provinces.by_code.get(
            (place.province_code or "").lower()
        )
        return (parent.name_fa, parent.name_en) if parent else ("", "")


def _any_place(_: Place) -> bool:
    return True


def _text(value: Cell, kind: Kind) -> str:
    """Return a cell as the text of a name or code: 23.0 of a sheet is 23; an empty cell is refused."""
    if is_empty(value):
        mend = ("نام یا کد را بنویسید", "write the name or the code")
        raise ValueProblem("empty", expected=EXPECTED[kind], came="", mend=mend)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    if len(text) > LONGEST_TEXT:
        raise NotFound(kind, text)
    return text


def _asked_about(code: Cell, places: Sequence[Place]) -> Ambiguous:
    """Return the question about a bare code that means two provinces."""
    names_fa, names_en = "، ".join(p.name_fa for p in places), " or ".join(p.name_en for p in places)
    mend_fa = (
        f"این کد در شماره‌گذاری امروز و پیش از ۲۰۲۰ دو استان است ({names_fa}): نام استان را کنار آن بنویسید "
        "یا در فایل نگاشت بگویید کدام شماره‌گذاری است"
    )
    mend_en = (
        f"this code means two provinces, today and before 2020 ({names_en}): write the province's name "
        "beside it, or say in the mapping which numbering it is"
    )
    return Ambiguous("province", code, places, (mend_fa, mend_en), code="old-or-new-code")
