import numpy as np
import pytest
import shapely
from province_areas import shared_layer, square
from shapely import from_wkt

from geo_target.intake.geography.areas import areas_m2, geodesic_area_m2
from geo_target.intake.geography.geometry_checks import AREA_LIMITS_M2, check_geometry

W, S = 51.4, 35.7


def at(*pairs):
    """Rings in hundredths of a degree from a place in Tehran."""
    return "(" + ", ".join(f"{W + x / 100:.6f} {S + y / 100:.6f}" for x, y in pairs) + ")"


OUTER = at((0, 0), (4, 0), (4, 4), (0, 4), (0, 0))
INNER = at((1, 1), (2, 1), (2, 2), (1, 2), (1, 1))

INVALID = {
    "self-intersection": f"POLYGON ({at((0, 0), (4, 4), (4, 0), (0, 4), (0, 0))})",
    "ring-self-intersection": f"POLYGON ({at((0, 0), (4, 0), (4, 4), (2, 0), (0, 4), (0, 0))})",
    "hole-outside-shell": f"POLYGON ({OUTER}, {at((6, 6), (7, 6), (7, 7), (6, 7), (6, 6))})",
    "nested-holes": f"POLYGON ({OUTER}, {at((0.5, 0.5), (3, 0.5), (3, 3), (0.5, 3), (0.5, 0.5))}, {INNER})",
    "nested-shells": f"MULTIPOLYGON (({OUTER}), ({INNER}))",
    "interior-disconnected": f"POLYGON ({OUTER}, {at((2, 0), (3, 2), (2, 4), (1, 2), (2, 0))})",
    "too-few-points": f"POLYGON ({at((0, 0), (4, 4), (0, 0), (0, 0))})",
    "parts-overlap": f"MULTIPOLYGON (({OUTER}), ({at((2, 2), (6, 2), (6, 6), (2, 6), (2, 2))}))",
}


def areas_of(*wkt):
    return np.array([from_wkt(one) for one in wkt] + [None], dtype=object)[:-1]


@pytest.mark.parametrize("reason", INVALID)
def test_each_reason_of_invalidity_is_named_with_its_place(reason):
    result = check_geometry(areas_of(INVALID[reason]), kind="MULTIPOLYGON")

    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.index) == (reason, "error", 0)
    assert result.geoms[0] is None
    assert all(finding.expected)
    assert all(finding.mend)
    assert finding.came.endswith("]")
    assert W - 0.001 <= finding.lon <= W + 0.08
    assert S - 0.001 <= finding.lat <= S + 0.08


def test_a_ring_that_crosses_itself_is_shown_where_it_crosses():
    (finding,) = check_geometry(areas_of(INVALID["self-intersection"]), kind="MULTIPOLYGON").findings
    assert (finding.lon, finding.lat) == pytest.approx((W + 0.02, S + 0.02))


@pytest.mark.parametrize("reason", [r for r in INVALID if r != "too-few-points"])
def test_what_is_mended_on_request_is_valid_and_told_with_its_change_in_area(reason):
    before = areas_of(INVALID[reason])
    result = check_geometry(before, kind="MULTIPOLYGON", mend=True)

    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("mended-geometry", "warning")
    assert result.geoms[0].geom_type == "MultiPolygon"
    assert result.geoms[0].is_valid
    assert "km²" in finding.mend[1]
    assert "%" in finding.mend[1]
    assert "کیلومتر مربع" in finding.mend[0]
    assert "٪" in finding.mend[0]
    assert shapely.equals_identical(before[0], from_wkt(INVALID[reason])), "what came is never changed"


def test_the_change_in_area_is_the_true_one():
    """Two parts of 16 squares that share 4: 32 as drawn, 28 mended, an eighth less."""
    result = check_geometry(areas_of(INVALID["parts-overlap"]), kind="MULTIPOLYGON", mend=True)
    before, after = geodesic_area_m2(from_wkt(INVALID["parts-overlap"])), geodesic_area_m2(result.geoms[0])

    assert after / before == pytest.approx(28 / 32, rel=1e-3)
    assert f"({100 * (after - before) / before:.2f} %)" in result.findings[0].mend[1].replace("−", "-")
    assert f"from {before / 1e6:.1f} km² to {after / 1e6:.1f} km²" in result.findings[0].mend[1]


