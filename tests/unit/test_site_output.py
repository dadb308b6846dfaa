"""What the command line says of a plan's figures."""

import pytest

from geo_target.cli.site_output import percent


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
