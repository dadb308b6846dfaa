"""Modelled values to the rows of each file: exactly the columns that the layer's table stores."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from geo_target.reference.reported import Figure
from geo_target.reference.write import collection, degrees, feature, multipolygon, point, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo_target.reference.groups import Group
    from geo_target.reference.model import Model
    from geo_target.reference.people import Neighbourhood
    from geo_target.reference.sources import City, Sources

Row = dict[str, Any]
"""Properties of a feature; ``lon`` and ``lat`` in microdegrees where it is a point."""

FACILITY_LAYERS = {
    "training_centres": "training_centre",
    "placement_centres": "placement_centre",
    "neighbourhood_houses": "neighbourhood_house",
    "bank_branches": "bank_branch",
    "social_service_bases": "social_service_base",
}

_NEIGHBOURHOOD = (
    "code", "name_fa", "name_en", "province_code", "city_code", "type",
    "population", "households", "job_seekers", "women_heads_of_household",
)  # fmt: skip


def point_layers(sources: Sources, model: Model) -> dict[str, list[Row]]:
    """Return the rows of every layer of points, sorted by code."""
    layers: dict[str, list[Row]] = {
        "cities": [_city(c) for c in sources.cities],
        "self_help_groups": [asdict(g) for g in model.groups],
        "federations": [asdict(f) for f in model.federations],
        "course_runs": [asdict(r) for r in model.course_runs],
        "candidate_sites": [
            {"code": f"CS-{n:05}", **asdict(s)} for n, s in enumerate(model.candidate_sites, 1)
        ],
    }
    for layer, kind in FACILITY_LAYERS.items():
        layers[layer] = [asdict(f) for f in model.facilities[kind]]
    return {layer: sorted(rows, key=lambda r: str(r["code"])) for layer, rows in layers.items()}


def points_text(rows: Iterable[Row]) -> str:
    """Return rows of points as GeoJSON."""
    return collection(
        feature({k: v for k, v in row.items() if k not in ("lon", "lat")}, *point(row["lon"], row["lat"]))
        for row in rows
    )


def neighbourhood_row(place: Neighbourhood) -> Row:
    """Return a neighbourhood's stored columns."""
    return {
        **{name: getattr(place, name) for name in _NEIGHBOURHOOD},
        "deprivation": place.deprivation / 1000,
    }


def neighbourhoods_text(places: Iterable[Neighbourhood]) -> str:
    """Return neighbourhoods as GeoJSON multipolygons."""
    return collection(feature(neighbourhood_row(n), *multipolygon(n.ring)) for n in places)


def demand_points_text(places: Iterable[Neighbourhood]) -> str:
    """Return all demand points as CSV, sorted by code."""
    rows = [
        (f"D{n.code[1:]}-{number:03}", n.code, f"{degrees(x):.6f}", f"{degrees(y):.6f}", population)
        for n in places
        for number, ((x, y), population) in enumerate(
            zip(n.points.tolist(), n.point_population.tolist(), strict=True), 1
        )
    ]
    return table(("code", "neighbourhood_code", "lon", "lat", "population"), rows)


def occupations_text(sources: Sources) -> str:
    """Return the occupations as CSV, sorted by code."""
    return table(
        ("code", "name_fa", "name_en", "sector"),
        [(o.code, o.name_fa, o.name_en, o.sector) for o in sources.occupations],
    )


def figures_text(figures: Sequence[Figure]) -> str:
    """Return the report's figures as CSV, sorted by key and scope."""
    names = [f.name for f in fields(Figure)]
    return table(names, [[getattr(figure, name) for name in names] for figure in figures])


def boundary_texts(sources: Sources) -> dict[str, str]:
    """Return the provinces, the basemap and its labels as GeoJSON, by layer."""
    texts = {
        layer: collection(feature(f["properties"], *_shape(f)) for f in value["features"])
        for layer, value in sources.natural_earth.items()
        if layer != "provinces"
    }
    texts["provinces"] = _provinces_text(sources)
    texts["map_labels"] = collection(
        feature(
            {"kind": r["kind"], "name_fa": r["name_fa"], "name_en": r["name_en"], "rank": int(r["rank"])},
            "Point",
            [float(r["lon"]), float(r["lat"])],
        )
        for r in sources.map_labels
    )
    return texts


def group_rows(groups: Iterable[Group]) -> list[Row]:
    """Return groups as rows, for counting."""
    return [asdict(g) for g in groups]


def _provinces_text(sources: Sources) -> str:
    shapes = {f["properties"]["iso_3166_2"]: f for f in sources.natural_earth["provinces"]["features"]}
    with_city = {c.province_code for c in sources.cities}
    rows = sorted(sources.provinces, key=lambda r: r["iso_3166_2"])
    return collection(
        feature(
            {
                "code": r["iso_3166_2"],
                "name_fa": r["name_fa"],
                "name_en": r["name_en"],
                "iso_3166_2_pre2020": r["iso_3166_2_pre2020"],
                "sci_code": r["sci_code"],
                "hasc": r["hasc"],
                "in_programme": r["iso_3166_2"] in with_city,
            },
            *_shape(shapes[r["iso_3166_2"]]),
        )
        for r in rows
    )


def _city(city: City) -> Row:
    return {
        "code": city.code,
        "name_fa": city.name_fa,
        "name_en": city.name_en,
        "province_code": city.province_code,
        "county_code": None,
        "population": city.population,
        "named_in_report": city.named_in_report,
        "lon": city.lon,
        "lat": city.lat,
    }


def _shape(value: Row) -> tuple[str, Any]:
    return value["geometry"]["type"], value["geometry"]["coordinates"]
