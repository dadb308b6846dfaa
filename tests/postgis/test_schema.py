"""The schema makes nonsense impossible, keeps history, and can be taken back."""

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from geo_target.errors import SchemaError
from geo_target.store.migrate import HEAD, current_revision, migrate

SQUARE = "MULTIPOLYGON(((50 35,51 35,51 36,50 36,50 35)))"
BOW_TIE = "MULTIPOLYGON(((50 35,51 36,51 35,50 36,50 35)))"


@pytest.fixture
def connection(empty_database_url):
    migrate(empty_database_url)
    engine = create_engine(empty_database_url)
    with engine.connect() as connection:
        connection.execute(
            text(
                "INSERT INTO geo_target.datasets (layer, title_fa, title_en, provenance, source_fa, source_en, licence, dated, checksum, row_count)"
                " SELECT 'provinces', 'ن', 't', 'modelled', 'م', 's', 'none', '2026-01-01', repeat('a', 64), 1 FROM generate_series(1, 3)"
            )
        )
        _province(connection, "IR-09")
        connection.execute(
            text(
                "INSERT INTO geo_target.cities (code, name_fa, name_en, province_code, population, named_in_report, dataset_id, geom)"
                " VALUES ('C1', 'مشهد', 'Mashhad', 'IR-09', 10, true, 1, 'SRID=4326;POINT(59.6 36.3)')"
            )
        )
        connection.commit()
        yield connection
    engine.dispose()


def _province(connection, code, geom=SQUARE, retired_by=None):
    connection.execute(
        text(
            "INSERT INTO geo_target.provinces (code, name_fa, name_en, in_programme, dataset_id, retired_by, geom)"
            " VALUES (:code, 'خراسان رضوی', 'Razavi Khorasan', true, 1, :retired_by, ST_GeomFromText(:geom, 4326))"
        ),
        {"code": code, "geom": geom, "retired_by": retired_by},
    )


def _group(connection, members=20, women=20, province="IR-09", point="POINT(59 36)"):
    connection.execute(
        text(
            "INSERT INTO geo_target.self_help_groups (code, name_fa, name_en, province_code, place_fa, place_en, setting, members, women, dataset_id, geom)"
            " VALUES ('SG-1', 'گ', 'g', :province, 'ر', 'v', 'village', :members, :women, 1, ST_GeomFromText(:point, 4326))"
        ),
        {"members": members, "women": women, "province": province, "point": point},
    )


def _facility(connection, **changed):
    values = {
        "kind": "training_centre",
        "status": "operating",
        "capacity": 1,
        "city": "C1",
        "neighbourhood": None,
    } | changed
    connection.execute(
        text(
            "INSERT INTO geo_target.facilities (code, name_fa, name_en, province_code, city_code, neighbourhood_code, kind, status, capacity, dataset_id, geom)"
            " VALUES ('TC-1', 'م', 'c', 'IR-09', :city, :neighbourhood, :kind, :status, :capacity, 1, 'SRID=4326;POINT(59 36)')"
        ),
        values,
    )


def _version(connection):
    return connection.execute(text("SELECT version FROM geo_target.data_version")).scalar_one()


def test_up_and_down_and_up_again_leaves_the_same_schema(empty_database_url):
    def shape():
        engine = create_engine(empty_database_url)
        with engine.connect() as connection:
            rows = connection.execute(
                text(
                    "SELECT table_schema, table_name, column_name, data_type, is_nullable FROM information_schema.columns"
                    " WHERE table_schema IN ('geo_target', 'layers') ORDER BY 1, 2, ordinal_position"
                )
            ).all()
            functions = connection.execute(
                text(
                    "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'geo_target'::regnamespace ORDER BY 1"
                )
            ).all()
            indexes = connection.execute(
                text("SELECT indexdef FROM pg_indexes WHERE schemaname = 'geo_target' ORDER BY 1")
            ).all()
        engine.dispose()
        return rows, functions, indexes

    migrate(empty_database_url)
    first = shape()
    migrate(empty_database_url, "base")
    bare = shape()
    migrate(empty_database_url)
    assert len(first[0]) > 150
    assert shape() == first
    assert {row[1] for row in bare[0]} == {"alembic_version"}
    assert bare[1] == []


