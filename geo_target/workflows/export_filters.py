"""Which rows of a layer are exported: what a person asks for, checked, and said in two languages.

All filters must hold at once. A filter that a layer has no answer to is refused and never passed over.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.exchange.fields import LAYER_COLUMNS, SERVICE_MEASURES
from geo_target.persian import to_persian_digits
from geo_target.profile import SERVICES
from geo_target.store.export_filters import RowFilter
from geo_target.store.layers import KIND_OF_COLLECTION
from geo_target.workflows.coverage import LARGEST_RADIUS_KM
from geo_target.workflows.export_places import find_cities, find_origins, find_provinces, is_position
from geo_target.workflows.export_polygon import box_shape, read_polygon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_target.store.engine import Connection
    from geo_target.store.export_filters import NamedCode
    from geo_target.workflows.export_polygon import Shape

Words = tuple[str, str]
"""A text in Persian and in English."""

STATUSES: dict[str, Words] = {
    "proposed": ("پیشنهادی", "proposed"),
    "approved": ("تصویب‌شده", "approved"),
    "operating": ("فعال", "operating"),
    "closed": ("بسته", "closed"),
}
PROVENANCES: dict[str, Words] = {
    "official": ("فهرست رسمی", "official"),
    "open": ("دادهٔ باز", "open"),
    "modelled": ("مدل‌شده", "modelled"),
}
SERVICE_WORDS: dict[str, Words] = {
    "training": ("آموزش", "training"),
    "placement": ("کاریابی", "placement"),
    "microfinance": ("تأمین مالی خرد", "microfinance"),
    "community": ("خدمات محله", "community services"),
}
SERVICE_LAYERS: dict[str, tuple[str, ...]] = {
    "training": ("training_centres", "course_runs"),
    "placement": ("placement_centres",),
    "microfinance": ("bank_branches", "self_help_groups", "federations"),
    "community": ("neighbourhood_houses", "social_service_bases"),
}
"""The layers whose every row serves a service."""

_WITHOUT_CITY = ("provinces", "counties", "federations")
_WITH_STATUS = (*KIND_OF_COLLECTION, "candidate_sites")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFilters:
    """What rows are asked for, as a person says it.

    Parameters
    ----------
    provinces, cities
        Codes or names; a city whose name several have needs its province among `provinces`.
    service
        One of the four; of ``priorities`` it keeps every row and the columns of this service.
    statuses, provenances
        Any of these.
    bbox
        West, south, east, north in degrees, EPSG:4326.
    polygon
        Path of a geographic file, or WKT in degrees; several shapes count as one.
    within_km, of
        A radius, and what it is around: ``LON,LAT``, the code of any row, the name of a city, or a layer,
        whose operating facilities (or all rows, where there is no status) are meant, each of them.
    """

    provinces: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    service: str | None = None
    statuses: tuple[str, ...] = ()
    provenances: tuple[str, ...] = ()
    bbox: tuple[float, float, float, float] | None = None
    polygon: str | None = None
    within_km: float | None = None
    of: str | None = None


NO_FILTERS = ExportFilters()


@dataclass(frozen=True, slots=True)
class CheckedFilters:
    """Filters whose values can be, before the store is asked: the vocabulary, the radius, the polygon's file."""

    asked: ExportFilters
    box: Shape | None
    polygon: Shape | None


@dataclass(frozen=True, slots=True)
class ChosenRows:
    """Filters as the store takes them, and in words; `provinces` are the codes of the places that were named."""

    asked: ExportFilters
    rows: RowFilter
    words: tuple[Words, ...]
    provinces: tuple[str, ...]
    places: tuple[Words, ...]


def check_filters(asked: ExportFilters) -> CheckedFilters:
    """Check what can be checked without the store, and read the polygon.

    Raises
    ------
    InputError
        If a service, status or provenance is not known (suggests the nearest), the box or the radius cannot
        be, or the polygon cannot be read.
    """
    if asked.service is not None:
        _require_known("service", asked.service, SERVICES)
    for status in asked.statuses:
        _require_known("status", status, tuple(STATUSES))
    for provenance in asked.provenances:
        _require_known("provenance", provenance, tuple(PROVENANCES))
    _check_radius(asked)

    return CheckedFilters(
        asked,
        box_shape(asked.bbox) if asked.bbox is not None else None,
        read_polygon(asked.polygon) if asked.polygon is not None else None,
    )


def require_fit(asked: ExportFilters, layer: str) -> None:
    """Check that a known layer has an answer to every filter.

    Raises
    ------
    InputError
        If it has none; says why, and what to ask instead.
    """
    reason = unfit(asked, layer)
    if reason is not None:
        raise InputError(reason)


def unfit(asked: ExportFilters, layer: str) -> str | None:
    """Return why a filter, checked before, does not apply to a layer, in one sentence; None if all of them do."""
    if asked.cities and layer in _WITHOUT_CITY:
        return (
            f"The rows of {layer} belong to no city, so --city does not apply; "
            "try --within 20 --of with the city's name or code."
        )
    if asked.statuses and layer not in _WITH_STATUS:
        return f"The rows of {layer} have no status, so --status does not apply; {', '.join(_WITH_STATUS)} have one."
    return _unfit_service(asked.service, layer)


