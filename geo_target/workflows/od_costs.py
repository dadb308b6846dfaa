"""A table of pairs out of a file (CSV or Parquet): read, its columns found, taken as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError
from geo_target.impedance import od_costs
from geo_target.models import CostMatrix, PairState
from geo_target.persian import normalise_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

_HEADERS = {
    "origin": ("origin", "origin id", "from", "from id", "demand", "demand point", "مبدا", "مبدأ", "کد مبدا", "از"),
    "destination": (
        "destination", "destination id", "to", "to id", "facility", "site", "مقصد", "کد مقصد", "به", "مرکز",
    ),
    "cost": (
        "cost", "travel time", "travel time p50", "travel time minutes", "time", "total time", "minutes", "min",
        "seconds", "total cost", "distance", "duration",
        "هزینه", "زمان", "زمان سفر", "دقیقه", "ثانیه", "مسافت", "فاصله",
    ),
}  # fmt: skip


_FIGURES = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫", "01234567890123456789.", "٬")


@dataclass(frozen=True, slots=True)
class OdTable:
    """The columns of a table of pairs, as they are in the file, and the file's name."""

    file: str
    origins: Sequence[str]
    destinations: Sequence[str]
    costs: Sequence[float]

    def matrix(
        self,
        *,
        demand_ids: Sequence[str],
        site_ids: Sequence[str],
        unit: str,
        missing: PairState = PairState.OUTSIDE,
    ) -> CostMatrix:
        """Make the cost matrix.

        Raises
        ------
        InputError
            As :func:`geo_target.impedance.od_costs`, with the file's name.
        """
        try:
            return od_costs(
                self.origins,
                self.destinations,
                self.costs,
                demand_ids=demand_ids,
                site_ids=site_ids,
                unit=unit,
                missing=missing,
            )
        except InputError as error:
            raise InputError(f"{self.file}: {error}") from error


def read_od_table(path: Path, columns: Mapping[str, str] | None = None) -> OdTable:
    """Read a table of pairs; its columns are found by their usual names, Persian or English.

    Parameters
    ----------
    path
        ``.csv`` (UTF-8) or ``.parquet``, a header in the first row.
    columns
        Headers of the ``origin``, ``destination`` and ``cost`` where they are called otherwise.

    Raises
    ------
    InputError
        If the file cannot be read, a column is not there or could be one of several, or a cost is no number.
        Rows are counted from 1 below the header.
    """
    frame = _read(path)
    named = {what: _column(frame, what, (columns or {}).get(what), path) for what in _HEADERS}
    origins, destinations = (_ids(frame, named[what], path) for what in ("origin", "destination"))
    return OdTable(path.name, origins, destinations, _numbers(frame, named["cost"], path))


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    suffix = path.suffix.lower()
    if suffix not in {".csv", ".parquet"}:
        raise InputError(f"A table of costs is a .csv or a .parquet file, not {path.name}.")
    try:
        if suffix == ".csv":
            return pd.read_csv(
                path, sep=_separator(path), dtype=str, keep_default_na=False, encoding="utf-8-sig"
            )
        return pd.read_parquet(path)
    except OSError as error:
        raise InputError(f"The file {path} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:  # what pandas and pyarrow raise for a damaged file, UnicodeDecodeError too
        raise InputError(f"{path.name} cannot be read as a table: {error}") from error


def _separator(path: Path) -> str:
    """Give what stands between the columns: a comma, or what the first line has more of, as Excel writes in Persian."""
    with path.open(encoding="utf-8-sig") as file:
        header = file.readline(10_000)
    return max(",", ";", "\t", key=header.count)


def _column(frame: pd.DataFrame, what: str, asked: str | None, path: Path) -> str:
    """Find the column that was asked for, else the one that is called so, else the one that is called so usually."""
    headers = [str(header) for header in frame.columns]
    if asked is not None:
        if headers.count(asked) == 1:
            return asked
        raise InputError(
            f"{path.name}: the column {asked!r} for the {what} is not there; its columns are {', '.join(headers)}."
        )
    usual = {_plain(word) for word in _HEADERS[what]}
    found = [header for header in headers if _plain(header) == what] or [
        header for header in headers if _plain(header) in usual
    ]
    if len(found) == 1:
        return found[0]
    why = "is not there" if not found else f"could be any of {', '.join(found)}"
    raise InputError(
        f"{path.name}: the column of the {what} {why}; its columns are {', '.join(headers)}. "
        f"Call it {what} in the file, or say which it is: --{what}-column."
    )


def _plain(header: str) -> str:
    return normalise_name(header.replace("_", " ").replace("-", " "))


def _ids(frame: pd.DataFrame, column: str, path: Path) -> list[str]:
    values = frame[column]
    empty = np.flatnonzero(values.isna() | (values.astype(str).str.strip() == ""))
    if empty.size:
        raise InputError(f"{path.name}, row {empty[0] + 1}: {column} is empty.")
    return [str(value).strip() for value in values.tolist()]


def _numbers(frame: pd.DataFrame, column: str, path: Path) -> list[float]:
    import pandas as pd

    values = frame[column]
    if pd.api.types.is_string_dtype(values):
        values = values.str.translate(_FIGURES)
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    wrong = np.flatnonzero(~(numbers >= 0))
    if wrong.size:
        row = int(wrong[0])
        came = frame[column].iloc[row]
        came = repr(came) if isinstance(came, str) else came
        raise InputError(
            f"{path.name}, row {row + 1}: {column} must be a number of 0 or more, or inf for no way, not {came}."
        )
    return [float(value) for value in numbers]
