"""The same three centres as a ministry's offices send them: two dozen layouts, encodings and habits."""

import base64
import copy
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bad_files import HEADERS, ROWS, centre_features, laid_out, point
from intake_files import csv_text, write_html, write_ods, write_xls, write_xlsx, xlsx_of

from geo_target.intake.checked import CheckOptions

PERSIAN_DIGITS = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")
ARABIC = str.maketrans("یک", "يك")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
UTM = ((731_775.823, 4_020_452.227, 40), (649_423.424, 3_276_825.231, 39), (507_360.724, 3_350_662.481, 40))


@dataclass(frozen=True, kw_only=True)
class OfficeFile:
    """One file, what a person says of it, and which of the values it cannot hold."""

    name: str
    make: Callable[[Path], Path]
    asked: dict[str, Any] = field(default_factory=dict)
    options: CheckOptions = field(default_factory=lambda: CheckOptions(mode="add"))
    without: tuple[str, ...] = ()


def said(values=None, columns=None, **more):
    return CheckOptions(mode="add", values=values or {}, columns=columns or {}, **more)


def rows(change=None):
    """The three centres, each put through `change`."""
    copied = copy.deepcopy(ROWS)
    return [change(row) or row for row in copied] if change else copied


def _book(name, table, **options):
    return lambda folder: write_xlsx(folder / name, table, **options)


def _bytes(name, data):
    def make(folder):
        (folder / name).write_bytes(data)
        return folder / name

    return make


def _texts(row):
    """Every cell as text in Persian digits, names with Arabic letters."""
    return {
        key: None if value is None else str(value).translate(ARABIC if isinstance(value, str) and key != "code" else PERSIAN_DIGITS)
        for key, value in row.items()
    }  # fmt: skip


def report_of_a_ministry(folder):
    """Logo, titles over all columns, two rows of headers, a row of numbers, totals, a footnote, a signature."""
    import io

    import xlsxwriter

    path = folder / "گزارش.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("گزارش")
        sheet.right_to_left()
        sheet.insert_image("A1", "logo.png", {"image_data": io.BytesIO(PNG)})
        sheet.merge_range("A1:L1", "جمهوری اسلامی ایران - وزارت تعاون، کار و رفاه اجتماعی", book.add_format())
        sheet.merge_range("A2:L2", "فهرست مراکز آموزش فنی و حرفه‌ای کشور (۱۴۰۲/۰۶/۳۱)", book.add_format())
        upper = ["ردیف", *list(HEADERS.values())[:9], "مختصات جغرافیایی", None]
        lower = [*[None] * 10, "طول", "عرض"]
        for number, line in enumerate((upper, lower, range(1, 13)), start=3):
            sheet.write_row(number, 0, line)
        for number, row in enumerate(rows(), start=1):
            sheet.write_row(number + 5, 0, [number, *row.values()])
        sheet.write_row(9, 0, ["جمع کل", *[None] * 6, 20000])
        sheet.write_row(11, 0, ["منبع: سازمان آموزش فنی و حرفه‌ای کشور"])
        sheet.write_row(12, 0, ["* اطلاعات تا پایان شهریور ۱۴۰۲ است."])
    return path


def utm_columns(zone):
    headers = {**HEADERS, "lon": "X UTM", "lat": "Y UTM", **({"zone": "زون"} if zone else {})}
    table = rows()
    for row, (x, y, number) in zip(table, UTM, strict=True):
        row.update(lon=x, lat=y, zone=number)
    return laid_out(table, headers)


def dms(number, east):
    degrees, rest = divmod(round(number * 36_000), 36_000)
    minutes, tenths = divmod(rest, 600)
    return f"{degrees}°{minutes}'{tenths / 10:.1f}\"{'E' if east else 'N'}"


def persian_dms(number, east):
    degrees, rest = divmod(round(number * 36_000), 36_000)
    minutes, tenths = divmod(rest, 600)
    text = f"{degrees} درجه و {minutes} دقیقه و {tenths / 10:.1f} ثانیه {'شرقی' if east else 'شمالی'}"
    return text.translate(PERSIAN_DIGITS)


def with_dms(write):
    return laid_out(rows(lambda row: row.update(lon=write(row["lon"], True), lat=write(row["lat"], False))))


def in_one_cell(header, write):
    headers = {key: name for key, name in HEADERS.items() if key not in {"lon", "lat"}} | {"place": header}
    return laid_out(rows(lambda row: row.update(place=write(row))), headers)


def one_sheet_a_province(folder):
    first, second, third = (laid_out([row]) for row in rows())
    return write_xlsx(folder / "استان‌ها.xlsx", first, sheets={"فارس": second, "کرمان": third})


