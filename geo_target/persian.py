"""Persian text: one normaliser for names, digits, numbers, dates, and isolation between two directions.

`normalise_name` is one table of characters and nothing else. No Unicode database, locale or collation has
a say in it, so that the SQL function ``geo_target.normalise_name`` can be the same table:
``python -m tools.make_normaliser`` writes it, and a test holds the file fresh. The rules and their reasons are
in ``docs/methods/persian-names.md``.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

Lang = Literal["fa", "en"]

PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
ASCII_DIGITS = "0123456789"

ZWNJ = "\u200c"
_LRM, _FSI, _PDI = "\u200e", "\u2068", "\u2069"
_THOUSANDS, _DECIMAL, _MINUS = "٬", "٫", "\u2212"

_LETTERS = {
    "ا": "آأإٱٲٳٵ",
    "ی": "يىئېێیۍےۓٸ\u063d\u0620",
    "ک": "كڪػؼګ",
    "ه": "ةۀەہھۂۃۿ",
    "و": "ؤۆۇۈۉۊۋٶٷ",
    "ر": "ڕړ",
    "ل": "ڵ",
    "i": "ıɪ",
    "a": "əƏ",
    "o": "øØ",
    "l": "łŁ",
    "d": "đĐðÐ",
    "h": "ħĦ",
    "t": "ŧŦ",
}
"""A letter, and the variants that are folded into it. Also what has no decomposition among the Latin ones."""

_LIGATURES = {
    "ﻻ": ("لا", "ﻵﻶﻷﻸﻹﻺﻻﻼ"),
    "ﷲ": ("الله", "ﷲ"),
    "ß": ("ss", "ßẞ"),
    "æ": ("ae", "æÆ"),
    "œ": ("oe", "œŒ"),
    "þ": ("th", "þÞ"),
}
"""One character that becomes several: its representative, what it becomes, and its variants."""

_DROPPED_RANGES = (
    (0x0300, 0x036F),  # combining marks: macron, cedilla, dots of a transliteration typed in two steps
    (0x0610, 0x061C),  # Koranic signs, Arabic letter mark
    (0x064B, 0x065F),  # harakat, madda, hamza above and below
    (0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED),  # more Koranic marks
    (0x08D3, 0x08E1), (0x08E3, 0x08FF),
    (0x02B9, 0x02C1),  # modifier letters that stand for hamza and ain
    (0x200D, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),  # joiner, bidi marks, isolates, invisible operators
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFE70, 0xFE72), (0xFE74, 0xFE74), (0xFE76, 0xFE7F),  # harakat as characters of their own
)  # fmt: skip
_DROPPED = "ءـ\u0670'`´¨¯¸\u00ad‘’‚‛′‵\u02c8\ufeff"
"""Hamza on no letter, kashida, superscript alef, apostrophes, soft hyphen, byte-order mark."""

_SPACE_RANGES = (
    (0x01, 0x26), (0x28, 0x2F), (0x3A, 0x40), (0x5B, 0x5F), (0x7B, 0xA7),  # ASCII and Latin-1
    (0x2000, 0x200C),  # spaces of every width, ZWSP, ZWNJ
    (0x2010, 0x2017), (0x201C, 0x2031),  # dashes, double quotes, bullets
    (0x2028, 0x2029),
)  # fmt: skip
_SPACES = (
    "\u00a9\u00ab\u00ac\u00ae\u00b0\u00b1\u00b6\u00b7\u00bb\u00bf×÷،؍؛؞؟٪٫٬٭۔"
    "\u1680\u202f\u2039\u203a\u205f\u2212\u3000\ufd3e\ufd3f"
)

_PLACE_WORDS_BEFORE = frozenset(
    [
        "استان",
        "شهرستان",
        "شهر",
        "شهرک",
        "بخش",
        "دهستان",
        "روستا",
        "روستای",
        "محله",
        "کوی",
        "ostan",
        "shahrestan",
        "shahr",
        "mahalleh",
    ]
)
_PLACE_WORDS_AFTER = frozenset(
    ["province", "county", "city", "district", "neighbourhood", "neighborhood", "village"]
)


def _characters(ranges: Iterable[tuple[int, int]], more: str) -> Iterator[str]:
    for first, last in ranges:
        yield from map(chr, range(first, last + 1))
    yield from more


def _latin() -> Iterator[tuple[str, str]]:
    """Every Latin letter and its plain small one; such decompositions never change in Unicode."""
    for code in (*range(ord("A"), ord("Z") + 1), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            yield chr(code), base.lower()


def _presentation_forms(letters: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Arabic letters as their shapes (old PDF and DOS files) and the letter that each one is."""
    for code in (*range(0xFB50, 0xFBB2), *range(0xFBD3, 0xFC00), *range(0xFE80, 0xFEF5)):
        letter = unicodedata.normalize("NFKC", chr(code))
        if len(letter) == 1 and letter != chr(code):
            yield chr(code), letters.get(letter, letter)


