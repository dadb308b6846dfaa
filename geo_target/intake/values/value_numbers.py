"""Numbers as offices write them: Persian and Arabic digits, separators, percent signs, trailing units.

What can be read in two ways is refused, never guessed; nothing becomes 0 or empty by default.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TypeAlias

from geo_target.intake.problems import ValueProblem
from geo_target.persian import compact_name, format_number, to_ascii_digits

Cell: TypeAlias = "str | int | float | bool | dt.datetime | dt.date | None"
"""What a cell of a source file may hold."""

LARGEST_INT = 2_147_483_647
"""What a column of whole numbers in the database can hold."""

LARGEST_FLOAT = 1e15
"""Beyond this neighbouring whole numbers are no longer all told apart in a sheet."""

LONGEST_TEXT = 500
"""Characters; no number, date, word or name of a place is longer, and a hostile cell costs no time."""

UNIT_WORDS = {
    "people": ("نفر", "person", "persons", "people"),
    "households": ("خانوار", "household", "households"),
    "trainee_hours": ("نفرساعت", "نفر ساعت", "trainee hours", "person hours"),
    "hours": ("ساعت", "hour", "hours"),
    "m2": ("مترمربع", "متر مربع", "m2", "m²", "sqm"),
    "million_rials": ("میلیون ریال", "million rials"),
}
"""The unit of a column, and the words that may follow a number in it without changing what it means."""

_INVISIBLE = str.maketrans(
    dict.fromkeys(
        "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff", ""
    )
)
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "))
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013", "-"))
_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]{1,3})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:([,٬،' ])[0-9]{3})(?:\1[0-9]{3})*(\.[0-9]+)?")
_PERCENT = re.compile(r"[%٪]|درصد|per ?cent")
_SHEET_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)", re.IGNORECASE)
_TRAILING_MINUS = re.compile(r"[0-9.,٬،٫]+ ?-")
_MARKED_AS_TEXT = re.compile(r"^'(?=[+-]?[.0-9])")
"""What a sheet has before a number that is kept as text, and what some programs write out with it."""
_LONGEST = 64

_NUMBER = ("یک عدد", "a number")
_WHOLE = ("یک عدد صحیح", "a whole number")


def is_empty(value: Cell) -> bool:
    """Tell whether a cell holds nothing: None, or nothing but spaces and invisible marks. A dash is something."""
    if isinstance(value, str):
        return not cleaned(value[:LONGEST_TEXT]) and not cleaned(value[LONGEST_TEXT:])
    return value is None


def cleaned(text: str) -> str:
    """Return the text without invisible marks, with plain spaces, ASCII digits and the ASCII minus."""
    plain = to_ascii_digits(text.translate(_INVISIBLE)).translate(_SPACES).translate(_MINUS)
    return " ".join(plain.split())


def require_text(value: Cell, expected: tuple[str, str]) -> str:
    """Return a text or a plain number as cleaned text; refuse what is empty, an error of a sheet, or a date.

    Raises
    ------
    ValueProblem
        With the code ``empty``, ``sheet-error`` or ``wrong-type``.
    """
    if is_empty(value):
        mend = ("خانه را پر کنید", "fill the cell in")
        raise ValueProblem("empty", expected=expected, came="", mend=mend)
    if isinstance(value, bool | dt.date):
        mend = (
            "قالب خانه را در صفحه‌گسترده به «متن» یا «عدد» برگردانید و مقدار را از نو بنویسید",
            "set the cell's format to text or number in the spreadsheet and type the value again",
        )
        raise ValueProblem("wrong-type", expected=expected, came=value, mend=mend)
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        mend = ("مقدار کوتاه‌تری بنویسید", "write a shorter value")
        raise ValueProblem("too-long", expected=expected, came=value, mend=mend)
    text = _MARKED_AS_TEXT.sub("", cleaned(str(value)))
    if _SHEET_ERROR.fullmatch(text):
        mend = (
            "فرمول این خانه خطا دارد؛ به جای آن خود مقدار را بنویسید",
            "the formula of this cell fails; put the value itself in its place",
        )
        raise ValueProblem("sheet-error", expected=expected, came=value, mend=mend)
    return text


def parse_float(
    value: Cell, *, least: float = -LARGEST_FLOAT, most: float = LARGEST_FLOAT, unit: str | None = None
) -> float:
    """Return a number: ``۱٬۲۳۴٫۵``, ``1,234.5``, ``1 234``, ``25٪`` (which is 0.25), ``1.2e3``.

    A comma, ٬ or ، separates thousands and nothing else: ``1,5`` is refused, and so are ``12/5`` and ``12-``.

    Parameters
    ----------
    least, most
        Both included, after a percent sign has been applied.
    unit
        A key of `UNIT_WORDS`: its words may follow the number. Other words are refused.

    Raises
    ------
    ValueProblem
        With the code ``empty``, ``wrong-type``, ``sheet-error``, ``not-a-number`` (NaN and infinity too),
        ``ambiguous-number`` or ``out-of-range``.
    """
    number = _number(value, unit, _NUMBER)
    _check_range(number, least, most, value)
    return number


def parse_int(value: Cell, *, least: int = 0, most: int = LARGEST_INT, unit: str | None = None) -> int:
    """Return a whole number from `least` to `most`, both included; ``12.0`` is one, ``12.5`` is refused.

    A number that a spreadsheet has shortened (``1.23E+05``) is refused, because its digits are lost.

    Raises
    ------
    ValueProblem
        As `parse_float`, and ``not-whole``, ``shortened-number``.
    """
    number = _number(value, unit, _WHOLE)
    if isinstance(value, str) and re.search(r"[0-9]e\+?[0-9]", cleaned(value).lower()):
        mend = (
            "صفحه‌گسترده رقم‌های این عدد را کوتاه کرده است؛ عدد کامل را بنویسید",
            "a spreadsheet has shortened this number; write all of its digits",
        )
        raise ValueProblem("shortened-number", expected=_WHOLE, came=value, mend=mend)
    if number != int(number) or (isinstance(value, str) and _PERCENT.search(value.lower())):
        mend = (
            "عدد را بدون اعشار و بدون درصد بنویسید",
            "write the number without decimals and without percent",
        )
        raise ValueProblem("not-whole", expected=_WHOLE, came=value, mend=mend)
    _check_range(number, least, most, value)
    return int(number)


def parse_share(value: Cell, *, in_percent: bool = False) -> float:
    """Return a share from 0 to 1: ``0.25``, ``۰٫۲۵``, ``25%``, and with `in_percent` also ``25``.

    Without `in_percent` a bare number above 1 is refused, because nothing says that it is a percentage.

    Parameters
    ----------
    in_percent
        Whether the header or the mapping says that the column is in percent.

    Raises
    ------
    ValueProblem
        As `parse_float`; ``share-or-percent`` where the two cannot be told apart.
    """
    has_sign = isinstance(value, str) and _PERCENT.search(value.lower()) is not None
    number = parse_float(value, least=0.0, most=LARGEST_FLOAT)
    share = number / 100 if in_percent and not has_sign else number
    if share <= 1:
        return share
    if has_sign or in_percent:
        _check_range(share * 100, 0, 100, value)
    raise ValueProblem(
        "share-or-percent",
        expected=(
            "عددی از ۰ تا ۱، یا درصد با علامت ٪",
            "a number from 0 to 1, or a percentage with its sign",
        ),
        came=value,
        mend=("بنویسید ۲۵٪ یا ۰٫۲۵", "write 25% or 0.25"),
    )


def _number(value: Cell, unit: str | None, expected: tuple[str, str]) -> float:
    """Return a finite number of whatever size, or refuse."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _finite(value, value, expected)
    text = require_text(value, expected)
    percent = _PERCENT.search(text.lower())
    bare = _PERCENT.sub("", text.lower(), count=1).strip() if percent else _without_unit(text, unit)
    number = _finite(_digits(bare, value, expected), value, expected)
    return number / 100 if percent else number


