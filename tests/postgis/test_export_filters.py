"""A filtered export is what brute force over the whole layer finds, for every filter."""

import json
import re
from itertools import groupby
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer
from sqlalchemy import text

from geo_target.errors import InputError, UnknownPlaceError
from geo_target.exchange.fields import AREA_LAYERS, LAYER_COLUMNS
from geo_target.store.engine import Store
from geo_target.store.export_filters import matching_codes, utm_zones
from geo_target.store.layers import EXPORTABLE, read_layer
from geo_target.workflows.export import NOTHING_PASSED, export_layer
from geo_target.workflows.export_filters import (
    ExportFilters,
    check_filters,
    choose_rows,
    rows_of_layer,
    unfit,
)

GEOD = Geod(ellps="WGS84")
FEW = settings(
    max_examples=max(12, settings().max_examples // 8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
MASHHAD = "C124665"
POINTS = sorted(set(EXPORTABLE) - AREA_LAYERS)


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


def codes_of(store, layer, **asked):
    filters = ExportFilters(**asked)
    assert unfit(filters, layer) is None
    with store.read() as connection:
        chosen = choose_rows(connection, check_filters(filters))
        return matching_codes(connection, layer, rows_of_layer(chosen, layer))


def codes(frame, passes):
    return sorted(frame.loc[np.asarray(passes, dtype=bool), "code"])


def shares_ground(frame, area):
    """By shapely: points in or on the area, areas that share ground with it."""
    hits = frame.geometry.intersects(area)
    if frame.geom_type.isin(["Polygon", "MultiPolygon"]).any():
        hits &= ~frame.geometry.touches(area)
    return hits


# What stands in the row


@pytest.mark.parametrize("layer", EXPORTABLE)
def test_the_provinces_together_are_the_whole(store, whole, layer):
    provinces = sorted(whole("provinces")["code"])
    groups = [tuple(provinces[start::6]) for start in range(6)]
    parts = [codes_of(store, layer, provinces=group) for group in groups]
    assert sorted(code for part in parts for code in part) == sorted(whole(layer)["code"])
    assert codes_of(store, layer, provinces=tuple(provinces)) == sorted(whole(layer)["code"])


@pytest.mark.parametrize("layer", EXPORTABLE)
def test_a_province_a_provenance_and_nothing_at_all(store, whole, layer):
    frame = whole(layer)
    assert codes_of(store, layer) == sorted(frame["code"])
    for province in ("IR-09", "IR-23"):
        assert codes_of(store, layer, provinces=(province,)) == codes(
            frame, frame["province_code"] == province
        )
    for provenance in ("official", "open", "modelled"):
        assert codes_of(store, layer, provenances=(provenance,)) == codes(
            frame, frame["provenance"] == provenance
        )


@pytest.mark.parametrize("layer", [name for name in EXPORTABLE if "city_code" in LAYER_COLUMNS[name]])
def test_the_rows_of_a_city(store, whole, layer):
    frame = whole(layer)
    assert codes_of(store, layer, cities=(MASHHAD,)) == codes(frame, frame["city_code"] == MASHHAD)
    assert codes_of(store, layer, cities=("مشهد", "Birjand")) == codes(
        frame, frame["city_code"].isin([MASHHAD, "C140463"])
    )


def test_the_groups_of_a_city_are_those_of_its_neighbourhoods(store, whole):
    groups, areas = whole("self_help_groups"), whole("neighbourhoods")
    held = areas.set_index("code")["city_code"].reindex(groups["neighbourhood_code"]).to_numpy()
    cities = sorted({city for city in held if isinstance(city, str)})
    assert cities
    for city in cities[:5]:
        assert codes_of(store, "self_help_groups", cities=(city,)) == codes(groups, held == city)


@pytest.mark.parametrize("layer", [name for name in EXPORTABLE if "status" in LAYER_COLUMNS[name]])
def test_the_statuses_together_are_the_whole(store, whole, layer):
    frame = whole(layer)
    parts = {
        s: codes_of(store, layer, statuses=(s,)) for s in ("proposed", "approved", "operating", "closed")
    }
    for status, part in parts.items():
        assert part == codes(frame, frame["status"] == status)
    assert sorted(code for part in parts.values() for code in part) == sorted(frame["code"])


def test_a_service_has_its_layers_and_refuses_the_others(store, whole):
    assert codes_of(store, "bank_branches", service="microfinance") == sorted(whole("bank_branches")["code"])
    sites = whole("candidate_sites")
    assert codes_of(store, "candidate_sites", service="community") == codes(
        sites, sites["kind"] == "neighbourhood_house"
    )
    assert unfit(ExportFilters(service="training"), "bank_branches").startswith(
        "The rows of bank_branches serve microfinance, not training"
    )


def test_priorities_of_a_service_are_the_same_rows_with_the_columns_of_that_service(store, whole, tmp_path):
    path = export_layer(
        store, "priorities", tmp_path / "p.csv", filters=ExportFilters(service="training")
    ).path
    header = path.read_text("utf-8-sig").splitlines()[0].split(",")
    assert {"rank", "priority_overall", "priority_training", "unserved_training"} <= set(header)
    assert not [name for name in header if "placement" in name or "community" in name or "microfin" in name]
    assert len(path.read_text("utf-8-sig").splitlines()) == len(whole("priorities")) + 1


# Where the row is


@st.composite
def boxes(draw):
    west, south = draw(st.floats(44, 62)), draw(st.floats(25, 39))
    return (west, south, west + draw(st.floats(0.01, 6)), south + draw(st.floats(0.01, 6)))


@FEW
@given(bbox=boxes(), layer=st.sampled_from(EXPORTABLE))
def test_a_box_is_what_shapely_says(store, whole, bbox, layer):
    assert codes_of(store, layer, bbox=bbox) == codes(
        whole(layer), shares_ground(whole(layer), shapely.box(*bbox))
    )


@st.composite
def stars(draw):
    """A star-shaped polygon with any number of corners."""
    lon, lat = draw(st.floats(46, 62)), draw(st.floats(27, 38))
    reach = draw(st.lists(st.floats(0.05, 4), min_size=3, max_size=12))
    angles = np.linspace(0, 2 * np.pi, len(reach), endpoint=False)
    return shapely.Polygon(
        [(lon + r * np.cos(a), lat + r * np.sin(a)) for r, a in zip(reach, angles, strict=True)]
    )


@FEW
@given(polygon=stars(), layer=st.sampled_from(EXPORTABLE))
def test_a_polygon_is_what_shapely_says(store, whole, polygon, layer):
    wkt = shapely.to_wkt(polygon, rounding_precision=-1)
    assert codes_of(store, layer, polygon=wkt) == codes(whole(layer), shares_ground(whole(layer), polygon))


def test_a_point_on_the_border_is_in_and_a_province_that_only_touches_is_out(store, whole):
    cities = whole("cities")
    point = cities.geometry.iloc[0]
    box = (point.x, point.y, point.x + 0.001, point.y + 0.001)
    assert cities["code"].iloc[0] in codes_of(store, "cities", bbox=box)
    provinces = whole("provinces").set_index("code").geometry
    one = provinces["IR-25"]
    assert any(provinces.drop("IR-25").touches(one))
    found = codes_of(store, "provinces", polygon=shapely.to_wkt(one, rounding_precision=-1))
    assert "IR-25" in found
    assert found == codes(whole("provinces"), shares_ground(whole("provinces"), one))


def geodesics(frame, lon, lat):
    places = frame.get_coordinates().to_numpy()
    return GEOD.inv(*places.T, np.full(len(places), lon), np.full(len(places), lat))[2]


@FEW
@given(
    lon=st.floats(45, 62), lat=st.floats(26, 39), radius=st.floats(0.5, 500), layer=st.sampled_from(POINTS)
)
def test_a_radius_is_what_the_geodesic_says(store, whole, lon, lat, radius, layer):
    found = codes_of(store, layer, within_km=radius, of=f"{lon!r},{lat!r}")
    distance = geodesics(whole(layer), lon, lat)
    sure = np.abs(distance - 1000 * radius) > 1e-4
    assert [c for c in found if c in set(codes(whole(layer), sure))] == codes(
        whole(layer), (distance <= 1000 * radius) & sure
    )


@FEW
@given(lon=st.floats(45, 62), lat=st.floats(26, 39), row=st.integers(0, 92))
def test_a_row_is_in_up_to_a_millimetre_from_its_distance_and_then_out(store, whole, lon, lat, row):
    frame = whole("cities")
    distance, code = geodesics(frame, lon, lat)[row], frame["code"].iloc[row]
    for metres, is_in in ((distance + 1e-3, True), (distance - 1e-3, False)):
        if 0 < metres <= 500_000:
            found = codes_of(store, "cities", within_km=metres / 1000, of=f"{lon!r},{lat!r}")
            assert (code in found) == is_in


def distances_to_areas(frame, lon, lat):
    """Metres from a point to each area: in an azimuthal system around it, with edges of at most 200 m."""
    turn = Transformer.from_crs(
        4326, f"+proj=aeqd +lat_0={lat!r} +lon_0={lon!r} +datum=WGS84", always_xy=True
    )
    there = [
        shapely.transform(
            shapely.segmentize(area, 0.002), lambda c: np.column_stack(turn.transform(c[:, 0], c[:, 1]))
        )
        for area in frame.geometry
    ]
    return shapely.distance(shapely.Point(0, 0), there)


@FEW
@given(lon=st.floats(50, 60), lat=st.floats(28, 38), radius=st.floats(0.5, 400))
def test_of_an_area_its_nearest_part_counts(store, whole, lon, lat, radius):
    frame = whole("neighbourhoods")
    found = codes_of(store, "neighbourhoods", within_km=radius, of=f"{lon!r},{lat!r}")
    distance = distances_to_areas(frame, lon, lat)
    sure = (
        np.abs(distance - 1000 * radius) > 1
    )  # edges of areas are straight in degrees here, geodesics there
    assert [c for c in found if c in set(codes(frame, sure))] == codes(
        frame, (distance <= 1000 * radius) & sure
    )


@pytest.mark.parametrize(
    ("layer", "of", "radius"),
    [
        ("self_help_groups", "bank_branches", 3.0),
        ("course_runs", "placement_centres", 1.5),
        ("cities", "federations", 100.0),
        ("bank_branches", "bank_branches", 0.5),
    ],
)
def test_around_a_layer_any_of_its_operating_rows_counts(store, whole, layer, of, radius):
    origins = whole(of)
    if "status" in origins:
        origins = origins[origins["status"] == "operating"]
    frame = whole(layer)
    nearest = np.min([geodesics(frame, p.x, p.y) for p in origins.geometry], axis=0)
    assert codes_of(store, layer, within_km=radius, of=of) == codes(frame, nearest <= 1000 * radius)


def test_around_a_code_a_city_or_a_point_in_persian_digits(store, whole):
    frame = whole("bank_branches")
    place = whole("cities").set_index("code").geometry[MASHHAD]
    wanted = codes(frame, geodesics(frame, place.x, place.y) <= 20_000)
    assert wanted
    assert codes_of(store, "bank_branches", within_km=20, of=MASHHAD) == wanted
    assert codes_of(store, "bank_branches", within_km=20, of="مشهد") == wanted
    branch = frame.set_index("code").geometry[wanted[0]]
    near = codes(frame, geodesics(frame, branch.x, branch.y) <= 5_000)
    assert codes_of(store, "bank_branches", within_km=5, of=wanted[0].lower()) == near
    persian = f"{branch.x},{branch.y}".translate(str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫"))
    assert codes_of(store, "bank_branches", within_km=5, of=persian) == near


def test_around_a_province_means_in_it_or_near_it(store, whole):
    frame = whole("cities")
    found = codes_of(store, "cities", within_km=30, of="IR-25")
    area = whole("provinces").set_index("code").geometry["IR-25"]
    inside = codes(frame, frame.within(area))
    assert set(inside) < set(found)


@FEW
@given(data=st.data())
def test_all_filters_must_hold(store, whole, data):
    layer = data.draw(st.sampled_from(["training_centres", "bank_branches", "candidate_sites"]))
    parts = {
        "provinces": data.draw(st.sampled_from([("IR-09",), ("IR-09", "IR-07", "IR-23")])),
        "statuses": data.draw(st.sampled_from([("operating",), ("proposed", "approved")])),
        "provenances": ("modelled",),
        "bbox": data.draw(boxes()),
        "polygon": shapely.to_wkt(data.draw(stars()), rounding_precision=-1),
    }
    chosen = data.draw(st.sets(st.sampled_from(sorted(parts)), min_size=1))
    each = [set(codes_of(store, layer, **{name: parts[name]})) for name in chosen]
    assert codes_of(store, layer, **{name: parts[name] for name in chosen}) == sorted(set.intersection(*each))


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


# Coordinate systems


def zone_areas(area):
    """By pyproj: square metres of an area in each UTM zone."""
    found = {}
    for zone in range(38, 42):
        part = area.intersection(shapely.box(6 * zone - 186, 0, 6 * zone - 180, 84))
        found[zone] = abs(GEOD.geometry_area_perimeter(part)[0]) if not part.is_empty else 0.0
    return found


def test_the_zone_of_a_province_is_that_of_most_of_its_ground(store, whole):
    provinces = whole("provinces").set_index("code")
    with store.read() as connection:
        shares = utm_zones(connection, tuple(provinces.index))
    for code, area in provinces.geometry.items():
        held = {share.zone: share.area_m2 for share in shares if share.code == code}
        wanted = zone_areas(area)
        assert set(held) == {zone for zone, size in wanted.items() if size > 0}
        assert next(share.zone for share in shares if share.code == code) == max(wanted, key=wanted.get)
        for zone, size in held.items():
            assert size == pytest.approx(wanted[zone], rel=1e-3)


def test_utm_is_the_zone_of_the_province_that_is_asked_for_or_that_the_rows_lie_in(store, whole, tmp_path):
    for province, code in (("IR-09", 32640), ("IR-23", 32639), ("IR-11", 32641), ("IR-03", 32638)):
        report = export_layer(
            store, "cities", tmp_path / "a.zip", crs="utm", filters=ExportFilters(provinces=(province,))
        )
        assert gpd.read_file(report.path).crs.to_epsg() == code
        assert f"EPSG:{code}" in report.notes[0]
    report = export_layer(
        store, "neighbourhoods", tmp_path / "b.gpkg", crs="utm", filters=ExportFilters(cities=("مشهد",))
    )
    back = gpd.read_file(report.path, layer="neighbourhoods")
    assert back.crs.to_epsg() == 32640
    frame = whole("neighbourhoods")
    wanted = frame[frame["city_code"] == MASHHAD].geometry.to_numpy()
    assert shapely.hausdorff_distance(back.to_crs(4326).geometry.to_numpy(), wanted).max() < 1e-8


def test_provinces_of_several_zones_have_no_common_one(store, tmp_path):
    with pytest.raises(
        InputError, match=r"2 UTM zones: zone 39 \(EPSG:32639\): Tehran; zone 40 \(EPSG:32640\): Razavi"
    ):
        export_layer(
            store,
            "cities",
            tmp_path / "a.zip",
            crs="utm",
            filters=ExportFilters(provinces=("IR-09", "IR-23")),
        )
    report = export_layer(
        store,
        "cities",
        tmp_path / "a.zip",
        crs="EPSG:32639",
        filters=ExportFilters(provinces=("IR-09", "IR-23")),
    )
    assert gpd.read_file(report.path).crs.to_epsg() == 32639
    assert any("lie outside what EPSG:32639" in note for note in report.notes)


@pytest.mark.parametrize("said", ["32640", "EPSG:32640", "epsg:32640", "۳۲۶۴۰", 32640])
def test_an_epsg_code_however_it_is_written(store, tmp_path, said):
    path = export_layer(store, "federations", tmp_path / "a.zip", crs=said).path
    assert gpd.read_file(path).crs.to_epsg() == 32640


@pytest.mark.parametrize("suffix", [".geojson", ".kml"])
def test_formats_that_have_only_wgs84_refuse_another_system(store, tmp_path, suffix):
    with pytest.raises(InputError, match="always in WGS 84"):
        export_layer(store, "cities", tmp_path / f"a{suffix}", crs="utm")


def test_the_table_of_zones_in_the_guide_is_that_of_the_boundaries(store):
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "export.md").read_text("utf-8")
    told = {
        code: int(zone)
        for code, zone in re.findall(r"^\| (IR-\d\d) \|.*\| (\d\d) \| 326\2 \|", guide, re.MULTILINE)
    }
    with store.read() as connection:
        shares = utm_zones(connection, tuple(told))
    assert len(told) == 31
    assert told == {code: next(held).zone for code, held in groupby(shares, key=lambda share: share.code)}
