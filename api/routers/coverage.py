"""What is within R kilometres of here, and whom it reaches."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query

from api.queries import CoverageQuery
from api.schemas import CoverageAnswer
from api.service import StoreDep
from geo_target.store.engine import Store
from geo_target.store.summary import read_run
from geo_target.workflows.coverage import cover

if TYPE_CHECKING:
    from geo_target.profile import Profile

router = APIRouter(prefix="/api/v1", tags=["coverage"])


@router.get("/coverage", response_model=CoverageAnswer, summary="Within reach of a point · دسترسی از یک نقطه")
def coverage(query: Annotated[CoverageQuery, Query()], store: StoreDep) -> dict[str, Any]:
    """Give either `lon` and `lat`, or `place`. Distances are geodesics on WGS84; the radius itself counts.

    یا طول و عرض جغرافیایی داده شود یا نام جا؛ فاصله‌ها روی بیضوی WGS84 است و خود شعاع هم به شمار می‌آید.
    """
    answer = cover(
        store,
        _profile(store),
        radius_km=query.radius_km,
        lon=query.lon,
        lat=query.lat,
        place=query.place,
    )
    return {
        "lon": answer.lon,
        "lat": answer.lat,
        "radius_km": answer.radius_km,
        "place": answer.place,
        "services": answer.services,
        "neighbourhoods": answer.neighbourhoods,
        "reached_population": answer.reached_population,
        "total_population": sum(area["population"] for area in answer.neighbourhoods),
        "data_version": answer.data_version,
    }


def _profile(store: Store) -> "Profile":
    # NumPy comes with it: not on the way to "ready".
    from geo_target.profile import kept_profile, load_profile

    with store.read() as connection:
        run = read_run(connection)
    return kept_profile(run.profile) if run else load_profile()