def _without_unit(text: str, unit: str | None) -> str:
    tail = re.search(r"[^0-9.,٬٫،]*$", text)
    words = {compact_name(word) for word in UNIT_WORDS.get(unit or "", ())}
    if tail and tail.start() and compact_name(tail[0]) in words:
        return text[: tail.start()].strip()
    if unit == "m2":
        return re.sub(r"(?<=[0-9]) ?m(2|²)$", "", text)
    return text


def _digits(text: str, came: Cell, expected: tuple[str, str]) -> str:
    """Return the text as Python reads a number, or refuse with the reason."""
    text = text.lower().replace("٫", ".")
    if len(text) > _LONGEST:
        raise _refusal("not-a-number", came, expected, ("عدد کوتاه‌تری بنویسید", "write a shorter number"))
    if _PLAIN.fullmatch(text):
        return text
    if grouped := _GROUPED.fullmatch(text):
        return text.replace(grouped[1], "")
    if _TRAILING_MINUS.fullmatch(text):
        mend = ("منفی را پیش از رقم‌ها بنویسید: -۱۲", "write the minus before the digits: -12")
        raise _refusal("ambiguous-number", came, expected, mend)
    if re.fullmatch(r"[+-]?[0-9][0-9.,٬،/' ]*", text):
        mend = (
            "اعشار را با ممیز «٫» یا نقطه و هزارگان را سه‌رقم‌سه‌رقم بنویسید: ۱٬۲۳۴٫۵",
            "write decimals with a point and thousands in groups of three: 1,234.5",
        )
        raise _refusal("ambiguous-number", came, expected, mend)
    mend = ("تنها عدد را بنویسید، بدون واژه", "write the number alone, without words")
    raise _refusal("not-a-number", came, expected, mend)


def _finite(number: float | str, came: Cell, expected: tuple[str, str]) -> float:
    try:
        result = float(number)
    except OverflowError:  # a whole number of hundreds of digits
        result = math.inf
    if math.isfinite(result):
        return result
    raise _refusal("not-a-number", came, expected, ("یک عدد معمولی بنویسید", "write an ordinary number"))


def _check_range(number: float, least: float, most: float, came: Cell) -> None:
    if least <= number <= most:
        return
    raise ValueProblem(
        "out-of-range",
        expected=(
            f"عددی از {format_number(least)} تا {format_number(most)}",
            f"a number from {format_number(least, 'en')} to {format_number(most, 'en')}",
        ),
        came=came,
        mend=("مقدار و یکای آن را بازبینی کنید", "check the value and its unit"),
    )


def _refusal(code: str, came: Cell, expected: tuple[str, str], mend: tuple[str, str]) -> ValueProblem:
    return ValueProblem(code, expected=expected, came=came, mend=mend)
