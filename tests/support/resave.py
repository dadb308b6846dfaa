"""A real layer, saved again by other programs: ogr2ogr and LibreOffice, in every format, encoding and CRS that is read.

A way gets the file and a folder, and returns the path of what was made; where the program is missing it is
`None` (`soffice` is on few machines).
"""

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shapely.geometry import shape as shape_of

HAS_OFFICE = shutil.which("soffice") is not None
EXCEL_CELL, OFFICE_CELL = 32_767, 65_535
"""Characters that a cell holds; these programs cut what is longer."""
ARABIC = str.maketrans("یک", "يك")


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to save a layer again.

    `asked` is what a person says when reading it (the sheet), `crs` what they say of its coordinates, `longest` how
    many characters of a shape fit into a cell; `office` tells that LibreOffice is needed.
    """

    name: str
    save: Callable[[Path, Path], Path]
    asked: dict[str, Any] = field(default_factory=dict)
    crs: str | None = None
    longest: int | None = None
    office: bool = False


def ogr(source, target, *options):
    subprocess.run(["ogr2ogr", *options, str(target), str(source)], check=True, capture_output=True)
    return target


def _vector(name, *options):
    return lambda source, folder: ogr(source, folder / name, *options)


def shape(*options, without=(), arabic=False, encoding="UTF-8", packed=False, whole=False):
    """A shapefile in a folder of its own; `without` are endings that are taken away, `packed` makes a zip."""

    def save(source, folder):
        place = folder / "layer"
        place.mkdir()
        if arabic:
            source = arabic_letters(source, folder)
        ogr(source, place / "layer.shp", "-lco", f"ENCODING={encoding}", *options)
        for ending in without:
            (place / f"layer{ending}").unlink(missing_ok=True)
        if packed:
            return pack(place, folder / "layer.zip")
        return place if whole else place / "layer.shp"

    return save


def without_long_shapes(source, folder, longest):
    """The layer without the shapes that a cell cannot hold as text."""
    layer = json.loads(source.read_text(encoding="utf-8"))
    layer["features"] = [
        one for one in layer["features"] if len(shape_of(one["geometry"]).wkt) * 0.8 < longest
    ]
    (folder / "short.geojson").write_text(json.dumps(layer, ensure_ascii=False), encoding="utf-8")
    return folder / "short.geojson"


def arabic_letters(source, folder):
    """The layer with the Arabic letters that Windows-1256 has: ي and ك."""
    path = folder / "arabic.geojson"
    path.write_text(source.read_text(encoding="utf-8").translate(ARABIC), encoding="utf-8")
    return path


def pack(folder, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)
    return path


def text(*options, name="layer.csv", encoding="utf-8", arabic=False):
    """A table with the shapes as WKT, in another encoding."""

    def save(source, folder):
        if arabic:
            source = arabic_letters(source, folder)
        made = ogr(source, folder / "made.csv", "-f", "CSV", "-lco", "GEOMETRY=AS_WKT", *options)
        (folder / name).write_bytes(made.read_text(encoding="utf-8").encode(encoding))
        return folder / name

    return save


def with_wkt(source, folder):
    """The layer as a text with a column of WKT: what a spreadsheet can open."""
    return ogr(source, folder / "layer.csv", "-f", "CSV", "-lco", "GEOMETRY=AS_WKT")


def book_by_ogr(name):
    """A workbook by GDAL, from the layer with its shapes as text."""

    def save(source, folder):
        sql = "SELECT *, ST_AsText(geometry) AS wkt FROM layer"
        plain = folder / "layer.geojson"
        shutil.copyfile(source, plain)
        named = ogr(plain, folder / "named.gpkg", "-nln", "layer", "-lco", "GEOMETRY_NAME=geometry")
        return ogr(named, folder / name, "-dialect", "SQLITE", "-sql", sql, "-nln", "layer")

    return save


def book_by_office(ending):
    """A workbook by LibreOffice, from the text."""

    def save(source, folder):
        command = [
            "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--infilter=CSV:44,34,76,1",
            "--convert-to", ending, "--outdir", str(folder), str(with_wkt(source, folder)),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return folder / f"layer.{ending}"

    return save


def kmz(source, folder):
    path = ogr(source, folder / "doc.kml", "-f", "KML")
    with zipfile.ZipFile(folder / "layer.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "doc.kml")
    return folder / "layer.kmz"


def parquet(source, folder):
    """By GeoPandas: Debian's GDAL has no Parquet."""
    import geopandas

    geopandas.read_file(source).to_parquet(folder / "layer.parquet")
    return folder / "layer.parquet"


