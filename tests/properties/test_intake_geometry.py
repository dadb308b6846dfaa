"""Laws of the checks of places and shapes, against brute force, whatever comes."""

from itertools import combinations

import numpy as np
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from province_areas import cities, province_areas
from pyproj import Transformer
from scipy.spatial import cKDTree

from geo_target.geodesy import earth_centred, geodesic_m
from geo_target.intake.geography.areas import geodesic_area_m2
from geo_target.intake.geography.crs_candidates import CANDIDATES
from geo_target.intake.geography.crs_choice import choose_crs, to_wgs84
from geo_target.intake.geography.duplicates import same_place as each_same_place
from geo_target.intake.geography.geometry_checks import check_geometry
from geo_target.intake.geography.inside import ISLANDS, TOLERANCE_M, TRANSFERRED, inside_province
from geo_target.intake.geography.overlaps import NOTHING_M2, SLIVER_M2, SLIVER_SHARE, overlaps
from geo_target.intake.geography.province_map import ProvinceMap


def same_place(*columns, **options):
    return list(each_same_place(*columns, **options))


AREAS = ProvinceMap(province_areas())
LON, LAT, PROVINCES = cities()
CODES = sorted(province_areas())
SAMPLED = {
    code: shapely.get_coordinates(shapely.segmentize(area, 0.003)) for code, area in province_areas().items()
}
"""The borders as points some 300 m apart: the nearest one is at most 150 m farther than the border."""
TREES = {code: cKDTree(earth_centred(points)) for code, points in SAMPLED.items()}

