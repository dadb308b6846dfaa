import warnings

import numpy as np
import pytest
import shapely
from province_areas import cities, province_areas, shared_layer
from pyproj import CRS, Transformer

from geo_target.geodesy import geodesic_m
from geo_target.intake.geography.crs_candidates import CANDIDATES
from geo_target.intake.geography.crs_choice import choose_crs, to_wgs84
from geo_target.intake.geography.inside import inside_province
from geo_target.intake.geography.province_map import ProvinceMap
from geo_target.intake.reading.shapes import crs_text

AREAS = ProvinceMap(province_areas())
LON, LAT, PROVINCES = cities()
ED77 = {38: 2058, 39: 2059, 40: 2060, 41: 2061}
EXACT = (*CANDIDATES, *ED77.values(), 3395)
"""Of other old datums PROJ knows several ways, hundreds of metres apart."""
NCC_LAMBERT = (
    "+proj=lcc +lat_1=30 +lat_2=36 +lat_0=24 +lon_0=54 +x_0=5000000 +y_0=1166200 +datum=WGS84 +type=crs"
)


def in_numbers_of(crs, lon=LON, lat=LAT):
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    return np.asarray(shapely.points(x, y), dtype=object)


def only(province):
    at = [k for k, code in enumerate(PROVINCES) if code == province]
    return LON[at], LAT[at], [province] * len(at)


@pytest.mark.parametrize("epsg", CANDIDATES)
def test_the_cities_in_each_candidate_are_found_again(epsg):
    choice = choose_crs(None, None, in_numbers_of(epsg), PROVINCES, AREAS)
    assert (choice.epsg, choice.crs, choice.inferred, choice.findings) == (epsg, f"EPSG:{epsg}", True, ())
    (note,) = choice.notes
    assert f"EPSG:{epsg}" in note.fa
    assert f"EPSG:{epsg}" in note.en
    assert "93" in note.en


@pytest.mark.parametrize("epsg", CANDIDATES)
@pytest.mark.parametrize("province", sorted(set(PROVINCES)))
def test_the_cities_of_one_province_are_found_again_or_asked_about_never_wrong(epsg, province):
    lon, lat, codes = only(province)
    choice = choose_crs(None, None, in_numbers_of(epsg, lon, lat), codes, AREAS)
    if choice.epsg is None:
        assert [f.code for f in choice.findings] == ["crs-not-stated"]
    else:
        assert choice.epsg == epsg


def test_no_province_of_today_is_left_to_ask_about():
    """For the boundaries that we ship; a province six degrees wide could tie."""
    for province in sorted(set(PROVINCES)):
        lon, lat, codes = only(province)
        assert choose_crs(None, None, in_numbers_of(32640, lon, lat), codes, AREAS).epsg == 32640


def test_two_zones_that_both_fit_are_asked_about():
    """A province that spans the country: every zone puts its points inside."""
    wide = {"IR-22": shapely.box(44, 25, 63, 39)}
    points = in_numbers_of(32640, np.array([56.3, 55.0]), np.array([27.2, 27.0]))
    choice = choose_crs(None, None, points, ["IR-22", "IR-22"], wide)
    (finding,) = choice.findings
    assert (choice.epsg, finding.code, finding.index) == (None, "crs-not-stated", None)
    for zone in (32639, 32640):
        assert f"EPSG:{zone} 2" in finding.mend[1]
    assert "--crs" in finding.mend[0]


def test_rows_of_two_zones_in_one_file_are_asked_about_with_their_numbers():
    east = LON > 54
    mixed = np.where(east, in_numbers_of(32640), in_numbers_of(32639))
    choice = choose_crs(None, None, mixed, PROVINCES, AREAS)
    (finding,) = choice.findings
    assert choice.crs is None
    assert f"EPSG:32640 {east.sum()}" in finding.mend[1]
    assert f"EPSG:32639 {(~east).sum()}" in finding.mend[1]


def test_one_row_that_does_not_fit_is_enough_to_ask():
    codes = [*PROVINCES]
    codes[0] = "IR-01"  # Zabol in Gilan
    choice = choose_crs(None, None, in_numbers_of(32639), codes, AREAS)
    assert choice.crs is None
    assert "EPSG:32639 92" in choice.findings[0].mend[1]


