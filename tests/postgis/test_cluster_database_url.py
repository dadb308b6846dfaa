"""DATABASE_URL: a real server is used instead of the private one, after it was checked."""

from __future__ import annotations

import os

import psycopg
import pytest
from sqlalchemy import create_engine, text

from geo_target.errors import MissingPostgisError, StoreError
from geo_target.store.cluster import FAST_SETTINGS, open_store_url
from geo_target.store.server_check import check_server, version_sentence

HOST = f"127.83.{os.getpid() % 250 + 1}.{os.getpid() // 250 % 250 + 1}"
"""Every address of 127.0.0.0/8 is this machine: on this one no other server, nor another worker's, has the usual port."""

SECRET = "s3cr3t/%:word"  # noqa: S105  of a server that lives for a second
QUOTED = "s3cr3t%2F%25%3Aword"


@pytest.fixture
def server(home):
    """A server that is not the program's own: over TCP, with a password and an ordinary user, no superuser."""
    cluster = home.cluster(settings=FAST_SETTINGS | {"listen_addresses": HOST})
    cluster.start()
    admin = psycopg.connect(cluster.url.replace("+psycopg", "", 1), autocommit=True)
    admin.execute("CREATE ROLE planner LOGIN PASSWORD 's3cr3t/%:word'")
    admin.execute("CREATE DATABASE bare OWNER planner")
    admin.execute(
        "CREATE DATABASE latin OWNER planner ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    )
    admin.execute("ALTER DATABASE geo_target OWNER TO planner")
    yield admin
    admin.close()
    cluster.stop(force=True)  # at once: the next test wants the same port


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_the_server_of_the_url_is_used_and_no_private_one_started(server, public_dir, scheme):
    url = f"{scheme}://planner:{QUOTED}@{HOST}:5432/geo_target?sslmode=disable"

    with open_store_url(public_dir / "home", url) as address:
        engine = create_engine(address)
        with engine.connect() as connection:
            assert (
                connection.execute(text("SELECT current_user || ' ' || inet_server_port()")).scalar()
                == "planner 5432"
            )
        engine.dispose()

    assert not (public_dir / "home").exists()


def test_a_socket_folder_is_an_address_too(home):
    with home.cluster() as cluster:
        address = check_server(cluster.url)
        engine = create_engine(address)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM kept")).scalar() == 3
        engine.dispose()


def test_a_missing_postgis_is_added_where_that_is_allowed(server, home):
    server.execute("ALTER ROLE planner SUPERUSER")
    check_server(f"postgresql://planner:{QUOTED}@{HOST}/bare")
    with psycopg.connect(f"postgresql://planner:{QUOTED}@{HOST}/bare") as connection:
        assert connection.execute("SELECT postgis_lib_version()").fetchone()


def test_where_it_is_not_the_administrator_gets_the_statement(server):
    with pytest.raises(MissingPostgisError, match="CREATE EXTENSION postgis") as refused:
        check_server(f"postgresql://planner:{QUOTED}@{HOST}/bare")
    assert f"planner@{HOST}:5432/bare" in str(refused.value)


def test_a_database_that_is_not_in_utf8_is_refused(server):
    with pytest.raises(StoreError, match=r"LATIN1.*UTF8"):
        check_server(f"postgresql://planner:{QUOTED}@{HOST}/latin")


def test_a_database_that_can_only_be_read_is_refused(server):
    server.execute("ALTER DATABASE geo_target SET default_transaction_read_only = on")
    with pytest.raises(StoreError, match="can only be read"):
        check_server(f"postgresql://planner:{QUOTED}@{HOST}/geo_target")


def test_postgis_in_another_schema_is_refused(server):
    server.execute("ALTER ROLE planner SUPERUSER")
    with psycopg.connect(f"postgresql://planner:{QUOTED}@{HOST}/bare", autocommit=True) as connection:
        connection.execute("CREATE SCHEMA gis")
        connection.execute("CREATE EXTENSION postgis SCHEMA gis")
    with pytest.raises(MissingPostgisError, match="schema gis"):
        check_server(f"postgresql://planner:{QUOTED}@{HOST}/bare")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"postgresql://planner:{QUOTED}wrong@<HOST>/geo_target", "password authentication failed"),
        (f"postgresql://planner:{QUOTED}@<HOST>/nowhere", "nowhere"),
        (f"postgresql://planner:{QUOTED}@<HOST>:1/geo_target", "cannot be reached"),
        (f"postgresql://planner:{QUOTED}@<HOST>:nonsense/geo_target", "cannot be reached.*nonsense"),
        (f"postgresql://planner:{QUOTED}@[<HOST>/geo_target", "must look like postgresql://"),
        (f"mysql://planner:{QUOTED}@<HOST>/geo_target", "must look like postgresql://"),
        (f"host=<HOST> user=planner password={QUOTED}", "must look like postgresql://"),
        ("", "must look like postgresql://"),
    ],
)
def test_no_message_holds_the_password(server, url, expected):
    with pytest.raises(StoreError, match=expected) as refused:
        check_server(url.replace("<HOST>", HOST))
    told = f"{refused.value} {refused.value.__cause__}"
    assert QUOTED not in told
    assert SECRET not in told


@pytest.mark.parametrize(
    ("server_version", "postgis", "expected"),
    [
        (130012, None, "PostgreSQL 13; geo-target needs 14"),
        (140000, None, None),
        (150018, "3.2.9", "PostGIS 3.2.9; geo-target needs 3.3"),
        (150018, "3.3.0", None),
        (180000, "4.0.0dev", None),
    ],
)
def test_versions_that_are_too_old_are_named(server_version, postgis, expected):
    said = version_sentence(server_version, postgis)
    assert (said is None) if expected is None else (expected in said)