few = settings(
    max_examples=settings().max_examples // 2, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
lons, lats = st.floats(43.5, 64), st.floats(24.5, 40.5)
places = st.lists(st.tuples(lons, lats), max_size=12)


def arrays(pairs):
    table = np.array(pairs, dtype=float).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def shapes_of(items):
    return np.array([*items, None], dtype=object)[:-1]


def to_border_m(code, point):
    """The geodesic to the nearest of the points of a border (nearest by chord, which is the same)."""
    nearest = TREES[code].query(earth_centred([[point.x, point.y]])[0])[1]
    return geodesic_m(SAMPLED[code][[nearest]], [[point.x, point.y]])[0]


def boxed(lon, lat, code):
    return any(
        code in (None, province) and west <= lon <= east and south <= lat <= north
        for province, west, south, east, north in (*ISLANDS, *TRANSFERRED)
    )


@given(places, st.data())
@few
def test_inside_its_province_equals_brute_force(pairs, data):
    stated = [data.draw(st.sampled_from([*CODES, None])) for _ in pairs]
    lon, lat = arrays(pairs)
    findings = {f.index: f for f in inside_province(shapely.points(lon, lat), stated, AREAS)}

    for index, code in enumerate(stated):
        point, finding = shapely.Point(lon[index], lat[index]), findings.get(index)
        if boxed(lon[index], lat[index], code):
            assert finding is None or finding.severity == "warning" or finding.code == "outside-country"
            continue
        codes = [code] if code else CODES
        if any(province_areas()[one].intersects(point) for one in codes):
            assert finding is None
            continue
        metres = min(to_border_m(one, point) for one in codes)
        country = min(to_border_m(one, point) for one in CODES)
        if any(abs(metres - limit) < 250 for limit in (TOLERANCE_M, 3 * TOLERANCE_M)):
            continue
        assert (finding is not None) == (metres > TOLERANCE_M)
        abroad = not any(area.intersects(point) for area in province_areas().values())
        if finding and not (abroad and abs(country - TOLERANCE_M) < 250):
            assert finding.code.endswith("country" if abroad and country > TOLERANCE_M else "province") or (
                finding.severity == "warning"
            )
            if not abroad:
                assert finding.severity == ("error" if metres > 3 * TOLERANCE_M else "warning")


@given(places)
@few
def test_the_distance_to_a_province_is_the_geodesic_to_its_border(pairs):
    lon, lat = arrays(pairs)
    for number in (0, 11, 22):
        code = AREAS.codes[number]
        found = AREAS.distance_m(lon, lat, np.full(len(lon), number))
        for index in range(len(lon)):
            point = shapely.Point(lon[index], lat[index])
            if province_areas()[code].intersects(point):
                assert found[index] == 0
            else:
                brute = to_border_m(code, point)
                assert brute - 160 <= found[index] <= brute * 1.003 + 1
        limited = AREAS.distance_m(lon, lat, np.full(len(lon), number), limit_m=50_000)
        assert ((limited == found) | (found > 50_000)).all()


@given(places)
@few
def test_the_province_around_a_place_equals_brute_force(pairs):
    lon, lat = arrays(pairs)
    number, metres = AREAS.around(lon, lat)
    for index in range(len(lon)):
        point = shapely.Point(lon[index], lat[index])
        holding = [k for k, area in enumerate(AREAS.areas) if area.intersects(point)]
        if holding:
            assert (number[index], metres[index]) == (holding[0], 0)
        else:
            each = [to_border_m(code, point) for code in AREAS.codes]
            assert each[number[index]] <= min(each) * 1.003 + 160


@given(
    st.sampled_from(CANDIDATES),
    st.lists(st.integers(0, len(LON) - 1), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
    st.booleans(),
)
@few
def test_a_coordinate_system_is_found_again_or_asked_about_and_never_wrong(
    epsg, chosen, chance, some_unstated
):
    lon = LON[chosen] + np.array([chance.uniform(-0.02, 0.02) for _ in chosen])
    lat = LAT[chosen] + np.array([chance.uniform(-0.02, 0.02) for _ in chosen])
    codes = [None if some_unstated and chance.random() < 0.3 else PROVINCES[k] for k in chosen]
    x, y = Transformer.from_crs("EPSG:4326", f"EPSG:{epsg}", always_xy=True).transform(lon, lat)
    points = shapes_of(shapely.points(x, y))

    choice = choose_crs(None, None, points, codes, AREAS)

    assert choice.epsg in (None, epsg)
    assert (choice.epsg is None) == bool(choice.findings)
    if any(codes):
        assert choice.epsg == epsg
        read = shapely.get_coordinates(to_wgs84(points, choice.crs))
        assert geodesic_m(read, np.column_stack([lon, lat])).max() < 0.01


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from("اب")), max_size=25),
    st.sampled_from([1.0, 20.0, 45.0]),
)
@few
def test_rows_at_the_same_place_equal_brute_force(rows, within_m):
    """On a grid of 0.0001 degrees: 9 m to the east, 11 m to the north."""
    lon = np.array([51.4 + x * 1e-4 for x, _, _ in rows])
    lat = np.array([35.7 + y * 1e-4 for _, y, _ in rows])
    names = [name for _, _, name in rows]
    findings = same_place(lon, lat, names, within_m=within_m)

    near = {}
    for early, late in combinations(range(len(rows)), 2):
        metres = geodesic_m([[lon[early], lat[early]]], [[lon[late], lat[late]]])[0]
        if metres <= within_m:
            near.setdefault(late, []).append((metres, early))
    assert [f.index for f in findings] == sorted(near)
    for finding in findings:
        metres = min(near[finding.index])[0]
        same = any(m == 0 and names[k] == names[finding.index] for m, k in near[finding.index])
        assert (finding.severity == "error") == same
        assert metres > 0 or "0 m from it" in finding.mend[1]


grid = st.integers(0, 6)
rings = st.lists(st.tuples(grid, grid), min_size=3, max_size=8)


def ring(pairs):
    return [(51.4 + x * 1e-3, 35.7 + y * 1e-3) for x, y in (*pairs, pairs[0])]


