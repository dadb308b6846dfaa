"""Files of a kept question where to build: the sites of its plan, and who goes where."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo_target.errors import RefusedError
from geo_target.persian import format_number, to_persian_digits
from geo_target.store.siting import LAYERS
from geo_target.store.siting_runs import siting_lines, siting_sources
from geo_target.workflows.site_runs import plan_sites, read_answer

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo_target.exchange import ExportReport
    from geo_target.exchange.meta import LayerMeta
    from geo_target.store.engine import Store
    from geo_target.workflows.site_answer import SiteAnswer

_NO_ROOM = ("reason_fa", "reason_en")
"""Texts longer than a shapefile's 254 bytes."""


def export_sites(
    store: Store, run_id: int, path: Path, fmt: str | None = None, *, plan: int = 0
) -> ExportReport:
    """Write the sites of the best plan to a file of any format that layers are written in.

    Where the format holds several layers (a GeoPackage, a zip of shapefiles), who goes where is the second one.

    Parameters
    ----------
    plan
        Number of another plan of the run, as a step of its curve: its new sites, and not who goes where.

    Raises
    ------
    UnknownRunError
        If there is no such run or plan.
    RefusedError
        If it has no plan.
    InputError
        If the format or the folder cannot be.
    """
    from geo_target.exchange import format_of, write_layer
    from geo_target.exchange.fields import RESULT_COLUMNS
    from geo_target.exchange.write import SEVERAL_LAYERS

    answer = _with_plan(store, run_id, plan)
    chosen = format_of(path, fmt)
    columns = RESULT_COLUMNS["siting_sites"]
    if chosen == "shapefile":
        columns = tuple(name for name in columns if name not in _NO_ROOM)
    meta = replace(_meta(store, answer, "siting_sites", plan), columns=columns)
    lines = _lines(store, answer) if chosen in SEVERAL_LAYERS and not plan else None
    more = [] if lines is None else [(lines, _meta(store, answer, "siting_lines"))]
    report = write_layer(_sites(answer, columns), meta, path, chosen, more=more)
    said = list(report.notes)
    if lines is not None:
        said.append(f"The layer siting_lines beside it says who goes where: {len(lines):,} lines.")
    if chosen == "shapefile":
        said.append("Reasons are longer than a shapefile's texts; they are in every other format.")
    return replace(report, notes=tuple(said))


def export_lines(store: Store, run_id: int, path: Path, fmt: str | None = None) -> int:
    """Write who goes where, as lines, to a file of any format that layers are written in; return how many there are.

    Raises
    ------
    UnknownRunError, RefusedError, InputError
        As `export_sites`; also if the plan serves nobody along lines, as that of p-dispersion.
    """
    from geo_target.exchange import write_layer

    answer = _with_plan(store, run_id)
    frame = _lines(store, answer)
    if frame is None:
        raise RefusedError(f"In siting run {run_id} nobody goes anywhere: there are no lines to write.")
    return write_layer(frame, _meta(store, answer, "siting_lines"), path, fmt).rows


def _with_plan(store: Store, run_id: int, plan: int = 0) -> SiteAnswer:
    answer = read_answer(store, run_id)
    if plan:
        sites = plan_sites(store, run_id, plan)
        row = next(one for one in answer.plans if one.plan == plan)
        if not sites:
            raise RefusedError(
                f"Plan {plan} of siting run {run_id} opens no new site ({row.status}): there is nothing to write."
            )
        answer = replace(answer, sites=sites, status=row.status, gap=row.gap)
    if not answer.sites:
        raise RefusedError(f"Siting run {run_id} has no plan ({answer.status}): there is nothing to write.")
    return answer


def _sites(answer: SiteAnswer, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    rows = []
    for site in answer.sites:
        services = None if site.services is None else ", ".join(site.services)
        held = {name: getattr(site, name) for name in columns if name != "services"}
        rows.append({name: services if name == "services" else held[name] for name in columns})
    places = gpd.points_from_xy([s.lon for s in answer.sites], [s.lat for s in answer.sites])
    return gpd.GeoDataFrame(rows, geometry=places, crs=4326)


def _lines(store: Store, answer: SiteAnswer) -> gpd.GeoDataFrame | None:
    """Give a row for each neighbourhood and site that serves it; modelled if anything of the answer is."""
    import geopandas as gpd
    from shapely import LineString

    from geo_target.exchange.fields import RESULT_COLUMNS

    held = siting_lines(store, answer.run_id)
    if not held:
        return None
    columns = RESULT_COLUMNS["siting_lines"]
    rows = [{name: row[name] for name in columns} | {"provenance": answer.provenance} for row in held]
    shapes = [LineString([(row["lon"], row["lat"]), (row["site_lon"], row["site_lat"])]) for row in held]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


def _meta(store: Store, answer: SiteAnswer, layer: str, plan: int = 0) -> LayerMeta:
    from geo_target.exchange import LayerMeta as Meta
    from geo_target.exchange.fields import RESULT_TITLES

    title_fa, title_en = RESULT_TITLES[layer]
    held: dict[str, Any] = siting_sources(store, ["demand_points", *LAYERS])
    asked = answer.request
    number = (f"، طرح {to_persian_digits(str(plan))}", f", plan {plan}") if plan else ("", "")
    return Meta(
        layer=layer,
        title_fa=title_fa,
        title_en=title_en,
        source_fa=held["source_fa"] or "",
        source_en=held["source_en"] or "",
        licence=held["licence"] or "",
        date=str(held["dated"] or ""),
        provenance=answer.provenance,
        data_version=answer.data_version,
        filters=(
            (
                f"اجرای جانمایی {to_persian_digits(str(answer.run_id))}، {asked.model}{number[0]}",
                f"siting run {answer.run_id}, {asked.model}{number[1]}",
            ),
            _proof(answer),
        ),
    )


def _proof(answer: SiteAnswer) -> tuple[str, str]:
    if answer.request.fair is not None:
        if answer.status == "optimal":
            return "عادلانه‌ترین، اثبات‌شده", "proved fairest"
        return "اثبات نشد که عادلانه‌ترین است", "not proved to be the fairest"
    if answer.status == "optimal":
        return "بهترین، اثبات‌شده", "proved best"
    gap = answer.gap or 0
    return (
        f"دست‌بالا {format_number(100 * gap, 'fa', decimals=1)}٪ تا بهترین",
        f"at most {gap:.1%} from the best",
    )
