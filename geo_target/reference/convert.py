"""The one step that needs GDAL: Natural Earth's GeoPackage to GeoJSON, done once for ``data/sources``.

Call ``convert(Path("iran_region.gpkg"), Path("data/sources/natural_earth"))``.

Coordinates are rounded to six decimals (11 cm); nothing is simplified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.reference.sources import NATURAL_EARTH
from geo_target.reference.write import collection, feature

if TYPE_CHECKING:
    from pathlib import Path


def convert(geopackage: Path, folder: Path) -> None:
    """Write the layers of a GeoPackage as GeoJSON, a feature a line, in the order of the package.

    Raises
    ------
    pyogrio.errors.DataSourceError
        If the file is not there, or has no such layer.
    """
    import pyogrio
    from shapely.geometry import mapping

    folder.mkdir(parents=True, exist_ok=True)
    for layer in NATURAL_EARTH:
        frame = pyogrio.read_dataframe(geopackage, layer=layer)
        shapes = [mapping(shape) for shape in frame.geometry]
        values = frame.drop(columns="geometry").to_dict("records")
        text = collection(
            feature(dict(row), str(shape["type"]), shape["coordinates"])
            for row, shape in zip(values, shapes, strict=True)
        )
        (folder / f"{layer}.geojson").write_text(text, encoding="utf-8", newline="\n")
