"""What other programs read in our shapefiles: Debian's GDAL, and QGIS where it is installed."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from exchange_frames import LONG_NAME, META, centres, unzipped

from geo_target.exchange import write_layer


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="gdal-bin is not installed")
def test_debians_gdal_reads_persian_names_and_values(tmp_path):
    folder = unzipped(write_layer(centres(), META, tmp_path / "a.zip").path, tmp_path / "a")
    said = subprocess.run(
        ["ogrinfo", "-al", "-q", folder / "training_centres.shp"], capture_output=True, check=True, text=True
    )
    assert said.stderr == ""
    assert "name_fa (String) = آموزشگاهِ خرم‌آباد" in said.stdout
    assert f"name_fa (String) = {LONG_NAME}" in said.stdout
    assert "capacity (Integer) = 12000" in said.stdout
    assert "capacity (Integer) = (null)" in said.stdout
    assert "POINT (48.36 33.487222)" in said.stdout


READ_BY_QGIS = """
import json, sys
from qgis.core import NULL, QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1], "layer", "ogr")
plain = lambda value: None if value == NULL else value
print(json.dumps({
    "valid": layer.isValid(),
    "crs": layer.crs().authid(),
    "aliases": {field.name(): layer.attributeAlias(i) for i, field in enumerate(layer.fields())},
    "rows": [[plain(value) for value in feature.attributes()] for feature in layer.getFeatures()],
}))
"""


def qgis(path):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # The system's Python, which has QGIS, must not see this one's packages.
    environment = {
        name: value for name, value in environment.items() if not name.startswith(("PYTHON", "VIRTUAL"))
    }
    command = ["/usr/bin/python3", "-c", READ_BY_QGIS, str(path)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_qgis_reads_values_and_persian_aliases(tmp_path):
    if not list(Path("/usr/lib/python3/dist-packages").glob("qgis/core")):
        pytest.skip("QGIS is not installed: apt-get install --no-install-recommends python3-qgis")
    folder = unzipped(write_layer(centres(), META, tmp_path / "a.zip").path, tmp_path / "a")
    said = qgis(folder / "training_centres.shp")
    assert said.returncode == 0, said.stderr
    read = json.loads(said.stdout.splitlines()[-1])
    assert read["valid"]
    assert read["crs"] == "EPSG:4326"
    assert read["aliases"]["name_fa"] == "نام"
    assert read["aliases"]["outskirts"] == "در حاشیهٔ شهر"
    rows = {row[0]: row for row in read["rows"]}
    assert rows["TC-00003"][1] == LONG_NAME
    assert rows["TC-00001"][1] == "آموزشگاهِ خرم‌آباد"
    assert [rows[f"TC-0000{n}"][7] for n in (1, 2, 3)] == [None, 12000, 0]
    assert [rows[f"TC-0000{n}"][11] for n in (1, 2, 3)] == [None, 1, 0]
