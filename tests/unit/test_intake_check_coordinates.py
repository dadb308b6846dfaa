"""Coordinates to places: every way of writing them, what is asked, what is refused."""

import numpy as np
import pytest
import shapely

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.geography.ewkb import points_hex, shapes_hex
from geo_target.intake.register import Register
from tests.support.intake_checks import AT, check, column, found, lonlat, notes
from tests.support.intake_register import features, reference_register, table


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (["طول", "عرض"], ["59.6067", "36.297"]),
        (["طول جغرافیایی", "عرض جغرافیایی"], ["۵۹°۳۶′۲۴٫۱۲″", "36°17'49.2\"N"]),
        (["مختصات"], ["36.297, 59.6067"]),
        (["مختصات"], ["36°17'49.2\"N 59°36'24.12\"E"]),
        (["easting", "northing", "zone"], [734075.968, 4020044.243, "۴۰"]),
        (["X", "Y"], ["۷۳۴۰۷۵٫۹۶۸", "۴۰۲۰۰۴۴٫۲۴۳"]),
        (["wkt"], ["SRID=4326;POINT Z (59.6067 36.297 980)"]),
        (["wkt"], ["MULTIPOINT ((59.6067 36.297))"]),
    ],
)
def test_one_place_written_in_every_way_is_one_place(headers, cells):
    checked = check(["استان", *headers], [["خراسان رضوی", *cells]])
    assert checked.report.ok, checked.report.problems
    assert np.allclose(lonlat(checked), [(59.6067, 36.297)], atol=2e-5)


def test_a_zone_that_is_missing_is_found_from_the_province_and_that_is_said():
    rows = [["خراسان رضوی", 734075.968, 4020044.243], ["تهران", 538140, 3950200]]
    checked = check(["استان", "X", "Y"], rows)
    assert np.allclose(lonlat(checked), [(59.6067, 36.297), AT["تهران"]], atol=2e-2)
    assert "as the provinces show, it is 39 in 1 row, 40 in 1 row" in notes(checked)
    assert checked.report.crs == "EPSG:32639, EPSG:32640"
    assert checked.report.crs_inferred


def test_a_zone_that_no_province_proves_is_asked_about():
    assert found(check(["استان", "X", "Y"], [["تهران", 738140, 2950200]]))[-1][0] == "which-zone"
    register = Register(gazetteer=reference_register("training_centres").gazetteer)
    assert (
        found(check(["استان", "X", "Y"], [["تهران", 538140, 3950200]], register=register))[-1][0]
        == "which-zone"
    )
    given = check(["استان", "X", "Y"], [["تهران", 538140, 3950200]], register=register, values={"zone": "39"})
    assert given.report.ok


def test_a_crs_that_a_person_gives_holds_for_columns_of_numbers():
    for headers in (["X", "Y"], ["طول", "عرض"]):
        checked = check(["استان", *headers], [["تهران", 538140, 3950200]], crs="EPSG:32639")
        assert np.allclose(lonlat(checked), [AT["تهران"]], atol=2e-2)
        assert checked.report.crs == "EPSG:32639"


def test_swapped_coordinates_are_told_row_by_row_and_never_mended():
    rows = [["مشهد", *AT["مشهد"]], ["مشهد", *AT["مشهد"][::-1]]]
    checked = check(["شهر", "طول", "عرض"], rows)
    assert found(checked) == [("swapped-coordinates", 3, "طول")]
    assert "map “طول” to lat" in checked.refused[0].problems[0].mend_en
    turned = check(["شهر", "طول", "عرض"], rows[1:], columns={"طول": "lat", "عرض": "lon"})
    assert turned.report.ok


def test_utm_columns_that_changed_places_are_told():
    assert (
        found(check(["استان", "easting", "northing", "zone"], [["تهران", 3950200, 538140, 39]]))[-1][0]
        == "utm-swapped"
    )


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("59.6", None), "empty"),
        ((None, None), "no-place"),
        (("0", "0"), "outside-country"),
        (("-59.6", "36.3"), "outside-country"),
        (("596067", "36.3"), "out-of-range"),
        (("44.4", "33.3"), "outside-country"),
        (("59,6", "36.3"), "not-degrees"),
    ],
)
def test_a_row_without_a_place_in_iran_is_refused_once(cells, code):
    checked = check(["شهر", "طول جغرافیایی", "عرض جغرافیایی"], [["مشهد", *AT["مشهد"]], ["مشهد", *cells]])
    assert [one[0] for one in found(checked)] == [code]


def test_a_place_far_outside_its_province_is_refused():
    checked = check(["شهر", "طول", "عرض"], [["مشهد", *AT["مشهد"]], ["مشهد", *AT["تهران"]]])
    assert found(checked) == [("outside-province", 3, "طول")]


