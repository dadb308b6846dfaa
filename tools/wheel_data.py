"""A built wheel carries the reference data; an editable install reads it from the checkout."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WheelData(BuildHookInterface[Any]):
    """Adds ``data/`` to a wheel, as ``geo_target/bundled_data``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folder to a standard wheel, and to no other kind of build."""
        if version == "standard":
            build_data["force_include"]["data"] = "geo_target/bundled_data"
