"""What a check of whole arrays found: like a Problem, but it knows only an index, no file and no row."""

from __future__ import annotations

from dataclasses import dataclass

from geo_target.intake.problems import Problem, Severity, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, or worth knowing, with one element of the arrays that were checked.

    Parameters
    ----------
    index
        0-based place in the arrays; None: all of them, the file as a whole.
    code
        A stable name of the kind: ``outside-province``.
    expected, mend
        Persian and English: what should be there, and how to mend it.
    came
        What was there, in figures and names that read in both languages.
    lon, lat
        Degrees WGS84 of the place to look at on a map, where it is known; both or none.
    """

    index: int | None
    severity: Severity
    code: str
    expected: tuple[str, str]
    came: str
    mend: tuple[str, str]
    lon: float | None = None
    lat: float | None = None

    def at(
        self, *, file: str, sheet: str | None = None, row: int | None = None, column: str | None = None
    ) -> Problem:
        """Return the problem at its place in a file; ``row`` is the number that the person sees."""
        return Problem(
            code=self.code,
            severity=self.severity,
            file=file,
            sheet=sheet,
            row=row,
            column=column,
            expected_fa=self.expected[0],
            expected_en=self.expected[1],
            came=shown(self.came),
            mend_fa=self.mend[0],
            mend_en=self.mend[1],
            lon=self.lon,
            lat=self.lat,
        )
