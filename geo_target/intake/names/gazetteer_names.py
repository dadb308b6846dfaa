"""The spellings under which a place is found: place words taken off, letters folded, and other names.

Rules and a table, no measure of likeness: two spellings have one key, or they have not.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Literal

from geo_target.persian import compact_name, normalise_name

Kind = Literal["province", "county", "city", "neighbourhood"]

_BEFORE: dict[Kind, tuple[str, ...]] = {
    "province": ("استانداری", "استان", "ostan", "province of", "state of"),
    "county": ("فرمانداری", "شهرستان", "shahrestan", "county of"),
    "city": (
        "شهرداری", "فرمانداری", "شهرستان", "شهر مقدس", "شهر جدید", "کلان شهر", "کلانشهر", "شهر",
        "shahrestan", "shahr", "city of", "municipality of", "county of",
    ),
    "neighbourhood": ("محله", "mahalleh", "mahalle", "neighbourhood", "neighborhood"),
}  # fmt: skip
_AFTER: dict[Kind, tuple[str, ...]] = {
    "province": ("province", "ostan", "state"),
    "county": ("county", "shahrestan"),
    "city": ("city", "county", "municipality"),
    "neighbourhood": ("neighbourhood", "neighborhood", "mahalleh"),
}
_COUNTRY = ("ایران", "iran")
_EZAFE = ("ی", "e", "ye", "i")
_JOINING = frozenset(("e", "ye", "i", "yi", "va", "o", "u", "and", "و"))
_DIGRAPHS = (
    ("sch", "š"), ("tch", "č"), ("kh", "x"), ("gh", "q"), ("sh", "š"), ("ch", "č"), ("zh", "ž"), ("dj", "j"),
    ("th", "t"), ("ph", "f"), ("w", "v"), ("ck", "k"), ("c", "k"),
)  # fmt: skip
_LAST_AY = re.compile(r"a[yi]$")  # Saray is not Sari
_FRONT = re.compile(r"[aeiy]+")
_BACK = re.compile(r"(?:au|ov(?![aeiouy])|o|u)+")
_TWICE = re.compile(r"(.)\1+")
_SHORTEST_FOLDED = 3


def bare_forms(text: str, kind: Kind) -> list[str]:
    """Return the normalised text, then with ever more of the words taken off that say what kind of place it is.

    First those at its end, then one and two at its beginning (``شهرداری شهر مشهد``): ``Shahr-e Kord City`` is
    tried as ``shahr e kord`` before ``kord``. Only words of its own kind: ``استان گلستان`` as a city stays whole,
    because it names the province. Never empty.
    """
    words = normalise_name(text).split(" ")
    forms = [words]
    while len(words) > 1 and words[-1] in (*_AFTER[kind], *_COUNTRY):
        words = words[:-1]
        forms.append(words)
    for _ in range(2):
        words = _without_first(words, kind)
        forms.append(words)
    return list(dict.fromkeys(" ".join(form) for form in forms))


def _without_first(words: list[str], kind: Kind) -> list[str]:
    for phrase in _BEFORE[kind]:
        start = phrase.split(" ")
        if words[: len(start)] == start and len(words) > len(start):
            rest = words[len(start) :]
            return rest[1:] if len(rest) > 1 and rest[0] in _EZAFE else rest
    return words


def folded(text: str) -> str:
    """Return a key that is equal for the common transliterations of one name, and for a doubled Persian letter.

    ``Ghoochan`` and ``Quchan``, ``Esfahan`` and ``Isfahan``, ``Hamedan`` and ``Hamadan``, ``گنبد کاوس`` and
    ``گنبدکاووس`` are equal. Joining words (-e, va, and, و) go; kh, gh, sh, ch are one letter each; a, e, i and
    their pairs are one vowel, o and u the other; a double letter is one; an h at the end after a vowel goes.
    Measured on the 2,459 places of GeoNames: see ``docs/methods/names-to-codes.md``.
    """
    key = "".join(word for word in normalise_name(text).split(" ") if word not in _JOINING)
    if not key.isascii():
        return _TWICE.sub(r"\1", key)
    for letters, sound in _DIGRAPHS:
        key = key.replace(letters, sound)
    key = _FRONT.sub("a", _BACK.sub("o", _LAST_AY.sub("ä", key)))
    key = _TWICE.sub(r"\1", key)
    return key[:-1] if len(key) > _SHORTEST_FOLDED and key[-2:] in {"ah", "oh"} else key


def other_names(name_fa: str) -> tuple[str, ...]:
    """Return the other names and spellings of a place by its Persian name, from ``name_variants.toml``."""
    return _variants().get(compact_name(name_fa), ())


@lru_cache(maxsize=1)
def _variants() -> dict[str, tuple[str, ...]]:
    text = resources.files("geo_target.intake.names").joinpath("name_variants.toml").read_text("utf-8")
    return {compact_name(name): tuple(others) for name, others in tomllib.loads(text)["names"].items()}
