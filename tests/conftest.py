"""Fixtures for every test: one private PostGIS a session, one database a test.

The server is started through the product's own manager, with settings that are fast and not safe. All
workers of pytest-xdist share it: the first process makes its folder, the environment tells the others.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import hypothesis
import psycopg
import pytest
from psycopg import sql

from geo_target.store.cluster import FAST_SETTINGS, Cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
SHARED_HOME = "GEO_TARGET_TEST_HOME"
ADMIN = "postgres"
TEMPLATE = "geo_target_template"
MIGRATED = "geo_target_migrated"
ROOM_BYTES = 4e9
REFERENCE = "geo_target_reference"


def build_template(url: str) -> None:
    """Fill the template that every `database_url` is copied from: the schema and the reference dataset.

    Runs once a session, in whichever worker is first.
    """
    from geo_target.store.migrate import migrate

    migrate(url)
    if not (ROOT / "data" / "catalog.toml").is_file():
        return
    from geo_target.store.engine import Store
    from geo_target.workflows.load_reference import load_reference
    from geo_target.workflows.score import score_again

    with Store(url) as store:
        load_reference(store, ROOT / "data")
        score_again(store)


def build_migrated(url: str) -> None:
    """Fill the template of `migrated_database_url`: the schema and nothing in it."""
    from geo_target.store.migrate import migrate

    migrate(url)


hypothesis.settings.register_profile("soak", max_examples=2000, deadline=None, print_blob=True)
"""`make soak`: the same laws and fuzz on seventy times as many cases."""
hypothesis.settings.register_profile("quick", hypothesis.settings.default, max_examples=28)
hypothesis.settings.load_profile("quick")
"""`make test`, unless a profile is named."""


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep tests that share something in one process."""
    from together import SharersTogether

    return SharersTogether(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the session's server, in the process that starts the workers."""
    if not hasattr(config, "workerinput"):
        os.environ[SHARED_HOME] = str(make_quick_folder())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the session's server and remove its folder."""
    if not hasattr(config, "workerinput"):
        home = Path(os.environ.pop(SHARED_HOME))
        Cluster(home).stop(force=True)
        shutil.rmtree(home)


def make_quick_folder() -> Path:
    """Make a folder in memory where there is room for several databases, else on the disk.

    Its path is short enough for a socket, and the user postgres can enter it.
    """
    memory = Path("/dev/shm")  # noqa: S108  a folder of our own is made in it
    there = memory.is_dir() and shutil.disk_usage(memory).free > ROOM_BYTES
    folder = Path(tempfile.mkdtemp(prefix="gt-", dir=memory if there else None))
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def quick_folder() -> Callable[[], Path]:
    """`make_quick_folder`, for tests; whoever calls it removes the folder."""
    return make_quick_folder


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One private server for the whole session; its database `geo_target` has PostGIS and nothing else."""
    with Cluster(Path(os.environ[SHARED_HOME]), settings=FAST_SETTINGS) as shared:
        yield shared


@pytest.fixture(scope="session")
def template_database(cluster: Cluster) -> str:
    """Name of the template with the schema and the reference dataset: copy it, never connect to it."""
    return _built_once(cluster, TEMPLATE, build_template)


@pytest.fixture(scope="session")
def migrated_template(cluster: Cluster) -> str:
    """Name of the template with the schema only: copy it, never connect to it."""
    return _built_once(cluster, MIGRATED, build_migrated)


@pytest.fixture(scope="session")
def reference_database_url(cluster: Cluster, template_database: str) -> str:
    """Address of one loaded database that all tests share: for reading only."""
    with _alone(cluster), _admin(cluster) as admin:
        if not _exists(admin, REFERENCE):
            _copy(admin, template_database, REFERENCE)
    return url_of(cluster, REFERENCE)


@pytest.fixture
def database_url(cluster: Cluster, template_database: str) -> Iterator[str]:
    """Address of a database of this test's own, with the schema and the reference dataset."""
    with _own_database(cluster, template_database) as url:
        yield url


@pytest.fixture
def migrated_database_url(cluster: Cluster, migrated_template: str) -> Iterator[str]:
    """Address of a database of this test's own, with the schema and no rows."""
    with _own_database(cluster, migrated_template) as url:
        yield url


@pytest.fixture
def empty_database_url(cluster: Cluster) -> Iterator[str]:
    """Address of a database of this test's own, with PostGIS and nothing else."""
    with _own_database(cluster, "geo_target") as url:
        yield url


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder `shared` beside the repository; tests that need it are skipped where it is not."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not on this machine")
    return folder


@pytest.fixture
def public_dir() -> Iterator[Path]:
    """A short folder that the user postgres can enter, unlike pytest's own; removed afterwards."""
    folder = make_quick_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def program_dir() -> Iterator[Path]:
    """The same on the disk: a folder in memory may not let programs run."""
    folder = Path(tempfile.mkdtemp(prefix="gt-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def url_of(cluster: Cluster, database: str) -> str:
    """Return the SQLAlchemy address of one database of the session's server."""
    return cluster.url.replace("/geo_target?", f"/{quote(database)}?")


def libpq(url: str) -> str:
    """Return the address as psycopg takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _admin(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(libpq(url_of(cluster, ADMIN)), autocommit=True)


@contextmanager
def _alone(cluster: Cluster) -> Iterator[None]:
    """Only one worker at a time builds what all of them share."""
    with (cluster.files.home / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _built_once(cluster: Cluster, name: str, build: Callable[[str], None]) -> str:
    with _alone(cluster), _admin(cluster) as admin:
        if not _exists(admin, name):
            making = f"{name}_making"
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(making)))
            _copy(admin, "geo_target", making)
            build(url_of(cluster, making))
            admin.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name))
            )
    return name


@contextmanager
def _own_database(cluster: Cluster, template: str) -> Iterator[str]:
    name = f"t_{uuid.uuid4().hex[:16]}"
    with _admin(cluster) as admin:
        _copy(admin, template, name)
    try:
        yield url_of(cluster, name)
    finally:
        with _admin(cluster) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _exists(admin: psycopg.Connection, name: str) -> bool:
    return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _copy(admin: psycopg.Connection, template: str, name: str) -> None:
    admin.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )
