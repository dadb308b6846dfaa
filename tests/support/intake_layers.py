"""Geographic files of three centres, and what is refused."""

import json
import subprocess

import numpy as np
import pyogrio
import pytest
import shapely

from geo_target.intake.reading.source import SourceError, read_source

POINTS = [(52.5311, 29.6103), (52.8025, 29.8742), (57.0788, 30.2832)]
NAMES = ["مركز شهيد رجايي", "بانوان", "صنايع دستي"]
CAPACITY = [120, 80, None]


def features(points=POINTS, names=NAMES, **more):
    return {
        "type": "FeatureCollection",
        **more,
        "features": [
            {
                "type": "Feature",
                "properties": {"name_fa": name, "capacity": capacity, "share": 0.5 + i, "open": i == 0},
                "geometry": None if point is None else {"type": "Point", "coordinates": list(point)},
            }
            for i, (point, name, capacity) in enumerate(zip(points, names, CAPACITY, strict=True))
        ],
    }


def geojson(tmp_path, content=None, name="a.geojson"):
    path = tmp_path / name
    path.write_text(json.dumps(features() if content is None else content, ensure_ascii=False), "utf-8")
    return path


def ogr(source, target, *options):
    """By another program than ours."""
    command = ["ogr2ogr", *options, str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return target


def shapefile(tmp_path, encoding="UTF-8", cpg=True, names=NAMES):
    folder = tmp_path / "shape"
    folder.mkdir()
    path = folder / "centres.shp"
    texts = np.array(names, dtype=object)
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapely.points(POINTS)),
        [texts, np.array([120, 80, 7])],
        ["name_fa", "capacity"],
        geometry_type="Point",
        crs="EPSG:4326",
        encoding=encoding,
        driver="ESRI Shapefile",
    )
    if not cpg:
        path.with_suffix(".cpg").unlink()
    return path


UTF8 = {"b.shp": ("-lco", "ENCODING=UTF-8")}


def refused(path, **options):
    with pytest.raises(SourceError) as caught:
        read_source(path, **options)
    assert str(caught.value).startswith(path.stem)
    assert "Traceback" not in str(caught.value)
    return caught.value


def names_of(table):
    place = table.headers.index("name_fa")
    return [row.cells[place] for row in table.rows]
