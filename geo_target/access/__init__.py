"""How well each demand point is served, from costs, demand and supply."""

from geo_target.access.coverage import share_covered, unserved
from geo_target.access.floating_catchment import (
    balanced_fca,
    enhanced_two_step_fca,
    modified_two_step_fca,
    three_step_fca,
    two_step_fca,
)
from geo_target.access.opportunities import cumulative, gravity
from geo_target.access.proximity import nearest, nearest_site
from geo_target.access.rational_agent import raam

__all__ = [
    "balanced_fca",
    "cumulative",
    "enhanced_two_step_fca",
    "gravity",
    "modified_two_step_fca",
    "nearest",
    "nearest_site",
    "raam",
    "share_covered",
    "three_step_fca",
    "two_step_fca",
    "unserved",
]
