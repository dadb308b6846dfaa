"""What other programs read in our files: Debian's GDAL, and QGIS where it is installed."""

from dataclasses import replace

import pytest
import shapely
from exchange_frames import LONG_NAME, META, areas, centres, unzipped
from other_programs import by_debians_gdal, by_qgis, needs_gdal, needs_qgis

from geo_target.exchange import write_layer
from geo_target.exchange.fields import LAYER_COLUMNS, all_fields, fields_of
from geo_target.exchange.styles import sld
from geo_target.palette import CATEGORIES, NO_DATA, ramp, symbol_of

COLUMNS = LAYER_COLUMNS["training_centres"]
SHORTS = {name: all_fields()[name].short for name in COLUMNS}
OWN = {name: name for name in COLUMNS}
KML = OWN | {"name_fa": "Name"}


def file_of(suffix, folder, frame=None, meta=META):
    path = write_layer(centres() if frame is None else frame, meta, folder / f"a{suffix}").path
    return unzipped(path, folder / "a") / f"{meta.layer}.shp" if suffix == ".zip" else path


def rows_of(frame, columns):
    frame = frame.sort_values("code")
    plain = frame[list(columns)].astype(object)
    return plain.where(plain.notna(), None).to_dict("records")


@needs_gdal
@pytest.mark.parametrize(
    ("suffix", "names"), [(".zip", SHORTS), (".gpkg", OWN), (".fgb", OWN), (".kml", KML), (".geojson", OWN)]
)
def test_debians_gdal_reads_equal_values_without_a_warning(tmp_path, suffix, names):
    layer = "training_centres" if suffix == ".gpkg" else None
    features = by_debians_gdal(file_of(suffix, tmp_path), layer)
    features.sort(key=lambda one: one["properties"]["code"])
    wanted = rows_of(centres(), COLUMNS)
    assert [{name: one["properties"].get(names[name]) for name in COLUMNS} for one in features] == wanted
    places = [tuple(one["geometry"]["coordinates"][:2]) for one in features]
    assert places == [(point.x, point.y) for point in centres().sort_values("code").geometry]
    assert wanted[2]["name_fa"] == LONG_NAME


@needs_qgis
@pytest.mark.parametrize(
    ("suffix", "names"), [(".zip", SHORTS), (".gpkg", OWN), (".fgb", OWN), (".geojson", OWN)]
)
def test_qgis_reads_equal_values(tmp_path, suffix, names):
    (read,) = by_qgis(file_of(suffix, tmp_path))
    assert read["valid"]
    assert read["crs"] in {"EPSG:4326", "OGC:CRS84"}
    rows = sorted(read["rows"], key=lambda row: row["code"])
    wanted = rows_of(centres(), COLUMNS)
    assert [{name: row[names[name]] for name in COLUMNS} for row in rows] == wanted
    assert [shapely.from_wkt(row["wkt"]) for row in rows] == list(centres().sort_values("code").geometry)


@needs_qgis
@pytest.mark.parametrize(("suffix", "names"), [(".zip", SHORTS), (".gpkg", OWN)])
def test_qgis_opens_it_with_our_colours_persian_names_and_persian_words(tmp_path, suffix, names):
    (read,) = by_qgis(file_of(suffix, tmp_path))
    aliases = {names[field.name]: field.label_fa for field in fields_of(COLUMNS)}
    assert {name: alias for name, alias in read["aliases"].items() if name in aliases} == aliases
    colour = symbol_of("training_centre").colour
    assert (read["look"]["type"], read["look"]["by"]) == ("categorizedSymbol", "status")
    assert read["look"]["classes"] == [
        ["proposed", "پیشنهادی", "#ffffff"],
        ["approved", "مصوب", "#ffffff"],
        ["operating", "فعال", colour],
        ["closed", "تعطیل", "#ffffff"],
        ["", "دیگر", NO_DATA],
    ]
    assert {"فعال": "operating"} in read["words"]["status"]
    assert read["labels"] == "name_fa"


@needs_qgis
def test_qgis_shows_types_of_neighbourhoods_and_classes_of_priorities(tmp_path):
    kinds = file_of(".gpkg", tmp_path, areas(), replace(META, layer="neighbourhoods"))
    ranks = tmp_path / "b.gpkg"
    write_layer(priorities([0.0, 20.0, 100.0]), replace(META, layer="priorities"), ranks)
    first, second = by_qgis(kinds, ranks)
    assert [colour for *_, colour in first["look"]["classes"]] == [*CATEGORIES, NO_DATA]
    assert second["look"]["by"] == "priority_overall"
    bounds = [(lower, upper) for lower, upper, *_ in second["look"]["classes"]]
    assert bounds == sorted(bounds, reverse=True), "a value on a break belongs to the class above"
    colours = [colour for *_, colour in reversed(second["look"]["classes"])]
    assert colours == list(ramp("need", len(colours)))


@needs_qgis
@pytest.mark.parametrize("layer", ["training_centres", "neighbourhoods"])
def test_qgis_takes_the_sld(tmp_path, layer):
    frame = centres() if layer == "training_centres" else areas()
    path = file_of(".gpkg", tmp_path, frame, replace(META, layer=layer))
    (tmp_path / "a.sld").write_text(sld(layer), encoding="utf-8")
    (read,) = by_qgis((path, tmp_path / "a.sld"))
    assert read["look"]["type"] == "RuleRenderer"
    first, *_, last = read["look"]["classes"]
    assert first == (
        ["status = 'proposed'", "پیشنهادی"]
        if layer == "training_centres"
        else ["type = 'deteriorated_fabric'", "بافت فرسوده"]
    )
    assert last[1] == "دیگر"
    assert "IS NULL" in last[0]


def priorities(values):
    frame = areas()
    rows = frame.loc[[0] * len(values)].reset_index(drop=True)
    rows["code"] = [f"N{number}" for number in range(len(values))]
    for name in LAYER_COLUMNS["priorities"]:
        if name not in rows:
            rows[name] = 0.5 if all_fields()[name].type == "real" else 1 if name.startswith("rank") else "x"
    rows["priority_overall"] = values
    return rows[[*LAYER_COLUMNS["priorities"], "geometry"]]
