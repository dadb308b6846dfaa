"""The program of all plans whose value is near the best: what alternatives are drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.programs import build
from geo_target.siting.question import Model
from geo_target.siting.searching import apart_program, within_program
from geo_target.siting.solving import twice_covered

if TYPE_CHECKING:
    from geo_target.siting.programs import Built
    from geo_target.siting.question import Question

_ROUNDING = 1e-9


def least_near(best: float, within: float) -> float:
    """Give the least worth, more being better, that is near this one; near ``inf`` is ``inf`` alone."""
    return best if np.isinf(best) else best - abs(best) * (within + _ROUNDING)


def near_best(asked: Question, objective: float, within: float, opening: float) -> Built:
    """Give the program of the plans worth at most the share `within` less than `objective`; it asks for nothing.

    Parameters
    ----------
    opening
        What the best plan's sites cost to open (LSCP with backup).
    """
    least, most = objective * (1 - within - _ROUNDING), objective * (1 + within + _ROUNDING)
    if asked.model is Model.P_CENTER:
        return within_program(asked, most)
    if asked.model is Model.P_DISPERSION:
        return apart_program(asked, least)
    built = twice_covered(asked, opening) if asked.model is Model.LSCP_BACKUP else build(asked)
    cost = built.program.columns()[0]
    valued = np.flatnonzero(cost)
    if asked.maximise:
        built.program.add_row(valued, cost[valued], lower=least)
    else:
        built.program.add_row(valued, cost[valued], upper=most)
    return built
