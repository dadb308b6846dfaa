"""Names of places to codes, coordinates to places: what is found, what is asked, what is refused."""

import numpy as np
import pytest
import shapely

from geo_target.intake.check_layer import check_layer
from geo_target.intake.checked import CheckOptions
from geo_target.intake.ewkb import points_hex, shapes_hex
from geo_target.intake.register import Register
from tests.support.intake_register import features, reference_register, table

AT = {
    "مشهد": (59.6067, 36.2970),
    "تهران": (51.4215, 35.6944),
    "رشت": (49.5891, 37.2808),
    "بیرجند": (59.2211, 32.8663),
}


def check(headers, rows, layer="training_centres", geometry=None, crs=None, register=None, **options):
    source = table(
        ["نام مرکز", *headers],
        [[f"مرکز {i}", *row] for i, row in enumerate(rows)],
        geometry=geometry,
        crs=crs,
    )
    options.setdefault("values", {})
    options["values"] = {"status": "فعال", **options["values"]}
    return check_layer(source, layer, register or reference_register(layer), CheckOptions(**options))


def column(checked, name):
    return [row[checked.columns.index(name)] for row in checked.rows]


def lonlat(checked):
    return [tuple(shapely.get_coordinates(shapely.from_wkb(geom))[0]) for geom in column(checked, "geom")]


def found(checked, severity="error"):
    return [
        (p.code, p.row, p.column)
        for p in checked.report.problems
        if p.severity == severity and p.row is not None
    ]


def notes(checked):
    return " ".join(note.en for note in checked.report.notes)


def test_names_become_codes_and_the_report_lists_how():
    checked = check(
        ["استان", "شهر", "طول", "عرض"],
        [
            ["خراسان رضوي", "مشهد مقدس", *AT["مشهد"]],
            ["خراسان رضوي", "مشهد", *AT["مشهد"]],
            ["تهران", "تهران", *AT["تهران"]],
        ],
    )
    assert column(checked, "province_code") == ["IR-09", "IR-09", "IR-23"]
    assert column(checked, "city_code") == ["C124665", "C124665", "C112931"]
    by_name = {(m.kind, m.came): (m.code, m.how, m.rows) for m in checked.report.matched}
    assert by_name["province", "خراسان رضوي"] == ("IR-09", "normalised", 2)
    assert by_name["city", "مشهد مقدس"] == ("C124665", "variant", 1)
    assert checked.report.matched[0].rows == 2


def test_the_province_is_known_from_the_city():
    checked = check(["شهر", "طول", "عرض"], [["مشهد", *AT["مشهد"]]])
    assert column(checked, "province_code") == ["IR-09"]
    assert "In 1 row the province is known from the city" in notes(checked)


def test_the_province_is_known_from_the_place_where_nothing_else_says_it_and_borders_are_far():
    inside = max(
        reference_register("training_centres").province_areas["IR-23"].geoms, key=lambda part: part.area
    )
    border = inside.exterior.interpolate(0.3, normalized=True)
    near = shapely.shortest_line(border, inside.buffer(-0.02)).coords[-1]
    checked = check(["طول", "عرض"], [AT["تهران"], near, (58.17, 34.02)])
    assert column(checked, "province_code") == ["IR-23"]
    assert found(checked) == [("empty", 3, "province_code"), ("empty", 4, "province_code")]


def test_a_city_of_another_province_is_refused_and_named():
    checked = check(
        ["استان", "شهر", "طول", "عرض"], [["تهران", "مشهد", *AT["مشهد"]], ["تهران", "تهران", *AT["تهران"]]]
    )
    assert found(checked) == [("place-not-found", 2, "شهر"), ("outside-province", 2, "طول")]
    assert "Razavi Khorasan" in checked.refused[0].problems[0].mend_en


def test_a_code_and_a_name_of_two_cities_are_refused_an_unknown_code_beside_a_name_is_not():
    rows = [
        ["C112931", "مشهد", *AT["مشهد"]],
        ["1234", "مشهد", *AT["مشهد"]],
        ["C124665", "Meshed", *AT["مشهد"]],
    ]
    checked = check(["کد شهر", "شهر", "طول", "عرض"], rows)
    assert found(checked) == [("code-and-name-differ", 2, "کد شهر")]
    assert column(checked, "city_code") == ["C124665", "C124665"]


def test_a_neighbourhood_that_is_not_a_target_one_is_only_told():
    hood = next(f for f, _ in features("neighbourhoods") if f["city_code"] == "C124665")
    rows = [["مشهد", hood["name_fa"], *AT["مشهد"]], ["مشهد", "الماس شرقی", *AT["مشهد"]]]
    checked = check(["شهر", "محله", "طول", "عرض"], rows)
    assert column(checked, "neighbourhood_code") == [hood["code"], None]
    assert found(checked, "warning")[0] == ("not-a-target-neighbourhood", 3, "محله")
    assert (
        found(check(["شهر", "کد محله", "طول", "عرض"], [["مشهد", "N1-999", *AT["مشهد"]]]))[0][0]
        == "place-not-found"
    )