def test_each_step_of_the_migrations_can_be_taken_back_with_rows_in_place(connection, empty_database_url):
    def columns():
        return connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'geo_target' ORDER BY 1, 2"
            )
        ).all()

    newest = columns()
    connection.commit()
    migrate(empty_database_url, "0001")
    older = columns()
    assert ("datasets", "part_of") not in older
    assert not any(table == "rasters" for table, _ in older)
    connection.commit()
    migrate(empty_database_url)
    assert columns() == newest
    assert connection.execute(text("SELECT code FROM layers.cities")).scalars().all() == ["C1"]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"west": 60}, "rasters_edges_in_order"),
        ({"height": 0}, "rasters_height_positive"),
        ({}, "rasters_one_current_row"),
    ],
)
def test_there_is_one_current_raster_and_its_edges_are_in_order(connection, values, constraint):
    made = text(
        "INSERT INTO geo_target.rasters (dataset_id, crs, width, height, west, south, east, north, total, sha256, bytes)"
        " VALUES (:id, 'EPSG:4326', 2, :height, :west, 35, 51, 36, 9, repeat('a', 64), 10)"
    )
    right = {"id": 1, "height": 2, "west": 50}
    before = _version(connection)
    connection.execute(made, right)
    assert _version(connection) == before + 1
    with pytest.raises(DBAPIError) as caught:
        connection.execute(made, right | {"id": 3} | values)
    assert caught.value.orig.diag.constraint_name == constraint


def test_the_program_knows_the_head_of_its_own_migrations():
    from pathlib import Path

    from alembic.config import Config
    from alembic.script import ScriptDirectory

    import geo_target.store.migrate as module

    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).with_name("migrations")))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_database_of_a_newer_program_is_left_alone_with_one_sentence(connection, empty_database_url):
    connection.execute(text("UPDATE geo_target.alembic_version SET version_num = '9999'"))
    connection.commit()
    with pytest.raises(SchemaError, match="9999 of a newer geo-target"):
        migrate(empty_database_url)
    assert current_revision(connection) == "9999"


def test_the_tables_in_python_are_the_tables_of_the_migrations(connection):
    from geo_target.store.tables import metadata

    seen = inspect(connection)
    names = set(seen.get_table_names("geo_target")) - {"alembic_version"}
    assert names == {table.name for table in metadata.sorted_tables}
    for table in metadata.sorted_tables:
        columns = {
            c["name"]: (type(c["type"]).__name__.upper(), c["nullable"])
            for c in seen.get_columns(table.name, "geo_target")
        }
        declared = {c.name: (type(c.type).__name__.upper(), c.nullable) for c in table.columns}
        alike = {
            "DOUBLE_PRECISION": "DOUBLE",
            "BYTEA": "LARGEBINARY",
            "TIMESTAMP": "DATETIME",
            "BIGINT": "BIGINTEGER",
        }
        assert {k: (alike.get(t, t), n) for k, (t, n) in columns.items()} == declared, table.name
        assert set(seen.get_pk_constraint(table.name, "geo_target")["constrained_columns"]) == {
            c.name for c in table.primary_key
        }


def test_every_layer_has_gist_indexes_on_geometry_and_geography(connection):
    rows = connection.execute(
        text(
            "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'geo_target' AND indexdef LIKE '%USING gist%'"
        )
    ).all()
    on = {(row.tablename, "geography" in row.indexdef) for row in rows}
    tables = {
        "provinces", "counties", "cities", "neighbourhoods", "demand_points", "facilities", "self_help_groups",
        "federations", "course_runs", "candidate_sites",
    }  # fmt: skip
    assert on == {(table, kind) for table in tables for kind in (True, False)}
    assert all(row.indexdef.endswith("WHERE (retired_by IS NULL)") for row in rows)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        (lambda c: _province(c, "IR-99"), "provinces_code_is_iso_3166_2"),
        (lambda c: _province(c, "IR-10", BOW_TIE), "provinces_geom_valid"),
        (lambda c: _group(c, members=14), "self_help_groups_members_15_to_25"),
        (lambda c: _group(c, members=26), "self_help_groups_members_15_to_25"),
        (lambda c: _group(c, members=20, women=21), "self_help_groups_women_in_range"),
        (lambda c: _group(c, point="POINT(200 36)"), "self_help_groups_geom_valid"),
        (lambda c: _group(c, point="POINT(NaN NaN)"), "self_help_groups_geom_valid"),
        (lambda c: _group(c, point="POINT EMPTY"), "self_help_groups_geom_valid"),
        (lambda c: _facility(c, kind="cinema"), "facilities_kind_known"),
        (lambda c: _facility(c, status="open"), "facilities_status_known"),
        (lambda c: _facility(c, capacity=-1), "facilities_capacity_not_negative"),
        (lambda c: _province(c, "IR-09"), "provinces_one_current_row"),
    ],
)
def test_nonsense_is_refused(connection, change, constraint):
    with pytest.raises(DBAPIError) as caught:
        change(connection)
    assert caught.value.orig.diag.constraint_name == constraint


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: _group(c, province="IR-10"), "province_code = IR-10, but provinces has no current row"),
        (lambda c: _facility(c, city="C2"), "city_code = C2, but cities has no current row"),
        (lambda c: _facility(c, neighbourhood="N1"), "neighbourhood_code = N1"),
        (
            lambda c: c.execute(text("UPDATE geo_target.provinces SET retired_by = 2")),
            "provinces IR-09 cannot go: cities C1",
        ),
        (
            lambda c: c.execute(text("DELETE FROM geo_target.provinces")),
            "provinces IR-09 cannot go: cities C1",
        ),
    ],
)
def test_a_row_never_refers_to_one_that_is_not_there(connection, change, said):
    change(connection)
    with pytest.raises(DBAPIError, match=said):
        connection.commit()


