"""New neighbourhoods are held against those that stand."""

import json

import pytest

from geo_target.intake.checked import CheckOptions
from geo_target.store.engine import Store
from geo_target.workflows.import_layer import AboutDataset, import_layer

VALUES = {
    "type": "informal_settlement",
    "population": "100",
    "households": "30",
    "job_seekers": "5",
    "women_heads_of_household": "2",
    "deprivation": "0.5",
}


def neighbourhood_of(database_url):
    from psycopg import connect

    with connect(database_url.replace("+psycopg", "")) as connection:
        return connection.execute(
            "SELECT city_code, ST_AsGeoJSON(geom) FROM layers.neighbourhoods ORDER BY code LIMIT 1"
        ).fetchone()


@pytest.mark.parametrize(("east", "code"), [(0.0, "equal-area"), (0.002, "overlap"), (0.5, None)])
def test_a_new_neighbourhood_may_not_lie_on_one_that_stands(database_url, tmp_path, east, code):
    city, drawn = neighbourhood_of(database_url)
    shape = json.loads(drawn)
    shape["coordinates"] = [
        [[[lon + east, lat] for lon, lat in ring] for ring in part] for part in shape["coordinates"]
    ]
    facts = {"name_fa": "محلهٔ نو", "name_en": "New Quarter", "city_code": city}
    path = tmp_path / "new.geojson"
    feature = {"type": "Feature", "properties": facts, "geometry": shape}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")

    with Store(database_url) as store:
        options = CheckOptions(mode="add", values=VALUES)
        report = import_layer(
            store, "neighbourhoods", path, options=options, about=AboutDataset(), dry_run=True
        ).report

    overlapping = [one for one in report.problems if "overlap" in one.code or one.code == "equal-area"]
    assert {one.code for one in overlapping} == ({code} if code else set())
    if code:
        assert overlapping[0].severity == "error"
        assert overlapping[0].row == 1
        assert "N" in overlapping[0].mend_en
