"""Within a radius, the radius included: one rule, stated once in SQL and once in Python, and both agree.

PostGIS rounds a distance on ``geography`` to 10 nanometres and calls points the same that are less than about
a micrometre apart, and Python does neither: so the two can differ only for a pair that lies within 10
micrometres of the radius; nothing that people measure does.
"""

import numpy as np
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo_target import geodesy

WGS84 = Geod(ellps="WGS84")
EDGE_M = 1e-5

PAIRS = """
SELECT ST_Distance(a, b), geo_target.within_radius(a, b, r)
FROM unnest(%s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::float8[]) WITH ORDINALITY
         AS pair (lon_a, lat_a, lon_b, lat_b, r, nth),
     LATERAL (SELECT ST_SetSRID(ST_MakePoint(lon_a, lat_a), 4326)::geography AS a,
                     ST_SetSRID(ST_MakePoint(lon_b, lat_b), 4326)::geography AS b) AS places
ORDER BY nth
"""
COVERED = """
SELECT ST_X(p.geom), ST_Y(p.geom),
       EXISTS (SELECT FROM layers.placement_centres AS f WHERE f.status = 'operating'
               AND geo_target.within_radius(p.geom::geography, f.geom::geography, 3000))
FROM layers.demand_points AS p ORDER BY p.code
"""
CENTRES = (
    "SELECT ST_X(geom), ST_Y(geom) FROM layers.placement_centres WHERE status = 'operating' ORDER BY code"
)


@pytest.fixture(scope="module")
def connection(reference_database_url):
    address = reference_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(address) as opened:
        yield opened


starts = st.tuples(st.floats(-180, 180), st.floats(-90, 90)) | st.tuples(st.floats(44, 64), st.floats(25, 40))
radii = st.sampled_from([1_000.0, 3_000.0, 5_000.0, 10_000.0]) | st.floats(0, 200_000)
off_edge = st.sampled_from([0.0, 1e-3, -1e-3, 1.0, -1.0]) | st.floats(-5_000, 5_000)
pairs = st.lists(st.tuples(starts, st.floats(0, 360), radii, off_edge), min_size=1, max_size=200)


@settings(deadline=None)
@given(pairs)
def test_sql_and_python_agree_on_who_is_within_a_radius(connection, drawn):
    start = np.array([lonlat for lonlat, *_ in drawn])
    radius = np.array([r for _, _, r, _ in drawn])
    lengths = np.maximum(radius + [off for *_, off in drawn], 0)
    lon, lat, _ = WGS84.fwd(*start.T, [bearing for _, bearing, *_ in drawn], lengths)
    end = np.column_stack([np.clip(lon, -180, 180), np.clip(lat, -90, 90)])

    columns = [column.tolist() for column in (*start.T, *end.T, radius)]
    rows = connection.execute(PAIRS, columns).fetchall()
    metres, within = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])

    python = geodesy.geodesic_m(start, end)
    ours = [geodesy.covered_by_any([a], [b], r)[0] for a, b, r in zip(start, end, radius, strict=True)]
    np.testing.assert_allclose(metres, python, rtol=0, atol=EDGE_M)
    clear = np.abs(python - radius) > EDGE_M
    assert within[clear].tolist() == np.array(ours)[clear].tolist()


def test_sql_and_python_cover_the_same_demand_points_of_the_country(connection):
    rows = np.array(connection.execute(COVERED).fetchall())
    centres = np.array(connection.execute(CENTRES).fetchall())
    assert len(rows) > 987
    covered = geodesy.covered_by_any(rows[:, :2], centres, 3000)
    assert 0 < covered.sum() < len(rows)
    assert covered.tolist() == (rows[:, 2] == 1).tolist()
