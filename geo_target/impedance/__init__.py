"""What it costs to get from each demand point to each site, as a :class:`~geo_target.models.CostMatrix`."""

from geo_target.impedance.geodesic import straight_line

__all__ = ["straight_line"]
