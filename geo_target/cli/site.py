"""`geo-target site`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.output import Format, FormatOption, print_json
from geo_target.cli.progress import ctrl_c_asks
from geo_target.cli.session import open_store
from geo_target.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

_Codes = list[str] | None
_AS_THEY_ARE = (
    *(
        "model",
        "service",
        "demand",
        "by_priority",
        "budget",
        "cost_if_unknown",
        "capacity",
        "group_by",
        "coverage_by",
    ),
    *(
        "covers",
        "decay",
        "demand_at",
        "frontier_to",
        "frontier_step",
        "building_cost",
        "fair",
        "fair_frontier",
        "robustness",
        "seed",
    ),
)
"""Options that are fields of the question by the same name and in the same unit."""


def site(  # noqa: PLR0913, PLR0917  each option of the command is a parameter
    model: Annotated[
        str, typer.Argument(help="lscp, lscp_backup, mclp, p_median, p_center or p_dispersion.")
    ],
    service: Annotated[
        str | None, typer.Option(help="training, placement, microfinance or community.")
    ] = None,
    sites: Annotated[int | None, typer.Option(help="How many NEW sites.")] = None,
    radius_km: Annotated[
        float | None, typer.Option("--radius-km", help="Service radius; the profile's without it.")
    ] = None,
    province: Annotated[_Codes, typer.Option(help="Code (IR-09) or name; repeatable.")] = None,
    city: Annotated[_Codes, typer.Option(help="Code or name; repeatable.")] = None,
    candidates: Annotated[
        str, typer.Option(help="candidate_sites, neighbourhoods, a layer of facilities, or grid:2 (km).")
    ] = "candidate_sites",
    raster: Annotated[
        Path | None,
        typer.Option(help="Candidates are the best cells of this suitability raster, higher is better."),
    ] = None,
    raster_cells: Annotated[int, typer.Option(min=1, help="How many of its cells at most.")] = 500,
    raster_spacing_km: Annotated[
        float, typer.Option(min=0, help="Least distance between two of its cells.")
    ] = 0.0,
    demand: Annotated[
        str | None,
        typer.Option(help="population, households, job_seekers or women_heads_of_household."),
    ] = None,
    by_priority: Annotated[
        bool, typer.Option("--by-priority", help="Count people times their neighbourhood's priority.")
    ] = False,
    demand_at: Annotated[
        str, typer.Option(help="points, or neighbourhoods (coarser and faster).")
    ] = "points",
    no_existing: Annotated[
        bool, typer.Option("--no-existing", help="As if no facility were open today.")
    ] = False,
    forbid: Annotated[_Codes, typer.Option(help="Code of a candidate that may not open; repeatable.")] = None,
    budget: Annotated[float | None, typer.Option(help="Million rials for all new sites together.")] = None,
    cost_if_unknown: Annotated[
        float | None, typer.Option(help="Million rials of a candidate whose cost is not known.")
    ] = None,
    capacity: Annotated[float | None, typer.Option(help="People that one new site can serve.")] = None,
    whole_points: Annotated[
        bool, typer.Option("--whole-points", help="With a capacity: everybody of a point goes to one site.")
    ] = False,
    group_by: Annotated[str, typer.Option(help="What the next two count in: city or province.")] = "city",
    group_min: Annotated[_Codes, typer.Option(help="Fewest new sites: N, or CODE=N; repeatable.")] = None,
    group_max: Annotated[_Codes, typer.Option(help="Most new sites: N, or CODE=N; repeatable.")] = None,
    min_spacing_km: Annotated[
        float | None, typer.Option(help="Least distance between two new sites.")
    ] = None,
    min_coverage: Annotated[
        _Codes, typer.Option(help="Least percent covered: 50%, or CODE=50%; repeatable.")
    ] = None,
    coverage_by: Annotated[str, typer.Option(help="What that counts in: province or city.")] = "province",
    covers: Annotated[int, typer.Option(help="Open sites in reach for somebody to be covered.")] = 1,
    decay: Annotated[
        str | None, typer.Option(help="linear or gaussian: count less the farther people are.")
    ] = None,
    frontier: Annotated[
        bool,
        typer.Option(
            "--frontier",
            help="The best plan for each number of new sites, or each step of a budget alone, too.",
        ),
    ] = False,
    frontier_to: Annotated[int | None, typer.Option(help="For each number up to this one.")] = None,
    frontier_step: Annotated[
        float | None, typer.Option(help="For each step of the budget, of so many million rials.")
    ] = None,
    alternatives: Annotated[str | None, typer.Option(help="Other plans at most so much worse: 2%.")] = None,
    phases: Annotated[str | None, typer.Option(help="A plan that grows: 3,6,10 new sites.")] = None,
    evaluate: Annotated[
        str | None,
        typer.Option(
            help="A plan made by hand, to compare with the best: CODE,CODE or a file of codes or points."
        ),
    ] = None,
    services: Annotated[
        str | None,
        typer.Option(help="Instead of --service: several that may share a building: training,placement."),
    ] = None,
    building_cost: Annotated[
        float | None,
        typer.Option(help="Million rials of any new building; the candidate's own cost without it."),
    ] = None,
    service_cost: Annotated[
        _Codes, typer.Option(help="Million rials of a service in a building: training=500; repeatable.")
    ] = None,
    service_weight: Annotated[
        _Codes, typer.Option(help="What one person of a service counts: placement=0.5; repeatable.")
    ] = None,
    fair: Annotated[
        str | None,
        typer.Option(help="province or city: serve the worst-served one best, then the next, and so on."),
    ] = None,
    fair_frontier: Annotated[
        str | None,
        typer.Option(help="province or city: what fairness between them costs in coverage, too."),
    ] = None,
    robustness: Annotated[
        int | None,
        typer.Option(help="How the plan fares in so many draws of demand and travel speed: 20."),
    ] = None,
    time_limit: Annotated[
        float, typer.Option(help="Seconds for the plan and what is asked beside it, together.")
    ] = 60.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same plan.")] = 0,
    explain: Annotated[
        bool, typer.Option("--explain", help="The reason for each new site, in the table too.")
    ] = False,
    lang: Annotated[str, typer.Option(help="Language of the table: en or fa.")] = "en",
    out: Annotated[
        Path | None, typer.Option(help="Write the sites to a file: .zip, .gpkg, .geojson, .xlsx, .csv …")
    ] = None,
    lines: Annotated[
        Path | None, typer.Option(help="Write who goes where to a file: .gpkg, .zip, .geojson …")
    ] = None,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Find where to build: the best plan, its proof, the reasons, and whatever else is as good.

    The run is kept: see geo-target site-runs. Ctrl-C ends the search and keeps the best plan so far with its gap;
    a second one ends at once and keeps nothing.

    Example: geo-target site mclp --service training --sites 10 --radius-km 3 --province IR-09 --explain
    """
    given = locals()
    if lang not in {"en", "fa"}:
        raise InputError(f"The language must be en or fa, not {lang!r}.")
    fields = {name: given[name] for name in _AS_THEY_ARE} | {
        "n_sites": sites,
        "radius_m": None if radius_km is None else radius_km * 1000,
        "provinces": tuple(province or ()),
        "cities": tuple(city or ()),
        "candidates": candidates if raster is None else f"raster:{raster.name}",
        "keep_existing": not no_existing,
        "forbidden": tuple(forbid or ()),
        "split": not whole_points,
        "group_min": limits_of(group_min, "--group-min"),
        "group_max": limits_of(group_max, "--group-max"),
        "min_spacing_m": None if min_spacing_km is None else min_spacing_km * 1000,
        "min_coverage": limits_of(min_coverage, "--min-coverage", percent=True),
        "frontier": frontier or frontier_to is not None,
        "alternatives": None if alternatives is None else share_of(alternatives, "--alternatives"),
        "phases": tuple(whole_of(text, "--phases") for text in parts_of(phases)),
        **hand_made_of(evaluate),
        "services": parts_of(services),
        "service_cost": amounts_of(service_cost, "--service-cost"),
        "service_weight": amounts_of(service_weight, "--service-weight"),
        "time_limit_s": time_limit,
    }
    if raster is not None and candidates != "candidate_sites":
        raise InputError("Candidates come from --raster or from --candidates, not from both; leave one out.")
    cells = None if raster is None else (raster, raster_cells, raster_spacing_km * 1000)
    _answer(fields, fmt=fmt, lang=lang, explain=explain, files=(out, lines), cells=cells)


