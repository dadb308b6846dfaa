"""Tables as text: CSV, TSV and their like; encoding and separator are found, rows come one by one."""

from __future__ import annotations

import csv
import io
import itertools
import re
from typing import IO, TYPE_CHECKING

from geo_target.intake.reading.encoding import (
    find_encoding,
    is_double_encoded,
    letters_lost,
    lost_letters,
    require_decodes,
)
from geo_target.intake.reading.grid import Budget, Grid
from geo_target.intake.reading.headers import is_known
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceNote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_target.intake.source_table import Limits

_SEPARATORS = (",", ";", "\t", "|", "،", "؛")
_NAMES = {
    ",": ("ویرگول لاتین", "commas"),
    ";": ("نقطه‌ویرگول لاتین", "semicolons"),
    "\t": ("جهش", "tabs"),
    "|": ("خط عمودی", "bars"),
    "،": ("ویرگول فارسی", "Persian commas"),
    "؛": ("نقطه‌ویرگول فارسی", "Persian semicolons"),
}
_SAMPLE_CHARACTERS = 1 << 17
_SAMPLE_ROWS = 200
_LINE_CELLS = 4
"""A line may be as long as four of the longest cells."""
_SAID = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


def read_text(
    path: Path, *, encoding: str | None, limits: Limits
) -> tuple[Grid, str, tuple[SourceNote, ...]]:
    """Return the rows of a text, its encoding, and what was decided.

    A row that has more cells than the headers is kept and is a fault; fewer cells are blank ones.

    Raises
    ------
    SourceError
        For an encoding that cannot be told, NUL bytes, a quote that is not closed, too many rows, columns or
        cells, and text whose letters are lost.
    """
    if encoding is None:
        encoding = find_encoding(path)
    else:
        require_decodes(path, encoding)
    sample = _sample(path, encoding)
    _refuse_lost_letters(path.name, sample)
    said = _SAID.fullmatch(sample.split("\n", 1)[0])
    separator = said[1] if said else find_separator(sample)

    grid = Grid()
    budget = Budget(limits, path.name, None)
    with path.open(encoding=encoding, newline="") as file:
        for number, cells in _records(file, separator, path.name, limits.max_cell_length):
            if number == 1 and said:
                continue
            row = budget.row(number, cells)
            if row is not None:
                grid.rows.append(row)
    return grid, encoding, (_note(encoding, separator),)


def find_separator(sample: str) -> str:
    """Return the separator under which the text is most of a table.

    First the one that shows most known headers in one row, then the one under which most rows are equally
    wide, then the one that gives more columns. A text of one column has a comma.
    """
    best, best_score = ",", (0, 0.0, 1)
    for separator in _SEPARATORS:
        rows = list(itertools.islice(csv.reader(_lines(sample), delimiter=separator), _SAMPLE_ROWS))
        widths = [len(row) for row in rows if any(row)]
        usual = max(set(widths), key=widths.count, default=1)
        if usual == 1:
            continue
        known = max(sum(is_known(cell) for cell in row) for row in rows)
        score = (known, round(widths.count(usual) / len(widths), 1), usual)
        if score > best_score:
            best, best_score = separator, score
    return best


def _records(file: IO[str], separator: str, name: str, longest: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_bounded(file, name, longest), delimiter=separator, strict=True)
    before = csv.field_size_limit(longest)
    start = 1
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise _unreadable(error, name, longest, number + 1, start) from error
    finally:
        csv.field_size_limit(before)


def _bounded(file: IO[str], name: str, longest: int) -> Iterator[str]:
    """Yield the lines of a text, none of which fills the memory."""
    most = _LINE_CELLS * longest
    number = 0
    while line := file.readline(most):
        number += 1
        if len(line) == most:
            raise _too_long(name, most, number)
        yield line


def _unreadable(error: csv.Error, name: str, longest: int, row: int, line: int) -> SourceError:
    if "larger than field limit" in str(error):
        return _too_long(name, longest, row)
    return SourceError(
        "csv",
        expected=(
            "نقل قول‌های بسته و جداکننده پس از آنها",
            "quotes that are closed and a separator after them",
        ),
        came=f"{error} (line {line})",
        mend=('نقل قول درون مقدار را دو بار بنویسید ("")', 'write a quote inside a value twice ("")'),
        file=name,
        row=row,
    )


def _too_long(name: str, most: int, row: int) -> SourceError:
    return SourceError(
        "cell-length",
        expected=(f"متنی با دست بالا {most} نویسه", f"a text of at most {most} characters"),
        came=f"> {most}",
        mend=(
            "نقل قول بسته‌نشده را بیابید یا متن را کوتاه کنید",
            "look for a quote that is not closed, or shorten the text",
        ),
        file=name,
        row=row,
    )


def _sample(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        text = file.read(_SAMPLE_CHARACTERS)
    return text if len(text) < _SAMPLE_CHARACTERS else text[: text.rfind("\n") + 1] or text


def _lines(sample: str) -> list[str]:
    return list(io.StringIO(sample, newline=""))


def _refuse_lost_letters(file: str, sample: str) -> None:
    if is_double_encoded(sample):
        raise SourceError(
            "encoding-twice",
            expected=("متن فارسی", "Persian text"),
            came=next(line for line in _lines(sample) if not line.isascii()),
            mend=(
                "پرونده را از اصل آن دوباره با UTF-8 بسازید",
                "make the file anew from its original, in UTF-8",
            ),
            file=file,
        )
    lost = lost_letters(re.split(r"[,;\t|\n]", sample))
    if lost is not None:
        raise letters_lost(file, lost)


def _note(encoding: str, separator: str) -> SourceNote:
    fa, en = _NAMES.get(separator, (separator, separator))
    return SourceNote(
        f"با رمزگذاری {encoding} و جداکنندهٔ {fa} خوانده شد.", f"Read as {encoding}, separated by {en}."
    )
