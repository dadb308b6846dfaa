"""Files whose size is the attack: each is made, read and checked in a process of its own, which says what it took.

A scale of 1 is what a test has time for, of 10 what ``make soak`` has.
"""

import json
import random
import resource
import time
import zipfile

from bad_files import HEADERS, ROWS, features, laid_out
from intake_files import csv_text, xlsx_of
from intake_register import reference_register
from three_neighbourhoods import AREAS, around, polygon

from geo_target.errors import InputError
from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.reading.source import read_source

MEGABYTE = 2**20


def repeated(path, head, piece, times, tail=b""):
    """A file of one piece many times, never held in memory."""
    block = piece * max(1, MEGABYTE // len(piece))
    whole, rest = divmod(times, max(1, MEGABYTE // len(piece)))
    with path.open("wb") as file:
        file.write(head)
        for _ in range(whole):
            file.write(block)
        file.write(piece * rest + tail)
    return path


def many_rows(folder, scale):
    """Up to ten million rows of a text."""
    return repeated(
        folder / "list.csv",
        csv_text(laid_out(ROWS)).encode(),
        b"a,b,,,,,,,,52.1,29.1\r\n",
        1_000_000 * scale + 250_000,
    )


def one_line(folder, scale):
    return repeated(folder / "list.csv", b"", b"word and word ", 10 * scale * MEGABYTE)


def one_cell(folder, scale):
    """A quote that is never closed."""
    return repeated(
        folder / "list.csv", csv_text(laid_out(ROWS)).encode() + b'"', b"a,b\r\n", 20 * scale * MEGABYTE
    )


def open_tag(folder, scale):
    return repeated(folder / "list.xls", b"<table><tr><td class='", b"x", 80 * scale * MEGABYTE)


def long_cell(folder, scale):
    return repeated(folder / "list.xls", b"<table><tr><td>", b"word ", 16 * scale * MEGABYTE)


def long_shape(folder, scale):
    """A placemark that never ends."""
    head = b"<kml><Document><Placemark><LineString><coordinates>"
    return repeated(folder / "layer.kml", head, b"52.123456,29.123456\n", 4 * scale * MEGABYTE)


def long_sheet(folder, scale):
    """A workbook of more rows than a workbook can have, packed as well as it goes."""
    path = folder / "list.xlsx"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="a" Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets><sheet name="S" r:id="a"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="a" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            rand = random.Random(1)
            for number in range(130_000 * scale):
                sheet.write(
                    b"<row><c><v>%d</v></c></row>" % rand.randrange(10**9)
                    if number
                    else b"".join(
                        [
                            b"<row>",
                            *(
                                b'<c t="inlineStr"><is><t>%s</t></is></c>' % name.encode()
                                for name in HEADERS.values()
                            ),
                            b"</row>",
                        ]
                    )
                )
            sheet.write(b"</sheetData></worksheet>")
    return path


def formulas(folder, scale):
    """A workbook of formulas that nobody computed."""
    sheet = "".join(
        ["<row>", *(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADERS.values()), "</row>"]
    )
    row = "<row><c><v>1</v></c>" + "<c><f>A1</f></c>" * 10 + "</row>"
    return xlsx_of(folder / "list.xlsx", f"<sheetData>{sheet}{row * (15_000 * scale)}</sheetData>")


def many_marks(folder, scale):
    """Placemarks with nothing in them, twelve bytes each."""
    return repeated(
        folder / "layer.kml", b"<kml><Document>", b"<Placemark/>", 2_000_000 * scale, b"</Document></kml>"
    )


def long_comment(folder, scale):
    """A comment that never ends: the parser would look at all of it again with each piece."""
    return repeated(folder / "layer.kml", b"<kml><Document><!-- ", b"word ", 8 * scale * MEGABYTE)


def wide_letters(folder, scale):
    """Texts of plain letters and one picture each: in memory four times as large as in the file."""
    text = ("word " * 20_000 + "\U0001f600").encode()
    return repeated(
        folder / "list.csv",
        csv_text(laid_out(ROWS)).encode(),
        b"TC-1," + text + b",,,,,,,,52.1,29.1\r\n",
        190 * scale,
    )


def many_features(folder, scale):
    """More features than a layer may have, up to two gigabytes of them."""
    one = b'{"type":"Feature","properties":{"name_fa":"x"},"geometry":{"type":"Point","coordinates":[52.1,29.1]}},'
    head = b'{"type":"FeatureCollection","features":['
    return repeated(folder / "layer.geojson", head, one, 1_250_000 + 500_000 * (scale - 1), one[:-1] + b"]}")


def one_feature(folder, scale):
    """A feature whose boundary fills the file."""
    head = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[['
    return repeated(
        folder / "layer.geojson", head, b"[52.123456,29.123456],", 1_000_000 * scale, b"[52.2,29.2]]]}}]}"
    )


def folded_texts(folder, scale):
    """A Parquet file of a few kilobytes: one text and one shape, each a hundred thousand times."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    import shapely

    ring = shapely.Point(52.1, 29.1).buffer(0.1, quad_segs=2_000).wkb
    geo = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
    }
    for group in range(40 * scale):
        columns = {"name_fa": ["x" * 100_000] * 500, "geometry": [ring] * 500}
        table = pa.table(columns).replace_schema_metadata({b"geo": json.dumps(geo).encode()})
        if group == 0:
            writer = pq.ParquetWriter(folder / "layer.parquet", table.schema)
        writer.write_table(table)
    writer.close()
    return folder / "layer.parquet"


def tall_merges(folder, scale):
    """A hundred thousand blocks, each merged down the whole sheet."""
    rows = "".join(
        f'<row r="{n}"><c t="inlineStr"><is><t>{name}</t></is></c></row>'
        for n, name in enumerate(["نام مرکز", *["x"] * 2_000], start=1)
    )
    merges = '<mergeCell ref="A2:A1048576"/>' * (10_000 * scale)
    return xlsx_of(folder / "list.xlsx", f"<sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells>")


def far_cells(folder, scale):
    """Short rows, and one cell far to the right: laid out it would be half a billion cells."""
    return repeated(
        folder / "list.csv",
        csv_text([[*HEADERS.values(), *[f"h{i}" for i in range(480)]]]).encode(),
        b"a,b\r\n",
        90_000 * scale,
    )


def long_headers(folder, scale):
    """Headers of a megabyte each."""
    return repeated(
        folder / "list.csv", b"", ("سرستون دراز " * 80_000 + ",").encode(), 10 * scale, b"\r\na,b\r\n"
    )


def all_wrong(folder, scale):
    """Every cell of every row is wrong in its own way."""
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_text(laid_out(ROWS)))
        for i in range(30_000 if scale == 1 else 100_000 * scale):
            file.write(f"TC-{i:07d},نام {i},Name {i},استان {i},شهر {i},وضع {i},x{i},y{i},z{i},a{i},b{i}\r\n")
    return path


def one_place(folder, scale):
    """Every centre at the same place, of the same name."""
    path = folder / "list.csv"
    row = csv_text([list(ROWS[0].values())])
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_text(laid_out(ROWS)))
        for i in range(30_000 * scale):
            file.write(row.replace("TC-90001", f"TC-8{i:07d}"))
    return path


def one_area(folder, scale):
    """Every neighbourhood is the same area."""
    rows = [
        [AREAS[0][0], {**AREAS[0][1], "code": f"N115019-{i + 2000}", "name_fa": f"محله {i}"}]
        for i in range(1_000 * scale)
    ]
    return features(*rows)(folder)


def scribble(folder, scale):
    """An area whose boundary crosses itself a million times."""
    rand = random.Random(1)
    ring = [[52.6 + rand.random() / 20, 29.6 + rand.random() / 20] for _ in range(3_000 * scale)]
    return features(AREAS[0], [polygon([*ring, ring[0]]), AREAS[1][1]], AREAS[2])(folder)


def stacked(folder, scale):
    """An area of thousands of parts, all in one place."""
    parts = {"type": "MultiPolygon", "coordinates": [[around(52.7, 29.7)]] * (2_000 * scale)}
    return features(AREAS[0], [parts, AREAS[1][1]], AREAS[2])(folder)


SIZES = {
    made.__name__: made
    for made in (
        many_rows, one_line, one_cell, open_tag, long_cell, long_shape, long_sheet, formulas, many_marks, long_comment,
        wide_letters, many_features, one_feature, folded_texts, tall_merges, far_cells, long_headers, all_wrong, one_place, one_area, scribble, stacked,
    )
}  # fmt: skip
LAYERS = {"one_area": "neighbourhoods", "scribble": "neighbourhoods", "stacked": "neighbourhoods"}


def took(name, scale, folder):
    """Read and check one file; what was said of it, and what it took."""
    path = SIZES[name](folder, scale)
    start = time.monotonic()
    layer = LAYERS.get(name, "training_centres")
    try:
        checked = check_layer(
            read_source(path), layer, reference_register(layer), CheckOptions(mode="add", mend=True)
        )
        said = [problem.sentence() for problem in checked.report.problems[:3]]
    except InputError as error:
        said = [str(error)]
    return {
        "said": said,
        "seconds": round(time.monotonic() - start, 1),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def write_what_it_took(name, scale, folder, told):
    """Be the process that does so; its memory is its own, and what it began with."""
    told.write_text(json.dumps(took(name, scale, folder), ensure_ascii=False), "utf-8")
