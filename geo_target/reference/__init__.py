"""The reference dataset: real provinces and cities, and modelled rows that reproduce the report's figures.

``generate(sources_dir, out_dir)`` makes ``data/boundaries``, ``data/layers`` and ``data/catalog.toml``
anew from ``data/sources`` and a seed; `figures` says how each figure of the report is counted.
"""

from geo_target.reference.figures import FigureCheck, evaluate, figure_checks
from geo_target.reference.generate import generate

__all__ = ["FigureCheck", "evaluate", "figure_checks", "generate"]