def test_a_layer_that_others_refer_to_can_be_replaced_in_one_transaction(connection):
    connection.execute(text("UPDATE geo_target.provinces SET retired_by = 2"))
    _province(connection, "IR-09")
    connection.commit()
    rows = connection.execute(text("SELECT code, retired_by FROM geo_target.provinces ORDER BY id")).all()
    assert rows == [("IR-09", 2), ("IR-09", None)]


def test_a_row_may_come_before_the_one_that_it_refers_to_if_both_come_in_one_transaction(connection):
    _group(connection, province="IR-10")
    noted = connection.execute(text("SELECT child, code FROM geo_target.reference_checks")).all()
    assert noted == [("self_help_groups", "IR-10")]
    _province(connection, "IR-10")
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    connection.commit()
    assert connection.execute(text("SELECT count(*) FROM geo_target.reference_checks")).scalar_one() == 0
    assert connection.execute(text("SELECT count(*) FROM layers.self_help_groups")).scalar_one() == 1


@pytest.mark.parametrize("change", ["kind = 'bank_branch'", "code = 'TC-2'", "retired_by = 2"])
def test_a_course_run_keeps_its_training_centre_whatever_changes_on_it(connection, change):
    connection.execute(
        text(
            "INSERT INTO geo_target.occupations (code, name_fa, name_en, sector, dataset_id) VALUES ('OC-1', 'ن', 'b', 'services', 1)"
        )
    )
    _facility(connection)
    connection.execute(
        text(
            "INSERT INTO geo_target.course_runs (code, name_fa, name_en, province_code, city_code, training_centre_code, occupation_code, trainees, trainee_hours, dataset_id, geom)"
            " VALUES ('CR-1', 'د', 'c', 'IR-09', 'C1', 'TC-1', 'OC-1', 1, 1, 1, 'SRID=4326;POINT(59 36)')"
        )
    )
    connection.commit()
    connection.execute(text("UPDATE geo_target.facilities SET " + change))
    with pytest.raises(
        DBAPIError, match="facilities TC-1 cannot go: course_runs CR-1 still refers to it"
    ) as caught:
        connection.commit()
    assert caught.value.orig.diag.constraint_name == "no_course_runs_left_by_training_centre_code"


def test_what_is_moved_and_moved_back_within_a_transaction_is_no_fault(connection):
    connection.execute(text("UPDATE geo_target.provinces SET code = 'IR-11'"))
    connection.execute(text("UPDATE geo_target.provinces SET code = 'IR-09'"))
    connection.commit()


def test_a_code_may_have_many_past_rows_but_one_current_row(connection):
    _province(connection, "IR-09", retired_by=2)
    _province(connection, "IR-09", retired_by=3)
    connection.commit()
    assert connection.execute(text("SELECT count(*) FROM layers.provinces")).scalar_one() == 1


def test_the_data_version_goes_up_once_in_a_transaction_and_not_at_all_when_it_is_rolled_back(connection):
    before = _version(connection)
    _group(connection)
    connection.execute(text("UPDATE geo_target.self_help_groups SET members = 21"))
    connection.commit()
    assert _version(connection) == before + 1
    connection.execute(text("DELETE FROM geo_target.self_help_groups"))
    assert _version(connection) == before + 2
    connection.rollback()
    assert _version(connection) == before + 1


def test_a_change_leaves_its_trace_in_the_audit_trail(connection):
    _group(connection)
    connection.commit()
    row = connection.execute(
        text(
            "SELECT action, layer, row_count, data_version, actor FROM geo_target.audit_trail ORDER BY audit_id DESC LIMIT 1"
        )
    ).one()
    assert row[:4] == ("insert", "self_help_groups", 1, _version(connection))
    assert row.actor


def test_a_supply_view_counts_groups_as_operating_with_their_free_places(connection):
    _group(connection, members=18, women=10)
    row = connection.execute(text("SELECT kind, status, capacity FROM layers.service_points")).one()
    assert row == ("self_help_group", "operating", 7)
