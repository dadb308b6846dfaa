"""Where a service is needed most: priorities and their order."""

from geo_target.targeting.priority import combine, overall_priority, rank, service_priority

__all__ = ["combine", "overall_priority", "rank", "service_priority"]
