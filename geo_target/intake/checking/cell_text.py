"""Text to be stored: names as a Persian keyboard of today writes them, and codes in one form.

A name is kept as it was given, but for what nobody sees or what only an old keyboard knows: Arabic ي and ك, the
digits of the other script, kashida, shapes of letters, marks of direction, half-spaces and spaces too many.
"""

from __future__ import annotations

import re
import unicodedata

from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_numbers import LONGEST_TEXT, Cell, require_text
from geo_target.persian import ARABIC_DIGITS, ASCII_DIGITS, PERSIAN_DIGITS, ZWNJ

LONGEST_CODE = 60

_EXPECTED_NAME = ("یک نام", "a name")
_EXPECTED_CODE = ("یک کد", "a code")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.,()'&/-]| (?! ))*(?<! )")
_LETTERS = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئأؤء"
_PLAIN_PERSIAN = re.compile(rf"[{_LETTERS}](?:[{_LETTERS}۰-۹]|[ {ZWNJ}](?=[{_LETTERS}۰-۹]))*")
_PLAIN_CODE = re.compile(rf"[A-Z0-9][A-Z0-9-]{{0,{LONGEST_CODE - 1}}}")
_PERSIAN = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")
_BROKEN = re.compile("[\0\ufffd\ud800-\udfff\ufdd0-\ufdef\uffff]")
_EDGE_OF_WORD = re.compile(f"{ZWNJ}*( ){ZWNJ}*|^{ZWNJ}+|{ZWNJ}+$")
_HALF_SPACES = re.compile(f"{ZWNJ}{{2,}}")
_DROPPED = (
    "\u200b\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00adـ"
)
_TIDY = str.maketrans(
    dict.fromkeys(_DROPPED, "")
    | {chr(sign): " " for sign in (*range(1, 0x20), *range(0x7F, 0xA1))}
    | {"ي": "ی", "ى": "ی", "ك": "ک"}
    | {
        chr(shape): unicodedata.normalize("NFKC", chr(shape)).replace("ي", "ی").replace("ى", "ی").replace("ك", "ک")
        for shape in (*range(0xFB50, 0xFBB2), *range(0xFBD3, 0xFC00), *range(0xFE80, 0xFEFD))
        if unicodedata.name(chr(shape), "")
    }
)  # fmt: skip
_PERSIAN_DIGITS = str.maketrans(ASCII_DIGITS + ARABIC_DIGITS, PERSIAN_DIGITS * 2)
_ASCII_DIGITS = str.maketrans(PERSIAN_DIGITS + ARABIC_DIGITS, ASCII_DIGITS * 2)
_OWN_CODE = re.compile(
    r"(?:IR-?[0-9]{2}(?:-C[0-9]+)?|(?:TC|PC|NH|BB|SB|SG|FD|OC|CR|CS)-[0-9]+|C[0-9]+|[ND][0-9]+(?:-[0-9]+)+)",
    re.IGNORECASE,
)


def parse_text(value: Cell) -> str:
    """Return a name as it is stored; doing it twice changes nothing more.

    Persian digits where the text has a Persian letter, ASCII digits where it has none.

    Raises
    ------
    ValueProblem
        ``empty`` (also a text of marks alone), ``wrong-type``, ``sheet-error``, ``too-long``, or
        ``unreadable-character`` where a letter was lost when the file was made.
    """
    if type(value) is str:
        if len(value) <= LONGEST_TEXT and (_PLAIN_PERSIAN.fullmatch(value) or _PLAIN.fullmatch(value)):
            return value  # nothing to tidy, as most names are
        _require_readable(value)
        if len(value) > LONGEST_TEXT or value.lstrip().startswith("#"):
            require_text(value, _EXPECTED_NAME)
        tidy = tidy_text(value)
        text = value if tidy == value else tidy  # one text in memory, not two
    else:
        text = tidy_text(require_text(_whole(value), _EXPECTED_NAME))
    if not text or not any(map(str.isalnum, text)):
        raise ValueProblem(
            "empty", expected=_EXPECTED_NAME, came=value, mend=("نام را بنویسید", "write the name")
        )
    return text


def tidy_text(text: str) -> str:
    """Return a text in today's letters, spaces single, half-spaces only between letters; it may become empty."""
    tidy = " ".join(unicodedata.normalize("NFC", text).translate(_TIDY).split())
    if ZWNJ in tidy:
        tidy = " ".join(_HALF_SPACES.sub(ZWNJ, _EDGE_OF_WORD.sub(r"\1", tidy)).split())
    return tidy.translate(_PERSIAN_DIGITS if _PERSIAN.search(tidy) else _ASCII_DIGITS)


def parse_code(value: Cell) -> str:
    """Return a code as it is stored: ASCII digits, no space at its ends; 23.0 of a sheet is 23.

    Codes of this system are in capitals, whichever way they are written; others stay as they are.

    Raises
    ------
    ValueProblem
        ``empty``, ``wrong-type``, ``sheet-error``, ``unreadable-character``, ``too-long``, or
        ``shortened-number`` where a spreadsheet has cut digits.
    """
    if isinstance(value, str):
        if _PLAIN_CODE.fullmatch(value):
            return value
        _require_readable(value)
    text = require_text(_whole(value), _EXPECTED_CODE)
    if len(text) > LONGEST_CODE:
        mend = ("کد کوتاه‌تری بنویسید", "write a shorter code")
        raise ValueProblem("too-long", expected=_EXPECTED_CODE, came=value, mend=mend)
    if isinstance(value, float) or re.fullmatch(r"[0-9]\.[0-9]+[eE]\+[0-9]+", text):
        mend = (
            "صفحه‌گسترده رقم‌های این کد را کوتاه کرده است؛ خانه را متن کنید و کد را از نو بنویسید",
            "a spreadsheet has cut the digits of this code: make the cell text and write the code again",
        )
        if not (isinstance(value, float) and value.is_integer()):
            raise ValueProblem("shortened-number", expected=_EXPECTED_CODE, came=value, mend=mend)
    text = tidy_text(text).translate(_ASCII_DIGITS)
    if not text:
        raise ValueProblem(
            "empty", expected=_EXPECTED_CODE, came=value, mend=("کد را بنویسید", "write the code")
        )
    return text.upper() if _OWN_CODE.fullmatch(text) else text


def _whole(value: Cell) -> Cell:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _require_readable(text: str) -> None:
    if _BROKEN.search(text):
        raise ValueProblem(
            "unreadable-character",
            expected=("متن خوانا", "readable text"),
            came=text,
            mend=(
                "نویسه‌ای هنگام ساختن فایل از دست رفته است؛ متن را از نو بنویسید و فایل را با UTF-8 ذخیره کنید",
                "a letter was lost when the file was made: write the text again and save the file as UTF-8",
            ),
        )