def parquet_in(epsg):
    def save(source, folder):
        import geopandas

        geopandas.read_file(source).to_crs(epsg).to_parquet(folder / "layer.parquet")
        return folder / "layer.parquet"

    return save


def _to(epsg):
    return ("-t_srs", f"EPSG:{epsg}")


WAYS = (
    Way(name="geojson", save=_vector("layer.geojson")),
    Way(name="geojson-32639", save=_vector("layer.geojson", *_to(32639))),
    Way(name="geojson-rfc7946", save=_vector("layer.geojson", "-lco", "RFC7946=YES", "-lco", "COORDINATE_PRECISION=9")),
    Way(name="gpkg", save=_vector("layer.gpkg")),
    Way(name="gpkg-32640", save=_vector("layer.gpkg", *_to(32640))),
    Way(name="gpkg-3857", save=_vector("layer.gpkg", *_to(3857))),
    Way(name="gpkg-3d", save=_vector("layer.gpkg", "-dim", "XYZ")),
    Way(name="fgb", save=_vector("layer.fgb")),
    Way(name="fgb-32638", save=_vector("layer.fgb", *_to(32638))),
    Way(name="kml", save=_vector("layer.kml", "-f", "KML")),
    Way(name="kml-libkml", save=_vector("layer.kml", "-f", "LIBKML")),
    Way(name="kmz", save=kmz),
    Way(name="parquet", save=parquet),
    Way(name="parquet-32641", save=parquet_in(32641)),
    Way(name="shp", save=shape()),
    Way(name="shp-folder-without-cpg", save=shape(without=[".cpg"], whole=True)),
    Way(name="shp-zip-32639", save=shape(*_to(32639), packed=True)),
    Way(name="shp-windows-1256", save=shape(encoding="CP1256", arabic=True)),
    Way(name="shp-windows-1256-without-cpg-in-a-zip", save=shape(encoding="CP1256", arabic=True, without=[".cpg"], packed=True)),
    Way(name="shp-without-prj", save=shape(without=[".prj"])),
    Way(name="shp-32639-without-prj-and-said", save=shape(*_to(32639), without=[".prj"]), crs="EPSG:32639"),
    Way(name="shp-32639-without-prj-and-found", save=shape(*_to(32639), without=[".prj"], packed=True)),
    Way(name="shp-3857-without-anything-and-said", save=shape(*_to(3857), without=[".prj", ".cpg"]), crs="EPSG:3857"),
    Way(name="csv", save=text()),
    Way(name="csv-utf8-marked", save=text(encoding="utf-8-sig")),
    Way(name="csv-utf16", save=text(encoding="utf-16")),
    Way(name="csv-windows-1256-semicolons", save=text("-lco", "SEPARATOR=SEMICOLON", encoding="windows-1256", arabic=True)),
    Way(name="tsv", save=text("-lco", "SEPARATOR=TAB", name="layer.tsv")),
    Way(name="csv-32639-said", save=text(*_to(32639)), crs="EPSG:32639"),
    Way(name="xlsx-by-gdal", save=book_by_ogr("layer.xlsx")),
    Way(name="ods-by-gdal", save=book_by_ogr("layer.ods")),
    Way(name="xlsx-by-libreoffice", save=book_by_office("xlsx"), longest=EXCEL_CELL, office=True),
    Way(name="ods-by-libreoffice", save=book_by_office("ods"), longest=OFFICE_CELL, office=True),
    Way(name="xls-by-libreoffice", save=book_by_office("xls"), longest=EXCEL_CELL, office=True),
)  # fmt: skip
