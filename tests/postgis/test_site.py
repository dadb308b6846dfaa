"""Where to build, out of the store: equal to trying every set of sites, kept as it was given, honest when stopped."""

import json
import re
from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from small_world import fill
from sqlalchemy import text

from geo_target import geodesy
from geo_target.errors import RefusedError, UnknownPlaceError, UnknownRunError
from geo_target.store.engine import Store
from geo_target.workflows.site import SiteRequest, SiteRequestError, run_site
from geo_target.workflows.site_files import export_lines, export_sites
from geo_target.workflows.site_raster import RasterCandidates
from geo_target.workflows.site_runs import (
    lines_geojson,
    read_answer,
    read_siting_runs,
    sites_geojson,
)

RADIUS_M = 4000.0


@pytest.fixture
def store(migrated_database_url):
    with Store(migrated_database_url) as store:
        fill(store, neighbourhoods=20)
        yield store


def asked(model="mclp", **more):
    given = {"service": "training", "n_sites": 2, "candidates": "neighbourhoods"} | more
    if model in {"mclp", "lscp", "lscp_backup"}:
        given.setdefault("radius_m", RADIUS_M)
    if model in {"lscp", "lscp_backup"}:
        given.pop("n_sites")
    return SiteRequest(model=model, **given)


@pytest.fixture
def world(store):
    """Need, and metres from each demand point to the open centre (first column) and to each candidate."""
    with store.read() as connection:
        demand = connection.execute(
            text(
                "SELECT ST_X(p.geom), ST_Y(p.geom), n.job_seekers FROM geo_target.demand_points p "
                "JOIN geo_target.neighbourhoods n ON n.code = p.neighbourhood_code ORDER BY p.code"
            )
        ).all()
        open_now = connection.execute(
            text("SELECT ST_X(geom), ST_Y(geom) FROM layers.training_centres ORDER BY code")
        ).all()
    places = np.array([tuple(row)[:2] for row in demand], float)
    sites = np.vstack([np.array([tuple(row) for row in open_now], float), places])
    need = np.array([row[2] for row in demand], float)
    metres = np.column_stack([geodesy.geodesic_m(places, site[None]) for site in sites])
    return need, metres


def best_of_all(world, model, n, *, existing=True):
    need, metres = world
    values = []
    for chosen in combinations(range(1, metres.shape[1]), n):
        near = metres[:, [*([0] if existing else []), *chosen]].min(axis=1)
        values.append(
            {
                "mclp": need[near <= RADIUS_M].sum(),
                "p_median": need @ near,
                "p_center": near.max(),
            }[model]
        )
    return max(values) if model == "mclp" else min(values)


def test_a_plan_equals_the_best_of_every_set_of_new_sites_beside_those_that_are_open(store, world):
    for model in ("mclp", "p_median", "p_center"):
        for existing in (True, False):
            answer = run_site(store, asked(model, keep_existing=existing))
            expected = best_of_all(world, model, 2, existing=existing)
            assert answer.status == "optimal"
            assert answer.objective == pytest.approx(expected), (model, existing)
            assert answer.bound == answer.objective
            assert answer.gap == 0
            assert len(answer.new_sites) == 2
            assert answer.n_existing == existing


def test_a_cover_of_everybody_is_as_small_as_trying_finds_and_more_sites_never_cover_less(store, world):
    fewest = run_site(store, asked("lscp", keep_existing=False))
    count = len(fewest.new_sites)
    assert fewest.after.coverage == 1
    assert best_of_all(world, "mclp", 1, existing=False) < world[0].sum()
    curve = run_site(store, asked(n_sites=count, keep_existing=False, frontier=True)).frontier
    assert [step.n_new for step in curve] == list(range(1, count + 1))
    people = [step.people for step in curve]
    assert people == sorted(people)
    assert people[-1] == pytest.approx(world[0].sum())
    assert people[-2] < world[0].sum()
    double = run_site(store, asked("lscp_backup", keep_existing=False))
    assert len(double.new_sites) == count
    apart = run_site(store, asked("p_dispersion", radius_m=None, keep_existing=False))
    assert apart.objective == pytest.approx(world[1][:, 1:].max(), rel=1e-3)
    assert {site.marginal for site in apart.new_sites} == {
        None
    }  # it asks for no radius: nobody falls out of it


