"""Where imported rows are from, and how the same file said the same way is known again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError
from geo_target.intake.reading.source import require_file
from geo_target.store.loading import NewDataset

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.intake.checked import CheckOptions

_PIECE = 2**20
_SHAPEFILE = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutDataset:
    """What a person says of where the rows are from; None: a text made of the layer and the file's name.

    Parameters
    ----------
    provenance
        ``official``, ``open`` or ``modelled``.
    dated
        Date of the list; None: today.
    """

    provenance: str = "official"
    title_fa: str | None = None
    title_en: str | None = None
    source_fa: str | None = None
    source_en: str | None = None
    licence: str | None = None
    dated: dt.date | None = None


def file_checksum(path: Path) -> str:
    """Return the SHA-256 of a file; of a folder, that of the names and contents of the shapefiles in it.

    Raises
    ------
    InputError
        If it cannot be read, is larger than any file may be, or a pipe or a device, which might never end.
    """
    require_file(path)
    digest = hashlib.sha256()
    try:
        files = [path] if not path.is_dir() else sorted(filter(_is_part, path.iterdir()))
        for file in files:
            if file != path:
                digest.update(f"{file.relative_to(path).as_posix()}\0{file.stat().st_size}\0".encode())
            with file.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()


def _is_part(path: Path) -> bool:
    return path.suffix.lower() in _SHAPEFILE and path.is_file()


def options_checksum(options: CheckOptions, about: AboutDataset, **more: Any) -> str:
    """Return the SHA-256 of all that a person said of a file: two imports alike in it and in the file are the same."""
    said = {"options": dataclasses.asdict(options), "about": dataclasses.asdict(about), **more}
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def dataset_of(
    layer: str, file: str, about: AboutDataset, *, checksum: str, options_sha256: str | None, mode: str | None
) -> NewDataset:
    """Return the dataset of an imported file, what nobody said made of the layer and the file's name."""
    from geo_target.intake.workbooks.template import layer_title

    layer_fa, layer_en = layer_title(layer)
    return NewDataset(
        layer=layer,
        title_fa=about.title_fa or f"{layer_fa}: {file}",
        title_en=about.title_en or f"{layer_en}: {file}",
        provenance=about.provenance,
        source_fa=about.source_fa or f"پروندهٔ {file}",
        source_en=about.source_en or f"File {file}",
        licence=about.licence or "not stated",
        dated=about.dated or dt.datetime.now(tz=dt.UTC).astimezone().date(),
        checksum=checksum,
        options_sha256=options_sha256,
        mode=mode,
    )
