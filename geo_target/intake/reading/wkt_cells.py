"""A boundary as text is longer than a cell of Excel holds: it goes on in the next column, and is joined on reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.intake.source_table import SourceRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.intake.source_table import Cell

WKT_HEADER, CONTINUED = "هندسه (WKT)", "ادامهٔ هندسه (WKT)"
EXCEL_CELL = 32_767
"""Characters that a cell of Excel holds."""


def split_text(text: str) -> list[str]:
    """Return the text in pieces that a cell holds, each but the last ending at a comma; one piece if it is short.

    At a comma, since a space at the end of a cell is not kept. The pieces joined are the text, but for spaces
    after such commas.
    """
    pieces = []
    while len(text) > EXCEL_CELL:
        cut = text.rfind(",", 0, EXCEL_CELL) + 1 or EXCEL_CELL
        pieces.append(text[:cut])
        text = text[cut:]
    return [*pieces, text]


def joined(names: Sequence[str], rows: list[SourceRow]) -> tuple[tuple[str, ...], list[SourceRow]]:
    """Put the pieces of a text back into the column that they go on from.

    Parameters
    ----------
    names
        Headers. One that says ادامهٔ هندسه continues the column before it; any other leaves all as it is.
    """
    kept = [place for place, name in enumerate(names) if name != CONTINUED or place == 0]
    if len(kept) == len(names):
        return tuple(names), rows
    ends = [*kept[1:], len(names)]
    spans = list(zip(kept, ends, strict=True))
    return tuple(names[place] for place in kept), [
        SourceRow(row.number, tuple(_one(row.cells[start:end]) for start, end in spans)) for row in rows
    ]


def _one(pieces: tuple[Cell, ...]) -> Cell:
    given = [piece for piece in pieces if piece is not None]
    if len(given) <= 1:
        return pieces[0] if not given else given[0]
    return "".join(map(str, given))
