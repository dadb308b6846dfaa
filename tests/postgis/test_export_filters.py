"""A filtered export is what brute force over the whole layer finds, for every filter."""

import numpy as np
import pytest
import shapely
from export_rows import codes, codes_of, shares_ground
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from geo_target.exchange.fields import AREA_LAYERS, LAYER_COLUMNS
from geo_target.store.engine import Store
from geo_target.store.layers import EXPORTABLE, read_layer
from geo_target.workflows.export import export_layer
from geo_target.workflows.export_filters import (
    ExportFilters,
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
    inside = (distance <= 1000 * radius) & sure
    assert set(found) & set(codes(whole(layer), sure)) == set(codes(whole(layer), inside))


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
