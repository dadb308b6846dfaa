"""The inputs of the generator, read from ``data/sources`` and checked once."""

from __future__ import annotations

import csv
import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.reference.land import Ground, surface

if TYPE_CHECKING:
    from pathlib import Path

NATURAL_EARTH = ("provinces", "land", "lakes", "coastline", "country_borders")
SECTORS = ("industry", "services", "agriculture", "culture_and_art")

_PLAIN_LETTERS = str.maketrans({"‘": "'", "’": "'", "á": "a", "Á": "A"})


@dataclass(frozen=True, slots=True)
class City:
    """A programme city; coordinates in microdegrees, population as GeoNames has it."""

    geonameid: int
    name_fa: str
    name_en: str
    lon: int
    lat: int
    population: int
    province_code: str
    named_in_report: bool

    @property
    def code(self) -> str:
        """The city's code in every layer."""
        return f"C{self.geonameid}"


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place of GeoNames with names in both languages; coordinates in microdegrees."""

    geonameid: int
    name_fa: str
    name_en: str
    lon: int
    lat: int
    population: int
    province_code: str


@dataclass(frozen=True, slots=True)
class Occupation:
    """What a course teaches."""

    code: str
    name_fa: str
    name_en: str
    sector: str


@dataclass(frozen=True, slots=True)
class NamePart:
    """A piece of a neighbourhood's name: a prefix or a base, for one type of neighbourhood."""

    type: str
    part: str
    fa: str
    en: str


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Everything that the generator reads."""

    cities: tuple[City, ...]
    places: tuple[Place, ...]
    provinces: tuple[dict[str, str], ...]
    occupations: tuple[Occupation, ...]
    name_parts: tuple[NamePart, ...]
    map_labels: tuple[dict[str, str], ...]
    figures: dict[str, tuple[dict[str, str], ...]]
    figure_notes: tuple[dict[str, str], ...]
    catalog_layers: tuple[dict[str, str], ...]
    catalog_columns: tuple[dict[str, str], ...]
    natural_earth: dict[str, dict[str, Any]]
    ground: Ground

    def city(self, name_en: str) -> City:
        """Return the programme city of that English name."""
        return next(c for c in self.cities if c.name_en == name_en)


def read_sources(folder: Path) -> Sources:
    """Read ``data/sources``.

    Raises
    ------
    FileNotFoundError, KeyError, ValueError
        If a file or a column is missing, or a number is none.
    """
    layers = {
        name: json.loads((folder / "natural_earth" / f"{name}.geojson").read_text("utf-8"))
        for name in NATURAL_EARTH
    }
    tables = (
        "programme_totals",
        "training_sector_shares",
        "self_help_groups_by_province",
        "microfinance_portfolio",
        "local_actions",
    )
    return Sources(
        cities=tuple(_city(r) for r in _rows(folder, "programme_cities")),
        places=tuple(_place(r) for r in _rows(folder, "iran_places") if r["name_fa"] and not r["suspect"]),
        provinces=_rows(folder, "iran_provinces"),
        occupations=_occupations(_rows(folder, "occupations")),
        name_parts=tuple(NamePart(**r) for r in _rows(folder, "neighbourhood_names")),
        map_labels=_rows(folder, "map_labels"),
        figures={name: _rows(folder, name) for name in tables},
        figure_notes=_rows(folder, "figure_notes"),
        catalog_layers=_rows(folder, "catalog_layers"),
        catalog_columns=_rows(folder, "catalog_columns"),
        natural_earth=layers,
        ground=Ground(*(surface(_polygons(layers[n])) for n in ("land", "lakes", "provinces"))),
    )


def microdegrees(degrees: str | float) -> int:
    """Round degrees to whole microdegrees."""
    return round(float(degrees) * 1_000_000)


def plain_english(name: str) -> str:
    """Take the dots and dashes off a transliteration: ``Qaşr-e Qand`` becomes ``Qasr-e Qand``."""
    letters = unicodedata.normalize("NFKD", name.translate(_PLAIN_LETTERS))
    return "".join(c for c in letters if not unicodedata.combining(c))


def plain_persian(name: str) -> str:
    """Take the vowel signs off a Persian name; letters and joiners stay."""
    return "".join(c for c in name if not unicodedata.combining(c))


def _rows(folder: Path, name: str) -> tuple[dict[str, str], ...]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _city(row: dict[str, str]) -> City:
    return City(
        geonameid=int(row["geonameid"]),
        name_fa=row["name_fa"],
        name_en=row["name_en"],
        lon=microdegrees(row["lon"]),
        lat=microdegrees(row["lat"]),
        population=int(row["population"]),
        province_code=row["province_code"],
        named_in_report=row["named_in_report"] == "True",
    )


def _place(row: dict[str, str]) -> Place:
    return Place(
        geonameid=int(row["geonameid"]),
        name_fa=plain_persian(row["name_fa"]),
        name_en=plain_english(row["name_en"]),
        lon=microdegrees(row["lon"]),
        lat=microdegrees(row["lat"]),
        population=int(row["population"]),
        province_code=row["province_code"],
    )


def _occupations(rows: tuple[dict[str, str], ...]) -> tuple[Occupation, ...]:
    ordered = sorted(rows, key=lambda r: SECTORS.index(r["sector"]))
    return tuple(Occupation(code=f"OC-{n:03}", **row) for n, row in enumerate(ordered, 1))


def _polygons(layer: dict[str, Any]) -> list[list[list[list[float]]]]:
    return [polygon for feature in layer["features"] for polygon in feature["geometry"]["coordinates"]]
