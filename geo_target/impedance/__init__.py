"""What it costs to get from each demand point to each site, as a :class:`~geo_target.models.CostMatrix`."""

from geo_target.impedance.friction_grid import FrictionGrid
from geo_target.impedance.geodesic import detour_by_class, straight_line
from geo_target.impedance.least_cost import FrictionCost, Snapped, friction, travel_time
from geo_target.impedance.od_table import od_costs
from geo_target.impedance.speeds import friction_of, tobler_speed

__all__ = [
    "FrictionCost",
    "FrictionGrid",
    "Snapped",
    "detour_by_class",
    "friction",
    "friction_of",
    "od_costs",
    "straight_line",
    "tobler_speed",
    "travel_time",
]
