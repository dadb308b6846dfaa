"""geo_target.normalise_name in PostgreSQL is geo_target.persian.normalise_name."""

import csv
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_target.persian import SINGLE, normalise_name

VARIANTS = Path(__file__).parents[1] / "unit" / "persian_variants.csv"

SURROGATES = range(0xD800, 0xE000)
FIRST_PLANES = [chr(code) for code in range(1, 0x20000) if code not in SURROGATES]

PERSIAN_HEAVY = st.text(
    st.sampled_from("".join(SINGLE) + "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی abc019\U0001f600")
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.fixture
def connection(migrated_database_url):
    with psycopg.connect(migrated_database_url.replace("+psycopg", "", 1), autocommit=True) as connection:
        yield connection


def in_sql(connection, texts):
    rows = connection.execute(
        "SELECT geo_target.normalise_name(name) FROM unnest(%s::text[]) WITH ORDINALITY AS u (name, n) ORDER BY n",
        [texts],
    )
    return [row[0] for row in rows]


def test_sql_and_python_agree_on_the_shared_table(connection):
    with VARIANTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [row["variant"].encode("latin-1", "backslashreplace").decode("unicode_escape") for row in rows]
    assert in_sql(connection, texts) == [row["normalised"] for row in rows]


def test_sql_and_python_agree_on_every_character_of_the_first_two_planes(connection):
    between = [f"a{character}b" for character in FIRST_PLANES]
    assert in_sql(connection, between) == [normalise_name(text) for text in between]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(ANY_TEXT | PERSIAN_HEAVY, min_size=1, max_size=20))
def test_sql_and_python_agree_on_any_text(connection, texts):
    assert in_sql(connection, texts) == [normalise_name(text) for text in texts]


def test_no_name_is_no_name(connection):
    assert in_sql(connection, [None]) == [None]


def test_it_does_not_depend_on_the_search_path_and_can_be_indexed(connection):
    connection.execute("SET search_path = ''")
    assert in_sql(connection, ["كرمان"]) == ["کرمان"]
    connection.execute("CREATE TABLE public.names (name text)")
    connection.execute("CREATE INDEX ON public.names (geo_target.normalise_name(name))")
