"""A country of two provinces, so small that an import takes a tenth of a second; its lists; and all that stands in it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import hypothesis
import shapely
from sqlalchemy import text

from geo_target.intake.checked import CheckOptions
from geo_target.persian import to_persian_digits
from geo_target.store import loading
from geo_target.workflows.import_layer import AboutDataset, ImportOutcome, import_layer
from geo_target.workflows.score import score_again

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.store.engine import Connection, Store

HALF = 0.02
PROVINCES = {
    "IR-09": ("خراسان رضوی", "Razavi Khorasan", 34.0),
    "IR-29": ("خراسان جنوبی", "South Khorasan", 30.0),
}
CITIES = {"C1": ("مشهد", "Mashhad", "IR-09", 60.0, 36.0), "C2": ("بیرجند", "Birjand", "IR-29", 60.0, 32.0)}
WITH_HISTORY = (
    "provinces", "counties", "cities", "neighbourhoods", "demand_points", "facilities", "federations",
    "self_help_groups", "occupations", "course_runs", "candidate_sites", "reported_figures", "rasters",
)  # fmt: skip


def is_soak() -> bool:
    """Whether this is `make soak`: more of everything."""
    return hypothesis.settings.default.max_examples >= 2000


def fill(store: Store, *, neighbourhoods: int = 4) -> None:
    """Load the country as reference data, and score it: neighbourhoods in both cities, one facility of each kind."""
    with store.write() as connection:
        _put(
            connection,
            "provinces",
            [
                {
                    "code": c,
                    "name_fa": fa,
                    "name_en": en,
                    "in_programme": True,
                    "geom": _box(58, y, 62, y + 4),
                }
                for c, (fa, en, y) in PROVINCES.items()
            ],
        )
        _put(
            connection,
            "cities",
            [
                {
                    "code": c,
                    "name_fa": fa,
                    "name_en": en,
                    "province_code": p,
                    "population": 900_000,
                    "named_in_report": True,
                    "geom": point(x, y),
                }
                for c, (fa, en, p, x, y) in CITIES.items()
            ],
        )
        areas = [area(1 + n % 2, n // 2 + 1) for n in range(neighbourhoods)]
        _put(
            connection,
            "neighbourhoods",
            [{**one["properties"], "geom": _hex(one["geometry"])} for one in areas],
        )
        _put(connection, "demand_points", [_demand(one) for one in areas])
        _put(
            connection,
            "occupations",
            [{"code": "OC-001", "name_fa": "نان‌پزی", "name_en": "Baking", "sector": "services"}],
        )
        _put(
            connection,
            "federations",
            [
                {
                    "code": "FD-01",
                    "name_fa": "کانون",
                    "name_en": "Federation",
                    "province_code": "IR-09",
                    "county_fa": "مشهد",
                    "county_en": "Mashhad",
                    "geom": point(60, 36),
                }
            ],
        )
        for layer, (kind, prefix) in KINDS.items():
            _put(connection, layer, [_stored(facility(prefix, 1, 1)) | {"kind": kind}])
        _put(connection, "self_help_groups", [_stored(group(1))])
        _put(connection, "course_runs", [_stored(course(1))])
        _put(connection, "candidate_sites", [_stored(site(1))])
    score_again(store)


KINDS = {
    "training_centres": ("training_centre", "TC"),
    "placement_centres": ("placement_centre", "PC"),
    "neighbourhood_houses": ("neighbourhood_house", "NH"),
    "bank_branches": ("bank_branch", "BB"),
    "social_service_bases": ("social_service_base", "SB"),
}


def area(
    city: int, number: int, *, population: int = 1000, place: int | None = None, **more: Any
) -> dict[str, Any]:
    """Return a neighbourhood as a feature; `place` puts it where the one of that number is by default."""
    x, y = corner(city, number if place is None else place)
    properties = {
        "code": f"N{city}-{number:03d}", "name_fa": to_persian_digits(f"محلهٔ {city} {number}"), "name_en": f"Area {city} {number}",
        "province_code": CITIES[f"C{city}"][2], "city_code": f"C{city}", "type": "informal_settlement",
        "population": population, "households": population // 4, "job_seekers": population // 10,
        "women_heads_of_household": population // 20, "deprivation": 0.5,
    }  # fmt: skip
    return feature(properties | more, shapely.box(x, y, x + HALF, y + HALF))


def corner(city: int, place: int) -> tuple[float, float]:
    """Return the south-western corner of a neighbourhood's square: they lie in rows of ten beside the city's point."""
    _, _, _, x, y = CITIES[f"C{city}"]
    return x + place % 10 * 2 * HALF, y + place // 10 * 2 * HALF


def facility(prefix: str, number: int, city: int, *, place: int | None = None, **more: Any) -> dict[str, Any]:
    """Return a facility as a feature: in the middle of the neighbourhood `place` of the city, its own number's by default."""
    place = number if place is None else place
    x, y = corner(city, place)
    properties = {
        "code": f"{prefix}-{number:05d}", "name_fa": to_persian_digits(f"{prefix} شمارهٔ {number}"), "name_en": f"{prefix} number {number}",
        "province_code": CITIES[f"C{city}"][2], "city_code": f"C{city}", "neighbourhood_code": None, "status": "operating",
        "capacity": 100, "in_outskirts": False, "floor_area_m2": None,
    }  # fmt: skip
    offset = HALF / 2 + number * 0.0003
    return feature(properties | more, shapely.Point(round(x + offset, 6), round(y + HALF / 2, 6)))