def merged_provinces(folder):
    """The province once for all its centres, in a merged block."""
    table = laid_out(
        [
            *rows(),
            {
                **rows()[2],
                "code": "TC-90004",
                "name": "مرکز دوم کرمان",
                "name_en": "Second",
                "lon": 57.05,
                "lat": 30.27,
            },
        ]
    )
    table[4][3] = None
    return write_xlsx(folder / "list.xlsx", table, merges=("D4:D5",))


def with_more_columns(row):
    row.update(
        phone="051-38412345",
        manager="آقای رضایی",
        opened="1396/07/22",
        address="خیابان امام، پلاک ۱۲",
        web="-",
    )


MORE = {
    "phone": "تلفن",
    "manager": "نام مدیر",
    "opened": "تاریخ بهره‌برداری",
    "address": "آدرس",
    "web": "وبگاه",
}


def old_program(folder):
    """A web page in Windows-1256 that calls itself an Excel file, with the headers again on its second page."""
    table = [
        [cell.translate(ARABIC) if isinstance(cell, str) else cell for cell in line]
        for line in laid_out(rows())
    ]
    return write_html(folder / "Report.xls", [*table[:3], table[0], table[3]], encoding="windows-1256")


def arcgis(folder):
    """A shapefile of ArcGIS: Persian field names in Windows-1256, no .cpg, ESRI's own words in the .prj."""
    import shapefile

    names = {"code": "كد", "name": "نام", "name_en": "نام_لاتين", "province": "استان", "city": "شهر",
             "status": "وضعيت", "capacity": "ظرفيت", "area": "زيربنا", "outskirts": "حاشيه_شهر"}  # fmt: skip
    with shapefile.Writer(str(folder / "Marakez"), shapeType=shapefile.POINT, encoding="cp1256") as writer:
        writer.field("OBJECTID", "N", 10)
        for key, name in names.items():
            writer.field(name, *(("N", 12) if key in {"capacity", "area"} else ("C", 80)))
        for number, row in enumerate(rows(), start=1):
            writer.point(row["lon"], row["lat"])
            writer.record(
                number, *(row[k].translate(ARABIC) if isinstance(row[k], str) else row[k] for k in names)
            )
    (folder / "Marakez.prj").write_text(
        'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
        'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
    )
    return folder / "Marakez.shp"


def google_earth(folder):
    """Folders for cities, pins with a name and a balloon, styles, a look-at, in a KMZ."""
    marks = "".join(
        f"<Folder><name>{row['city']}</name><open>1</open><Placemark><name>{row['name']}</name><styleUrl>#pin</styleUrl>"
        f"<LookAt><longitude>{row['lon']}</longitude><latitude>{row['lat']}</latitude><range>900</range></LookAt>"
        f"<Point><gx:drawOrder>1</gx:drawOrder><coordinates>{row['lon']},{row['lat']},0</coordinates></Point></Placemark></Folder>"
        for row in rows()
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2" '
        'xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>مراکز</name><Style id="pin"/>'
        f"{marks}</Document></kml>"
    )
    path = folder / "مراکز.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", text)
    return path


def waypoints(folder):
    """What a hand-held receiver gives: name, place, height, time."""
    table = [["name", "lat", "lon", "elevation", "time", "sym"]]
    table += [
        [row["name"], row["lat"], row["lon"], 985.2, "2023-09-21T08:15:00Z", "Flag, Blue"] for row in rows()
    ]
    (folder / "Waypoints.csv").write_text(csv_text(table), encoding="utf-8")
    return folder / "Waypoints.csv"


def dump_of_a_database(row):
    """The place as PostGIS writes it into a text: hexadecimal, the SRID within."""
    import shapely

    place = shapely.set_srid(shapely.Point(row["lon"], row["lat"]), 4326)
    return shapely.to_wkb(place, hex=True, include_srid=True)


def web_mercator(folder):
    """A layer of a web map: metres of Web Mercator, and nothing that says so."""
    places = ((6_632_552.184, 4_342_149.712), (5_849_083.382, 3_453_816.46), (6_353_731.369, 3_540_578.415))
    return centre_features(*(point(*place) for place in places))(folder)


def inline_book(folder):
    """A workbook of a web report: texts inside the cells, no styles, no list of texts, no references."""
    lines = "".join(
        "<row>" + "".join(
            "<c/>" if cell is None else f"<c><v>{cell}</v></c>" if isinstance(cell, int | float) else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
            for cell in line
        ) + "</row>"
        for line in laid_out(rows())
    )  # fmt: skip
    return xlsx_of(folder / "Export.xlsx", f"<sheetData>{lines}</sheetData>")