polygons = rings.map(lambda pairs: shapely.Polygon(ring(pairs)))
holed = st.tuples(rings, rings).map(lambda both: shapely.Polygon(ring(both[0]), [ring(both[1])]))
several = st.lists(polygons, min_size=1, max_size=3).map(shapely.MultiPolygon)
others = st.one_of(
    st.none(),
    st.just(shapely.Polygon()),
    rings.map(lambda pairs: shapely.LineString(ring(pairs))),
    st.tuples(grid, grid).map(shapely.Point),
    st.tuples(polygons, rings).map(
        lambda both: shapely.GeometryCollection([both[0], shapely.LineString(ring(both[1]))])
    ),
)
any_shapes = st.lists(st.one_of(polygons, holed, several, others), max_size=8).map(shapes_of)


@given(any_shapes, st.booleans())
@few
def test_a_shape_is_kept_valid_and_of_its_kind_or_refused_with_a_reason(shapes, mend):
    result = check_geometry(shapes, kind="MULTIPOLYGON", mend=mend)
    refused = {f.index for f in result.findings if f.severity == "error"}
    for index, (came, kept) in enumerate(zip(shapes, result.geoms, strict=True)):
        assert (kept is None) == (index in refused)
        if kept is not None:
            assert kept.geom_type == "MultiPolygon"
            assert kept.is_valid
            assert not kept.is_empty
        polygonal = came is not None and came.geom_type in {"Polygon", "MultiPolygon"} and not came.is_empty
        if polygonal and came.is_valid:
            assert shapely.equals(kept, came)
        if polygonal and not came.is_valid and not mend:
            assert kept is None
    again = check_geometry(result.geoms, kind="MULTIPOLYGON", mend=mend)
    assert {f.index for f in again.findings if f.code != "tiny-hole"} == refused


@given(any_shapes)
@few
def test_mending_is_always_told_with_the_area_before_and_after(shapes):
    result = check_geometry(shapes, kind="MULTIPOLYGON", mend=True)
    mended = {f.index for f in result.findings if f.code == "mended-geometry"}
    for index, (came, kept) in enumerate(zip(shapes, result.geoms, strict=True)):
        if kept is not None and index not in mended:
            assert came.is_valid
            assert geodesic_area_m2(kept) == geodesic_area_m2(came)


@given(st.lists(polygons, max_size=6).map(shapes_of))
@few
def test_overlaps_equal_brute_force(shapes):
    shapes[~shapely.is_valid(shapes)] = None
    found = {(f.index, f.came): f for f in overlaps(shapes, [str(k) for k in range(len(shapes))])}

    expected = {}
    for early, late in combinations(range(len(shapes)), 2):
        if shapes[early] is not None and shapes[late] is not None:
            of = next(k for k in range(late + 1) if shapely.equals_identical(shapes[k], shapes[late]))
            if of not in (early, late) or shapely.equals_identical(shapes[early], shapes[of]) != (
                early == of
            ):
                continue  # a copy is compared with the first of its kind, and nothing with a copy
            if any(shapely.equals_identical(shapes[k], shapes[early]) for k in range(early)):
                continue
            shared = geodesic_area_m2(shapely.intersection(shapes[early], shapes[late]))
            if shared >= 2 * NOTHING_M2:
                smaller = min(geodesic_area_m2(shapes[early]), geodesic_area_m2(shapes[late]))
                sliver = shared < SLIVER_SHARE * smaller and shared < SLIVER_M2
                expected[late, f"{late} + {early}"] = "warning" if sliver else "error"
    assert {key: finding.severity for key, finding in found.items()} == expected


@given(st.lists(polygons, min_size=2, max_size=6).map(shapes_of), st.randoms(use_true_random=False))
@few
def test_which_areas_overlap_does_not_depend_on_the_order_of_rows(shapes, chance):
    shapes = shapes_of({one.wkb: one for one in shapes if one.is_valid}.values())  # each once
    names = [str(k) for k in range(len(shapes))]
    order = list(range(len(shapes)))
    chance.shuffle(order)

    def pairs(findings):
        return sorted((sorted(f.came.split(" + ")), f.code) for f in findings)

    assert pairs(overlaps(shapes, names)) == pairs(overlaps(shapes[order], [names[k] for k in order]))
