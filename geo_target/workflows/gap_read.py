"""What a raster of coverage gaps is made of, out of the store in one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import RefusedError
from geo_target.exchange import LayerMeta
from geo_target.profile import kept_profile, load_profile
from geo_target.store.layers import KIND_OF_COLLECTION, layer_meta, layer_rows
from geo_target.store.scores import current_run_of, neighbourhoods_of_provinces, scoring_input
from geo_target.workflows.export_crs import code_of
from geo_target.workflows.export_filters import SERVICE_WORDS
from geo_target.workflows.export_places import find_provinces
from geo_target.workflows.gap_cells import PointGaps, point_gaps
from geo_target.workflows.score import arrays_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo_target.profile import Profile
    from geo_target.store.engine import Connection
    from geo_target.store.export_filters import NamedCode
    from geo_target.store.scores import ScoringInput
    from geo_target.workflows.export_crs import Crs

LAYER = "coverage_gaps"


@dataclass(frozen=True, slots=True, eq=False)
class GapInput:
    """What one snapshot gives.

    Parameters
    ----------
    area
        The provinces that are asked for, or all, EPSG:4326.
    epsg
        The coordinate system of the raster.
    profile
        That of the newest score run; the default one before the first.
    run
        The newest score run, None before the first.
    """

    gaps: PointGaps
    area: BaseGeometry
    meta: LayerMeta
    epsg: int
    profile: Profile
    run: dict[str, Any] | None


def read_gaps(connection: Connection, service: str, province: Sequence[str], crs: Crs) -> GapInput:
    """Read what a raster of one service is made of.

    Raises
    ------
    UnknownPlaceError
        If a province is not known.
    InputError
        If the zone was to be that of the provinces and they lie in several.
    RefusedError
        If there are no demand points there, or the newest run scored the service by travel costs.
    """
    from shapely import union_all

    provinces = find_provinces(connection, province)
    codes = [place.code for place in provinces]
    found = scoring_input(connection)
    run = current_run_of(connection)
    profile = load_profile() if run is None else kept_profile(run["profile"])
    _refuse_travel(profile, service)
    gaps = point_gaps(*arrays_of(found), profile, service)
    if codes:
        chosen = neighbourhoods_of_provinces(connection, codes)
        gaps = gaps.of(np.array([code in chosen for code in found.demand["neighbourhood_code"]], np.bool_))
    if not len(gaps.people):
        raise RefusedError(
            "There are no demand points there; import neighbourhoods with their population first."
        )

    frame = layer_rows(connection, "provinces")
    areas = frame.geometry[frame["code"].isin(codes)] if codes else frame.geometry
    return GapInput(
        gaps=gaps,
        area=union_all(areas.to_numpy()),
        meta=_meta(connection, service, profile, provinces, found),
        epsg=code_of(connection, crs, codes or list(frame["code"])),
        profile=profile,
        run=run,
    )


def _refuse_travel(profile: Profile, service: str) -> None:
    """Refuse a run whose costs are not kept: gaps by straight lines would not add up to it."""
    travel = profile.travel
    if travel is not None and service in travel.services:
        raise RefusedError(
            f"The newest score run is of {service} by travel costs ({travel.file}), and a surface of gaps is by straight "
            "lines: it would not add up to the run. Score without --friction, --costs and --terrain first: geo-target "
            "score."
        )


def _meta(
    connection: Connection,
    service: str,
    profile: Profile,
    provinces: tuple[NamedCode, ...],
    found: ScoringInput,
) -> LayerMeta:
    """Return where the numbers come from: demand points, neighbourhoods, and the facilities of the service."""
    kinds = profile.services[service].kinds
    layers = [name for name, kind in KIND_OF_COLLECTION.items() if kind in kinds]
    layers += ["self_help_groups"] if "self_help_group" in kinds else []
    held = [
        layer_meta(connection, name) for name in ("demand_points", "neighbourhoods", *layers, "provinces")
    ]
    fa, en = SERVICE_WORDS[service]
    return LayerMeta(
        layer=LAYER,
        title_fa="، ".join((f"شکاف پوشش: {fa}", *(place.name_fa for place in provinces))),
        title_en=", ".join((f"Coverage gaps: {en}", *(place.name_en for place in provinces))),
        date=max((str(one["dated"]) for one in held if one["dated"]), default=""),
        data_version=found.data_version,
        filters=(*_province_words(provinces), (f"خدمت: {fa}", f"service: {en}")),
        source_fa=_joined(held, "source_fa", "؛ "),
        source_en=_joined(held, "source_en", "; "),
        licence=_joined(held, "licence", "; "),
        provenance=_joined(held, "provenance", "; "),
    )


def _province_words(provinces: tuple[NamedCode, ...]) -> tuple[tuple[str, str], ...]:
    """Return what the provinces are called, as one filter; none for the whole country."""
    if not provinces:
        return ()
    fa = " یا ".join(f"استان {place.name_fa} ({place.code})" for place in provinces)
    return ((fa, " or ".join(f"province {place.name_en} ({place.code})" for place in provinces)),)


def _joined(held: list[dict[str, Any]], name: str, sign: str) -> str:
    """Return the texts of all layers, each once."""
    texts = [part for one in held for part in str(one[name] or "").split(sign) if part]
    return sign.join(dict.fromkeys(texts))
