"""Debian's GDAL and QGIS, which are not of this environment, and what they read in a file."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

needs_gdal = pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="gdal-bin is not installed")
needs_qgis = pytest.mark.skipif(
    not Path("/usr/lib/python3/dist-packages/qgis/core").is_dir(),
    reason="QGIS is not installed: apt-get install --no-install-recommends python3-qgis",
)

READ_BY_QGIS = """
import json, sys
from qgis.core import NULL, QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()

def plain(value):
    return None if value == NULL else value

def look(renderer):
    if renderer.type() == "categorizedSymbol":
        classes = [[one.value(), one.label(), one.symbol().color().name()] for one in renderer.categories()]
    elif renderer.type() == "graduatedSymbol":
        classes = [
            [one.lowerValue(), one.upperValue(), one.label(), one.symbol().color().name()]
            for one in renderer.ranges()
        ]
    elif renderer.type() == "RuleRenderer":
        classes = [[one.filterExpression(), one.label()] for one in renderer.rootRule().children()]
    else:
        classes = [renderer.symbol().color().name()]
    attribute = renderer.classAttribute() if hasattr(renderer, "classAttribute") else ""
    return {"type": renderer.type(), "by": attribute, "classes": classes}

def words(layer):
    setups = {f.name(): layer.editorWidgetSetup(i) for i, f in enumerate(layer.fields())}
    return {name: one.config().get("map") for name, one in setups.items() if one.type() == "ValueMap"}

def read(path, style=None):
    layer = QgsVectorLayer(path, "layer", "ogr")
    if style:
        assert layer.loadSldStyle(style)[1]
    names = [field.name() for field in layer.fields()]
    return {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "aliases": {name: layer.attributeAlias(i) for i, name in enumerate(names)},
        "types": {field.name(): field.typeName() for field in layer.fields()},
        "words": words(layer),
        "labels": layer.labeling().settings().fieldName if layer.labelsEnabled() else None,
        "look": look(layer.renderer()),
        "rows": [
            dict(zip(names, map(plain, feature.attributes()))) | {"wkt": feature.geometry().asWkt(17)}
            for feature in layer.getFeatures()
        ],
    }

print(json.dumps([read(*asked) for asked in json.loads(sys.argv[1])], default=str))
"""


def by_qgis(*asked):
    """What QGIS reads: for each path, or (path, SLD), fields, look and rows."""
    # The system's Python, which has QGIS, must not see this one's packages.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))
    } | {"QT_QPA_PLATFORM": "offscreen"}
    paths = [[str(part) for part in (one if isinstance(one, tuple) else (one,))] for one in asked]
    command = ["/usr/bin/python3", "-c", READ_BY_QGIS, json.dumps(paths)]
    said = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    lines = said.stdout.splitlines()
    assert lines, said.stderr
    return json.loads(lines[-1])


def by_debians_gdal(path, layer=None, *, encoding="UTF-8"):
    """The features that Debian's GDAL reads, as GeoJSON; nothing may be warned of."""
    command = ["ogr2ogr", "-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=17", "/vsistdout/", str(path)]
    said = subprocess.run(
        [*command, *([layer] if layer else [])], capture_output=True, text=True, check=True, encoding=encoding
    )
    assert said.stderr == ""
    return json.loads(said.stdout)["features"]
