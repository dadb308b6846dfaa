"""The bundle of all layers: whole, the same bytes each time, and opened by the programs that partners have."""

import csv
import hashlib
import io
import re
import subprocess
import zipfile
from html.parser import HTMLParser

import geopandas as gpd
import openpyxl
import pytest
import shapefile
from forked_program import run_program

from geo_target.errors import InputError, LossError
from geo_target.exchange.bundle_licences import terms_of
from geo_target.exchange.fields import LAYER_COLUMNS, all_fields
from geo_target.store.engine import Store
from geo_target.store.layers import EXPORTABLE, read_layer
from geo_target.workflows import export_bundle
from geo_target.workflows.export_bundle import plan_bundle, write_all
from geo_target.workflows.export_filters import ExportFilters

RAZAVI = ExportFilters(provinces=("IR-09",))
QOM = ExportFilters(provinces=("IR-25",))
BESIDE = {
    *("README.html", "README.txt", "LICENCES.txt", "datasets.csv", "layers.csv", "fields.csv", "fields.xlsx"),
    "SHA256SUMS",
}


@pytest.fixture(scope="module")
def store(reference_database_url):
    with Store(reference_database_url) as store:
        yield store


@pytest.fixture(scope="module")
def bundle(store, tmp_path_factory):
    """The whole country, and what was reported of it."""
    path = tmp_path_factory.mktemp("bundle") / "همه.zip"
    return write_all(store, plan_bundle(path))


@pytest.fixture(scope="module")
def unpacked(bundle, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(bundle.path) as archive:
        archive.extractall(folder)
    return folder


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


# What lies in it


def test_every_layer_is_there_in_every_format_with_its_styles(bundle):
    with zipfile.ZipFile(bundle.path) as archive:
        names = archive.namelist()
    assert names[:2] == ["README.html", "README.txt"]
    assert len(names) == len(set(names)) == bundle.files
    for layer in EXPORTABLE:
        assert f"geopackage/{layer}.gpkg" in names
        assert f"xlsx/{layer}.xlsx" in names
        assert {f"styles/{layer}.qml", f"styles/{layer}.sld"} <= set(names)
        for part in ("shp", "shx", "dbf", "prj", "cpg", "qml"):
            assert f"shapefile/{layer}/{layer}.{part}" in names
    assert {name for name in names if "/" not in name} == BESIDE
    assert [held.layer for held in bundle.layers] == list(EXPORTABLE)


def test_the_checksums_are_those_of_all_other_files(unpacked):
    said = dict(reversed(line.split("  ")) for line in (unpacked / "SHA256SUMS").read_text().splitlines())
    files = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert set(said) == files - {"SHA256SUMS"}
    for name, digest in said.items():
        assert hashlib.sha256((unpacked / name).read_bytes()).hexdigest() == digest


def test_no_file_has_a_time_of_its_own_and_all_are_readable(bundle):
    with zipfile.ZipFile(bundle.path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}


def test_the_same_data_give_the_same_bytes(store, tmp_path):
    reports = [write_all(store, plan_bundle(tmp_path / f"{n}.zip", filters=QOM)) for n in (1, 2)]
    assert reports[0].sha256 == reports[1].sha256
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


# What it says


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.directions, self.links, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        if tag == "section":
            self.directions.append((held["lang"], held["dir"]))
        self.links += [held[name] for name in ("src", "href") if name in held]

    def handle_data(self, data):
        self.text += data


def test_the_readme_says_first_what_is_modelled_in_both_languages(bundle, unpacked):
    page = Page()
    page.feed((unpacked / "README.html").read_text("utf-8"))
    assert page.directions == [("fa", "rtl"), ("en", "ltr")]
    assert page.links == []
    total = sum(held.rows for held in bundle.layers)
    modelled = sum(held.count("modelled") for held in bundle.layers)
    told = f"{modelled:,} of the {total:,} rows in this bundle are modelled"
    assert told in page.text
    assert page.text.index("مدل‌شده است: جای واقعی نیست") < page.text.index("نسخهٔ داده")
    assert page.text.index(told) < page.text.index("Data version")
    text = (unpacked / "README.txt").read_bytes()
    assert text.startswith("\ufeff".encode())
    assert told in text.decode()
    assert text.count(b"\n") == text.count(b"\r\n")


def test_each_dataset_stands_in_the_provenance_table_with_source_and_licence(bundle, unpacked):
    held = rows_of(unpacked / "datasets.csv")
    assert {row["layer"] for row in held} == set(EXPORTABLE) - {"counties", "priorities"}
    licences = (unpacked / "LICENCES.txt").read_text("utf-8-sig")
    for row in held:
        assert all(
            row[name]
            for name in ("title_fa", "source_fa", "source_en", "licence", "date", "sha256_of_source")
        )
        assert row["source_en"] in licences
        assert terms_of(row["licence"])[1] in licences
    assert "creativecommons.org/licenses/by/4.0" in licences


def test_the_list_of_layers_counts_every_row_by_provenance(store, unpacked):
    for row in rows_of(unpacked / "layers.csv"):
        frame = read_layer(store, row["layer"])
        assert int(row["rows"]) == len(frame)
        for provenance in ("official", "open", "modelled"):
            assert int(row[provenance]) == (frame["provenance"] == provenance).sum()


def test_every_column_of_every_file_is_in_the_field_dictionary(unpacked):
    listed = {row["full_name"]: row for row in rows_of(unpacked / "fields.csv")}
    for layer, columns in LAYER_COLUMNS.items():
        for column in columns:
            assert layer in listed[column]["layers"].split(", ")
            assert listed[column]["short_name"] == all_fields()[column].short
    book = openpyxl.load_workbook(unpacked / "fields.xlsx")
    sheet = book.worksheets[0]
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "B2"
    assert [cell.value for cell in sheet["A"]][1:] == list(listed)


def test_a_selection_says_what_it_is_and_what_was_left_out(store, tmp_path):
    filters = ExportFilters(provinces=("خراسان رضوی",), service="community")
    report = write_all(store, plan_bundle(tmp_path / "a.zip", formats=("csv",), filters=filters))
    wanted = {"neighbourhood_houses", "social_service_bases", "candidate_sites", "priorities"}
    assert {held.layer for held in report.layers} == wanted
    assert {layer for layer, _ in report.left_out} == set(EXPORTABLE) - wanted
    with zipfile.ZipFile(report.path) as archive:
        text = archive.read("README.txt").decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(archive.read("csv/candidate_sites.csv").decode("utf-8-sig")))
        assert {(row["province_code"], row["kind"]) for row in rows} == {("IR-09", "neighbourhood_house")}
    assert "province Razavi Khorasan (IR-09)" in text
    assert "خدمت: خدمات محله" in text
    assert "The choice above does not apply to these layers: Provinces" in text