def _answer(
    fields: Mapping[str, object],
    *,
    fmt: Format,
    lang: str,
    explain: bool,
    files: tuple[Path | None, Path | None],
    cells: tuple[Path, int, float] | None,
) -> None:
    from geo_target.cli.site_errors import told_of_options
    from geo_target.cli.site_follow import follow
    from geo_target.cli.site_output import print_csv, print_site
    from geo_target.workflows.site import SiteRequest, run_site
    from geo_target.workflows.site_raster import RasterCandidates

    raster = None if cells is None else RasterCandidates(path=cells[0], cells=cells[1], spacing_m=cells[2])
    with told_of_options():
        request = SiteRequest.from_dict(fields)
    _check_files(files, request.model)
    with open_store() as store:
        with ctrl_c_asks() as cancelled, follow() as line, told_of_options():
            answer = run_site(
                store,
                request,
                raster=raster,
                progress=None if line is None else line.tell,
                cancel=cancelled,
                stage=None if line is None else line.stage,
            )
        written = _write(store, answer.run_id, files) if answer.sites else []
    if fmt is Format.JSON:
        print_json(answer.to_dict())
    elif fmt is Format.CSV:
        print_csv(answer)
    else:
        print_site(answer, lang=lang, explain=explain)
    from geo_target.cli.progress import note

    for sentence in written:
        note(sentence)
    if not answer.sites:
        raise typer.Exit(1)