def group(number: int, **more: Any) -> dict[str, Any]:
    """Return a self-help group in the first neighbourhood of the first city."""
    x, y = corner(1, 1)
    properties = {
        "code": f"SG-{number:05d}", "name_fa": to_persian_digits(f"گروه {number}"), "name_en": f"Group {number}", "province_code": "IR-09",
        "place_fa": "حاشیهٔ مشهد", "place_en": "Outskirts", "setting": "urban_outskirt", "neighbourhood_code": "N1-001",
        "federation_code": "FD-01", "members": 20, "women": 18, "women_heads_of_household": 3,
    }  # fmt: skip
    return feature(properties | more, shapely.Point(x + HALF / 3, y + HALF / 3))


def course(number: int, **more: Any) -> dict[str, Any]:
    """Return a course run in the first training centre."""
    place = facility("TC", 1, 1)["geometry"]
    properties = {
        "code": f"CR-{number:04d}", "name_fa": to_persian_digits(f"دوره {number}"), "name_en": f"Course {number}", "province_code": "IR-09",
        "city_code": "C1", "neighbourhood_code": "N1-001", "training_centre_code": "TC-00001",
        "occupation_code": "OC-001", "trainees": 10, "trainee_hours": 1000,
    }  # fmt: skip
    return feature(properties | more, place)


def site(number: int, **more: Any) -> dict[str, Any]:
    """Return a candidate site in the first neighbourhood."""
    x, y = corner(1, 1)
    properties = {
        "code": f"CS-{number:05d}", "name_fa": to_persian_digits(f"محل {number}"), "name_en": f"Site {number}", "province_code": "IR-09",
        "city_code": "C1", "neighbourhood_code": "N1-001", "kind": "public_plot", "status": "proposed",
        "budget_million_rials": None,
    }  # fmt: skip
    return feature(properties | more, shapely.Point(x + HALF / 4, y + HALF / 4))


def feature(properties: dict[str, Any], shape: Any) -> dict[str, Any]:
    """Return a GeoJSON feature; the geometry stays a shape until it is written."""
    return {"type": "Feature", "properties": properties, "geometry": shape}


def write(path: Path, features: list[dict[str, Any]]) -> Path:
    """Write features as GeoJSON."""
    made = [{**one, "geometry": shapely.geometry.mapping(one["geometry"])} for one in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False), "utf-8")
    return path