def test_rows_that_state_no_province_prove_nothing():
    assert choose_crs(None, None, in_numbers_of(32639), [None] * len(LON), AREAS).crs is None
    assert choose_crs(None, None, in_numbers_of(4326), [None] * len(LON), AREAS).crs is None
    assert choose_crs(None, None, in_numbers_of(4326), PROVINCES, {}).crs is None


def test_a_row_without_a_province_need_only_lie_in_the_country():
    codes = [None, *PROVINCES[1:]]
    assert choose_crs(None, None, in_numbers_of(32639), codes, AREAS).epsg == 32639
    abroad = in_numbers_of(32639, np.r_[44.4, LON[1:]], np.r_[33.3, LAT[1:]])  # Baghdad
    assert choose_crs(None, None, abroad, codes, AREAS).crs is None


def test_rows_without_a_shape_neither_help_nor_harm():
    points = in_numbers_of(32639)
    points[3] = None
    points[4] = shapely.Point()
    with np.errstate(invalid="ignore"):
        points[5] = shapely.points(np.nan, np.inf)
        assert choose_crs(None, None, points, PROVINCES, AREAS).epsg == 32639
    nothing = choose_crs(None, None, np.array([None, None], dtype=object), ["IR-01", "IR-01"], AREAS)
    assert (nothing.crs, nothing.findings) == (None, ())


@pytest.mark.parametrize("zone", ED77)
def test_the_old_datum_cannot_be_told_from_the_new_one_and_the_note_says_so(zone):
    """180 m are no matter to a province; the note names the other system, so that whoever knows can say it."""
    choice = choose_crs(None, None, in_numbers_of(ED77[zone]), PROVINCES, AREAS)
    assert choice.epsg == 32600 + zone
    assert f"EPSG:{ED77[zone]}" in choice.notes[0].en
    read = to_wgs84(in_numbers_of(ED77[zone]), choice.crs)
    off = geodesic_m(np.column_stack([LON, LAT]), shapely.get_coordinates(read))
    assert off.max() < 200
    assert off.min() > 150


@pytest.mark.parametrize("epsg", [*CANDIDATES, *ED77.values(), 23038, 4154, 4230, 27039, 4322, 3395])
@pytest.mark.parametrize("form", ["epsg", "wkt2", "esri", "proj"])
def test_a_system_that_the_file_states_is_used_whatever_its_form(epsg, form):
    known = CRS.from_epsg(epsg)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a PROJ text loses the datum's name: that is what this tries
        text = {
            "epsg": lambda: f"EPSG:{epsg}",
            "wkt2": known.to_wkt,
            "esri": lambda: known.to_wkt("WKT1_ESRI"),
            "proj": lambda: known.to_proj4() + " +type=crs",
        }[form]()
    choice = choose_crs(text, None, in_numbers_of(known), PROVINCES, AREAS)
    assert choice.findings == ()
    assert not choice.inferred
    read = shapely.get_coordinates(to_wgs84(in_numbers_of(known), choice.crs))
    off = geodesic_m(np.column_stack([LON, LAT]), read).max()
    assert off < 1 if epsg in EXACT and form != "proj" else off < 450, "a PROJ text may lose the datum"
    if form in ("epsg", "esri", "wkt2") and epsg not in (4154, 4230, 4322):
        assert choice.epsg == epsg
    else:
        assert choice.epsg in (epsg, None)
    if epsg == 4326:
        assert choice.notes == ()
    else:
        assert "WGS 84" in choice.notes[0].en


def test_a_system_without_a_number_is_used_by_its_definition():
    wkt = CRS.from_user_input(NCC_LAMBERT).to_wkt()
    choice = choose_crs(wkt, None, in_numbers_of(NCC_LAMBERT), PROVINCES, AREAS)
    assert (choice.epsg, choice.crs, choice.findings) == (None, wkt, ())
    read = shapely.get_coordinates(to_wgs84(in_numbers_of(NCC_LAMBERT), choice.crs))
    assert geodesic_m(np.column_stack([LON, LAT]), read).max() < 0.01