def _check_files(files: tuple[Path | None, Path | None], model: str) -> None:
    """Refuse before the search what could not be written after it."""
    from geo_target.exchange import format_of
    from geo_target.exchange.files import require_folder

    if files[1] is not None and model == "p_dispersion":
        raise InputError("--lines must be left out for p_dispersion: nobody goes anywhere in its plans.")
    for path in files:
        if path is not None:
            format_of(path)
            require_folder(path)


def _write(store: object, run_id: int, files: tuple[Path | None, Path | None]) -> list[str]:
    from geo_target.workflows.site_files import export_lines, export_sites

    said = []
    out, lines = files
    if out is not None:
        report = export_sites(store, run_id, out)  # type: ignore[arg-type]
        said.append(f"wrote {report.rows:,} sites to {report.path}")
        said.extend(report.notes)
    if lines is not None:
        said.append(f"wrote {export_lines(store, run_id, lines):,} lines to {lines}")  # type: ignore[arg-type]
    return said


def parts_of(text: str | None) -> tuple[str, ...]:
    """Split ``A,B`` (also with a Persian comma)."""
    return tuple(one.strip() for one in (text or "").replace("،", ",").split(",") if one.strip())


def whole_of(text: str, option: str) -> int:
    """Read a whole number, in Persian digits too."""
    try:
        return int(text)
    except ValueError as error:
        raise InputError(f"{option} must be whole numbers, not {text!r}.") from error


def share_of(text: str, option: str) -> float:
    """Read ``2%`` or ``0.02`` as a share."""
    plain = text.strip().replace("٪", "%")
    try:
        value = float(plain.removesuffix("%"))
    except ValueError as error:
        raise InputError(f"{option} must be a percentage as 2%, or a share as 0.02, not {text!r}.") from error
    return value / 100 if plain.endswith("%") else value


def limits_of(
    given: list[str] | None, option: str, *, percent: bool = False
) -> dict[str, float] | float | None:
    """Read ``N`` for all or ``CODE=N`` for each."""
    if not given:
        return None
    read = share_of if percent else whole_of
    pairs = [one.rpartition("=") for one in given]
    if len(pairs) == 1 and not pairs[0][0]:
        return read(pairs[0][2], option)
    if not all(code for code, _, _ in pairs):
        raise InputError(f"{option} is one number for all, or CODE=N for each, not both.")
    return {code: read(value, option) for code, _, value in pairs}


def hand_made_of(text: str | None) -> dict[str, object]:
    """Read codes, or the file that holds them or points."""
    if text is None or not (Path(text).suffix or Path(text).exists()):
        return {"evaluate": parts_of(text)}
    from geo_target.workflows.site_hand_file import read_hand_plan

    plan = read_hand_plan(Path(text))
    return {"evaluate": plan.codes, "pins": plan.pins}


def amounts_of(given: list[str] | None, option: str) -> dict[str, float] | None:
    """Read ``SERVICE=N`` for each."""
    if not given:
        return None
    amounts = {}
    for one in given:
        service, _, number = one.partition("=")
        try:
            amounts[service.strip()] = float(number)
        except ValueError as error:
            raise InputError(f"{option} must be SERVICE=NUMBER, as training=500, not {one!r}.") from error
    return amounts
