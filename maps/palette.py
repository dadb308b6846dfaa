"""The palette as the web page reads it: ``python -m maps.palette`` writes ``maps/web/palette.json``."""

from __future__ import annotations

from dataclasses import asdict

from geo_target.palette import (
    ACCENT,
    ACCENT_ON_DARK,
    NEIGHBOURHOOD_TYPES,
    NO_DATA,
    PROVENANCES,
    RAMPS,
    SERVICES,
    STATUS_FILL,
    STATUSES,
    SYMBOLS,
    Name,
)


def as_document() -> dict[str, object]:
    """Return everything the web page needs from here, ready for JSON."""
    return {
        "ramps": {name: list(colours) for name, colours in RAMPS.items()},
        "no_data": NO_DATA,
        "accent": ACCENT,
        "accent_on_dark": ACCENT_ON_DARK,
        "services": _names(SERVICES),
        "symbols": [asdict(symbol) for symbol in SYMBOLS],
        "status_fill": STATUS_FILL,
        "statuses": _names(STATUSES),
        "provenances": _names(PROVENANCES),
        "neighbourhood_types": _names(NEIGHBOURHOOD_TYPES),
    }


def _names(names: dict[str, Name]) -> dict[str, dict[str, str]]:
    return {key: asdict(name) for key, name in names.items()}


def document_text() -> str:
    """Return the text of ``maps/web/palette.json``, the same bytes every time."""
    import json

    return json.dumps(as_document(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    from pathlib import Path

    (Path(__file__).parent / "web" / "palette.json").write_text(document_text(), encoding="utf-8")