def test_a_hole_is_not_filled_by_mending_the_ring_around_it():
    bow = f"POLYGON ({at((0, 0), (4, 0), (4, 4), (0, 4), (0, 4.001), (0, 4), (0, 0))}, {INNER})"
    result = check_geometry(areas_of(bow), kind="MULTIPOLYGON", mend=True)
    assert geodesic_area_m2(result.geoms[0]) == pytest.approx(
        geodesic_area_m2(from_wkt(f"POLYGON ({OUTER}, {INNER})")), rel=1e-3
    )


def test_what_collapses_to_nothing_is_refused_even_when_mending_is_asked_for():
    result = check_geometry(areas_of(INVALID["too-few-points"]), kind="MULTIPOLYGON", mend=True)
    assert [(f.code, f.severity) for f in result.findings] == [("too-few-points", "error")]
    assert "nothing is left" in result.findings[0].mend[1]


def test_a_valid_shape_passes_without_a_word_and_unchanged():
    shapes = areas_of(f"MULTIPOLYGON (({OUTER}, {INNER}))", f"POLYGON ({OUTER})")
    result = check_geometry(shapes, kind="MULTIPOLYGON", layer="neighbourhoods", mend=True)
    assert result.findings == []
    assert result.geoms[0] is shapes[0]
    assert result.geoms[1].geom_type == "MultiPolygon"
    assert result.geoms[1].equals(shapes[1])


@pytest.mark.parametrize(
    ("kind", "wkt", "code"),
    [
        ("POINT", None, "no-geometry"),
        ("POINT", "POINT EMPTY", "empty-geometry"),
        ("POINT", "POINT (0 0)", "zero-place"),
        ("POINT", "POINT (539000 3950000)", "not-degrees"),
        ("POINT", "POINT (51 95)", "not-degrees"),
        ("POINT", "LINESTRING (51 35, 52 36)", "wrong-geometry-type"),
        ("POINT", "MULTIPOINT ((51 35), (52 36))", "wrong-geometry-type"),
        ("POINT", f"POLYGON ({OUTER})", "wrong-geometry-type"),
        ("POINT", "GEOMETRYCOLLECTION (POINT (51 35), POINT (52 35))", "wrong-geometry-type"),
        ("MULTIPOLYGON", None, "no-geometry"),
        ("MULTIPOLYGON", "POLYGON EMPTY", "empty-geometry"),
        ("MULTIPOLYGON", "GEOMETRYCOLLECTION EMPTY", "empty-geometry"),
        ("MULTIPOLYGON", "POINT (51 35)", "wrong-geometry-type"),
        ("MULTIPOLYGON", f"LINESTRING {OUTER}", "wrong-geometry-type"),
        ("MULTIPOLYGON", f"GEOMETRYCOLLECTION (POLYGON ({OUTER}), POINT (51 35))", "wrong-geometry-type"),
        ("MULTIPOLYGON", "POLYGON ((5e5 3e6, 6e5 3e6, 6e5 4e6, 5e5 3e6))", "not-degrees"),
    ],
)
def test_a_shape_that_the_layer_cannot_hold_is_refused_once(kind, wkt, code):
    shapes = areas_of(wkt) if wkt else np.array([None], dtype=object)
    result = check_geometry(shapes, kind=kind)
    assert [(f.code, f.severity) for f in result.findings] == [(code, "error")]
    assert result.geoms[0] is None


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("axis", [0, 1])
def test_a_coordinate_that_is_no_number_is_refused(number, axis):
    place = [51.4, 35.7]
    place[axis] = number
    with np.errstate(invalid="ignore"):
        shapes = np.array([shapely.points(place), shapely.points(51.4, 35.7)], dtype=object)
        result = check_geometry(shapes, kind="POINT")
    assert [f.index for f in result.findings] == [0]
    assert result.findings[0].code in {"not-finite", "empty-geometry"}

    ring = np.array([[51, 35], [52, 35], [52, 36], [51, 36], [51, 35]], dtype=float)
    ring[2, axis] = number
    with np.errstate(invalid="ignore"):
        result = check_geometry(
            np.array([shapely.polygons(ring)], dtype=object), kind="MULTIPOLYGON", mend=True
        )
    assert [f.code for f in result.findings] == ["not-finite"]