@pytest.mark.parametrize("model", ["mclp", "p_median"])
def test_the_curve_over_a_budget_is_the_best_of_every_set_that_each_step_pays_for(store, world, model):
    budget = {"budget": 35.0, "cost_if_unknown": 10.0, "n_sites": None, "keep_existing": False}
    answer = run_site(store, asked(model, frontier_step=9.0, **budget))
    curve = answer.frontier
    assert [step.budget for step in curve] == [18.0, 27.0, 35.0]
    assert [step.n_new for step in curve] == [1, 2, 3]
    assert [step.objective for step in curve] == [
        pytest.approx(best_of_all(world, model, n, existing=False)) for n in (1, 2, 3)
    ]
    assert curve[-1].objective == answer.objective
    assert {step.status for step in curve} == {"optimal"}
    assert read_answer(store, answer.run_id) == answer
    by_site = run_site(store, asked(model, frontier=True, **budget)).frontier
    assert [step.budget for step in by_site] == [10.0, 20.0, 30.0, 35.0]
    everybody = asked(model, frontier=True, **budget | {"budget": 200.0})
    idle = [step.n_new for step in run_site(store, everybody).frontier][-1]
    assert idle < 20 or model == "p_median"


def test_an_answer_is_kept_whole_and_people_served_add_up(store):
    answer = run_site(
        store,
        asked(
            n_sites=3, frontier=True, alternatives=0.2, phases=(1, 3), evaluate=("N1-001", "N1-002", "N2-001")
        ),
    )
    assert read_answer(store, answer.run_id) == answer
    assert json.loads(json.dumps(answer.to_dict()))["request"]["n_sites"] == 3
    assert sum(site.served for site in answer.sites) == pytest.approx(answer.after.people)
    assert answer.before.people < answer.after.people <= answer.demand_total
    first, second = answer.of_kind("phase")
    assert set(first.sites) < set(second.sites)
    assert answer.hand_made.regret >= 0
    assert answer.hand_made.broken == ()
    assert all(site.part in {"must_have", "optional", "undecided"} for site in answer.new_sites)
    listed = len(answer.of_kind("alternative")) + 1
    more = f"Alternatives: {listed} of them are listed with the plan above; there may be more."
    assert (more in [en for _, en in answer.notes]) == (listed == 20)
    for site in answer.new_sites:
        assert "job seekers" in site.reason_en
        assert "جویای کار" in site.reason_fa
        assert site.provenance == "modelled"
    assert answer.provenance == "modelled"
    rows, total = read_siting_runs(store, limit=1)
    assert (rows[0]["run_id"], total) == (answer.run_id, 1)
    with pytest.raises(UnknownRunError, match="no siting run 99"):
        read_answer(store, 99)


def test_requirements_are_kept_and_count_new_sites_only(store):
    one_each = run_site(store, asked(group_by="city", group_min=1, group_max=1))
    assert sorted(site.city_code for site in one_each.new_sites) == ["C1", "C2"]
    free = run_site(store, asked())
    barred = run_site(store, asked(forbidden=tuple(site.code for site in free.new_sites)))
    assert not {site.code for site in free.new_sites} & {site.code for site in barred.new_sites}
    assert barred.objective <= free.objective
    paid = run_site(store, asked(n_sites=None, budget=25.0, cost_if_unknown=10.0))
    assert len(paid.new_sites) <= 2
    rich = run_site(store, asked(n_sites=None, budget=500.0, cost_if_unknown=10.0))
    assert rich.objective == run_site(store, asked(n_sites=20)).objective
    assert all(site.loses > 0 for site in rich.new_sites)
    small = run_site(store, asked(capacity=150.0))
    assert all(site.served <= 150 + 1e-6 for site in small.new_sites)
    roomy = run_site(store, asked(n_sites=3, radius_m=30_000.0, capacity=2000.0, keep_existing=False))
    assert sum(site.served for site in roomy.new_sites) == pytest.approx(roomy.demand_total)
    told = [re.search(r"serves ([\d,.]+)", site.reason_en)[1] for site in roomy.new_sites]
    assert told == [f"{site.served:,.0f}" for site in roomy.new_sites]
    places = {
        site.code: (site.lon, site.lat) for site in run_site(store, asked(min_spacing_m=9000.0)).new_sites
    }
    (one, other) = places.values()
    assert geodesy.geodesic_m([one], [other])[0] >= 9000


