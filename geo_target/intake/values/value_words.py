"""Words for values: yes and no, the status of a facility, kinds, types; the table is ``value_words.toml``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources

from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_numbers import Cell, require_text
from geo_target.persian import compact_name

_FIELDS_FA = {
    "status": "وضعیت",
    "kind": "گونه",
    "type": "نوع محله",
    "setting": "بستر",
    "sector": "بخش اقتصادی",
    "capacity_unit": "یکای ظرفیت",
    "yes_no": "بله یا خیر",
}
_FIELDS_EN = {"yes_no": "yes or no"}
_UNDER_CONSTRUCTION = ("دردستاحداث", "درحالساخت", "دردستساخت", "درحالاحداث", "underconstruction")


def parse_bool(value: Cell) -> bool:
    """Return whether a cell says yes: ``بله``, ``دارد``, ``yes``, ``1``, ``✓``; ``خیر``, ``ندارد``, ``no``, ``0``.

    Raises
    ------
    ValueProblem
        ``empty`` (an empty cell is not a no) or ``unknown-word`` (also x and *, which mean both).
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, float) and value in {0.0, 1.0}:
        value = int(value)
    return parse_choice(value, "yes_no") == "yes"


def parse_status(value: Cell) -> str:
    """Return ``proposed``, ``approved``, ``operating`` or ``closed``; a site under construction is asked about.

    Raises
    ------
    ValueProblem
        ``empty`` or ``unknown-word``.
    """
    return parse_choice(value, "status")


def parse_kind(value: Cell, *, allowed: tuple[str, ...] | None = None) -> str:
    """Return the kind of a facility or a candidate site.

    Parameters
    ----------
    allowed
        The kinds that the layer may hold; None: all of them.

    Raises
    ------
    ValueProblem
        ``empty``, ``unknown-word``, or ``other-kind`` where the kind belongs to another layer.
    """
    kind = parse_choice(value, "kind")
    if allowed is None or kind in allowed:
        return kind
    names = [_values("kind")[name] for name in allowed]
    raise ValueProblem(
        "other-kind",
        expected=(" یا ".join(names), " or ".join(allowed)),
        came=value,
        mend=("این سطر را در لایهٔ خودش بارگذاری کنید", "import this row into its own layer"),
    )


def parse_type(value: Cell) -> str:
    """Return the type of a target neighbourhood: one of the four of the programme.

    Raises
    ------
    ValueProblem
        ``empty`` or ``unknown-word``.
    """
    return parse_choice(value, "type")


def parse_choice(value: Cell, field: str) -> str:
    """Return the stored value of a word, for a field of ``value_words.toml``.

    Raises
    ------
    ValueProblem
        ``empty``, or ``unknown-word`` with the words that would be understood.
    """
    values = _values(field)
    expected = (
        f"{_FIELDS_FA[field]}: {'، '.join(values.values())}",
        f"{_FIELDS_EN.get(field, field)}: {', '.join(values)}",
    )
    text = require_text(value, expected)
    key = compact_name(text) or text
    if key in _table()[field]:
        return _table()[field][key]
    mend = (
        f"یکی از این‌ها را بنویسید: {'، '.join(values.values())}",
        f"write one of these: {', '.join(values)}",
    )
    if field == "status" and key in _UNDER_CONSTRUCTION:
        mend = (
            "اگر تصویب شده ولی هنوز باز نشده است «مصوب» بنویسید",
            "if it is approved but not yet open, write approved",
        )
    raise ValueProblem("unknown-word", expected=expected, came=value, mend=mend)


def choices(field: str) -> dict[str, str]:
    """Return the stored values of a field and the Persian word for each, in the order of the table."""
    return dict(_values(field))


def _values(field: str) -> dict[str, str]:
    return {stored: words[0] for stored, words in _words()[field].items()}


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, list[str]]]:
    text = resources.files("geo_target.intake.values").joinpath("value_words.toml").read_text("utf-8")
    words: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return words


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    """Return for each field the normalised word, and the value that it stands for."""
    return {
        field: {
            compact_name(word) or word: stored
            for stored, words in values.items()
            for word in (stored, stored.replace("_", " "), *words)
        }
        for field, values in _words().items()
    }