@pytest.mark.parametrize("ellipsoid", ["intl", "clrk80", "GRS80", "WGS84"])
def test_a_system_of_no_known_datum_is_given_no_number(ellipsoid):
    """PROJ would call them Ain el Abd, Nahrwan, RDN and NGN: of Saudi Arabia, Iraq, Italy and Kuwait."""
    text = f"+proj=utm +zone=39 +ellps={ellipsoid} +type=crs"
    named = CRS.from_user_input(text).to_wkt().replace('"unknown"', '"of our office"', 1)
    assert "EPSG" not in crs_text(named).split("BASEGEOGCRS")[0]
    choice = choose_crs(crs_text(named), None, in_numbers_of(text), PROVINCES, AREAS)
    assert (choice.epsg, choice.inferred, choice.findings) == (None, False, ())
    assert "is not known" in choice.notes[0].en
    assert crs_text("OGC:CRS84") == crs_text(4326) == "EPSG:4326"


def test_a_system_that_cannot_be_inferred_is_asked_about():
    choice = choose_crs(None, None, in_numbers_of(NCC_LAMBERT), PROVINCES, AREAS)
    assert choice.crs is None
    assert "no system that we try" in choice.findings[0].mend[1]


@pytest.mark.parametrize(
    "text",
    [
        "EPSG:99999999",
        "nonsense",
        "",
        " ",
        'LOCAL_CS["here",UNIT["metre",1]]',
        "EPSG:5714",  # heights only
        "IAU_2015:49900",  # Mars
        "PROJCS[",
        "EPSG:32639; DROP TABLE",
        "x" * 100_000,
    ],
)
@pytest.mark.parametrize("asked", [True, False])
def test_a_system_that_is_none_is_refused_with_what_to_write_instead(text, asked):
    said = {"stated": None, "asked": text} if asked else {"stated": text, "asked": None}
    choice = choose_crs(**said, geoms=in_numbers_of(4326), province_codes=PROVINCES, areas=AREAS)
    if not text.strip():
        assert choice.inferred, "an empty text states nothing"
        return
    (finding,) = choice.findings
    assert (choice.crs, finding.code, finding.severity) == (None, "unknown-crs", "error")
    assert "--crs" in finding.mend[0]
    assert "--crs" in finding.mend[1]


@pytest.mark.parametrize("asked", ["32640", "epsg:32640", " EPSG:32640 "])
def test_what_is_asked_for_goes_before_what_the_file_says(asked):
    choice = choose_crs("EPSG:32639", asked, in_numbers_of(32640), PROVINCES, AREAS)
    assert (choice.epsg, choice.inferred, choice.findings) == (32640, False, ())
    assert "as asked" in choice.notes[0].en
    assert "EPSG:32639" in choice.notes[0].en
    assert "EPSG:32639" in choice.notes[0].fa


@pytest.mark.parametrize("stated", ["EPSG:4326", "EPSG:32639", "EPSG:3857"])
@pytest.mark.parametrize("true", CANDIDATES)
def test_a_system_that_the_numbers_contradict_is_refused_and_the_right_one_named(stated, true):
    choice = choose_crs(stated, None, in_numbers_of(true), PROVINCES, AREAS)
    if stated == f"EPSG:{true}":
        assert choice.epsg == true
        return
    (finding,) = choice.findings
    assert (choice.crs, finding.code, finding.severity) == (None, "crs-contradicts", "error")
    assert f"EPSG:{true}" in finding.mend[1]


def test_metres_under_a_system_of_degrees_are_refused_even_where_no_province_is_stated():
    choice = choose_crs("EPSG:4326", None, in_numbers_of(32639), [None] * len(LON), AREAS)
    assert [f.code for f in choice.findings] == ["crs-contradicts"]
    choice = choose_crs("EPSG:4326", None, in_numbers_of(32639), [None] * len(LON), {})
    assert [f.code for f in choice.findings] == ["crs-contradicts"]


def test_a_few_misplaced_rows_do_not_make_the_system_wrong():
    codes = [*PROVINCES]
    codes[:10] = ["IR-01"] * 10
    assert choose_crs("EPSG:32639", None, in_numbers_of(32639), codes, AREAS).epsg == 32639


