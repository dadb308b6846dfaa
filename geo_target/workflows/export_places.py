"""The places that filters name: provinces and cities by code or name, and what a radius is around."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.errors import InputError, UnknownPlaceError
from geo_target.exchange.fields import LAYER_TITLES
from geo_target.geodesy import check_lonlat
from geo_target.persian import compact_name, strip_place_word, to_ascii_digits
from geo_target.store.export_filters import (
    NamedCode,
    RowFilter,
    filtered_rows,
    named_cities,
    named_provinces,
    place_of_code,
)
from geo_target.store.layers import EXPORTABLE, KIND_OF_COLLECTION
from geo_target.workflows.export_polygon import ewkb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.store.engine import Connection

_POSITION = re.compile(r"\s*([-+]?[0-9]*\.?[0-9]+)\s*[,،;]\s*([-+]?[0-9]*\.?[0-9]+)\s*")
_CODE = re.compile(r"[A-Z]{1,2}-?[0-9][0-9-]*(?:-?[A-Z][0-9]+)?")
_MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class Origins:
    """What a radius is around: places as hexadecimal EWKB (EPSG:4326), and what they are, Persian and English."""

    places: tuple[str, ...]
    words: tuple[str, str]


def find_provinces(connection: Connection, asked: Sequence[str]) -> tuple[NamedCode, ...]:
    """Return the provinces of these codes or names, each once, by code.

    Raises
    ------
    UnknownPlaceError
        If one is not known; suggests the nearest and lists all.
    """
    if not asked:
        return ()
    known = named_provinces(connection)
    found = {place.code: place for text in asked for place in _one_province(text, known)}
    return tuple(found[code] for code in sorted(found))


def find_cities(
    connection: Connection, asked: Sequence[str], provinces: tuple[NamedCode, ...]
) -> tuple[NamedCode, ...]:
    """Return the cities of these codes or names, each once, by code; only of these provinces, if there are any.

    Raises
    ------
    UnknownPlaceError
        If one is not known (suggests near ones), lies in another province, or several have the name.
    """
    if not asked:
        return ()
    known = named_cities(connection)
    found = {city.code: city for city in (_one_city(text, known, provinces) for text in asked)}
    return tuple(found[code] for code in sorted(found))


def find_origins(connection: Connection, asked: str, provinces: tuple[NamedCode, ...]) -> Origins:
    """Return what `asked` stands for: ``LON,LAT``, a layer, the code of any row, or the name of a city.

    A layer of facilities or candidate sites stands for its operating rows, another one for all its rows, in
    the whole country.

    Raises
    ------
    UnknownPlaceError
        If there is no such code or city, or several cities have the name.
    InputError
        If the position is out of range, or the layer has no such row.
    """
    position = is_position(asked)
    if position is not None:
        return _at(position)
    if asked in EXPORTABLE:
        return _of_layer(connection, asked)
    code = to_ascii_digits(asked).strip().upper()
    held = place_of_code(connection, code)
    if held is not None:
        place, name_fa, name_en = held
        return Origins((place,), (f"{name_fa} ({code})", f"{name_en} ({code})"))
    if _CODE.fullmatch(code):
        raise UnknownPlaceError(
            f"No row of any layer has the code {code}; --of takes LON,LAT, a code or a layer."
        )

    city = _one_city(asked, named_cities(connection), provinces)
    place = (place_of_code(connection, city.code) or ("",))[0]
    return Origins((place,), (f"{city.name_fa} ({city.code})", f"{city.name_en} ({city.code})"))


def is_position(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude if `text` is ``LON,LAT``, digits of any script; None if it is something else.

    Raises
    ------
    InputError
        If the degrees are out of range.
    """
    found = _POSITION.fullmatch(to_ascii_digits(text).replace("٫", "."))
    if found is None:
        return None
    lon, lat = float(found[1]), float(found[2])
    check_lonlat([[lon, lat]])
    return lon, lat


def _at(position: tuple[float, float]) -> Origins:
    import shapely

    lon, lat = position
    text = f"{lon:.12g}, {lat:.12g}"
    return Origins((ewkb(shapely.Point(lon, lat)),), (f"نقطهٔ {text}", f"the point {text} (lon, lat)"))


def _of_layer(connection: Connection, layer: str) -> Origins:
    operating = layer in KIND_OF_COLLECTION or layer == "candidate_sites"
    chosen = RowFilter(statuses=("operating",)) if operating else RowFilter()
    frame = filtered_rows(connection, layer, chosen)
    if frame.empty:
        held = "operating row" if operating else "row"
        raise InputError(f"The layer {layer} has no {held} to measure the radius from.")
    title_fa, title_en = LAYER_TITLES[layer]
    places = tuple(ewkb(place) for place in frame.geometry)
    if operating:
        return Origins(places, (f"هر ردیف فعال «{title_fa}»", f"any operating row of {layer} ({title_en})"))
    return Origins(places, (f"هر ردیف «{title_fa}»", f"any row of {layer} ({title_en})"))


def _one_province(text: str, known: tuple[NamedCode, ...]) -> tuple[NamedCode, ...]:
    found = _called(text, known)
    if found:
        return found
    near = _near(text, known)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    listed = ", ".join(f"{place.code} {place.name_en}" for place in known)
    raise UnknownPlaceError(f"There is no province {text!r}.{hint} The provinces are: {listed}.")


def _one_city(text: str, known: tuple[NamedCode, ...], provinces: tuple[NamedCode, ...]) -> NamedCode:
    found = _called(text, known)
    within = {province.code for province in provinces}
    inside = tuple(city for city in found if not within or city.province_code in within)
    if len(inside) == 1:
        return inside[0]
    listed = "; ".join(f"{c.code} {c.name_en} ({c.province_en})" for c in (inside or found)[:_MOST_LISTED])
    if inside:
        raise UnknownPlaceError(
            f"{len(inside)} cities are called {text!r}: {listed}. Give the code, or the province as well."
        )
    if found:
        asked = " or ".join(province.name_en for province in provinces)
        raise UnknownPlaceError(f"No city of {asked} is called {text!r}; there is {listed}.")
    near = _near(text, known)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise UnknownPlaceError(f"There is no city {text!r}.{hint}")


def _called(text: str, known: tuple[NamedCode, ...]) -> tuple[NamedCode, ...]:
    """Return the places of this code, else of this very name, else of this name without شهر or province."""
    exact = compact_name(text)
    by_code = tuple(place for place in known if exact == compact_name(place.code))
    by_name = tuple(place for place in known if exact in _names(place))
    bare = strip_place_word(text).replace(" ", "")
    return by_code or by_name or tuple(place for place in known if bare and bare in _bare_names(place))


def _names(place: NamedCode) -> tuple[str, str]:
    return compact_name(place.name_fa), compact_name(place.name_en)


def _bare_names(place: NamedCode) -> tuple[str, str]:
    return (
        strip_place_word(place.name_fa).replace(" ", ""),
        strip_place_word(place.name_en).replace(" ", ""),
    )


def _near(text: str, known: tuple[NamedCode, ...]) -> list[str]:
    """Return up to three places whose names look like this one, as ``IR-09 Razavi Khorasan``."""
    by_name = {name: f"{p.code} {p.name_en}" for p in known for name in (*_names(p), compact_name(p.code))}
    near = difflib.get_close_matches(compact_name(text), sorted(by_name), n=3, cutoff=0.7)
    return list(dict.fromkeys(by_name[name] for name in near))
