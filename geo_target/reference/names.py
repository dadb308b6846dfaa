"""Names of modelled neighbourhoods: neutral words, put together by type, none twice in a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.persian import to_persian_digits
from geo_target.reference.draw import generator, shuffled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.reference.sources import NamePart

Name = tuple[str, str]


def persian_number(value: int) -> str:
    """Write a whole number with Persian digits."""
    return to_persian_digits(str(value))


def numbered(name: Name, number: int) -> Name:
    """Add a number to a name in both languages; the first of its name goes without."""
    if number == 1:
        return name
    return f"{name[0]} {persian_number(number)}", f"{name[1]} {number}"


def neighbourhood_names(geonameid: int, types: Sequence[str], parts: Sequence[NamePart]) -> list[Name]:
    """Name a city's neighbourhoods, in the order of `types`; a name that comes again gets a number."""
    pools = {kind: _pool(geonameid, kind, parts) for kind in sorted(set(types))}
    used = dict.fromkeys(pools, 0)
    names: list[Name] = []
    for kind in types:
        pool, n = pools[kind], used[kind]
        names.append(numbered(pool[n % len(pool)], n // len(pool) + 1))
        used[kind] += 1
    return names


def _pool(geonameid: int, kind: str, parts: Sequence[NamePart]) -> list[Name]:
    """Return all names of a type in an order of the city's own."""
    prefixes = [p for p in parts if p.type == kind and p.part == "prefix"]
    bases = [p for p in parts if p.type == kind and p.part == "base"]
    names = [(f"{p.fa} {b.fa}", f"{p.en} {b.en}") for p in prefixes for b in bases]
    order = shuffled(generator(7, geonameid, len(kind), ord(kind[0])), len(names))
    return [names[n] for n in order.tolist()]
