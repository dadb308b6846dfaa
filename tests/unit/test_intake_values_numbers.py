"""Numbers of cells: what is read, and what is refused instead of guessed."""

import datetime as dt

import pytest

from geo_target.intake.values.parse import ValueProblem, is_empty, parse_float, parse_int, parse_share


@pytest.mark.parametrize(
    ("came", "number"),
    [
        ("۱۲", 12), ("١٢", 12), ("12", 12), (12, 12), (12.0, 12), ("12.0", 12), ("۱۲٫۰", 12),
        ("۱٬۲۳۴٬۵۶۷", 1234567), ("1,234,567", 1234567), ("1،234", 1234), ("1 234", 1234), ("1\u00a0234", 1234),
        ("\u200f۱۲\u200e", 12), ("  ۱۲ ", 12), ("\ufeff7", 7), ("0", 0), ("+5", 5),
    ],
)  # fmt: skip
def test_a_whole_number_is_read_in_every_way_of_writing_it(came, number):
    parsed = parse_int(came)
    assert parsed == number
    assert isinstance(parsed, int)


@pytest.mark.parametrize(
    ("came", "number"),
    [
        ("۱٬۲۳۴٫۵", 1234.5), ("1,234.5", 1234.5), ("۰٫۵", 0.5), (".5", 0.5), ("-3.25", -3.25), ("\u2212۳٫۲۵", -3.25),
        ("25%", 0.25), ("۲۵٪", 0.25), ("٪۲۵", 0.25), ("۲۵ درصد", 0.25), ("25 percent", 0.25), ("1.2e3", 1200.0),
        ("1e-3", 0.001), (0.1, 0.1),
    ],
)  # fmt: skip
def test_a_number_with_decimals_is_read_in_every_way_of_writing_it(came, number):
    assert parse_float(came) == pytest.approx(number)


@pytest.mark.parametrize(
    ("came", "code"),
    [
        (None, "empty"), ("", "empty"), (" \u200c\u00a0", "empty"),
        ("-", "not-a-number"), ("ندارد", "not-a-number"), ("12 نفر", "not-a-number"), ("۱۲ هزار", "not-a-number"),
        ("nan", "not-a-number"), (float("nan"), "not-a-number"), ("inf", "not-a-number"),
        (float("inf"), "not-a-number"), (float("-inf"), "not-a-number"), ("1e999", "not-a-number"),
        (10**400, "not-a-number"), ("9" * 100, "not-a-number"), ("9" * 5000, "too-long"), ("a" * 4_000_000 + "1", "too-long"), ("1\x002", "not-a-number"), ("0x10", "not-a-number"),
        ("1_000", "not-a-number"), ("²", "not-a-number"), ("१२", "not-a-number"), ("=1+1", "not-a-number"),
        ("1,5", "ambiguous-number"), ("12/5", "ambiguous-number"), ("12-", "ambiguous-number"),
        ("1.234.567", "ambiguous-number"), ("1,23,456", "ambiguous-number"), ("1,234،567", "ambiguous-number"),
        (True, "wrong-type"), (dt.datetime(2017, 10, 14), "wrong-type"),  # noqa: DTZ001 - a sheet knows no zone
        ("#N/A", "sheet-error"), ("#REF!", "sheet-error"), ("########", "sheet-error"),
        (1e300, "out-of-range"), (3e15, "out-of-range"),
    ],
)  # fmt: skip
def test_what_is_not_plainly_a_number_is_refused_with_its_reason(came, code):
    for parse in (parse_float, parse_int):
        with pytest.raises(ValueProblem) as refused:
            parse(came)
        assert refused.value.code == code
        assert refused.value.mend_fa
        assert refused.value.mend_en


@pytest.mark.parametrize(
    ("came", "code"),
    [
        ("12.5", "not-whole"), (12.5, "not-whole"), ("۲۵٪", "not-whole"), ("100%", "not-whole"),
        ("1.23E+05", "shortened-number"), ("-3", "out-of-range"), (-1, "out-of-range"),
        (2_147_483_648, "out-of-range"), ("۹٬۹۹۹٬۹۹۹٬۹۹۹", "out-of-range"),
    ],
)  # fmt: skip
def test_a_count_is_whole_and_within_its_range(came, code):
    with pytest.raises(ValueProblem) as refused:
        parse_int(came)
    assert refused.value.code == code


def test_the_bounds_themselves_are_allowed():
    assert parse_int(15, least=15, most=25) == 15
    assert parse_int("۲۵", least=15, most=25) == 25
    with pytest.raises(ValueProblem, match="from 15 to 25"):
        parse_int(26, least=15, most=25)


def test_a_unit_word_is_understood_only_in_a_column_of_that_unit():
    assert parse_int("۱٬۲۰۰ نفر", unit="people") == 1200
    assert parse_int("300 متر مربع", unit="m2") == 300
    assert parse_int("300m²", unit="m2") == 300
    assert parse_int("300 m2", unit="m2") == 300
    assert parse_int("۱٬۲۰۰ نفر ساعت", unit="trainee_hours") == 1200
    with pytest.raises(ValueProblem):
        parse_int("۱۲ ساعت", unit="people")


@pytest.mark.parametrize(
    ("came", "in_percent", "share"),
    [("0.25", False, 0.25), ("۲۵٪", False, 0.25), ("25%", True, 0.25), (25, True, 0.25), (1, True, 0.01), (1, False, 1),
     (100, True, 1.0), (0, False, 0.0)],
)  # fmt: skip
def test_a_share_is_from_0_to_1_whichever_way_it_is_written(came, in_percent, share):
    assert parse_share(came, in_percent=in_percent) == pytest.approx(share)


@pytest.mark.parametrize(
    ("came", "in_percent", "code"),
    [
        (25, False, "share-or-percent"),
        ("۱۲۰٪", False, "out-of-range"),
        (120, True, "out-of-range"),
        (-0.1, False, "out-of-range"),
    ],
)
def test_a_bare_25_is_not_taken_for_a_percentage(came, in_percent, code):
    with pytest.raises(ValueProblem) as refused:
        parse_share(came, in_percent=in_percent)
    assert refused.value.code == code


def test_a_dash_is_not_an_empty_cell_and_zero_is_not_either():
    assert is_empty(None)
    assert is_empty("\u200f \u00a0\ufeff")
    assert not is_empty("-")
    assert not is_empty(0)
    assert not is_empty(False)
