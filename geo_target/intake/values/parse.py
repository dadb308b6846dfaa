"""What a cell means: one parser for each kind of value, gathered from the files that hold them.

Every parser returns the value or raises `ValueProblem`, which says in Persian and English what was expected,
what came and how to mend it. None of them has a default: an empty cell is refused, so ask `is_empty` first
where a field may be empty.
"""

from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_coordinates import (
    LonLat,
    in_iran_box,
    looks_swapped,
    parse_degrees,
    parse_pair,
    parse_zone,
    utm_to_lonlat,
    zone_of,
)
from geo_target.intake.values.value_dates import parse_date, parse_optional_date
from geo_target.intake.values.value_numbers import Cell, is_empty, parse_float, parse_int, parse_share
from geo_target.intake.values.value_words import (
    choices,
    parse_bool,
    parse_choice,
    parse_kind,
    parse_status,
    parse_type,
)

__all__ = [
    "Cell",
    "LonLat",
    "ValueProblem",
    "choices",
    "in_iran_box",
    "is_empty",
    "looks_swapped",
    "parse_bool",
    "parse_choice",
    "parse_date",
    "parse_degrees",
    "parse_float",
    "parse_int",
    "parse_kind",
    "parse_optional_date",
    "parse_pair",
    "parse_share",
    "parse_status",
    "parse_type",
    "parse_zone",
    "utm_to_lonlat",
    "zone_of",
]
