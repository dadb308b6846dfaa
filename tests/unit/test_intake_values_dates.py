"""Dates of cells: two calendars, told apart by the year."""

import datetime as dt

import pytest

from geo_target.intake.values.parse import ValueProblem, parse_date, parse_optional_date

REPORT = dt.date(2017, 10, 14)  # 22 Mehr 1396


@pytest.mark.parametrize(
    "came",
    [
        "1396/07/22", "1396/7/22", "۱۳۹۶/۰۷/۲۲", "١٣٩٦/٠٧/٢٢", "1396-07-22", "1396.07.22", "1396 07 22", "13960722",
        13960722, 13960722.0, "22/07/1396", "۲۲ مهر ۱۳۹۶", "۲۲ مهرماه ۱۳۹۶", "۲۲ مهر ماه ۱۳۹۶", "22 Mehr 1396",
        "شنبه ۲۲ مهر ۱۳۹۶", "شنبه، ۲۲ مهر ۱۳۹۶", "1396/07/22 ه.ش", "1396/07/22 00:00:00", "\u200f1396/07/22", "1396 / 07 / 22",
        "2017-10-14", "2017/10/14", "14/10/2017", "10/14/2017", "20171014", 20171014, "14 Oct 2017", "October 14, 2017",
        "۱۴ اکتبر ۲۰۱۷", "2017-10-14T08:30:00Z", "2017-10-14 08:30", "Saturday 14 October 2017",
        dt.date(2017, 10, 14), dt.datetime(2017, 10, 14, 8, 30), dt.datetime(1396, 7, 22),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_one_day_is_found_in_every_way_of_writing_it(came):
    assert parse_date(came) == REPORT


@pytest.mark.parametrize(
    ("came", "code"),
    [
        (None, "empty"), ("", "empty"), ("96/07/22", "short-year"), ("22 مهر 96", "short-year"),
        ("03/04/2017", "ambiguous-date"), ("03/04/1396", "ambiguous-date"), (43022, "serial-date"), (43022.5, "serial-date"),
        ("1438/01/24 قمری", "lunar-date"), ("۲۴ محرم ۱۴۳۸ ه.ق", "lunar-date"),
        ("1396/12/30", "no-such-day"), ("1396/13/01", "no-such-day"), ("1396/07/31", "no-such-day"), ("1396/00/10", "no-such-day"),
        ("2017-02-29", "no-such-day"), (dt.datetime(1396, 12, 30), "no-such-day"),  # noqa: DTZ001
        ("0096/07/22", "short-year"), ("1250/01/01", "not-a-date"), ("2500-01-01", "not-a-date"), ("دیروز", "not-a-date"),
        ("22 فلان 1396", "not-a-date"), ("22 Mehr 2017", "not-a-date"), ("22 October 1396", "not-a-date"),
        ("1396", "not-a-date"), ("1396/07", "not-a-date"), (True, "wrong-type"), ("#N/A", "sheet-error"),
        (float("nan"), "serial-date"), (float("inf"), "serial-date"),
    ],
)  # fmt: skip
def test_what_could_be_two_days_or_none_is_refused(came, code):
    with pytest.raises(ValueProblem) as refused:
        parse_date(came)
    assert refused.value.code == code


def test_the_last_day_of_a_leap_year_exists():
    assert parse_date("1395/12/30") == dt.date(2017, 3, 20)
    assert parse_date("1399-12-30") == dt.date(2021, 3, 20)


def test_a_day_and_month_that_are_equal_are_not_ambiguous():
    assert parse_date("04/04/2017") == dt.date(2017, 4, 4)


def test_an_empty_cell_is_no_date_only_where_it_may_be():
    assert parse_optional_date(" ") is None
    assert parse_optional_date("1396/07/22") == REPORT