def wordy(row):
    """Names with the words that say what they are, a capacity with its word."""
    row.update(
        province=f"استان {row['province']}", city=f"شهرستان {row['city']}", status=f" {row['status']} "
    )


WORDS = said(values={"status": "فعال", "in_outskirts": "خیر", "name_en": "Training centre"})
CSV = csv_text(laid_out(rows()))
ARABIC_CSV = CSV.translate(ARABIC)
ALL_BUT_NAMES = ("code", "name_en", "status", "capacity", "area", "outskirts")

OFFICE_FILES = (
    OfficeFile(name="report-of-a-ministry", make=report_of_a_ministry),
    OfficeFile(name="persian-digits-and-arabic-letters", make=_book("list.xlsx", laid_out(rows(_texts)))),
    OfficeFile(name="utm-with-zone", make=_book("list.xlsx", utm_columns(True))),
    OfficeFile(name="utm-without-zone", make=_book("list.xlsx", utm_columns(False))),
    OfficeFile(name="dms", make=_book("list.xlsx", with_dms(dms))),
    OfficeFile(name="dms-in-persian-words", make=_book("list.xlsx", with_dms(persian_dms))),
    OfficeFile(name="google-maps-in-one-cell", make=_book("list.xlsx", in_one_cell("لوکیشن", lambda row: f"{row['lat']}, {row['lon']}"))),
    OfficeFile(name="dms-in-one-cell", make=_book("list.xlsx", in_one_cell("مختصات", lambda row: f"{dms(row['lat'], False)} {dms(row['lon'], True)}"))),
    OfficeFile(name="sheet-of-one-province", make=one_sheet_a_province, asked={"sheet": "فارس"}, without=("rows",)),
    OfficeFile(name="provinces-in-merged-blocks", make=merged_provinces, without=("rows",)),
    OfficeFile(name="telephones-managers-jalali-dates", make=_book("list.xlsx", laid_out(rows(with_more_columns), HEADERS | MORE))),
    OfficeFile(name="words-in-names", make=_book("list.xlsx", laid_out(rows(wordy)))),
    OfficeFile(name="numbers-behind-apostrophes", make=_bytes("list.csv", csv_text(laid_out(rows(lambda row: row.update({k: None if row[k] is None else f"'{row[k]}" for k in ("capacity", "area", "lon", "lat")})))).encode())),
    OfficeFile(name="numbers-with-separators", make=_book("list.xlsx", laid_out(rows(lambda row: row.update(capacity=row["capacity"] and f"{row['capacity']:,} نفرساعت".translate(PERSIAN_DIGITS)))))),
    OfficeFile(name="page-in-windows-1256-as-xls", make=old_program),
    OfficeFile(name="xls-of-an-old-system", make=lambda folder: write_xls(folder / "LIST.XLS", [["فهرست مراکز"], *laid_out(rows())], merges=((0, 0, 0, 10),))),
    OfficeFile(name="ods", make=lambda folder: write_ods(folder / "list.ods", laid_out(rows()))),
    OfficeFile(name="semicolons-in-windows-1256", make=_bytes("list.csv", csv_text(laid_out(rows()), ";").translate(ARABIC).encode("windows-1256"))),
    OfficeFile(name="unicode-text-of-excel", make=_bytes("list.txt", csv_text(laid_out(rows()), "\t").encode("utf-16"))),
    OfficeFile(name="separator-said-on-the-first-line", make=_bytes("list.csv", ("sep=|\r\n" + csv_text(laid_out(rows()), "|")).encode("utf-8-sig"))),
    OfficeFile(name="persian-commas", make=_bytes("list.txt", csv_text([[c if c is None else str(c).replace("،", "-") for c in line] for line in laid_out(rows())], "،").encode())),
    OfficeFile(name="workbook-of-a-web-report", make=inline_book),
    OfficeFile(name="arcgis-without-cpg", make=arcgis, options=said(columns={"حاشيه_شهر": "in_outskirts"})),
    OfficeFile(name="google-earth", make=google_earth, options=said(values=dict(WORDS.values), columns={"folder": "city_name"}), without=ALL_BUT_NAMES),
    OfficeFile(name="dump-of-a-database", make=_bytes("centres.csv", csv_text(in_one_cell("geom", dump_of_a_database)).encode())),
    OfficeFile(name="web-mercator-that-is-not-stated", make=web_mercator),
    OfficeFile(name="without-provinces", make=_book("list.xlsx", laid_out(rows(), {key: name for key, name in HEADERS.items() if key != "province"}))),
    OfficeFile(name="waypoints", make=waypoints, options=WORDS, without=(*ALL_BUT_NAMES, "city", "province")),
)  # fmt: skip
