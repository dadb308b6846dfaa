"""Loading the reference dataset: all of it or nothing, once, and never over official rows."""

import shutil

import pytest
from sqlalchemy import create_engine, text

from geo_target.errors import InputError, RefusedError, StoreError
from geo_target.profile import load_profile
from geo_target.store.engine import Store
from geo_target.workflows.load_reference import LOADING_ORDER, load_reference
from geo_target.workflows.score import score, score_again


@pytest.fixture
def data(pytestconfig, tmp_path):
    shutil.copytree(pytestconfig.rootpath / "data", tmp_path / "data")
    return tmp_path / "data"


def count(store, table):
    with store.read() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def version(store):
    with store.read() as connection:
        return connection.execute(text("SELECT version FROM geo_target.data_version")).scalar_one()


def test_the_counts_are_those_of_the_programme(reference_database_url):
    with Store(reference_database_url) as store:
        assert count(store, "layers.provinces") == 31
        assert count(store, "layers.provinces WHERE in_programme") == 30
        assert count(store, "layers.cities") == 93
        assert count(store, "layers.neighbourhoods") == 987
        assert count(store, "layers.self_help_groups") == 2536
        assert count(store, "layers.course_runs") == 493
        assert count(store, "layers.occupations") == 152
        assert count(store, "layers.counties") == 0


def test_demand_points_add_up_to_their_neighbourhood(reference_database_url):
    with Store(reference_database_url) as store, store.read() as connection:
        off = connection.execute(
            text(
                "SELECT n.code FROM layers.neighbourhoods n LEFT JOIN layers.demand_points p ON p.neighbourhood_code = n.code"
                " GROUP BY n.code, n.population HAVING coalesce(sum(p.population), 0) <> n.population"
            )
        ).all()
        outside = connection.execute(
            text(
                "SELECT p.code FROM layers.demand_points p JOIN layers.neighbourhoods n ON n.code = p.neighbourhood_code WHERE NOT ST_Covers(n.geom, p.geom)"
            )
        ).all()
    assert off == []
    assert outside == []


def test_a_second_load_changes_nothing_not_even_the_data_version(database_url, pytestconfig):
    with Store(database_url) as store:
        before = version(store)
        report = load_reference(store, pytestconfig.rootpath / "data")
        assert report.loaded == {}
        assert report.unchanged == LOADING_ORDER
        assert version(store) == before


def test_official_rows_are_not_replaced_unless_told_to(database_url, data):
    with Store(database_url) as store:
        with store.write() as connection:
            connection.execute(
                text(
                    "UPDATE geo_target.datasets SET provenance = 'official', checksum = repeat('b', 64) WHERE layer = 'bank_branches'"
                )
            )
        before = version(store)
        with pytest.raises(RefusedError, match="bank_branches holds official rows"):
            load_reference(store, data)
        assert version(store) == before
        assert count(store, "layers.bank_branches WHERE provenance = 'official'") > 0
        report = load_reference(store, data, replace_official=True)
        assert list(report.loaded) == ["bank_branches"]
        assert count(store, "layers.bank_branches WHERE provenance = 'official'") == 0
        assert (
            count(store, "geo_target.facilities WHERE kind = 'bank_branch' AND retired_by IS NOT NULL")
            == report.loaded["bank_branches"]
        )


def test_a_file_that_is_not_the_catalogues_stops_the_load_before_anything_is_changed(
    migrated_database_url, data
):
    path = data / "layers" / "cities.geojson"
    path.write_text(path.read_text("utf-8").replace("Mashhad", "Mashhed"), "utf-8")
    with Store(migrated_database_url) as store:
        with pytest.raises(InputError, match=r"cities\.geojson is not the file that the catalogue describes"):
            load_reference(store, data)
        assert count(store, "geo_target.datasets") == 0


