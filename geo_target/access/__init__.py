"""How well each demand point is served, from costs, demand and supply."""

from geo_target.access.coverage import share_covered, unserved
from geo_target.access.proximity import nearest, nearest_site

__all__ = ["nearest", "nearest_site", "share_covered", "unserved"]