def test_a_neighbourhood_says_its_city_and_province():
    checked = check(["کد محله", "طول", "عرض"], [["N124665-001", *AT["مشهد"]]])
    assert column(checked, "city_code") == ["C124665"]
    assert column(checked, "province_code") == ["IR-09"]


def test_bare_province_codes_are_asked_about_unless_the_rows_prove_which_they_are():
    assert (
        found(check(["کد استان", "easting", "northing", "zone"], [["IR-01", 375000, 4126000, 39]]))[0][0]
        == "old-or-new-code"
    )
    today = check(["کد استان", "طول", "عرض"], [["IR-01", *AT["رشت"]]])
    assert column(today, "province_code") == ["IR-01"]
    assert "of today" in notes(today)
    before = check(["کد استان", "طول", "عرض"], [["19", *AT["رشت"]]])
    assert column(before, "province_code") == ["IR-01"]
    assert "before 2020" in notes(before)
    by_city = check(
        ["کد استان", "شهر", "easting", "northing", "zone"], [["IR-19", "رشت", 375000, 4126000, 39]]
    )
    assert column(by_city, "province_code") == ["IR-01"]


def test_a_person_may_say_which_numbering_the_codes_are_in():
    metres = [375000, 4126000, 39]
    for scheme, code in (("iso", "IR-01"), ("iso_pre2020", "IR-19"), ("sci", "1")):
        checked = check(
            ["کد استان", "easting", "northing", "zone"], [[code, *metres]], values={"scheme": scheme}
        )
        assert column(checked, "province_code") == ["IR-01"]
    wrong = check(["کد استان", "easting", "northing", "zone"], [["IR-01", *metres]], values={"scheme": "new"})
    assert any(p.code == "unknown-scheme" for p in wrong.report.problems)


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


def test_an_occupation_that_is_not_known_is_refused_with_what_is_like_it():
    headers = ["نام دوره", "شهر", "حرفه", "تعداد کارآموز", "نفرساعت", "طول", "عرض"]
    row = ["جوشکاری پایه", "مشهد", "جوشکاری با گاز محافط", 20, 2000, *AT["مشهد"]]
    checked = check_layer(
        table(headers, [row]), "course_runs", reference_register("course_runs"), CheckOptions()
    )
    problem = next(p for p in checked.report.problems if p.column == "حرفه")
    assert problem.code == "not-found"
    assert "جوشکاری با گاز محافظ" in problem.mend_fa


def test_ewkb_of_arrays_is_that_of_shapes():
    lon, lat = np.array([59.6067, np.nan, -1.5]), np.array([36.297, 1.0, np.inf])
    assert points_hex(lon, lat) == [
        shapely.to_wkb(shapely.set_srid(shapely.Point(59.6067, 36.297), 4326), hex=True, include_srid=True),
        None,
        None,
    ]
    shapes = np.array([shapely.Point(59.6067, 36.297), None], dtype=object)
    assert shapes_hex(shapes) == [points_hex(lon, lat)[0], None]


def test_a_column_of_other_things_is_not_looked_up_to_its_end():
    rows = [[f"شهر {n}", *AT["مشهد"]] for n in range(6_000)]
    checked = check(["شهر", "طول", "عرض"], rows)
    assert [
        (p.code, p.row, p.column) for p in checked.report.problems if p.row is None and p.severity == "error"
    ] == [("unlike-its-header", None, "شهر")]
    assert not checked.rows


def test_a_name_that_is_not_found_says_what_is_like_it_and_what_else_can_be_done():
    checked = check(["شهر", "طول", "عرض"], [["مشهر", *AT["مشهد"]], ["مشهد", *AT["مشهد"]]])
    problem = checked.refused[0].problems[0]
    assert "Mashhad" in problem.mend_en
    assert "add it to cities first" in problem.mend_en


def test_swapped_axes_of_a_file_of_shapes_name_no_column():
    shapes = [shapely.Point(*AT["مشهد"]), shapely.Point(*AT["مشهد"][::-1])]
    checked = check(["شهر"], [["مشهد"], ["مشهد"]], geometry=shapes, crs="EPSG:4326")
    assert found(checked) == [("swapped-coordinates", 3, None)]
    assert "Swap X and Y" in checked.refused[0].problems[0].mend_en


def test_a_place_that_fits_both_numberings_proves_neither():
    areas = reference_register("training_centres").province_areas
    both = areas["IR-19"].intersection(areas["IR-01"].buffer(0.001)).representative_point()
    checked = check(["کد استان", "طول جغرافیایی", "عرض جغرافیایی"], [["IR-19", both.x, both.y]])
    assert found(checked)[0][0] == "old-or-new-code"
    assert "of today" in notes(check(["کد استان", "طول", "عرض"], [["IR-19", 48.4787, 36.6736]]))
