"""Names and codes of places to today's codes."""