def test_one_part_or_several_is_made_what_the_layer_holds():
    points = check_geometry(
        areas_of("MULTIPOINT ((51 35))", "POINT (52 36)", "GEOMETRYCOLLECTION (POINT (53 30))")
    )
    assert points.findings == []
    assert [p.wkt for p in points.geoms] == ["POINT (51 35)", "POINT (52 36)", "POINT (53 30)"]

    areas = check_geometry(areas_of(f"GEOMETRYCOLLECTION (POLYGON ({OUTER}))"), kind="MULTIPOLYGON")
    assert areas.findings == []
    assert areas.geoms[0].geom_type == "MultiPolygon"


def test_of_a_mixed_collection_the_areas_are_kept_on_request_and_that_is_said():
    mixed = areas_of(
        f"GEOMETRYCOLLECTION (POLYGON ({OUTER}), LINESTRING (51 35, 52 36), MULTIPOINT ((50 30)))"
    )
    result = check_geometry(mixed, kind="MULTIPOLYGON", mend=True)
    assert [(f.code, f.severity) for f in result.findings] == [("mended-geometry", "warning")]
    assert result.geoms[0].equals(from_wkt(f"POLYGON ({OUTER})"))


@pytest.mark.parametrize("layer", AREA_LIMITS_M2)
def test_an_area_too_small_or_too_large_for_its_layer_is_refused(layer):
    least, most = AREA_LIMITS_M2[layer]
    middle = np.sqrt(least * most)
    sides = (
        np.sqrt([least * 0.9, least * 1.1, middle, most * 0.8, most * 1.2]) / 100_400
    )  # a degree at 35° north
    shapes = np.array([shapely.box(50, 35, 50 + s, 35 + s) for s in sides], dtype=object)
    result = check_geometry(shapes, kind="MULTIPOLYGON", layer=layer)
    assert [(f.index, f.code) for f in result.findings] == [(0, "area-too-small"), (4, "area-too-large")]


def test_a_tiny_hole_is_told_where_it_is():
    tiny = at((1, 1), (1.005, 1), (1.005, 1.005), (1, 1.005), (1, 1))
    result = check_geometry(
        areas_of(f"POLYGON ({OUTER}, {INNER})", f"POLYGON ({OUTER}, {tiny})"), kind="MULTIPOLYGON"
    )
    (finding,) = result.findings
    assert (finding.index, finding.code, finding.severity) == (1, "tiny-hole", "warning")
    assert (finding.lon, finding.lat) == pytest.approx((W + 0.01, S + 0.01), abs=1e-4)
    assert result.geoms[1] is not None


def test_no_shapes_at_all_are_checked_without_a_word():
    for kind in ("POINT", "MULTIPOLYGON"):
        assert check_geometry([], kind=kind, layer="neighbourhoods").findings == []


def test_an_area_does_not_depend_on_which_way_its_rings_turn():
    one = from_wkt(f"POLYGON ({OUTER}, {INNER})")
    assert geodesic_area_m2(one) == pytest.approx(geodesic_area_m2(one.reverse()))
    assert geodesic_area_m2(one) == pytest.approx(
        geodesic_area_m2(from_wkt(f"POLYGON ({OUTER})")) * 15 / 16, rel=1e-3
    )


def test_the_quick_area_is_the_geodesic_one_to_a_part_in_ten_thousand():
    shapes = np.array([square(lon, lat, 0.05) for lon in (45, 51, 62) for lat in (25, 33, 39)], dtype=object)
    assert areas_m2(shapes) == pytest.approx([geodesic_area_m2(one) for one in shapes], rel=1e-4)


@pytest.mark.parametrize(
    ("name", "layer", "rows"),
    [
        ("tehran/neighbourhoods_375.geojson", "neighbourhoods", 375),
        ("openstreetmap/counties.geojson", "counties", 478),
        ("openstreetmap/provinces.geojson", "provinces", 31),
    ],
)
def test_the_real_layers_pass(shared_dir, name, layer, rows):
    shapes, _ = shared_layer(shared_dir / "data", name)
    result = check_geometry(shapes, kind="MULTIPOLYGON", layer=layer)
    assert len(result.geoms) == rows
    assert result.findings == []
