"""What is wrong with a question where to build, told of the options that were typed, not of the question's fields."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.workflows.site_request import SiteRequest, SiteRequestError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMED_OTHERWISE = {
    "model": "MODEL",
    "n_sites": "--sites",
    "provinces": "--province",
    "cities": "--city",
    "keep_existing": "--no-existing",
    "forbidden": "--forbid",
    "split": "--whole-points",
    "pins": "--evaluate",
    "radius_m": "--radius-km",
    "service_radius": "--radius-km",
    "min_spacing_m": "--min-spacing-km",
    "min_spacing": "--min-spacing-km",
    "n_covers": "--covers",
    "time_limit_s": "--time-limit",
}
"""Fields of a question, and arguments of the solver, whose option has another name."""
_OPTIONS = {one.name: f"--{one.name.replace('_', '-')}" for one in fields(SiteRequest)} | _NAMED_OTHERWISE
_IN_METRES = frozenset({"radius_m", "min_spacing_m"})
"""Fields whose option is in kilometres."""
_IN_A_SENTENCE = re.compile(
    rf"(?<![\w./-])({'|'.join(name for name in _OPTIONS if '_' in name)})(?![\w/]|\.\w)"
)
"""Names that are no words of English."""
_AT_ITS_START = re.compile(r"^(\w+)(?= must be |: )")


@contextmanager
def told_of_options() -> Iterator[None]:
    """Let errors name the options that a person typed."""
    try:
        yield
    except SiteRequestError as error:
        raise InputError(_of_field(error)) from error
    except InputError as error:
        raise InputError(of_options(str(error))) from error


def of_options(sentence: str) -> str:
    """Put options in the place of the fields that a sentence names."""
    begun = _AT_ITS_START.sub(lambda found: _OPTIONS.get(found[1], found[1]), sentence)
    return _IN_A_SENTENCE.sub(lambda found: _OPTIONS[found[1]], begun)


def _of_field(error: SiteRequestError) -> str:
    expected, came = error.expected, error.came
    if error.field in _IN_METRES:
        expected = re.sub(r"\d+", lambda metres: f"{float(metres[0]) / 1000:g}", expected)
        came = came / 1000 if isinstance(came, int | float) else came
    shown = f"{came:g}" if isinstance(came, float) else repr(came)
    said = "" if came is True else "; it is missing" if came is None else f", not {shown}"
    return f"{_OPTIONS.get(error.field, error.field)} must be {of_options(expected)}{said}."
