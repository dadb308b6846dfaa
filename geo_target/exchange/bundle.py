"""Everything in one zip: each layer in several formats, and beside them what a person needs to trust and use them.

Layers are written one at a time into a temporary folder, then packed in a fixed order with fixed times: the
same data give the same bytes, and no more than one layer is in memory.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo_target.exchange.bundle_licences import licences_text
from geo_target.exchange.bundle_page import readme_html, readme_text
from geo_target.exchange.bundle_tables import (
    BundleAbout,
    BundleContents,
    LayerFiles,
    datasets_csv,
    fields_csv,
    fields_xlsx,
    layers_csv,
)
from geo_target.exchange.files import require_folder, whole_file
from geo_target.exchange.styles import priorities_of, qml, sld
from geo_target.exchange.tables import layer_table
from geo_target.exchange.write import LAYER_FORMATS, write_layer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import BinaryIO

    import geopandas as gpd

    from geo_target.exchange.meta import ExportReport, LayerMeta

BUNDLE_FORMATS = ("geopackage", "shapefile", "xlsx")
"""The formats of a bundle if none is asked for: for a GIS, for an old GIS, for an office."""

_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100644 << 16
_CHUNK = 1 << 20
_READ_FIRST = ("README.html", "README.txt")


@dataclass(frozen=True, slots=True, eq=False)
class BundleLayer:
    """One layer to be packed: as `write_layer` takes it, and what its report says beforehand."""

    frame: gpd.GeoDataFrame
    meta: LayerMeta
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What was packed; `layers` with their rows, files and notes, `left_out` with the reason."""

    path: Path
    formats: tuple[str, ...]
    layers: tuple[LayerFiles, ...]
    left_out: tuple[tuple[str, str], ...]
    filters: tuple[tuple[str, str], ...]
    data_version: int | None
    files: int
    bytes: int
    sha256: str


def write_bundle(
    path: Path,
    layers: Iterable[BundleLayer],
    about: BundleAbout,
    formats: tuple[str, ...],
    *,
    progress: Callable[[str, str], None] = lambda _layer, _format: None,
) -> BundleReport:
    """Write all layers and what belongs to them into one zip, whole or not at all.

    Parameters
    ----------
    layers
        Taken one at a time, in the order in which the README lists them.
    formats
        Of `LAYER_FORMATS`; each gets a folder. A shapefile lies there unpacked, in a folder of its layer.
    progress
        Told the layer and the format that is written next.

    Raises
    ------
    InputError
        If the folder of `path` is missing or cannot be written, or a layer is not what it should be.
    LossError
        If a format cannot hold a value; names layer, row, field and value.
    """
    require_folder(path)
    with tempfile.TemporaryDirectory(prefix="geo-target-") as folder:
        root = Path(folder)
        written = [_write_one(root, layer, formats, progress) for layer in layers]
        contents = BundleContents(about, tuple(written), formats)
        progress("README", "")
        _write_companions(root, contents)
        names = _sorted_names(root)
        with whole_file(path) as file:
            digest = _pack(root, names, file)

    return BundleReport(
        path=path,
        formats=formats,
        layers=contents.layers,
        left_out=about.left_out,
        filters=about.filters,
        data_version=about.data_version,
        files=len(names),
        bytes=path.stat().st_size,
        sha256=digest,
    )


def _write_one(
    root: Path, layer: BundleLayer, formats: tuple[str, ...], progress: Callable[[str, str], None]
) -> LayerFiles:
    reports = []
    for fmt in formats:
        progress(layer.meta.layer, fmt)
        folder = root / fmt
        folder.mkdir(exist_ok=True)
        suffix = LAYER_FORMATS[fmt]
        report = write_layer(layer.frame, layer.meta, folder / f"{layer.meta.layer}{suffix}", fmt)
        if fmt == "shapefile":
            _unpack(report.path)
        reports.append(report)
    _write_styles(root, layer)
    return _files_of(layer, reports)


def _files_of(layer: BundleLayer, reports: list[ExportReport]) -> LayerFiles:
    meta, first = layer.meta, reports[0]
    return LayerFiles(
        layer=meta.layer,
        title_fa=meta.title_fa,
        title_en=meta.title_en,
        columns=meta.columns,
        rows=first.rows,
        provenance=first.provenance,
        crs=f"{layer.frame.crs.name} (EPSG:{layer.frame.crs.to_epsg()})",
        notes=(*layer.notes, *(f"{report.format}: {note}" for report in reports for note in report.notes)),
    )


def _unpack(path: Path) -> None:
    """Put the parts of a shapefile's zip into a folder of its name, so that a GIS opens them after one unpacking."""
    with zipfile.ZipFile(path) as archive:
        archive.extractall(path.with_suffix(""))
    path.unlink()


def _write_styles(root: Path, layer: BundleLayer) -> None:
    """Write the styles of a layer for files with the full names of the columns."""
    meta = layer.meta
    values = priorities_of(layer_table(layer.frame, meta.layer, meta.columns))
    folder = root / "styles"
    folder.mkdir(exist_ok=True)
    for suffix, style in (("qml", qml), ("sld", sld)):
        text = style(meta.layer, values, columns=meta.columns)
        (folder / f"{meta.layer}.{suffix}").write_bytes(text.encode())


def _write_companions(root: Path, contents: BundleContents) -> None:
    files = {
        "README.html": readme_html(contents),
        "README.txt": readme_text(contents),
        "LICENCES.txt": licences_text(contents.about),
        "datasets.csv": datasets_csv(contents.about),
        "layers.csv": layers_csv(contents),
        "fields.csv": fields_csv(contents),
    }
    for name, text in files.items():
        (root / name).write_bytes(text.encode())
    (root / "fields.xlsx").write_bytes(fields_xlsx(contents))
    sums = [f"{_sha256(root / name)}  {name}\n" for name in _sorted_names(root)]
    (root / "SHA256SUMS").write_bytes("".join(sums).encode())


def _sorted_names(root: Path) -> list[str]:
    """Return the files, those to be read first first, the others by name."""
    names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return sorted(names, key=lambda name: (name not in _READ_FIRST, "/" in name, name))


def _pack(root: Path, names: list[str], file: BinaryIO) -> str:
    """Write the zip, and return its SHA-256."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.file_size = (root / name).stat().st_size
            with (root / name).open("rb") as source, archive.open(entry, "w") as packed:
                shutil.copyfileobj(source, packed, _CHUNK)
    file.flush()
    return _sha256(Path(file.name))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
