"""A mapping file: what a person says of headers that cannot be found. TOML or JSON."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 1_000_000


def read_mapping(path: Path) -> dict[str, str]:
    """Return header → field from a mapping file.

    Either the table ``columns`` of the file, or the whole file where it has no such table. In JSON, null
    leaves a column out, as ``-`` does in both.

    Raises
    ------
    InputError
        If the file cannot be read, is not TOML or JSON, or holds anything but text beside a header; names
        the place.
    """
    content = _parsed(path)
    columns = content.get("columns", content) if isinstance(content, dict) else content
    if not isinstance(columns, dict) or not columns:
        raise InputError(
            f'{path.name} must hold a table of headers and fields, such as "نام مرکز" = "name_fa".'
        )
    mapping = {header: "-" if field is None else field for header, field in columns.items()}
    wrong = next((header for header, field in mapping.items() if not isinstance(field, str)), None)
    if wrong is not None:
        raise InputError(
            f"{path.name} must give a field as text for each header; {wrong!r} has {mapping[wrong]!r}."
        )
    return mapping


def _parsed(path: Path) -> Any:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path.name} must be a mapping of at most 1 MB; it is another kind of file.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} must be in UTF-8; save it so.") from error
    try:
        return json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        kind = "JSON" if path.suffix.lower() == ".json" else "TOML"
        raise InputError(f"{path.name} must be {kind}: {error}.") from error
