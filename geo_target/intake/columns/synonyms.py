"""The dictionary of headers, read once from ``synonyms.toml``: which words mean which column."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from geo_target.errors import UnknownLayerError
from geo_target.persian import compact_name, normalise_name

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class LayerWords:
    """What the headers of one layer may be called.

    Parameters
    ----------
    fields
        Stored columns and what leads to them (``city_name``, ``easting``), in the order of questions.
    names
        Normalised name → the fields that it may stand for, in the order of ``fields``; two are a question.
    compact
        The same by the name without its spaces.
    stands_in
        Field → the field that it is taken for where the file has no other column for that one.
    """

    fields: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    compact: Mapping[str, tuple[str, ...]]
    stands_in: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """What holds for all layers.

    Parameters
    ----------
    ignored, fillers, quantities
        Normalised; ``quantities`` are words that change nothing, but only about numbers (تعداد).
    units
        Normalised spelling → unit.
    groups
        Words of a header above others that add nothing.
    totals, totals_first, remarks, examples
        What a row of totals is called, what it begins with, what a remark below a table begins with, and what
        the example row of a template is called.
    sheets_aside
        What a sheet is called that explains and holds no list.
    factors
        Field → unit → factor to the unit in which the field is stored.
    """

    ignored: frozenset[str]
    fillers: frozenset[str]
    quantities: frozenset[str]
    groups: frozenset[str]
    totals: frozenset[str]
    totals_first: frozenset[str]
    remarks: frozenset[str]
    examples: frozenset[str]
    sheets_aside: frozenset[str]
    units: Mapping[str, str]
    factors: Mapping[str, Mapping[str, float]]


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    return tomllib.loads(
        resources.files("geo_target.intake.columns").joinpath("synonyms.toml").read_text(encoding="utf-8")
    )


def layer_names() -> tuple[str, ...]:
    """Return the layers that a list can be read for, in the order of the dictionary."""
    return tuple(_file()["layers"])


@lru_cache(maxsize=32)
def layer_words(layer: str) -> LayerWords:
    """Return the dictionary of a layer.

    A name that stands under the layer itself is that field there and no other; else every field of the layer
    that has the name is a candidate.

    Raises
    ------
    UnknownLayerError
        For a layer that no list can be read for; lists those that can.
    """
    file = _file()
    if layer not in file["layers"]:
        raise UnknownLayerError(
            f"A list can be read for one of the layers {', '.join(layer_names())}, not for {layer!r}."
        )
    fields = tuple(file["layers"][layer]["fields"])
    own = _gather((field, names) for field, names in file["layers"][layer].get("names", {}).items())
    general = _gather((field, file["fields"][field]["names"]) for field in fields)
    exact = {normalise_name(field): (field,) for field in fields}
    names = {**general, **own, **exact}
    return LayerWords(fields, names, _compacted(names), file["layers"][layer].get("stands_in", {}))


@lru_cache(maxsize=1)
def words() -> Words:
    """Return what holds for all layers."""
    file = _file()
    return Words(
        ignored=frozenset(map(normalise_name, file["ignored"]["names"])),
        fillers=frozenset(map(normalise_name, file["fillers"]["words"])),
        quantities=frozenset(map(normalise_name, file["fillers"]["of_numbers"])),
        groups=frozenset(map(normalise_name, file["groups"]["words"])),
        totals=frozenset(map(normalise_name, file["totals"]["whole"])),
        totals_first=frozenset(map(normalise_name, file["totals"]["first"])),
        remarks=frozenset(map(normalise_name, file["totals"]["remarks"])),
        examples=frozenset(map(normalise_name, file["totals"]["examples"])),
        sheets_aside=frozenset(map(normalise_name, file["sheets"]["aside"])),
        units={normalise_name(spelling): unit for unit, names in file["units"].items() for spelling in names},
        factors={
            field: {unit: float(factor) for unit, factor in entry.get("units", {}).items()}
            for field, entry in file["fields"].items()
        },
    )


def field_fa(field: str) -> str:
    """Return what a field is called in Persian: the first of its names; the field itself if it has none."""
    names = _file()["fields"].get(field, {}).get("names", ())
    return str(names[0]) if names else field


@lru_cache(maxsize=1)
def all_headers() -> frozenset[str]:
    """Return every name of every layer, normalised and without spaces: what a row of headers is made of."""
    known = {name for layer in layer_names() for name in layer_words(layer).compact}
    return frozenset(known | {name.replace(" ", "") for name in words().ignored})


def _gather(entries: Any) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for field, spellings in entries:
        for name in map(normalise_name, spellings):
            if field not in names.get(name, ()):
                names[name] = (*names.get(name, ()), field)
    return names


def _compacted(names: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    compact: dict[str, tuple[str, ...]] = {}
    for name, fields in names.items():
        before = compact.get(compact_name(name), ())
        compact[compact_name(name)] = (*before, *(field for field in fields if field not in before))
    return compact
