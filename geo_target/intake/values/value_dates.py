"""Dates in the Jalali and the Gregorian calendar, told apart by their year and by nothing else."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_numbers import Cell, is_empty, require_text
from geo_target.persian import compact_name, normalise_name

_JALALI_YEARS = range(1300, 1500)
_GREGORIAN_YEARS = range(1900, 2100)
_EXPECTED = ("تاریخ هجری شمسی یا میلادی", "a Jalali or Gregorian date")
_WRITE = ("تاریخ را کامل بنویسید، مانند ۱۳۹۶/۰۷/۲۲", "write the whole date, such as 1396/07/22 or 2017-10-14")

_JALALI_MONTHS = (
    ("فروردین", "farvardin"),
    ("اردیبهشت", "ordibehesht"),
    ("خرداد", "khordad"),
    ("تیر", "tir"),
    ("مرداد", "امرداد", "mordad"),
    ("شهریور", "shahrivar"),
    ("مهر", "mehr"),
    ("آبان", "aban"),
    ("آذر", "azar"),
    ("دی", "dey"),
    ("بهمن", "bahman"),
    ("اسفند", "esfand"),
)
_GREGORIAN_MONTHS = (
    ("ژانویه", "january", "jan"),
    ("فوریه", "february", "feb"),
    ("مارس", "march", "mar"),
    ("آوریل", "آپریل", "april", "apr"),
    ("مه", "می", "may"),
    ("ژوئن", "june", "jun"),
    ("ژوئیه", "جولای", "july", "jul"),
    ("اوت", "آگوست", "august", "aug"),
    ("سپتامبر", "september", "sep", "sept"),
    ("اکتبر", "october", "oct"),
    ("نوامبر", "november", "nov"),
    ("دسامبر", "december", "dec"),
)
_WEEKDAY = re.compile(
    r"\b(شنبه|یک ?شنبه|دو ?شنبه|سه ?شنبه|چهار ?شنبه|پنج ?شنبه|جمعه|(satur|sun|mon|tues|wednes|thurs|fri)day)\b"
)
_TIME = re.compile(r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?(z|[+-]\d{2}:?\d{2})?$")
_CALENDAR = re.compile(r"(?<=[0-9 ])(ه ?\.? ?ش\.?|شمسی|هجری شمسی|خورشیدی|میلادی|م\.?)$")
_LUNAR = re.compile(r"قمری|ه ?\.? ?ق\b")
_DIVIDED = re.compile(r"(\d{1,4})([/.\- ])(\d{1,2})\2(\d{1,4})")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WORDED = re.compile(r"(\d{1,4}) (?:ام )?([^\d\s,]+),? (\d{1,4})|([^\d\s,]+) (\d{1,2}),? (\d{4})")
_FOUR_DIGITS = 1000
_MONTHS = 12


def parse_date(value: Cell) -> dt.date:
    """Return a date from a cell: ``1396/07/22``, ``۲۲ مهر ۱۳۹۶``, ``2017-10-14``, ``13960722``, a date cell.

    A year from 1300 to 1499 is Jalali, from 1900 to 2099 Gregorian; nothing else decides. A date cell with a
    Jalali year is read as Jalali, because a sheet keeps a typed 1396/07/22 so. A time of the day is left out.

    Raises
    ------
    ValueProblem
        ``empty``; ``short-year`` (96/7/22); ``ambiguous-date`` (03/04/2017: which is the month?);
        ``serial-date`` (43022: a sheet's count of days); ``lunar-date``; ``no-such-day`` (1396/12/30);
        ``not-a-date``.
    """
    if isinstance(value, dt.date):  # a datetime is one as well
        return _day(value.year, value.month, value.day, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    text = _plain_text(require_text(value, _EXPECTED), value)
    if packed := _PACKED.fullmatch(text):
        return _day(int(packed[1]), int(packed[2]), int(packed[3]), value)
    if divided := _DIVIDED.fullmatch(text):
        return _from_parts(divided[1], divided[3], divided[4], value)
    if worded := _WORDED.fullmatch(text):
        return _from_words(worded, value)
    raise _problem("not-a-date", value, _WRITE)


def parse_optional_date(value: Cell) -> dt.date | None:
    """Return None for an empty cell, else what `parse_date` returns or raises."""
    return None if is_empty(value) else parse_date(value)


def _plain_text(text: str, came: Cell) -> str:
    text = text.lower().replace("\u064a", "ی").replace("\u0643", "ک")
    if _LUNAR.search(text):
        mend = ("تاریخ قمری را به شمسی برگردانید", "convert the lunar date to Jalali or Gregorian")
        raise _problem("lunar-date", came, mend)
    text = _TIME.sub("", _WEEKDAY.sub("", text).strip(" ،,"))
    text = _CALENDAR.sub("", text)
    text = re.sub(r" ?([/.\-]) ?", r"\1", text.replace("ماه ", " "))
    return " ".join(text.replace("،", " ").split())


def _from_number(value: float) -> dt.date:
    packed = _PACKED.fullmatch(f"{value:.0f}") if float(value).is_integer() else None
    if packed:
        return _day(int(packed[1]), int(packed[2]), int(packed[3]), value)
    mend = (
        "این شمارهٔ روزِ صفحه‌گسترده است یا تاریخ نیست؛ قالب خانه را «تاریخ» کنید یا ۱۳۹۶/۰۷/۲۲ بنویسید",
        "this is a sheet's count of days, or no date: format the cell as a date, or write 1396/07/22",
    )
    raise _problem("serial-date", value, mend)


def _from_parts(first: str, middle: str, last: str, came: Cell) -> dt.date:
    one, two, three = int(first), int(middle), int(last)
    if one >= _FOUR_DIGITS > three:
        return _day(one, two, three, came)
    if max(one, three) < _FOUR_DIGITS:
        mend = ("سال را با چهار رقم بنویسید: ۱۳۹۶", "write the year with four digits")
        raise _problem("short-year", came, mend)
    if min(one, three) >= _FOUR_DIGITS:
        raise _problem("not-a-date", came, _WRITE)
    if one <= _MONTHS and two <= _MONTHS and one != two:
        mend = (
            "روشن نیست کدام عدد ماه است؛ سال را نخست بنویسید: سال/ماه/روز",
            "which is the month is not clear: write the year first, year-month-day",
        )
        raise _problem("ambiguous-date", came, mend)
    return _day(three, two, one, came) if two <= _MONTHS else _day(three, one, two, came)


def _from_words(found: re.Match[str], came: Cell) -> dt.date:
    if found[2]:
        first, month, last = int(found[1]), found[2], int(found[3])
    else:
        first, month, last = int(found[5]), found[4], int(found[6])
    day, year = (last, first) if first >= _FOUR_DIGITS else (first, last)
    if year < _FOUR_DIGITS:
        mend = ("سال را با چهار رقم بنویسید: ۱۳۹۶", "write the year with four digits")
        raise _problem("short-year", came, mend)
    months = _JALALI_MONTHS if year in _JALALI_YEARS else _GREGORIAN_MONTHS
    wanted = compact_name(month)
    for number, names in enumerate(months, start=1):
        if wanted in {compact_name(name) for name in names}:
            return _day(year, number, day, came)
    mend = (
        f"نام ماه «{normalise_name(month)}» در این تقویم شناخته نیست؛ شمارهٔ ماه را بنویسید",
        "this month's name does not belong to the year's calendar: write the number of the month",
    )
    raise _problem("not-a-date", came, mend)


def _day(year: int, month: int, day: int, came: Cell) -> dt.date:
    if year not in _JALALI_YEARS and year not in _GREGORIAN_YEARS:
        mend = (
            "سال شمسی از ۱۳۰۰ تا ۱۴۹۹ یا میلادی از ۱۹۰۰ تا ۲۰۹۹ بنویسید",
            "write a Jalali year from 1300 to 1499, or a Gregorian one from 1900 to 2099",
        )
        raise _problem("not-a-date", came, mend)
    try:
        return _from_jalali(year, month, day) if year in _JALALI_YEARS else dt.date(year, month, day)
    except ValueError as error:
        mend = (
            "چنین روزی در تقویم نیست؛ روز و ماه را بازبینی کنید",
            "there is no such day: check day and month",
        )
        raise _problem("no-such-day", came, mend) from error


def _from_jalali(year: int, month: int, day: int) -> dt.date:
    from persiantools.jdatetime import JalaliDate

    if month not in range(1, _MONTHS + 1) or not 1 <= day <= JalaliDate.days_in_month(month, year):
        raise ValueError
    converted: Any = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    return dt.date(converted.year, converted.month, converted.day)


def _problem(code: str, came: Cell, mend: tuple[str, str]) -> ValueProblem:
    return ValueProblem(code, expected=_EXPECTED, came=came, mend=mend)
