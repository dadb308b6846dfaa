"""A table becomes rows that can be stored, and rows refused with their reasons: `check_layer`."""