def _single_characters() -> dict[str, str]:
    table = dict.fromkeys(_characters(_SPACE_RANGES, _SPACES), " ")
    table |= dict.fromkeys(_characters(_DROPPED_RANGES, _DROPPED), "")
    table |= {variant: letter for letter, variants in _LETTERS.items() for variant in variants}
    table |= dict(_latin())
    table |= dict(zip(PERSIAN_DIGITS + ARABIC_DIGITS, ASCII_DIGITS * 2, strict=True))
    table |= dict(_presentation_forms(table))
    table |= {variant: one for one, (_, variants) in _LIGATURES.items() for variant in variants}
    return {source: target for source, target in sorted(table.items()) if source != target}


SINGLE = _single_characters()
"""What each character becomes: another one, a space, or nothing. NUL is not a character of a name."""

EXPANDED = {one: several for one, (several, _) in _LIGATURES.items()}
"""What then becomes several characters."""

_TABLE = str.maketrans(
    {"\0": " ", **{source: EXPANDED.get(target, target) for source, target in SINGLE.items()}} | EXPANDED
)
_TO_PERSIAN = str.maketrans(ASCII_DIGITS + ARABIC_DIGITS, PERSIAN_DIGITS * 2)
_TO_ASCII = str.maketrans(PERSIAN_DIGITS + ARABIC_DIGITS, ASCII_DIGITS * 2)
_RUN_OF_SPACES = re.compile(" +")


def normalise_name(text: str) -> str:
    """Return a name in the form in which two spellings of it are equal; for comparing, never for showing.

    Arabic letters become Persian ones, harakat and kashida go, ZWNJ and punctuation become a space, digits
    become ASCII, Latin letters small and without diacritics; spaces are single and none stand at an end.
    A name of nothing but marks becomes the empty text. Doing it twice changes nothing more. Equal to the SQL
    function ``geo_target.normalise_name`` for every text that PostgreSQL can hold.
    """
    return _RUN_OF_SPACES.sub(" ", text.translate(_TABLE)).strip(" ")


def compact_name(text: str) -> str:
    """Return the normalised name without its spaces, so that خرم آباد, خرم‌آباد and خرمآباد are equal."""
    return normalise_name(text).replace(" ", "")


def strip_place_word(text: str) -> str:
    """Return the normalised name without one word that says what kind of place it is.

    استان, شهرستان, شهر, بخش, محله and their like before the name, `province`, `county`, `city` after it. The
    word stays where it is all there is. Compare both sides stripped: شهر بابک is a city's whole name.
    """
    words = normalise_name(text).split(" ")
    if len(words) > 1 and words[0] in _PLACE_WORDS_BEFORE:
        words = words[1:]
        if len(words) > 1 and words[0] in {"e", "ye", "ی"}:  # the ezafe: Ostan-e Fars, محله‌ی سعدی
            words = words[1:]
    elif len(words) > 1 and words[-1] in _PLACE_WORDS_AFTER:
        words = words[:-1]
    return " ".join(words)


def to_persian_digits(text: str) -> str:
    """Return the text with ASCII and Arabic digits as Persian ones; nothing else changes."""
    return text.translate(_TO_PERSIAN)


def to_ascii_digits(text: str) -> str:
    """Return the text with Persian and Arabic digits as ASCII ones; nothing else changes."""
    return text.translate(_TO_ASCII)


def format_number(value: float, lang: Lang = "fa", *, decimals: int | None = None) -> str:
    """Return a number as people write it: ``۱٬۲۳۴٫۵`` in Persian, ``1,234.5`` in English.

    Parameters
    ----------
    decimals
        Digits after the decimal mark, always that many. None: none for a whole number, else at most two.

    Returns
    -------
    str
        A dash for NaN, the sign ∞ for an infinite value. In Persian a minus stands left of the digits, held
        there by a left-to-right mark; what rounds to zero has none.
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        text = "∞" if value > 0 else "-∞"
    elif decimals is None:
        text = f"{value:,.2f}".rstrip("0").rstrip(".")
    else:
        text = f"{value:,.{decimals}f}"
    if text.startswith("-") and not text.strip("-0,."):
        text = text[1:]
    if lang == "en":
        return text
    persian = to_persian_digits(text).replace(",", _THOUSANDS).replace(".", _DECIMAL)
    return persian.replace("-", _LRM + _MINUS)


def jalali(day: dt.date, lang: Lang = "fa") -> str:
    """Return a Gregorian date in the Jalali calendar: ``۱۳۹۶/۰۷/۲۲``, with ASCII digits in English."""
    from persiantools.jdatetime import JalaliDate

    converted: Any = JalaliDate.to_jalali(day.year, day.month, day.day)  # type: ignore[no-untyped-call]
    text = f"{converted.year:04d}/{converted.month:02d}/{converted.day:02d}"
    return to_persian_digits(text) if lang == "fa" else text


def isolate(text: str) -> str:
    """Return the text between FSI and PDI, so that its direction does not disturb the text around it."""
    return f"{_FSI}{text}{_PDI}"
