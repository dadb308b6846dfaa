"""Exact engines on arrays, for questions without side constraints: fast, and proved."""
