"""Cells that cannot be what they should be: numbers, dates, words, coordinates, names, codes, and rows at odds."""

from bad_files import HEADERS, BadFile, cell, good_rows, laid_out, sheet

GROUP_HEADERS = {
    "code": "کد گروه",
    "name": "نام گروه",
    "name_en": "نام انگلیسی",
    "province": "استان",
    "place": "روستا",
    "place_en": "نام انگلیسی روستا",
    "setting": "بستر",
    "members": "تعداد اعضا",
    "women": "تعداد زنان",
    "heads": "زنان سرپرست خانوار",
    "lon": "طول جغرافیایی",
    "lat": "عرض جغرافیایی",
}
_GROUPS = (
    ("SG-90001", "گروه یاس", "Yas group", "خراسان رضوی", "طرق", "Torq", "روستایی", 20, 18, 3, 59.68123, 36.20123),
    ("SG-90002", "گروه نرگس", "Narges group", "فارس", "کوشک", "Kushk", "روستایی", 18, 18, 0, 52.44321, 29.71234),
    ("SG-90003", "گروه لاله", "Laleh group", "کرمان", "ماهان", "Mahan", "روستایی", 25, 20, 5, 57.28654, 30.06765),
)  # fmt: skip
RUN_HEADERS = {
    "code": "کد دوره",
    "name": "نام دوره",
    "name_en": "نام انگلیسی",
    "occupation": "کد حرفه",
    "province": "استان",
    "city": "شهر",
    "centre": "کد مرکز آموزش",
    "trainees": "تعداد کارآموزان",
    "hours": "نفرساعت",
    "lon": "طول جغرافیایی",
    "lat": "عرض جغرافیایی",
}
_RUNS = (
    ("CR-9001", "دوره جوشکاری", "Welding course", "OC-001", "تهران", "تهران", "TC-00001", 20, 2000, 51.362391, 35.711576),
    ("CR-9002", "دوره جوشکاری ۲", "Welding course 2", "OC-002", "تهران", "تهران", "TC-00002", 15, 900, 51.463864, 35.603239),
)  # fmt: skip
CITY_HEADERS = {
    "code": "کد شهر",
    "name": "نام شهر",
    "name_en": "نام انگلیسی شهر",
    "province": "استان",
    "population": "جمعیت",
    "report": "در گزارش",
    "lon": "طول جغرافیایی",
    "lat": "عرض جغرافیایی",
}
_CITIES = (
    ("C9000001", "شهر آزمون", "Azmun", "خراسان رضوی", 52000, "خیر", 59.2, 36.0),
    ("C9000002", "شهر نمونه", "Nemuneh", "فارس", 61000, "خیر", 52.9, 29.4),
)  # fmt: skip


def _rows(headers, table, **changes):
    rows = [dict(zip(headers, row, strict=True)) for row in table]
    rows[1].update(changes)
    return rows


def group_rows(**changes):
    return _rows(GROUP_HEADERS, _GROUPS, **changes)


def run_rows(**changes):
    return _rows(RUN_HEADERS, _RUNS, **changes)


def city_rows(**changes):
    return _rows(CITY_HEADERS, _CITIES, **changes)


def group(name, says, column=None, **changes):
    rows = laid_out(group_rows(**changes), GROUP_HEADERS)
    return BadFile(
        name=name,
        layer="self_help_groups",
        make=sheet(rows),
        says=says,
        row=3,
        column=GROUP_HEADERS.get(column),
    )


def run(name, says, column=None, **changes):
    rows = laid_out(run_rows(**changes), RUN_HEADERS)
    return BadFile(
        name=name, layer="course_runs", make=sheet(rows), says=says, row=3, column=RUN_HEADERS.get(column)
    )


def city(name, says, column=None, **changes):
    rows = laid_out(city_rows(**changes), CITY_HEADERS)
    return BadFile(
        name=name, layer="cities", make=sheet(rows), says=says, row=3, column=CITY_HEADERS.get(column)
    )


def row(name, says, column=None, **changes):
    """The second centre with several cells changed."""
    return BadFile(
        name=name, make=sheet(laid_out(good_rows(**changes))), says=says, row=3, column=HEADERS.get(column)
    )


def utm(name, says, easting, northing, zone, *, column=None):
    """The three centres in UTM; the second has these numbers."""
    headers = {**HEADERS, "lon": "X UTM", "lat": "Y UTM", "zone": "زون"}
    rows = good_rows(lon=easting, lat=northing)
    for one, (x, y, z) in zip(
        rows[::2], ((731_800.0, 4_020_500.0, 40), (507_360.0, 3_350_680.0, 40)), strict=True
    ):
        one |= {"lon": x, "lat": y, "zone": z}
    rows[1]["zone"] = zone
    return BadFile(name=name, make=sheet(laid_out(rows, headers)), says=says, row=3, column=column)


def dms(name, says, value):
    """The second centre's longitude in degrees, minutes and seconds."""
    return cell(name, "lon", value, says)


def _totals(total):
    return [*laid_out(good_rows()), ["جمع کل", None, None, None, None, None, total]]


def _again(**changes):
    """The first centre once more, as the fourth row, with changes."""
    rows = good_rows()
    rows.append(
        {
            **rows[0],
            "code": "TC-90004",
            "name": "مرکز دیگر",
            "name_en": "Other",
            "lon": 59.62,
            "lat": 36.27,
            **changes,
        }
    )
    return sheet(laid_out(rows))