def test_a_load_that_fails_in_the_middle_leaves_no_row_behind(migrated_database_url, data):
    import hashlib

    path = data / "layers" / "self_help_groups.geojson"
    bad = (
        path.read_text("utf-8")
        .replace('"province_code":"IR-12"', '"province_code":"IR-77"', 1)
        .replace('"province_code": "IR-12"', '"province_code": "IR-77"', 1)
    )
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(bad, "utf-8")
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    catalog = data / "catalog.toml"
    catalog.write_text(catalog.read_text("utf-8").replace(old, new), "utf-8")
    assert old != new
    with Store(migrated_database_url) as store:
        with pytest.raises(StoreError, match="province_code = IR-77, but provinces has no current row"):
            load_reference(store, data)
        assert count(store, "geo_target.datasets") == 0
        assert count(store, "geo_target.neighbourhoods") == 0


def test_a_score_run_is_kept_with_its_profile_and_data_version(database_url):
    with Store(database_url) as store:
        report = score_again(store)
        assert report.neighbourhoods == 987
        with store.read() as connection:
            run = connection.execute(text("SELECT * FROM layers.current_score_run")).mappings().one()
            rows = connection.execute(
                text(
                    "SELECT service, count(*) AS n, min(rank) AS lo, max(rank) AS hi, count(DISTINCT rank) AS ranks FROM geo_target.scores WHERE run_id = :r GROUP BY service"
                ),
                {"r": run["run_id"]},
            ).all()
        assert run["run_id"] == report.run_id
        assert run["data_version"] == version(store)
        assert {row.service for row in rows} == {
            "training",
            "placement",
            "microfinance",
            "community",
            "overall",
        }
        assert all((row.n, row.lo, row.hi, row.ranks) == (987, 1, 987, 987) for row in rows)


def test_a_new_operating_centre_never_raises_a_priority_and_lowers_some(database_url):
    with Store(database_url) as store:
        score(store, load_profile())
        with store.read() as connection:
            before = dict(
                connection.execute(text("SELECT code, priority_training FROM layers.priorities")).all()
            )
            lon, lat = connection.execute(
                text(
                    "SELECT ST_X(ST_Centroid(geom)), ST_Y(ST_Centroid(geom)) FROM layers.priorities ORDER BY priority_training DESC LIMIT 1"
                )
            ).one()
        with store.write() as connection:
            connection.execute(
                text(
                    "INSERT INTO geo_target.facilities (code, name_fa, name_en, province_code, kind, status, dataset_id, geom)"
                    " SELECT 'TC-99999', 'نو', 'new', 'IR-09', 'training_centre', 'operating', min(dataset_id), ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) FROM geo_target.datasets"
                ),
                {"lon": lon, "lat": lat},
            )
        score(store, load_profile())
        with store.read() as connection:
            after = dict(
                connection.execute(text("SELECT code, priority_training FROM layers.priorities")).all()
            )
    assert all(after[code] <= before[code] for code in before)
    assert any(after[code] < before[code] for code in before)


def test_sql_and_python_count_every_figure_alike(reference_database_url, pytestconfig):
    from geo_target.reference.figures import evaluate, figure_checks
    from geo_target.store.figures import count_figures

    checks = list(figure_checks().values())
    with Store(reference_database_url) as store:
        frames = {}
        for layer in {check.layer for check in checks}:
            with store.read() as connection:
                frames[layer] = [
                    dict(row) for row in connection.execute(text(f"SELECT * FROM layers.{layer}")).mappings()
                ]
        counted = count_figures(store, checks)
    assert counted == [evaluate(check, frames) for check in checks]


def test_the_reference_rows_are_read_only_in_a_read(reference_database_url):
    engine = create_engine(reference_database_url)
    engine.dispose()
    with (
        Store(reference_database_url) as store,
        pytest.raises(StoreError, match="read-only"),
        store.read() as connection,
    ):
        connection.execute(text("DELETE FROM geo_target.scores"))
