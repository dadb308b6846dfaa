"""Make the whole reference dataset anew: read the sources, model, write the files and their catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.reference import rows
from geo_target.reference.catalog import catalog_text
from geo_target.reference.model import make_model
from geo_target.reference.reported import reported_figures
from geo_target.reference.sources import Sources, read_sources

if TYPE_CHECKING:
    from pathlib import Path


def generate(sources_dir: Path, out_dir: Path) -> None:
    """Write ``boundaries/``, ``layers/`` and ``catalog.toml`` under `out_dir` from ``data/sources``.

    The same sources give the same bytes on every machine. Existing files are written over, others stay.

    Raises
    ------
    FileNotFoundError, KeyError, ValueError
        If a source is missing or damaged.
    """
    sources = read_sources(sources_dir)
    for path, text in make_files(sources).items():
        target = out_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def make_files(sources: Sources) -> dict[str, str]:
    """Return the text of every file of the dataset by its path under ``data/``, the catalogue last."""
    figures = reported_figures(sources.figures, sources.figure_notes)
    model = make_model(sources, figures)
    files = {f"boundaries/{layer}.geojson": text for layer, text in rows.boundary_texts(sources).items()}
    files |= {
        f"layers/{layer}.geojson": rows.points_text(values)
        for layer, values in rows.point_layers(sources, model).items()
    }
    files["layers/neighbourhoods.geojson"] = rows.neighbourhoods_text(model.neighbourhoods)
    files["layers/demand_points.csv"] = rows.demand_points_text(model.neighbourhoods)
    files["layers/occupations.csv"] = rows.occupations_text(sources)
    files["layers/reported_figures.csv"] = rows.figures_text(figures)
    files["catalog.toml"] = catalog_text(sources, files)
    return files
