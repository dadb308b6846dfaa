"""geo-target: where people in target neighbourhoods lack service within reach, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo_target.models import CostMatrix
    from geo_target.plans import PlanStatus, Requirements, SitingPlan

__all__ = ["CostMatrix", "PlanStatus", "Requirements", "SitingPlan"]


def __getattr__(name: str) -> object:
    """Import the values that travel when they are first asked for: ``geo-target up`` need not wait."""
    if name in __all__:
        from geo_target import models, plans

        return getattr(models if hasattr(models, name) else plans, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
