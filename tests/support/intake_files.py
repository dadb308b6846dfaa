"""Files as offices make them, written by other programs than ours."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape

HEADERS = ["ردیف", "نام مرکز", "استان", "شهر", "ظرفیت", "طول جغرافیایی", "عرض جغرافیایی"]
ROWS = [
    [1, "مرکز آموزش شهید رجایی", "فارس", "شیراز", 120, 52.5311, 29.6103],
    [2, "مرکز کارآفرینی بانوان", "فارس", "مرودشت", 80, 52.8025, 29.8742],
    [3, "مرکز آموزش صنایع دستی", "کرمان", "کرمان", None, 57.0788, 30.2832],
]
TITLE = ["فهرست مراکز آموزش فنی و حرفه‌ای"]
TOTALS = ["جمع کل", None, None, None, 200]


def write_xlsx(path, rows, *, merges=(), sheets=None, hidden=()):
    """With openpyxl; `merges` are ranges such as A1:G1; `sheets` more sheets by name."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    first.title = "داده"
    for name, content in {"داده": rows, **(sheets or {})}.items():
        sheet = first if name == "داده" else book.create_sheet(name)
        for row in content:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    for block in merges:
        first.merge_cells(block)
    book.save(path)
    return path


def write_xls(path, rows, *, merges=()):
    """With xlwt; `merges` are (first row, last row, first column, last column), 0-based."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("داده")
    covered = {(r, c) for r0, r1, c0, c1 in merges for r in range(r0, r1 + 1) for c in range(c0, c1 + 1)}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None and (r, c) not in covered:
                sheet.write(r, c, cell)
    for r0, r1, c0, c1 in merges:
        sheet.write_merge(r0, r1, c0, c1, rows[r0][c0])
    book.save(str(path))
    return path


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def ods_cell(cell):
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{cell}">'
            f"<text:p>{cell}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


def ods_rows(rows):
    return "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}"
        '<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
        for row in rows
    )


def write_ods(path, body, *, manifest=""):
    """`body` is the XML of the tables, or rows."""
    if isinstance(body, list):
        blank = (
            '<table:table-row table:number-rows-repeated="1048000">'
            '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
        )
        body = f'<table:table table:name="داده">{ods_rows(body)}{blank}</table:table>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS_HEAD + body + ODS_TAIL)
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
    return path


def csv_text(rows, separator=",", newline="\r\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=newline).writerows(
        [["" if cell is None else cell for cell in row] for row in rows]
    )
    return out.getvalue()


def write_csv(path, rows, *, encoding="utf-8", separator=","):
    path.write_bytes(csv_text(rows, separator).encode(encoding))
    return path


def write_html(path, rows, *, encoding="utf-8"):
    lines = "".join(
        "<tr>" + "".join(f"<td>{'' if c is None else escape(str(c))}</td>" for c in row) + "</tr>\n"
        for row in rows
    )
    page = f'<html dir="rtl"><head><meta charset="{encoding}"></head><body><table border=1>{lines}</table></body></html>'
    path.write_bytes(page.encode(encoding))
    return path


def xlsx_of(path, sheet_xml, *, more=None, shared=None):
    """A workbook of one sheet with exactly this XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml
        if sheet_xml.lstrip().startswith("<?") or "<worksheet" in sheet_xml
        else f'<worksheet xmlns="{main}">{sheet_xml}</worksheet>',
        **(more or {}),
    }
    if shared is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{shared}</sst>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path
