"""How each layer looks in a desktop GIS: the colours and shapes of the maps, as plain values.

`geo_target.exchange.qml` and `geo_target.exchange.sld` write them in the language of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_target.exchange.fields import AREA_LAYERS
from geo_target.exchange.words import words_of
from geo_target.legend import classify
from geo_target.palette import (
    ACCENT,
    CATEGORIES,
    GREYS,
    NEIGHBOURHOOD_TYPES,
    NO_DATA,
    STATUS_FILL,
    SYMBOLS,
    Fill,
    Name,
    Shape,
    Symbol,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

WHITE, INK = GREYS[0], GREYS[7]
OTHER: Final = Name("دیگر", "Other")
HIGHEST_PRIORITY: Final = 100
OVERALL: Final = "priority_overall"
_POINT_MM, _SMALL_MM = 3.4, 1.6
_AREA_EDGE_MM, _POINT_EDGE_MM = 0.26, 0.5


@dataclass(frozen=True, slots=True)
class Mark:
    """How one class is drawn.

    ``shape`` is None for an area, and for a line, which is all edge (``is_line``). ``fill`` is ``#rrggbb``, or empty
    for none; ``opacity`` is that of the fill.
    ``inside`` says what the fill of a point tells: full, hollow, half (a small shape inside), struck. Sizes
    are in millimetres on paper. ``ring_if_modelled``: a dotted ring tells what is no real place, as on the maps.
    """

    shape: Shape | None
    fill: str
    edge: str
    inside: Fill = "full"
    opacity: float = 1.0
    size_mm: float = _POINT_MM
    edge_mm: float = _POINT_EDGE_MM
    ring_if_modelled: bool = False
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class StyleClass:
    """One line of the legend: a value, or a range with ``lower`` <= value < ``upper``; neither: all others."""

    name: Name
    mark: Mark
    value: str | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How a layer looks: by the values of ``field``, or all rows alike where it is None.

    ``ranges`` tells whether the classes are ranges of numbers, in rising order. ``label_from_scale`` is the
    scale (1 to this) from which on names are written, None for no names.
    """

    layer: str
    field: str | None
    classes: tuple[StyleClass, ...]
    ranges: bool = False
    label_from_scale: int | None = None

    @property
    def is_area(self) -> bool:
        """Whether the layer is one of areas."""
        return self.layer in AREA_LAYERS


def look_of(layer: str, priorities: Sequence[float | None] = (), columns: Sequence[str] = ()) -> Look:
    """Return how a layer looks; with values of `priority_field`, classes as the maps make them of these.

    Without values, or with one that is no priority, the classes are fifths of 0 to 100.
    """
    if layer == "priorities":
        return Look(layer, priority_field(columns), _priority_classes(priorities), True, 100_000)
    if layer == "neighbourhoods":
        classes = tuple(
            StyleClass(name, _area(colour, 0.6), value)
            for (value, name), colour in zip(NEIGHBOURHOOD_TYPES.items(), CATEGORIES, strict=True)
        )
        return Look(layer, "type", (*classes, _other(_area(NO_DATA, 0.6))), label_from_scale=100_000)
    if layer in _PLAIN:
        name, mark, scale = _PLAIN[layer]
        return Look(layer, None, (StyleClass(name, mark),), label_from_scale=scale)
    return _look_of_places({symbol.collection: symbol for symbol in SYMBOLS}[layer])


def priority_field(columns: Sequence[str]) -> str:
    """Return the column that priorities are coloured by: that of the one service, else the overall one."""
    services = [name for name in columns if name.startswith("priority_") and name != OVERALL]
    return services[0] if len(services) == 1 else OVERALL


def _priority_classes(values: Sequence[float | None]) -> tuple[StyleClass, ...]:
    known = [value for value in values if value is not None]
    usable = known and all(0 <= value <= HIGHEST_PRIORITY for value in known)
    legend = classify(known if usable else range(HIGHEST_PRIORITY + 1), "priority")
    return tuple(
        StyleClass(
            Name(one.label_fa, one.label_en), _area(one.colour, 0.85), lower=one.lower, upper=one.upper
        )
        for one in legend.classes
    )


def _look_of_places(symbol: Symbol) -> Look:
    layer = symbol.collection
    field = _FIELD_OF_PLACES.get(layer, "status" if symbol.service else None)
    if field is None:
        return Look(layer, None, (StyleClass(symbol.name, _place(symbol, "full")),), label_from_scale=500_000)
    values = words_of(layer, field)
    if field in {"status", "setting"}:
        marks = [_place(symbol, _FILLS[value]) for value in values]
    else:
        marks = [_coloured(symbol, colour) for colour in CATEGORIES]
    classes = tuple(
        StyleClass(name, mark, value) for (value, name), mark in zip(values.items(), marks, strict=True)
    )
    return Look(layer, field, (*classes, _other(_coloured(symbol, NO_DATA))), label_from_scale=25_000)


def _other(mark: Mark) -> StyleClass:
    return StyleClass(OTHER, mark)


def _place(symbol: Symbol, inside: Fill) -> Mark:
    fill = symbol.colour if inside == "full" else WHITE
    return Mark(symbol.shape, fill, symbol.colour, inside, ring_if_modelled=True)


def _coloured(symbol: Symbol, colour: str) -> Mark:
    return Mark(symbol.shape, colour, GREYS[6], edge_mm=_AREA_EDGE_MM, ring_if_modelled=True)


def _area(colour: str, opacity: float) -> Mark:
    return Mark(None, colour, GREYS[6], opacity=opacity, edge_mm=_AREA_EDGE_MM)


_FILLS: Final[dict[str, Fill]] = {**STATUS_FILL, "village": "full", "urban_outskirt": "half"}
_FIELD_OF_PLACES: Final = {
    "candidate_sites": "kind",
    "self_help_groups": "setting",
    "course_runs": "sector",
}
_PLAIN: Final[dict[str, tuple[Name, Mark, int | None]]] = {
    "provinces": (
        Name("استان", "Province"),
        Mark(None, GREYS[1], GREYS[5], opacity=0.5, edge_mm=0.4),
        8_000_000,
    ),
    "counties": (
        Name("شهرستان", "County"),
        Mark(None, "", GREYS[4], edge_mm=0.2),
        2_000_000,
    ),
    "cities": (
        Name("شهر", "City"),
        Mark("circle", WHITE, INK, size_mm=2.4, edge_mm=0.4),
        4_000_000,
    ),
    "siting_sites": (
        Name("مکان طرح", "Site of the plan"),
        Mark("circle", WHITE, ACCENT, ring_if_modelled=True),
        500_000,
    ),
    "siting_lines": (
        Name("از محله به مکان", "From a neighbourhood to its site"),
        Mark(None, "", ACCENT, edge_mm=0.3, is_line=True),
        None,
    ),
    "demand_points": (
        Name("نقطهٔ تقاضا", "Demand point"),
        Mark("circle", ACCENT, ACCENT, size_mm=_SMALL_MM, edge_mm=0.1, opacity=0.7),
        None,
    ),
}
