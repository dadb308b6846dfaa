"""Names of places to codes: what is found, what is asked, what is refused."""

from dataclasses import replace

import shapely

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.check_layer import check_layer
from tests.support.intake_checks import AT, check, column, found, notes
from tests.support.intake_register import features, reference_register, table


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


def test_an_occupation_that_is_not_known_is_refused_with_what_is_like_it():
    headers = ["نام دوره", "شهر", "حرفه", "تعداد کارآموز", "نفرساعت", "طول", "عرض"]
    row = ["جوشکاری پایه", "مشهد", "جوشکاری با گاز محافط", 20, 2000, *AT["مشهد"]]
    checked = check_layer(
        table(headers, [row]), "course_runs", reference_register("course_runs"), CheckOptions()
    )
    problem = next(p for p in checked.report.problems if p.column == "حرفه")
    assert problem.code == "not-found"
    assert "جوشکاری با گاز محافظ" in problem.mend_fa


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


def test_a_place_that_fits_both_numberings_proves_neither():
    areas = reference_register("training_centres").province_areas
    both = areas["IR-19"].intersection(areas["IR-01"].buffer(0.001)).representative_point()
    checked = check(["کد استان", "طول جغرافیایی", "عرض جغرافیایی"], [["IR-19", both.x, both.y]])
    assert found(checked)[0][0] == "old-or-new-code"
    assert "of today" in notes(check(["کد استان", "طول", "عرض"], [["IR-19", 48.4787, 36.6736]]))


def test_the_town_of_a_group_is_looked_up_only_where_it_is_needed():
    headers = [
        "نام گروه",
        "استان",
        "شهر",
        "محله",
        "روستا",
        "بستر",
        "اعضا",
        "زنان",
        "طول جغرافیایی",
        "عرض جغرافیایی",
    ]
    hood = next(f for f, _ in features("neighbourhoods") if f["city_code"] == "C124665")
    rows = [
        ["نرگس", "خراسان رضوی", "شهرکی دور", None, "الف", "روستا", 20, 20, 59.6, 36.3],
        ["یاس", "خراسان رضوی", "مشهد", hood["name_fa"], "ب", "حاشیه شهر", 20, 20, 59.7, 36.3],
    ]
    checked = check_layer(
        table(headers, rows), "self_help_groups", reference_register("self_help_groups"), CheckOptions()
    )
    assert column(checked, "neighbourhood_code") == [None, hood["code"]]
    assert found(checked) == []


def test_a_training_centre_of_a_name_that_two_have_is_asked_about():
    register = reference_register("course_runs")
    register = replace(
        register,
        names={**register.names, "training_centres": {"مرکز یک": "TC-00001", "مرکز  يك": "TC-00002"}},
    )
    headers = [
        "نام دوره",
        "شهر",
        "مرکز آموزش",
        "حرفه",
        "تعداد کارآموز",
        "نفرساعت",
        "طول جغرافیایی",
        "عرض جغرافیایی",
    ]
    rows = [["خیاطی", "مشهد", name, "OC-001", 20, 2000, 59.6, 36.3] for name in ("مركز یک", "مرکز یک")]
    checked = check_layer(table(headers, rows), "course_runs", register, CheckOptions())
    assert found(checked) == [("ambiguous-name", 2, "مرکز آموزش")]
    assert "TC-00001, TC-00002" in checked.refused[0].problems[0].mend_en
    assert column(checked, "training_centre_code") == ["TC-00001"]
