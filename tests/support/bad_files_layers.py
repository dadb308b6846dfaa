"""Bad geographic files: parts that are missing or lie, databases that are damaged or hostile, links and entities."""

import json
import shutil
import sqlite3
import struct

from bad_files import (
    FIELDS,
    BadFile,
    big,
    by_ogr,
    centre_features,
    changed,
    content,
    cut,
    features,
    part_changed,
    places,
    properties,
    shapefile,
    zipped,
)
from bad_files import ROWS as CENTRES
from three_neighbourhoods import AREAS

from geo_target.intake.checked import CheckOptions

SHP = shapefile()
CUT_NAMES = {
    "job_seeker": "job_seekers",
    "women_head": "women_heads_of_household",
    "deprivatio": "deprivation",
}
SQUARES = shapefile(features(*AREAS))
GPKG = by_ogr(centre_features(*places()), "layer.gpkg")
FGB = by_ogr(centre_features(*places()), "layer.fgb")
MARK = "<Placemark><name>مرکز</name><Point><coordinates>59.58,36.30</coordinates></Point></Placemark>"


def _read(name, make, says, **more):
    return BadFile(name=name, make=make, says=says, read=True, **more)


def shp(name, ending, change, says, **more):
    return _read(f"shp-{name}", part_changed(SHP, ending, change), says, **more)


def _patched(place, data):
    return lambda old: old[:place] + data + old[place + len(data) :]


def kml(body, name="layer.kml", head=""):
    text = f'<?xml version="1.0" encoding="UTF-8"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'
    return content(name, text.encode())


def placemarks(change):
    """Three placemarks with all that a centre needs; the second has these coordinates."""
    marks = []
    for index, row in enumerate(CENTRES):
        data = "".join(
            f'<Data name="{name}"><value>{row[key]}</value></Data>'
            for key, name in FIELDS.items()
            if row[key] is not None
        )
        shape = (
            change if index == 1 else f"<Point><coordinates>{row['lon']},{row['lat']}</coordinates></Point>"
        )
        marks.append(f"<Placemark><ExtendedData>{data}</ExtendedData>{shape}</Placemark>")
    return kml("".join(marks))


def sql(*statements):
    """The GeoPackage of the three centres after these statements."""

    def make(folder):
        path = GPKG(folder)
        with sqlite3.connect(path) as base:
            for function in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
                base.create_function(function, 1, lambda _: 0)  # what the triggers of the file ask for
            for statement in statements:
                base.execute(statement)
        base.close()
        return path

    return make


def plain_sqlite(folder):
    path = folder / "layer.gpkg"
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE people (name text)")
    base.close()
    return path


def parquet(change=None, metadata=None, **options):
    """A Parquet file of the three centres by pyarrow; `metadata` is what stands under the key geo."""

    def make(folder):
        import pyarrow as pa
        import pyarrow.parquet as pq
        import shapely

        columns = {name: [row[name] for row in map(properties, CENTRES)] for name in FIELDS.values()}
        columns["geometry"] = [shapely.Point(row["lon"], row["lat"]).wkb for row in CENTRES]
        columns |= change or {}
        table = pa.table(columns)
        if metadata is not None:
            table = table.replace_schema_metadata({b"geo": json.dumps(metadata).encode()})
        pq.write_table(table, folder / "layer.parquet", **options)
        return folder / "layer.parquet"

    return make


def _numbers_of_points(data):
    """A .shp whose second record says that it has two billion points."""
    start = 100 + 8 + 2 * struct.unpack(">I", data[104:108])[0] + 8
    return data[: start + 40] + struct.pack("<I", 2_000_000_000) + data[start + 44 :]


def _deep(levels):
    rings = "[" * levels + "1" + "]" * levels
    text = f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":{rings}}}}}]}}'
    return content("layer.geojson", text.encode())


VIEW = (
    "CREATE VIEW endless AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
    "SELECT c.x AS fid, layer.geom, layer.code FROM layer, c"
)
CONTENTS = (
    "ALTER TABLE gpkg_contents RENAME TO kept",
    "CREATE VIEW gpkg_contents AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT kept.* FROM kept, c",
)


def geo(encoding="WKB", **column):
    return {"version": "1.0.0", "primary_column": "geometry",
            "columns": {"geometry": {"encoding": encoding, "geometry_types": [], **column}}}  # fmt: skip


def _zipped_shp_of_two(folder):
    path = SHP(folder)
    parts = [(part.name, part.read_bytes()) for part in sorted(folder.glob("centres.*"))]
    again = [(f"b/{name.replace('centres', 'other')}", data) for name, data in parts]
    path.unlink()
    return zipped("layer.zip", *parts, *again)(folder)


