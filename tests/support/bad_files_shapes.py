"""Bad shapes: cut, crossing, open, empty, of the wrong kind, overlapping, in a CRS that is not what it says."""

import copy

from bad_files import ROWS, BadFile, centre_features, features, places, point, properties
from three_neighbourhoods import AREAS, around, moved, neighbourhoods, polygon

from geo_target.intake.checked import CheckOptions

CRS = {"type": "name", "properties": {"name": ""}}


def area(name, says, shape, **more):
    """Three neighbourhoods, the second with this shape."""
    return BadFile(
        name=f"area-{name}", layer="neighbourhoods", make=neighbourhoods(1, shape), says=says, row=2, **more
    )


def place(name, says, shape, **more):
    """Three centres, the second with this shape."""
    shapes = places()
    shapes[1] = shape
    return BadFile(name=f"place-{name}", make=centre_features(*shapes), says=says, row=2, **more)


def in_crs(name, says, shapes, crs=None, **more):
    """Three centres whose coordinates are these, in a file that states this CRS."""
    stated = {"crs": {**CRS, "properties": {"name": crs}}} if crs else {}
    return BadFile(name=f"crs-{name}", make=centre_features(*shapes, **stated), says=says, **more)


def _areas(*changes):
    rows = copy.deepcopy(AREAS)
    for index, change in changes:
        rows[index][1].update(change)
    return features(*rows)


def value(name, says, **change):
    return BadFile(
        name=f"area-{name}",
        layer="neighbourhoods",
        make=_areas((1, change)),
        says=says,
        row=2,
        column=next(iter(change)),
    )


def _nowhere(folder):
    """Metres of a CRS that nothing says, of centres whose province nothing says either."""
    rows = [
        {key: value for key, value in properties(row).items() if key not in {"province", "city"}}
        for row in ROWS
    ]
    return features(*((point(*place), row) for place, row in zip(UTM39, rows, strict=True)))(folder)


SQUARE = around(52.70, 29.70)
BOW_TIE = [[52.70, 29.70], [52.71, 29.71], [52.71, 29.70], [52.70, 29.71], [52.70, 29.70]]
SPIKE = [
    [52.70, 29.70],
    [52.71, 29.70],
    [52.71, 29.71],
    [52.73, 29.71],
    [52.71, 29.71],
    [52.70, 29.71],
    [52.70, 29.70],
]
OPEN = SQUARE[:-1]
UTM39 = [(731_800.0 - 500_000, 4_020_500.0), (649_370.0, 3_276_900.0), (507_360.0, 3_350_680.0)]