def test_a_row_at_the_limit_does_not_make_the_old_datum_wrong():
    """180 m may bring one row within 15 km of its province on the new datum and not on the old one."""
    area = {"IR-90": shapely.box(51, 35, 52, 36)}
    edge = in_numbers_of(2059, np.full(400, 51.5), np.linspace(34.85, 34.88, 400))
    here = [
        choose_crs(None, None, edge[[k]], ["IR-90"], area).epsg == 32639
        and inside_province(to_wgs84(edge[[k]], 32639), ["IR-90"], area)[0].severity != "error"
        and inside_province(to_wgs84(edge[[k]], 2059), ["IR-90"], area)[0].severity == "error"
        for k in range(400)
    ]
    assert any(here)
    within = in_numbers_of(2059, np.array([51.2, 51.6]), np.array([35.5, 35.6]))
    rows = np.concatenate([within, edge[[here.index(True)]]])
    assert choose_crs("EPSG:2059", None, rows, ["IR-90"] * 3, area).epsg == 2059


@pytest.mark.parametrize("epsg", [4326, 32639])
def test_x_and_y_in_each_others_place_are_told(epsg):
    turned = shapely.transform(in_numbers_of(epsg), lambda xy: xy[:, ::-1])
    choice = choose_crs(None, None, turned, PROVINCES, AREAS)
    assert choice.crs is None
    assert choice.findings[0].code == "axes-swapped"
    assert f"EPSG:{epsg}" in choice.findings[0].mend[1]


def test_an_area_is_placed_by_a_point_inside_it_and_by_its_corners_if_it_is_invalid():
    way = Transformer.from_crs("EPSG:4326", "EPSG:32639", always_xy=True)
    boxes = [shapely.box(x - 0.01, y - 0.01, x + 0.01, y + 0.01) for x, y in zip(LON, LAT, strict=True)]
    bow = shapely.Polygon([(51.4, 35.6), (51.5, 35.7), (51.5, 35.6), (51.4, 35.7)])
    metres = shapely.transform(np.array([*boxes, bow]), lambda xy: np.column_stack(way.transform(*xy.T)))
    assert choose_crs(None, None, metres, [*PROVINCES, PROVINCES[0]], AREAS).crs is None
    tehran = next(code for code, area in province_areas().items() if area.covers(shapely.Point(51.45, 35.65)))
    assert choose_crs(None, None, metres, [*PROVINCES, tehran], AREAS).epsg == 32639


def test_the_real_neighbourhoods_without_a_statement_are_found_by_their_province(shared_dir):
    shapes, _ = shared_layer(shared_dir / "data", "tehran/neighbourhoods_375.geojson")
    way = Transformer.from_crs("EPSG:4326", "EPSG:32639", always_xy=True)
    metres = shapely.transform(shapes, lambda xy: np.column_stack(way.transform(*xy.T)))
    tehran = next(code for code, area in province_areas().items() if area.covers(shapely.Point(51.4, 35.7)))
    choice = choose_crs(None, None, metres, [tehran] * len(shapes), AREAS)
    assert choice.epsg == 32639
    back = to_wgs84(metres, choice.crs)
    assert np.abs(shapely.get_coordinates(back) - shapely.get_coordinates(shapes)).max() < 1e-8


def test_the_real_counties_without_a_statement_are_found_though_some_lie_at_sea_by_their_middle(shared_dir):
    shapes, facts = shared_layer(shared_dir / "data", "openstreetmap/counties.geojson")
    way = Transformer.from_crs("EPSG:4326", "EPSG:32640", always_xy=True)
    metres = shapely.transform(shapes, lambda xy: np.column_stack(way.transform(*xy.T)))
    codes = [one["province_iso"] for one in facts]
    assert choose_crs(None, None, metres, codes, AREAS).epsg == 32640
    assert choose_crs(None, None, shapes, codes, AREAS).epsg == 4326


def test_degrees_pass_unchanged_and_none_stays_none():
    points = in_numbers_of(4326)
    assert to_wgs84(points, "EPSG:4326") is points
    mixed = np.array([None, shapely.Point(539000, 3950000)], dtype=object)
    read = to_wgs84(mixed, 32639)
    assert read[0] is None
    assert (read[1].x, read[1].y) == pytest.approx((51.43, 35.69), abs=0.01)
