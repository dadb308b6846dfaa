"""Real layers, saved again by other programs in every format, encoding and CRS: all load to the same rows.

The layers are OpenStreetMap's provinces and counties and a city's neighbourhoods; their licences keep them out of
the repository, so that these tests are skipped where the folder ``shared`` is not.
"""

import numpy as np
import pytest
import shapely
from hypothesis import settings
from intake_register import reference_register
from resave import HAS_OFFICE, WAYS, without_long_shapes
from scipy.spatial import cKDTree

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.reading.source import read_source
from geo_target.persian import normalise_name

TOLERANCE = 1e-6
"""Degrees, 11 cm: the text formats of other programs keep so many decimals; nothing is simplified."""
CUT = {"province_i": "province_code", "province_f": "province_name"}
"""What a shapefile leaves of province_iso and province_fa."""
TEHRAN = {
    "city_name": "تهران",
    "province_name": "تهران",
    "name_en": "Neighbourhood",
    "type": "بافت فرسوده",
    "population": "1000",
    "households": "300",
    "job_seekers": "80",
    "women_heads_of_household": "30",
    "deprivation": "0.5",
}
LAYERS = {
    "provinces": ("openstreetmap/provinces", {}, {"in_programme": "yes"}, 31),
    "counties": ("openstreetmap/counties", {}, {}, 478),
    "neighbourhoods": ("tehran/neighbourhoods_375", {}, TEHRAN, 375),
}
FEW = {
    "provinces": {
        "gpkg-3857",
        "kmz",
        "shp-32639-without-prj-and-found",
        "csv-utf16",
    },
    "counties": {
        "fgb",
        "parquet-32641",
        "shp-windows-1256-without-cpg-in-a-zip",
    },
}
"""What `make test` does of them; `make soak` does all."""


@pytest.fixture(scope="module")
def truth(shared_dir):
    """The rows of each layer, from the file as it is; made when first asked for."""
    made = {}

    def of(layer):
        if layer not in made:
            made[layer] = rows_of(layer, shared_dir / "data" / f"{LAYERS[layer][0]}.geojson")
        return made[layer]

    return of


def cases():
    everything = settings.get_current_profile_name() == "soak"
    for layer in LAYERS:
        for way in WAYS:
            fits = way.longest is None or layer == "neighbourhoods"
            if fits and (everything or layer not in FEW or way.name in FEW[layer]):
                yield pytest.param(layer, way, id=f"{layer}-{way.name}")


@pytest.mark.parametrize(("layer", "way"), list(cases()))
def test_a_layer_saved_again_loads_to_the_same_rows(layer, way, truth, shared_dir, tmp_path):
    if way.office and not HAS_OFFICE:
        pytest.skip("LibreOffice is not on this machine")
    source = shared_dir / "data" / f"{LAYERS[layer][0]}.geojson"
    if way.longest is None:
        assert_same(rows_of(layer, way.save(source, tmp_path), way), truth(layer))
    else:
        source = without_long_shapes(source, tmp_path, way.longest)
        assert_same(rows_of(layer, way.save(source, tmp_path), way), rows_of(layer, source))


def test_the_truth_is_whole(truth):
    assert {layer: len(truth(layer)[1]) for layer in LAYERS} == {
        layer: count for layer, (*_, count) in LAYERS.items()
    }


def rows_of(layer, path, way=None):
    """The rows that a file would be imported as, columns and shapes apart, in the order of their names."""
    _, columns, values, _ = LAYERS[layer]
    source = read_source(path, **(way.asked if way else {}))
    cut = {header: field for header, field in CUT.items() if header in source.headers}
    options = CheckOptions(
        mode="replace", columns={**columns, **cut}, values=values, crs=way.crs if way else None
    )
    checked = check_layer(source, layer, reference_register(layer), options)
    told = [
        problem.place() + ": " + problem.sentence()
        for problem in checked.report.problems
        if problem.severity == "error"
    ]
    assert told == []
    assert len(checked.rows) == len(source.rows)
    return in_order(checked)


def in_order(checked):
    """Rows of a checked layer by name and code: FlatGeobuf keeps them by place."""
    code, name, place = (checked.columns.index(column) for column in ("code", "name_fa", "geom"))
    rows = sorted(
        (tuple(row) for row in checked.rows), key=lambda row: (normalise_name(row[name]), row[code])
    )
    shapes = shapely.from_wkb([row[place] for row in rows])
    return checked.columns, [row[:place] + row[place + 1 :] for row in rows], shapes


def assert_same(found, expected):
    assert found[0] == expected[0]
    assert [plain(row) for row in found[1]] == [plain(row) for row in expected[1]]
    assert_same_shapes(found[2], expected[2])


def plain(row):
    """A row with its texts as they are compared: Windows-1256 has no Persian ی and ک."""
    return [normalise_name(cell) if isinstance(cell, str) else cell for cell in row]


def assert_same_shapes(found, expected):
    """Every corner of each is a corner of the other, and the areas are equal."""
    assert set(shapely.get_type_id(found)) == {shapely.GeometryType.MULTIPOLYGON}
    assert (shapely.get_num_geometries(found) == shapely.get_num_geometries(expected)).all()
    ours, theirs = corners(found), corners(expected)
    for one, other in ((ours, theirs), (theirs, ours)):
        assert cKDTree(other).query(one)[0].max() < TOLERANCE
    edge = shapely.length(expected) * TOLERANCE
    assert (np.abs(shapely.area(found) - shapely.area(expected)) < edge).all()


def corners(shapes):
    """Longitude, latitude and the number of the shape, which keeps the corners of two shapes apart."""
    points, number = shapely.get_coordinates(shapes, return_index=True)
    return np.column_stack([points, number * 1_000.0])