# Opened as partners do


@pytest.mark.parametrize("layer", EXPORTABLE)
def test_gdal_and_pyshp_read_every_layer_out_of_the_bundle_to_equal_values(store, bundle, unpacked, layer):
    wanted = read_layer(store, layer)
    zipped = f"/vsizip/{bundle.path}"
    from_gpkg = gpd.read_file(f"{zipped}/geopackage/{layer}.gpkg", layer=layer)
    from_shp = gpd.read_file(f"{zipped}/shapefile/{layer}/{layer}.shp")
    for back in (from_gpkg, from_shp):
        assert back["code"].tolist() == wanted["code"].tolist()
        assert back["name_fa"].tolist() == wanted["name_fa"].tolist()
        assert back.crs.to_epsg() == 4326
    with shapefile.Reader(str(unpacked / "shapefile" / layer / f"{layer}.shp")) as reader:
        assert [record["name_fa"] for record in reader.iterRecords()] == wanted["name_fa"].tolist()
    book = openpyxl.load_workbook(unpacked / "xlsx" / f"{layer}.xlsx", read_only=True)
    codes = [row[0] for row in book.worksheets[0].iter_rows(min_row=2, max_col=1, values_only=True)]
    book.close()
    assert codes == wanted["code"].tolist()


def test_the_programs_of_gdal_read_a_shapefile_of_the_bundle_with_persian_intact(bundle):
    told = subprocess.run(
        [
            "ogrinfo",
            "-ro",
            "-al",
            "-geom=NO",
            f"/vsizip/{bundle.path}/shapefile/cities",
            "-where",
            "code='C124665'",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "name_fa (String) = مشهد" in told
    assert "Feature Count: 1\n" in told


def test_in_utm_all_layers_are_in_the_zone_of_the_province(store, tmp_path):
    plan = plan_bundle(tmp_path / "a.zip", formats=("shp",), filters=RAZAVI, crs="utm")
    report = write_all(store, plan)
    for layer in EXPORTABLE:
        with zipfile.ZipFile(report.path) as archive:
            assert b"UTM_Zone_40N" in archive.read(f"shapefile/{layer}/{layer}.prj")


# Whole or not at all


def test_a_layer_that_cannot_be_written_leaves_the_old_file_as_it_was(store, tmp_path, monkeypatch):
    path = tmp_path / "a.zip"
    path.write_bytes(b"old")
    real = export_bundle.read_rows

    def fail_late(connection, layer, chosen, crs):
        if layer == "priorities":
            raise LossError("no room for it")
        return real(connection, layer, chosen, crs)

    monkeypatch.setattr(export_bundle, "read_rows", fail_late)
    with pytest.raises(LossError):
        write_all(store, plan_bundle(path, formats=("csv",), filters=RAZAVI))
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("a.gpkg", {}, "call the file a.zip"),
        ("none/a.zip", {}, "does not exist"),
        ("a.zip", {"formats": ("dwg",)}, "must be one of"),
        ("a.zip", {"formats": ("kml",), "crs": "32640"}, "always in WGS 84"),
        (
            "a.zip",
            {"filters": ExportFilters(service="placement", cities=("مشهد",), statuses=("open",))},
            "no status",
        ),
        (
            "a.zip",
            {"filters": ExportFilters(service="microfinance", cities=("مشهد",), statuses=("closed",))},
            None,
        ),
    ],
)
def test_what_cannot_be_is_refused_beforehand(tmp_path, name, options, told):
    if told is None:
        assert plan_bundle(tmp_path / name, **options).layers == ("bank_branches",)
        return
    with pytest.raises(InputError, match=told):
        plan_bundle(tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


def test_utm_for_the_whole_country_is_refused(store, tmp_path):
    with pytest.raises(InputError, match="need their province"):
        write_all(store, plan_bundle(tmp_path / "a.zip", crs="utm"))
    assert list(tmp_path.iterdir()) == []


def test_the_command_tells_layers_rows_and_filters_and_as_json_too(reference_database_url, tmp_path):
    def run(*options):
        known = {"DATABASE_URL": reference_database_url, "GEO_TARGET_HOME": str(tmp_path / "home")}
        asked = ("export", "all", tmp_path / "a.zip", "--province", "قم", "--format", "csv")
        said = run_program(*asked, *options, **known)
        assert said.returncode == 0, said.stderr
        return said.stdout

    told = run()
    assert "Wrote 15 layers" in told
    assert "Only: province Qom (IR-25)." in told
    assert re.search(r"neighbourhoods +25 +0 +0 +25", told)
    assert '"filters_fa": [\n    "استان قم (IR-25)"' in run("--json")
