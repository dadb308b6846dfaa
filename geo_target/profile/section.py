"""One table of a profile under check: every value that is taken out is right, or refused by file and key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from unicodedata import category

from geo_target.errors import ProfileError
from geo_target.models import is_finite_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_NEAREST_KM, _FARTHEST_KM = 0.001, 1000
_WEIGHT_TOLERANCE = 1e-9
_LONGEST_TEXT = 100


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a profile, with its place in the file for messages."""

    source: str
    path: str
    content: Mapping[str, object]

    def refuse(self, key: str, expected: str) -> NoReturn:
        """Refuse the value of a key, saying what was expected and what came."""
        came = json.dumps(self.content.get(key), ensure_ascii=False, default=str)
        raise ProfileError(f"{self.source}: {self._name(key)} must be {expected}, not {came}")

    def check_keys(self, expected: Collection[str]) -> None:
        """Refuse a key that is missing, and one that is not known."""
        missing = [key for key in expected if key not in self.content]
        if missing:
            raise ProfileError(f"{self.source}: {self._name(missing[0])} is missing; add it")
        unknown = [key for key in self.content if key not in expected]
        if unknown:
            known = ", ".join(expected)
            raise ProfileError(f"{self.source}: {self._name(unknown[0])} is not one of the keys {known}")

    def section(self, key: str) -> Section:
        """Give the table under a key."""
        value = self.content[key]
        if not isinstance(value, dict):
            self.refuse(key, "a table")
        return Section(self.source, self._name(key), value)

    def text(self, key: str) -> str:
        """Give the text under a key: one line that a table can show and the database can keep."""
        value = self.content[key]
        if not (isinstance(value, str) and value.strip()):
            self.refuse(key, "a text that is not empty")
        # Format characters (Cf) hold the joiners that Persian is written with.
        if len(value) > _LONGEST_TEXT or any(category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in value):
            self.refuse(key, f"a text of one line, without control characters, up to {_LONGEST_TEXT} letters")
        return value

    def number(self, key: str, *, least: float, most: float) -> float:
        """Give the number under a key, its limits included."""
        value = self.content[key]
        if not (is_finite_number(value) and least <= value <= most):
            self.refuse(key, f"a number from {least} to {most}")
        return float(value)

    def count(self, key: str, *, least: int = 0, most: int) -> int:
        """Give the whole number under a key, its limits included."""
        value = self.content[key]
        if not (isinstance(value, int) and not isinstance(value, bool) and least <= value <= most):
            self.refuse(key, f"a whole number from {least} to {most}")
        return value

    def radius_m(self, key: str) -> float:
        """Give the kilometres under a key, as metres."""
        value = self.content[key]
        if not (is_finite_number(value) and _NEAREST_KM <= value <= _FARTHEST_KM):
            self.refuse(key, f"a number from {_NEAREST_KM} to {_FARTHEST_KM}")
        return round(value * 1000, 3)  # 1.1 km is 1100 m, not 1100.0000000000002

    def choice(self, key: str, known: Collection[str]) -> str:
        """Give one of the known words."""
        value = self.content[key]
        if not (isinstance(value, str) and value in known):
            self.refuse(key, f"one of {', '.join(known)}")
        return value

    def choices(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        """Give a list of known words, each once."""
        value = self.content[key]
        if not (isinstance(value, list) and value and all(isinstance(v, str) and v in known for v in value)):
            self.refuse(key, f"a list of {', '.join(known)}")
        if len(set(value)) != len(value):
            self.refuse(key, "a list without repeats")
        return tuple(value)

    def check_sum(self, weights: Mapping[str, float]) -> None:
        """Refuse weights that do not add up to 1."""
        total = sum(weights.values())
        if abs(total - 1) > _WEIGHT_TOLERANCE:
            names = ", ".join(self._name(key) for key in weights)
            raise ProfileError(f"{self.source}: {names} must add up to 1, not {total:.10g}")

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
