"""Bad texts: in the wrong encoding or in two, letters lost, quotes open, rows ragged, no headers, pages that are none."""

import json

from bad_files import HEADERS, BadFile, changed, content, good_rows, laid_out, text
from intake_files import csv_text

GOOD = laid_out(good_rows())
LINES = csv_text(GOOD)
UTF8 = LINES.encode()


def _read(name, make, says, **more):
    return BadFile(name=name, make=make, says=says, read=True, **more)


def _csv(data, name="list.csv"):
    return content(name, data if isinstance(data, bytes) else data.encode())


def _broken_at_row_3(data):
    """One letter of the third line cut in two."""
    line = data.split(b"\r\n")
    line[2] = line[2].replace("کارآفرینی".encode(), "کارآفرینی".encode()[:-1])
    return b"\r\n".join(line)


def _wide(rows, count):
    return [[*rows[0], *(f"ستون {i}" for i in range(count))], *rows[1:]]


def _questions(folder):
    """What a program writes that knows no Persian letters: ????."""
    lost = LINES.encode("ascii", errors="replace").decode()
    return _csv(lost)(folder)


def _twice(folder):
    """UTF-8 that was read as Windows-1252 and saved again."""
    return _csv(UTF8.decode("latin-1").encode())(folder)


def _two_headers():
    rows = laid_out(good_rows())
    return [[*rows[0], "طول جغرافیایی"], *([*row, row[9]] for row in rows[1:])]


def _without(*keys):
    headers = {key: name for key, name in HEADERS.items() if key not in keys}
    return laid_out(good_rows(), headers)


def _with_column(header, values):
    return [[*GOOD[0], header], *([*row, value] for row, value in zip(GOOD[1:], values, strict=True))]


def _renamed(key, header):
    return laid_out(good_rows(), {**HEADERS, key: header})


def _arabic_mac(folder):
    """Text in MacArabic: letters that are no Persian in Windows-1256."""
    try:
        data = LINES.replace("ی", "ي").replace("ک", "ك").replace("گ", "ك").encode("mac_arabic")
    except UnicodeEncodeError:
        data = "\r\n".join(line for line in LINES.splitlines() if line.isascii()).encode()
    return _csv(data)(folder)


LEVELS = '{"a":' * 3_000 + "1" + "}" * 3_000
NAN = json.dumps(
    {"type": "FeatureCollection",
     "features": [{"type": "Feature", "properties": {"name": "x"}, "geometry": {"type": "Point", "coordinates": [float("nan"), 35.0]}}]},
)  # fmt: skip

