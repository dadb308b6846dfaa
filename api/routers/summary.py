"""The database on one page, and where its rows come from."""

from typing import Any

from fastapi import APIRouter

from api.queries import NO_QUERY
from api.schemas import DatasetAnswer, SummaryAnswer
from api.service import StoreDep
from geo_target.store.summary import Dataset, Run, read_datasets, read_summary

router = APIRouter(prefix="/api/v1", tags=["data"], dependencies=[NO_QUERY])


@router.get("/summary", response_model=SummaryAnswer, summary="The country on one page · خلاصهٔ کشور")
def summary(store: StoreDep) -> dict[str, Any]:
    """Count current rows, name what is modelled, and say with which profile the scores were made.

    شمار ردیف‌های کنونی، لایه‌های مدل‌شده، و نمایه‌ای که امتیازها با آن محاسبه شده است.
    """
    held = read_summary(store)
    return {
        "counts": held.counts,
        "data_version": held.data_version,
        "score_run": held.run,
        "modelled": held.modelled,
        "datasets": held.datasets,
        "profile": _profile(held.run),
    }


@router.get("/datasets", response_model=list[DatasetAnswer], summary="Where the rows come from · منبع داده‌ها")
def datasets(store: StoreDep) -> tuple[Dataset, ...]:
    """List all datasets, replaced and undone ones too, by layer, the newest first.

    همهٔ مجموعه‌داده‌ها، همراه با جایگزین‌شده‌ها، به ترتیب لایه و از نو به کهنه.
    """
    return read_datasets(store)


def _profile(run: Run | None) -> dict[str, Any] | None:
    if run is None:
        return None
    services = {
        name: {
            "radius_km": service["radius_km"],
            "radius_km_large_city": service.get("large_city_radius_km"),
            "large_city_over": service.get("large_city_over"),
            "weight": service["weight"],
            "demand": service["demand"],
            "kinds": service["kinds"],
        }
        for name, service in run.profile["services"].items()
    }
    return {"services": services}