def _other_kind(folder):
    """The .shp of another program's drawing beside the .dbf of this one: more shapes than rows."""
    path = SHP(folder)
    other = folder / "other"
    other.mkdir()
    more = by_ogr(
        centre_features(*places()), "more.shp", "-sql", "SELECT * FROM layer UNION ALL SELECT * FROM layer"
    )(other)
    for ending in (".shp", ".shx"):
        shutil.copyfile(more.with_suffix(ending), path.with_suffix(ending))
    return path


def _dbf_count(data):
    return data[:4] + struct.pack("<I", 99) + data[8:]


def _two_encodings(data):
    """One name in Windows-1256 among names in UTF-8."""
    name = "مرکز شهید".encode()
    return data.replace(name, "مركز شهيد".encode("windows-1256").ljust(len(name)), 1)


HOSTILE = 'CREATE TABLE "x""; DROP TABLE people; --" (fid INTEGER PRIMARY KEY, geom BLOB)'
BOMB = (
    "<!DOCTYPE kml [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

LAYERS = (
    shp("without-shx", ".shx", None, r"no centres\.shx"),
    shp("without-dbf", ".dbf", None, r"no centres\.dbf"),
    shp("shx-points-outside", ".shx", lambda old: old[:100] + big(10_000_000) + old[104:], "damaged|whole|records|shape"),
    shp("shx-cut", ".shx", lambda old: old[:60], "cut off|whole"),
    shp("shx-of-one-more", ".shx", lambda old: old + old[-8:], "records"),
    shp("shp-cut", ".shp", lambda old: old[:-20], "bytes of"),
    shp("shp-header-only", ".shp", lambda old: old[:50], "cut off|whole"),
    shp("shp-of-rubbish", ".shp", lambda old: b"\0\0\x27\x0a" + bytes(range(96)) + old[100:], "bytes of|damaged|whole"),
    shp("dbf-of-too-many", ".dbf", _dbf_count, "records|cut off|whole"),
    shp("dbf-cut", ".dbf", lambda old: old[: len(old) // 2], "whole|cut off|bytes|records"),
    shp("dbf-header-cut", ".dbf", lambda old: old[:20], "whole|cut off"),
    shp("dbf-of-no-fields", ".dbf", _patched(8, struct.pack("<H", 33)), "whole|field|cut off|damaged|headers"),
    shp("dbf-record-length-lies", ".dbf", _patched(10, struct.pack("<H", 9)), "whole|bytes|record|field|damaged"),
    shp("given-encoding-is-wrong", ".cpg", lambda old: old, "text in|encoding", asked={"encoding": "ascii"}),
    shp("text-in-two-encodings", ".dbf", _two_encodings, "text in|encoding"),
    _read("shp-more-shapes-than-rows", _other_kind, "6 records"),
    _read("shp-two-in-a-zip", _zipped_shp_of_two, "centres, other"),
    _read("geojson-as-shp", content("centres.shp", b'{"type":"FeatureCollection"}'), "damaged|whole|GeoJSON"),
    _read("gpkg-cut", cut(GPKG, 0.4), "GeoPackage"),
    _read("gpkg-damaged", changed(GPKG, lambda old: old[:4000] + b"\xa5" * 20_000 + old[24_000:]), "GeoPackage"),
    _read("gpkg-header-only", content("layer.gpkg", b"SQLite format 3\0" + b"\0" * 84), "GeoPackage"),
    _read("gpkg-plain-sqlite", plain_sqlite, "GeoPackage|layer"),
    _read("gpkg-without-contents", sql("DROP TABLE gpkg_contents"), "GeoPackage|layer"),
    _read("gpkg-empty-layer", sql("DELETE FROM layer"), "features"),
    _read("gpkg-hostile-names", sql(HOSTILE, "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('x\"; DROP TABLE people; --', 'features', 'x', 4326)",
          "INSERT INTO gpkg_geometry_columns VALUES ('x\"; DROP TABLE people; --', 'geom', 'POINT', 4326, 0, 0)"), "name the layer"),
    _read("gpkg-endless-view", sql(VIEW, "UPDATE gpkg_contents SET table_name = 'endless'", "UPDATE gpkg_geometry_columns SET table_name = 'endless'"), "a view"),
    _read("gpkg-endless-contents", sql(*CONTENTS), "a view"),
    _read("geojson-deep-coordinates", _deep(100_000), "GeoJSON"),
    _read("fgb-cut", cut(FGB, 0.7), "FlatGeobuf"),
    _read("fgb-of-rubbish", content("layer.fgb", b"fgb\x03fgb\0" + b"\xff" * 500), "FlatGeobuf"),
    _read("fgb-wrong-magic", changed(FGB, lambda old: b"fgx" + old[3:]), "damaged"),
    _read("kml-billion-laughs", kml(f"<Placemark><name>&i;</name></Placemark>{MARK}", head=BOMB), "entities"),
    _read("kml-entity-from-outside", kml(f"<Placemark><name>&x;</name></Placemark>{MARK}", head=OUTSIDE), "entities"),
    _read("kml-link-only", kml("<NetworkLink><Link><href>http://localhost:1/x.kml</href></Link></NetworkLink>"), "link"),
    _read("kml-cut", kml(MARK + "<Placemark><name>"), "well-formed"),
    _read("kml-deep", kml("<Folder>" * 5_000 + MARK + "</Folder>" * 5_000), "nested"),
    _read("kml-without-placemarks", kml("<name>x</name>"), "placemark"),
    _read("kml-no-such-folder", kml(f"<Folder><name>الف</name>{MARK}</Folder>"), "الف", asked={"sheet": "ب"}),
    _read("kmz-without-kml", zipped("layer.kmz", ("files/icon.png", b"x")), "table"),
    _read("kmz-cut", cut(zipped("layer.kmz", ("doc.kml", MARK * 50)), 0.5), "damaged"),
    _read("parquet-cut", cut(parquet(metadata=geo()), 0.6), "GeoParquet"),
    _read("parquet-wrong-magic", changed(parquet(metadata=geo()), lambda old: b"PARX" + old[4:]), "damaged"),
    _read("parquet-encrypted", changed(parquet(metadata=geo()), lambda old: b"PARE" + old[4:-4] + b"PARE"), "encrypted"),
    _read("parquet-geo-of-nonsense", parquet(metadata={"version": 1}), "GeoParquet"),
    _read("parquet-geometry-column-is-not", parquet(metadata={**geo(), "primary_column": "shape"}), "GeoParquet"),
    _read("parquet-encoding-unknown", parquet(metadata=geo("MYSTERY")), "GeoParquet"),
    _read("parquet-no-rows", parquet({name: [] for name in (*FIELDS.values(), "geometry")}, geo()), "rows"),
    BadFile(name="parquet-without-geo-of-two", make=parquet({"geometry": [b"\1\1", b"", b"x"]}), says="WKT", row=1, column="geometry"),
    BadFile(name="parquet-crs-null-and-metres", make=parquet(metadata=geo(crs=None), change={"geometry": [struct.pack("<BIdd", 1, 1, 1e6, 2e6)] * 3}), says="CRS|Iran|degree|province"),
    BadFile(name="parquet-wkb-broken", make=parquet({"geometry": [struct.pack("<BIdd", 1, 1, 59.58123, 36.30123), b"\1\2\3", None]}, geo()), says="shape|point|geometry", row=2),
    BadFile(name="parquet-wkb-of-four-billion-points", make=parquet({"geometry": [struct.pack("<BIdd", 1, 1, 59.58123, 36.30123), struct.pack("<BII", 1, 2, 0xFFFFFFFF), None]}, geo()), says="shape|point|geometry", row=2),
    BadFile(name="kml-coordinates-of-words", make=placemarks("<Point><coordinates>here,there</coordinates></Point>"), says="here", row=2),
    BadFile(name="kml-polygon-of-two", make=placemarks("<Polygon><outerBoundaryIs><LinearRing><coordinates>52,29 53,29</coordinates></LinearRing></outerBoundaryIs></Polygon>"), says="point|ring|linearring|area", row=2),
    BadFile(name="kml-without-a-shape", make=placemarks(""), says="place|point|geometry|coordinate", row=2),
    BadFile(name="kml-comma-and-space", make=placemarks("<Point><coordinates>52.54321, 29.61234</coordinates></Point>"), says="52.54321", row=2),
    BadFile(name="shp-record-of-an-unknown-kind", make=part_changed(SHP, ".shp", _patched(108, b"\x63\0\0\0")), says="record", row=1),
    BadFile(name="shp-area-of-two-billion-points", layer="neighbourhoods", make=part_changed(SQUARES, ".shp", _numbers_of_points), says="record", row=2, options=CheckOptions(mode="add", columns=CUT_NAMES)),
    BadFile(name="geojson-keys-twice", make=content("layer.geojson", b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"geometry":null,"properties":{"name_fa":"x","name_fa":"y"}}]}'), says="."),
    BadFile(name="gpkg-with-a-trigger", make=sql("UPDATE layer SET status = 'نامشخص' WHERE code = 'TC-90002'", "CREATE TRIGGER t AFTER INSERT ON layer BEGIN DELETE FROM layer; END", "CREATE VIEW v AS SELECT * FROM layer"), says="نامشخص", row=2, column="status"),
    BadFile(name="gpkg-of-a-plain-table", make=by_ogr(centre_features(*places()), "layer.gpkg", "-nlt", "NONE"), says="column for geom"),
    BadFile(name="gpkg-without-shapes", make=sql("UPDATE layer SET geom = NULL"), says="column for geom"),
    BadFile(name="gpkg-blob-broken", make=sql("UPDATE layer SET geom = x'4750000102' WHERE code = 'TC-90002'"), says="place|point|shape|geometry|GeoPackage"),
)  # fmt: skip
