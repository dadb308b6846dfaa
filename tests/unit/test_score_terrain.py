"""Detours by terrain: the same as the profile's factor where they are one, refused where the terrain is not known."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import rasterio
from affine import Affine

from geo_target.errors import InputError, RefusedError
from geo_target.profile import DEMANDS, SERVICES, load_profile
from geo_target.workflows.score_terrain import by_terrain
from geo_target.workflows.service_inputs import DemandPoints, Facilities, Neighbourhoods
from geo_target.workflows.service_scores import score_services

CITY = np.array([1e6, 2e5])


@pytest.fixture
def country():
    """Two neighbourhoods of 40 points around Tehran, four facilities of each kind, one far away."""
    rng = np.random.default_rng(5)
    profile = load_profile()
    kinds = [kind for service in SERVICES for kind in profile.services[service].kinds] * 4
    places = np.column_stack([rng.uniform(51.0, 51.2, 40), rng.uniform(35.5, 35.7, 40)])
    sites = np.column_stack([rng.uniform(51.0, 51.2, len(kinds)), rng.uniform(35.5, 35.7, len(kinds))])
    areas = Neighbourhoods(
        ("N1", "N2"), CITY, dict.fromkeys(DEMANDS, np.array([500.0, 300.0])), np.ones(2) / 2
    )
    points = DemandPoints(places, rng.integers(0, 50, 40), np.arange(40) % 2)
    return areas, points, Facilities(sites, np.array(kinds), np.full(len(kinds), 9.0))


def files(folder, classes, detours, *, nodata=None, crs="EPSG:4326"):
    raster = folder / "terrain.tif"
    rows, columns = classes.shape
    with rasterio.open(
        raster, "w", driver="GTiff", height=rows, width=columns, count=1, dtype="uint8", crs=crs, nodata=nodata,
        transform=Affine(0.3 / columns, 0, 50.95, 0, -0.3 / rows, 35.75),
    ) as file:  # fmt: skip
        file.write(classes.astype(np.uint8), 1)
    table = folder / "detours.toml"
    table.write_text("\ufeff[detour]\n" + detours, encoding="utf-8")
    return raster, table


def scored(country, profile, source=None):
    areas, points, facilities = country
    found = SimpleNamespace(neighbourhoods={"city_population": CITY})
    travels = None if source is None else source.costs(found, points, facilities, profile)
    return score_services(areas, points, facilities, profile, every_measure=True, travels=travels)


@pytest.mark.parametrize("factor", [1.0, 1.4])
def test_one_factor_for_every_terrain_is_the_detour_of_the_profile(tmp_path, country, factor):
    raster, table = files(tmp_path, np.ones((6, 6)), f"1 = {factor}")
    notes = []
    got = scored(country, load_profile(), by_terrain(raster, table, notes))

    profile = load_profile()
    expected = scored(country, replace(profile, access=replace(profile.access, detour=factor)))
    for name in SERVICES:
        mine, other = got.services[name], expected.services[name]
        for field in ("share_covered", "nearest_m", "radius_m", "unserved", "priority", "rank"):
            np.testing.assert_allclose(getattr(mine, field), getattr(other, field), rtol=1e-9)
        for measure in set(mine.measures) - {"nearest"}:
            np.testing.assert_allclose(mine.measures[measure].value, other.measures[measure].value, rtol=1e-9)
    assert notes[0].startswith(
        f"Detours by terrain.tif: from {factor:g} to {factor:g} times the straight line"
    )


def test_each_point_has_the_detour_of_the_cell_that_it_lies_in(tmp_path, country):
    classes = np.arange(1, 37).reshape(6, 6)
    factors = {number: 1 + number / 36 for number in range(1, 37)}
    raster, table = files(tmp_path, classes, "\n".join(f"{key} = {value}" for key, value in factors.items()))
    _areas, points, facilities = country
    source = by_terrain(raster, table, [], services=("placement",))
    travel = source.costs(
        SimpleNamespace(neighbourhoods={"city_population": CITY}), points, facilities, load_profile()
    )["placement"]

    from geo_target.geodesy import geodesic_m

    sites = facilities.lonlat[facilities.kinds == "placement_centre"]
    for row, (lon, lat) in enumerate(points.lonlat):
        factor = factors[classes[int((35.75 - lat) / 0.05), int((lon - 50.95) / 0.05)]]
        expected = geodesic_m(np.repeat([[lon, lat]], len(sites), axis=0), sites) * factor / 3_000.0
        held = travel.relative(np.inf)[[row]].toarray()[0]
        near = expected <= 3.0
        np.testing.assert_allclose(held[near], expected[near], rtol=1e-9)
        if not near.any():
            assert held[np.argmin(expected)] == pytest.approx(expected.min())


def test_terrain_that_is_not_known_where_people_live_is_refused(tmp_path, country):
    with pytest.raises(
        RefusedError, match=r"40 demand points lie outside terrain.tif or where it has no data"
    ):
        scored(
            country, load_profile(), by_terrain(*files(tmp_path, np.zeros((6, 6)), "1 = 1.2", nodata=0), [])
        )
    with pytest.raises(InputError, match=r"terrain class 2 .* has no detour factor"):
        scored(country, load_profile(), by_terrain(*files(tmp_path, np.full((6, 6), 2), "1 = 1.2"), []))
    with pytest.raises(InputError, match="no coordinate system"):
        scored(
            country, load_profile(), by_terrain(*files(tmp_path, np.ones((6, 6)), "1 = 1.2", crs=None), [])
        )


@pytest.mark.parametrize(
    ("detours", "said"),
    [
        ("1 = 0.9", "detour.1 must be from 1 to 10, not 0.9"),
        ("1 = 'far'", "detour.1 must be from 1 to 10, not far"),
        ("a = 1.5", "detour.a must be the number of a class"),
        ("", r"\[detour\] is missing"),
        ("1 = ", "is not TOML"),
    ],
)
def test_a_factor_that_is_none_is_refused_by_its_key(tmp_path, detours, said):
    with pytest.raises(InputError, match=said):
        by_terrain(*files(tmp_path, np.ones((6, 6)), detours), [])
