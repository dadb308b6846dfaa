"""A mapping file: what a person says of a list that its headers and cells do not say. TOML or JSON."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 1_000_000
_TABLES = ("columns", "values")


def read_mapping(path: Path) -> dict[str, str]:
    """Return header → field from a mapping file; what it says of values is checked and left out.

    Raises
    ------
    InputError
        As `read_mapping_file`, and if the file says nothing of headers.
    """
    columns, _ = read_mapping_file(path)
    if not columns:
        raise _no_table(path)
    return columns


def read_mapping_file(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return header → field, and field → text for every row that has none of its own.

    The tables ``columns`` and ``values`` of the file; where it has neither, the whole file is the headers.
    ``-`` leaves a column out, and so does null in JSON. A value is text; a number or a yes or no becomes the
    text that a cell would hold.

    Returns
    -------
    tuple
        Either may be empty, not both.

    Raises
    ------
    InputError
        If the file cannot be read, is not TOML or JSON, or holds anything but text beside a header or a field;
        names the place.
    """
    content = _parsed(path)
    if not isinstance(content, dict) or not content:
        raise _no_table(path)
    if not any(isinstance(content.get(table), dict) for table in _TABLES):
        return _columns(path, content), {}

    if other := [str(key) for key in content if key not in _TABLES]:
        raise InputError(f"{path.name} must hold the tables columns and values only, not {', '.join(other)}.")
    columns, values = (content.get(table) or {} for table in _TABLES)
    if not columns and not values:
        raise _no_table(path)
    return _columns(path, columns), _values(path, values)


def _columns(path: Path, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise _no_table(path)
    columns = {header: "-" if field is None else field for header, field in table.items()}
    _require_text(path, columns, "a field as text for each header")
    return columns


def _values(path: Path, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise InputError(f'{path.name} must give values as a table of fields, such as sector = "services".')
    values = {field: _as_text(value) for field, value in table.items()}
    _require_text(path, values, "a value as text for each field")
    return values


def _as_text(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else value


def _require_text(path: Path, table: dict[str, Any], what: str) -> None:
    wrong = next((key for key, value in table.items() if not isinstance(value, str)), None)
    if wrong is not None:
        raise InputError(f"{path.name} must give {what}; {wrong!r} has {table[wrong]!r}.")


def _no_table(path: Path) -> InputError:
    return InputError(f'{path.name} must hold a table of headers and fields, such as "نام مرکز" = "name_fa".')


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
