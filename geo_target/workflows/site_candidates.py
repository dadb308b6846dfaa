"""The candidate sites that a kept question chose from, for those who put a plan together by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_target.profile import kept_profile, load_profile
from geo_target.store import scores as stored
from geo_target.store.siting_runs import read_siting_run
from geo_target.workflows.site_inputs import read_inputs
from geo_target.workflows.site_request import SiteRequest

if TYPE_CHECKING:
    from geo_target.store.engine import Store

_TOLD = (
    "code",
    "name_fa",
    "name_en",
    "kind",
    "provenance",
    "province_code",
    "city_code",
    "budget_million_rials",
)


def candidates_geojson(store: Store, run_id: int) -> dict[str, Any]:
    """Return the candidates of a kept question as they are today, as a GeoJSON collection, EPSG:4326.

    Raises
    ------
    UnknownRunError
        If there is no such run.
    SiteRequestError
        If its candidates came from a raster, which is not kept.
    """
    run = read_siting_run(store, run_id).run
    asked = SiteRequest.from_dict({**run["request"], "evaluate": (), "pins": (), "forbidden": ()})
    newest = stored.current_run(store)
    inputs = read_inputs(store, asked, load_profile() if newest is None else kept_profile(newest["profile"]))
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "properties": {name: row[name] for name in _TOLD},
            "geometry": {"type": "Point", "coordinates": [round(row["lon"], 6), round(row["lat"], 6)]},
        }
        for row in inputs.candidates
        if row["code"] not in run["request"]["forbidden"]
    ]
    return {"type": "FeatureCollection", "features": features}
