"""Bad workbooks: formulas that were never computed, error cells, merged data, sheets that could each be meant."""

import zipfile

from bad_files import HEADERS, BadFile, changed, content, good_rows, laid_out, sheet
from intake_files import ods_rows, write_ods, write_xls, write_xlsx, xlsx_of

GOOD = laid_out(good_rows())
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


def _read(name, make, says, **more):
    return BadFile(name=name, make=make, says=says, read=True, **more)


def _inline(rows, extra=""):
    """The XML of a sheet with these rows as texts; `{row: {column: xml}}` replaces cells."""
    out = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            value
            if str(value).startswith("<c")
            else f'<c t="inlineStr"><is><t>{value}</t></is></c>'
            if value is not None
            else "<c/>"
            for value in row
        )
        out.append(f'<row r="{number}">{cells}</row>')
    return f"<sheetData>{''.join(out)}</sheetData>{extra}"


def _cell_xml(name, xml, says, key="capacity", **more):
    rows = laid_out(good_rows(**{key: xml}))
    return BadFile(
        name=name,
        make=lambda folder: xlsx_of(folder / "list.xlsx", _inline(rows)),
        says=says,
        row=3,
        column=HEADERS[key],
        sheet="S",
        **more,
    )


def _merged_place(folder):
    """Two centres in one block of coordinates: the same place twice, as it is seen."""
    rows = laid_out(good_rows(lon=None, lat=None, city="مشهد", province="خراسان رضوی"))
    return write_xlsx(folder / "list.xlsx", rows, merges=("J2:J3", "K2:K3"))


def _merged_code(folder):
    rows = laid_out(good_rows(code=None))
    return write_xlsx(folder / "list.xlsx", rows, merges=("A2:A3",))


def _merged_across(folder):
    """A remark written across all columns in the middle of the rows."""
    rows = [*GOOD[:2], ["مراکز زیر در دست بررسی است"], *GOOD[2:]]
    return write_xlsx(folder / "list.xlsx", rows, merges=("A3:K3",))


def _hidden_only(folder):
    return write_xlsx(
        folder / "list.xlsx", [["این برگه خالی است"]], sheets={"پنهان": GOOD}, hidden=("پنهان",)
    )


def _ods_error(folder):
    cell = (
        '<table:table-cell table:formula="of:=[.A1]/0" office:value-type="string" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    rows = ods_rows(laid_out(good_rows(capacity="@@")))
    marked = '<table:table-cell office:value-type="string"><text:p>@@</text:p></table:table-cell>'
    return write_ods(
        folder / "list.ods", f'<table:table table:name="S">{rows.replace(marked, cell)}</table:table>'
    )


def _ods_locked(folder):
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
        "</manifest:manifest>"
    )
    return write_ods(folder / "list.ods", GOOD, manifest=manifest)


def _ods_repeated(folder):
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="1000" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    return write_ods(folder / "list.ods", f'<table:table table:name="S">{ods_rows(GOOD)}{row}</table:table>')


def _ods_of_many_sheets(folder):
    sheets = "".join(f'<table:table table:name="S{i}">{ods_rows(GOOD)}</table:table>' for i in range(300))
    return write_ods(folder / "list.ods", sheets)


def _without(part):
    def make(folder):
        path = write_xlsx(folder / "whole.xlsx", GOOD)
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(folder / "list.xlsx", "w") as new:
            for member in old.infolist():
                if member.filename != part:
                    new.writestr(member, old.read(member))
        return folder / "list.xlsx"

    return make


def _xls(folder):
    return write_xls(folder / "list.xls", GOOD)


def _locked_xls(data):
    """An old workbook with the record that says that it is locked, right behind its beginning."""
    start = data.index(b"\x09\x08\x10\0\0\6\5\0") + 20
    record = b"\x2f\0\6\0\0\0\x12\x34\x56\x78"
    return data[:start] + record + data[start + len(record) :]


BOOKS = (
    _cell_xml("formula-without-value", "<c><f>A1+B1</f></c>", "A1.B1|pasted? .*values"),
    _cell_xml("formula-without-value-lon", "<c><f>VLOOKUP(A3,X:Y,2,0)</f><v></v></c>", "VLOOKUP", key="lon"),
    _cell_xml("formula-without-value-name", "<c><f>CONCATENATE(A3)</f></c>", "CONCATENATE", key="name"),
    *(
        _cell_xml(f"error-cell-{error.strip('#!?/').replace('/', '')}", f'<c t="e"><v>{error}</v></c>', error.replace("?", r"\?"))
        for error in ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!")
    ),
    _cell_xml("error-cell-in-lat", '<c t="e"><v>#REF!</v></c>', "#REF!", key="lat"),
    _cell_xml("boolean-as-capacity", '<c t="b"><v>1</v></c>', "True|true|1"),
    _cell_xml("huge-number", "<c><v>1e308</v></c>", "1e.?308|1000000"),
    _cell_xml("shared-string-that-is-not", '<c t="s"><v>99</v></c>', "name_fa|نام|text|string", key="name"),
    BadFile(name="merged-coordinates", make=_merged_place, says="place of its own", row=3, warns=True),
    BadFile(name="merged-code", make=_merged_code, says="TC-90001", row=3),
    BadFile(name="merged-remark-among-rows", make=_merged_across, says=".", row=3),
    _read("two-sheets-with-data", sheet(GOOD, sheets={"دوم": GOOD}), "name the sheet.*دوم"),
    _read("sheet-for-each-province", sheet(GOOD, sheets={"فارس": GOOD, "کرمان": GOOD}), "name the sheet"),
    _read("no-such-sheet", sheet(GOOD), "no sheet فارس", asked={"sheet": "فارس"}),
    _read("data-on-a-hidden-sheet", _hidden_only, "sheet|row"),
    _read("empty-workbook", sheet([]), "no sheet has rows"),
    _read("no-workbook-part", _without("xl/workbook.xml"), "workbook"),
    _read("no-sheet-part", _without("xl/worksheets/sheet1.xml"), "worksheets/sheet1|part"),
    _read("no-relations", _without("_rels/.rels"), "rels"),
    _read("sheet-xml-broken", lambda folder: xlsx_of(folder / "list.xlsx", "<worksheet><sheetData><row><c></row>"), "well-formed XML"),
    _read("sheet-xml-bomb", lambda folder: xlsx_of(folder / "list.xlsx", f'<?xml version="1.0"?>{BOMB}<worksheet>&c;</worksheet>'), "entities"),
    _read("far-cell", lambda folder: xlsx_of(folder / "list.xlsx", _inline([*GOOD, ['<c r="XFD5"><v>1</v></c>']])), "at most 500 columns", row=5),
    _read("ods-locked", _ods_locked, "without a password"),
    _read("ods-of-300-sheets", _ods_of_many_sheets, "300 sheets"),
    _read("ods-of-a-billion-cells", _ods_repeated, "at most"),
    BadFile(name="ods-error-cell", make=_ods_error, says="#DIV/0!", row=3, column=HEADERS["capacity"], sheet="S"),
    _read("xls-cut", changed(_xls, lambda data: data[: len(data) // 2]), "workbook|Excel"),
    _read("xls-locked", changed(_xls, _locked_xls), "without a password|workbook"),
    _read("xls-of-rubbish", content("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\7" * 2000), "workbook"),
)  # fmt: skip
