"""Population rasters: read to their last cell, checked, and turned into a cloud-optimised GeoTIFF."""
