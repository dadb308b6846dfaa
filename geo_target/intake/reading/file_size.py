"""How large a file may be before it is read at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.intake.source_table import Limits


def refuse_size(path: Path, size: int, limits: Limits) -> None:
    """Check that a file, or the parts of one together, are not larger than is allowed.

    Raises
    ------
    SourceError
        If they are; names both sizes in bytes.
    """
    most = limits.max_file_bytes
    if size > most:
        raise SourceError(
            "file-size",
            expected=(f"دست بالا {most} بایت", f"at most {most} bytes"),
            came=f"{size} bytes",
            mend=("به چند پرونده بخش کنید", "split it into several files"),
            file=path.name,
        )