def test_a_stopped_search_keeps_its_plan_and_never_claims_more_than_is_proved(store):
    told = []
    answer = run_site(store, asked("p_median", capacity=400.0), progress=told.append, cancel=lambda: True)
    assert answer.cancelled
    assert answer.status in {"feasible", "no_plan", "optimal"}
    if answer.status == "feasible":
        assert answer.gap > 0
    assert read_answer(store, answer.run_id) == answer


def test_time_is_for_all_parts_together_and_what_was_cut_short_is_told(store):
    more = {"frontier": True, "alternatives": 0.2, "phases": (1, 2), "evaluate": ("N1-001", "N1-002")}
    hurried = run_site(store, asked("p_median", time_limit_s=1e-6, **more))
    assert hurried.status in {"feasible", "optimal"}
    said = " ".join(en for _, en in hurried.notes)
    for part in ("Alternatives: time ended before it", "The curve: time ended", "The phases: time ended"):
        assert part in said
    assert hurried.of_kind("frontier") == ()
    assert hurried.hand_made.objective is not None

    parts = []
    stopped = run_site(
        store, asked("p_median", **more), stage=parts.append, cancel=lambda: "reasons" in parts
    )
    assert parts == ["plan", "hand_made", "reasons"]
    assert stopped.cancelled
    assert stopped.status == "optimal"
    assert "The curve: stopped before it." in [en for _, en in stopped.notes]
    assert all(site.reason_fa for site in stopped.new_sites)

    parts = []
    whole = run_site(store, asked("p_median", **more), stage=parts.append)
    assert parts == ["plan", "hand_made", "reasons", "alternatives", "curve", "phases"]
    assert not [en for _, en in whole.notes if "time" in en or "stopped" in en]


def test_a_plan_made_by_hand_is_compared_with_the_best_and_what_it_breaks_is_told_in_both_languages(
    store, world
):
    need, metres = world
    hand = ("N1-001", "N1-002")
    answer = run_site(store, asked("p_median", evaluate=hand, min_spacing_m=9000.0))
    made = answer.hand_made
    with store.read() as connection:
        codes = connection.execute(
            text("SELECT neighbourhood_code FROM geo_target.demand_points ORDER BY code")
        ).scalars()
        columns = [0, *(1 + number for number, code in enumerate(codes) if code in hand)]
    value = need @ metres[:, columns].min(axis=1)
    assert made.objective == pytest.approx(
        value, rel=0.01
    )  # the candidate lies inside, the people in the middle
    assert made.difference == pytest.approx(made.objective - answer.objective)
    assert made.regret == pytest.approx(made.difference / answer.objective)
    assert len(made.broken) == len(made.broken_fa) == 1
    assert made.broken[0].startswith("min_spacing")
    assert "N1-001" in made.broken_fa[0]
    assert read_answer(store, answer.run_id).hand_made == made
    few = run_site(store, asked("p_median", evaluate=hand[:1])).hand_made
    assert few.broken == ("n_sites: 2 new sites must be open, and 1 are",)
    assert "۲ مکان تازه" in few.broken_fa[0]