def test_shapes_of_a_file_win_over_its_columns_and_have_its_crs():
    shapes = [shapely.Point(734075.968, 4020044.243), shapely.MultiPoint([(734075.968, 4020044.243)])]
    rows = [["مشهد", 1, 2], ["مشهد", 3, 4]]
    checked = check(["شهر", "طول", "عرض"], rows, geometry=shapes, crs="EPSG:32640")
    assert np.allclose(lonlat(checked), [(59.6067, 36.297)] * 2, atol=2e-5)
    assert checked.report.crs == "EPSG:32640"


def test_a_crs_that_a_file_does_not_state_is_inferred_from_the_provinces_or_asked():
    shapes = [shapely.Point(734075.968, 4020044.243), shapely.Point(740000, 4020000)]
    known = check(["استان"], [["خراسان رضوی"], ["خراسان رضوی"]], geometry=shapes)
    assert known.report.crs == "EPSG:32640"
    assert known.report.crs_inferred
    unknown = check(["شهر"], [["تهران"], ["مشهد"]], geometry=shapes)
    assert [(p.code, p.row) for p in unknown.report.problems if p.severity == "error"] == [
        ("crs-not-stated", None)
    ]
    assert not unknown.rows


def test_a_line_or_an_empty_shape_is_refused_where_a_point_is_wanted():
    shapes = [shapely.LineString([(59, 36), (60, 37)]), shapely.Point(), None, shapely.Point(*AT["مشهد"])]
    checked = check(["شهر"], [["مشهد"]] * 4, geometry=shapes, crs="EPSG:4326")
    assert [code for code, *_ in found(checked)] == ["wrong-geometry-type", "empty-geometry", "no-geometry"]
    assert len(checked.rows) == 1


def test_a_course_run_without_coordinates_lies_at_its_training_centre():
    centre, place = next((f, s) for f, s in features("training_centres") if f["city_code"] == "C124665")
    headers = ["نام دوره", "شهر", "مرکز آموزش", "حرفه", "تعداد کارآموز", "نفرساعت"]
    row = ["جوشکاری پایه", "مشهد", centre["name_fa"], "جوشکاری با گاز محافظ", "۲۰", "۲٬۰۰۰"]
    lost = ["خیاطی", "مشهد", None, "OC-001", "۲۰", "۲٬۰۰۰"]
    checked = check_layer(
        table(headers, [row, lost]), "course_runs", reference_register("course_runs"), CheckOptions()
    )
    assert column(checked, "training_centre_code") == [centre["code"]]
    assert column(checked, "occupation_code") == ["OC-002"]
    assert lonlat(checked) == [(place.x, place.y)]
    assert found(checked)[0][:2] == ("no-place", 3)
    assert "the course is where its training centre is" in notes(checked)


def test_ewkb_of_arrays_is_that_of_shapes():
    lon, lat = np.array([59.6067, np.nan, -1.5]), np.array([36.297, 1.0, np.inf])
    assert points_hex(lon, lat) == [
        shapely.to_wkb(shapely.set_srid(shapely.Point(59.6067, 36.297), 4326), hex=True, include_srid=True),
        None,
        None,
    ]
    shapes = np.array([shapely.Point(59.6067, 36.297), None], dtype=object)
    assert shapes_hex(shapes) == [points_hex(lon, lat)[0], None]


def test_swapped_axes_of_a_file_of_shapes_name_no_column():
    shapes = [shapely.Point(*AT["مشهد"]), shapely.Point(*AT["مشهد"][::-1])]
    checked = check(["شهر"], [["مشهد"], ["مشهد"]], geometry=shapes, crs="EPSG:4326")
    assert found(checked) == [("swapped-coordinates", 3, None)]
    assert "Swap X and Y" in checked.refused[0].problems[0].mend_en


def test_a_zone_is_not_taken_where_two_fit():
    register = reference_register("training_centres")
    wide = Register(gazetteer=register.gazetteer, province_areas={"IR-23": shapely.box(44, 25, 63, 40)})
    asked = found(check(["استان", "X", "Y"], [["تهران", 538140, 3950200]], register=wide))[-1]
    assert asked == ("which-zone", 2, "X")


def test_shapes_as_text_are_degrees_where_all_their_numbers_can_be():
    rows = [["خراسان رضوی", "POINT (59.6 36.3)"], ["خراسان رضوی", "POINT (51.42 35.69)"]]
    checked = check(["استان", "wkt"], rows)
    assert found(checked) == [("outside-province", 3, "wkt")]
    assert "read as WGS 84" in notes(checked)
    metres = check(["استان", "wkt"], [["خراسان رضوی", "POINT (734075.968 4020044.243)"]])
    assert metres.report.crs == "EPSG:32640"
    assert metres.report.crs_inferred
    said = check(["استان", "wkt"], [["خراسان رضوی", "POINT (734075.968 4020044.243)"]], crs="EPSG:32640")
    assert said.report.ok
