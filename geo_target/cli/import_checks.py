"""What a person typed for an import, checked before anything is read."""

from __future__ import annotations

import datetime as dt
import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from geo_target.errors import InputError, UnknownLayerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.intake.checked import CheckOptions, Mode

REPORT_SUFFIXES = (".html", ".htm", ".json")
RASTER = "population_raster"
RASTER_NAMES = (RASTER, "population")


def checked_options(
    layer: str,
    *,
    mode: Mode,
    mapping: Path | None,
    columns: Sequence[str] | None,
    values: Sequence[str] | None,
    crs: str | None,
    mend: bool,
) -> CheckOptions:
    """Return the options of an import; what is typed wins over the mapping file.

    Raises
    ------
    UnknownLayerError
        If there is no such layer.
    InputError
        If the mapping file cannot be used, or a value is for a field that the layer has not.
    typer.BadParameter
        If a pair has no ``=`` or nothing on a side of it.
    """
    from geo_target.intake.checked import CheckOptions
    from geo_target.intake.checking.layers import importable_layers
    from geo_target.intake.columns.mapping_file import read_mapping_file

    is_raster = layer == RASTER
    if not is_raster and layer not in importable_layers():
        raise _no_layer(layer, (*importable_layers(), RASTER))
    mapped, given = ({}, {}) if mapping is None else read_mapping_file(mapping)
    mapped |= dict(_pair(text, "--column", 'header=field, as "X=lon"', last=True) for text in columns or ())
    given |= dict(
        _pair(text, "--set", "FIELD=TEXT, as status=operating", last=False) for text in values or ()
    )
    if not is_raster:  # a raster's values are checked with its file
        _require_fields(layer, given)
    return CheckOptions(mode=mode, columns=mapped, values=given, crs=crs, mend=mend)


def _no_layer(layer: str, known: Sequence[str]) -> UnknownLayerError:
    near = difflib.get_close_matches(layer, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return UnknownLayerError(
        f"There is no layer {layer!r} to import into.{hint} The layers are: {', '.join(known)}."
    )


def require_raster_options(options: CheckOptions, **others: object) -> None:
    """Refuse, for a raster, what only a list has an answer to.

    Raises
    ------
    InputError
        Names the option.
    """
    given = {"column": bool(options.columns), "mend": options.mend, **others}
    unanswered = [f"--{name}" for name, value in given.items() if value]
    if unanswered:
        raise InputError(
            f"A raster has no rows of a list, so {', '.join(unanswered)} does not apply; leave it out."
        )


def _pair(text: str, option: str, form: str, *, last: bool) -> tuple[str, str]:
    """Split at the last ``=`` (a header may hold one) or at the first (a value may)."""
    left, sign, right = text.rpartition("=") if last else text.partition("=")
    if not sign or not left.strip() or not right.strip():
        raise typer.BadParameter(f"{option} must be {form}, not {text!r}.")
    return left.strip(), right.strip()


def _require_fields(layer: str, values: dict[str, str]) -> None:
    from geo_target.intake.columns.synonyms import layer_words

    fields = layer_words(layer).fields
    wrong = next((field for field in values if field not in fields and field != "scheme"), None)
    if wrong is not None:
        raise InputError(f"A value can be given for {', '.join(fields)}; {layer} has no field {wrong!r}.")


def date_of(text: str | None) -> dt.date | None:
    """Return a date of either calendar.

    Raises
    ------
    typer.BadParameter
        If it is none.
    """
    from geo_target.intake.values.parse import ValueProblem, parse_date

    try:
        return None if text is None else parse_date(text)
    except ValueProblem as problem:
        raise typer.BadParameter(f"--date: {problem}") from None


def require_report_file(path: Path, source: Path) -> None:
    """Refuse, before anything is read, a report that cannot be written.

    Raises
    ------
    typer.BadParameter
        If it is neither ``.html`` nor ``.json``.
    InputError
        If its folder does not exist, or it is the list itself.
    """
    if path.suffix.lower() not in REPORT_SUFFIXES:
        raise typer.BadParameter(f"--report must end in .html or .json, not {path.name!r}.")
    _require_writable(path, source)


def require_xlsx(path: Path, what: str, source: Path | None = None) -> None:
    """Refuse a workbook that cannot be written.

    Raises
    ------
    typer.BadParameter
        If its name does not end in ``.xlsx``.
    InputError
        If its folder does not exist, or it is the list itself.
    """
    if path.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"{what} must end in .xlsx, not {path.name!r}.")
    _require_writable(path, source)


def _require_writable(path: Path, source: Path | None) -> None:
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}: make it first, or choose another.")
    if path.is_dir():
        raise InputError(f"{path} is a folder: give the name of a file.")
    if source is not None and path.exists() and source.exists() and path.samefile(source):
        raise InputError(f"{path} is the list itself: give another name, so that it is not overwritten.")
