"""The one-file map: drawn from frames in memory, whole in itself, and safe against names that look like code."""

import datetime as dt
import re
from types import SimpleNamespace

import geopandas as gpd
import pytest
from shapely.geometry import MultiPolygon, Point, box

from geo_target.errors import InputError, RefusedError
from geo_target.palette import STATUSES, SYMBOLS, symbol_of
from maps.builders import build_map
from maps.content import BASEMAP, MapContent
from maps.export import as_html, read_basemap, write_map
from maps.symbols import symbol_svg

EVIL = "<script>alert(1)</script>\"'`${x}"


def square(lon, lat, size=1.0):
    return MultiPolygon([box(lon, lat, lon + size, lat + size)])


def frame(rows):
    return gpd.GeoDataFrame(rows, geometry="geom", crs=4326)


def row(code, geom, name="نام", **own):
    return {"code": code, "name_fa": name, "name_en": "Name", "provenance": "modelled", "geom": geom, **own}


def values(**of):
    return [SimpleNamespace(code=code, value=value) for code, value in of.items()]


@pytest.fixture
def content():
    empty = {"type": "FeatureCollection", "features": []}
    sea = {"kind": "sea", "name_fa": "دریای خزر", "name_en": "Caspian Sea", "rank": 1}
    label = {"type": "Feature", "properties": sea, "geometry": {"type": "Point", "coordinates": [51, 38]}}
    centres = [
        row(f"TC-{status}", Point(51 + i / 10, 35.5), EVIL, status=status)
        for i, status in enumerate(STATUSES)
    ]
    source = {"title_fa": "محله‌ها", "title_en": "Neighbourhoods", "source_fa": "مولد", "source_en": EVIL}
    return MapContent(
        measure="priority",
        service="overall",
        provinces=frame([row("IR-1", square(50, 35)), row("IR-2", square(52, 35), EVIL)]),
        cities=frame([row("C1", Point(51, 35.5), population=90_000)]),
        neighbourhoods=frame([row("N1", square(51, 35.5, 0.01), EVIL, population=900)]),
        places={
            "training_centres": frame(centres),
            "self_help_groups": frame([row("SG-1", Point(50.5, 35.5))]),
        },
        values={
            "province": values(**{"IR-1": 40.0, "IR-2": None}),
            "city": values(C1=40.0),
            "neighbourhood": values(N1=40.0),
        },
        basemap=dict.fromkeys(BASEMAP, empty) | {"map_labels": {**empty, "features": [label]}},
        sources=[{**source, "dated": dt.date(2026, 11, 24), "provenance": "modelled"}],
    )


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_page_asks_for_nothing_outside_itself(content, lang):
    html = as_html(build_map(content, lang=lang), lang=lang)
    tags = re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", html)
    assert tags
    assert not [tag for tag in tags if re.search(r"\b(?:src|href)\s*=", tag)]
    assert not re.findall(r"url\((?!\"data:|#)", html)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_name_that_looks_like_code_stays_a_name(content, lang):
    html = as_html(build_map(content, lang=lang), lang=lang)
    assert "alert(1)" in html
    assert "<script>alert" not in html
    assert "\\u003cscript" not in html  # so JSON writes it; Leaflet would put it into the page as it is


def test_every_word_is_in_the_language_asked_for(content):
    fa = as_html(build_map(content, lang="fa"), lang="fa")
    en = as_html(build_map(content, lang="en"), lang="en")
    assert "محله‌ها، مراکز و گروه‌ها مدل‌سازی شده‌اند" in fa
    assert "۱۴۰۵/۰۹/۰۳" in fa
    assert "Neighbourhoods, facilities and groups are modelled" in en
    assert "2026-11-24" in en
    assert 'document.body.dir = "rtl"' in fa
    assert 'document.body.dir = "ltr"' in en


def test_an_area_without_a_value_is_counted_as_no_data(content):
    html = as_html(build_map(content, lang="en"), lang="en")
    provinces = html[html.index('class="gt-legend-province"') : html.index('class="gt-legend-city"')]
    assert re.findall(r"<b>(\d+)</b>", provinces) == ["1", "1"]
    assert "No data" in provinces


def test_the_file_has_the_size_that_is_returned(content, tmp_path):
    path = tmp_path / "map.html"
    assert write_map(content, path, lang="en") == path.stat().st_size < 5_000_000


def test_a_folder_that_is_not_there_is_told_in_one_sentence(content, tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        write_map(content, tmp_path / "nowhere" / "map.html")


def test_missing_third_party_files_are_told_with_the_remedy(content, tmp_path):
    with pytest.raises(RefusedError, match="make setup"):
        as_html(build_map(content, lang="fa"), lang="fa", vendor=tmp_path)


@pytest.mark.parametrize("text", ["", "[1, 2]", "{}"])
def test_a_damaged_basemap_is_told_with_its_name(tmp_path, text):
    path = tmp_path / "land.geojson"
    path.write_text(text)
    with pytest.raises(InputError, match=r"land\.geojson should be a GeoJSON"):
        read_basemap(path)


def test_every_kind_and_status_has_a_picture_of_its_own():
    pictures = {symbol_svg(symbol, status) for symbol in SYMBOLS for status in STATUSES}
    assert len(pictures) == len(SYMBOLS) * len(STATUSES)


def test_what_is_modelled_has_a_dashed_edge():
    centre = symbol_of("training_centre")
    assert "stroke-dasharray" in symbol_svg(centre, modelled=True)
    assert "stroke-dasharray" not in symbol_svg(centre)
