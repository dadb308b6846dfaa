"""Three neighbourhoods of Shiraz that are nobody's: squares beside the town, as features of a GeoJSON."""

import copy

from bad_files import features

_PROPERTIES = (
    "code", "name_fa", "name_en", "province", "city", "type", "population", "households", "job_seekers",
    "women_heads_of_household", "deprivation",
)  # fmt: skip


def around(lon, lat, half=0.005):
    """The closed ring of a square, counter-clockwise."""
    corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    return [[round(lon + x, 6), round(lat + y, 6)] for x, y in corners]


def moved(ring, east):
    return [[round(lon + east, 6), lat] for lon, lat in ring]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def _row(number):
    values = (
        f"N115019-90{number}", f"محله آزمون {'۰۱۲۳'[number]}", f"Azmun {number}", "فارس", "شیراز", "بافت فرسوده",
        1000 * number, 300 * number, 80, 30, 0.5,
    )  # fmt: skip
    return dict(zip(_PROPERTIES, values, strict=True))


AREAS = [
    [polygon(around(52.60, 29.60)), _row(1)],
    [polygon(around(52.62, 29.60)), _row(2)],
    [polygon(around(52.60, 29.62)), _row(3)],
]


def neighbourhoods(index, shape):
    """A maker of the three, one of them with another shape."""
    rows = copy.deepcopy(AREAS)
    rows[index][0] = shape
    return features(*rows)