TEXTS = (
    _read("utf8-broken-in-row-3", changed(_csv(UTF8), _broken_at_row_3), "UTF-8|utf-8", row=3),
    _read("two-encodings", _csv(UTF8 + LINES.encode("windows-1256", "replace")), "text in", row=5),
    _read("mac-arabic", _arabic_mac, "text in"),
    _read("ebcdic", _csv("name,city\r\nab,cd\r\n".encode("cp037") * 9), "text in|NUL|headers"),
    _read("utf16-cut-in-a-letter", _csv(LINES.encode("utf-16")[:-1]), "text in utf-16"),
    _read("utf16-without-mark-cut", _csv(LINES.encode("utf-16-le")[:-1]), "text in utf-16"),
    _read("said-to-be-utf8", _csv(LINES.encode("windows-1256", "replace")), "text in utf-8", asked={"encoding": "utf-8"}, row=1),
    _read("said-to-be-nonsense", _csv(UTF8), "an encoding such as", asked={"encoding": "persian"}),
    _read("said-to-be-base64", _csv(UTF8), "an encoding such as", asked={"encoding": "base64"}),
    _read("letters-lost", _questions, "Persian text"),
    _read("encoded-twice", _twice, "Persian text"),
    _read("nul-bytes", _csv(UTF8.replace(b"Women", b"Wo\0men")), "NUL", row=3),
    _read("quote-open", _csv(LINES.replace("مرکز کارآفرینی بانوان", '"مرکز کارآفرینی بانوان')), "quotes that are closed", row=3),
    _read("quote-inside", _csv(LINES.replace("مرکز کارآفرینی بانوان", '"مرکز" کارآفرینی')), "quotes that are closed", row=3),
    _read("cell-of-five-megabytes", _csv(LINES.replace("مرکز کارآفرینی بانوان", "ا" * 5_000_000)), "characters|quotes", row=3),
    _read("columns-20000", text(_wide(GOOD, 20_000)), "at most 500 columns", row=1),
    _read("no-headers", text(GOOD[1:]), "row of headers"),
    _read("headers-only", text(GOOD[:1]), "row of data"),
    _read("totals-only", text([GOOD[0], ["جمع کل", None, None, None, None, None, 20000]]), "row of data"),
    _read("numbers-only", _csv("1,2,3\r\n4,5,6\r\n" * 9), "row of headers"),
    _read("page-of-an-error", _csv("<html><body><h1>404</h1><p>Not found</p></body></html>", "list.xls"), "rows?"),
    _read("page-with-empty-table", _csv("<table><tr></tr></table>", "list.xls"), "rows"),
    _read("page-of-login", _csv("<!DOCTYPE html><html><form><input name=u></form></html>", "list.xlsx"), "rows"),
    _read("xml-spreadsheet", _csv("<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "list.xls"), "XML of another kind"),
    _read("csv-as-xlsx", _csv(UTF8, "list.xlsx"), "damaged"),
    _read("csv-as-gpkg", _csv(UTF8, "list.gpkg"), "damaged"),
    _read("csv-as-zip", _csv(UTF8, "list.zip"), "damaged"),
    _read("csv-as-geojson", _csv(UTF8, "list.geojson"), "GeoJSON"),
    _read("json-of-a-table", _csv('[{"name": "x", "lat": 35}]', "list.json"), "GeoJSON"),
    _read("json-cut", _csv(NAN[:60].replace("NaN", "1"), "list.geojson"), "line 1"),
    _read("json-deep", _csv(LEVELS, "list.geojson"), "GeoJSON"),
    _read("json-no-features", _csv('{"type":"FeatureCollection","features":[]}', "list.geojson"), "features"),
    _read("topojson", _csv('{"type":"Topology","objects":{},"arcs":[]}', "list.json"), "GeoJSON"),
    _read("json-utf16", _csv(NAN.replace("NaN", "1").encode("utf-16"), "list.geojson"), "GeoJSON"),
    BadFile(name="ragged-row", make=_csv(LINES.replace("Women's centre", "Women's, centre")), says="cells, as many as headers|separator", row=3),
    BadFile(name="mixed-separators", make=_csv(LINES.replace("TC-90002,", "TC-90002;").replace("فارس,شیراز", "فارس;شیراز")), says=".", row=3),
    BadFile(name="decimal-comma", make=text(laid_out(good_rows(lon="52,54321", lat="29,61234")), separator=";"), says="52,54321", row=3, column=HEADERS["lon"]),
    BadFile(name="two-headers-for-lon", make=text(_two_headers()), says="lon"),
    BadFile(name="header-of-two-meanings", make=text(_with_column("X", (59.6, 500_000.0, 57.1))), says="X|easting|lon"),
    BadFile(name="header-merely-alike", make=text(_renamed("status", "وظعیت")), says="a column for status"),
    BadFile(name="unit-that-does-not-fit", make=text(_renamed("area", "زیربنا (میلیون ریال)")), says="unit|million_rials"),
    BadFile(name="no-coordinates", make=text(_without("lon", "lat")), says="lon|coordinates|place|geom"),
    BadFile(name="no-latitude", make=text(_without("lat")), says="a column for lat"),
    BadFile(name="no-longitude", make=text(_without("lon")), says="a column for lon", column=HEADERS["lat"]),
    BadFile(name="no-name", make=text(_without("name")), says="name_fa|نام"),
    BadFile(name="no-status", make=text(_without("status")), says="status"),
    BadFile(name="titles-only", make=text([["فهرست مراکز آموزش"], ["سال ۱۴۰۲"]]), says="name_fa|نام|header|column"),
    BadFile(name="nothing-known", make=text([["الف", "ب"], ["پ", "ت"], ["ث", "ج"]]), says="."),
    BadFile(name="list-of-another-layer", layer="self_help_groups", make=text(GOOD), says="members|place"),
)  # fmt: skip
