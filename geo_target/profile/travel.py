"""How people reach facilities in a run that was not scored by straight lines."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TravelReach:
    """Travel costs that a run was scored by, kept with its profile so that nobody takes it for one by straight lines.

    Parameters
    ----------
    by
        ``friction`` (a raster), ``costs`` (a table) or ``terrain`` (detours by classes).
    file, sha256
        Name and content of the raster (with the detours) or table.
    threshold, unit
        The cost that stood in the place of the service radius; of detours 1 service radius.
    services
        Those that were scored by it; the others were by straight line.
    """

    by: str
    file: str
    sha256: str
    threshold: float
    unit: str
    services: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the content for JSON; ``kept_profile`` reads it."""
        return {**asdict(self), "services": list(self.services)}
