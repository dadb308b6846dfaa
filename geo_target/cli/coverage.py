"""`geo-target coverage`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.output import Format, FormatOption, print_json, print_rows, say
from geo_target.cli.session import open_store

if TYPE_CHECKING:
    from geo_target.workflows.coverage import CoverageAnswer

POINT_COLUMNS = {
    "service": "service",
    "kind": "kind",
    "status": "status",
    "code": "code",
    "name_fa": "name (fa)",
    "name_en": "name",
    "distance_m": "metres",
    "capacity": "capacity",
    "province_code": "province",
    "provenance": "provenance",
}
POINTS_FOR_A_TERMINAL = (
    "service",
    "distance_m",
    "status",
    "code",
    "capacity",
    "provenance",
    "name_en",
    "name_fa",
)
AREA_COLUMNS = {
    "code": "code",
    "population": "people",
    "reached_population": "reached",
    "percent": "percent",
    "nearest_distance_m": "metres",
    "provenance": "provenance",
    "city_en": "city",
    "name_en": "neighbourhood",
    "name_fa": "(fa)",
}


def coverage(
    radius_km: Annotated[float, typer.Option("--radius-km", help="Kilometres, itself included; up to 500.")],
    lon: Annotated[float | None, typer.Option(help="Longitude in degrees (WGS84).")] = None,
    lat: Annotated[float | None, typer.Option(help="Latitude in degrees (WGS84).")] = None,
    place: Annotated[
        str | None, typer.Option(help="A city or neighbourhood, by name (Persian or English) or code.")
    ] = None,
    province: Annotated[
        str | None, typer.Option(help="Its province, where several places have one name.")
    ] = None,
    service: Annotated[
        str | None, typer.Option(help="Only this service: training, placement, microfinance, community.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows of each table on the terminal.")] = 15,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """List what is within reach of a place, by service, and whom it reaches.

    Example: geo-target coverage --place مشهد --radius-km 5
    """
    from geo_target.profile import load_profile
    from geo_target.store.layers import require_province
    from geo_target.workflows.coverage import chosen_service, cover

    profile = load_profile()
    with open_store() as store:
        code = require_province(store, province) if province else None
        answer = cover(store, profile, radius_km=radius_km, lon=lon, lat=lat, place=place, province=code)
    answer = chosen_service(answer, service)
    if fmt is Format.JSON:
        print_json(_as_json(answer))
    elif fmt is Format.CSV:
        print_rows(_points(answer), POINT_COLUMNS, fmt)
    else:
        _print(answer, limit)


def _points(answer: CoverageAnswer) -> list[dict[str, object]]:
    return [{**row, "service": held.service} for held in answer.services for row in held.facilities]


def _as_json(answer: CoverageAnswer) -> dict[str, object]:
    return {
        "lon": answer.lon,
        "lat": answer.lat,
        "radius_km": answer.radius_km,
        "place": answer.place,
        "data_version": answer.data_version,
        "reached_population": answer.reached_population,
        "services": [
            {"service": held.service, "operating": held.operating, "facilities": held.facilities}
            for held in answer.services
        ],
        "neighbourhoods": answer.neighbourhoods,
    }


def _print(answer: CoverageAnswer, limit: int) -> None:
    name = f"{answer.place['name_en']} ({answer.place['name_fa']}), " if answer.place else ""
    say(f"Within {answer.radius_km:g} km of {name}{answer.lon:.6f}, {answer.lat:.6f} (lon, lat)\n")
    for held in answer.services:
        say(f"{held.service:<13} {held.operating:>5,} operating, {len(held.facilities):,} in all")
    rows = _points(answer)
    say()
    shown = {name: POINT_COLUMNS[name] for name in POINTS_FOR_A_TERMINAL}
    print_rows(rows[:limit], shown, Format.TABLE, f"Nearest facilities of each service ({len(rows):,})")
    if not rows:
        say("No facility of any kind is within reach.")
    areas = [{**row, "percent": 100 * row["share_reached"]} for row in answer.neighbourhoods]
    title = f"Target neighbourhoods reached ({len(areas):,}); {answer.reached_population:,} of their people"
    print_rows(areas[:limit], AREA_COLUMNS, Format.TABLE, title)
    if len(rows) > limit or len(areas) > limit:
        say("More rows: --limit, or --format json or csv.")
