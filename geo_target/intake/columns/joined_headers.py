"""Headers in two rows: «مشخصات مرکز» over «شهر» is ``مشخصات مرکز / شهر``, and only says شهر."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.intake.columns.synonyms import words
from geo_target.persian import normalise_name

if TYPE_CHECKING:
    from geo_target.intake.columns.synonyms import LayerWords

JOINT = " / "
_SUBJECT = ("name_fa",)


def without_group(header: str, known: LayerWords) -> str | None:
    """Return a header of two rows as it would stand in one, or None where it is no such header.

    Words of the upper row that add nothing go («مشخصات»). If none is left, if they stand in the lower header as
    well, or if they are what the layer's rows are («مرکز» in a list of centres), the lower header stands alone;
    «مشخصات مدیر / نام» does not, since a manager is something else. Otherwise what is left comes before the lower
    header: ``UTM زون``.
    """
    upper, joint, lower = header.rpartition(JOINT)
    if not joint or not lower.strip():
        return None
    rest = [word for word in normalise_name(upper).split(" ") if word not in words().groups]
    name = " ".join(rest)
    if not name or known.names.get(name) == _SUBJECT or set(rest) <= set(normalise_name(lower).split(" ")):
        return lower
    return f"{name} {lower}"
