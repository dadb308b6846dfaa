"""Places and shapes as whole arrays: validity, coordinate systems, provinces, duplicates, overlaps."""
