"""What `geo-target export` says of what it wrote, to people and to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.cli.output import Format, print_rows, say
from geo_target.cli.progress import note

if TYPE_CHECKING:
    from geo_target.exchange import ExportReport
    from geo_target.exchange.bundle import BundleReport

_LAYER_COLUMNS = {
    "layer": "layer",
    "rows": "rows",
    "official": "official",
    "open": "open",
    "modelled": "modelled",
}


def report_json(report: ExportReport) -> dict[str, object]:
    """Return the report of one layer as programs read it."""
    return {
        "layer": report.layer,
        "path": str(report.path),
        "beside": [str(path) for path in report.beside],
        "format": report.format,
        "rows": report.rows,
        "bytes": report.bytes,
        "sha256": report.sha256,
        "filters_fa": [fa for fa, _ in report.filters],
        "filters_en": [en for _, en in report.filters],
        "provenance": dict(report.provenance),
        "renamed": dict(report.renamed),
        "notes": list(report.notes),
    }


def say_report(report: ExportReport) -> None:
    """Tell a person what was written, and what is to know about it."""
    what = "cells" if report.format == "geotiff" else "rows"
    size = _size(report.bytes)
    if not report.rows:
        note(f"warning: no {what} of {report.layer} were written")
    say(f"Wrote {report.rows:,} {what} of {report.layer} to {report.path} ({report.format}, {size}).")
    for path in report.beside:
        say(f"Beside it {path.name}: where it is from, and what its columns mean.")
    for _, filter_en in report.filters:
        say(f"Only: {filter_en}.")
    if report.provenance:
        counts = ", ".join(f"{count:,} {provenance}" for provenance, count in report.provenance)
        say(f"Provenance: {counts}.")
    if report.renamed:
        names = ", ".join(f"{full} → {short}" for full, short in report.renamed)
        say(f"Other names in the file: {names}.")
    for line in report.notes:
        say(line)


def bundle_json(report: BundleReport) -> dict[str, object]:
    """Return the report of a bundle as programs read it."""
    return {
        "path": str(report.path),
        "formats": list(report.formats),
        "files": report.files,
        "bytes": report.bytes,
        "sha256": report.sha256,
        "data_version": report.data_version,
        "filters_fa": [fa for fa, _ in report.filters],
        "filters_en": [en for _, en in report.filters],
        "layers": [
            {
                "layer": held.layer,
                "rows": held.rows,
                "provenance": dict(held.provenance),
                "notes": list(held.notes),
            }
            for held in report.layers
        ],
        "left_out": dict(report.left_out),
    }


def say_bundle(report: BundleReport) -> None:
    """Tell a person what was packed."""
    rows = [
        {
            "layer": held.layer,
            "rows": held.rows,
            **{p: held.count(p) for p in ("official", "open", "modelled")},
        }
        for held in report.layers
    ]
    if not any(held.rows for held in report.layers):
        note("warning: no rows were written")
    say(
        f"Wrote {len(report.layers)} layers in {report.files} files to {report.path} "
        f"({', '.join(report.formats)}; {_size(report.bytes)}; data version {report.data_version})."
    )
    say(f"Coordinates are in {report.layers[0].crs}.")
    for _, filter_en in report.filters:
        say(f"Only: {filter_en}.")
    print_rows(rows, _LAYER_COLUMNS, Format.TABLE)
    if report.left_out:
        say(
            f"Left out, since the filters do not apply to them: {', '.join(layer for layer, _ in report.left_out)}."
        )
    for text, layers in _shared_notes(report).items():
        say(f"{text} ({', '.join(layers)})")


def _shared_notes(report: BundleReport) -> dict[str, list[str]]:
    """Return each note with the layers that have it."""
    shared: dict[str, list[str]] = {}
    for held in report.layers:
        for text in held.notes:
            shared.setdefault(text, []).append(held.layer)
    return shared


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3)):,} kB"  # noqa: PLR2004
