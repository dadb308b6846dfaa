"""Real layers in other programs' formats, imported into PostGIS: the rows that stand are those of the file."""

import geopandas
import psycopg
import pytest
import shapely
from resave import WAYS

from geo_target.intake.checked import CheckOptions
from geo_target.persian import normalise_name
from geo_target.store.engine import Store
from geo_target.workflows.import_layer import AboutDataset, import_layer
from geo_target.workflows.undo import undo_last

OPEN = AboutDataset(provenance="open", source_en="OpenStreetMap", licence="ODbL")
CUT = {"province_i": "province_code", "province_f": "province_name"}
TEHRAN = {
    "city_name": "تهران", "province_name": "تهران", "name_en": "Neighbourhood", "type": "بافت فرسوده", "population": "1000",
    "households": "300", "job_seekers": "80", "women_heads_of_household": "30", "deprivation": "0.5",
}  # fmt: skip
CASES = [
    (
        "counties",
        "openstreetmap/counties",
        "shp-windows-1256-without-cpg-in-a-zip",
        CheckOptions(columns=CUT),
    ),
    ("counties", "openstreetmap/counties", "gpkg-32640", CheckOptions()),
    ("provinces", "openstreetmap/provinces", "kmz", CheckOptions(values={"in_programme": "yes"})),
    ("neighbourhoods", "tehran/neighbourhoods_375", "csv-utf16", CheckOptions(values=TEHRAN)),
    ("neighbourhoods", "tehran/neighbourhoods_375", "fgb-32638", CheckOptions(values=TEHRAN)),
]
SHAPES = (
    "SELECT name_fa, ST_AsBinary(geom) FROM geo_target.{layer} WHERE dataset_id = %s AND retired_by IS NULL"
)
COUNT = "SELECT count(*) FROM geo_target.{layer} WHERE retired_by IS NULL"


@pytest.mark.parametrize(
    ("layer", "file", "way", "options"), CASES, ids=[f"{case[0]}-{case[2]}" for case in CASES]
)
def test_a_real_layer_stands_in_the_database_as_it_is_in_the_file(
    layer, file, way, options, database_url, shared_dir, tmp_path
):
    source = shared_dir / "data" / f"{file}.geojson"
    path = next(one for one in WAYS if one.name == way).save(source, tmp_path)
    with (
        Store(database_url) as store,
        psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as base,
    ):
        before = base.execute(COUNT.format(layer=layer)).fetchone()
        outcome = import_layer(store, layer, path, options=options, about=OPEN)
        assert outcome.report.ok, outcome.report.terminal_lines()
        found = base.execute(SHAPES.format(layer=layer), [outcome.dataset_id]).fetchall()
        assert_same(found, geopandas.read_file(source))
        again = import_layer(store, layer, path, options=options, about=OPEN)
        assert again.unchanged
        undo_last(store)
        assert base.execute(COUNT.format(layer=layer)).fetchone() == before


def assert_same(found, expected):
    """The same names, and for each the same corners and areas within a tenth of a metre."""
    assert len(found) == len(expected)
    ours = in_order((name, shapely.from_wkb(bytes(shape))) for name, shape in found)
    theirs = in_order(zip(expected["name_fa"], expected.geometry, strict=True))
    assert [name for name, _ in ours] == [name for name, _ in theirs]
    for (_, one), (_, other) in zip(ours, theirs, strict=True):
        assert abs(one.area - other.area) < other.length * 1e-6
        assert shapely.get_num_coordinates(one) == shapely.get_num_coordinates(other)
        assert max(abs(a - b) for a, b in zip(one.bounds, other.bounds, strict=True)) < 1e-6


def in_order(pairs):
    """By name, namesakes from west to east."""
    named = [(normalise_name(name), shape) for name, shape in pairs]
    return sorted(named, key=lambda pair: (pair[0], round(pair[1].bounds[0], 4)))
