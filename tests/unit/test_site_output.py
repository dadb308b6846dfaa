"""What the command line says of a plan's figures."""

from types import SimpleNamespace

import pytest

from geo_target.cli.site_beside_output import value_words
from geo_target.cli.site_output import in_percent, percent


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.0, "0"),
        (0.0031, "0.3"),
        (0.25, "25"),
        (0.994, "99"),
        (0.9969, "99.6"),
        (0.99999, "99.9"),
        (1.0, "100"),
        (1 - 1e-16, "100"),
        (1 - 1e-15, "100"),
        (1e-16, "0"),
    ],
)
def test_a_share_that_is_not_all_is_never_told_as_100_percent(share, shown):
    assert percent(share, "en") == shown


def test_percents_are_written_in_persian_digits():
    assert percent(0.9969, "fa") == "۹۹٫۶"


@pytest.mark.parametrize(
    ("unit", "by_priority", "english", "persian"),
    [
        ("person_metres", False, "200 m of mean way", "۲۰۰ متر راه میانگین"),
        (
            "person_metres",
            True,
            "2,000 person-metres weighted by priority",
            "۲٬۰۰۰ نفر‌متر (وزن‌داده با اولویت)",
        ),
        ("people", True, "2,000 job seekers weighted by priority", "۲٬۰۰۰ جویای کار (وزن‌داده با اولویت)"),
        ("metres", True, "2,000 m", "۲٬۰۰۰ متر"),
    ],
)
def test_a_value_of_people_with_weights_is_not_told_as_one_of_people(unit, by_priority, english, persian):
    answer = SimpleNamespace(
        unit=unit, demand="job_seekers", demand_total=10.0, request=SimpleNamespace(by_priority=by_priority)
    )
    assert value_words(answer, 2000.0, fa=False) == english
    assert value_words(answer, 2000.0, fa=True) == persian


def test_a_column_of_tenths_says_100_of_all_only():
    assert [in_percent(share) for share in (0.0, 0.5, 0.9996, 1 - 1e-15, 1.0)] == [
        0.0,
        50.0,
        99.9,
        100.0,
        100.0,
    ]