VALUES = (
    cell("capacity-negative", "capacity", -5, "-5"),
    cell("capacity-word", "capacity", "زیاد", "زیاد"),
    cell("capacity-fraction", "capacity", 12.5, "12.5"),
    cell("capacity-nan", "capacity", "NaN", "NaN"),
    cell("capacity-infinite", "capacity", "inf", "inf"),
    cell("capacity-too-large", "capacity", 99_999_999_999_999, "99999999999999"),
    cell("capacity-cut-by-excel", "capacity", "1.23E+05", "1.23E"),
    cell("capacity-two-numbers", "capacity", "100-200", "100-200"),
    cell("capacity-slash", "capacity", "12/5", "12/5"),
    cell("area-negative", "area", -1, "-1"),
    cell("status-unknown", "status", "نامشخص", "نامشخص"),
    cell("status-under-construction", "status", "در دست احداث", "در دست احداث"),
    cell("status-empty", "status", None, "status|operating|فعال"),
    cell("outskirts-x", "outskirts", "x", "x"),
    cell("name-empty", "name", None, "name|نام"),
    cell("name-of-spaces", "name", "   ", "name|نام"),
    cell("name-of-32000-letters", "name", "آ" * 32_000, "shorter"),
    cell("province-unknown", "province", "آتلانتیس", "آتلانتیس"),
    cell("province-misspelt", "province", "فاس", "فاس"),
    cell("province-of-three", "province", "خراسان", "خراسان"),
    cell("province-bare-old-or-new-code", "province", "IR-01", "IR-01"),
    cell("province-bare-number", "province", 7, "7"),
    cell("city-unknown", "city", "شهر ناکجا", "ناکجا"),
    cell("city-of-another-province", "city", "مشهد", "مشهد"),
    cell("city-code-unknown", "city", "C999", "C999"),
    row("province-at-odds-with-the-place", "province|استان", province="کرمان", city="کرمان"),
    cell("lon-of-words", "lon", "شرقی", "شرقی"),
    cell("lon-empty", "lon", None, "lon|longitude|place|coordinate"),
    cell("lon-nan", "lon", "nan", "nan"),
    cell("lon-500", "lon", 500.5, "500.5"),
    row("swapped", "swap|latitude|lon", lon=29.61234, lat=52.54321),
    row("null-island", "Iran|0", lon=0, lat=0),
    row("in-the-sea", "Fars|فارس|province|Iran", lon=51.0, lat=27.4),
    row("in-another-country", "Iraq|Iran|province|country", lon=44.36, lat=33.31),
    row("in-another-province", "Fars|فارس|province", lon=57.07, lat=30.30),
    dms("dms-75-minutes", "75", "52°75'10\"E"),
    dms("dms-seconds-90", "90", "52°32'90\"E"),
    dms("dms-hemisphere-of-the-other-axis", "N|latitude", "29°36'44\"N"),
    dms("dms-unclosed", "52°", "52°-32'"),
    utm("utm-zone-37", "37", 650_000.0, 3_280_000.0, 37),
    utm("utm-zone-of-words", "سی", 650_000.0, 3_280_000.0, "سی و نه"),
    utm("utm-of-the-wrong-zone", "province|Fars|فارس|Iran", 650_000.0, 3_276_000.0, 41),
    utm("utm-swapped", "swap|easting|northing", 3_276_000.0, 650_000.0, 39),
    utm("utm-degrees-among-metres", "52.5", 52.54, 29.61, 39),
    utm("utm-huge", "99999999", 99_999_999.0, 3_276_000.0, 39),
    BadFile(name="code-twice", make=_again(code="TC-90001"), says="TC-90001", row=5),
    BadFile(name="name-twice-in-a-city", make=_again(name="مركز شهید رجائی"), says="رجا", row=5, warns=True),
    BadFile(name="place-twice", make=_again(lon=59.58130, lat=36.30125), says="place of its own", row=5, warns=True),
    cell("code-of-another-layer", "code", "PC-00001", "PC-00001"),
    cell("code-of-600-letters", "code", "TC-" + "9" * 600, "shorter"),
    cell("code-that-stands", "code", "TC-00001", "TC-00001"),
    BadFile(name="totals-at-odds", make=sheet(_totals(19_999)), says="19999|19,999|20000|20,000", row=5, column=HEADERS["capacity"], warns=True),
    group("members-14", "14", "members", members=14, women=10),
    group("members-26", "26", "members", members=26),
    group("members-empty", "members|اعضا", "members", members=None),
    group("women-more-than-members", "19", women=19),
    group("heads-more-than-women", "25", heads=25),
    group("setting-unknown", "شهری", "setting", setting="شهری"),
    group("women-negative", "-3", "women", women=-3),
    run("occupation-unknown", "OC-999", "occupation", occupation="OC-999"),
    run("centre-unknown", "TC-99999", "centre", centre="TC-99999"),
    run("trainees-zero", "0", "trainees", trainees=0),
    run("hours-negative", "-10", "hours", hours=-10),
    run("hours-empty", "hours|نفرساعت", "hours", hours=None),
    city("population-negative", "-1", "population", population=-1),
    city("population-of-billions", "99999999999", "population", population=99_999_999_999),
    city("in-report-of-words", "شاید", "report", report="شاید"),
)  # fmt: skip
