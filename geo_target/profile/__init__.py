"""A profile: radii, weights, targets and measures of each service, read from TOML and checked once.

The built-in one is ``default_profile.toml``, which explains every key.
"""

from geo_target.profile.reading import (
    DEFAULT_PROFILE,
    altered,
    kept_profile,
    load_profile,
    profile_from_dict,
)
from geo_target.profile.travel import TravelReach
from geo_target.profile.values import (
    AGGREGATIONS,
    CAPACITY_UNITS,
    COST_MEASURES,
    DECAYS,
    DEMANDS,
    KINDS,
    MEASURES,
    PROVENANCES,
    SERVICES,
    SUPPLY_MEASURES,
    UNIT_OF_KIND,
    WEIGHTS,
    AccessProfile,
    PriorityWeights,
    Profile,
    ServiceProfile,
    Uncertainty,
)

__all__ = [
    "AGGREGATIONS",
    "CAPACITY_UNITS",
    "COST_MEASURES",
    "DECAYS",
    "DEFAULT_PROFILE",
    "DEMANDS",
    "KINDS",
    "MEASURES",
    "PROVENANCES",
    "SERVICES",
    "SUPPLY_MEASURES",
    "UNIT_OF_KIND",
    "WEIGHTS",
    "AccessProfile",
    "PriorityWeights",
    "Profile",
    "ServiceProfile",
    "TravelReach",
    "Uncertainty",
    "altered",
    "kept_profile",
    "load_profile",
    "profile_from_dict",
]
