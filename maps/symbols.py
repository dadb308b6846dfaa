"""Facility symbols as SVG, for maps and legends outside the web page: the shape is the kind, the fill the status."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from geo_target.palette import STATUS_FILL

if TYPE_CHECKING:
    from geo_target.palette import Shape, Symbol

SIZE: Final = 18
REACH: Final = 7.0

Point = tuple[float, float]


def symbol_svg(symbol: Symbol, status: str = "operating", *, size: int = SIZE, modelled: bool = False) -> str:
    """Draw a symbol: hollow proposed, half approved, full operating, struck closed; modelled has a dashed edge.

    Parameters
    ----------
    size
        Edge of the picture in pixels.

    Raises
    ------
    KeyError
        If the status is unknown.
    """
    fill = STATUS_FILL[status]
    outline = _outline(symbol.shape)
    body = symbol.colour if fill == "full" else "#ffffff"
    parts = [f'<path d="{outline}" fill="#fff" stroke="#fff" stroke-width="5" stroke-linejoin="round"/>']
    if modelled:
        parts.append(
            _path(outline, "none", symbol.colour, 1, ' transform="scale(1.42)" stroke-dasharray="2 1.6"')
        )
    parts.append(_path(outline, body, symbol.colour, 1.8))
    if fill == "half":
        parts.append(_path(outline, symbol.colour, symbol.colour, 0, ' clip-path="inset(50% 0 0 0)"'))
    if fill == "struck":
        parts.append(_path("M-8 8L8 -8", "none", symbol.colour, 2))
    look = f'viewBox="-11 -11 22 22" width="{size}" height="{size}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {look}>{"".join(parts)}</svg>'


def _path(outline: str, fill: str, stroke: str, width: float, extra: str = "") -> str:
    look = f'fill="{fill}" fill-rule="evenodd" stroke="{stroke}" stroke-width="{width}"'
    return f'<path d="{outline}" {look}{extra}/>'


def _outline(shape: Shape) -> str:
    if shape == "circle":
        return _ring(REACH * 0.85)
    if shape == "double_ring":
        return _ring(REACH * 1.1) + _ring(REACH * 0.72) + _ring(REACH * 0.4)
    return _polygon(_star() if shape == "star" else CORNERS[shape])


def _ring(radius: float) -> str:
    r = f"{radius:.4g}"
    return f"M-{r} 0A{r} {r} 0 1 0 {r} 0A{r} {r} 0 1 0 -{r} 0Z"


def _polygon(corners: tuple[Point, ...]) -> str:
    return "M" + "L".join(f"{x * REACH:.4g} {y * REACH:.4g}" for x, y in corners) + "Z"


def _star() -> tuple[Point, ...]:
    radii = (1.1, 0.48)
    turns = [(radii[i % 2], i * math.pi / 5) for i in range(10)]
    return tuple((radius * math.sin(turn), -radius * math.cos(turn)) for radius, turn in turns)


_A, _B = 0.36, 0.98
CORNERS: Final[dict[Shape, tuple[Point, ...]]] = {
    "square": ((-0.82, -0.82), (0.82, -0.82), (0.82, 0.82), (-0.82, 0.82)),
    "triangle": ((0, -1), (1.02, 0.8), (-1.02, 0.8)),
    "diamond": ((0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)),
    "house": ((0, -1.05), (1, -0.15), (0.72, -0.15), (0.72, 0.9), (-0.72, 0.9), (-0.72, -0.15), (-1, -0.15)),
    "cross": (
        *((-_A, -_B), (_A, -_B), (_A, -_A), (_B, -_A), (_B, _A), (_A, _A)),
        *((_A, _B), (-_A, _B), (-_A, _A), (-_B, _A), (-_B, -_A), (-_A, -_A)),
    ),
    "flag": ((-0.7, -1), (0.9, -0.45), (-0.35, 0.1), (-0.35, 1), (-0.7, 1)),
}
