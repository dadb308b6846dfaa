"""What the check accepts, the database takes: rows at the edge of every range, into the tables and their triggers."""

import datetime as dt

import pytest
from sqlalchemy import text

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.checking.layers import importable_layers
from geo_target.store.engine import Store
from geo_target.store.loading import NewDataset, replace_layer
from geo_target.store.register import read_register_rows
from geo_target.workflows.import_layer import AboutDataset, import_layer
from geo_target.workflows.import_register import register_of
from tests.support.intake_register import features, table

MOST = 2_147_483_647
FACILITY = {"name_fa": ["ن", "ن" * 500], "city_code": "C124665", "status": ["proposed", "closed"], "capacity": [0, MOST], "in_outskirts": ["خیر", "بله"], "floor_area_m2": [1, MOST], "lon": [59.6, 59.7], "lat": 36.3}  # fmt: skip
EDGES = {
    "counties": {"name_fa": ["الف", "ب"], "province_name": "خراسان رضوی", "wkt": ["POLYGON ((59 36, 59.3 36, 59.3 36.3, 59 36))", "POLYGON ((59.4 36, 59.7 36, 59.7 36.3, 59.4 36))"]},
    "federations": {"name_fa": ["الف", "ب"], "province_name": "خراسان رضوی", "county_fa": "مشهد", "lon": [59.6, 59.7], "lat": 36.3},
    "self_help_groups": {"name_fa": ["الف", "ب"], "province_name": "خراسان رضوی", "place_fa": "ن", "setting": ["village", "urban_outskirt"], "members": [15, 25], "women": [0, 25], "women_heads_of_household": [0, 25], "federation_code": [None, "FD-01"], "lon": [59.6, 59.7], "lat": 36.3},
    "course_runs": {"name_fa": ["الف", "ب"], "city_code": "C124665", "occupation_code": ["OC-001", "OC-152"], "trainees": [1, MOST], "trainee_hours": [MOST, 1], "training_centre_code": [None, "TC-00001"], "lon": [59.6, 59.7], "lat": 36.3},
    "candidate_sites": {"name_fa": ["الف", "ب"], "city_code": "C124665", "kind": ["grid", "trade_complex"], "status": "proposed", "budget_million_rials": [0, 10**12], "lon": [59.6, 59.7], "lat": 36.3},
    "neighbourhoods": {"name_fa": ["الف", "ب"], "city_code": "C124665", "type": "فرسوده", "population": [0, MOST], "households": [0, MOST], "job_seekers": [0, MOST], "women_heads_of_household": [0, MOST], "deprivation": [0, 1], "wkt": ["POLYGON ((59.50 36.2, 59.51 36.2, 59.51 36.21, 59.50 36.2))", "POLYGON ((59.52 36.2, 59.53 36.2, 59.53 36.21, 59.52 36.2))"]},
    "cities": {"name_fa": ["الف", "ب"], "province_name": "خراسان رضوی", "population": [0, MOST], "named_in_report": ["بله", "خیر"], "lon": [59.6, 59.7], "lat": 36.3},
}  # fmt: skip


EDGES["occupations"] = {"name_fa": ["الف", "ب"], "sector": ["صنعت", "culture_and_art"]}


def source_of(layer):
    if layer == "provinces":
        shapes = {facts["name_fa"]: shape.wkt for facts, shape in features("provinces")}
        return table(["name_fa", "in_programme", "wkt"], [[name, "بله", wkt] for name, wkt in shapes.items()])
    edges = EDGES.get(layer, FACILITY)
    rows = [[value[n] if isinstance(value, list) else value for value in edges.values()] for n in (0, 1)]
    return table(list(edges), rows)


@pytest.mark.parametrize("layer", importable_layers())
def test_rows_at_the_edge_of_every_range_are_accepted_by_both(layer, database_url):
    dataset = NewDataset(
        layer=layer, title_fa="ت", title_en="t", provenance="official", source_fa="م", source_en="s", licence="l",
        dated=dt.date(2026, 1, 1), checksum="0" * 64,
    )  # fmt: skip
    with Store(database_url) as store, store.write() as connection:
        register = register_of(read_register_rows(connection, layer))
        # Rows are added and not replaced where rows of other layers refer to those that stand.
        mode = "replace" if layer == "provinces" else "add"
        checked = check_layer(source_of(layer), layer, register, CheckOptions(mode=mode))
        assert checked.report.ok, [p for p in checked.report.problems if p.severity == "error"]
        rows = [dict(zip(checked.columns, row, strict=True)) for row in checked.rows]
        assert len(rows) == len(checked.numbers) >= 2
        kept = _with_what_stands(connection, layer, rows)
        replace_layer(connection, dataset, kept)
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def _with_what_stands(connection, layer, rows):
    """The standing rows beside the new ones, since `replace_layer` replaces them all."""
    names = ", ".join(
        name if name != "geom" else "encode(ST_AsEWKB(geom), 'hex') AS geom" for name in rows[0]
    )
    stand = connection.execute(text(f"SELECT {names} FROM layers.{layer} ORDER BY code")).mappings()
    new = {row["code"] for row in rows}
    return [*rows, *(dict(row) for row in stand if row["code"] not in new)]


def test_an_update_gives_a_new_row_what_the_table_says_of_a_column_that_the_list_has_not(
    database_url, tmp_path
):
    path = tmp_path / "مراکز.csv"
    path.write_text(
        "کد مرکز,نام مرکز,شهر,وضعیت,طول جغرافیایی,عرض جغرافیایی\n"
        "TC-00001,نام تازه,تهران,دایر,51.42,35.69\nTC-09001,مرکز نو,مشهد,دایر,59.6,36.3\n",
        "utf-8",
    )
    with Store(database_url) as store:
        before = _outskirts(store)
        outcome = import_layer(
            store, "training_centres", path, options=CheckOptions(mode="update"), about=AboutDataset()
        )
        assert outcome.report.ok, outcome.report.problems
        assert _outskirts(store) == {**before, "TC-09001": False}


def _outskirts(store):
    with store.read() as connection:
        rows = connection.execute(
            text("SELECT code, in_outskirts FROM layers.training_centres ORDER BY code")
        )
        return dict(map(tuple, rows))


def test_an_occupation_can_be_added_and_then_taught(database_url, tmp_path):
    trades, courses = tmp_path / "حرفه‌ها.csv", tmp_path / "دوره‌ها.csv"
    trades.write_text("نام حرفه,بخش اقتصادی\nنصب پنل خورشیدی,خدمات\n", "utf-8")
    courses.write_text(
        "نام دوره,حرفه,شهر,تعداد کارآموز,نفرساعت,طول جغرافیایی,عرض جغرافیایی\n"
        "دوره نخست,نصب پنل خورشیدی,مشهد,20,2000,59.6,36.3\n",
        "utf-8",
    )
    options, about = CheckOptions(mode="add"), AboutDataset()
    with Store(database_url) as store:
        refused = import_layer(store, "course_runs", courses, options=options, about=about)
        assert "occupations" in " ".join(p.mend_en for p in refused.report.problems)
        for layer, path in (("occupations", trades), ("course_runs", courses)):
            outcome = import_layer(store, layer, path, options=options, about=about)
            assert outcome.report.ok, outcome.report.problems
        assert outcome.preview[0]["occupation_code"] == "OC-153"
