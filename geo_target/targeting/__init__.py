"""Where a service is needed most: priorities and their order."""

from geo_target.targeting.priority import overall_priority, rank, service_priority

__all__ = ["overall_priority", "rank", "service_priority"]
