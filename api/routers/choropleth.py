"""Areas in classes, with their legend."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.queries import ChoroplethQuery
from api.schemas import ChoroplethAnswer
from api.service import StoreDep
from geo_target.legend import classify
from geo_target.store.areas import Area, read_areas

router = APIRouter(prefix="/api/v1", tags=["map"])

SOURCE_FA = "محاسبهٔ geo-target از لایه‌های نمایش‌داده‌شده"
SOURCE_EN = "Computed by geo-target from the layers shown"


@router.get(
    "/choropleth", response_model=ChoroplethAnswer, summary="Areas in classes, with legend · نقشهٔ طبقه‌بندی‌شده"
)
def choropleth(query: Annotated[ChoroplethQuery, Query()], store: StoreDep) -> dict[str, Any]:
    """Class the areas of a level by one measure of one service.

    A province's or city's priority is the mean of its neighbourhoods weighted by population, its coverage
    the share of their people (0 to 1) who live within reach, its unserved a sum. Overall coverage and unserved are
    means of the four services by the profile's weights.

    محدوده‌ها بر پایهٔ شاخص یک خدمت طبقه‌بندی می‌شوند؛ اولویت میانگین وزنی جمعیت، پوشش سهم جمعیت، و جمعیت بدون
    دسترسی مجموع محله‌هاست.
    """
    found = read_areas(store, query.level, query.measure, query.service)
    legend = classify([area.value for area in found.areas], query.measure)
    return {
        "level": query.level,
        "measure": query.measure,
        "service": query.service,
        "unit_fa": legend.unit_fa,
        "unit_en": legend.unit_en,
        "source_fa": SOURCE_FA,
        "source_en": SOURCE_EN,
        "dated": found.run.created_at.date() if found.run else None,
        "score_run": found.run,
        "ramp": legend.ramp,
        "provenance": found.provenance,
        "classes": legend.classes,
        "no_data": legend.no_data,
        "areas": [] if query.level == "neighbourhood" else _areas(found.areas, legend.class_of),
    }


def _areas(areas: tuple[Area, ...], class_of: tuple[int | None, ...]) -> list[dict[str, Any]]:
    return [
        {
            "code": area.code,
            "name_fa": area.name_fa,
            "name_en": area.name_en,
            "value": area.value,
            "class_": position,
            "lon": area.lon,
            "lat": area.lat,
            "population": area.population,
            "neighbourhoods": area.neighbourhoods,
        }
        for area, position in zip(areas, class_of, strict=True)
    ]
