"""What filters of an export are called: names, files, what is refused, and what the exported file says of them."""

import json

import geopandas as gpd
import pytest
import shapely
from export_rows import codes, codes_of, shares_ground
from sqlalchemy import text

from geo_target.errors import InputError, UnknownPlaceError
from geo_target.store.engine import Store
from geo_target.store.layers import read_layer
from geo_target.workflows.export import NOTHING_PASSED, export_layer
from geo_target.workflows.export_filters import (
    ExportFilters,
    check_filters,
)

MASHHAD = "C124665"


@pytest.fixture(scope="module")
def store(reference_database_url):
    with Store(reference_database_url) as store:
        yield store


@pytest.fixture(scope="module")
def whole(store):
    held = {}

    def read(layer):
        if layer not in held:
            held[layer] = read_layer(store, layer)
        return held[layer]

    return read


# Files of polygons


@pytest.mark.parametrize(
    ("suffix", "crs"),
    [
        (".geojson", 4326),
        (".gpkg", 32640),
        (".shp", 32640),
        (".fgb", 4326),
        (".kml", 4326),
        (".parquet", 32639),
    ],
)
def test_a_polygon_from_a_file_of_any_format_all_its_shapes_together(store, whole, tmp_path, suffix, crs):
    areas = [shapely.box(58, 35, 60, 37), shapely.box(56.5, 33, 58, 35.5), shapely.box(58.5, 32, 59, 33)]
    frame = gpd.GeoDataFrame({"name": ["یک", "دو", "سه"]}, geometry=areas, crs=4326).to_crs(crs)
    path = tmp_path / f"area{suffix}"
    if suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, **({"driver": "KML"} if suffix == ".kml" else {}))
    for layer in ("bank_branches", "neighbourhoods"):
        found = codes_of(store, layer, polygon=str(path))
        back = frame.to_crs(4326).union_all()
        unsure = set(
            codes(whole(layer), shapely.distance(whole(layer).geometry.to_numpy(), back.boundary) < 1e-7)
        )
        wanted = codes(whole(layer), shares_ground(whole(layer), back))
        assert set(found) ^ set(wanted) <= unsure
        assert found


# Names


@pytest.mark.parametrize(
    "said",
    [
        "IR-09",
        "ir-09",
        "خراسان رضوی",
        "خراسان‌رضوی",
        "استان خراسان رضوي",
        "Razavi Khorasan",
        "razavi khorasan province",
    ],
)
def test_a_province_is_found_however_it_is_written(store, whole, said):
    frame = whole("cities")
    assert codes_of(store, "cities", provinces=(said,)) == codes(frame, frame["province_code"] == "IR-09")


@pytest.fixture
def namesakes(database_url):
    """Two cities of one name in two provinces."""
    with Store(database_url) as store:
        with store.write() as connection:
            connection.execute(text("UPDATE geo_target.cities SET name_fa = 'مشهد' WHERE code = 'C112931'"))
        yield store


def test_a_name_that_two_cities_have_needs_the_province(namesakes):
    with pytest.raises(
        UnknownPlaceError, match=r"2 cities are called 'مشهد': C112931 .* \(Tehran\); C124665"
    ):
        codes_of(namesakes, "cities", cities=("مشهد",))
    assert codes_of(namesakes, "cities", cities=("مشهد",), provinces=("تهران",)) == ["C112931"]
    assert codes_of(namesakes, "cities", cities=(MASHHAD,)) == [MASHHAD]
    with pytest.raises(UnknownPlaceError, match="No city of Fars is called"):
        codes_of(namesakes, "cities", cities=("مشهد",), provinces=("فارس",))


# What is refused, and how it is said


