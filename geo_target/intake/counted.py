"""Numbers of rows in English sentences, where one is not many; Persian has one form for both."""

from __future__ import annotations

from geo_target.persian import format_number


def rows_en(number: int) -> str:
    """Return ``1 row`` or ``1,234 rows``."""
    return "1 row" if number == 1 else f"{format_number(number, 'en')} rows"
