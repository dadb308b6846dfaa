"""One scored reference database for the tests that read; a service over it."""

import uuid
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg import sql

from api.main import create_app
from geo_target.settings import Settings
from geo_target.store.engine import Store
from geo_target.workflows.score import score_again

ROOT = Path(__file__).parents[2]
HOME = "http://127.0.0.1:8000"


def client_of(store, **options):
    """Return a client of a service over `store`, not yet entered."""
    settings = Settings(home=ROOT / "nowhere", database_url=store.url, data_dir=ROOT / "data")
    return TestClient(create_app(settings, store, **options), base_url=HOME, raise_server_exceptions=False)


@pytest.fixture(scope="session")
def scored_store(cluster, template_database):
    name = f"api_{uuid.uuid4().hex[:12]}"
    address = cluster.url.replace("/geo_target?", "/{}?")
    admin_url = address.format("postgres").replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(admin_url, autocommit=True) as admin:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        admin.execute(copy.format(sql.Identifier(name), sql.Identifier(template_database)))
        with Store(address.format(name)) as store:
            score_again(store)
            yield store
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def client(scored_store):
    with client_of(scored_store) as opened:
        yield opened


@pytest.fixture
def own_store(database_url):
    with Store(database_url) as store:
        yield store


@pytest.fixture
def own_client(own_store):
    with client_of(own_store) as opened:
        yield opened


@pytest.fixture
def new_client():
    return client_of