@pytest.mark.parametrize(
    ("layer", "asked", "error", "told"),
    [
        (
            "cities",
            {"provinces": ("Razavi Korasan",)},
            UnknownPlaceError,
            "Did you mean IR-09 Razavi Khorasan",
        ),
        ("cities", {"cities": ("Mashad",)}, UnknownPlaceError, "Did you mean C124665 Mashhad"),
        ("cities", {"statuses": ("operating",)}, InputError, "have no status"),
        ("provinces", {"cities": ("مشهد",)}, InputError, "belong to no city"),
        ("federations", {"cities": ("مشهد",)}, InputError, "try --within"),
        ("cities", {"service": "training"}, InputError, "serve no service"),
        ("candidate_sites", {"service": "training"}, InputError, "which is community"),
        ("bank_branches", {"statuses": ("opperating",)}, InputError, "Did you mean operating"),
        ("bank_branches", {"provenances": ("modeled",)}, InputError, "Did you mean modelled"),
        ("bank_branches", {"service": "micro"}, InputError, "There are: training, placement"),
        ("bank_branches", {"bbox": (35.0, 51.0, 36.0, 52.0)}, None, ""),
        ("bank_branches", {"bbox": (52.0, 35.0, 51.0, 36.0)}, InputError, "west less than east"),
        ("bank_branches", {"bbox": (51.0, 35.0, 52.0, 95.0)}, InputError, "latitudes from -90 to 90"),
        ("bank_branches", {"within_km": 5.0}, InputError, "needs both --within"),
        ("bank_branches", {"of": MASHHAD}, InputError, "needs both --within"),
        ("bank_branches", {"within_km": 0.0, "of": MASHHAD}, InputError, "over 0 and at most 500"),
        (
            "bank_branches",
            {"within_km": 5.0, "of": "C999"},
            UnknownPlaceError,
            "No row of any layer has the code C999",
        ),
        (
            "bank_branches",
            {"within_km": 5.0, "of": "nowhere"},
            UnknownPlaceError,
            "There is no city 'nowhere'",
        ),
        ("bank_branches", {"within_km": 5.0, "of": "51,95"}, InputError, "from -90 to 90"),
        ("bank_branches", {"within_km": 5.0, "of": "counties"}, InputError, "has no row to measure"),
        ("bank_branches", {"polygon": "none.geojson"}, InputError, "there is no file 'none.geojson'"),
        ("bank_branches", {"polygon": "POLYGON ((51 35, 52 36"}, InputError, "WKT cannot be read"),
        ("bank_branches", {"polygon": "POINT (51 35)"}, InputError, "must be of areas"),
        (
            "bank_branches",
            {"polygon": "POLYGON ((51 35, 52 36, 52 35, 51 36, 51 35))"},
            InputError,
            "Self-intersection",
        ),
        (
            "bank_branches",
            {"polygon": "POLYGON ((500000 4000000, 500001 4000000, 500000 4000001, 500000 4000000))"},
            InputError,
            "must be in degrees",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_written(
    store, tmp_path, layer, asked, error, told
):
    path = tmp_path / "a.csv"
    if error is None:
        assert export_layer(store, layer, path, filters=ExportFilters(**asked)).rows == 0
        return
    with pytest.raises(error, match=told):
        export_layer(store, layer, path, filters=ExportFilters(**asked))
    assert list(tmp_path.iterdir()) == []


def test_a_polygon_without_its_coordinate_system_is_refused(store, tmp_path):
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.box(51, 35, 52, 36)], crs=4326)
    frame.to_file(tmp_path / "area.shp")
    (tmp_path / "area.prj").unlink()
    with pytest.raises(InputError, match=r"does not say its coordinate system.*\.prj"):
        check_filters(ExportFilters(polygon=str(tmp_path / "area.shp")))


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".zip", ".fgb", ".parquet", ".kml", ".csv", ".xlsx"])
def test_a_filter_that_nothing_passes_gives_a_valid_file_without_rows(store, tmp_path, suffix):
    filters = ExportFilters(bbox=(1.0, 1.0, 2.0, 2.0))
    report = export_layer(store, "neighbourhoods", tmp_path / f"a{suffix}", filters=filters)
    assert report.rows == 0
    assert NOTHING_PASSED in report.notes
    if suffix not in {".csv", ".xlsx", ".parquet", ".kml"}:
        assert len(gpd.read_file(report.path, layer="neighbourhoods")) == 0


def test_the_file_says_in_two_languages_what_its_rows_were_chosen_by(store, tmp_path):
    filters = ExportFilters(
        provinces=("فارس",), statuses=("operating", "approved"), within_km=2.5, of="bank_branches"
    )
    report = export_layer(store, "training_centres", tmp_path / "a.geojson", filters=filters)
    told = json.loads(report.path.read_text("utf-8"))["metadata"]
    assert told["filters_en"] == [
        "province Fars (IR-07)",
        "status: operating or approved",
        "within 2.5 km of any operating row of bank_branches (Branches of Bank Keshavarzi)",
    ]
    assert told["filters_fa"] == [
        "استان فارس (IR-07)",
        "وضعیت: فعال یا تصویب‌شده",
        "تا ۲٫۵ کیلومتری هر ردیف فعال «شعبه‌های بانک کشاورزی»",
    ]
    assert told["title_fa"] == "مراکز آموزش فنی و حرفه‌ای، استان فارس (IR-07)"
    assert [list(pair) for pair in report.filters] == [
        list(pair) for pair in zip(told["filters_fa"], told["filters_en"], strict=True)
    ]


def test_sources_are_those_of_the_rows_that_are_written(store, tmp_path):
    report = export_layer(
        store, "cities", tmp_path / "a.geojson", filters=ExportFilters(provenances=("official",))
    )
    told = json.loads(report.path.read_text("utf-8"))["metadata"]
    assert (report.rows, told["source_en"], told["licence"]) == (0, "", "")
