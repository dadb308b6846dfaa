"""The one error of reading a file: its place, what was expected, what came, how to mend it, in both languages."""

from __future__ import annotations

from geo_target.errors import InputError

LONGEST_CAME = 120


class SourceError(InputError):
    """A file, sheet, row or cell that cannot be read as it stands.

    ``str(error)`` is one English sentence with the place in it; the parts are there for a report in Persian
    too. It is raised where nothing of the file can be trusted, and *kept* in `SourceTable.faults` where only
    one row is concerned.

    Parameters
    ----------
    code
        A stable name of the kind of fault, for machines: ``zip-path``.
    expected, mend
        Persian and English: what should have been there, and how to mend it.
    came
        What was there; cut after 120 characters, control characters made visible.
    file
        Name of the file without its folder.
    row
        1-based, as the person sees it: row of the sheet, line of the text, number of the feature.
    column
        The header, or the letter of the column while there is no header.
    """

    def __init__(
        self,
        code: str,
        *,
        expected: tuple[str, str],
        came: object,
        mend: tuple[str, str],
        file: str,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        self.code = code
        self.expected_fa, self.expected_en = expected
        self.came = visible(came)
        self.mend_fa, self.mend_en = mend
        self.file, self.sheet, self.row, self.column = file, sheet, row, column
        super().__init__(f"{self.place()}: expected {self.expected_en}, not {self.came}; {self.mend_en}.")

    def within(self, file: str) -> SourceError:
        """Return the same error of a file inside another: ``list.zip/centres.shp``."""
        return SourceError(
            self.code,
            expected=(self.expected_fa, self.expected_en),
            came=self.came,
            mend=(self.mend_fa, self.mend_en),
            file=f"{file}/{self.file}",
            sheet=self.sheet,
            row=self.row,
            column=self.column,
        )

    def place(self) -> str:
        """Return file, sheet, row and column as English words, as far as they are known."""
        parts = [
            self.file,
            f"sheet {self.sheet}" if self.sheet is not None else "",
            f"row {self.row}" if self.row is not None else "",
            f"column {self.column}" if self.column is not None else "",
        ]
        return ", ".join(part for part in parts if part)


def visible(came: object) -> str:
    """Return a value as a message shows it: cut with … if long, control characters escaped, empty as such."""
    text = "" if came is None else str(came)[: LONGEST_CAME + 1]
    text = "".join(
        sign if sign.isprintable() or sign in "\u200c\u200d" else f"\\u{ord(sign):04x}" for sign in text
    )
    text = text if len(text) <= LONGEST_CAME else text[: LONGEST_CAME - 1] + "…"
    return text or "nothing"
