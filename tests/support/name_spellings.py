"""At least twenty spellings of a place's name, by what offices, keyboards and atlases do to it.

Made from the names alone, by rules of their own: nothing here knows how the product normalises or folds.
"""

import re
import unicodedata

ZWNJ, KASHIDA, NBSP, RLM = "\u200c", "\u0640", "\u00a0", "\u200f"
JOINS_FORWARD = set("بپتثجچحخسشصضطظعغفقکگلمنهی")
TRANSLITERATIONS = [
    ("q", "gh"), ("gh", "q"), ("u", "oo"), ("u", "ou"), ("u", "o"), ("i", "ee"), ("ey", "ei"), ("iy", "i"), ("yeh\\b", "ye"),
    ("yeh\\b", "ieh"), ("eh\\b", "e"), ("Esf", "Isf"), ("Isf", "Esf"), ("v", "w"), ("kh", "Kh"), ("an\\b", "aan"), ("ab", "aab"),
    ("Kord", "Kurd"), ("Kurd", "Kord"), ("j", "dj"), ("e", "i"), (" ", "-"), (" ", ""), ("-e ", " "), ("-e ", "-e-"), (" and ", " & "),
    (" and ", " va "), ("Sh", "SH"), ("sh", "sch"), ("ch", "tch"), ("z", "zz"), ("rr", "r"), ("m", "mm"), ("a(?!nd)", "e"),
]  # fmt: skip
MACRONS = str.maketrans({"a": "ā", "i": "ī", "u": "ū", "s": "ş", "h": "ḩ", "z": "z̄", "A": "Ā"})


def persian_spellings(name, prefixes):
    """What a Persian keyboard, an Arabic one, an old program or a careful typist makes of the name."""
    arabic = name.replace("ی", "ي").replace("ک", "ك")
    yield from (name, arabic, name.replace("ی", "ى"), name.replace("ک", "ڪ"))
    yield from (
        name.replace(" ", ZWNJ),
        name.replace(" ", ""),
        name.replace(" ", "  "),
        name.replace(" ", NBSP),
    )
    yield from (
        name.replace("ه", "ة") if name.endswith("ه") else name,
        name.replace("آ", "ا"),
        name.replace("آ", "ا\u0653"),
    )
    yield from (
        name.replace("ئ", "ی"),
        name.replace("ئ", "ي\u0654"),
        name.replace("ه", "ھ"),
        name.replace("ه", "ہ"),
    )
    yield from (
        stretched(name, 1),
        stretched(name, 3),
        voweled(name, "\u064e"),
        voweled(name, "\u0650"),
        voweled(name, "\u0652"),
    )
    yield from (
        f" {name}  ",
        f"{RLM}{name}{RLM}",
        f"«{name}»",
        f"{name}.",
        f"{name}:",
        f"\u202b{name}\u202c",
        f"{name}\u00ad",
        f"\ufeff{name}",
    )
    yield presentation_forms(name)
    for prefix in prefixes:
        yield from (
            f"{prefix} {name}",
            f"{prefix}\u0650 {arabic}",
            f"{prefix}{ZWNJ}{name}",
            f"{prefix}: {name}",
            f"{prefix}  {arabic}",
        )
    yield f"{name}، ایران"


def latin_spellings(name, prefixes, suffixes):
    """What atlases and other alphabets make of the name; one change at a time."""
    yield from (name, name.lower(), name.upper(), name.swapcase(), name.translate(MACRONS))
    yield unicodedata.normalize("NFD", name.translate(MACRONS))
    yield from (
        f" {name} ",
        name.replace(" ", NBSP),
        f"{name}, Iran",
        name.replace("a", "a’", 1),
        name.replace(" ", "_"),
    )
    yield from (re.sub(old, new, name) for old, new in TRANSLITERATIONS if re.search(old, name))
    yield from (f"{prefix}{name}" for prefix in prefixes)
    yield from (f"{name} {suffix}" for suffix in suffixes)
    yield from (f"{name.upper()} {suffix.upper()}" for suffix in suffixes)


def stretched(name, times):
    """The name with kashida behind its first letter that joins to the next."""
    for at, letter in enumerate(name[:-1]):
        if letter in JOINS_FORWARD and name[at + 1].isalpha():
            return name[: at + 1] + KASHIDA * times + name[at + 1 :]
    return name


def voweled(name, mark):
    """The name with a vowel mark on its first letter."""
    return name[0] + mark + name[1:]


def presentation_forms(name):
    """The name with letters as an old PDF has them: isolated forms."""
    forms = {
        unicodedata.normalize("NFKC", chr(c)): chr(c)
        for c in range(0xFEFC, 0xFE7F, -1)
        if "ISOLATED" in unicodedata.name(chr(c), "")
    }
    return "".join(forms.get(letter, letter) for letter in name)


def distinct(spellings):
    """Each spelling once, in order."""
    return list(dict.fromkeys(spellings))