SHAPES = (
    area("bow-tie", "self-?intersect|crosses", polygon(BOW_TIE)),
    area("spike", "self-?intersect|crosses|valid", polygon(SPIKE)),
    area("hole-outside", "hole", polygon(SQUARE, around(52.8, 29.8))),
    area("hole-larger", "hole|nested|ring", polygon(SQUARE, around(52.70, 29.70, 0.5))),
    area("holes-overlap", "self-?intersect|ring|hole|nested", polygon(around(52.7, 29.7, 0.02), around(52.7, 29.7, 0.004), around(52.702, 29.702, 0.004))),
    area("parts-overlap", "self-?intersect|nested|overlap", {"type": "MultiPolygon", "coordinates": [[SQUARE], [around(52.705, 29.705)]]}),
    area("ring-open", "ring|closed|geometry|area", polygon(OPEN)),
    area("two-points", "ring|points|area", polygon([[52.7, 29.7], [52.71, 29.7], [52.7, 29.7]])),
    area("one-point-four-times", "points|area|valid|empty|size", polygon([[52.7, 29.7]] * 4)),
    area("no-ring", "empty|area", {"type": "Polygon", "coordinates": []}),
    area("null", "area|shape|geometry|empty", None),
    area("as-a-point", "area|polygon", point(52.7, 29.7)),
    area("as-a-line", "area|polygon", {"type": "LineString", "coordinates": OPEN}),
    area("collection", "area|polygon|collection", {"type": "GeometryCollection", "geometries": [point(52.7, 29.7), polygon(SQUARE)]}),
    area("collection-empty", "area|polygon|collection|empty", {"type": "GeometryCollection", "geometries": []}),
    area("of-no-size", "valid|area|size", polygon([[52.7, 29.7], [52.71, 29.71], [52.72, 29.72], [52.7, 29.7]])),
    area("in-another-province", "province|Fars|city", polygon(around(57.0, 30.3))),
    area("in-the-sea", "province|Iran|city", polygon(around(51.0, 27.3))),
    area("in-another-country", "province|Iran|country", polygon(around(44.3, 33.3))),
    area("overlapping", "overlap", polygon(moved(around(52.60, 29.60), 0.005))),
    area("the-same-twice", "overlap|same", polygon(around(52.60, 29.60))),
    area("swapped", "swap|latitude", polygon([[lat, lon] for lon, lat in SQUARE])),
    area("infinite", "finite|number|valid|coordinate", polygon([[52.7, 29.7], [1e400, 29.7], [52.71, 29.71], [52.7, 29.7]])),
    area("huge-numbers", "Iran|province|degree|number", polygon([[52.7, 29.7], [1e300, 29.7], [52.71, 29.71], [52.7, 29.7]])),
    value("type-unknown", "لوکس", type="لوکس"),
    value("population-negative", "-10", population=-10),
    value("population-as-a-list", r"\[1, 2\]", population=[1, 2]),
    value("deprivation-of-two", "2", deprivation=2),
    value("deprivation-of-25", "25", deprivation=25),
    value("households-empty", "households", households=None),
    value("city-unknown", "ناکجا", city="ناکجا"),
    value("city-of-another-province", "مشهد", city="مشهد"),
    value("name-empty", "name", name_fa=""),
    BadFile(name="area-name-twice", layer="neighbourhoods", make=_areas((1, {"name_fa": "محله آزمون ۱"})), says="آزمون", row=2, warns=True),
    BadFile(name="area-code-twice", layer="neighbourhoods", make=_areas((1, {"code": "N115019-901"})), says="N115019-901", row=2),
    BadFile(name="area-of-no-city", layer="neighbourhoods", make=_areas(*((i, {"city": None}) for i in range(3))), says="city", row=1),
    place("null", "place|point|geometry|coordinate", None),
    place("empty", "place|point|geometry|empty", {"type": "Point", "coordinates": []}),
    place("as-an-area", "point", polygon(SQUARE)),
    place("as-two-points", "point", {"type": "MultiPoint", "coordinates": [[52.5, 29.6], [52.6, 29.6]]}),
    place("as-a-line", "point", {"type": "LineString", "coordinates": OPEN}),
    place("of-words", "point|number|coordinate|place|geometry", {"type": "Point", "coordinates": ["a", "b"]}),
    place("of-one-number", "point|number|coordinate|place|geometry", {"type": "Point", "coordinates": [52.5]}),
    place("nan", "number|finite|place|coordinate|line 1", point(float("nan"), 29.6)),
    place("of-an-unknown-kind", "point|place|geometry|kind", {"type": "Circle", "coordinates": [52.5, 29.6], "radius": 3}),
    BadFile(name="all-null", make=centre_features(None, None, None), says="column for geom"),
    in_crs("degrees-that-are-metres", "WGS 84", [point(*xy) for xy in UTM39], "urn:ogc:def:crs:EPSG::4326"),
    in_crs("utm-of-the-wrong-zone", "province|Fars|CRS|Iran", [point(*xy) for xy in UTM39], "urn:ogc:def:crs:EPSG::32641", row=2),
    in_crs("of-another-country", "province|Iran|CRS", [point(*xy) for xy in UTM39], "urn:ogc:def:crs:EPSG::2154", row=1),
    in_crs("local-plane-unstated", "CRS|degree", [point(1000.5 + 10 * i, 2000.25 - 10 * i) for i in range(3)]),
    BadFile(name="crs-unstated-and-no-province", make=_nowhere, says="coordinate system"),
    in_crs("swapped-all", "swap|latitude", [point(*shape["coordinates"][::-1]) for shape in places()], row=1),
    BadFile(name="crs-asked-for-that-is-none", make=centre_features(*places()), says="EPSG:99999", options=CheckOptions(mode="add", crs="EPSG:99999")),
    BadFile(name="crs-asked-for-of-words", make=centre_features(*places()), says="persian grid", options=CheckOptions(mode="add", crs="persian grid")),
)  # fmt: skip