def choose_rows(connection: Connection, checked: CheckedFilters) -> ChosenRows:
    """Return the filters with names as codes and places as geometry, in the snapshot of `connection`.

    Raises
    ------
    UnknownPlaceError
        If a province, city or code is not known, or a name is that of several cities; suggests near ones.
    InputError
        If nothing operates in the layer that a radius is to be around.
    """
    asked = checked.asked
    provinces = find_provinces(connection, asked.provinces)
    cities = find_cities(connection, asked.cities, provinces)
    origins = find_origins(connection, asked.of, provinces) if asked.of is not None else None
    of_provinces = tuple(_place_words("استان", "province", place) for place in provinces)
    of_cities = tuple(_place_words("شهر", "city", place) for place in cities)

    rows = RowFilter(
        provinces=_some(tuple(p.code for p in provinces)),
        cities=_some(tuple(c.code for c in cities)),
        statuses=_some(asked.statuses),
        provenances=_some(asked.provenances),
        box=checked.box.ewkb if checked.box else None,
        polygon=checked.polygon.ewkb if checked.polygon else None,
        origins=origins.places if origins else None,
        radius_m=1000 * (asked.within_km or 0),
    )
    placed = tuple(_any_of(group) for group in (of_provinces, of_cities) if group)
    around = (_around_words(asked.within_km or 0, origins.words),) if origins else ()
    words = (*placed, *_value_words(checked), *around)
    named = {p.code for p in provinces} or {c.province_code for c in cities}
    return ChosenRows(asked, rows, words, tuple(sorted(named)), of_provinces + of_cities)


def rows_of_layer(chosen: ChosenRows, layer: str) -> RowFilter:
    """Return the filter as it stands for one layer: candidate sites serve a community by their kind."""
    if layer == "candidate_sites" and chosen.asked.service == "community":
        return replace(chosen.rows, kinds=("neighbourhood_house",))
    return chosen.rows


def columns_of_layer(asked: ExportFilters, layer: str) -> tuple[str, ...]:
    """Return the columns to be written; empty for all. Priorities of one service leave out the other three's."""
    if layer != "priorities" or asked.service is None:
        return ()
    others = {f"{own}_{s}" for own in SERVICE_MEASURES for s in SERVICES if s != asked.service}
    return tuple(column for column in LAYER_COLUMNS[layer] if column not in others)


def _unfit_service(service: str | None, layer: str) -> str | None:
    if service is None or layer == "priorities" or layer in SERVICE_LAYERS[service]:
        return None
    if layer == "candidate_sites":
        if service == "community":
            return None
        return "Of the candidate sites only neighbourhood houses have a service yet, which is community."
    serving = [name for name, layers in SERVICE_LAYERS.items() if layer in layers]
    instead = ", ".join((*SERVICE_LAYERS[service], "priorities"))
    if serving:
        return f"The rows of {layer} serve {serving[0]}, not {service}; export {instead}."
    return f"The rows of {layer} serve no service, so --service does not apply; export {instead}."


def _check_radius(asked: ExportFilters) -> None:
    if (asked.within_km is None) != (asked.of is None):
        raise InputError("A radius needs both --within (kilometres) and --of (what it is around).")
    radius = asked.within_km
    if radius is not None and not (math.isfinite(radius) and 0 < radius <= LARGEST_RADIUS_KM):
        raise InputError(
            f"The radius must be over 0 and at most {LARGEST_RADIUS_KM:g} kilometres, not {radius:g}."
        )
    if asked.of is not None:
        is_position(asked.of)


def _require_known(what: str, value: str, known: tuple[str, ...]) -> None:
    if value in known:
        return
    near = difflib.get_close_matches(value.lower(), known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise InputError(f"There is no {what} {value!r}.{hint} There are: {', '.join(known)}.")


def _some(values: tuple[str, ...]) -> tuple[str, ...] | None:
    return values or None


def _place_words(fa: str, en: str, place: NamedCode) -> Words:
    return f"{fa} {place.name_fa} ({place.code})", f"{en} {place.name_en} ({place.code})"


def _any_of(words: tuple[Words, ...]) -> Words:
    return " یا ".join(fa for fa, _ in words), " or ".join(en for _, en in words)


def _value_words(checked: CheckedFilters) -> tuple[Words, ...]:
    asked = checked.asked
    told: list[Words] = []
    if asked.service is not None:
        told.append(_labelled("خدمت", "service", SERVICE_WORDS, (asked.service,)))
    if asked.statuses:
        told.append(_labelled("وضعیت", "status", STATUSES, asked.statuses))
    if asked.provenances:
        told.append(_labelled("خاستگاه", "provenance", PROVENANCES, asked.provenances))
    told += [shape.words for shape in (checked.box, checked.polygon) if shape is not None]
    return tuple(told)


def _labelled(fa: str, en: str, table: Mapping[str, Words], values: tuple[str, ...]) -> Words:
    words_fa, words_en = _any_of(tuple(table[value] for value in values))
    return f"{fa}: {words_fa}", f"{en}: {words_en}"


def _around_words(radius_km: float, words: Words) -> Words:
    en = f"{radius_km:.12g}"
    fa = to_persian_digits(en.replace(".", "٫"))
    return f"تا {fa} کیلومتری {words[0]}", f"within {en} km of {words[1]}"