def bring_in(store: Store, layer: str, path: Path, mode: str = "replace", **options: Any) -> ImportOutcome:
    """Import a file as an official list."""
    return import_layer(store, layer, path, options=CheckOptions(mode=mode), about=AboutDataset(), **options)


def everything(store: Store) -> dict[str, Any]:
    """Return all current rows of all layers, ids included, and the scores that are shown, as one snapshot has them."""
    with store.read() as connection:
        return everything_seen(connection)


def everything_seen(connection: Connection) -> dict[str, Any]:
    """Return the same as `everything`, as this connection sees it."""
    seen: dict[str, Any] = {
        name: connection.execute(
            text(f"SELECT t::text FROM geo_target.{name} AS t WHERE retired_by IS NULL ORDER BY 1")
        )
        .scalars()
        .all()
        for name in WITH_HISTORY
    }
    seen["scores"] = (
        connection.execute(
            text(
                "SELECT (s.neighbourhood_code, s.service, s.state, s.nearest_m, s.nearest_code, s.radius_m, s.demand, s.share_covered,"
                " s.unserved, s.priority, s.rank)::text FROM geo_target.scores AS s JOIN layers.current_score_run AS r USING (run_id) ORDER BY 1"
            )
        )
        .scalars()
        .all()
    )
    return seen


def is_whole(connection: Connection) -> bool:
    """Whether what a reader sees fits together: the scores are of these rows, every neighbourhood has its people."""
    asked = """
        SELECT (SELECT r.data_version = v.version FROM layers.current_score_run AS r, geo_target.data_version AS v)
           AND NOT EXISTS (
               SELECT 1 FROM layers.neighbourhoods AS n
               FULL JOIN (SELECT neighbourhood_code AS code FROM geo_target.scores JOIN layers.current_score_run USING (run_id)
                          WHERE service = 'overall') AS s USING (code)
               WHERE n.code IS NULL OR s.code IS NULL)
           AND NOT EXISTS (
               SELECT 1 FROM layers.neighbourhoods AS n LEFT JOIN geo_target.demand_points AS p
                   ON p.neighbourhood_code = n.code AND p.retired_by IS NULL
               GROUP BY n.code, n.population HAVING coalesce(sum(p.population), 0) <> n.population)
           AND NOT EXISTS (
               SELECT 1 FROM geo_target.demand_points AS p LEFT JOIN layers.neighbourhoods AS n ON n.code = p.neighbourhood_code
               WHERE p.retired_by IS NULL AND n.code IS NULL)
           AND NOT EXISTS (
               SELECT 1 FROM layers.facilities AS f LEFT JOIN layers.neighbourhoods AS n ON n.code = f.neighbourhood_code
               WHERE f.neighbourhood_code IS NOT NULL AND n.code IS NULL)
    """
    return bool(connection.execute(text(asked)).scalar_one())


def point(x: float, y: float) -> str:
    """Return a point as the store takes it."""
    return _hex(shapely.Point(x, y))


def _box(west: float, south: float, east: float, north: float) -> str:
    return _hex(shapely.box(west, south, east, north))


def _hex(shape: Any) -> str:
    if shape.geom_type == "Polygon":
        shape = shapely.MultiPolygon([shape])
    return str(shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True))


def _stored(one: dict[str, Any]) -> dict[str, Any]:
    return {**one["properties"], "geom": _hex(one["geometry"])}


def _demand(one: dict[str, Any]) -> dict[str, Any]:
    code, middle = one["properties"]["code"], one["geometry"].centroid
    return {
        "code": f"D{code[1:]}-001",
        "neighbourhood_code": code,
        "population": one["properties"]["population"],
        "geom": point(middle.x, middle.y),
    }


def _put(connection: Connection, layer: str, rows: list[dict[str, Any]]) -> None:
    dataset = loading.NewDataset(
        layer=layer, title_fa="کشور کوچک", title_en="Small world", provenance="modelled", source_fa="آزمون",
        source_en="Test", licence="none", dated=dt.date(2026, 1, 1), checksum="0" * 64,
    )  # fmt: skip
    loading.replace_layer(connection, dataset, rows)
