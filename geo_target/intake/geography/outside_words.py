"""What is said of places that lie outside their province or the country."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from geo_target.intake.finding import Finding
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo_target.intake.geography.province_map import ProvinceMap
    from geo_target.models import FloatArray, IntArray

Words = tuple[str, str]

WARNED_UP_TO = 3.0
"""Tolerances up to which a place outside is a warning; beyond it is an error."""


class _Said(NamedTuple):
    severe: bool
    code: str
    expected: Words
    mend: Words

    def finding(self, index: int, lon: float, lat: float) -> Finding:
        return Finding(
            index=index,
            severity="error" if self.severe else "warning",
            code=self.code,
            expected=self.expected,
            came=f"{lon:.5f}, {lat:.5f}",
            mend=self.mend,
            lon=lon,
            lat=lat,
        )


class OutsideWords:
    """What is said of places that lie outside their province or the country."""

    def __init__(
        self, provinces: ProvinceMap, names: Mapping[str, tuple[str, str]], tolerance_m: float
    ) -> None:
        self._provinces, self._names, self._tolerance_m = provinces, names, tolerance_m
        self._said: dict[tuple[str | None, str | None, bool, Words], _Said] = {}

    def findings(
        self, index: IntArray, lonlat: FloatArray, codes: Sequence[str | None], beyond: FloatArray
    ) -> Iterator[tuple[Finding, bool]]:
        """Give for each row what is said of it, by its distance alone, and whether it lies in the country.

        Parameters
        ----------
        index, codes, beyond
            Of each row its index, the province that it states (None: none that is known) and metres outside.
        lonlat
            Shape ``(n, 2)``, degrees WGS 84.
        """
        around, to_country = self._provinces.around(*lonlat.T)
        for k, (lon, lat) in enumerate(lonlat.tolist()):
            there, abroad = self._provinces.codes[around[k]], bool(to_country[k] > self._tolerance_m)
            if abroad:
                said = self._once(None, there, to_country[k])
            else:
                said = self._once(codes[k], there if to_country[k] == 0 else None, beyond[k])
            yield said.finding(int(index[k]), lon, lat), not abroad

    def _once(self, stated: str | None, there: str | None, metres: float) -> _Said:
        """Return the words, made once for all rows that they fit: a million rows may be wrong in one way."""
        severe = bool(metres > WARNED_UP_TO * self._tolerance_m)
        far = _km(metres)
        key = stated, there, severe, far
        if key not in self._said:
            near = None if there is None else self._name(there)
            if stated is None and near is not None:
                self._said[key] = _outside_country(near, far, severe=severe)
            else:
                self._said[key] = _outside_province(self._name(stated or ""), near, far, severe=severe)
        return self._said[key]

    def _name(self, code: str) -> tuple[str, str]:
        return self._names.get(code, (code, code))


def _outside_country(near: Words, far: Words, *, severe: bool) -> _Said:
    mend = (
        f"{far[0]} کیلومتر بیرون از کشور است (نزدیک‌ترین استان: {near[0]})؛ مختصات را بازبینی کنید",
        f"it lies {far[1]} km outside the country (nearest province: {near[1]}): check the coordinates",
    )
    code = "outside-country" if severe else "near-country-border"
    return _Said(severe, code, ("جایی در ایران", "a place in Iran"), mend)


def _outside_province(stated: Words, there: Words | None, far: Words, *, severe: bool) -> _Said:
    there_fa, there_en = ("بیرون از مرزها", "beyond the borders")
    if there is not None:
        there_fa, there_en = f"در استان {there[0]}", f"in {there[1]}"
    mend = (
        f"این جا {there_fa} است، {far[0]} کیلومتر بیرون از {stated[0]}؛ استان یا مختصات را بازبینی کنید",
        f"it lies {there_en}, {far[1]} km outside {stated[1]}: check the province and the coordinates",
    )
    code = "outside-province" if severe else "near-province-border"
    return _Said(
        severe, code, (f"جایی در استان {stated[0]}", f"a place in the province of {stated[1]}"), mend
    )


@lru_cache(maxsize=4096)
def _km_words(figure: float, decimals: int) -> Words:
    return format_number(figure, "fa", decimals=decimals), format_number(figure, "en", decimals=decimals)


def _km(metres: float) -> Words:
    decimals = 0 if metres >= 10_000 else 1  # noqa: PLR2004 - near a border a tenth of a kilometre is worth saying
    return _km_words(round(metres / 1000, decimals), decimals)