def test_what_cannot_be_asked_names_the_field_and_what_was_expected(store):
    for more, field in (
        ({"n_sites": 0}, "n_sites"),
        ({"n_sites": 21}, "n_sites"),
        ({"service": None}, "service"),
        ({"candidates": "grid:900"}, "candidates"),
        ({"forbidden": ("XX-1",)}, "forbidden"),
        ({"budget": 10.0}, "cost_if_unknown"),
        ({"group_min": {"C9": 1}}, "group_min"),
        ({"group_min": 2, "group_max": {"C1": 1}}, "group_min"),
        ({"alternatives": 1.5}, "alternatives"),
        ({"radius_m": -1.0}, "radius_m"),
    ):
        with pytest.raises(SiteRequestError) as refused:
            run_site(store, asked(**more))
        assert refused.value.field == field
    with pytest.raises(UnknownPlaceError):
        run_site(store, asked(provinces=("IR-99",)))
    with pytest.raises(SiteRequestError, match="colour"):
        SiteRequest.from_dict({"model": "mclp", "colour": 1})
    with pytest.raises(RefusedError, match="no candidate site of bank_branches"):
        run_site(store, asked(candidates="bank_branches"))


def test_grid_candidates_lie_where_people_live_and_files_hold_sites_and_lines(store, tmp_path):
    answer = run_site(store, asked(candidates="grid:2", provinces=("IR-09",)))
    assert {site.kind for site in answer.new_sites} == {"grid"}
    assert {site.province_code for site in answer.sites} == {"IR-09"}
    for suffix in (".geojson", ".gpkg", ".csv", ".xlsx", ".zip"):
        report = export_sites(store, answer.run_id, tmp_path / f"sites{suffix}")
        assert report.rows == len(answer.sites)
    back = gpd.read_file(tmp_path / "sites.geojson").set_index("code")
    for site in answer.sites:
        assert back.loc[site.code, "name_fa"] == site.name_fa
        assert back.loc[site.code, "served"] == pytest.approx(site.served)
        assert back.loc[site.code].geometry.x == pytest.approx(site.lon, abs=1e-6)
    count = export_lines(store, answer.run_id, tmp_path / "lines.geojson")
    lines = lines_geojson(store, answer.run_id)["features"]
    assert count == len(lines) == len(gpd.read_file(tmp_path / "lines.geojson"))
    assert sum(line["properties"]["served"] for line in lines) == pytest.approx(answer.after.people)
    assert len(sites_geojson(store, answer.run_id)["features"]) == len(answer.sites)


def test_raster_candidates_are_its_best_cells_that_reach_somebody(store, tmp_path):
    lons, lats = np.linspace(44.05, 63.95, 200), np.linspace(39.95, 25.05, 150)
    score = np.random.default_rng(1).random((150, 200))
    score[:10] = np.nan
    path = tmp_path / "fit.tif"
    profile = {
        "driver": "GTiff",
        "height": 150,
        "width": 200,
        "count": 1,
        "dtype": "float64",
        "crs": "EPSG:4326",
    }
    transform = Affine(0.1, 0, 44, 0, -0.1, 40)
    with rasterio.open(path, "w", nodata=np.nan, transform=transform, **profile) as file:
        file.write(score, 1)
    request = asked(candidates="raster:fit.tif", radius_m=30_000.0, n_sites=1)
    answer = run_site(store, request, raster=RasterCandidates(path=path, cells=7))
    assert {site.kind for site in answer.new_sites} == {"raster_cell"}

    with store.read() as connection:
        rows = connection.execute(text("SELECT ST_X(geom), ST_Y(geom) FROM geo_target.demand_points")).all()
    people = np.array([tuple(row) for row in rows], float)
    near = np.array([geodesy.geodesic_m(people, np.array([[x, y]])).min() for y in lats for x in lons])
    fit = np.where(near <= 30_000, score.ravel(), np.nan)
    best = np.argsort(-np.where(np.isnan(fit), -1, fit), kind="stable")[:7]
    assert answer.n_candidates == 7
    assert answer.new_sites[0].code in {f"RC-{cell // 200:05d}-{cell % 200:05d}" for cell in best.tolist()}

    with pytest.raises(RefusedError, match="reaches anybody"):
        run_site(store, asked(candidates="raster:fit.tif", radius_m=1.0), raster=RasterCandidates(path=path))
    with pytest.raises(SiteRequestError, match="candidates"):
        run_site(store, asked(candidates="raster:fit.tif"))
